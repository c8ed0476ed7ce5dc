//! Figures: SVG files put into the page's HTML, so that they follow its colors and need no request.

use std::path::Path;

use crate::slug::is_slug;
use crate::source_file::{SourceFile, line_of};
use crate::visible_text::{TextKind, VisibleText};
use crate::{Diagnostic, invisible};

/// Reads a figure and gives it ready for HTML: named by its own `<title>` and `<desc>`, without what could
/// run, load or clash. The error is (problem, remedy).
pub(crate) fn inline(folder: &Path, name: &str) -> Result<String, (String, String)> {
    let Some(stem) = name.strip_suffix(".svg").filter(|stem| is_slug(stem)) else {
        return Err((
            format!("{name:?} is not the name of a figure"),
            "name a file of content/figures, like `response-after-24-hours.svg`".into(),
        ));
    };
    let path = folder.join(name);
    let file = SourceFile::read(&path, name).map_err(|diagnostic| {
        if path.is_file() {
            (
                format!("the figure {name} cannot be used: {}", diagnostic.problem),
                diagnostic.remedy,
            )
        } else {
            (
                format!("there is no figure {name}"),
                "put the file into content/figures".into(),
            )
        }
    })?;
    let Some(start) = file.text.find("<svg") else {
        return Err((
            format!("{name} is not an SVG picture"),
            "export it again as SVG".into(),
        ));
    };
    let svg = file.text[start..].trim_end();
    for needed in ["viewBox=", "<title>", "</title>", "<desc>", "</desc>"] {
        if !svg.contains(needed) {
            return Err((
                format!("the figure {name} has no `{needed}`"),
                "give it a viewBox, a <title> and a <desc>: people who cannot see it are told these".into(),
            ));
        }
    }
    let lower = svg.to_lowercase();
    for refused in [
        "<script",
        "<style",
        "<foreignobject",
        "<image",
        "<!--",
        "href=",
        " id=",
        " on",
        "url(",
        "style=",
    ] {
        // " on" alone is a word; as the start of an attribute it runs code.
        let found = if refused == " on" {
            has_event_attribute(&lower)
        } else {
            lower.contains(refused)
        };
        if found {
            return Err((
                format!("the figure {name} contains `{}`", refused.trim()),
                "remove it: figures may hold only shapes and text".into(),
            ));
        }
    }
    let compact: String = svg
        .lines()
        .map(str::trim)
        .collect::<Vec<_>>()
        .join(" ")
        .replace("> <", "><");
    Ok(compact
        .replacen(
            "<svg",
            // Where no style arrives, a drawing would be as large as the window is wide.
            &format!(
                "<svg width=\"100%\" height=\"480\" aria-labelledby=\"{stem}-title {stem}-desc\""
            ),
            1,
        )
        .replacen("<title>", &format!("<title id=\"{stem}-title\">"), 1)
        .replacen("<desc>", &format!("<desc id=\"{stem}-desc\">"), 1))
}

/// The words in all drawings of a folder: each `<title>`, `<desc>` and `<text>` is one text.
pub(crate) fn texts(
    folder: &Path,
    shown_as: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<VisibleText> {
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    let mut texts = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !name.ends_with(".svg") {
            continue;
        }
        match SourceFile::read(&path, &format!("{shown_as}/{name}")) {
            Ok(file) => {
                invisible::check(&file, diagnostics);
                texts.extend(words(&file));
            }
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    texts
}

/// The words in one drawing. Pieces of one `<text>` are one text, as people read them.
fn words(file: &SourceFile) -> Vec<VisibleText> {
    let mut texts = Vec::new();
    let (mut words, mut line) = (String::new(), 1);
    let mut rest = file.text.as_str();
    while let Some((text, tag)) = rest.split_once('<') {
        let text = html_escape::decode_html_entities(text);
        if words.trim().is_empty() && !text.trim().is_empty() {
            line = line_of(&file.text, file.text.len() - rest.len());
        }
        words.push_str(&text);
        words.push(' ');
        let ends = ["/text", "/title", "/desc"]
            .iter()
            .any(|end| tag.starts_with(end));
        if ends {
            let plain = words.split_whitespace().collect::<Vec<_>>().join(" ");
            if !plain.is_empty() {
                texts.push(VisibleText::plain(
                    TextKind::Figure,
                    &plain,
                    &file.shown_as,
                    line,
                ));
            }
            words.clear();
        }
        rest = tag.split_once('>').map_or("", |(_, rest)| rest);
    }
    texts
}

/// Width and height of an SVG picture by its `viewBox` (SVG 2, section 8.6), in pixels; none if it has no usable one.
pub(crate) fn size(svg: &str) -> Option<(usize, usize)> {
    let tag = svg.split_once("<svg")?.1.split_once('>')?.0;
    let (quote, rest) = ['"', '\'']
        .into_iter()
        .find_map(|quote| Some((quote, tag.split_once(&format!("viewBox={quote}"))?.1)))?;
    let mut numbers = rest
        .split_once(quote)?
        .0
        .split([' ', ',', '\n', '\t'])
        .filter(|number| !number.is_empty())
        .skip(2)
        // Whole pixels will do: it is the ratio that keeps the place free.
        .map(|number| number.split('.').next()?.parse::<usize>().ok());
    match (numbers.next()??, numbers.next()??, numbers.next()) {
        (width @ 1.., height @ 1.., None) => Some((width, height)),
        _ => None,
    }
}

fn has_event_attribute(lower: &str) -> bool {
    lower.split(" on").skip(1).any(|rest| {
        let name: String = rest.chars().take_while(char::is_ascii_lowercase).collect();
        !name.is_empty() && rest[name.len()..].starts_with("=\"")
    })
}

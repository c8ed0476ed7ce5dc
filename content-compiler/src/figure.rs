//! Figures: SVG files put into the page's HTML, so that they follow its colors and need no request.

use std::path::{Path, PathBuf};

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
    let document = roxmltree::Document::parse(svg).map_err(|error| {
        (
            format!("the figure {name} is no whole SVG: {error}"),
            "export it again as SVG".to_owned(),
        )
    })?;
    if svg.contains("<!--") || svg.contains("<?") {
        return Err(refused(name, "<!--"));
    }
    for node in document.descendants() {
        if let Some(found) = what_runs(node).or_else(|| what_clashes(node)) {
            return Err(refused(name, &found));
        }
        if let Some(wrong) = wrong_color(node) {
            return Err((
                format!("the figure {name} has a {wrong}, which cannot be seen in light and dark"),
                "give it a class such as `fig-text`, `fig-line` or `fig-accent`, and no color of its own but `currentColor` and `none`".into(),
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

fn refused(name: &str, found: &str) -> (String, String) {
    (
        format!("the figure {name} contains `{found}`"),
        "remove it: figures may hold only shapes and text".into(),
    )
}

/// What of a part of an SVG can run a program or load something, as it is written: an element, an attribute, an address.
pub(crate) fn what_runs(node: roxmltree::Node<'_, '_>) -> Option<String> {
    let element = node.tag_name().name().to_lowercase();
    if matches!(
        element.as_str(),
        "script" | "foreignobject" | "iframe" | "object" | "embed" | "handler"
    ) {
        return Some(format!("<{element}"));
    }
    node.attributes().find_map(|attribute| {
        let name = attribute.name().to_lowercase();
        let value = attribute.value().trim_start().to_lowercase();
        (name.starts_with("on") || value.starts_with("javascript:")).then_some(name)
    })
}

/// What is harmless in a file of its own and not within a page: names that may be there twice, styles that reach the page,
/// and links.
fn what_clashes(node: roxmltree::Node<'_, '_>) -> Option<String> {
    let element = node.tag_name().name();
    if matches!(element, "style" | "image" | "a" | "use") {
        return Some(format!("<{element}"));
    }
    node.attributes()
        .find(|attribute| {
            matches!(attribute.name(), "id" | "style" | "href")
                || attribute.value().contains("url(")
        })
        .map(|attribute| format!("{}=", attribute.name()))
}

/// A shape or words with a color that stays the same in the dark: one of its own, or black for want of any.
fn wrong_color(node: roxmltree::Node<'_, '_>) -> Option<String> {
    const SHAPES: [&str; 8] = [
        "circle", "ellipse", "line", "path", "polygon", "polyline", "rect", "text",
    ];
    let element = node.tag_name().name();
    let has_class = |node: roxmltree::Node<'_, '_>| {
        node.attribute("class")
            .is_some_and(|class| class.split_whitespace().any(|one| one.starts_with("fig-")))
    };
    // A class wins over these attributes, which then serve only where no style arrives.
    if has_class(node) {
        return None;
    }
    if let Some(own) = node.attributes().find(|attribute| {
        matches!(attribute.name(), "fill" | "stroke" | "color")
            && !matches!(attribute.value(), "none" | "currentColor" | "inherit")
    }) {
        return Some(format!("<{element}> with the color {}", own.value()));
    }
    let is_colored = node.ancestors().any(|around| {
        has_class(around)
            || around.attribute("fill").is_some()
            || around.attribute("stroke").is_some()
    });
    (SHAPES.contains(&element) && !is_colored).then(|| format!("<{element}> without a color class"))
}

/// The words in all drawings of a folder: each `<title>`, `<desc>` and `<text>` is one text.
pub(crate) fn texts(
    folder: &Path,
    shown_as: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<VisibleText> {
    let mut texts = Vec::new();
    for path in drawings(folder) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
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

/// The same for the drawings that are published as pictures, in `public/` and its folder `images`. What is wrong with
/// such a file as a picture is told where a page shows it.
pub(crate) fn texts_of_pictures(public: &Path) -> Vec<VisibleText> {
    [("", "public"), ("images", "public/images")]
        .into_iter()
        .flat_map(|(folder, shown_as)| {
            drawings(&public.join(folder))
                .into_iter()
                .filter_map(move |path| {
                    let name = path.file_name().unwrap_or_default().to_string_lossy();
                    SourceFile::read(&path, &format!("{shown_as}/{name}")).ok()
                })
        })
        .flat_map(|file| words(&file))
        .collect()
}

/// The SVG files of a folder, by name.
fn drawings(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "svg"))
        .collect();
    paths.sort();
    paths
}

/// The words in one drawing; none if it is no whole SVG. Pieces of one `<text>` are one text, as people read them.
fn words(file: &SourceFile) -> Vec<VisibleText> {
    let Ok(document) = roxmltree::Document::parse(&file.text) else {
        return Vec::new();
    };
    document
        .descendants()
        .filter(|node| matches!(node.tag_name().name(), "title" | "desc" | "text"))
        .filter_map(|node| {
            let pieces: Vec<_> = node
                .descendants()
                .filter(|piece| piece.text().is_some_and(|text| !text.trim().is_empty()))
                .filter(roxmltree::Node::is_text)
                .collect();
            let plain = pieces
                .iter()
                .filter_map(roxmltree::Node::text)
                .flat_map(str::split_ascii_whitespace)
                .collect::<Vec<_>>()
                .join(" ");
            let start = pieces.first()?.range().start;
            let blank = file.text[start..].len() - file.text[start..].trim_start().len();
            Some(VisibleText::plain(
                TextKind::Figure,
                &plain,
                &file.shown_as,
                line_of(&file.text, start + blank),
            ))
        })
        .collect()
}

/// Width and height of an SVG picture by its `viewBox` (SVG 2, section 8.6), in pixels; none if it is not usable.
pub(crate) fn size(view_box: &str) -> Option<(usize, usize)> {
    let mut numbers = view_box
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

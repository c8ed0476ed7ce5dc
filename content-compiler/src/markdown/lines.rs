//! Lines that Markdown takes for something else than was meant, and what was left behind in them.

use crate::Diagnostic;
use crate::invisible::{invisible, quoted};
use crate::source_file::SourceFile;

/// Reports lines of a page's text that look right in an editor and are not.
pub(super) fn check(
    file: &SourceFile,
    text: &str,
    first_line: usize,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (index, line) in text.lines().enumerate() {
        let found = invisible(line)
            .or_else(|| left_behind(line))
            .or_else(|| list_item(line))
            .or_else(|| wrong(line));
        if let Some((problem, remedy)) = found {
            diagnostics.push(file.diagnostic(first_line + index, problem, remedy));
        }
    }
}

/// What is wrong with a line, and the remedy.
fn wrong(line: &str) -> Option<(String, String)> {
    let start = line.trim_start();
    let hashes = start.chars().take_while(|c| *c == '#').count();
    if hashes > 6 {
        return Some((
            format!(
                "this line has {hashes} `#`, more than a heading can have: {}",
                quoted(line)
            ),
            "start sections with `##` and headings within them with `###`".into(),
        ));
    }
    if start.starts_with('#') && has_wrong_anchor(start) {
        return Some((
            format!(
                "the anchor of this heading is not written right: {}",
                quoted(line)
            ),
            "write it like `## Common signs {#signs}`: a `#` and the name, without spaces".into(),
        ));
    }
    let after_hashes = start.trim_start_matches('#');
    if after_hashes.len() < start.len()
        && !after_hashes.is_empty()
        && !after_hashes.starts_with([' ', '\t'])
    {
        return Some((
            format!(
                "this heading has no plain space after its `#`: {}",
                quoted(line)
            ),
            "type a space between them, like `## Common signs`".into(),
        ));
    }
    if start.starts_with("[^")
        && start
            .split_once(']')
            .is_some_and(|(_, rest)| rest.starts_with(':'))
    {
        return Some((
            format!("a footnote’s text stands here: {}", quoted(line)),
            "delete it; what a citation refers to is listed in content/sources.toml".into(),
        ));
    }
    if line.contains(" [^") {
        return Some((
            format!("a space stands before a citation: {}", quoted(line)),
            "put it directly behind the sentence: `felt better.[^anand-2023]`".into(),
        ));
    }
    None
}

/// The same for what someone or some program has left behind.
fn left_behind(line: &str) -> Option<(String, String)> {
    if ["<<<<<<< ", ">>>>>>> "]
        .iter()
        .any(|mark| line.starts_with(mark))
    {
        return Some((
            format!(
                "two versions of this text were put together here, and neither was chosen: {}",
                quoted(line)
            ),
            "keep the version that is right, and delete the other and the three marked lines"
                .into(),
        ));
    }
    if line.trim() == "+++" {
        return Some((
            "a line `+++` stands in the text".into(),
            "delete it; the facts at the top stand between two such lines, and there are no more"
                .into(),
        ));
    }
    None
}

/// The same for the start of a list item.
fn list_item(line: &str) -> Option<(String, String)> {
    let start = line.trim_start();
    let (marker, rest) = start.split_at(start.chars().next().map_or(0, char::len_utf8));
    if matches!(marker, "•" | "·" | "◦" | "▪" | "●" | "\u{f0b7}" | "–") {
        return Some((
            format!("this list item starts with a pasted sign: {}", quoted(line)),
            "start it with a hyphen and a space, like `- one item`".into(),
        ));
    }
    let digits = start.chars().take_while(char::is_ascii_digit).count();
    if (1..=2).contains(&digits)
        && start[digits..].starts_with(['.', ')'])
        && start[digits + 1..].starts_with(char::is_alphabetic)
    {
        return Some((
            format!(
                "this list item has no plain space after its number: {}",
                quoted(line)
            ),
            "type a space between them, like `1. one item`".into(),
        ));
    }
    if matches!(marker, "-" | "+") && rest.starts_with(|c: char| c.is_alphabetic() || c == '\u{a0}')
    {
        return Some((
            format!(
                "this list item has no plain space after its hyphen: {}",
                quoted(line)
            ),
            "type a space between them, like `- one item`".into(),
        ));
    }
    None
}

/// Whether a heading has curly brackets in which no anchor stands.
fn has_wrong_anchor(heading: &str) -> bool {
    heading.split_once('{').is_some_and(|(_, rest)| {
        let name = rest.strip_prefix('#').unwrap_or_default();
        let name = name.split('}').next().unwrap_or_default();
        name.is_empty() || name.contains(char::is_whitespace)
    })
}

//! Lines that Markdown takes for something else than was meant, and marks that would be shown as typed.

use crate::Mistake;
use crate::prose::Passage;
use crate::source_file::SourceFile;

/// Reports lines of a page's text that look right in an editor and are not.
pub(super) fn check(file: &SourceFile, text: &str, first_line: usize, mistakes: &mut Vec<Mistake>) {
    for (index, line) in text.lines().enumerate() {
        if let Some((problem, remedy)) = wrong(line) {
            mistakes.push(file.mistake(first_line + index, problem, remedy));
        }
    }
}

/// What is wrong with a line, and the remedy.
fn wrong(line: &str) -> Option<(String, String)> {
    if let Some(c) = line.chars().find(|c| is_invisible(*c)) {
        return Some((
            format!(
                "this line has an invisible character (U+{:04X}), as pasting from Word brings it: {}",
                u32::from(c),
                quoted(line)
            ),
            "delete the line and type it again".into(),
        ));
    }
    let start = line.trim_start();
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
    let (marker, rest) = start.split_at(start.chars().next().map_or(0, char::len_utf8));
    if matches!(marker, "•" | "·" | "◦" | "▪" | "●" | "\u{f0b7}" | "–") {
        return Some((
            format!("this list item starts with a pasted sign: {}", quoted(line)),
            "start it with a hyphen and a space, like `- one item`".into(),
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

/// Reports marks of Markdown that became text.
pub(super) fn check_shown(file: &SourceFile, passages: &[Passage], mistakes: &mut Vec<Mistake>) {
    for sentence in passages.iter().flat_map(|passage| &passage.sentences) {
        let found = [
            (
                "**",
                "close the bold words: `**important**`, without space inside",
            ),
            ("](", "write a link as `[words](address)`"),
            (
                "] (",
                "delete the space between the link’s words and its address: `[words](address)`",
            ),
        ]
        .into_iter()
        .find(|(mark, _)| sentence.text.contains(mark));
        if let Some((mark, remedy)) = found {
            mistakes.push(file.mistake(
                sentence.line,
                format!("`{mark}` would be shown as typed: {}", sentence.quoted()),
                remedy,
            ));
        }
    }
}

fn quoted(line: &str) -> String {
    let visible: String = line.chars().filter(|c| !is_invisible(*c)).collect();
    let start: String = visible.trim().chars().take(60).collect();
    if start.len() < visible.trim().len() {
        format!("“{start}…”")
    } else {
        format!("“{start}”")
    }
}

/// Characters that nobody types and nobody sees: controls, zero widths, soft hyphens, and the sign for what could not
/// be read.
fn is_invisible(c: char) -> bool {
    c.is_control() && c != '\t'
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fffd}')
}

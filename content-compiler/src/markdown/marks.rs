//! Marks of Markdown that became text, because something was left out or is not known here.

use crate::Diagnostic;
use crate::prose::Passage;
use crate::source_file::SourceFile;

/// Marks of Markdown and what was meant by them, the most telling first.
const MARKS: [(&str, &str); 12] = [
    (
        "**",
        "close the bold words: `**important**`, without space inside",
    ),
    (
        "](",
        "write a link as `[words](address)`, with no space in the address",
    ),
    (
        "] (",
        "delete the space between the link’s words and its address: `[words](address)`",
    ),
    (
        "[^",
        "write a citation as `[^anand-2023]`, with both brackets",
    ),
    (
        "(^",
        "write a citation as `[^anand-2023]`, with both brackets",
    ),
    (
        "[ ]",
        "start a list item with a hyphen and a space only; there are no boxes to tick",
    ),
    (
        "[",
        "write a link as `[words](address)`, a citation as `[^anand-2023]`, and an aside in round brackets",
    ),
    (
        "https://",
        "make it a link with words: `[988lifeline.org](https://988lifeline.org/)`",
    ),
    (
        "~~",
        "delete what no longer holds; pages have no struck-out text",
    ),
    (
        ":::",
        "start the line of a card with its colons, and end it with a line of three colons",
    ),
    (
        "(#",
        "write a heading’s anchor in curly brackets: `{#signs}`",
    ),
    (
        "|",
        "put an empty line before a table, and a line like `|---|---|` below its first; write a bar that is meant as one as `\\|`",
    ),
];

/// Reports marks of Markdown that became text.
pub(super) fn check(file: &SourceFile, passages: &[Passage], diagnostics: &mut Vec<Diagnostic>) {
    for sentence in passages.iter().flat_map(|passage| &passage.sentences) {
        let text = without_citations(&sentence.text);
        let found = MARKS
            .into_iter()
            .find(|(mark, _)| {
                text.contains(mark) && !(*mark == "|" && has_bar(file, sentence.line))
            })
            .or_else(|| {
                has_open_star(&text).then_some((
                    "*",
                    "close the stressed words: `*stressed*`, without space inside",
                ))
            });
        if let Some((mark, remedy)) = found {
            diagnostics.push(file.diagnostic(
                sentence.line,
                format!("`{mark}` would be shown as typed: {}", sentence.quoted()),
                remedy,
            ));
        }
    }
}

/// Whether a bar is meant as one on a line: `\|`.
fn has_bar(file: &SourceFile, line: usize) -> bool {
    let written = file.text.lines().nth(line - 1);
    written.is_some_and(|line| line.contains(r"\|"))
}

/// A text without citations of sources that do not exist, which are told elsewhere.
fn without_citations(text: &str) -> String {
    let mut rest = text;
    let mut left = String::new();
    while let Some((before, after)) = rest.split_once("[^") {
        let Some((_, after)) = after.split_once(']') else {
            break;
        };
        left.push_str(before);
        rest = after;
    }
    left + rest
}

/// Whether a star touches a word on one side only.
fn has_open_star(text: &str) -> bool {
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let after = chars.peek().copied().unwrap_or(' ');
        if c == '*' && before.is_alphanumeric() != after.is_alphanumeric() {
            return true;
        }
        before = c;
    }
    false
}

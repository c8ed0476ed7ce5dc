//! Marks of Markdown, of HTML and of other programs that a reader would see as they were typed, because something was
//! left out, or because they mean nothing where they stand.

use crate::visible_text::{TextKind, VisibleText};

/// Marks and what was meant by them, the most telling first.
const MARKS: [(&str, &str); 21] = [
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
    ("]", "delete it, or write an aside in round brackets"),
    (
        "https://",
        "make it a link with words: `[988lifeline.org](https://988lifeline.org/)`",
    ),
    (
        "http://",
        "make it a link with words, to its encrypted address: `[988lifeline.org](https://988lifeline.org/)`",
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
    ("{", CURLY),
    ("}", CURLY),
    ("==", "make the marked words bold: `**important**`"),
    ("__", "delete it, or make the words bold: `**important**`"),
    ("$$", "write the formula in words"),
    (
        "^",
        "say it in words, or paste the raised sign itself, like ²",
    ),
    ("\\", "delete the backslash"),
];

const CURLY: &str = "delete the curly brackets and what stands in them; only a heading has them: `## Common signs {#signs}`";

const PLAIN: &str = "write plain words; Markdown is for the text below";
const PLAIN_HERE: &str = "write plain words here, without marks";

/// The first mark in a text that would be shown as typed, and the remedy.
pub(crate) fn find(text: &VisibleText) -> Option<(String, &'static str)> {
    let words = without_citations(&text.text);
    let found = match text.kind {
        // Works have signs in their titles that the clinic would not write.
        TextKind::Source | TextKind::Meaning => ["**", "](", "~~"]
            .into_iter()
            .find(|mark| words.contains(mark))
            .map(|mark| (mark.to_owned(), PLAIN_HERE)),
        _ => MARKS
            .into_iter()
            .find(|(mark, _)| words.contains(mark) && !(*mark == "|" && text.has_bar))
            .map(|(mark, remedy)| (mark.to_owned(), remedy)),
    };
    let found = found
        .or_else(|| (!text.kind.is_markdown()).then(|| tag(&words)).flatten())
        .or_else(|| entity(&words))
        .or_else(|| {
            words
                .contains('`')
                .then(|| ("`".to_owned(), "delete it; pages show no computer code"))
        })
        .or_else(|| open_mark(&words))
        .or_else(|| {
            (text.kind != TextKind::Source)
                .then(|| shortcode(&words))
                .flatten()
        });
    found.map(|(mark, remedy)| match text.kind {
        TextKind::Fact(_) | TextKind::Name(_) => (mark, PLAIN),
        kind if kind.is_markdown() => (mark, remedy),
        _ => (mark, PLAIN_HERE),
    })
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

/// The start of an HTML tag or comment.
fn tag(text: &str) -> Option<(String, &'static str)> {
    text.match_indices('<')
        .any(|(at, _)| {
            text[at + 1..]
                .starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'))
        })
        .then(|| ("<".to_owned(), PLAIN_HERE))
}

/// A character reference of HTML, such as `&nbsp;`.
fn entity(text: &str) -> Option<(String, &'static str)> {
    let (at, _) = text.match_indices('&').find(|(at, _)| {
        let rest = &text[at + 1..];
        let name = rest
            .trim_start_matches('#')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .count();
        let hash = usize::from(rest.starts_with('#'));
        name > 0 && rest[hash + name..].starts_with(';')
    })?;
    let end = at + text[at..].find(';')? + 1;
    Some((
        text[at..end].to_owned(),
        "type the sign itself instead of its code",
    ))
}

/// A star or a low line that touches a word on one side only.
fn open_mark(text: &str) -> Option<(String, &'static str)> {
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let after = chars.peek().copied().unwrap_or(' ');
        if matches!(c, '*' | '_') && before.is_alphanumeric() != after.is_alphanumeric() {
            return Some((
                c.to_string(),
                "close the stressed words: `*stressed*`, without space inside",
            ));
        }
        before = c;
    }
    None
}

/// A sign written as its name between colons, as in chats: `:tada:`.
fn shortcode(text: &str) -> Option<(String, &'static str)> {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_lowercase() || c == '+')
            && name
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_+-".contains(&b))
    };
    text.match_indices(':').find_map(|(at, _)| {
        if text[..at].ends_with(char::is_alphanumeric) {
            return None;
        }
        let (name, rest) = text[at + 1..].split_once(':')?;
        (is_name(name) && !rest.starts_with(char::is_alphanumeric)).then(|| {
            (
                format!(":{name}:"),
                "paste the sign itself, or leave it out",
            )
        })
    })
}

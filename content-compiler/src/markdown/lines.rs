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
            .or_else(|| wrong(line))
            .or_else(|| odd_space(line))
            .or_else(|| lettered(text, line));
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
    let start = line.trim_start_matches([' ', '\t']);
    let item = start.trim_start_matches(|c: char| c.is_ascii_digit());
    let item = item.trim_start_matches(['-', '*', '+', '>', '.', ')']);
    let within =
        item.len() < start.len() && item.starts_with(' ') && has_pasted_sign(item.trim_start());
    if has_pasted_sign(start) || within {
        return Some((
            format!("this list item starts with a pasted sign: {}", quoted(line)),
            "start it with a hyphen and a space, like `- one item`".into(),
        ));
    }
    if has_other_number(start) {
        return Some((
            format!(
                "this line starts with a number or letter that makes no list: {}",
                quoted(line)
            ),
            "number the items of a list like `1. one item`, or write the line as a sentence".into(),
        ));
    }
    let touches = |rest: &str| rest.starts_with(|c: char| c.is_alphabetic() || is_odd_space(c));
    let digits = start.chars().take_while(char::is_ascii_digit).count();
    if (1..=2).contains(&digits)
        && start[digits..].starts_with(['.', ')'])
        && touches(&start[digits + 1..])
    {
        return Some((
            format!(
                "this list item has no plain space after its number: {}",
                quoted(line)
            ),
            "type a space between them, like `1. one item`".into(),
        ));
    }
    let after_hyphen = start.strip_prefix(['-', '+']).is_some_and(touches)
        || start
            .strip_prefix('*')
            .is_some_and(|rest| rest.starts_with(is_odd_space));
    after_hyphen.then(|| {
        (
            format!(
                "this list item has no plain space after its hyphen: {}",
                quoted(line)
            ),
            "type a space between them, like `- one item`".into(),
        )
    })
}

/// A list with capital letters: `A.` may as well be a name, unless `B.` follows.
fn lettered(text: &str, line: &str) -> Option<(String, String)> {
    let letter = |line: &str| {
        let line = line.trim_start();
        let letter = line.bytes().next().filter(u8::is_ascii_uppercase)?;
        line[1..].starts_with(". ").then_some(letter)
    };
    let own = letter(line)?;
    text.lines()
        .filter_map(letter)
        .any(|other| other.abs_diff(own) == 1)
        .then(|| {
            (
                format!(
                    "this line starts with a number or letter that makes no list: {}",
                    quoted(line)
                ),
                "number the items of a list like `1. one item`, or write the line as a sentence"
                    .into(),
            )
        })
}

/// White space that Markdown does not take for any: no-break, thin and ideographic spaces (Unicode `White_Space`).
fn is_odd_space(c: char) -> bool {
    c.is_whitespace() && !matches!(c, ' ' | '\t')
}

/// What is wrong with the space at the start of a line, where Markdown looks for marks, and the remedy.
fn odd_space(line: &str) -> Option<(String, String)> {
    let start = line.trim_start_matches([' ', '\t', '>']);
    let c = start.chars().next().filter(|c| is_odd_space(*c))?;
    let place = if line.trim().is_empty() {
        "this line, which looks empty, has".to_owned()
    } else {
        format!("{} starts with", quoted(line))
    };
    Some((
        format!(
            "{place} a space that is not a plain one (U+{:04X})",
            u32::from(c)
        ),
        "delete the space at the start of the line".into(),
    ))
}

/// Whether a line starts like an item of a list in another program: with any sign that is neither a letter nor a
/// number, nor Markdown's own or one that opens a text, and then a space; or with a sign for bullets and a word.
fn has_pasted_sign(start: &str) -> bool {
    let sign = start
        .split(|c: char| c.is_alphanumeric() || c.is_whitespace())
        .next()
        .unwrap_or_default();
    let rest = &start[sign.len()..];
    // Word’s hollow bullet is a small letter.
    if start
        .strip_prefix('o')
        .is_some_and(|rest| rest.starts_with(char::is_whitespace))
    {
        return true;
    }
    if matches!(sign, "->" | "-->" | "=>" | "==>" | ">>") {
        return rest.starts_with(char::is_whitespace);
    }
    let is_own = |c: char| c.is_ascii() && "-+*>#|:=`~_[]()\"'<&!\\".contains(c);
    if sign.is_empty() || sign.contains(is_own) || sign.starts_with(['“', '‘', '«', '„', '¿', '¡'])
    {
        return false;
    }
    let is_bullet = |c: char| {
        matches!(
            c,
            '•' | '·' | '‣' | '⁃' | '§' | '–' | '—' | '\u{2190}'..='\u{2bff}'
        )
    };
    if rest.trim().is_empty() {
        return false;
    }
    rest.starts_with(char::is_whitespace)
        || sign.chars().all(is_bullet) && rest.starts_with(char::is_alphabetic)
}

/// Whether a line starts with a number or letter of a list as other programs write it: `a.`, `iv)`, `(1)`, `1.)`, `①`.
fn has_other_number(start: &str) -> bool {
    let (is_open, inner) = match start.strip_prefix('(') {
        Some(inner) => (true, inner),
        None => (false, start),
    };
    let end = inner
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(inner.len());
    let (label, rest) = inner.split_at(end);
    let after = rest.trim_start_matches(['.', ')', ':']);
    let closing = &rest[..rest.len() - after.len()];
    if !after.starts_with(char::is_whitespace) || after.trim().is_empty() {
        return false;
    }
    let is_number =
        !label.is_empty() && label.len() <= 3 && label.bytes().all(|b| b.is_ascii_digit());
    let is_roman = !label.is_empty() && label.bytes().all(|b| b"ivx".contains(&b));
    // One capital may be an initial; so may V. and X.
    let is_large_roman = label.len() > 1 && label.bytes().all(|b| b"IVX".contains(&b));
    let is_letter = label.len() == 1 && label.bytes().all(|b| b.is_ascii_lowercase());
    let is_capital = label.len() == 1 && label.bytes().all(|b| b.is_ascii_uppercase());
    let is_framed = label.chars().count() == 1
        && label
            .chars()
            .all(|c| c.is_numeric() && !c.is_ascii() && u32::from(c) >= 0x2460);
    match closing {
        "." => is_letter || is_roman || is_large_roman,
        ")" if is_open => is_number || is_letter || is_capital || is_roman,
        ")" => is_letter || is_capital || is_roman || is_large_roman,
        ".)" | ")." | "):" => is_number || is_letter || is_capital,
        "" => is_framed && !is_open,
        _ => false,
    }
}

/// Whether a heading has curly brackets in which no anchor stands.
fn has_wrong_anchor(heading: &str) -> bool {
    heading.split_once('{').is_some_and(|(_, rest)| {
        let name = rest.strip_prefix('#').unwrap_or_default();
        let name = name.split('}').next().unwrap_or_default();
        name.is_empty() || name.contains(char::is_whitespace)
    })
}

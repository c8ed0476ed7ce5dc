//! Characters that nobody sees in an editor, and that break words, addresses and searches.

use consultation_rules::is_ignorable;

use crate::Diagnostic;
use crate::source_file::SourceFile;

/// What is wrong with a line that holds a character which nobody sees, and the remedy.
pub(crate) fn invisible(line: &str) -> Option<(String, String)> {
    let c = find(line)?;
    Some((
        format!(
            "this line has an invisible character (U+{:04X}), as pasting from Word brings it: {}",
            u32::from(c),
            quoted(line)
        ),
        "delete the line and type it again".into(),
    ))
}

/// Reports every line of a file that holds such a character.
pub(crate) fn check(file: &SourceFile, diagnostics: &mut Vec<Diagnostic>) {
    for (index, line) in file.text.lines().enumerate() {
        if let Some((problem, remedy)) = invisible(line) {
            diagnostics.push(file.diagnostic(index + 1, problem, remedy));
        }
    }
}

/// The first character of a text that nobody sees and that has no business there.
fn find(text: &str) -> Option<char> {
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if is_invisible(c) && !belongs(before, c, chars.peek().copied()) {
            return Some(c);
        }
        before = c;
    }
    None
}

/// Whether an invisible character is part of what stands around it: of an emoji (Unicode Technical Standard 51), or of
/// a word in a script that joins its letters.
fn belongs(before: char, c: char, after: Option<char>) -> bool {
    let is_sign = |c: char| !c.is_alphanumeric() && u32::from(c) >= 0xA9;
    // Signs between letters, such as the virama, are neither letters nor numbers.
    let is_joined = |c: char| (0x590..0x2000).contains(&u32::from(c));
    match c {
        '\u{200c}' | '\u{200d}' if is_joined(before) => after.is_some_and(is_joined),
        '\u{200d}' => is_sign(before) && after.is_some_and(is_sign),
        // Chooses between the plain and the colored form of a sign; between a digit and the frame of a key.
        '\u{fe0e}' | '\u{fe0f}' => is_sign(before) || after == Some('\u{20e3}'),
        // The letters of a region behind a flag.
        '\u{e0020}'..='\u{e007f}' => u32::from(before) >= 0x1_F000,
        _ => false,
    }
}

/// The start of a line, at most 60 characters, in quotation marks, without characters that nobody sees.
pub(crate) fn quoted(line: &str) -> String {
    let visible: String = line.chars().filter(|c| !is_invisible(*c)).collect();
    let start: String = visible.trim().chars().take(60).collect();
    if start.len() < visible.trim().len() {
        format!("“{start}…”")
    } else {
        format!("“{start}”")
    }
}

/// Characters that nobody types and nobody sees, by their classes in Unicode: controls, line and paragraph separators,
/// what is ignorable by default, private use (an empty box, or a font's own sign on one computer), noncharacters, and
/// the signs for what could not be read.
fn is_invisible(c: char) -> bool {
    c.is_control() && c != '\t'
        || is_ignorable(c)
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{fffd}')
        || matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..)
        || matches!(c, '\u{fdd0}'..='\u{fdef}')
        || u32::from(c) & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn what_nobody_sees_is_found_by_its_class() {
        for c in "\0\u{b}\u{85}\u{ad}\u{34f}\u{61c}\u{180e}\u{200b}\u{200d}\u{2028}\u{202e}\u{2060}\u{2069}\u{3164}\u{e000}\u{f0a7}\u{feff}\u{fffc}\u{fffd}\u{fffe}\u{e0061}\u{f0001}".chars() {
            assert_eq!(find(&format!("a{c}b")), Some(c), "U+{:04X}", u32::from(c));
        }
        for c in "\t é“”—…²½€字ع👍\u{a0}\u{202f}\u{301}".chars() {
            assert_eq!(find(&format!("a{c}b")), None, "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn emoji_and_joined_scripts_keep_what_holds_them_together() {
        for text in [
            "👩\u{200d}⚕\u{fe0f}",
            "👩🏽\u{200d}🚀",
            "1\u{fe0f}\u{20e3}",
            "©\u{fe0e}",
            "🏴\u{e0067}\u{e0062}\u{e007f}",
            "می\u{200c}خواهم",
            "क\u{94d}\u{200d}ष",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
        assert_eq!(find("a\u{fe0f}"), Some('\u{fe0f}'));
    }
}

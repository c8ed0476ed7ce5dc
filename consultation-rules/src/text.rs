//! Counting, trimming and cleaning text.

/// How many characters a text has: **Unicode scalar values, with a CRLF counted as one**.
///
/// The one count for every limit, on the page and at the endpoint. Scalar values, because both
/// sides then agree without carrying Unicode's grapheme tables, and because no character that
/// people see as one ever counts as less than one. CRLF is one, because a browser that posts the
/// form by itself sends each line break as CRLF while a script reads it as LF.
#[must_use]
pub fn count_characters(text: &str) -> usize {
    let mut count = 0;
    let mut previous = ' ';
    for c in text.chars() {
        if !(previous == '\r' && c == '\n') {
            count += 1;
        }
        previous = c;
    }
    count
}

/// `text` without white space (Unicode `White_Space`) and without invisible marks at its ends.
///
/// The marks are what copying from elsewhere brings along: zero-width space, word joiner, byte
/// order mark, and the direction marks that contact apps put around phone numbers. Joiners stay;
/// some scripts need them.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace()
            || is_direction_mark(c)
            || matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}')
    })
}

/// Marks and controls of text direction (Unicode `Bidi_Control`).
pub(crate) fn is_direction_mark(c: char) -> bool {
    matches!(
        c,
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
    )
}

/// Unicode 17's `Default_Ignorable_Code_Point` (`DerivedCoreProperties.txt`), what no reader can see:
/// soft hyphen, joiners, fillers, direction marks, variation selectors, tags. As first and last.
const IGNORABLE: [(u32, u32); 17] = [
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0x1_BCA0, 0x1_BCA3),
    (0x1_D173, 0x1_D17A),
    (0xE_0000, 0xE_0FFF),
];

/// Whether Unicode calls this character ignorable. U+FFFC counts too: it stands for a picture that
/// was pasted along, of which nothing is left.
#[must_use]
pub fn is_ignorable(c: char) -> bool {
    let code = u32::from(c);
    c == '\u{FFFC}'
        || IGNORABLE
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&code))
}

/// The control characters and separators that end a line: LF, vertical tab (a line break of Word's),
/// form feed, CR, next line, line and paragraph separator (Unicode Standard, section 5.8).
fn ends_line(c: char) -> bool {
    matches!(c, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// `text` in one line: tabs and line ends as spaces, other control characters gone. Nobody can find
/// a control character to take it out, so it is done for them.
pub(crate) fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c == '\t' || ends_line(c) { ' ' } else { c })
        .filter(|c| !c.is_control())
        .collect()
}

/// `text` with every line end as LF, so that the same text is the same whether a script or the browser
/// itself has sent it; tabs stay, other control characters go.
pub(crate) fn lines(text: &str) -> String {
    let mut lines = String::with_capacity(text.len());
    let mut previous = ' ';
    for c in text.chars() {
        if ends_line(c) {
            if !(c == '\n' && previous == '\r') {
                lines.push('\n');
            }
        } else if c == '\t' || !c.is_control() {
            lines.push(c);
        }
        previous = c;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{IGNORABLE, count_characters, is_ignorable, lines, one_line, trim};

    #[test]
    fn characters_are_counted_as_scalar_values_and_a_crlf_as_one() {
        for (text, count) in [
            ("", 0),
            ("abc", 3),
            ("é", 1),
            ("e\u{301}", 2), // a letter and its combining accent
            ("👍", 1),
            ("👨‍👩‍👧", 5), // three people and two joiners
            ("a\nb", 3),
            ("a\r\nb", 3),
            ("a\rb", 3),
            ("\r\n\r\n", 2),
            ("\r\r\n", 2),
            ("\n\r", 2),
        ] {
            assert_eq!(count_characters(text), count, "{text:?}");
        }
    }

    #[test]
    fn spaces_and_invisible_marks_go_from_the_ends_only() {
        for (text, trimmed) in [
            ("  Ana  ", "Ana"),
            ("\t\r\nAna\u{A0}\u{3000}", "Ana"),
            ("\u{FEFF}Ana\u{200B}", "Ana"),
            ("\u{202A}Ana\u{202C}", "Ana"),
            ("Ana\u{200B}Maria", "Ana\u{200B}Maria"),
            ("نام\u{200C}", "نام\u{200C}"),
            ("\0Ana", "\0Ana"),
            (" \u{200B} ", ""),
        ] {
            assert_eq!(trim(text), trimmed, "{text:?}");
        }
    }

    #[test]
    fn what_nobody_can_see_is_ignorable_and_marks_on_letters_are_not() {
        for c in "\u{AD}\u{34F}\u{200B}\u{200D}\u{3164}\u{FE0F}\u{FFFC}\u{E0061}".chars() {
            assert!(is_ignorable(c), "U+{:04X}", u32::from(c));
        }
        for c in "a.- \0\u{301}字👍\u{2800}\u{FFFD}".chars() {
            assert!(!is_ignorable(c), "U+{:04X}", u32::from(c));
        }
        assert!(IGNORABLE.windows(2).all(|pair| pair[0].1 < pair[1].0));
    }

    #[test]
    fn a_line_keeps_what_can_be_seen_and_gets_spaces_for_tabs_and_line_ends() {
        for (text, line) in [
            ("Ana\tMaría", "Ana María"),
            ("a\u{b}b\u{c}c\u{85}d\u{2028}e\u{2029}f\ng", "a b c d e f g"),
            ("a\0b\u{1b}[1m\u{7f}\u{9b}c", "ab[1mc"),
        ] {
            assert_eq!(one_line(text), line, "{text:?}");
        }
    }

    #[test]
    fn every_line_end_becomes_a_line_feed_and_other_controls_go() {
        for (text, with_lf) in [
            ("a\r\nb\rc\nd\n\re", "a\nb\nc\nd\n\ne"),
            ("a\u{b}b\u{c}c\u{85}d\u{2028}e\u{2029}f", "a\nb\nc\nd\ne\nf"),
            ("a\tb\0c\u{1b}d\u{7f}\u{9b}e", "a\tbcde"),
        ] {
            assert_eq!(lines(text), with_lf, "{text:?}");
        }
    }
}

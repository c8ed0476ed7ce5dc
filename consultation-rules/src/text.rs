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

/// Whether nobody can see this character: white space, controls, and Unicode's
/// `Default_Ignorable_Code_Point` (soft hyphen, joiners, fillers, variation selectors, tags).
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '\u{00AD}'
                | '\u{034F}'
                | '\u{061C}'
                | '\u{115F}'..='\u{1160}'
                | '\u{17B4}'..='\u{17B5}'
                | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200F}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{3164}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF0}'..='\u{FFF8}'
                | '\u{1BCA0}'..='\u{1BCA3}'
                | '\u{1D173}'..='\u{1D17A}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}

#[cfg(test)]
mod tests {
    use super::{count_characters, is_invisible, trim};

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
    fn what_nobody_can_see_is_invisible_and_marks_on_letters_are_not() {
        for c in " \u{A0}\u{AD}\u{200B}\u{200D}\u{3164}\u{FE0F}\u{E0041}\0".chars() {
            assert!(is_invisible(c), "U+{:04X}", u32::from(c));
        }
        for c in "a.-\u{301}字👍\u{2800}".chars() {
            assert!(!is_invisible(c), "U+{:04X}", u32::from(c));
        }
    }
}

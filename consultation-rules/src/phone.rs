//! Phone numbers, in any layout a person types.
//!
//! A number is never reformatted: nobody knows better than its owner how it is written. The rule
//! only makes sure that it can be dialed: an optional plus sign, [`PHONE_DIGITS`] digits, an
//! optional extension, and between them only what people put between digits.

use crate::text::{is_direction_mark, trim};
use crate::{PHONE_DIGITS, count_characters};
use std::ops::RangeInclusive;

/// Most characters of a phone number with everything around its digits. Fifteen digits, each in
/// parentheses, with a long extension, still fit.
pub const PHONE_MAX: usize = 64;

/// How many digits an extension may have.
pub const EXTENSION_DIGITS: RangeInclusive<usize> = 1..=8;

const LAYOUT: &str = "Enter a phone number, like (555) 010-0123";
const DIGITS: &str = "Phone number must have 7 to 15 digits, like (555) 010-0123";
const EXTENSION: &str = "Enter the extension in 1 to 8 digits, like (555) 010-0123 ext 12";
const HIDDEN: &str = "Enter a phone number without tabs or hidden characters";

/// Zero of every row of ten decimal digits (Unicode 17, general category Nd).
const ZEROS: [u32; 77] = [
    0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6,
    0x0D66, 0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80,
    0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0,
    0xFF10, 0x104A0, 0x10D30, 0x10D40, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450,
    0x114D0, 0x11650, 0x116C0, 0x116D0, 0x116DA, 0x11730, 0x118E0, 0x11950, 0x11BF0, 0x11C50,
    0x11D50, 0x11DA0, 0x11DE0, 0x11F50, 0x16130, 0x16A60, 0x16AC0, 0x16B50, 0x16D70, 0x1CCF0,
    0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0, 0x1E5F1, 0x1E950,
    0x1FBF0,
];

fn is_digit(c: char) -> bool {
    let code = u32::from(c);
    ZEROS.iter().any(|zero| code.wrapping_sub(*zero) < 10)
}

/// What people put between digits: spaces of every width, dots, dashes, slashes, parentheses, in
/// ASCII and full width, and the direction marks that contact apps copy along.
fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || is_direction_mark(c)
        || matches!(
            c,
            '.' | '-' | '/' | '(' | ')'
                | '\u{00AD}' // soft hyphen
                | '·'
                | '\u{2010}'
                ..='\u{2015}' // hyphens and dashes
                | '\u{2043}' // hyphen bullet
                | '\u{200B}' // zero-width space
                | '\u{2060}' // word joiner
                | '\u{2212}' // minus
                | 'ー' // typed for a dash on Japanese keyboards
                | '\u{FE58}' | '\u{FE63}' // small dash and hyphen
                | '\u{FEFF}' // byte order mark
                | '（' | '）' | '－' | '．' | '／'
        )
}

/// The characters that mark the extension at the start of `rest`, as a length in bytes.
fn extension_mark(rest: &str) -> Option<usize> {
    if rest.starts_with(['#', '＃']) {
        return rest.chars().next().map(char::len_utf8);
    }
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    ["x", "ext", "extn", "extension"]
        .iter()
        .any(|word| rest[..letters].eq_ignore_ascii_case(word))
        .then_some(letters)
}

/// Whether `phone` can be dialed: an optional leading `+`, 7 to 15 digits of any script in any
/// layout, then an optional extension (`x12`, `#12`, `ext 12`, `ext. 12`, `extension: 12`) of one
/// to eight digits; at most [`PHONE_MAX`] characters. White space at the ends doesn't count.
#[must_use]
pub fn digits_ok(phone: &str) -> bool {
    what_to_correct(trim(phone)).is_none()
}

/// What to do about a trimmed phone number, or `None` if it is fine.
pub(crate) fn what_to_correct(phone: &str) -> Option<&'static str> {
    if phone.chars().any(char::is_control) {
        return Some(HIDDEN);
    }
    if count_characters(phone) > PHONE_MAX {
        return Some(LAYOUT);
    }
    let (mut digits, mut extension) = (0, None);
    let mut plus = false;
    let mut rest = phone;
    while let Some(c) = rest.chars().next() {
        let mut taken = c.len_utf8();
        let in_extension = extension.is_some();
        if is_digit(c) {
            *extension.as_mut().unwrap_or(&mut digits) += 1;
        } else if matches!(c, '+' | '＋') && digits == 0 && !plus {
            plus = true;
        } else if !(is_separator(c) || (in_extension && matches!(c, ':' | '：'))) {
            // Nothing else may stand there but the start of the extension, once.
            match extension_mark(rest) {
                Some(length) if !in_extension => taken = length,
                _ => return Some(LAYOUT),
            }
            extension = Some(0);
        }
        rest = &rest[taken..];
    }
    if digits == 0 {
        Some(LAYOUT)
    } else if !PHONE_DIGITS.contains(&digits) {
        Some(DIGITS)
    } else if extension.is_some_and(|digits| !EXTENSION_DIGITS.contains(&digits)) {
        Some(EXTENSION)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{ZEROS, is_digit};

    #[test]
    fn every_row_in_the_table_is_ten_digits_and_the_rows_are_in_order() {
        for zero in ZEROS {
            for code in zero..zero + 10 {
                let c = char::from_u32(code).expect("a character");
                assert!(c.is_numeric(), "U+{code:04X} is not numeric");
            }
        }
        assert!(ZEROS.windows(2).all(|pair| pair[0] + 10 <= pair[1]));
    }

    #[test]
    fn digits_of_other_scripts_are_digits_and_other_numerals_are_not() {
        for c in "0९٣４๗".chars() {
            assert!(is_digit(c), "{c} is a digit");
        }
        for c in "½²①Ⅳ四a".chars() {
            assert!(!is_digit(c), "{c} is not a decimal digit");
        }
    }
}

//! Phone numbers, in any layout a person types.
//!
//! A number is never reformatted: nobody knows better than its owner how it is written. The rule
//! only makes sure that it can be dialed: an optional plus sign, [`PHONE_DIGITS`] digits, an
//! optional extension, and between them only what people put between digits. [`dialable`] gives the
//! form to dial beside it.

use crate::text::{is_ignorable, one_line};
use crate::{ContactPreference, PHONE_DIGITS, count_characters};
use std::ops::RangeInclusive;

/// Most characters of a phone number with everything around its digits. Fifteen digits, each in
/// parentheses, with a long extension, still fit.
pub const PHONE_MAX: usize = 64;

/// How many digits an extension may have.
pub const EXTENSION_DIGITS: RangeInclusive<usize> = 1..=8;

/// How many digits an extension may have behind a bare comma. Seven are a number of their own.
const PAUSED_DIGITS: RangeInclusive<usize> = 1..=6;

/// How many digits a number needs to get text messages, if it is not written with its country's:
/// area code and number.
const TEXT_DIGITS: usize = 10;

const LAYOUT: &str = "Enter a phone number, like (555) 010-0123";
const DIGITS: &str = "Phone number must have 7 to 15 digits, like (555) 010-0123";
const AREA_CODE: &str = "Enter a phone number with its area code, like (555) 010-0123";
const EXTENSION: &str = "Enter the extension in 1 to 8 digits, like (555) 010-0123 ext 12";

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

/// The value of a decimal digit of any script.
fn digit(c: char) -> Option<char> {
    let code = u32::from(c);
    let value = ZEROS
        .iter()
        .map(|zero| code.wrapping_sub(*zero))
        .find(|value| *value < 10)?;
    char::from_digit(value, 10)
}

/// Whether this is a decimal digit of any script.
pub(crate) fn is_digit(c: char) -> bool {
    digit(c).is_some()
}

/// What people put between digits: spaces, dots, dashes, slashes and parentheses, and beyond ASCII
/// every dash, bracket and sign that is neither letter nor number.
fn is_separator(c: char) -> bool {
    // The last is a letter, typed for a dash on Japanese keyboards.
    matches!(c, '.' | '-' | '/' | '(' | ')' | 'ー')
        || c.is_whitespace()
        || !(c.is_ascii() || c.is_alphanumeric())
}

/// What a number consists of.
#[derive(Default)]
struct Number {
    /// Whether it starts with a plus sign.
    plus: bool,
    /// Its digits in ASCII, without a zero in parentheses behind a country's code.
    digits: String,
    /// Its extension's digits in ASCII.
    extension: Option<String>,
}

/// A word of ASCII letters at the start of `rest`, as a length in bytes.
fn word(rest: &str) -> usize {
    rest.bytes().take_while(u8::is_ascii_alphabetic).count()
}

/// The characters that mark the extension at the start of `rest`, as a length in bytes: `#`, `x`,
/// `ext` and its longer forms, also behind a comma or semicolon, and `;ext=` (RFC 3966).
fn extension_mark(rest: &str) -> Option<usize> {
    let marked = rest.trim_start_matches([',', ';', '，', '；', ' ']);
    let before = rest.len() - marked.len();
    if marked.starts_with(['#', '＃']) {
        return marked.chars().next().map(|c| before + c.len_utf8());
    }
    let letters = word(marked);
    let is_extension = ["x", "ext", "extn", "extension"]
        .iter()
        .any(|mark| marked[..letters].eq_ignore_ascii_case(mark));
    let equals = usize::from(marked[letters..].starts_with('='));
    is_extension.then_some(before + letters + equals)
}

/// A remark in parentheses at the start of `rest`, like `(cell)`, as a length in bytes.
fn remark(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix('(')?;
    let (words, _) = inside.split_once(')')?;
    let is_remark = words.chars().any(char::is_alphabetic)
        && words.chars().all(|c| c.is_alphabetic() || c == ' ')
        && extension_mark(words).is_none();
    is_remark.then_some(words.len() + 2)
}

impl Number {
    /// Reads a normalized phone number, or says what to correct.
    fn read(phone: &str) -> Result<Self, &'static str> {
        if count_characters(phone) > PHONE_MAX || looks_like_date(phone) {
            return Err(LAYOUT);
        }
        let mut number = Self::default();
        let mut extension_digits = EXTENSION_DIGITS;
        let mut rest = phone;
        while let Some(c) = rest.chars().next() {
            let mut taken = c.len_utf8();
            if let Some(digit) = digit(c) {
                match &mut number.extension {
                    Some(extension) => extension.push(digit),
                    None => number.digits.push(digit),
                }
            } else if matches!(c, '+' | '＋') {
                if number.plus || !number.digits.is_empty() {
                    return Err(LAYOUT);
                }
                number.plus = true;
            } else if number.plus && !number.digits.is_empty() && rest.starts_with("(0)") {
                // The zero that is dialed inside the country only.
                taken = "(0)".len();
            } else if let Some(length) = remark(rest) {
                taken = length;
            } else if number.extension.is_some() {
                if !is_separator(c) && !matches!(c, ':' | '：') {
                    return Err(LAYOUT);
                }
            } else if let Some(length) = extension_mark(rest) {
                taken = length;
                number.extension = Some(String::new());
            } else if matches!(c, ',' | ';' | '，' | '；') {
                // A pause, then the extension: what a phone's own contacts write.
                number.extension = Some(String::new());
                extension_digits = PAUSED_DIGITS;
                taken = rest.len() - rest.trim_start_matches([',', ';', '，', '；']).len();
            } else if !is_separator(c) || matches!(c, '：' | '＠' | '＊') {
                return Err(LAYOUT);
            }
            rest = &rest[taken..];
        }
        let extension = number.extension.as_ref().map(String::len);
        if number.digits.is_empty() {
            Err(LAYOUT)
        } else if !PHONE_DIGITS.contains(&number.digits.len()) {
            Err(if extension_digits == PAUSED_DIGITS {
                LAYOUT
            } else {
                DIGITS
            })
        } else if extension.is_some_and(|digits| !extension_digits.contains(&digits)) {
            Err(if extension_digits == PAUSED_DIGITS {
                LAYOUT
            } else {
                EXTENSION
            })
        } else {
            Ok(number)
        }
    }

    /// The digits behind a plus sign or what is dialed in its place (`011` in North America, `00` in
    /// most of the world; ITU-T E.123).
    fn international(&self) -> Option<&str> {
        let digits = if self.plus {
            Some(self.digits.as_str())
        } else {
            let rest = self.digits.strip_prefix("011");
            rest.or_else(|| self.digits.strip_prefix("00"))
        };
        digits.filter(|digits| match digits.chars().next() {
            // North America's numbers all have the same length.
            Some('1') => digits.len() == 11,
            Some('0') | None => false,
            _ => digits.len() >= 8,
        })
    }
}

/// Whether `phone` is a day like `2026-11-28`, `11/28/2026` or `28.11.2026` and nothing else.
fn looks_like_date(phone: &str) -> bool {
    let mut parts = [0_u32; 3];
    let mut lengths = [0; 3];
    let mut count = 0;
    for part in phone.split(['-', '/', '.', '–', ' ']) {
        let (Some(value), Some(length)) = (parts.get_mut(count), lengths.get_mut(count)) else {
            return false;
        };
        let Ok(number) = part.parse() else {
            return false;
        };
        (*value, *length) = (number, part.len());
        count += 1;
    }
    let year = |at: usize| lengths[at] == 4 && (1900..2100).contains(&parts[at]);
    let day_and_month = |a: usize, b: usize| {
        lengths[a] <= 2
            && lengths[b] <= 2
            && (1..=31).contains(&parts[a].max(parts[b]))
            && (1..=12).contains(&parts[a].min(parts[b]))
    };
    count == 3 && (year(0) && day_and_month(1, 2) || year(2) && day_and_month(0, 1))
}

/// `phone` in one line, without what comes along when a number is copied: white space around it,
/// characters that nobody can see, `tel:`, and a comma or semicolon at its end.
#[must_use]
pub fn normalize(phone: &str) -> String {
    let visible: String = one_line(phone)
        .chars()
        .filter(|c| !is_ignorable(*c))
        .collect();
    let mut phone = visible.trim();
    if let Some((scheme, number)) = phone.split_once(':')
        && scheme.eq_ignore_ascii_case("tel")
    {
        phone = number;
    }
    phone
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '，' | '；'))
        .trim_start()
        .to_owned()
}

/// Whether `phone` can be dialed, once it is [normalized](normalize): an optional leading `+`, 7 to
/// 15 digits of any script in any layout, then an optional extension (`x12`, `#12`, `ext 12`,
/// `, ext. 12`, `;ext=12`, `extension: 12`) of one to eight digits; at most [`PHONE_MAX`] characters.
/// Remarks like `(cell)` don't count. A date is no phone number.
#[must_use]
pub fn digits_ok(phone: &str) -> bool {
    what_to_correct(&normalize(phone), None).is_none()
}

/// What to do about a normalized phone number of someone who wants to be contacted this way, or
/// `None` if it is fine.
pub(crate) fn what_to_correct(
    phone: &str,
    preference: Option<ContactPreference>,
) -> Option<&'static str> {
    match Number::read(phone) {
        Err(message) => Some(message),
        // A local number can be called from nearby; a text message needs the area code.
        Ok(number)
            if preference == Some(ContactPreference::Text)
                && number.digits.len() < TEXT_DIGITS
                && number.international().is_none() =>
        {
            Some(AREA_CODE)
        }
        Ok(_) => None,
    }
}

/// The form to dial of an acceptable phone number, in ASCII; `None` if it is none.
///
/// A number that certainly says its country is given in the form of E.164, `+15550100123`: one with a
/// plus sign or an international prefix, and one of ten digits (or eleven with a leading 1), which
/// any phone in North America takes for a number there. Any other is given as its digits alone. An
/// extension follows as `;ext=12` (RFC 3966, section 5.3).
#[must_use]
pub fn dialable(phone: &str) -> Option<String> {
    let number = Number::read(&normalize(phone)).ok()?;
    let digits = number.digits.as_str();
    let area_code_may_start = |digits: &str| digits.starts_with(|c| ('2'..='9').contains(&c));
    let mut dialable = String::new();
    if let Some(international) = number.international() {
        dialable.push('+');
        dialable.push_str(international);
    } else if digits.len() == 10 && area_code_may_start(digits) {
        dialable.push_str("+1");
        dialable.push_str(digits);
    } else if digits.len() == 11 && digits.strip_prefix('1').is_some_and(area_code_may_start) {
        dialable.push('+');
        dialable.push_str(digits);
    } else {
        dialable.push_str(digits);
    }
    if let Some(extension) = number.extension {
        dialable.push_str(";ext=");
        dialable.push_str(&extension);
    }
    Some(dialable)
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

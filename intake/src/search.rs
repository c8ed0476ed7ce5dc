//! What a search for a request looks at: the name, the digits of the phone number, the reference.

use crate::saved::reference;

/// The text that is kept beside a request to be searched in: the name in lower case, the digits to
/// dial and the reference in lower case, a line each. `dialable` is the phone number as
/// [`consultation_rules::phone::dialable`] gives it.
#[must_use]
pub fn text(name: &str, dialable: Option<&str>, id: &str) -> String {
    format!(
        "{}\n{}\n{}",
        name.to_lowercase(),
        digits(dialable.unwrap_or_default()),
        reference(id).to_lowercase()
    )
}

/// The fewest digits that are taken for a part of a phone number.
const FEWEST_DIGITS: usize = 3;

/// What a search finds: requests whose [`text`] holds any of these. Empty if nothing was asked for.
#[must_use]
pub fn terms(wanted: &str) -> Vec<String> {
    let wanted = wanted.trim().to_lowercase();
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut terms = vec![wanted.clone()];
    let is_number = wanted
        .chars()
        .all(|c| c.is_ascii_digit() || " +-()./".contains(c));
    let digits = digits(&wanted);
    if is_number && digits.len() >= FEWEST_DIGITS {
        terms.push(digits);
    }
    // A reference without its dash.
    if wanted.len() == 8 && wanted.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        terms.push(format!("{}-{}", &wanted[..4], &wanted[4..]));
    }
    terms
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0b0e7c12-0000-4000-8000-000000000000";

    fn finds(wanted: &str) -> bool {
        let text = text("Émile SAMPLE", Some("+15550100123"), ID);
        terms(wanted)
            .iter()
            .any(|term| text.contains(term.as_str()))
    }

    #[test]
    fn a_request_is_found_by_a_part_of_its_name_phone_number_or_reference() {
        for wanted in [
            "émile",
            "Sample",
            " sam ",
            "(555) 010-0123",
            "0123",
            "0B0E-7C12",
            "0b0e7c12",
            "7c12",
        ] {
            assert!(finds(wanted), "{wanted}");
        }
        for wanted in ["", "  ", "other", "0124", "1B0E-7C12"] {
            assert!(!finds(wanted), "{wanted}");
        }
    }
}

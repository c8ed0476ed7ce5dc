//! Phone numbers in the content: one number that can be dialed, or a message.

use consultation_rules::phone;

/// How a number is written, for messages.
const EXAMPLES: &str = "\"(555) 010-0199\", with an extension \"(555) 010-0199 ext. 12\", from another country \"+44 20 7946 0123\"";

/// The link that dials a number (RFC 3966): with its country, and its extension as `;ext=`. What is not certainly one
/// number is refused, because a link that dials someone else is worse than none; the error is (problem, remedy).
pub(crate) fn link(number: &str) -> Result<String, (String, String)> {
    let wrong = |problem: String, remedy: String| Err((problem, remedy));
    let Some(dialable) = phone::dialable(number) else {
        return wrong(
            format!("{number:?} is not a phone number that can be dialed"),
            format!("write one number, in digits and with its area code, like {EXAMPLES}"),
        );
    };
    let (digits, extension) = dialable
        .split_once(";ext=")
        .map_or((dialable.as_str(), None), |(digits, extension)| {
            (digits, Some(extension))
        });
    if !digits.starts_with('+') {
        return wrong(
            format!(
                "{number:?} is not one whole phone number: it has {} digits",
                digits.len()
            ),
            format!("write one number with its area code, like {EXAMPLES}"),
        );
    }
    // Behind a bare comma may as well stand the end of a second number.
    let is_named = number.contains(['x', 'X', '#', '＃']);
    if extension.is_some() && !is_named {
        return wrong(
            format!(
                "what stands behind the comma in {number:?} may be an extension or another number"
            ),
            "write one number, and an extension like \"(555) 010-0199 ext. 12\"".into(),
        );
    }
    Ok(format!("tel:{dialable}"))
}

/// What is wrong with the address of a link that dials or writes to a number (RFC 3966, RFC 5724), and the remedy.
pub(crate) fn wrong_address(to: &str) -> Option<(String, String)> {
    let (scheme, rest) = to.split_once(':')?;
    let number = rest.split('?').next().unwrap_or_default();
    if !number.contains(|c: char| c.is_ascii_digit()) {
        return Some((
            format!("{to:?} has no phone number"),
            "write it with its digits: `[call 988](tel:988)`, `[(555) 010-0199](tel:+15550100199)`"
                .into(),
        ));
    }
    // Three digits are a service's number, such as 988 and 911.
    let is_short = number.len() == 3 && number.bytes().all(|b| b.is_ascii_digit());
    let is_plain = number
        .bytes()
        .all(|b| b.is_ascii_digit() || b"+-.();ext=".contains(&b));
    match link(number) {
        _ if is_short => None,
        Ok(_) if is_plain => None,
        Ok(right) => Some((
            format!("{to:?} is not written as a number to dial"),
            format!("write `{scheme}:{}`", right.trim_start_matches("tel:")),
        )),
        Err((problem, _)) => Some((
            problem,
            "let the link dial one whole number, like `tel:+15550100199`, with an extension `tel:+15550100199;ext=12`".into(),
        )),
    }
}

/// Whether a link's words name another number than the one that it dials.
pub(crate) fn names_another(words: &str, to: &str) -> bool {
    let Some((_, dialed)) = to.split_once(':').filter(|(scheme, _)| {
        scheme.eq_ignore_ascii_case("tel") || scheme.eq_ignore_ascii_case("sms")
    }) else {
        return false;
    };
    let digits = |text: &str| -> String {
        text.split(";ext")
            .next()
            .unwrap_or_default()
            .chars()
            .filter(char::is_ascii_digit)
            .collect()
    };
    let short = words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| matches!(*word, "988" | "911"))
        .any(|word| digits(dialed).len() == 3 && digits(dialed) != word);
    let whole = phone::dialable(words).is_some_and(|named| {
        let (named, dialed) = (digits(&named), digits(dialed));
        !named.ends_with(&dialed) && !dialed.ends_with(&named)
    });
    short || whole
}

#[cfg(test)]
mod tests {
    use super::{link, names_another, wrong_address};

    #[test]
    fn one_number_becomes_the_link_that_dials_it() {
        for (number, to) in [
            ("(555) 010-0199", "tel:+15550100199"),
            ("555.010.0199", "tel:+15550100199"),
            ("1-555-010-0199", "tel:+15550100199"),
            ("+1 555 010 0199", "tel:+15550100199"),
            ("(555) 010-0199 ext. 12", "tel:+15550100199;ext=12"),
            ("(555) 010-0199 x12", "tel:+15550100199;ext=12"),
            ("(555) 010-0199, ext 12", "tel:+15550100199;ext=12"),
            ("(555) 010-0199 #12", "tel:+15550100199;ext=12"),
            ("+44 20 7946 0123", "tel:+442079460123"),
        ] {
            assert_eq!(link(number).as_deref(), Ok(to), "{number}");
        }
    }

    #[test]
    fn what_is_not_certainly_one_number_is_refused() {
        for number in [
            "(555) 010-0199 or (555) 010-0123",
            "(555) 010-0199 / (555) 010-0123",
            "(555) 010-0199 / 0123",
            "(555) 010-0199, 0123",
            "(555) 010-0199; (555) 010-0123",
            "(555) 010-0199 (555) 010-0123",
            "555-0199 555-0123",
            "555-0199",
            "(555) 010-0199 ext. 12 or 13",
            "(555) 010-0199 ext.",
            "+1 555 010 019",
            "+1 555 010 0199 0",
            "1-800-CALL-NOW",
            "call us",
            "988",
            "2026-11-28",
        ] {
            assert!(link(number).is_err(), "{number} gives {:?}", link(number));
        }
    }

    #[test]
    fn an_address_dials_one_number() {
        for to in [
            "tel:988",
            "sms:988",
            "tel:+15550100199",
            "tel:+1-555-010-0199",
            "tel:5550100199",
            "tel:+15550100199;ext=12",
            "sms:+15550100199?body=Hello",
        ] {
            assert_eq!(wrong_address(to), None, "{to}");
        }
        for to in [
            "tel:",
            "tel:9888",
            "tel:5550100199%20ext%2012",
            "tel:555010019912",
            "tel:(555) 010-0199",
            "tel:+15550100199,+15550100123",
        ] {
            assert!(wrong_address(to).is_some(), "{to}");
        }
    }

    #[test]
    fn a_link_dials_what_its_words_say() {
        assert!(names_another("(555) 010-0199", "tel:+15550100198"));
        assert!(names_another("call 988", "tel:911"));
        assert!(!names_another("(555) 010-0199", "tel:+15550100199"));
        assert!(!names_another("(555) 010-0199", "tel:555-010-0199"));
        assert!(!names_another("call or text 988", "tel:988"));
        assert!(!names_another("call us", "tel:+15550100199"));
        assert!(!names_another(
            "988lifeline.org",
            "https://988lifeline.org/"
        ));
    }
}

//! Email addresses: which are accepted, and which look like a slip of the finger.
//!
//! Only a reply shows whether an address works. The rule therefore follows what browsers accept
//! (HTML, "valid email address") and is stricter only where no mail could ever arrive: a domain
//! without a dot, an IP number, a top-level domain of one letter. It is wider for addresses beyond
//! ASCII (RFC 6531), which browsers convert and people simply type.

use crate::text::trim;
use crate::{EMAIL_MAX, count_characters};

/// Most characters before the `@` (RFC 5321, section 4.5.3.1.1).
pub const LOCAL_MAX: usize = 64;

/// Most characters of one label of the domain (RFC 1035, section 2.3.4).
pub const LABEL_MAX: usize = 63;

const FORMAT: &str = "Enter an email address in the correct format, like name@example.com";
const LENGTH: &str = "Email address must be 254 characters or fewer";
const HIDDEN: &str = "Enter an email address without tabs or hidden characters";

/// Whether `email` has the form of an address: one `@`; 1 to [`LOCAL_MAX`] characters before it; a
/// domain with a dot behind it, labels of 1 to [`LABEL_MAX`] characters; at most [`EMAIL_MAX`]
/// characters in all. White space at the ends doesn't count. Nothing is looked up.
#[must_use]
pub fn is_well_formed(email: &str) -> bool {
    what_to_correct(trim(email)).is_none()
}

/// What to do about a trimmed email address, or `None` if it is fine.
pub(crate) fn what_to_correct(email: &str) -> Option<&'static str> {
    if email.chars().any(|c| c.is_control() || is_hidden(c)) {
        return Some(HIDDEN);
    }
    if count_characters(email) > EMAIL_MAX {
        return Some(LENGTH);
    }
    match email.rsplit_once('@') {
        Some((local, domain)) if local_ok(local) && domain_ok(domain) => None,
        _ => Some(FORMAT),
    }
}

/// Zero-width and direction characters that no address has. The joiners stay: some scripts write
/// names with them.
fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}' | '\u{200B}' | '\u{200E}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
    )
}

/// A character beyond ASCII that may stand in an address: no space, and no typographic dash or
/// quotation mark, which a keyboard has put there instead of the ASCII one.
fn is_international(c: char) -> bool {
    !c.is_ascii()
        && !c.is_whitespace()
        && (!matches!(c, '\u{2000}'..='\u{206F}') || matches!(c, '\u{200C}' | '\u{200D}'))
}

/// The punctuation that browsers accept before the `@`.
fn is_mark(c: char) -> bool {
    u8::try_from(c).is_ok_and(|byte| b".!#$%&'*+/=?^_`{|}~-".contains(&byte))
}

fn local_ok(local: &str) -> bool {
    (1..=LOCAL_MAX).contains(&count_characters(local))
        && local
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || is_mark(c) || is_international(c))
}

fn domain_ok(domain: &str) -> bool {
    let mut labels = 0;
    let mut top = "";
    for label in domain.split('.') {
        let length = count_characters(label);
        if !(1..=LABEL_MAX).contains(&length)
            || label.starts_with('-')
            || label.ends_with('-')
            || !label
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || is_international(c))
        {
            return false;
        }
        labels += 1;
        top = label;
    }
    labels >= 2 && count_characters(top) >= 2 && !top.bytes().all(|byte| byte.is_ascii_digit())
}

/// Domains that people really have addresses at. Those whose name has five letters or more are
/// also what a typo is compared with; shorter ones have too many real neighbors (`aol.com` and
/// `col.com`). Domains after the gap are only here because they are one letter from a provider.
const PROVIDERS: [&str; 30] = [
    "gmail.com",
    "yahoo.com",
    "hotmail.com",
    "outlook.com",
    "icloud.com",
    "aol.com",
    "comcast.net",
    "verizon.net",
    "sbcglobal.net",
    "bellsouth.net",
    "charter.net",
    "optonline.net",
    "earthlink.net",
    "protonmail.com",
    "proton.me",
    "fastmail.com",
    "googlemail.com",
    "rocketmail.com",
    "ymail.com",
    "live.com",
    "msn.com",
    "me.com",
    "mac.com",
    "att.net",
    "cox.net",
    "gmx.com",
    "mail.com",
    //
    "email.com",
    "cloud.com",
    "photon.me",
];

/// How many of [`PROVIDERS`] a typo may have meant.
const SUGGESTED: usize = 27;

/// Endings that are no top-level domain, and what was meant.
const ENDINGS: [(&str, &str); 17] = [
    ("con", "com"),
    ("cmo", "com"),
    ("ocm", "com"),
    ("comm", "com"),
    ("coom", "com"),
    ("ccom", "com"),
    ("vom", "com"),
    ("xom", "com"),
    ("cim", "com"),
    ("cpm", "com"),
    ("c0m", "com"),
    ("nett", "net"),
    ("ner", "net"),
    ("nte", "net"),
    ("ogr", "org"),
    ("orgg", "org"),
    ("eud", "edu"),
];

/// The address a likely typo was meant to be: `ana@gmial.com` gives `ana@gmail.com`. `None` if
/// nothing looks wrong.
///
/// Something to ask about, never a reason to refuse. Conservative on purpose: the domain must be
/// one slip (a letter more, fewer, other, or two swapped) from a large provider's, or end in
/// something that is no top-level domain (`.con`). A domain that is itself a provider's is never
/// questioned. What stands before the `@` is kept as it is.
#[must_use]
pub fn suggest(email: &str) -> Option<String> {
    let email = trim(email);
    let (local, domain) = email.rsplit_once('@')?;
    let mut domain = domain.to_ascii_lowercase();
    if !local_ok(local) || !domain.is_ascii() || PROVIDERS.contains(&domain.as_str()) {
        return None;
    }
    let ending = domain.rfind('.').map_or(0, |dot| dot + 1);
    let meant = ENDINGS.iter().find(|(slip, _)| domain[ending..] == **slip);
    if let Some((_, meant)) = meant
        && ending > 0
    {
        domain.truncate(ending);
        domain.push_str(meant);
    }
    if !PROVIDERS.contains(&domain.as_str()) {
        let provider = PROVIDERS[..SUGGESTED].iter().find(|provider| {
            provider.find('.').is_some_and(|length| length >= 5)
                && one_slip(domain.as_bytes(), provider.as_bytes())
        });
        match provider {
            Some(provider) => domain = (*provider).to_owned(),
            None if meant.is_none() => return None,
            None => {}
        }
    }
    let suggestion = [local, "@", &domain].concat();
    is_well_formed(&suggestion).then_some(suggestion)
}

/// Whether one insertion, deletion, substitution or swap of neighbors turns `typed` into `meant`.
fn one_slip(typed: &[u8], meant: &[u8]) -> bool {
    let same_start = typed.iter().zip(meant).take_while(|(a, b)| a == b).count();
    let (typed, meant) = (&typed[same_start..], &meant[same_start..]);
    match (typed, meant) {
        ([], [_]) | ([_], []) => true,
        ([a, typed_rest @ ..], [b, meant_rest @ ..]) => {
            typed_rest == meant_rest
                || typed_rest == meant
                || typed == meant_rest
                || matches!(
                    (typed_rest, meant_rest),
                    ([c, typed_rest @ ..], [d, meant_rest @ ..])
                        if a == d && b == c && typed_rest == meant_rest
                )
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{ENDINGS, PROVIDERS, SUGGESTED, is_well_formed, one_slip};

    #[test]
    fn one_slip_is_a_letter_more_fewer_other_or_two_swapped() {
        for (typed, yes) in [
            ("gmaill.com", true),
            ("gmal.com", true),
            ("gmaol.com", true),
            ("gmial.com", true),
            ("xgmail.com", true),
            ("gmail.co", true),
            ("gmail.comm", true),
            ("gmail.com", false),
            ("gmila.co", false),
            ("gamli.com", false),
            ("", false),
        ] {
            assert_eq!(one_slip(typed.as_bytes(), b"gmail.com"), yes, "{typed}");
        }
    }

    #[test]
    fn every_provider_is_a_domain_and_the_suggested_ones_come_first() {
        for provider in PROVIDERS {
            assert!(is_well_formed(&["ana@", provider].concat()), "{provider}");
        }
        assert_eq!(PROVIDERS[SUGGESTED - 1], "mail.com");
    }

    #[test]
    fn no_ending_that_is_corrected_is_a_real_top_level_domain() {
        // The real ones nearest to a slip: Cameroon, Colombia, Oman, a gTLD for cameras, Niger.
        for real in [
            "cm", "co", "om", "cam", "ne", "bet", "net", "com", "org", "edu",
        ] {
            assert!(ENDINGS.iter().all(|(slip, _)| *slip != real), "{real}");
        }
    }
}

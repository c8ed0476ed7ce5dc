//! Email addresses: which are accepted, and which look like a slip of the finger.
//!
//! Only a reply shows whether an address works. The rule therefore follows what browsers accept
//! (HTML, "valid email address") and is stricter only where no mail could ever arrive: a domain
//! without a dot, an IP number, a top-level domain of one letter. It is wider for addresses beyond
//! ASCII (RFC 6531), which browsers convert and people simply type.

use crate::phone::is_digit;
use crate::text::{is_ignorable, one_line};
use crate::{EMAIL_MAX, count_characters};

/// Most bytes of UTF-8 before the `@` (RFC 5321, section 4.5.3.1.1; RFC 6531, section 3.3).
pub const LOCAL_MAX: usize = 64;

/// Most characters of one label of the domain (RFC 1035, section 2.3.4).
pub const LABEL_MAX: usize = 63;

const FORMAT: &str = "Enter an email address in the correct format, like name@example.com";
pub(crate) const LENGTH: &str = "Email address must be 254 characters or fewer";

/// Whether `email` has the form of an address, once it is [normalized](normalize): one `@`; 1 to
/// [`LOCAL_MAX`] bytes before it; a domain with a dot behind it, labels of 1 to [`LABEL_MAX`]
/// characters; at most [`EMAIL_MAX`] bytes in all. Nothing is looked up.
#[must_use]
pub fn is_well_formed(email: &str) -> bool {
    what_to_correct(&normalize(email)).is_none()
}

/// `email` without what is no part of an address but comes along when one is copied: white space
/// around it, characters that nobody can see, `mailto:`, one pair of angle brackets, and punctuation
/// that ended a sentence.
///
/// A joiner stays between two letters beyond ASCII: some scripts write domains with it (RFC 5892,
/// appendix A.1 and A.2).
#[must_use]
pub fn normalize(email: &str) -> String {
    let line = one_line(email);
    let mut visible = String::with_capacity(line.len());
    let mut characters = line.chars().peekable();
    while let Some(c) = characters.next() {
        let joins = is_joiner(c)
            && visible.chars().next_back().is_some_and(is_international)
            && characters
                .peek()
                .is_some_and(|next| is_international(*next));
        if joins || !is_ignorable(c) {
            visible.push(c);
        }
    }
    let mut email = visible.trim();
    email = without_end(email);
    if let Some(inside) = email
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'))
    {
        email = inside.trim();
    }
    if let Some((scheme, address)) = email.split_once(':')
        && scheme.eq_ignore_ascii_case("mailto")
    {
        email = address;
    }
    without_end(email).trim_start().to_owned()
}

/// `text` without the punctuation and white space that ended a sentence.
fn without_end(text: &str) -> &str {
    text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | ';'))
}

/// What to do about a normalized email address, or `None` if it is fine.
pub(crate) fn what_to_correct(email: &str) -> Option<&'static str> {
    if email.len() > EMAIL_MAX {
        return Some(LENGTH);
    }
    match email.rsplit_once('@') {
        Some((local, domain)) if local_ok(local) && domain_ok(domain) => None,
        _ => Some(FORMAT),
    }
}

/// Marks that words are written with and that Unicode doesn't call alphabetic, such as viramas and
/// accents of their own: general category Mn and Mc without `Alphabetic` (Unicode 17, basic plane,
/// from `UnicodeData.txt` and `DerivedCoreProperties.txt`). Ranges run over what is alphabetic anyway
/// and over what is unassigned.
const MARKS: [(u16, u16); 62] = [
    (0x0300, 0x0362),
    (0x0483, 0x0487),
    (0x0591, 0x05AF),
    (0x05C8, 0x05C9),
    (0x0658, 0x0658),
    (0x06DF, 0x06E0),
    (0x06EA, 0x06EC),
    (0x0740, 0x07F3),
    (0x07FD, 0x07FD),
    (0x0818, 0x082D),
    (0x0859, 0x085B),
    (0x0898, 0x08E1),
    (0x08EA, 0x0954),
    (0x09BC, 0x09CD),
    (0x09FE, 0x0A4D),
    (0x0ABC, 0x0ACD),
    (0x0AFD, 0x0B55),
    (0x0BCD, 0x0BCD),
    (0x0C3C, 0x0C4D),
    (0x0CBC, 0x0D4D),
    (0x0DCA, 0x0DCA),
    (0x0E47, 0x0E4E),
    (0x0EBA, 0x0ECE),
    (0x0F18, 0x0F19),
    (0x0F35, 0x0F35),
    (0x0F37, 0x0F37),
    (0x0F39, 0x0F39),
    (0x0F3E, 0x0F84),
    (0x0F86, 0x0F87),
    (0x0FC6, 0x0FC6),
    (0x1037, 0x103A),
    (0x135D, 0x135F),
    (0x1714, 0x1734),
    (0x17C9, 0x17D3),
    (0x17DD, 0x17DD),
    (0x1939, 0x193B),
    (0x1A60, 0x1A7F),
    (0x1AB0, 0x1ABD),
    (0x1AC1, 0x1B44),
    (0x1B6B, 0x1B73),
    (0x1BAA, 0x1BF3),
    (0x1C37, 0x1C37),
    (0x1CD0, 0x1CD2),
    (0x1CD4, 0x1DFF),
    (0x2CEF, 0x2CF1),
    (0x2D7F, 0x2D7F),
    (0x302A, 0x302F),
    (0x3099, 0x309A),
    (0xA66F, 0xA66F),
    (0xA67C, 0xA67D),
    (0xA6F0, 0xA6F1),
    (0xA806, 0xA806),
    (0xA82C, 0xA82C),
    (0xA8C4, 0xA8C4),
    (0xA8E0, 0xA8F1),
    (0xA92B, 0xA92D),
    (0xA953, 0xA953),
    (0xA9B3, 0xA9C0),
    (0xAABF, 0xAAC1),
    (0xAAF6, 0xAAF6),
    (0xABEC, 0xABED),
    (0xFE20, 0xFE2F),
];

/// A character beyond ASCII that may stand in an address: a letter, a mark or a digit, as in IDNA2008
/// (RFC 5892, section 2). Not punctuation and no symbols: an address with `，`, `»` or `）` at its end
/// has no mailbox.
fn is_international(c: char) -> bool {
    !c.is_ascii()
        && !is_ignorable(c)
        && (c.is_alphabetic()
            || is_digit(c)
            || u16::try_from(u32::from(c)).is_ok_and(|code| {
                MARKS
                    .iter()
                    .any(|(first, last)| (*first..=*last).contains(&code))
            }))
}

/// What keyboards put in the place of the apostrophe that a mailbox has. Such an address is asked
/// about by [`suggest`], not refused.
const APOSTROPHES: [char; 3] = ['\u{2019}', '\u{2018}', '\u{2BC}'];

/// The punctuation that browsers accept before the `@`.
fn is_mark(c: char) -> bool {
    u8::try_from(c).is_ok_and(|byte| b".!#$%&'*+/=?^_`{|}~-".contains(&byte))
}

fn local_ok(local: &str) -> bool {
    (1..=LOCAL_MAX).contains(&local.len())
        && local.chars().all(|c| {
            c.is_ascii_alphanumeric()
                || is_mark(c)
                || is_international(c)
                || is_joiner(c)
                || APOSTROPHES.contains(&c)
        })
}

/// A joiner that [`normalize`] has left.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

fn domain_ok(domain: &str) -> bool {
    let mut labels = 0;
    let mut top = "";
    for label in domain.split('.') {
        let length = count_characters(label);
        if !(1..=LABEL_MAX).contains(&length)
            || label.starts_with('-')
            || label.ends_with('-')
            || !label.chars().all(|c| {
                c.is_ascii_alphanumeric() || c == '-' || is_international(c) || is_joiner(c)
            })
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
/// questioned. What stands before the `@` is kept as it is, but for a typographic apostrophe, which
/// becomes an ASCII one.
#[must_use]
pub fn suggest(email: &str) -> Option<String> {
    let email = normalize(email);
    let (local, typed_domain) = email.rsplit_once('@')?;
    if !local_ok(local) {
        return None;
    }
    let domain = meant_domain(typed_domain);
    let local_meant = local.replace(APOSTROPHES, "'");
    if domain.is_none() && local_meant == local {
        return None;
    }
    let domain = domain.as_deref().unwrap_or(typed_domain);
    let suggestion = [&local_meant, "@", domain].concat();
    is_well_formed(&suggestion).then_some(suggestion)
}

/// The domain that `domain` was likely meant to be, if it looks like a slip.
fn meant_domain(domain: &str) -> Option<String> {
    let mut domain = domain.to_ascii_lowercase();
    if !domain.is_ascii() || PROVIDERS.contains(&domain.as_str()) {
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
    Some(domain)
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

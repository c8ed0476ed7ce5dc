//! Addresses and phone numbers that a reader could tap if they were links, and cannot.

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::phone;

/// Stands for a link, which is no part of a bare address.
const LINK: char = '\u{FFFC}';

/// Reports bare addresses in prose: (line, problem, remedy). Headings cannot hold links, and may name one.
pub(super) fn check(events: &[(Event<'_>, usize)]) -> Vec<(usize, String, String)> {
    let mut found = Vec::new();
    let mut text = String::new();
    let mut lines: Vec<(usize, usize)> = Vec::new();
    let (mut open_links, mut skipped) = (0, 0);
    for (event, line) in events {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => {
                open_links += 1;
                text.push(LINK);
            }
            Event::End(TagEnd::Link | TagEnd::Image) => open_links -= 1,
            Event::Start(Tag::Heading { .. } | Tag::FootnoteDefinition(_) | Tag::CodeBlock(_)) => {
                skipped += 1;
            }
            Event::End(TagEnd::Heading(_) | TagEnd::FootnoteDefinition | TagEnd::CodeBlock) => {
                skipped -= 1;
            }
            Event::Text(piece) if open_links == 0 && skipped == 0 => {
                lines.push((text.len(), *line));
                text.push_str(piece);
            }
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            Event::Start(Tag::Emphasis | Tag::Strong)
            | Event::End(TagEnd::Emphasis | TagEnd::Strong) => {}
            Event::FootnoteReference(_) => text.push(LINK),
            _ => {
                report(&text, &lines, &mut found);
                text.clear();
                lines.clear();
            }
        }
    }
    report(&text, &lines, &mut found);
    found
}

fn report(text: &str, lines: &[(usize, usize)], found: &mut Vec<(usize, String, String)>) {
    let line_at = |at: usize| {
        lines
            .iter()
            .rev()
            .find(|(from, _)| *from <= at)
            .map_or(1, |(_, line)| *line)
    };
    for (at, bare, link) in addresses(text).into_iter().chain(numbers(text)) {
        found.push((
            line_at(at),
            format!("{bare} is not a link, so nobody can tap it"),
            format!("write `{link}`"),
        ));
    }
}

/// Bare e-mail addresses and addresses of sites: place, as written, and the link.
fn addresses(text: &str) -> Vec<(usize, String, String)> {
    let is_around = |c: char| c.is_whitespace() || "()<>“”‘’\"',;[]{}|".contains(c) || c == LINK;
    text.split(is_around)
        .filter_map(|word| {
            let word = word.trim_end_matches(['.', ':', '!', '?', '…']);
            let word = word.rsplit_once(':').map_or(word, |(_, last)| last);
            let at = word.as_ptr() as usize - text.as_ptr() as usize;
            let link = match word.split_once('@') {
                Some((name, domain)) if !name.is_empty() && is_domain(domain) => {
                    format!("mailto:{word}")
                }
                None if is_domain(
                    word.to_lowercase()
                        .strip_prefix("www.")?
                        .split('/')
                        .next()?,
                ) =>
                {
                    format!("https://{word}")
                }
                _ => return None,
            };
            Some((at, word.to_owned(), format!("[{word}]({link})")))
        })
        .collect()
}

fn is_domain(text: &str) -> bool {
    text.contains('.')
        && text.split('.').all(|label| {
            !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        })
}

/// Bare phone numbers: of North America with their area code, of other countries with their plus sign. A fax number
/// dials nobody.
fn numbers(text: &str) -> Vec<(usize, String, String)> {
    let is_part = |c: char| {
        c.is_ascii_digit()
            || matches!(
                c,
                ' ' | '\u{a0}' | '\u{202f}' | '(' | ')' | '+' | '-' | '.' | '‑' | '–'
            )
    };
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(start) =
        text[rest..].find(|c: char| c.is_ascii_digit() || matches!(c, '+' | '('))
    {
        let start = rest + start;
        let length = text[start..]
            .find(|c| !is_part(c))
            .unwrap_or(text.len() - start);
        rest = start + length.max(1);
        let written = text[start..start + length].trim_end_matches(|c: char| !c.is_ascii_digit());
        let before = text[..start]
            .trim_end_matches([' ', ':', '\u{a0}'])
            .to_lowercase();
        if before.ends_with("fax")
            || before.ends_with(char::is_alphanumeric)
                && text[..start].ends_with(char::is_alphanumeric)
        {
            continue;
        }
        if is_number(written)
            && let Ok(link) = phone::link(written)
        {
            found.push((start, written.to_owned(), format!("[{written}]({link})")));
        }
    }
    found
}

/// Whether digits stand in the groups of a phone number, and not in those of years, doses or codes.
fn is_number(written: &str) -> bool {
    let groups: Vec<usize> = written
        .split(|c: char| !c.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .map(str::len)
        .collect();
    matches!(groups.as_slice(), [3, 3, 4] | [1, 3, 3, 4] | [3, 7] | [10])
        || written.starts_with('+') && groups.len() > 1
        || written.starts_with('+') && groups.iter().sum::<usize>() >= 8
}

#[cfg(test)]
mod tests {
    use super::{addresses, numbers};

    #[test]
    fn bare_addresses_and_numbers_are_found() {
        for (text, bare) in [
            ("Write to desk@clinic.example.", "desk@clinic.example"),
            (
                "(desk.two@mail.clinic.example)",
                "desk.two@mail.clinic.example",
            ),
            ("E-mail:desk@clinic.example", "desk@clinic.example"),
            ("See www.example.org.", "www.example.org"),
            ("See WWW.Example.org/x for more", "WWW.Example.org/x"),
            ("Call (555) 010-0199.", "(555) 010-0199"),
            ("Call 555.010.0199 or", "555.010.0199"),
            (
                "Call 1\u{a0}555\u{a0}010\u{a0}0199",
                "1\u{a0}555\u{a0}010\u{a0}0199",
            ),
            ("Call +44 20 7946 0123 now", "+44 20 7946 0123"),
            ("Call 5550100199", "5550100199"),
        ] {
            let found: Vec<String> = addresses(text)
                .into_iter()
                .chain(numbers(text))
                .map(|(_, bare, _)| bare)
                .collect();
            assert_eq!(found, [bare], "{text}");
        }
    }

    #[test]
    fn other_figures_and_words_are_not() {
        for text in [
            "Call or text 988, or 911.",
            "From 2001-2003 to 2026-11-28.",
            "Take 100-200 mg at 9.30.",
            "Fax: (555) 010-0199",
            "That is 1,000,000 people, 332 000 000 of them.",
            "A @ sign, and someone@home.",
            "The www is old.",
            "p < 0.05, n = 123 456 7890 12",
        ] {
            assert_eq!(
                addresses(text)
                    .into_iter()
                    .chain(numbers(text))
                    .collect::<Vec<_>>(),
                [],
                "{text}"
            );
        }
    }
}

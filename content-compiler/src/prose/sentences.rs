//! Where sentences end.

/// Stands in a passage for a citation, which belongs to the sentence it directly follows.
pub(crate) const CITATION: char = '\u{FFFC}';

use crate::exception::MARK as EXCEPTION;

/// Abbreviations after whose stop the sentence goes on, whatever follows.
const NEVER_LAST: [&str; 17] = [
    "dr", "mr", "mrs", "ms", "prof", "st", "e.g", "i.e", "vs", "cf", "fig", "approx", "gov", "rev",
    "dept", "mt", "esp",
];

/// Abbreviations that may also be a sentence's last word.
const MAYBE_LAST: [&str; 12] = [
    "u.s", "u.k", "a.m", "p.m", "etc", "al", "inc", "jr", "sr", "d.c", "ph.d", "m.d",
];

/// Words that more likely start a sentence than go on with a name after an abbreviation ("the U.S. Congress").
const STARTERS: [&str; 36] = [
    "a", "after", "all", "also", "an", "as", "at", "but", "each", "for", "he", "how", "if", "in",
    "it", "its", "many", "most", "no", "not", "on", "one", "people", "she", "so", "some", "that",
    "the", "their", "there", "these", "they", "this", "we", "when", "you",
];

/// Cuts a passage into its sentences; the pieces together are the passage. A sentence ends after `.`, `!`, `?` or
/// `…`, the quotation marks, brackets and citations that follow it, and space, unless the stop belongs to an
/// abbreviation, an initial or a number, or the text goes on with a small letter. A citation that stands alone
/// after a space still belongs to the sentence before it.
pub(crate) fn split(text: &str) -> Vec<&str> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let (mut sentences, mut start, mut at) = (Vec::new(), 0, 0);
    while at < chars.len() {
        let (position, c) = chars[at];
        at += 1;
        if !is_stop(c) {
            continue;
        }
        while chars
            .get(at)
            .is_some_and(|(_, c)| is_stop(*c) || is_closing(*c))
        {
            at += 1;
        }
        let mut after = at;
        while chars
            .get(after)
            .is_some_and(|(_, c)| c.is_whitespace() || is_mark(*c))
        {
            after += 1;
        }
        // No space: a decimal, an address, a word with a stop inside.
        if after == at {
            continue;
        }
        // What stands between the stop and the next word belongs to this sentence.
        let end = chars[at..after]
            .iter()
            .rposition(|(_, c)| is_mark(*c))
            .map_or(at, |last| at + last + 1);
        let Some((next, _)) = chars.get(after) else {
            break;
        };
        if c != '.' || ends(&text[start..position], &text[*next..]) {
            if goes_on(&text[*next..]) {
                continue;
            }
            let end = chars.get(end).map_or(text.len(), |(position, _)| *position);
            sentences.push(&text[start..end]);
            start = end;
        }
        at = after;
    }
    if !text[start..].trim().is_empty() {
        sentences.push(&text[start..]);
    }
    sentences
}

/// Whether a text is a whole sentence: it ends in a stop, not in a colon or a bare word.
#[must_use]
pub fn is_whole(text: &str) -> bool {
    text.trim_end_matches(|c: char| c.is_whitespace() || is_closing(c))
        .ends_with(is_stop)
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…')
}

fn is_mark(c: char) -> bool {
    c == CITATION || c == EXCEPTION
}

fn is_closing(c: char) -> bool {
    matches!(c, '”' | '’' | '"' | '\'' | ')' | ']' | '*') || is_mark(c)
}

/// Whether the text after a stop goes on with a small letter, as no sentence starts.
fn goes_on(after: &str) -> bool {
    after
        .trim_start_matches(['“', '‘', '"', '\'', '(', '['])
        .starts_with(char::is_lowercase)
}

/// Whether a stop between these two texts ends a sentence.
fn ends(before: &str, after: &str) -> bool {
    let word = before
        .rsplit(|c: char| c.is_whitespace() || "(“\"‘'[".contains(c))
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let next: String = after
        .chars()
        .take_while(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    if NEVER_LAST.contains(&word.as_str()) {
        return false;
    }
    // "No. 24", but "No. It is not."
    if word == "no" {
        return !next.starts_with(|c: char| c.is_ascii_digit());
    }
    // An initial: "Dr. J. Smith". "I" is a word.
    let is_initial =
        word.chars().count() == 1 && word.chars().all(char::is_alphabetic) && word != "i";
    if is_initial || MAYBE_LAST.contains(&word.as_str()) {
        return STARTERS.contains(&next.as_str());
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<&str> {
        split(text).into_iter().map(str::trim).collect()
    }

    #[test]
    fn a_sentence_ends_at_its_stop() {
        assert_eq!(
            sentences("One. Two! Three? Four"),
            ["One.", "Two!", "Three?", "Four"]
        );
        assert_eq!(
            sentences("He said “go.” Then he left."),
            ["He said “go.”", "Then he left."]
        );
        assert_eq!(
            sentences("It fades (mostly). 47% felt better."),
            ["It fades (mostly).", "47% felt better."]
        );
        assert_eq!(sentences(""), Vec::<&str>::new());
    }

    #[test]
    fn a_stop_within_a_sentence_does_not_end_it() {
        for whole in [
            "Dr. Smith asked e.g. about sleep.",
            "It was 10.1 percent vs. 9.5 percent.",
            "The U.S. Department of Defense paid.",
            "See No. 24 of the list.",
            "Write to J. Smith at example.org today.",
            "Doctors ask “why now?” and listen.",
            "About approx. five of them.",
        ] {
            assert_eq!(sentences(whole), [whole]);
        }
    }

    #[test]
    fn an_abbreviation_can_end_a_sentence() {
        assert_eq!(
            sentences("Only in the U.S. The rest waits."),
            ["Only in the U.S.", "The rest waits."]
        );
        assert_eq!(
            sentences("Is it safe? No. It is not."),
            ["Is it safe?", "No.", "It is not."]
        );
        assert_eq!(
            sentences("Open at 9 a.m. You can call."),
            ["Open at 9 a.m.", "You can call."]
        );
    }

    #[test]
    fn a_citation_belongs_to_the_sentence_it_follows() {
        let text = "Some felt better.\u{FFFC}\u{FFFC} Others did not. \u{FFFC} The end.";
        assert_eq!(
            sentences(text),
            [
                "Some felt better.\u{FFFC}\u{FFFC}",
                "Others did not. \u{FFFC}",
                "The end."
            ]
        );
        assert_eq!(
            sentences("In one trial\u{FFFC} people slept."),
            ["In one trial\u{FFFC} people slept."]
        );
    }
}

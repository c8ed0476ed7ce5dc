//! Claims that need a source: percentages, numbers of people, and what the FDA has approved.

use crate::Diagnostic;
use crate::exception::Rule;
use crate::prose::{Passage, PassageKind};
use crate::visible_text::{TextKind, VisibleText};

/// Reports every claim of a page that has no source in its sentence, and every exception that excuses nothing.
/// Headings are exempt: the text below them carries the claim. On a page that is not medical only claims about medicine
/// need a source.
pub(crate) fn check(
    file: &str,
    passages: &[Passage],
    is_medical: bool,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for passage in passages {
        for sentence in &passage.sentences {
            let claim = if passage.kind == PassageKind::Text {
                claim_on_page(&sentence.text, is_medical).filter(|_| !sentence.is_cited)
            } else {
                None
            };
            match (claim, sentence.exception(Rule::Uncited)) {
                (Some(what), None) => diagnostics.push(Diagnostic::new(
                    file,
                    sentence.line,
                    format!("{what} stands here without a source: {}", sentence.quoted()),
                    "cite one of content/sources.toml behind the sentence, like `[^anand-2023]`, or say why it needs none: `[^uncited: the reason]`",
                )),
                (None, Some(exception)) => diagnostics.push(Diagnostic::new(
                    file,
                    exception.line,
                    format!(
                        "the exception `[^uncited: …]` is not needed: {}",
                        sentence.quoted()
                    ),
                    "delete it; only an uncited percentage, number of people or approval needs one",
                )),
                _ => {}
            }
        }
    }
}

/// Reports claims in texts that cannot cite: what pictures show, titles of links, the clinic's own details. A drawing's
/// are in its caption, which cites them.
pub(crate) fn check_uncitable(texts: &[VisibleText], diagnostics: &mut Vec<Diagnostic>) {
    for text in texts {
        let is_own =
            text.kind.is_own() && !matches!(text.kind, TextKind::Figure | TextKind::Meaning);
        let is_excused = text.exception(Rule::Uncited).is_some();
        if let Some(what) = claim_on_page(&text.text, false).filter(|_| is_own && !is_excused) {
            diagnostics.push(Diagnostic::new(
                &text.file,
                text.line,
                format!(
                    "{what} stands here, where no source can be cited: {}",
                    text.quoted()
                ),
                "say it in the text of a page with its source, and here without",
            ));
        }
    }
}

/// What in a sentence of a page needs a source: on a page about medicine any claim, on another what speaks of health. A
/// fee of 3%, a room for 12 people and an approval by an insurer are nothing to cite.
pub(crate) fn claim_on_page(sentence: &str, is_medical: bool) -> Option<&'static str> {
    let what = claim(sentence)?;
    (is_medical || speaks_of_health(sentence)).then_some(what)
}

/// Whether a sentence has a word of medicine or of how people feel.
fn speaks_of_health(sentence: &str) -> bool {
    // Their starts, so that "treat" finds "treatments".
    const STEMS: [&str; 47] = [
        "addict",
        "anesthe",
        "antidepress",
        "anxi",
        "better",
        "bipolar",
        "clinical",
        "cure",
        "depress",
        "diagnos",
        "disease",
        "disorder",
        "dose",
        "drug",
        "ease",
        "effect",
        "esketamin",
        "fda",
        "feel",
        "felt",
        "heal",
        "hyperarous",
        "illness",
        "improv",
        "infusion",
        "ketamin",
        "mania",
        "medic",
        "mental",
        "mood",
        "panic",
        "patient",
        "psych",
        "ptsd",
        "recover",
        "relaps",
        "reliev",
        "relief",
        "remission",
        "respond",
        "response",
        "risk",
        "spravato",
        "suicid",
        "symptom",
        "therap",
        "treat",
    ];
    const WORDS: [&str; 7] = [
        "adults", "studies", "study", "survey", "trial", "trials", "veterans",
    ];
    let words = words(sentence);
    words.windows(3).any(|words| words == ["f", "d", "a"])
        || words.iter().any(|word| {
            WORDS.contains(&word.as_str()) || STEMS.iter().any(|stem| word.starts_with(stem))
        })
        || ["a trial’s figure", "the size of a study"]
            .iter()
            .any(|what| claim(sentence) == Some(what))
}

/// What in a sentence needs a source, if anything does.
pub(crate) fn claim(sentence: &str) -> Option<&'static str> {
    let words = words(sentence);
    let at = |index: usize| words.get(index).map_or("", String::as_str);
    for index in 0..words.len() {
        let (word, next, third) = (at(index), at(index + 1), at(index + 2));
        if (is_number(word) || is_spelled_number(word))
            && (next == "%" || next.starts_with("percent") || next == "per" && third == "cent")
        {
            return Some("a percentage");
        }
        if (is_count(word) && next == "in" || is_count(word) && next == "out" && third == "of")
            && is_count(if next == "in" { third } else { at(index + 3) })
        {
            return Some("a share of people");
        }
        if FRACTIONS.contains(&word)
            && next == "of"
            && (2..6).any(|ahead| is_group(at(index + ahead)) || at(index + ahead) == "those")
            || SMALL.contains(&word) && PARTS.contains(&next)
            || is_number(word) && next == "of" && is_number(third) && !is_year(third)
        {
            return Some("a share of people");
        }
        if is_number(word) && !is_hotline(word) {
            let ahead = (1..4).find(|ahead| !MODIFIERS.contains(&at(index + ahead)));
            if ahead
                .is_some_and(|ahead| is_group(at(index + ahead)) && (ahead == 1 || !is_year(word)))
            {
                return Some("a number of people");
            }
        }
        if MANY.contains(&word) && (1..5).any(|ahead| is_group(at(index + ahead))) {
            return Some("a number of people");
        }
        if STUDIES.contains(&word)
            && matches!(next, "of" | "in" | "with")
            && is_number(third)
            && !is_year(third)
        {
            return Some("the size of a study");
        }
        if word == "n" && next == "=" {
            return Some("the size of a study");
        }
        if word == "p" && matches!(next, "<" | "=" | ">")
            || FIGURES.contains(&(word, next))
            || (word, next, third) == ("number", "needed", "to")
        {
            return Some("a trial’s figure");
        }
        if word == "times" && matches!(next, "as" | "more" | "less" | "higher" | "lower")
            || word == "twice" && next == "as"
        {
            return Some("a comparison in numbers");
        }
        if (word, next, third) == ("f", "d", "a")
            || (word, next, third) == ("food", "and", "drug") && at(index + 3) == "administration"
        {
            return Some("a statement about approval");
        }
        if word == "fda" || word.starts_with("approv") && word != "approve" {
            return Some("a statement about approval");
        }
    }
    None
}

const FRACTIONS: [&str; 9] = [
    "half", "third", "thirds", "quarter", "quarters", "fifth", "fifths", "majority", "tenth",
];

/// Parts of a whole, of which there are several.
const PARTS: [&str; 4] = ["thirds", "quarters", "fifths", "tenths"];

/// What only studies give, as two words.
const FIGURES: [(&str, &str); 8] = [
    ("hazard", "ratio"),
    ("odds", "ratio"),
    ("risk", "ratio"),
    ("rate", "ratio"),
    ("relative", "risk"),
    ("confidence", "interval"),
    ("effect", "size"),
    ("mean", "difference"),
];

/// Number words too large for everyday use ("one person you trust").
const MANY: [&str; 22] = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
    "hundreds",
    "millions",
    "thousands",
];

const SMALL: [&str; 10] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
];

/// What may stand between a number and the people it counts.
const MODIFIERS: [&str; 14] = [
    "million", "billion", "thousand", "hundred", "of", "the", "us", "american", "older", "younger",
    "adult", "other", "hospital", "more",
];

const STUDIES: [&str; 9] = [
    "trial", "trials", "study", "studies", "survey", "review", "group", "sample", "total",
];

const GROUPS: [&str; 22] = [
    "people",
    "person",
    "persons",
    "participants",
    "participant",
    "patients",
    "patient",
    "adults",
    "veterans",
    "volunteers",
    "women",
    "men",
    "children",
    "teens",
    "teenagers",
    "outpatients",
    "inpatients",
    "subjects",
    "students",
    "soldiers",
    "americans",
    "respondents",
];

fn is_group(word: &str) -> bool {
    GROUPS.contains(&word)
}

/// A number in words, or the last of its words.
fn is_spelled_number(word: &str) -> bool {
    SMALL.contains(&word) || MANY.contains(&word)
}

/// Digits, with the commas and stops that numbers have.
fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        && word
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
}

fn is_count(word: &str) -> bool {
    is_number(word) && !is_year(word) || SMALL.contains(&word)
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && (word.starts_with("19") || word.starts_with("20")) && is_number(word)
}

fn is_hotline(word: &str) -> bool {
    matches!(word, "911" | "988")
}

/// The words of a sentence in small letters; `%`, `=`, `<` and `>` count as words, hyphens part words.
fn words(sentence: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut chars = sentence.chars().peekable();
    while let Some(c) = chars.next() {
        let current = words.last_mut().expect("there is always one");
        let inside_number = matches!(c, '.' | ',')
            && current.ends_with(|c: char| c.is_ascii_digit())
            && chars.peek().is_some_and(char::is_ascii_digit);
        if c.is_alphanumeric() || inside_number {
            current.extend(c.to_lowercase());
        } else if matches!(c, '%' | '=' | '<' | '>') {
            words.push(c.to_string());
            words.push(String::new());
        } else {
            words.push(String::new());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::claim;

    #[test]
    fn figures_of_people_and_approvals_are_claims() {
        for (sentence, what) in [
            ("About 47% of people responded.", "a percentage"),
            ("It was 10.1 percent.", "a percentage"),
            ("It fell by 5 percentage points.", "a percentage"),
            ("Forty-seven percent felt better.", "a percentage"),
            ("Between 40 and 50 % felt better.", "a percentage"),
            ("About 40–50% felt better.", "a percentage"),
            ("Some 47 per cent felt better.", "a percentage"),
            ("About 1 in 5 adults had one.", "a share of people"),
            ("One in five has it.", "a share of people"),
            ("One-in-five has it.", "a share of people"),
            ("In a trial 20 of 41 improved.", "a share of people"),
            ("Two thirds felt better.", "a share of people"),
            ("Half of those treated felt better.", "a share of people"),
            ("The result was clear (p < 0.05).", "a trial’s figure"),
            ("The hazard ratio was 0.69.", "a trial’s figure"),
            ("The number needed to treat was 5.", "a trial’s figure"),
            ("It was five times as likely.", "a comparison in numbers"),
            ("Relapse was twice as likely.", "a comparison in numbers"),
            ("Two thirds of all patients slept.", "a share of people"),
            (
                "One tested a single infusion in 41 people.",
                "a number of people",
            ),
            ("An 18-person trial was small.", "a number of people"),
            ("About 40 million US adults have it.", "a number of people"),
            (
                "Hundreds of millions of people have it.",
                "a number of people",
            ),
            ("A trial of 158 found nothing.", "the size of a study"),
            ("The group was small (n = 12).", "the size of a study"),
            (
                "The FDA has not looked at it.",
                "a statement about approval",
            ),
            ("It is an approved medicine.", "a statement about approval"),
            ("The F.D.A. has cleared it.", "a statement about approval"),
            (
                "The Food and Drug Administration has cleared it.",
                "a statement about approval",
            ),
            (
                "There is no approval for this use.",
                "a statement about approval",
            ),
        ] {
            assert_eq!(claim(sentence), Some(what), "{sentence}");
        }
    }

    #[test]
    fn everyday_numbers_are_not() {
        for sentence in [
            "Call or text 988 at any time.",
            "Call 911 people say.",
            "Symptoms last two weeks or more.",
            "A small trial in 2025 found nothing.",
            "In 2021 some people left.",
            "Tell one person you trust.",
            "Antidepressants usually take 4 to 8 weeks.",
            "Two small trials were positive.",
            "One in the past year was worse.",
            "At least half an hour of rest helps.",
            "Breathe slowly three times a day.",
            "It is open 24/7.",
            "Part of the plan is sleep.",
        ] {
            assert_eq!(claim(sentence), None, "{sentence}");
        }
    }
}

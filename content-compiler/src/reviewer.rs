//! Who has signed a page. A page must not claim a review that did not happen, neither to readers nor to machines.

use crate::visible_text::unfinished;

/// Words that stand where nobody has signed, or for a role instead of a person.
const NOBODY: [&str; 52] = [
    "announced",
    "anonymous",
    "anyone",
    "applicable",
    "assigned",
    "available",
    "awaiting",
    "clinic",
    "clinician",
    "coming",
    "confirmed",
    "decided",
    "degree",
    "determined",
    "doctor",
    "draft",
    "example",
    "firstname",
    "lastname",
    "later",
    "medical",
    "missing",
    "name",
    "nil",
    "no",
    "nobody",
    "none",
    "not",
    "null",
    "nurse",
    "open",
    "pending",
    "physician",
    "placeholder",
    "professional",
    "progress",
    "psychiatrist",
    "review",
    "reviewed",
    "reviewer",
    "signed",
    "somebody",
    "someone",
    "soon",
    "staff",
    "surname",
    "tba",
    "team",
    "unknown",
    "unnamed",
    "yet",
    "your",
];

const TITLES: [&str; 5] = ["dr", "mr", "mrs", "ms", "prof"];

/// What is wrong with the name of a reviewer, "Name, degree", and the remedy.
pub(crate) fn check(text: &str) -> Option<(String, String)> {
    let words: Vec<String> = text
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let is_nobody = words.iter().any(|word| {
        let first = word.chars().next();
        let is_one_letter = word.chars().count() > 2 && word.chars().all(|c| Some(c) == first);
        NOBODY.contains(&word.as_str()) || is_one_letter
    });
    if is_nobody || words.is_empty() || unfinished(text).is_some() {
        return Some((
            format!("`reviewed_by` names nobody: {text:?}"),
            "delete the line until a clinician has signed; the page then says that none has".into(),
        ));
    }
    let (name, degrees) = text.split_once(',').unwrap_or((text, ""));
    let is_person = is_name(name) && degrees.split([',', ' ']).any(is_degree);
    (!is_person).then(|| {
        (
            format!("`reviewed_by` is not a person’s whole name, a comma and a degree: {text:?}"),
            "write it like `reviewed_by = \"First and last name, MD\"`, or delete the line until a clinician has signed"
                .into(),
        )
    })
}

/// A first and a last name: two words that begin with capitals, and what may stand between them.
fn is_name(name: &str) -> bool {
    let words: Vec<&str> = name
        .split_whitespace()
        .filter(|word| !TITLES.contains(&word.trim_end_matches('.').to_lowercase().as_str()))
        .collect();
    let is_word = |word: &&str| {
        word.chars()
            .all(|c| c.is_alphabetic() || "'’.-‑".contains(c))
    };
    // Scripts without capitals have names too.
    let starts = |word: &&&str| word.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
    let is_long = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() > 1;
    words.iter().all(is_word)
        && words.iter().filter(starts).count() >= 2
        && words.last().is_some_and(is_long)
}

/// Letters of which at least two are capitals: MD, PhD, M.D., PMHNP-BC.
fn is_degree(word: &str) -> bool {
    let letters: String = word
        .chars()
        .filter(|c| !matches!(c, '.' | '-' | '‑'))
        .collect();
    letters.chars().all(char::is_alphabetic)
        && letters.chars().filter(|c| c.is_uppercase()).count() >= 2
        && letters.chars().count() <= 8
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn a_reviewer_has_a_name_and_a_degree() {
        for text in [
            "Ana Sample-Roe, MD",
            "Dr. Ana Roe, MD",
            "Ana van der Roe, PhD",
            "A. B. Roe, M.D., Ph.D.",
            "Ana Roe, PMHNP-BC",
            "Ana O’Roe, RN",
        ] {
            assert_eq!(check(text), None, "{text}");
        }
    }

    #[test]
    fn nobody_is_no_reviewer() {
        for text in [
            "Not reviewed",
            "Not yet reviewed, MD",
            "To be confirmed",
            "To be confirmed, MD",
            "xxx",
            "XXX, MD",
            "TBD",
            "TBA, MD",
            "?",
            "-",
            "N/A",
            "Name, degree",
            "First and last name, MD",
            "First Last",
            "Ana Roe",
            "Ana, MD",
            "Dr. Roe, MD",
            "ana roe, md",
            "Ana Roe, doctor",
            "Ana Roe, soon",
            "Our team, MD",
            "N. N., MD",
            "Coming Soon, MD",
            "In Review, MD",
            "Not Applicable, NA",
            "Medical Director, MD",
            "2026-11-28",
            "yes",
        ] {
            assert!(check(text).is_some(), "{text}");
        }
    }
}

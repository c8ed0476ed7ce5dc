//! Spelling: words that are misspelt in any English, and words spelt as outside the US. The lists are those of the
//! spell checker typos, which knows mistakes rather than words, so that medical terms need no dictionary.

use std::collections::BTreeSet;

use content_compiler::{Diagnostic, VisibleText};
use typos_vars::{Category, CategorySet};
use unicase::UniCase;

/// The words of `words.txt`, in small letters.
pub(crate) fn own_words(text: &str) -> BTreeSet<String> {
    text.lines()
        .map(|line| line.split('#').next().unwrap_or_default().trim())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Reports the misspelt words of a text; `own` has words, in small letters, that are right here.
pub(crate) fn check(text: &VisibleText, own: &BTreeSet<String>, findings: &mut Vec<Diagnostic>) {
    // A name in an address is not a word.
    for token in text
        .text
        .split_whitespace()
        .filter(|token| !is_address(token))
    {
        for word in token.split(|c: char| !c.is_alphabetic()) {
            // Abbreviations are explained, not spelt.
            if !word.contains(char::is_lowercase) || own.contains(&word.to_lowercase()) {
                continue;
            }
            if let Some((what, right)) = correction(word) {
                findings.push(Diagnostic::new(
                    &text.file,
                    text.line,
                    format!("“{word}” is {what}, in {}", text.quoted()),
                    if right.is_empty() {
                        "correct it, or add it to content/words.txt if it is right".to_owned()
                    } else {
                        format!(
                            "write {}, or add it to content/words.txt if it is right",
                            right.join(" or ")
                        )
                    },
                ));
            }
        }
    }
}

fn is_address(token: &str) -> bool {
    token.contains('@')
        || token.contains("://")
        || token.trim_end_matches(['.', ',', ')']).contains('.')
}

/// What is wrong with a word, and the words that are right; `None` if it is right, or unknown.
pub(crate) fn correction(word: &str) -> Option<(&'static str, Vec<&'static str>)> {
    let key = UniCase::new(word);
    if let Some(right) = typos_dict::WORD.find(&key) {
        return Some(("misspelt", right.to_vec()));
    }
    let (categories, variants) = typos_vars::VARS.find(&key)?.first()?;
    let is_american = CategorySet::from_bits_truncate(*categories).contains(Category::American);
    (!is_american).then(|| {
        (
            "not American spelling",
            typos_vars::corrections(Category::American, **variants).to_vec(),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::correction;

    #[test]
    fn misspelt_and_british_words_are_corrected() {
        for (word, right) in [
            ("recieve", "receive"),
            ("Behaviour", "behavior"),
            ("randomised", "randomized"),
            ("counselling", "counseling"),
            ("anaesthetic", "anesthetic"),
        ] {
            assert!(
                correction(word).is_some_and(|(_, found)| found.contains(&right)),
                "{word}"
            );
        }
        for word in [
            "receive",
            "behavior",
            "esketamine",
            "Spravato",
            "midazolam",
            "hyperarousal",
        ] {
            assert_eq!(correction(word), None, "{word}");
        }
    }
}

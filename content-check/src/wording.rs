//! Words that the clinic does not use: the rules of `wording.toml`.

use content_compiler::{Diagnostic, SourceFile, TomlFile, VisibleText};
use serde::Deserialize;

/// One rule, as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    /// Words not to use, in any case; `*` at the end of a word stands for any ending, `…` for up to five words.
    avoid: Vec<Pattern>,
    /// Why not.
    why: String,
    /// What to write.
    instead: String,
    /// Words that make it right if they stand in the same sentence; written like `avoid`.
    #[serde(default)]
    unless: Vec<Pattern>,
}

/// Words to look for: as written, and parted.
#[derive(Debug, Deserialize)]
#[serde(from = "String")]
struct Pattern {
    written: String,
    words: Vec<String>,
}

impl From<String> for Pattern {
    fn from(written: String) -> Self {
        let words = words(&written.replace("...", "…").replace('…', " … "))
            .into_iter()
            .filter(|word| !word.is_break)
            .map(|word| word.text)
            .collect();
        Self { written, words }
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    rule: Vec<Rule>,
}

/// Reads the rules; what cannot be read is an error, and so is a file that has none.
pub(crate) fn parse(file: &SourceFile, errors: &mut Vec<Diagnostic>) -> Vec<Rule> {
    let rules = TomlFile::<File>::read(file, errors, |message, _| {
        let first = message.lines().next().unwrap_or_default();
        (
            format!("this cannot be read ({first})"),
            "a `[[rule]]` has `avoid` and perhaps `unless`, which are lists, and `why` and `instead`, which are texts".into(),
        )
    });
    if rules.value.rule.is_empty() && !rules.is_incomplete {
        errors.push(file.diagnostic(
            1,
            "no `[[rule]]` stands in this file, so that every word would pass".into(),
            "put the rules back from an earlier version",
        ));
    }
    for pattern in rules
        .value
        .rule
        .iter()
        .flat_map(|rule| rule.avoid.iter().chain(&rule.unless))
        .filter(|pattern| !pattern.has_word())
    {
        let quoted = format!("\"{}\"", pattern.written);
        let line = file.text.lines().position(|line| line.contains(&quoted));
        errors.push(file.diagnostic(
            line.map_or(1, |index| index + 1),
            format!(
                "{quoted} names no word, so that its rule would hold for everything or nothing"
            ),
            "write a word with at least one letter, or delete it",
        ));
    }
    for header in without_words(&file.text) {
        errors.push(file.diagnostic(
            header,
            "this rule names no words to avoid".into(),
            "write them into `avoid`, or delete the rule",
        ));
    }
    rules.value.rule
}

/// The lines of an `avoid` that has nothing in its list.
fn without_words(text: &str) -> impl Iterator<Item = usize> + '_ {
    text.lines().enumerate().filter_map(|(index, line)| {
        let (key, value) = line.split_once('=')?;
        let value: String = value.chars().filter(|c| !c.is_whitespace()).collect();
        (key.trim() == "avoid" && value.starts_with("[]")).then_some(index + 1)
    })
}

impl Pattern {
    /// Whether it has a word, and not only signs that stand for any.
    fn has_word(&self) -> bool {
        self.words
            .iter()
            .any(|word| word.contains(char::is_alphanumeric))
    }
}

/// Reports the rules that a text breaks, and an exception that excuses nothing. A word that is denied is allowed:
/// “it is not a cure”.
pub(crate) fn check(text: &VisibleText, rules: &[Rule], findings: &mut Vec<Diagnostic>) {
    let words = words(&text.text);
    let mut broken = rules
        .iter()
        .filter(|rule| {
            !rule
                .unless
                .iter()
                .any(|limit| find(&words, limit).next().is_some())
        })
        .filter_map(|rule| {
            let used = rule
                .avoid
                .iter()
                .find(|avoid| find(&words, avoid).any(|found| !is_denied(&words, &found)))?;
            Some((rule, used))
        })
        .peekable();
    match (
        text.exception(content_compiler::Rule::Wording),
        broken.peek(),
    ) {
        (None, _) => findings.extend(broken.map(|(rule, used)| {
            let excuse = if text.kind.can_be_excused() {
                "; if it is right here, say why behind the sentence: `[^wording: the reason]`"
            } else {
                ""
            };
            Diagnostic::new(
                &text.file,
                text.line,
                format!(
                    "“{}” stands in “{}”: {}",
                    used.written,
                    text.text,
                    without_stop(&rule.why)
                ),
                format!("{}{excuse}", without_stop(&rule.instead)),
            )
        })),
        (Some(exception), None) => findings.push(Diagnostic::new(
            &text.file,
            exception.line,
            format!(
                "the exception `[^wording: …]` is not needed: “{}”",
                text.text
            ),
            "delete it; no rule of content/wording.toml speaks of this sentence",
        )),
        (Some(_), Some(_)) => {}
    }
}

fn without_stop(text: &str) -> &str {
    text.trim().trim_end_matches('.')
}

/// A word of a sentence, in small letters, with straight apostrophes; or a comma or the like, which parts clauses.
#[derive(Debug, PartialEq)]
struct Word {
    text: String,
    is_break: bool,
}

/// Hyphens part words, so that “long-lasting” and “long lasting” are the same.
fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut current = String::new();
    for c in text.chars().chain([' ']) {
        match c {
            '’' | '\'' => current.push('\''),
            c if c.is_alphanumeric() || matches!(c, '*' | '…' | '$' | '%') => {
                current.extend(c.to_lowercase());
            }
            c => {
                if !current.is_empty() {
                    words.push(Word {
                        text: std::mem::take(&mut current),
                        is_break: false,
                    });
                }
                if matches!(c, ',' | ';' | ':' | '—' | '–') {
                    words.push(Word {
                        text: c.to_string(),
                        is_break: true,
                    });
                }
            }
        }
    }
    words
}

/// At most so many words stand for `…` in a rule.
const MAX_GAP: usize = 5;

/// The places in a sentence where a pattern stands: the positions of the words that it names.
fn find<'a>(sentence: &'a [Word], pattern: &'a Pattern) -> impl Iterator<Item = Vec<usize>> + 'a {
    (0..sentence.len()).filter_map(|start| matches_at(sentence, start, &pattern.words))
}

fn matches_at(sentence: &[Word], start: usize, pattern: &[String]) -> Option<Vec<usize>> {
    let Some((first, rest)) = pattern.split_first() else {
        return Some(Vec::new());
    };
    if first == "…" {
        return (0..=MAX_GAP).find_map(|gap| matches_at(sentence, start + gap, rest));
    }
    let word = sentence.get(start)?;
    let is_same = match first.strip_suffix('*') {
        Some(stem) => word.text.starts_with(stem),
        None => word.text == *first,
    };
    if !is_same {
        return None;
    }
    let mut found = matches_at(sentence, start + 1, rest)?;
    found.insert(0, start);
    Some(found)
}

const DENIALS: [&str; 12] = [
    "not", "no", "never", "neither", "nor", "none", "nothing", "cannot", "without", "isn't",
    "unlikely", "nobody",
];

/// Whether what stands at these positions is denied: a word of denial, which the rule itself does not name, stands
/// before or among them in the same clause. “Not only” denies nothing.
fn is_denied(words: &[Word], found: &[usize]) -> bool {
    let (Some(first), Some(last)) = (found.first(), found.last()) else {
        return false;
    };
    let clause = words[..*first]
        .iter()
        .rposition(|word| word.is_break || word.text == "but")
        .map_or(0, |at| at + 1);
    (clause..*last).any(|index| {
        let text = words[index].text.as_str();
        !found.contains(&index)
            && (DENIALS.contains(&text) || text.ends_with("n't"))
            && words.get(index + 1).is_none_or(|next| next.text != "only")
    })
}

#[cfg(test)]
mod tests {
    use content_compiler::TextKind;

    use super::*;

    fn is_broken(sentence: &str, avoid: &str, unless: &[&str]) -> bool {
        let rule = Rule {
            avoid: vec![avoid.to_owned().into()],
            why: "Why.".into(),
            instead: "instead".into(),
            unless: unless
                .iter()
                .map(|text| (*text).to_owned().into())
                .collect(),
        };
        let text = VisibleText::plain(TextKind::Prose, sentence, "file", 1);
        let mut findings = Vec::new();
        check(&text, &[rule], &mut findings);
        !findings.is_empty()
    }

    #[test]
    fn words_are_found_in_any_case_and_spelling() {
        assert!(is_broken("A Long-Lasting effect.", "long lasting", &[]));
        assert!(is_broken("It cures people.", "cure*", &[]));
        assert!(is_broken("Our doctors’ care.", "our doctors'", &[]));
        assert!(!is_broken("It is secure.", "cure*", &[]));
        assert!(is_broken(
            "Ketamine treats the panic attacks.",
            "treat* … panic attack*",
            &[]
        ));
        assert!(!is_broken(
            "Treats one two three four five six mania.",
            "treats … mania",
            &[]
        ));
    }

    #[test]
    fn a_denial_in_the_same_clause_allows_the_word() {
        assert!(!is_broken("It is not a cure.", "cure", &[]));
        assert!(!is_broken(
            "That doesn’t show that it prevents suicide.",
            "prevent* suicide",
            &[]
        ));
        assert!(!is_broken(
            "Ketamine is not a treatment for mania.",
            "ketamine … mania",
            &[]
        ));
        assert!(is_broken("It is not slow, it is a cure.", "cure", &[]));
        assert!(is_broken("It is not cheap but a cure.", "cure", &[]));
        assert!(is_broken("It is not only fast and a cure.", "cure", &[]));
        assert!(is_broken(
            "It is not yet FDA-approved.",
            "not yet FDA-approved",
            &[]
        ));
    }

    #[test]
    fn the_limit_in_the_same_sentence_allows_the_word() {
        assert!(!is_broken(
            "A breakthrough that fades within a week.",
            "breakthrough",
            &["fade*"]
        ));
        assert!(is_broken("A breakthrough.", "breakthrough", &["fade*"]));
    }
}

//! Marked exceptions: `[^uncited: the reason]` and `[^wording: the reason]`, right after a sentence.
//!
//! They look like citations because they stand where one would stand, and readers never see them. The reason is
//! for whoever reviews the page: an exception without one could not be told from a forgotten source.

/// What a sentence is excused from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A claim has a source.
    Uncited,
    /// The words of `wording.toml` are avoided.
    Wording,
}

impl Rule {
    const ALL: [Self; 2] = [Self::Uncited, Self::Wording];

    /// The name in the Markdown.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Uncited => "uncited",
            Self::Wording => "wording",
        }
    }
}

/// One exception as written.
#[derive(Debug, Clone)]
pub struct Exception {
    /// The rule.
    pub rule: Rule,
    /// Where it stands in the file.
    pub line: usize,
}

/// Stands for an exception while Markdown is parsed; nothing is rendered for it. Punctuation, so that smart
/// quotation marks before it close as they do before `[`, and so rare that no page has it.
pub(crate) const MARK: char = '\u{2E31}';

/// A reason shorter than this says nothing.
const MIN_WORDS: usize = 3;

/// Takes the exceptions out of a text, putting a [`MARK`] in the place of each. Lines keep their numbers.
/// `report` gets (line, problem, remedy).
pub(crate) fn take(
    text: &str,
    first_line: usize,
    mut report: impl FnMut(usize, String, String),
) -> (String, Vec<Exception>) {
    let (mut out, mut found) = (String::with_capacity(text.len()), Vec::new());
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push('\n');
        }
        let number = first_line + index;
        let mut rest = line;
        while let Some((start, rule, after)) = next(rest) {
            out.push_str(&rest[..start]);
            let Some(end) = after.find(']') else {
                report(
                    number,
                    format!(
                        "the exception `[^{}: …` has no end on its line",
                        rule.name()
                    ),
                    "close it with `]` on the same line".into(),
                );
                rest = "";
                break;
            };
            if after[..end].split_whitespace().count() < MIN_WORDS {
                report(
                    number,
                    format!(
                        "the exception `[^{}:{}]` gives no reason",
                        rule.name(),
                        &after[..end]
                    ),
                    format!(
                        "say in some words why this sentence may stand like this: `[^{}: the reason]`",
                        rule.name()
                    ),
                );
            }
            out.push(MARK);
            found.push(Exception { rule, line: number });
            rest = &after[end + 1..];
        }
        out.push_str(rest);
    }
    (out, found)
}

/// Whether what follows `[^` is the rest of an exception.
pub(crate) fn starts(rest: &str) -> bool {
    Rule::ALL.into_iter().any(|rule| {
        rest.strip_prefix(rule.name())
            .is_some_and(|rest| rest.starts_with(':'))
    })
}

/// The first exception in a line: where it starts, its rule, and what follows the colon.
fn next(line: &str) -> Option<(usize, Rule, &str)> {
    Rule::ALL
        .into_iter()
        .filter_map(|rule| {
            let opening = format!("[^{}:", rule.name());
            let start = line.find(&opening)?;
            Some((start, rule, &line[start + opening.len()..]))
        })
        .min_by_key(|(start, ..)| *start)
}

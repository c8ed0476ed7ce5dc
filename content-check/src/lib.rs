//! Reads `content/` as an editor would. What would break a page is told by `content-compiler`, whose errors are
//! passed on here; this crate adds what a build should not wait for or stop at: readability, spelling, words that
//! the clinic does not use, typographic quotes, and pages past their review date.

mod quotes;
mod readability;
mod spelling;
mod wording;

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::Path;

use content_compiler::{Diagnostic, Page, Reading};

pub use readability::{Grade, MAX_GRADE, WeakSentence, syllables};

/// What was found.
#[derive(Debug)]
pub struct Report {
    /// What has to be mended.
    pub errors: Vec<Diagnostic>,
    /// What should be.
    pub warnings: Vec<Diagnostic>,
    /// What only the clinic can give: placeholders still in `site.toml`.
    pub notices: Vec<Diagnostic>,
    /// The readability of each page that has whole sentences.
    pub grades: Vec<Grade>,
    /// The sentences that are hardest to read, the hardest first.
    pub weakest: Vec<WeakSentence>,
}

/// How many of the hardest sentences are told.
const WEAKEST: usize = 3;

/// Checks a folder like `content/`. The arguments are those of [`content_compiler::compile`].
///
/// `wording.toml` in it lists the words that the clinic does not use, `words.txt` those that the spell checker does
/// not know; both may be missing.
#[must_use]
pub fn check(content: &Path, shown_as: &str, public: &Path, today: &str) -> Report {
    let reading = Reading::of(content, shown_as, public, today);
    let mut errors = reading.errors;
    let (notices, mut warnings): (Vec<_>, Vec<_>) = reading
        .warnings
        .into_iter()
        .partition(|warning| warning.file.ends_with("site.toml"));

    let wording = format!("{shown_as}/wording.toml");
    let rules = match fs::read_to_string(content.join("wording.toml")) {
        Ok(text) => wording::parse(&text, &wording, &mut errors),
        Err(_) => Vec::new(),
    };
    let own_words: BTreeSet<String> = fs::read_to_string(content.join("words.txt"))
        .unwrap_or_default()
        .lines()
        .map(|line| {
            line.split('#')
                .next()
                .unwrap_or_default()
                .trim()
                .to_lowercase()
        })
        .filter(|word| !word.is_empty())
        .collect();

    let mut sentences = Vec::new();
    for page in &reading.pages {
        for text in texts(page) {
            wording::check(&page.file, &text, &rules, &mut errors);
            quotes::check(&page.file, text.line, text.words, &mut errors);
            spelling::check(&page.file, text.line, text.words, &own_words, &mut errors);
        }
        sentences.extend(readability::sentences(page));
    }
    quotes::check_settings(
        &reading.settings,
        &format!("{shown_as}/site.toml"),
        &mut errors,
    );
    quotes::check_figures(
        &content.join("figures"),
        &format!("{shown_as}/figures"),
        &mut errors,
    );

    let grades: Vec<Grade> = reading
        .pages
        .iter()
        .filter_map(readability::grade)
        .collect();
    for grade in grades.iter().filter(|grade| grade.grade > MAX_GRADE) {
        warnings.push(Diagnostic::new(
            &grade.file,
            1,
            format!(
                "this page reads like school grade {:.1}, more than {MAX_GRADE:.0}",
                grade.grade
            ),
            "shorten its longest sentences and use everyday words",
        ));
    }
    sentences.sort_by(|a, b| b.grade.total_cmp(&a.grade));
    sentences.truncate(WEAKEST);
    Report {
        errors,
        warnings,
        notices,
        grades,
        weakest: sentences,
    }
}

/// A text of a page that the rules read, and what it may be excused from.
pub(crate) struct Text<'a> {
    pub words: &'a str,
    pub line: usize,
    pub exception: Option<&'a content_compiler::Exception>,
}

/// The front matter's texts, then the page's sentences.
fn texts(page: &Page) -> impl Iterator<Item = Text<'_>> {
    let front = [
        ("title", &page.title),
        ("nav", &page.nav),
        ("description", &page.description),
        ("summary", &page.summary),
    ]
    .into_iter()
    .map(|(key, words)| Text {
        words,
        line: page.line_of(key),
        exception: None,
    });
    let body = page
        .passages
        .iter()
        .flat_map(|passage| &passage.sentences)
        .map(|sentence| Text {
            words: &sentence.text,
            line: sentence.line,
            exception: sentence.exception(content_compiler::Rule::Wording),
        });
    front.chain(body)
}

/// Findings as `file:line: error: …`, then a table of the pages, then the hardest sentences.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (word, findings) in [
            ("error", &self.errors),
            ("warning", &self.warnings),
            ("notice", &self.notices),
        ] {
            for found in findings {
                // The kind stands after the place, which terminals make a link of.
                let told = found.to_string();
                let place = format!("{}:{}: ", found.file, found.line);
                writeln!(f, "{place}{word}: {}", told.trim_start_matches(&place))?;
            }
        }
        writeln!(f, "\n{:<40} {:>5} {:>6}", "page", "grade", "words")?;
        for grade in &self.grades {
            writeln!(
                f,
                "{:<40} {:>5.1} {:>6}",
                grade.file, grade.grade, grade.words
            )?;
        }
        writeln!(f, "\nHardest sentences:")?;
        for sentence in &self.weakest {
            writeln!(
                f,
                "{}:{}: grade {:.1}: {}",
                sentence.file, sentence.line, sentence.grade, sentence.quoted
            )?;
        }
        writeln!(
            f,
            "\n{} errors, {} warnings",
            self.errors.len(),
            self.warnings.len()
        )
    }
}

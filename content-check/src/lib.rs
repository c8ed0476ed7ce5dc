//! Reads `content/` as an editor would. What would break a page is told by `content-compiler`, whose errors are
//! passed on here; this crate adds what a build should not wait for or stop at: readability, spelling, words that
//! the clinic does not use, typographic quotes, and pages past their review date. Its rules run over
//! [`Reading::texts`], which has every word that a reader can see, whatever file it comes from.

mod quotes;
mod readability;
mod spelling;
mod wording;

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use content_compiler::{Diagnostic, Reading, SourceFile};

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
/// not know. A file that is missing or cannot be read is an error: its rules must not hold for none.
#[must_use]
pub fn check(content: &Path, shown_as: &str, public: &Path, today: &str) -> Report {
    let reading = Reading::of(content, shown_as, public, today);
    let mut errors = reading.errors;
    let (notices, mut warnings): (Vec<_>, Vec<_>) = reading
        .warnings
        .into_iter()
        .partition(|warning| warning.file.ends_with("site.toml"));

    let read = |name: &str| SourceFile::read(&content.join(name), &format!("{shown_as}/{name}"));
    let rules = match read("wording.toml") {
        Ok(file) => wording::parse(&file, &mut errors),
        Err(diagnostic) => {
            errors.push(diagnostic);
            Vec::new()
        }
    };
    let own_words = match read("words.txt") {
        Ok(file) => spelling::own_words(&file.text),
        Err(diagnostic) => {
            errors.push(diagnostic);
            BTreeSet::new()
        }
    };

    for text in &reading.texts {
        quotes::check(text, &mut errors);
        if text.kind.is_own() {
            wording::check(text, &rules, &mut errors);
            spelling::check(text, &own_words, &mut errors);
        }
    }
    let mut sentences: Vec<WeakSentence> = reading
        .pages
        .iter()
        .flat_map(readability::sentences)
        .collect();

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

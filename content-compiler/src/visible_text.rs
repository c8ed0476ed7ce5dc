//! Every word that a reader can meet, whatever file it comes from: one list, and the rules that hold for all of it.
//!
//! Text comes into this list where it is read (the facts and the prose of a page, pictures, drawings, `site.toml`,
//! the announcement, locations, sources, abbreviations), and nothing reaches a page by another way. The rules here stop a build; wording, spelling
//! and quotation marks, which the crate `content-check` knows, run over the same list.

use crate::exception::{Exception, Rule};
use crate::invisible::invisible;
use crate::{Diagnostic, as_typed};

/// Words as a reader meets them: plain, without Markdown, and where they stand.
#[derive(Debug, Clone)]
pub struct VisibleText {
    /// The words: one sentence of prose, or the whole of a short text.
    pub text: String,
    /// The file, as messages name it.
    pub file: String,
    /// The line in that file, from 1.
    pub line: usize,
    /// What it is.
    pub kind: TextKind,
    /// What it is excused from; only Markdown can be.
    pub exceptions: Vec<Exception>,
    /// Whether a bar in it is meant as one, and not left over from a table.
    pub(crate) has_bar: bool,
}

/// What a text is, which decides how it was written and what a remedy can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    /// The value of a key: a page's title or description, the clinic's name.
    Fact(&'static str),
    /// A name, in the value of a key: who has reviewed a page, in which city a location is.
    Name(&'static str),
    /// A heading, or the title of a card. Markdown.
    Heading,
    /// A sentence of a paragraph, list or table, of a caption, of the announcement, or of one of
    /// `site.toml`'s longer texts. Markdown.
    Prose,
    /// What a picture shows, for those who cannot see it.
    Alternative,
    /// What a link shows to whoever points at it.
    LinkTitle,
    /// Words in a drawing, its title and its description.
    Figure,
    /// Authors, title or publisher of a source: what others have written.
    Source,
    /// What an abbreviation means.
    Meaning,
}

impl TextKind {
    /// Whether the clinic itself chose the words, so that its rules of wording and spelling hold for them.
    #[must_use]
    pub fn is_own(self) -> bool {
        !matches!(self, Self::Source | Self::Name(_))
    }

    /// Whether an exception such as `[^wording: …]` can stand behind it.
    #[must_use]
    pub fn can_be_excused(self) -> bool {
        self.is_markdown()
    }

    /// Whether it was written in Markdown, whose marks are gone from it.
    pub(crate) fn is_markdown(self) -> bool {
        matches!(self, Self::Heading | Self::Prose)
    }
}

impl VisibleText {
    /// A text that is no Markdown.
    #[must_use]
    pub fn plain(kind: TextKind, text: &str, file: &str, line: usize) -> Self {
        Self {
            text: text.to_owned(),
            file: file.to_owned(),
            line,
            kind,
            exceptions: Vec::new(),
            has_bar: false,
        }
    }

    /// The exception from a rule, if it has one.
    #[must_use]
    pub fn exception(&self, rule: Rule) -> Option<&Exception> {
        self.exceptions
            .iter()
            .find(|exception| exception.rule == rule)
    }

    /// The text as a message quotes it: all of it, or its first words.
    #[must_use]
    pub fn quoted(&self) -> String {
        quoted(&self.text)
    }
}

/// A text in quotation marks: all of it, or its first 90 characters.
pub(crate) fn quoted(text: &str) -> String {
    const MOST: usize = 90;
    if text.chars().count() <= MOST {
        return format!("“{text}”");
    }
    let start: String = text.chars().take(MOST).collect();
    let start = start
        .rsplit_once(' ')
        .map_or(start.as_str(), |(start, _)| start);
    format!("“{start} …”")
}

/// What people write in place of what they have not written yet.
const UNFINISHED: [&str; 6] = ["TODO", "TBD", "TBC", "FIXME", "XXX", "Lorem ipsum"];

/// The mark of unfinished text in a text, if it has one: as a word of its own, in small or capital letters.
pub(crate) fn unfinished(text: &str) -> Option<&'static str> {
    UNFINISHED.into_iter().find(|mark| {
        let (text, mark) = (text.to_lowercase(), mark.to_lowercase());
        text.match_indices(&mark).any(|(at, _)| {
            let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            !is_word(text[..at].chars().next_back())
                && !is_word(text[at + mark.len()..].chars().next())
        })
    })
}

/// Reports what no text may have, each text's first fault of each rule.
pub(crate) fn check(texts: &[VisibleText], diagnostics: &mut Vec<Diagnostic>) {
    for text in texts {
        let mut report = |problem: String, remedy: String| {
            diagnostics.push(Diagnostic::new(&text.file, text.line, problem, remedy));
        };
        // A line that has one as typed is told of with the file's other lines; this one was written as its code.
        if let Some((problem, _)) = invisible(&text.text) {
            report(
                problem.replacen("this line has", "this text has", 1),
                "delete the code that stands for it, such as `&shy;` or `\\u200B`".into(),
            );
        }
        if let Some(mark) = unfinished(&text.text) {
            report(
                format!("{mark} marks text that is not finished: {}", text.quoted()),
                "finish it, or leave the page out until it is".into(),
            );
        }
        if let Some((mark, remedy)) = as_typed::find(text) {
            let place = match text.kind {
                TextKind::Fact(key) | TextKind::Name(key) => {
                    format!(" in `{key}` would be shown as typed")
                }
                _ => format!(" would be shown as typed: {}", text.quoted()),
            };
            report(format!("`{mark}`{place}"), remedy.to_owned());
        }
    }
    // What a line of the file was told of already.
    let told: Vec<(String, usize)> = diagnostics
        .iter()
        .filter(|told| told.problem.starts_with("this line has an invisible"))
        .map(|told| (told.file.clone(), told.line))
        .collect();
    diagnostics.retain(|found| {
        !found.problem.starts_with("this text has an invisible")
            || !told.contains(&(found.file.clone(), found.line))
    });
}

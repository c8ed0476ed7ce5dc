//! What a page says: its passages, cut into sentences that know their lines. The rules of writing read this,
//! not the Markdown.

pub(crate) mod sentences;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::exception::{Exception, MARK, Rule};
use crate::source_file::SourceFile;
use crate::visible_text::{TextKind, VisibleText, quoted};
use sentences::CITATION;
pub use sentences::is_whole as is_whole_sentence;

/// One paragraph, list item, table cell, heading or card title.
#[derive(Debug, Clone)]
pub struct Passage {
    /// What it is.
    pub kind: PassageKind,
    /// Its sentences, in order.
    pub sentences: Vec<Sentence>,
}

/// What a passage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassageKind {
    /// A heading or the title of a card.
    Heading,
    /// Everything else.
    Text,
}

/// One sentence of a page.
#[derive(Debug, Clone)]
pub struct Sentence {
    /// Plain, without citations, on one line.
    pub text: String,
    /// Where it starts in the file.
    pub line: usize,
    /// Whether a source is cited in it.
    pub is_cited: bool,
    /// What it is excused from.
    pub exceptions: Vec<Exception>,
}

impl Sentence {
    /// The sentence as a message quotes it: all of it, or its first words.
    #[must_use]
    pub fn quoted(&self) -> String {
        quoted(&self.text)
    }

    /// The exception from a rule, if it has one.
    #[must_use]
    pub fn exception(&self, rule: Rule) -> Option<&Exception> {
        self.exceptions
            .iter()
            .find(|exception| exception.rule == rule)
    }
}

/// The sentences of passages of a file, as a reader meets them.
pub(crate) fn visible<'a>(
    passages: &'a [Passage],
    file: &'a SourceFile,
) -> impl Iterator<Item = VisibleText> + 'a {
    passages.iter().flat_map(move |passage| {
        let kind = match passage.kind {
            PassageKind::Heading => TextKind::Heading,
            PassageKind::Text => TextKind::Prose,
        };
        passage.sentences.iter().map(move |sentence| VisibleText {
            exceptions: sentence.exceptions.clone(),
            has_bar: has_bar(file, sentence.line),
            ..VisibleText::plain(kind, &sentence.text, &file.shown_as, sentence.line)
        })
    })
}

/// Whether a bar is meant as one, `\|`, in the paragraph from a line on.
fn has_bar(file: &SourceFile, line: usize) -> bool {
    file.text
        .lines()
        .skip(line - 1)
        .take_while(|line| !line.trim().is_empty())
        .any(|line| line.contains(r"\|"))
}

/// The passages of a parsed text, in their order. `events` come with the lines they stand on, `exceptions` are
/// those that its [`MARK`]s stand for.
pub(crate) fn passages(events: &[(Event<'_>, usize)], exceptions: Vec<Exception>) -> Vec<Passage> {
    let mut exceptions = exceptions.into_iter();
    let mut passages = Vec::new();
    let mut building = Building::default();
    let mut kind = PassageKind::Text;
    let (mut in_definition, mut in_image) = (false, false);
    for (event, line) in events {
        match event {
            Event::Start(Tag::FootnoteDefinition(_)) => in_definition = true,
            Event::End(TagEnd::FootnoteDefinition) => in_definition = false,
            _ if in_definition => {}
            Event::Start(Tag::Image { .. }) => in_image = true,
            Event::End(TagEnd::Image) => in_image = false,
            _ if in_image => {}
            Event::Text(text) | Event::Code(text) => building.push(text, *line),
            Event::SoftBreak | Event::HardBreak => building.push(" ", *line),
            Event::FootnoteReference(_) => building.push(&CITATION.to_string(), *line),
            Event::Start(tag) if !is_inline(tag) => {
                passages.extend(building.take(kind, &mut exceptions));
                kind = if matches!(tag, Tag::Heading { .. }) {
                    PassageKind::Heading
                } else {
                    PassageKind::Text
                };
            }
            Event::End(tag) if !is_inline_end(*tag) => {
                passages.extend(building.take(kind, &mut exceptions));
                kind = PassageKind::Text;
            }
            _ => {}
        }
    }
    passages.extend(building.take(kind, &mut exceptions));
    passages
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. }
    )
}

fn is_inline_end(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link
    )
}

/// A passage while its pieces come in: the text, and from which byte on which line it stands.
#[derive(Default)]
struct Building {
    text: String,
    lines: Vec<(usize, usize)>,
}

impl Building {
    fn push(&mut self, text: &str, line: usize) {
        self.lines.push((self.text.len(), line));
        self.text.push_str(text);
    }

    fn take(
        &mut self,
        kind: PassageKind,
        exceptions: &mut impl Iterator<Item = Exception>,
    ) -> Option<Passage> {
        let building = std::mem::take(self);
        (!building.text.trim().is_empty()).then(|| building.finish(kind, exceptions))
    }

    fn finish(
        self,
        kind: PassageKind,
        exceptions: &mut impl Iterator<Item = Exception>,
    ) -> Passage {
        let sentences = sentences::split(&self.text)
            .into_iter()
            .map(|text| {
                let start = text.as_ptr() as usize - self.text.as_ptr() as usize;
                let start = start + text.len() - text.trim_start().len();
                let line = self
                    .lines
                    .iter()
                    .rev()
                    .find(|(from, _)| *from <= start)
                    .map_or(1, |(_, line)| *line);
                let plain: String = text
                    .chars()
                    .filter(|c| ![CITATION, MARK].contains(c))
                    .collect();
                Sentence {
                    text: plain.split_whitespace().collect::<Vec<_>>().join(" "),
                    line,
                    is_cited: text.contains(CITATION),
                    exceptions: exceptions.take(text.matches(MARK).count()).collect(),
                }
            })
            .collect();
        Passage { kind, sentences }
    }
}

//! A page as the site shows it.

use std::collections::{BTreeMap, BTreeSet};

use crate::prose::Passage;

/// Which of the site's few page layouts shows a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `article.md`, at `/`.
    Article,
    /// `pages/conditions.md`, the index at `/conditions`.
    Conditions,
    /// `conditions/<slug>.md`, at `/conditions/<slug>`.
    Condition,
    /// `pages/consultation.md`, the form at `/consultation`.
    Consultation,
    /// `pages/consultation-received.md`, the confirmation at `/consultation/received`.
    Received,
    /// Any other `pages/<slug>.md`, at `/<slug>`.
    Plain,
    /// `pages/not-found.md`, shown for every unknown path and written to `404.html`.
    NotFound,
}

impl Kind {
    /// Whether such a page speaks of medicine; the others speak of the site.
    #[must_use]
    pub fn is_medical(self) -> bool {
        matches!(self, Self::Article | Self::Condition)
    }
}

/// A heading of the second level, for a page's contents list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The anchor, without `#`.
    pub id: String,
    /// The heading's text, plain.
    pub text: String,
}

/// A calendar date in both of the forms a page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// ISO 8601, for `<time datetime>`.
    pub iso: String,
    /// American English, "November 23, 2026".
    pub text: String,
}

/// One page, rendered.
#[derive(Debug, Clone)]
pub struct Page {
    /// Site path without the base, starting with `/`.
    pub path: String,
    /// Which layout shows it.
    pub kind: Kind,
    /// The `h1` and the document's title, plain text.
    pub title: String,
    /// The short name used in menus.
    pub nav: String,
    /// For search engines.
    pub description: String,
    /// One line for lists of pages; empty if there is none.
    pub summary: String,
    /// The condition the page is about, for machines: its medical name, or a condition's title; `None` for pages that
    /// are about none.
    pub about: Option<String>,
    /// Position among the conditions.
    pub order: i64,
    /// HTML before the first second-level heading.
    pub lead: String,
    /// HTML from the first second-level heading on.
    pub body: String,
    /// The second-level headings.
    pub contents: Vec<Heading>,
    /// HTML list items of the sources cited, in order of first citation; empty if there are none.
    pub sources: String,
    /// The keys of those sources, in the same order; see [`Bibliography::get`].
    pub cited: Vec<String>,
    /// Last changed.
    pub updated: Date,
    /// When the page has to be read again by its owner.
    pub review_by: Date,
    /// Who reviewed it clinically; `None` until a clinician has signed.
    pub reviewed_by: Option<String>,
    /// The addresses that it had before, as paths within the site; they lead to it.
    pub was: Vec<String>,
    /// Whether it is shown in previews only.
    pub is_draft: bool,
    /// Paths of related pages.
    pub related: Vec<String>,
    /// Words of its text, without the sources.
    pub words: usize,
    /// Time to read, in whole minutes at 200 words a minute, at least 1.
    pub reading_minutes: usize,
    /// What it says, for rules of writing.
    pub passages: Vec<Passage>,
    /// The file it came from, for messages.
    pub file: String,
    /// The line of each key of its front matter.
    pub(crate) lines: BTreeMap<String, usize>,
    /// All anchors of the page.
    pub(crate) anchors: BTreeSet<String>,
    /// The links in its text.
    pub(crate) links: Vec<LinkUse>,
    /// Whether its file could not be read; nothing follows from what such a page lacks.
    pub(crate) is_unreadable: bool,
}

/// A link as written in a page's text.
#[derive(Debug, Clone)]
pub(crate) struct LinkUse {
    pub to: String,
    pub line: usize,
}

impl Page {
    /// The line of a key of the page's front matter; 1 if it is not there.
    #[must_use]
    pub fn line_of(&self, key: &str) -> usize {
        self.lines.get(key).copied().unwrap_or(1)
    }
}

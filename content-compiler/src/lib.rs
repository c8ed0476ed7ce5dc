//! Turns the words that staff edit (`content/`) into typed pages.
//!
//! Runs natively only: the site's prerenderer calls [`compile`], so that no Markdown parser reaches the browser.
//! Every mistake a person can make in a content file comes back as a [`Mistake`] with file, line and remedy.

mod abbreviations;
mod bibliography;
mod claims;
mod exception;
mod figure;
mod front_matter;
mod links;
mod markdown;
mod mistake;
mod prose;
mod reading;
mod settings;
mod source_file;
mod typography;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

pub use bibliography::{Bibliography, Source};
pub use exception::{Exception, Rule};
pub use mistake::Mistake;
pub use prose::{Passage, PassageKind, Sentence, is_whole_sentence};
pub use reading::Reading;
pub use settings::{Clinic, Consultation, Crisis, Detail, Encoding, NotReviewed, Settings};

/// Everything in `content/`, checked and rendered.
#[derive(Debug)]
pub struct Site {
    /// What `site.toml` says.
    pub settings: Settings,
    /// What the pages cite, by the keys in [`Page::cited`].
    pub bibliography: Bibliography,
    /// All pages: the article first, then the conditions in their order, then the rest by path.
    pub pages: Vec<Page>,
    /// What should be mended but does not stop a build: placeholders, pages past their review date, and such as
    /// were changed after today.
    pub warnings: Vec<Mistake>,
}

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
    lines: BTreeMap<String, usize>,
    /// All anchors of the page.
    anchors: BTreeSet<String>,
    /// The links in its text.
    links: Vec<links::LinkUse>,
    /// Whether its file could not be read; nothing follows from what such a page lacks.
    is_unreadable: bool,
}

/// A content file may be at most this large, in bytes: far more than a page anyone would read.
pub const MAX_FILE_BYTES: u64 = 512 * 1024;

/// Reads and checks the folder `content/`.
///
/// `shown_as` is the folder's name in messages (normally `content`). `public` is the folder of images
/// that pages may name as `/images/…`. `today` is an ISO 8601 date; pages whose review date lies before
/// it get a warning.
///
/// # Errors
/// Every mistake found, in the order of the files; never an empty list.
pub fn compile(
    content: &Path,
    shown_as: &str,
    public: &Path,
    today: &str,
) -> Result<Site, Vec<Mistake>> {
    let reading = Reading::of(content, shown_as, public, today);
    if !reading.mistakes.is_empty() {
        return Err(reading.mistakes);
    }
    Ok(Site {
        settings: reading.settings,
        bibliography: reading.bibliography,
        pages: reading.pages,
        warnings: reading.warnings,
    })
}

/// Whether a text can be one part of a path: small letters, digits, single inner hyphens, at most 64.
fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 64
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.contains("--")
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

impl Page {
    /// The line of a key of the page's front matter; 1 if it is not there.
    #[must_use]
    pub fn line_of(&self, key: &str) -> usize {
        self.lines.get(key).copied().unwrap_or(1)
    }
}

/// Today in UTC, as ISO 8601. `SOURCE_DATE_EPOCH` (seconds since 1970) is used in its place if it is set, for builds
/// that have to be reproducible.
#[must_use]
pub fn today() -> String {
    let seconds = std::env::var("SOURCE_DATE_EPOCH")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(|| {
            SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| since.as_secs())
        });
    iso_date(seconds)
}

/// The UTC day, as ISO 8601, of a time in seconds since 1970-01-01 (Gregorian calendar, no leap seconds).
#[must_use]
pub fn iso_date(unix_seconds: u64) -> String {
    let (mut days, mut year) = (unix_seconds / 86_400, 1970);
    let leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    while days >= 365 + u64::from(leap(year)) {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let lengths = [
        31,
        28 + u64::from(leap(year)),
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    let mut month = 0;
    while days >= lengths[month] {
        days -= lengths[month];
        month += 1;
    }
    format!("{year:04}-{:02}-{:02}", month + 1, days + 1)
}

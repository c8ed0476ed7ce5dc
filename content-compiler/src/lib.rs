//! Turns the words that staff edit (`content/`) into typed pages.
//!
//! Runs natively only: the site's prerenderer calls [`compile`], so that no Markdown parser reaches the browser.
//! Every fault in a content file comes back as a [`Diagnostic`] with file, line and remedy.

mod abbreviations;
mod announcement;
mod as_typed;
mod bibliography;
mod claims;
mod diagnostic;
mod exception;
mod figure;
mod front_matter;
mod hours;
mod invisible;
mod keep_days;
mod links;
mod locations;
mod markdown;
mod menu;
mod nearest;
mod page;
mod phone;
pub mod picture;
mod prose;
pub mod public_files;
mod published;
mod reading;
mod reviewer;
mod settings;
mod short_file;
mod slug;
mod source_file;
mod toml_file;
mod typography;
mod visible_text;

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::tz::TimeZone;

pub use announcement::{Announcement, When};
pub use bibliography::{Bibliography, Source};
pub use diagnostic::Diagnostic;
pub use exception::{Exception, Rule};
pub use hours::Hours;
pub use locations::Location;
pub use menu::Menu;
pub use page::{Date, Heading, Kind, Page};
pub use prose::{Passage, PassageKind, Sentence, is_whole_sentence};
pub use published::record_published;
pub use reading::{Reading, addresses};
pub use settings::{Clinic, Consultation, Crisis, Detail, Encoding, NotReviewed, Settings};
pub use source_file::{MAX_FILE_BYTES, SourceFile};
pub use toml_file::TomlFile;
pub use visible_text::{TextKind, VisibleText};

/// Everything in `content/`, checked and rendered.
#[derive(Debug)]
pub struct Site {
    /// What `site.toml` says.
    pub settings: Settings,
    /// What is announced at the top of every page.
    pub announcement: Option<Announcement>,
    /// Which pages the menus name.
    pub menu: Menu,
    /// Where the clinic can be visited, in the order of `locations.toml`.
    pub locations: Vec<Location>,
    /// What the pages cite, by the keys in [`Page::cited`].
    pub bibliography: Bibliography,
    /// All pages: the article first, then the conditions in their order, then the rest by path.
    pub pages: Vec<Page>,
    /// What should be mended but does not stop a build: placeholders, pages past their review date, and such as
    /// were changed after today.
    pub warnings: Vec<Diagnostic>,
}

/// Reads and checks the folder `content/`, for a preview: drafts are among the pages, with a mark in their names.
///
/// `shown_as` is the folder's name in messages (normally `content`). `public` is the folder of images
/// that pages may name as `/images/…`. `today` is an ISO 8601 date; pages whose review date lies before
/// it get a warning.
///
/// # Errors
/// A diagnostic for every fault found, in the order of the files; never an empty list.
pub fn compile(
    content: &Path,
    shown_as: &str,
    public: &Path,
    today: &str,
) -> Result<Site, Vec<Diagnostic>> {
    let mut reading = Reading::of(content, shown_as, public, today);
    for page in reading.pages.iter_mut().filter(|page| page.is_draft) {
        page.title.push_str(DRAFT);
        page.nav.push_str(DRAFT);
    }
    site(reading)
}

/// The same for a release: without drafts, whatever is wrong in them.
///
/// # Errors
/// See [`compile`].
pub fn compile_release(
    content: &Path,
    shown_as: &str,
    public: &Path,
    today: &str,
) -> Result<Site, Vec<Diagnostic>> {
    let mut reading = Reading::of(content, shown_as, public, today);
    reading.leave_out_drafts();
    site(reading)
}

/// What stands behind the title of a draft, wherever it is shown.
const DRAFT: &str = " (draft)";

fn site(reading: Reading) -> Result<Site, Vec<Diagnostic>> {
    if !reading.errors.is_empty() {
        return Err(reading.errors);
    }
    Ok(Site {
        settings: reading.settings,
        announcement: reading.announcement,
        menu: reading.menu,
        locations: reading.locations,
        bibliography: reading.bibliography,
        pages: reading.pages,
        warnings: reading.warnings,
    })
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
    let seconds = i64::try_from(unix_seconds).unwrap_or(i64::MAX);
    let time = Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX);
    TimeZone::UTC.to_datetime(time).date().to_string()
}

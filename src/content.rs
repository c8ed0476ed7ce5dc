//! What the pages say, as static data. Written by `build.rs` from the folder `content/`.

/// Which layout shows a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The article, at `/`.
    Article,
    /// The index of conditions.
    Conditions,
    /// One condition.
    Condition,
    /// The consultation form.
    Consultation,
    /// The confirmation after the form.
    Received,
    /// Text only.
    Plain,
    /// Shown for every path that is in no route; written to `404.html`.
    NotFound,
}

/// A second-level heading of a page.
#[derive(Debug, Clone, Copy)]
pub struct Heading {
    /// Its anchor, without `#`.
    pub id: &'static str,
    /// Its text, plain.
    pub text: &'static str,
}

/// A calendar date.
#[derive(Debug, Clone, Copy)]
pub struct Date {
    /// ISO 8601.
    pub iso: &'static str,
    /// "November 23, 2026".
    pub text: &'static str,
}

/// One page. All HTML comes from the content compiler, which lets no foreign markup through.
#[derive(Debug)]
pub struct Page {
    /// Path within the site, starting with `/`, without the base path.
    pub path: &'static str,
    /// Which layout shows it.
    pub kind: Kind,
    /// The `h1` and the document's title.
    pub title: &'static str,
    /// Short name for menus.
    pub nav: &'static str,
    /// For search engines.
    pub description: &'static str,
    /// One line for lists; may be empty.
    pub summary: &'static str,
    /// HTML before the first section.
    pub lead: &'static str,
    /// HTML of the sections.
    pub body: &'static str,
    /// The sections' headings.
    pub contents: &'static [Heading],
    /// HTML list items; empty if the page cites nothing.
    pub sources: &'static str,
    /// Last changed.
    pub updated: Date,
    /// To be read again by.
    pub review_by: Date,
    /// The clinician who signed; none until one has.
    pub reviewed_by: Option<&'static str>,
    /// Paths of related pages.
    pub related: &'static [&'static str],
    /// Time to read, in whole minutes.
    pub reading_minutes: usize,
}

/// Pages are the same if they have the same address.
impl PartialEq for Page {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
    }
}

/// Who and where the clinic is. Details it has not given are empty and not shown.
#[derive(Debug)]
pub struct Clinic {
    /// Full name.
    pub name: &'static str,
    /// One line under the name.
    pub tagline: &'static str,
    /// Phone number as shown.
    pub phone: &'static str,
    /// The same as a `tel:` link.
    pub phone_link: &'static str,
    /// Postal address.
    pub address: &'static str,
    /// Opening hours.
    pub hours: &'static str,
    /// Origin of the published site.
    pub url: &'static str,
}

/// The help that stands on every page.
#[derive(Debug)]
pub struct Crisis {
    /// Heading.
    pub heading: &'static str,
    /// HTML: whom to call, text or chat with.
    pub text: &'static str,
    /// HTML: what to do in immediate danger.
    pub emergency: &'static str,
}

/// How the form speaks to its endpoint.
#[derive(Debug)]
pub struct Request {
    /// Written as `application/x-www-form-urlencoded` instead of JSON.
    pub as_form: bool,
    /// Fields that go with every request, as (name, value); public.
    pub extra: &'static [(&'static str, &'static str)],
}

mod generated {
    #![allow(missing_docs, clippy::pedantic)]
    use super::{Clinic, Crisis, Date, Heading, Kind, Page, Request};
    include!(concat!(env!("OUT_DIR"), "/content.rs"));
}

/// What `content/` says: the clinic, the help on every page, the sentence for pages that no clinician has
/// signed (HTML), how the form speaks, and all pages in their order.
pub use generated::{CLINIC, CRISIS, NOT_REVIEWED, PAGES, REQUEST};

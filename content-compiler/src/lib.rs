//! Turns the words that staff edit (`content/`) into typed pages.
//!
//! Runs at build time only: `build.rs` of the site calls [`compile`] and writes what [`generate::rust`]
//! gives as static data, so that no Markdown parser reaches the browser. Every mistake a person can make
//! in a content file comes back as a [`Mistake`] with file, line and remedy.

mod bibliography;
mod figure;
mod front_matter;
pub mod generate;
mod links;
mod markdown;
mod mistake;
mod settings;
mod source_file;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub use bibliography::{Bibliography, Source};
pub use mistake::Mistake;
pub use settings::{Clinic, Consultation, Crisis, Detail, Encoding, NotReviewed, Settings};

use front_matter::FrontMatter;
use source_file::SourceFile;

/// Everything in `content/`, checked and rendered.
#[derive(Debug)]
pub struct Site {
    /// What `site.toml` says.
    pub settings: Settings,
    /// All pages: the article first, then the conditions in their order, then the rest by path.
    pub pages: Vec<Page>,
    /// What should be mended but does not stop a build: placeholders, pages past their review date.
    pub warnings: Vec<Mistake>,
}

/// Which of the site's few page layouts shows a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// A heading of the second level, for a page's contents list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The anchor, without `#`.
    pub id: String,
    /// The heading's text, plain.
    pub text: String,
}

/// A calendar date in both of the forms a page shows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
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
    /// Last changed.
    pub updated: Date,
    /// When the page has to be read again by its owner.
    pub review_by: Date,
    /// Who reviewed it clinically; `None` until a clinician has signed.
    pub reviewed_by: Option<String>,
    /// Paths of related pages.
    pub related: Vec<String>,
    /// Time to read, in whole minutes at 200 words a minute, at least 1.
    pub reading_minutes: usize,
    /// The file it came from, for messages.
    file: String,
    /// All anchors of the page.
    anchors: BTreeSet<String>,
    /// The links in its text.
    links: Vec<links::LinkUse>,
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
    let mut mistakes = Vec::new();
    let read = |relative: &str| {
        SourceFile::read(&content.join(relative), &format!("{shown_as}/{relative}"))
    };

    let (settings, mut warnings) = match read("site.toml").and_then(|file| settings::parse(&file)) {
        Ok(parsed) => parsed,
        Err(mistake) => {
            mistakes.push(mistake);
            (Settings::default(), Vec::new())
        }
    };
    let bibliography = match read("sources.toml") {
        Ok(file) => Bibliography::parse(&file, &mut mistakes),
        Err(mistake) => {
            mistakes.push(mistake);
            Bibliography::default()
        }
    };

    let mut files = vec![("article.md".to_owned(), "article".to_owned(), Folder::Top)];
    for (folder, of) in [("conditions", Folder::Conditions), ("pages", Folder::Pages)] {
        for slug in list_markdown(
            &content.join(folder),
            &format!("{shown_as}/{folder}"),
            &mut mistakes,
        ) {
            files.push((format!("{folder}/{slug}.md"), slug, of));
        }
    }

    let mut pages = Vec::new();
    let mut used = BTreeSet::new();
    for (relative, slug, folder) in files {
        let page = read(&relative).and_then(|file| {
            let (kind, path) = route(folder, &slug);
            let front = FrontMatter::parse(&file, kind == Kind::Condition)?;
            let rendered = markdown::render(
                &file,
                &bibliography,
                &content.join("figures"),
                public,
                &mut mistakes,
            );
            used.extend(rendered.cited.iter().cloned());
            Ok(assemble(
                path,
                kind,
                front,
                rendered,
                &bibliography,
                file.shown_as,
            ))
        });
        match page {
            Ok(page) => {
                if page.review_by.iso.as_str() < today {
                    warnings.push(Mistake::new(
                        &page.file,
                        1,
                        format!("the review date {} has passed", page.review_by.text),
                        "read the page again, correct it, and set a new `review_by`",
                    ));
                }
                pages.push(page);
            }
            Err(mistake) => mistakes.push(mistake),
        }
    }

    for required in [
        "conditions",
        "consultation",
        "consultation-received",
        "not-found",
    ] {
        let relative = format!("pages/{required}.md");
        if !content.join(&relative).is_file() {
            mistakes.push(Mistake::new(
                &format!("{shown_as}/{relative}"),
                1,
                "this page is missing".into(),
                "the site cannot do without it: put the file back",
            ));
        }
    }
    if mistakes.is_empty() {
        check_unique_paths(&pages, &mut mistakes);
        check_related(&pages, &mut mistakes);
        links::check(&pages, &mut mistakes);
        bibliography.check_unused(&used, &mut mistakes);
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    pages.sort_by(|a, b| rank(a).cmp(&rank(b)));
    Ok(Site {
        settings,
        pages,
        warnings,
    })
}

#[derive(Clone, Copy)]
enum Folder {
    Top,
    Conditions,
    Pages,
}

/// Where a content file is shown, and by which layout.
fn route(folder: Folder, slug: &str) -> (Kind, String) {
    match (folder, slug) {
        (Folder::Top, _) => (Kind::Article, "/".into()),
        (Folder::Conditions, _) => (Kind::Condition, format!("/conditions/{slug}")),
        (Folder::Pages, "conditions") => (Kind::Conditions, "/conditions".into()),
        (Folder::Pages, "consultation") => (Kind::Consultation, "/consultation".into()),
        (Folder::Pages, "consultation-received") => {
            (Kind::Received, "/consultation/received".into())
        }
        (Folder::Pages, "not-found") => (Kind::NotFound, "/404".into()),
        (Folder::Pages, _) => (Kind::Plain, format!("/{slug}")),
    }
}

/// The stems of the Markdown files in a folder, sorted; a name that cannot be a path is a mistake.
fn list_markdown(folder: &Path, shown_as: &str, mistakes: &mut Vec<Mistake>) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        mistakes.push(Mistake::new(
            shown_as,
            1,
            "this folder is missing".into(),
            "put it back",
        ));
        return Vec::new();
    };
    let mut slugs = Vec::new();
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        // Editors leave backups and hidden files beside the real ones; they are not pages.
        if name.starts_with('.') || name.ends_with('~') {
            continue;
        }
        let slug = name.strip_suffix(".md").unwrap_or_default();
        if is_slug(slug) {
            slugs.push(slug.to_owned());
        } else {
            mistakes.push(Mistake::new(
                &format!("{shown_as}/{name}"),
                1,
                "this file name cannot become a web address".into(),
                "use small letters, digits and single hyphens, and end it with `.md`, like `panic-disorder.md`",
            ));
        }
    }
    slugs
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

fn assemble(
    path: String,
    kind: Kind,
    front: FrontMatter,
    rendered: markdown::Rendered,
    bibliography: &Bibliography,
    file: String,
) -> Page {
    Page {
        sources: bibliography.list(&rendered.cited, &rendered.citation_counts),
        path,
        kind,
        title: front.title,
        nav: front.nav,
        description: front.description,
        summary: front.summary,
        order: front.order,
        related: front
            .related
            .iter()
            .map(|slug| format!("/conditions/{slug}"))
            .collect(),
        updated: front.updated,
        review_by: front.review_by,
        reviewed_by: front.reviewed_by,
        lead: rendered.lead,
        body: rendered.body,
        contents: rendered.contents,
        reading_minutes: rendered.words.div_ceil(200).max(1),
        file,
        anchors: rendered.anchors,
        links: rendered.links,
    }
}

fn rank(page: &Page) -> (u8, i64, &str) {
    let group = match page.kind {
        Kind::Article => 0,
        Kind::Conditions => 1,
        Kind::Condition => 2,
        Kind::Consultation => 3,
        Kind::Received => 4,
        Kind::Plain => 5,
        Kind::NotFound => 6,
    };
    (group, page.order, &page.path)
}

fn check_unique_paths(pages: &[Page], mistakes: &mut Vec<Mistake>) {
    for (index, page) in pages.iter().enumerate() {
        if let Some(first) = pages[..index].iter().find(|other| other.path == page.path) {
            mistakes.push(Mistake::new(
                &page.file,
                1,
                format!(
                    "the address {} already belongs to {}",
                    page.path, first.file
                ),
                "rename one of the two files",
            ));
        }
    }
}

fn check_related(pages: &[Page], mistakes: &mut Vec<Mistake>) {
    for page in pages {
        for path in &page.related {
            if !pages.iter().any(|other| &other.path == path) {
                mistakes.push(Mistake::new(
                    &page.file,
                    1,
                    format!("`related` names a page that does not exist: {path}"),
                    "use the file names in content/conditions without `.md`",
                ));
            }
        }
    }
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

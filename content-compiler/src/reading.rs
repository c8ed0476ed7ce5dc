//! Reads the folder `content/` as far as it can be read, with all that is wrong in it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::abbreviations::Abbreviations;
use crate::front_matter::FrontMatter;
use crate::markdown::{Around, Rendered};
use crate::nearest::nearest;
use crate::page::{Kind, LinkUse, Page};
use crate::public_files::{self, is_left_behind};
use crate::settings::ParsedSettings;
use crate::slug::{is_slug, slug};
use crate::source_file::SourceFile;
use crate::visible_text::VisibleText;
use crate::{
    Announcement, Bibliography, Diagnostic, Location, Menu, Settings, announcement, claims, figure,
    keep_days, links, locations, markdown, menu, prose, published, settings, visible_text,
};

/// The folder as found, for checks that go on despite errors; everyone else calls [`crate::compile`]. With errors,
/// pages may lack what was wrong.
#[derive(Debug)]
pub struct Reading {
    /// What `site.toml` says.
    pub settings: Settings,
    /// What `announcement.toml` says.
    pub announcement: Option<Announcement>,
    /// What `menu.toml` says.
    pub menu: Menu,
    /// What `locations.toml` lists.
    pub locations: Vec<Location>,
    /// What `sources.toml` lists.
    pub bibliography: Bibliography,
    /// All pages, in the order of [`crate::Site::pages`].
    pub pages: Vec<Page>,
    /// All words that a reader can see, whatever file they come from: those of `site.toml`, sources, abbreviations and
    /// drawings, then page by page in the order of the files, then those of the announcement and the locations.
    pub texts: Vec<VisibleText>,
    /// What `abbreviations.toml` explains.
    abbreviations: Abbreviations,
    /// See [`crate::Site::warnings`].
    pub warnings: Vec<Diagnostic>,
    /// All that is wrong, file by file.
    pub errors: Vec<Diagnostic>,
}

impl Reading {
    /// Takes what [`crate::compile`] takes.
    #[must_use]
    pub fn of(content: &Path, shown_as: &str, public: &Path, today: &str) -> Self {
        let read = |relative: &str| {
            SourceFile::read(&content.join(relative), &format!("{shown_as}/{relative}"))
        };
        let mut errors = Vec::new();
        let parsed = match read("site.toml") {
            Ok(file) => settings::parse(&file, public, &mut errors),
            Err(diagnostic) => {
                errors.push(diagnostic);
                ParsedSettings::default()
            }
        };
        let bibliography = match read("sources.toml") {
            Ok(file) => Bibliography::parse(&file, &mut errors),
            Err(diagnostic) => {
                errors.push(diagnostic);
                Bibliography::unreadable()
            }
        };
        let abbreviations = Abbreviations::parse(read("abbreviations.toml"), &mut errors);
        let mut texts = parsed.texts;
        texts.extend(bibliography.texts());
        texts.extend(abbreviations.texts.iter().cloned());
        texts.extend(figure::texts(
            &content.join("figures"),
            &format!("{shown_as}/figures"),
            &mut errors,
        ));
        texts.extend(figure::texts_of_pictures(public));
        visible_text::check(&texts, &mut errors);
        claims::check_uncitable(&texts, &mut errors);
        let mut reading = Self {
            settings: parsed.settings,
            announcement: None,
            menu: Menu::default(),
            locations: Vec::new(),
            bibliography,
            abbreviations,
            pages: Vec::new(),
            texts,
            warnings: parsed.warnings,
            errors,
        };
        for (relative, slug, folder) in list(content, shown_as, &mut reading.errors) {
            let (kind, path) = route(folder, &slug);
            let is_medical = kind.is_medical() || matches!(folder, Folder::Articles);
            let place = Place {
                kind,
                path: path.clone(),
                is_medical,
            };
            let page = match read(&relative) {
                Ok(mut file) => {
                    let keep_days = reading.settings.consultation.keep_days;
                    file.text = keep_days::apply(&file.text, keep_days);
                    reading.page(&file, place, &content.join("figures"), public)
                }
                Err(diagnostic) => {
                    reading.errors.push(diagnostic);
                    Page::unreadable(format!("{shown_as}/{relative}"), kind, path)
                }
            };
            reading.pages.push(page);
        }
        check_required(content, shown_as, &mut reading.errors);
        reading.check_together((&format!("{shown_as}/site.toml"), &parsed.links));
        public_files::check(public, &reading.pages, &mut reading.errors);
        reading.check_dates(today);
        let mut texts = Vec::new();
        reading.announcement = announcement::read(
            content,
            shown_as,
            today,
            (&reading.pages, public, &reading.settings.clinic.url.value),
            &mut texts,
            &mut reading.errors,
            &mut reading.warnings,
        );
        reading.locations = locations::read(content, shown_as, &mut texts, &mut reading.errors);
        visible_text::check(&texts, &mut reading.errors);
        claims::check_uncitable(&texts, &mut reading.errors);
        reading.texts.extend(texts);
        if !reading.locations.is_empty() {
            reading.leave_out_address_and_hours(&format!("{shown_as}/site.toml"));
        }
        published::check(content, shown_as, &reading.pages, &mut reading.warnings);
        reading.pages.sort_by(|a, b| rank(a).cmp(&rank(b)));
        // Without a file, they are in the order of the pages.
        reading.menu = menu::read(
            content,
            shown_as,
            &reading.pages,
            &mut reading.errors,
            &mut reading.warnings,
        );
        reading
    }

    fn page(&mut self, file: &SourceFile, place: Place, figures: &Path, public: &Path) -> Page {
        let Place {
            kind,
            path,
            is_medical,
        } = place;
        let before = self.errors.len();
        let front = FrontMatter::parse(file, kind, is_medical, &mut self.errors);
        let around = Around {
            bibliography: &self.bibliography,
            abbreviations: &self.abbreviations,
            figures,
            public,
            site: &self.settings.clinic.url.value,
        };
        let rendered = markdown::render(file, around, &mut self.errors);
        if kind == Kind::Condition && !rendered.has_emergency {
            self.errors.push(file.diagnostic(
                1,
                "this page does not tell when to get help now".into(),
                "end it with a card like `::: emergency Get help right away if`; copy that of another condition",
            ));
        }
        claims::check(
            &file.shown_as,
            &rendered.passages,
            is_medical,
            &mut self.errors,
        );
        for (key, text) in [
            ("description", &front.description),
            ("summary", &front.summary),
        ] {
            if let Some(what) = claims::claim_on_page(text, is_medical) {
                self.errors.push(file.diagnostic(
                    front.lines.get(key).copied().unwrap_or(1),
                    format!("{what} stands in `{key}`, which cannot cite a source: “{text}”"),
                    "say it in the text below with its source, and here without",
                ));
            }
        }
        self.abbreviations.check(
            &file.shown_as,
            &front.title,
            &rendered.passages,
            &mut self.errors,
        );
        let texts: Vec<VisibleText> = front
            .texts(&file.shown_as)
            .into_iter()
            .chain(prose::visible(&rendered.passages, file))
            .chain(rendered.texts.iter().cloned())
            .collect();
        visible_text::check(&texts, &mut self.errors);
        claims::check_uncitable(&rendered.texts, &mut self.errors);
        self.texts.extend(texts);
        // In the order in which an editor meets them.
        self.errors[before..].sort_by_key(|diagnostic| diagnostic.line);
        let page = assemble(
            path,
            kind,
            front,
            rendered,
            &self.bibliography,
            file.shown_as.clone(),
        );
        Page { is_medical, ..page }
    }

    /// Where there are locations, `address` and `hours` of `site.toml` are not shown: nobody has to fill them in, and
    /// what stands there is told.
    fn leave_out_address_and_hours(&mut self, file: &str) {
        let clinic = &self.settings.clinic;
        for (key, detail) in [("address", &clinic.address), ("hours", &clinic.hours)] {
            self.warnings.retain(|told| {
                told.file != file || told.problem != format!("`{key}` is still a placeholder")
            });
            if !detail.value.trim().is_empty() {
                self.warnings.push(Diagnostic::new(
                    file,
                    1,
                    format!("`{key}` is not shown, because locations.toml has locations"),
                    "write it there, and leave it empty here: `value = \"\"`",
                ));
            }
        }
    }

    /// Takes the drafts out, with what is wrong in their own files: an unfinished page must not keep the others from being
    /// published.
    pub(crate) fn leave_out_drafts(&mut self) {
        let drafts: Vec<Page> = self.pages.extract_if(.., |page| page.is_draft).collect();
        self.errors
            .retain(|error| !drafts.iter().any(|draft| draft.file == error.file));
        self.warnings
            .retain(|warning| !drafts.iter().any(|draft| draft.file == warning.file));
        self.texts
            .retain(|text| !drafts.iter().any(|draft| draft.file == text.file));
        let is_draft = |path: &String| drafts.iter().any(|draft| draft.path == *path);
        self.menu.header.retain(|path| !is_draft(path));
        self.menu.footer.retain(|path| !is_draft(path));
        self.warnings.extend(drafts.iter().map(|draft| {
            Diagnostic::new(
                &draft.file,
                draft.line_of("draft"),
                "this page is a draft, so it is not published".into(),
                "delete `draft = true` once it is finished",
            )
        }));
    }

    /// What can be told only with all pages at hand.
    fn check_together(&mut self, settings: (&str, &[LinkUse])) {
        check_unique(&self.pages, &mut self.errors);
        check_related(&self.pages, &mut self.errors);
        check_was(&self.pages, &mut self.errors);
        links::check(&self.pages, settings, &mut self.errors);
        // What an unreadable page cites is not known.
        if !self.pages.iter().any(|page| page.is_unreadable) {
            let used: BTreeSet<String> = self
                .pages
                .iter()
                .flat_map(|page| page.cited.clone())
                .collect();
            self.bibliography.check_unused(&used, &mut self.errors);
        }
    }

    fn check_dates(&mut self, today: &str) {
        for page in &self.pages {
            if !page.review_by.iso.is_empty() && page.review_by.iso.as_str() < today {
                self.warnings.push(Diagnostic::new(
                    &page.file,
                    page.line_of("review_by"),
                    format!("the review date {} has passed", page.review_by.text),
                    "read the page again, correct it, and set a new `review_by`",
                ));
            }
            if page.reviewed_on.iso.as_str() > today {
                self.errors.push(Diagnostic::new(
                    &page.file,
                    page.line_of("reviewed_on"),
                    format!("`reviewed_on` ({}) has not come yet", page.reviewed_on.text),
                    "set the day on which the clinician signed, or delete the line and `reviewed_by`",
                ));
            }
            if page.updated.iso.as_str() > today {
                self.warnings.push(Diagnostic::new(
                    &page.file,
                    page.line_of("updated"),
                    format!("`updated` ({}) has not come yet", page.updated.text),
                    "set the day on which the page was last changed",
                ));
            }
        }
    }
}

impl Page {
    /// Stands for a page whose file cannot be read, so that links to it are not reported as well.
    fn unreadable(file: String, kind: Kind, path: String) -> Self {
        let bibliography = Bibliography::default();
        Self {
            is_unreadable: true,
            ..assemble(
                path,
                kind,
                FrontMatter::default(),
                Rendered::default(),
                &bibliography,
                file,
            )
        }
    }
}

/// The addresses of all pages of a folder like `content/`, whatever mistakes are in them.
#[must_use]
pub fn addresses(content: &Path) -> Vec<String> {
    list(content, "", &mut Vec::new())
        .into_iter()
        .map(|(_, slug, folder)| route(folder, &slug).1)
        .collect()
}

/// Where a page is shown, by which layout, and whether it speaks of medicine.
struct Place {
    kind: Kind,
    path: String,
    is_medical: bool,
}

/// Pages without which there is no site.
pub(crate) const REQUIRED_PAGES: [&str; 4] = [
    "conditions",
    "consultation",
    "consultation-received",
    "not-found",
];

/// Reports required pages that are not there.
fn check_required(content: &Path, shown_as: &str, errors: &mut Vec<Diagnostic>) {
    for required in REQUIRED_PAGES {
        let relative = format!("pages/{required}.md");
        if !content.join(&relative).is_file() {
            errors.push(Diagnostic::new(
                &format!("{shown_as}/{relative}"),
                1,
                "this page is missing".into(),
                "the site cannot do without it: put the file back",
            ));
        }
    }
}

#[derive(Clone, Copy)]
enum Folder {
    Top,
    Conditions,
    Articles,
    Pages,
}

/// All Markdown files as (path within `content/`, slug, folder).
fn list(
    content: &Path,
    shown_as: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(String, String, Folder)> {
    check_places(content, shown_as, diagnostics);
    let mut files = vec![("article.md".to_owned(), "article".to_owned(), Folder::Top)];
    for (folder, of) in [
        ("conditions", Folder::Conditions),
        ("articles", Folder::Articles),
        ("pages", Folder::Pages),
    ] {
        // A site without further articles has no folder for them.
        if matches!(of, Folder::Articles) && !content.join(folder).exists() {
            continue;
        }
        for slug in list_markdown(
            &content.join(folder),
            &format!("{shown_as}/{folder}"),
            diagnostics,
        ) {
            files.push((format!("{folder}/{slug}.md"), slug, of));
        }
    }
    files
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
        (Folder::Articles | Folder::Pages, _) => (Kind::Plain, format!("/{slug}")),
    }
}

/// The stems of the Markdown files in a folder, sorted; a name that cannot be a path is an error.
fn list_markdown(folder: &Path, shown_as: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        diagnostics.push(Diagnostic::new(
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
        if is_left_behind(&name) {
            continue;
        }
        let slug = name.strip_suffix(".md").unwrap_or_default();
        if is_slug(slug) && path.is_file() {
            slugs.push(slug.to_owned());
            if !shown_as.ends_with("/conditions") && RESERVED.contains(&slug) {
                diagnostics.push(Diagnostic::new(
                    &format!("{shown_as}/{name}"),
                    1,
                    format!("the address /{slug} is taken by the site’s own machinery"),
                    "give the file another name",
                ));
            }
            continue;
        }
        let (problem, remedy) = if path.is_symlink() && !path.exists() {
            (
                "this is a link to a file that is not there".into(),
                "delete it, and put the file itself here".into(),
            )
        } else {
            wrong_name(&path, shown_as)
        };
        diagnostics.push(Diagnostic::new(
            &format!("{shown_as}/{name}"),
            1,
            problem,
            remedy,
        ));
    }
    slugs
}

/// Addresses that no page can have: the form's endpoint, its health check, the folder of images.
const RESERVED: [&str; 3] = ["api", "healthz", "images"];

/// Reports what lies in `content/` itself and would be read by nobody: pages, and folders with a name that means
/// nothing.
fn check_places(content: &Path, shown_as: &str, diagnostics: &mut Vec<Diagnostic>) {
    const FOLDERS: [&str; 4] = ["articles", "conditions", "figures", "pages"];
    let mut paths: Vec<PathBuf> = std::fs::read_dir(content)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let (problem, remedy) = if is_left_behind(&name) {
            continue;
        } else if path.is_dir() && !FOLDERS.contains(&name.as_ref()) {
            let meant = nearest(&name, &FOLDERS);
            (
                "no page is read from this folder",
                match (of_pictures(&path), meant) {
                    (Some(remedy), _) => remedy.into(),
                    (None, Some(meant)) => {
                        format!("move its files to {shown_as}/{meant} and delete it")
                    }
                    (None, None) => format!(
                        "move its files to one of {} and delete it",
                        FOLDERS.join(", ")
                    ),
                },
            )
        } else if path.is_file() && name.to_lowercase().ends_with(".md") && name != "article.md" {
            (
                "this page lies where no page is read",
                copy_of(&path, &content.join("conditions"), &name)
                    .or_else(|| copy_of(&path, &content.join("pages"), &name))
                    .or_else(|| copy_of(&path, content, ""))
                    .unwrap_or_else(|| format!(
                        "move it to {shown_as}/conditions if it is about a condition, else to {shown_as}/pages"
                    )),
            )
        } else {
            continue;
        };
        diagnostics.push(Diagnostic::new(
            &format!("{shown_as}/{name}"),
            1,
            problem.into(),
            remedy,
        ));
    }
}

/// What to do with a folder that holds pictures, or is named for them; none for another.
fn of_pictures(folder: &Path) -> Option<&'static str> {
    const NAMES: [&str; 7] = [
        "assets", "images", "img", "media", "photos", "pictures", "videos",
    ];
    const ENDINGS: [&str; 9] = [
        "avif", "gif", "heic", "jpeg", "jpg", "png", "svg", "tiff", "webp",
    ];
    let name = folder.file_name()?.to_string_lossy().to_lowercase();
    let mut entries = std::fs::read_dir(folder).ok()?.flatten();
    let has_pictures = entries.any(|entry| {
        let path = entry.path();
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        ENDINGS.contains(&ending.to_lowercase().as_str())
    });
    (has_pictures || NAMES.contains(&name.as_str())).then_some(
        "move its pictures to public/images (drawings that a page shows as a figure to content/figures) and delete it",
    )
}

/// What to do with a file that is a copy of another page of a folder: one that would get its name, or has its title.
fn copy_of(path: &Path, folder: &Path, name: &str) -> Option<String> {
    let title = |path: &Path| {
        let text = std::fs::read_to_string(path).ok()?;
        let line = text.lines().find(|line| line.starts_with("title"))?;
        Some(line.to_owned())
    };
    let own = title(path);
    let mut others: Vec<PathBuf> = std::fs::read_dir(folder)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .filter(|other| other != path && other.is_file())
        .collect();
    others.sort();
    let other = others.iter().find(|other| {
        let found = other.file_name().unwrap_or_default().to_string_lossy();
        let is_page = found.strip_suffix(".md").is_some_and(is_slug);
        is_page && (found == name || own.is_some() && own == title(other))
    })?;
    let other = other.file_name().unwrap_or_default().to_string_lossy();
    Some(format!(
        "delete it if it is a copy of `{other}`; keep earlier versions outside of this folder"
    ))
}

/// Why a file in a folder of pages is none, and what to do.
fn wrong_name(path: &Path, shown_as: &str) -> (String, String) {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if path.is_dir() {
        return (
            "a folder stands here, where only pages can".into(),
            of_pictures(path)
                .unwrap_or("move its files one folder up and delete it")
                .into(),
        );
    }
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
    let ending = ending.to_lowercase();
    let stem = stem.strip_suffix(".md").unwrap_or(stem);
    let folder = path.parent().unwrap_or(path);
    if let Some(remedy) = copy_of(path, folder, &suggested(stem)) {
        let problem = if ending == "md" {
            "this file name cannot become a web address"
        } else {
            "the name of this file does not end with `.md`"
        };
        return (problem.into(), remedy);
    }
    if ["avif", "gif", "jpeg", "jpg", "png", "svg", "webp"].contains(&ending.as_str()) {
        return (
            format!("a picture lies in {shown_as}, where only pages can"),
            "move it to public/images (a drawing that a page shows as a figure to content/figures)"
                .into(),
        );
    }
    if matches!(
        ending.as_str(),
        "doc" | "docx" | "odt" | "rtf" | "pages" | "pdf" | "html" | "htm"
    ) {
        return (
            format!("a .{ending} file is not plain text"),
            format!(
                "copy its text into a new plain text file `{}`",
                suggested(stem)
            ),
        );
    }
    if ending != "md" {
        return (
            "the name of this file does not end with `.md`".into(),
            format!(
                "name it `{}`, or move it away if it is no page",
                suggested(stem)
            ),
        );
    }
    (
        "this file name cannot become a web address".into(),
        format!(
            "use small letters, digits and single hyphens, and end it with `.md`, like `{}`",
            suggested(stem)
        ),
    )
}

/// A file name that works, as near as possible to the one found.
fn suggested(stem: &str) -> String {
    let slug = slug(stem);
    if is_slug(&slug) {
        format!("{slug}.md")
    } else {
        "panic-disorder.md".into()
    }
}

fn assemble(
    path: String,
    kind: Kind,
    front: FrontMatter,
    rendered: Rendered,
    bibliography: &Bibliography,
    file: String,
) -> Page {
    Page {
        sources: bibliography.list(&rendered.cited, &rendered.citation_counts),
        path,
        kind,
        about: front
            .about
            .or_else(|| (kind == Kind::Condition).then(|| front.title.clone())),
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
        was: front.was,
        is_draft: front.is_draft,
        updated: front.updated,
        review_by: front.review_by,
        reviewed_by: front.reviewed_by,
        reviewed_on: front.reviewed_on,
        lead: rendered.lead,
        body: rendered.body,
        contents: rendered.contents,
        cited: rendered.cited,
        words: rendered.words,
        reading_minutes: rendered.words.div_ceil(200).max(1),
        passages: rendered.passages,
        file,
        lines: front.lines,
        anchors: rendered.anchors,
        links: rendered.links,
        is_medical: kind.is_medical(),
        is_unreadable: false,
    }
}

fn rank(page: &Page) -> (Kind, i64, &str) {
    (page.kind, page.order, &page.path)
}

/// Two pages at one address cannot be told apart, nor can two with one title or place in the list.
fn check_unique(pages: &[Page], diagnostics: &mut Vec<Diagnostic>) {
    for (index, page) in pages
        .iter()
        .enumerate()
        .filter(|(_, page)| !page.is_unreadable)
    {
        let before = || pages[..index].iter().filter(|other| !other.is_unreadable);
        if let Some(first) = before().find(|other| other.path == page.path) {
            diagnostics.push(Diagnostic::new(
                &page.file,
                1,
                format!(
                    "the address {} already belongs to {}",
                    page.path, first.file
                ),
                "rename one of the two files",
            ));
        }
        // Readers do not tell names apart by their capitals.
        let same = |a: &str, b: &str| !a.is_empty() && a.to_lowercase() == b.to_lowercase();
        if let Some(first) = before().find(|other| same(&other.title, &page.title)) {
            diagnostics.push(Diagnostic::new(
                &page.file,
                page.line_of("title"),
                format!(
                    "the title “{}” already belongs to {}",
                    page.title, first.file
                ),
                "give each page a title of its own",
            ));
        } else if let Some(first) =
            before().find(|other| other.path != page.path && same(&other.nav, &page.nav))
        {
            diagnostics.push(Diagnostic::new(
                &page.file,
                page.line_of("nav"),
                format!(
                    "the name “{}” in menus already belongs to {}",
                    page.nav, first.file
                ),
                "give each page a `nav` of its own",
            ));
        }
        let has_order = page.kind == Kind::Condition && page.order != 0;
        if let Some(first) =
            before().find(|other| has_order && other.kind == page.kind && other.order == page.order)
        {
            let free = pages
                .iter()
                .map(|page| page.order)
                .max()
                .unwrap_or_default()
                + 1;
            diagnostics.push(Diagnostic::new(
                &page.file,
                page.line_of("order"),
                format!("`order = {}` already belongs to {}", page.order, first.file),
                format!("give each condition a place of its own, like `order = {free}`"),
            ));
        }
    }
}

/// The page that had an address before.
pub(crate) fn now<'a>(pages: &'a [Page], address: &str) -> Option<&'a Page> {
    pages
        .iter()
        .find(|page| page.was.iter().any(|was| was == address))
}

/// An old address leads to one page, and no page is shown there.
fn check_was(pages: &[Page], diagnostics: &mut Vec<Diagnostic>) {
    for (index, page) in pages.iter().enumerate() {
        for address in &page.was {
            let first = address.split('/').nth(1).unwrap_or_default();
            let shown = pages
                .iter()
                .find(|other| other.path == *address && other.kind != Kind::NotFound);
            let (problem, remedy) = if RESERVED.contains(&first) || address == "/404" {
                (
                    format!("the address {address} is taken by the site’s own machinery"),
                    "delete it from `was`",
                )
            } else if address == &page.path {
                (
                    format!("`was` has the page's own address, {address}"),
                    "delete it from `was`",
                )
            } else if let Some(other) = shown {
                (
                    format!("`was` has {address}, where {} is shown", other.file),
                    "delete it from `was`, or give that page another file name",
                )
            } else if let Some(other) = now(&pages[..index], address) {
                (
                    format!("`was` has {address}, which also leads to {}", other.file),
                    "name it in one of the two",
                )
            } else {
                continue;
            };
            diagnostics.push(Diagnostic::new(
                &page.file,
                page.line_of("was"),
                problem,
                remedy,
            ));
        }
    }
}

fn check_related(pages: &[Page], diagnostics: &mut Vec<Diagnostic>) {
    for page in pages {
        for path in &page.related {
            if !pages.iter().any(|other| &other.path == path) {
                diagnostics.push(Diagnostic::new(
                    &page.file,
                    page.line_of("related"),
                    format!("`related` names a page that does not exist: {path}"),
                    match now(pages, path).and_then(|page| page.path.strip_prefix("/conditions/")) {
                        Some(slug) => format!("write `{slug}` in its place"),
                        None => "use the file names in content/conditions without `.md`".into(),
                    },
                ));
            } else if !page.is_draft
                && pages
                    .iter()
                    .any(|other| &other.path == path && other.is_draft)
            {
                diagnostics.push(Diagnostic::new(
                    &page.file,
                    page.line_of("related"),
                    format!("`related` names a draft, which is not published: {path}"),
                    "take it out until it is finished, or make this page a draft as well: `draft = true`",
                ));
            } else if path == &page.path {
                diagnostics.push(Diagnostic::new(
                    &page.file,
                    page.line_of("related"),
                    "`related` names the page itself".into(),
                    "name other conditions, or delete the line",
                ));
            }
        }
    }
}

//! Markdown to HTML, with what this site adds: citations, cards and figures.

mod anchors;
mod blocks;
mod cards;
mod lines;
mod marks;
mod tables;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use html_escape::encode_double_quoted_attribute as escape;
use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};

use crate::abbreviations::Abbreviations;
use crate::bibliography::Bibliography;
use crate::front_matter;
use crate::links::elsewhere;
use crate::nearest::nearest;
use crate::page::{Heading, LinkUse};
use crate::prose::{self, Passage};
use crate::slug::{is_slug, slug};
use crate::source_file::{SourceFile, line_of};
use crate::{Diagnostic, exception, figure, picture};
use anchors::is_taken;
use blocks::{Block, BlockKind, Segment};
use cards::Seen;

/// The text of a page, rendered, and what was found in it.
#[derive(Debug, Default)]
pub(crate) struct Rendered {
    pub lead: String,
    pub body: String,
    pub contents: Vec<Heading>,
    /// Keys of the sources in order of first citation.
    pub cited: Vec<String>,
    pub citation_counts: BTreeMap<String, usize>,
    pub anchors: BTreeSet<String>,
    pub links: Vec<LinkUse>,
    pub words: usize,
    /// Whether it tells when to act at once.
    pub has_emergency: bool,
    /// What the page says, for the rules of writing.
    pub passages: Vec<Passage>,
}

/// What a page may name.
#[derive(Clone, Copy)]
pub(crate) struct Around<'a> {
    /// The sources it may cite.
    pub bibliography: &'a Bibliography,
    /// The abbreviations it may use.
    pub abbreviations: &'a Abbreviations,
    /// The folder of figures.
    pub figures: &'a Path,
    /// The folder of images.
    pub public: &'a Path,
    /// The address of the site itself, without a path; empty if it is not known.
    pub site: &'a str,
}

/// Renders the text below a page's front matter, adding what is wrong to `diagnostics`.
pub(crate) fn render(
    file: &SourceFile,
    around: Around<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Rendered {
    let (text, first_line) = front_matter::body(file);
    let mut renderer = Renderer {
        file,
        around,
        diagnostics,
        page: Rendered::default(),
        html: String::new(),
        level: 1,
        cards: 0,
        seen: Seen::default(),
        abbreviations: BTreeSet::new(),
        figures: BTreeSet::new(),
    };
    renderer.page.anchors.insert("sources".into());
    lines::check(file, text, first_line, renderer.diagnostics);
    let (segments, wrong) = blocks::split(text, first_line);
    for (line, problem, remedy) in wrong {
        renderer.report(line, problem, remedy);
    }
    for segment in segments {
        match segment {
            Segment::Text { text, line } => renderer.text(text, line, Place::Page),
            Segment::Block(block) => renderer.block(&block),
        }
    }
    marks::check(file, &renderer.page.passages, renderer.diagnostics);
    let Renderer {
        mut page,
        html,
        seen,
        ..
    } = renderer;
    page.has_emergency = seen.has_emergency();
    if page.contents.is_empty() {
        page.lead = html;
    } else {
        page.body = html;
    }
    page
}

/// Renders one line of Markdown without block elements: links, strong, emphasis.
pub(crate) fn inline(text: &str) -> String {
    let mut out = String::new();
    let events = Parser::new_ext(text, Options::ENABLE_SMART_PUNCTUATION).filter(|event| {
        !matches!(
            event,
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)
        )
    });
    html::push_html(&mut out, events);
    out.trim().to_owned()
}

const CODE: (&str, &str) = (
    "this line stands indented, or between ```, and would be shown as computer code",
    "delete the space before it, or the ```",
);

const CITED_HEADING: (&str, &str) = (
    "a citation stands in a heading or title, where it would be read out with it",
    "put it behind the sentence below that makes the claim",
);

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Page,
    InBlock,
}

/// A heading whose text is not complete yet; `start` is the place of its opening tag.
struct OpenHeading {
    level: u8,
    id: Option<String>,
    text: String,
    line: usize,
    start: usize,
}

struct Renderer<'a> {
    file: &'a SourceFile,
    around: Around<'a>,
    diagnostics: &'a mut Vec<Diagnostic>,
    page: Rendered,
    /// What has been rendered since the lead was put aside.
    html: String,
    /// Level of the last heading; 1 is the page's title.
    level: u8,
    cards: usize,
    seen: Seen,
    /// Those that the current section has explained by an `<abbr>`.
    abbreviations: BTreeSet<String>,
    /// Names of the figures so far.
    figures: BTreeSet<String>,
}

impl Renderer<'_> {
    fn report(&mut self, line: usize, problem: impl Into<String>, remedy: impl Into<String>) {
        self.diagnostics
            .push(self.file.diagnostic(line, problem.into(), remedy));
    }

    fn block(&mut self, block: &Block<'_>) {
        match block.kind {
            BlockKind::Figure => self.figure(block),
            BlockKind::Card {
                name,
                class,
                spoken,
            } => {
                let in_section = !self.page.contents.is_empty();
                for (problem, remedy) in self.seen.check(name, block, in_section) {
                    self.report(block.line, problem, remedy);
                }
                self.cards += 1;
                self.page
                    .passages
                    .push(prose::title(block.title, block.line));
                if block.title.contains("[^") {
                    self.report(block.line, CITED_HEADING.0, CITED_HEADING.1);
                }
                let (id, level) = (format!("card-{}", self.cards), (self.level + 1).clamp(2, 4));
                let spoken = if spoken.is_empty() {
                    String::new()
                } else {
                    format!(r#"<span class="visually-hidden">{spoken}: </span>"#)
                };
                let _ = write!(
                    self.html,
                    r#"<section class="card {class}" aria-labelledby="{id}"><h{level} class="card-title" id="{id}">{spoken}{}</h{level}><div class="card-body">"#,
                    inline(block.title),
                );
                self.text(block.text, block.line + 1, Place::InBlock);
                self.html.push_str("</div></section>\n");
            }
        }
    }

    fn figure(&mut self, block: &Block<'_>) {
        if !self.figures.insert(block.title.to_owned()) {
            self.report(
                block.line,
                format!("the figure {} stands on this page twice", block.title),
                "delete one of the two, and point to the other in words",
            );
        }
        match figure::inline(self.around.figures, block.title) {
            Ok(svg) => {
                self.html.push_str("<figure class=\"figure\">");
                self.html.push_str(&svg);
                self.html.push_str("<figcaption>");
                if block.text.trim().is_empty() {
                    self.report(
                        block.line,
                        "the figure has no text",
                        "write a caption and its data in words between the `:::` lines",
                    );
                }
                self.text(block.text, block.line + 1, Place::InBlock);
                self.html.push_str("</figcaption></figure>\n");
            }
            Err((problem, remedy)) => self.report(block.line, problem, remedy),
        }
    }

    fn text(&mut self, text: &str, first_line: usize, place: Place) {
        let mut wrong = Vec::new();
        let (text, exceptions) = exception::take(text, first_line, |line, problem, remedy| {
            wrong.push((line, problem, remedy));
        });
        for (line, problem, remedy) in wrong {
            self.report(line, problem, remedy);
        }
        let text = text.as_str();
        // A footnote reference is one only if its definition exists in the same text; the bibliography
        // has the real ones, so an empty one is put after the text for each and dropped again below.
        let mut with_definitions = text.to_owned();
        for (key, position) in citations(text) {
            if self.around.bibliography.has(key) {
                let _ = write!(with_definitions, "\n\n[^{key}]: .");
            } else {
                let remedy = match nearest(key, &self.around.bibliography.keys()) {
                    Some(meant) => format!("cite `[^{meant}]`"),
                    None => "add it to content/sources.toml, or correct the key".into(),
                };
                self.report(
                    first_line + line_of(text, position) - 1,
                    format!("there is no source [{key}] in content/sources.toml"),
                    remedy,
                );
            }
        }
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_SMART_PUNCTUATION
            | Options::ENABLE_HEADING_ATTRIBUTES;
        let events: Vec<(Event<'_>, usize)> = Parser::new_ext(&with_definitions, options)
            .into_offset_iter()
            .map(|(event, range)| (event, first_line + line_of(text, range.start) - 1))
            .collect();
        self.page
            .passages
            .extend(prose::passages(&events, exceptions));
        self.events(events, place);
    }

    fn events(&mut self, events: Vec<(Event<'_>, usize)>, place: Place) {
        let mut out: Vec<Event<'_>> = Vec::new();
        let mut heading: Option<OpenHeading> = None;
        let mut link: Option<usize> = None;
        let mut alternative: Option<(String, String, usize)> = None;
        let mut table = None;
        for (event, line) in without_definitions(events) {
            let Some(event) = tables::take(&mut table, event, &mut out) else {
                continue;
            };
            match event {
                Event::Start(Tag::Heading { level, id, .. }) => {
                    self.check_level(level, line, place);
                    // A section starts: what stands before the first is the lead.
                    if level == HeadingLevel::H2
                        && self.page.contents.is_empty()
                        && place == Place::Page
                    {
                        html::push_html(&mut self.html, out.drain(..));
                        self.page.lead = std::mem::take(&mut self.html);
                    }
                    // Rendered at its end, when its text and so its anchor are known.
                    heading = Some(OpenHeading {
                        level: level as u8,
                        id: id.map(|id| id.to_string()),
                        text: String::new(),
                        line,
                        start: out.len(),
                    });
                    out.push(Event::Html(CowStr::Borrowed("")));
                }
                Event::End(TagEnd::Heading(_)) => {
                    if let Some(heading) = heading.take() {
                        self.close_heading(heading, &mut out);
                    }
                }
                // One report for a block of HTML, not one for each of its lines.
                Event::Html(_) | Event::End(TagEnd::HtmlBlock) => {}
                Event::Start(Tag::CodeBlock(_)) => {
                    self.report(line, CODE.0, CODE.1);
                    out.push(Event::Start(Tag::Paragraph));
                }
                Event::End(TagEnd::CodeBlock) => out.push(Event::End(TagEnd::Paragraph)),
                Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => self.report(
                    line,
                    "HTML stands here, which pages may not contain",
                    "write it in Markdown; a `<` meant as a sign is written `\\<`",
                ),
                Event::FootnoteReference(key) => {
                    if heading.is_some() {
                        self.report(line, CITED_HEADING.0, CITED_HEADING.1);
                    }
                    let follows = matches!(out.last(), Some(Event::InlineHtml(html)) if html.starts_with(CITATION));
                    out.push(Event::InlineHtml(self.citation(&key, follows).into()));
                }
                Event::Start(Tag::Link {
                    link_type,
                    dest_url,
                    title,
                    id,
                }) => {
                    self.check_link(&dest_url, link_type, line);
                    link = Some(out.len());
                    out.push(Event::Start(Tag::Link {
                        link_type,
                        dest_url,
                        title,
                        id,
                    }));
                }
                Event::End(TagEnd::Link) => {
                    self.check_link_words(link.take(), &out, line);
                    out.push(Event::End(TagEnd::Link));
                }
                Event::Start(Tag::Image { dest_url, .. }) => {
                    alternative = Some((dest_url.to_string(), String::new(), line));
                }
                Event::End(TagEnd::Image) => {
                    if let Some((url, text, line)) = alternative.take() {
                        out.push(self.image(&url, &text, line));
                    }
                }
                Event::Text(text) => {
                    let text = without_marks(text);
                    self.page.words += text.split_whitespace().count();
                    if let Some((_, alternative, _)) = &mut alternative {
                        alternative.push_str(&text);
                        continue;
                    }
                    if let Some(heading) = &mut heading {
                        heading.text.push_str(&text);
                    }
                    if heading.is_some() || link.is_some() {
                        out.push(Event::Text(text));
                    } else {
                        self.abbreviated(&text, &mut out);
                    }
                }
                other => out.push(other),
            }
        }
        html::push_html(&mut self.html, out.into_iter());
    }

    fn close_heading(&mut self, heading: OpenHeading, out: &mut Vec<Event<'_>>) {
        let OpenHeading {
            level, text, start, ..
        } = heading;
        if text.trim().is_empty() {
            self.report(
                heading.line,
                "this heading has no words",
                "write them behind the `#`, or delete the line",
            );
            return;
        }
        let is_link = |event: &Event<'_>| matches!(event, Event::Start(Tag::Link { .. }));
        if out[start..].iter().any(is_link) {
            self.report(
                heading.line,
                "a link stands in a heading, which is itself the link to its section",
                "put it into the text below",
            );
        }
        let id = self.anchor(heading.id, &text, heading.line);
        // The link to copy or to bookmark is the heading's own text: the heading keeps its name, keyboards and screen
        // readers reach the link, and Firefox's reader view, which drops a `div` of a heading and an empty link, keeps it.
        out[start] = Event::Html(
            format!(
                r##"<h{level} class="heading" id="{id}"><a class="heading-link" href="#{id}">"##
            )
            .into(),
        );
        out.push(Event::Html(format!("</a></h{level}>\n").into()));
        if level == 2 {
            // Readers come to a section from the contents list, without having read the one before.
            self.abbreviations.clear();
            self.page.contents.push(Heading { id, text });
        }
    }

    /// Text, with the first use of each abbreviation in a section marked. Links and headings have none: their own
    /// names must not grow by a meaning.
    fn abbreviated(&mut self, text: &str, out: &mut Vec<Event<'_>>) {
        let pieces = self
            .around
            .abbreviations
            .mark(text, &mut self.abbreviations);
        out.extend(pieces.into_iter().map(|(piece, meaning)| match meaning {
            Some(meaning) => Event::InlineHtml(
                format!(r#"<abbr title="{}">{piece}</abbr>"#, escape(meaning)).into(),
            ),
            None => Event::Text(piece.to_owned().into()),
        }));
    }

    fn image(&mut self, url: &str, text: &str, line: usize) -> Event<'static> {
        let size = self.check_image(url, text, line);
        let (url, text) = (escape(url), escape(text));
        let attributes = match size {
            Some((width, height)) => picture::attributes(&url, width, height),
            None => format!(r#"src="{url}""#),
        };
        Event::InlineHtml(format!(r#"<img {attributes} alt="{text}" loading="lazy">"#).into())
    }

    fn check_level(&mut self, level: HeadingLevel, line: usize, place: Place) {
        let level = level as u8;
        let written = self.file.text.lines().nth(line - 1).unwrap_or_default();
        if !written
            .trim_start_matches(|c: char| c.is_whitespace() || "->*+".contains(c))
            .starts_with('#')
        {
            self.report(
                line,
                "the line of `---` or `===` below makes this text a heading",
                "put an empty line between them, or start a heading with `##`",
            );
        } else if place == Place::InBlock {
            self.report(
                line,
                "a heading stands inside a `:::` block",
                "move it out, or make it bold text",
            );
        } else if level == 1 {
            self.report(
                line,
                "this heading has one `#`, which is the page’s title",
                "start sections with `##`; the title stands in the front matter",
            );
        } else if level > self.level + 1 {
            self.report(
                line,
                format!("this heading skips a level: from {} to {level}", self.level),
                format!(
                    "start it with {} instead of {}",
                    "#".repeat(usize::from(self.level) + 1),
                    "#".repeat(level.into())
                ),
            );
        }
        self.level = level;
    }

    /// The heading's own anchor or one made of its text; unique within the page.
    fn anchor(&mut self, given: Option<String>, text: &str, line: usize) -> String {
        let is_given = given.is_some();
        let id = given.unwrap_or_else(|| slug(text));
        if !is_slug(&id) {
            self.report(
                line,
                if is_given {
                    format!("the anchor {id:?} cannot be part of an address")
                } else {
                    "this heading gives no anchor".into()
                },
                "put one of small letters, digits and hyphens behind it, like `{#side-effects}`",
            );
        } else if is_taken(&id) {
            self.report(
                line,
                format!("the anchor #{id} is one that the page itself has, around its text"),
                "give the heading another, like `{#other-name}`",
            );
        } else if !self.page.anchors.insert(id.clone()) {
            self.report(
                line,
                format!("the anchor #{id} stands on this page twice"),
                "give one of the headings another, like `{#other-name}`",
            );
        }
        id
    }

    /// A citation; `follows` says that another one stands right before it.
    fn citation(&mut self, key: &str, follows: bool) -> String {
        let index = self
            .page
            .cited
            .iter()
            .position(|cited| cited == key)
            .unwrap_or_else(|| {
                self.page.cited.push(key.to_owned());
                self.page.cited.len() - 1
            });
        let number = index + 1;
        let uses = self.page.citation_counts.entry(key.to_owned()).or_default();
        *uses += 1;
        let spoken = self.around.bibliography.spoken(key, number);
        let spoken = escape(&spoken);
        // Where no style arrives, and where text is copied, 9 and 10 must not read 910.
        let space = if follows { "\u{202f}" } else { "" };
        format!(
            r##"{CITATION}{space}<a id="cite-{number}-{uses}" href="#source-{number}" role="doc-noteref" aria-label="{spoken}">{number}</a></sup>"##
        )
    }

    fn check_link(&mut self, to: &str, link_type: LinkType, line: usize) {
        let scheme = to
            .split_once(':')
            .map(|(scheme, _)| scheme.to_lowercase())
            .unwrap_or_default();
        if to.is_empty() {
            self.report(
                line,
                "the link has no address",
                "write it behind the words: `[PTSD](/conditions/ptsd)`",
            );
        } else if let Some(path) = to
            .strip_prefix(self.around.site)
            .filter(|_| !self.around.site.is_empty())
        {
            let path = if path.is_empty() { "/" } else { path };
            self.report(
                line,
                format!("{to} is a page of this very site"),
                format!("link to it without the site’s address: `{path}`"),
            );
        } else if to.starts_with('/')
            && !to.contains("..")
            && self.around.public.join(&to[1..]).is_file()
        {
            // A file to load, such as a leaflet.
            if let Some((problem, remedy)) = picture::misread(to) {
                self.report(line, problem, remedy);
            }
        } else if to.starts_with('/') && !to.starts_with("//") || to.starts_with('#') {
            self.page.links.push(LinkUse {
                to: to.to_owned(),
                line,
            });
        } else if scheme == "http" {
            self.report(
                line,
                format!("{to} is not encrypted"),
                "link to its `https://` address",
            );
        } else if link_type == LinkType::Email {
            // `<name@example.org>`, which the parser has checked.
        } else if let Some((problem, remedy)) = elsewhere(to, &scheme) {
            self.report(line, problem, remedy);
        }
    }

    /// `start` is the place of the link's opening tag, which is the last thing if the link has no words.
    fn check_link_words(&mut self, start: Option<usize>, out: &[Event<'_>], line: usize) {
        if start.is_some_and(|start| start + 1 == out.len()) {
            self.report(
                line,
                "the link has no words",
                "write in the brackets where it leads: `[PTSD](/conditions/ptsd)`",
            );
        }
    }

    /// Checks an image and gives its width and height in pixels, by which the page keeps its place free until it comes.
    fn check_image(&mut self, url: &str, alternative: &str, line: usize) -> Option<(usize, usize)> {
        if alternative.trim().is_empty() {
            self.report(
                line,
                "the image has no alternative text",
                "say in the brackets what it shows: `![A nurse at a desk](/images/desk.webp)`",
            );
        }
        if let Some((problem, remedy)) = picture::misread(url) {
            self.report(line, problem, remedy);
            return None;
        }
        let file = self.around.public.join(url.trim_start_matches('/'));
        // Where the system ignores capitals, a file is found by a name that servers do not know.
        let is_named_so = picture::other_capitals(self.around.public, url).is_none();
        if !is_named_so || !url.starts_with('/') || url.contains("..") || !file.is_file() {
            let remedy = match picture::other_capitals(self.around.public, url) {
                Some(there) => {
                    format!("write it as the file is named, with the same capitals: `{there}`")
                }
                None => "put the file into public/images and name it `/images/…`".into(),
            };
            self.report(line, format!("there is no image {url}"), remedy);
            return None;
        }
        match picture::size(&file, url) {
            Ok(size) => Some(size),
            Err((problem, remedy)) => {
                self.report(line, problem, remedy);
                None
            }
        }
    }
}

/// What a citation in a text begins with.
const CITATION: &str = r#"<sup class="citation">"#;

/// Events without the empty definitions that stand behind the text for the sake of its references.
fn without_definitions(
    events: Vec<(Event<'_>, usize)>,
) -> impl Iterator<Item = (Event<'_>, usize)> {
    let mut is_in_one = false;
    events.into_iter().filter(move |(event, _)| {
        match event {
            Event::Start(Tag::FootnoteDefinition(_)) => is_in_one = true,
            Event::End(TagEnd::FootnoteDefinition) => {
                is_in_one = false;
                return false;
            }
            _ => {}
        }
        !is_in_one
    })
}

/// A text without the marks of exceptions, which no reader sees.
fn without_marks(text: CowStr<'_>) -> CowStr<'_> {
    if text.contains(exception::MARK) {
        text.replace(exception::MARK, "").into()
    } else {
        text
    }
}

/// The citation keys in a text, each once, with their positions.
fn citations(text: &str) -> Vec<(&str, usize)> {
    let mut found: Vec<(&str, usize)> = Vec::new();
    for (position, _) in text.match_indices("[^") {
        if let Some(end) = text[position..].find(']') {
            let key = &text[position + 2..position + end];
            if !found.iter().any(|(known, _)| *known == key) {
                found.push((key, position));
            }
        }
    }
    found
}

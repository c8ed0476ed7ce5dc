//! Markdown to HTML, with what this site adds: citations, cards and figures.

mod anchors;
mod blocks;
mod cards;
mod lines;
mod lists;
mod tables;
mod unlinked;
mod vanished;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::ops::Range;
use std::path::Path;

use html_escape::encode_double_quoted_attribute as escape;
use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};

use crate::abbreviations::Abbreviations;
use crate::bibliography::Bibliography;
use crate::front_matter;
use crate::links::{elsewhere, on_this_computer, own_path};
use crate::nearest::nearest;
use crate::page::{Heading, LinkUse};
use crate::prose::{self, Passage, PassageKind};
use crate::slug::{is_slug, slug};
use crate::source_file::{SourceFile, line_of};
use crate::typography::inches;
use crate::visible_text::{TextKind, VisibleText};
use crate::{Diagnostic, exception, figure, phone, picture};
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
    /// What it says besides: alternative texts of pictures, titles of links.
    pub texts: Vec<VisibleText>,
    /// Where its links lead, with their words.
    pub targets: Vec<(String, String)>,
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
    let mut renderer = Renderer::new(file, around, diagnostics);
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

/// A short text of `site.toml`, rendered, and what was found in it.
#[derive(Debug, Default)]
pub(crate) struct Inline {
    pub html: String,
    pub links: Vec<LinkUse>,
    /// See [`Rendered::targets`].
    pub targets: Vec<(String, String)>,
    passages: Vec<Passage>,
    texts: Vec<VisibleText>,
}

impl Inline {
    /// What a reader sees of it.
    pub fn texts(&self, file: &SourceFile) -> Vec<VisibleText> {
        prose::visible(&self.passages, file)
            .chain(self.texts.iter().cloned())
            .collect()
    }
}

/// Renders a text of one paragraph that stands on a line of a file, by the same rules as the text of a page. Links may
/// lead to files in `public`; `site` is the site's own address, empty if it is not known.
pub(crate) fn inline(
    file: &SourceFile,
    line: usize,
    text: &str,
    (public, site): (&Path, &str),
    diagnostics: &mut Vec<Diagnostic>,
) -> Inline {
    let around = Around {
        bibliography: &Bibliography::default(),
        abbreviations: &Abbreviations::default(),
        figures: Path::new(""),
        public,
        site,
    };
    let mut renderer = Renderer::new(file, around, diagnostics);
    let html = renderer.inline(text, line, CITED_DETAIL);
    let page = renderer.page;
    Inline {
        html,
        links: page.links,
        targets: page.targets,
        passages: page.passages,
        texts: page.texts,
    }
}

const CODE: (&str, &str) = (
    "this line stands indented, or between ```, and would be shown as computer code",
    "delete the space before it, or the ```",
);

const CITED_HEADING: (&str, &str) = (
    "a citation stands in a heading or title, where it would be read out with it",
    "put it behind the sentence below that makes the claim",
);

const CITED_DETAIL: (&str, &str) = (
    "a citation stands in a text that has no list of sources",
    "delete it, and make the claim on a page",
);

const BLOCK: (&str, &str) = (
    "a heading, list, table or second paragraph stands in a text that is one paragraph",
    "write it as one paragraph without marks at its start",
);

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Page,
    InBlock,
    /// One paragraph, put into an element that is there already.
    Inline,
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

impl<'a> Renderer<'a> {
    fn new(file: &'a SourceFile, around: Around<'a>, diagnostics: &'a mut Vec<Diagnostic>) -> Self {
        Self {
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
        }
    }

    /// Renders one paragraph without its element. `cited` is said of a citation in it.
    fn inline(&mut self, text: &str, line: usize, cited: (&str, &str)) -> String {
        let before = std::mem::take(&mut self.html);
        if text
            .split("[^")
            .skip(1)
            .any(|rest| !exception::starts(rest))
        {
            self.report(line, cited.0, cited.1);
        }
        self.text(text, line, Place::Inline);
        std::mem::replace(&mut self.html, before).trim().to_owned()
    }

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
                let first = self.page.passages.len();
                let title = self.inline(block.title, block.line, CITED_HEADING);
                for passage in &mut self.page.passages[first..] {
                    passage.kind = PassageKind::Heading;
                }
                let (id, level) = (format!("card-{}", self.cards), (self.level + 1).clamp(2, 4));
                let spoken = if spoken.is_empty() {
                    String::new()
                } else {
                    format!(r#"<span class="visually-hidden">{spoken}: </span>"#)
                };
                let _ = write!(
                    self.html,
                    r#"<section class="card {class}" aria-labelledby="{id}"><h{level} class="card-title" id="{id}">{spoken}{title}</h{level}><div class="card-body">"#,
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
            if place == Place::Inline {
                // Told of as a whole.
            } else if self.around.bibliography.has(key) {
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
        let mut events: Vec<(Event<'_>, Range<usize>)> =
            Parser::new_ext(&with_definitions, options)
                .into_offset_iter()
                .collect();
        inches(text, &mut events);
        for (position, problem, remedy) in vanished::check(text, &events)
            .into_iter()
            .chain(lists::check(text, &events))
        {
            self.report(first_line + line_of(text, position) - 1, problem, remedy);
        }
        let events: Vec<(Event<'_>, usize)> = events
            .into_iter()
            .map(|(event, range)| (event, first_line + line_of(text, range.start) - 1))
            .collect();
        for (line, problem, remedy) in unlinked::check(&events) {
            self.report(line, problem, remedy);
        }
        self.page
            .passages
            .extend(prose::passages(&events, exceptions));
        let events = if place == Place::Inline {
            self.one_paragraph(events)
        } else {
            events
        };
        self.events(events, place);
    }

    /// The events within a paragraph; none if the text is anything else, which is told.
    fn one_paragraph<'e>(&mut self, events: Vec<(Event<'e>, usize)>) -> Vec<(Event<'e>, usize)> {
        let block = events.iter().skip(1).find(|(event, _)| {
            let is_inline = |tag: &Tag<'_>| {
                matches!(
                    tag,
                    Tag::Emphasis | Tag::Strong | Tag::Link { .. } | Tag::Image { .. }
                )
            };
            matches!(event, Event::Start(tag) if !is_inline(tag))
        });
        let starts = events.first().map(|(event, _)| event);
        let is_one = starts.is_none_or(|event| matches!(event, Event::Start(Tag::Paragraph)));
        let wrong = block
            .map(|(_, line)| *line)
            .or_else(|| (!is_one).then(|| events[0].1));
        if let Some(line) = wrong {
            let is_html = |(event, _): &(Event<'_>, usize)| matches!(event, Event::Html(_));
            // Markup has a message of its own.
            if !events.iter().any(is_html) {
                self.report(line, BLOCK.0, BLOCK.1);
                return Vec::new();
            }
        }
        let is_paragraph = |event: &Event<'_>| {
            matches!(
                event,
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)
            )
        };
        events
            .into_iter()
            .filter(|(event, _)| !is_paragraph(event))
            .collect()
    }

    fn events(&mut self, events: Vec<(Event<'_>, usize)>, place: Place) {
        let mut out: Vec<Event<'_>> = Vec::new();
        let mut heading: Option<OpenHeading> = None;
        let mut link: Option<(usize, String)> = None;
        let mut alternative: Option<(String, String, usize)> = None;
        let mut table = None;
        for (event, line) in without_definitions(events) {
            let Some(event) = tables::take(&mut table, event, &mut out) else {
                continue;
            };
            match event {
                Event::Start(Tag::Heading { level, id, .. }) => {
                    self.check_level(level, line, place);
                    if level == HeadingLevel::H2 && place == Place::Page {
                        self.end_lead(&mut out);
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
                    let citation = self.citation(&key, out.last());
                    out.push(citation);
                }
                Event::Start(Tag::Link {
                    link_type,
                    dest_url,
                    title,
                    id,
                }) => {
                    self.check_link(&dest_url, link_type, line);
                    self.other_text(TextKind::LinkTitle, &title, line);
                    link = Some((out.len(), dest_url.to_string()));
                    out.push(Event::Start(Tag::Link {
                        link_type,
                        dest_url,
                        title,
                        id,
                    }));
                }
                Event::End(TagEnd::Link) => {
                    if let Some((start, to)) = link.take() {
                        self.check_link_words(start, to, &out, line);
                    }
                    out.push(Event::End(TagEnd::Link));
                }
                Event::Start(Tag::Image {
                    dest_url, title, ..
                }) => {
                    self.other_text(TextKind::LinkTitle, &title, line);
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
                    if heading.is_some() || link.is_some() || place == Place::Inline {
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

    /// A section starts: what stands before the first is the lead.
    fn end_lead(&mut self, out: &mut Vec<Event<'_>>) {
        if self.page.contents.is_empty() {
            html::push_html(&mut self.html, out.drain(..));
            self.page.lead = std::mem::take(&mut self.html);
        }
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

    /// Keeps a text that is no prose for the rules.
    fn other_text(&mut self, kind: TextKind, text: &str, line: usize) {
        if !text.trim().is_empty() {
            self.page
                .texts
                .push(VisibleText::plain(kind, text, &self.file.shown_as, line));
        }
    }

    fn image(&mut self, url: &str, text: &str, line: usize) -> Event<'static> {
        self.other_text(TextKind::Alternative, text, line);
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

    /// A citation; `before` is what stands right before it.
    fn citation(&mut self, key: &str, before: Option<&Event<'_>>) -> Event<'static> {
        let follows = matches!(before, Some(Event::InlineHtml(html)) if html.starts_with(CITATION));
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
        Event::InlineHtml(format!(
            r##"{CITATION}{space}<a id="cite-{number}-{uses}" href="#source-{number}" role="doc-noteref" aria-label="{spoken}">{number}</a></sup>"##
        ).into())
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
        } else if let Some(path) = own_path(to, self.around.site) {
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
        } else if let Some(path) = on_this_computer(to) {
            self.report(
                line,
                format!("{to} is an address that only this computer has"),
                format!("link to the page of the site: `{path}`"),
            );
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
    fn check_link_words(&mut self, start: usize, to: String, out: &[Event<'_>], line: usize) {
        if start + 1 == out.len() {
            self.report(
                line,
                "the link has no words",
                "write in the brackets where it leads: `[PTSD](/conditions/ptsd)`",
            );
        }
        let words: String = out[start..]
            .iter()
            .filter_map(|event| match event {
                Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
                _ => None,
            })
            .collect();
        if phone::names_another(&words, &to) {
            self.report(
                line,
                format!("the link “{words}” leads to {to}, which is another number"),
                "let the link dial the number that its words name",
            );
        }
        self.page.targets.push((to, words));
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

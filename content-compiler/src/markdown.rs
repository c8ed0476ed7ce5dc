//! Markdown to HTML, with what this site adds: citations, cards and figures.

mod blocks;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};

use crate::bibliography::Bibliography;
use crate::front_matter::{self, nearest};
use crate::links::LinkUse;
use crate::source_file::{SourceFile, line_of};
use crate::{Heading, Mistake, figure, is_slug};
use blocks::{Block, BlockKind, Segment};

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
}

/// Renders the text below a page's front matter, adding what is wrong to `mistakes`.
pub(crate) fn render(
    file: &SourceFile,
    bibliography: &Bibliography,
    figures: &Path,
    public: &Path,
    mistakes: &mut Vec<Mistake>,
) -> Rendered {
    let (text, first_line) = front_matter::body(file);
    let mut renderer = Renderer {
        file,
        bibliography,
        figures,
        public,
        mistakes,
        page: Rendered::default(),
        html: String::new(),
        level: 1,
        cards: 0,
    };
    renderer.page.anchors.insert("sources".into());
    match blocks::split(text, first_line) {
        Ok(segments) => {
            for segment in segments {
                match segment {
                    Segment::Text { text, line } => renderer.text(text, line, Place::Page),
                    Segment::Block(block) => renderer.block(&block),
                }
            }
        }
        Err((line, problem, remedy)) => renderer.mistake(line, problem, remedy),
    }
    let Renderer { mut page, html, .. } = renderer;
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

/// Text made safe for element content and double-quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Page,
    InBlock,
}

struct Renderer<'a> {
    file: &'a SourceFile,
    bibliography: &'a Bibliography,
    figures: &'a Path,
    public: &'a Path,
    mistakes: &'a mut Vec<Mistake>,
    page: Rendered,
    /// What has been rendered since the lead was put aside.
    html: String,
    /// Level of the last heading; 1 is the page's title.
    level: u8,
    cards: usize,
}

impl Renderer<'_> {
    fn mistake(&mut self, line: usize, problem: impl Into<String>, remedy: impl Into<String>) {
        self.mistakes
            .push(self.file.mistake(line, problem.into(), remedy));
    }

    fn block(&mut self, block: &Block<'_>) {
        match block.kind {
            BlockKind::Figure => self.figure(block),
            BlockKind::Card { class, spoken } => {
                self.cards += 1;
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
        match figure::inline(self.figures, block.title) {
            Ok(svg) => {
                self.html.push_str("<figure class=\"figure\">");
                self.html.push_str(&svg);
                self.html.push_str("<figcaption>");
                if block.text.trim().is_empty() {
                    self.mistake(
                        block.line,
                        "the figure has no text",
                        "write a caption and its data in words between the `:::` lines",
                    );
                }
                self.text(block.text, block.line + 1, Place::InBlock);
                self.html.push_str("</figcaption></figure>\n");
            }
            Err((problem, remedy)) => self.mistake(block.line, problem, remedy),
        }
    }

    fn text(&mut self, text: &str, first_line: usize, place: Place) {
        // A footnote reference is one only if its definition exists in the same text; the bibliography
        // has the real ones, so an empty one is put after the text for each and dropped again below.
        let mut with_definitions = text.to_owned();
        for (key, position) in citations(text) {
            if self.bibliography.has(key) {
                let _ = write!(with_definitions, "\n\n[^{key}]: .");
            } else {
                let remedy = match nearest(key, &self.bibliography.keys()) {
                    Some(meant) => format!("cite `[^{meant}]`"),
                    None => "add it to content/sources.toml, or correct the key".into(),
                };
                self.mistake(
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
        self.events(events, place);
    }

    fn events(&mut self, events: Vec<(Event<'_>, usize)>, place: Place) {
        let mut out: Vec<Event<'_>> = Vec::new();
        let mut in_definition = false;
        let mut heading: Option<(u8, Option<String>, String, usize)> = None;
        let mut alternative: Option<(String, String, usize)> = None;
        for (event, line) in events {
            match event {
                Event::Start(Tag::FootnoteDefinition(_)) => in_definition = true,
                Event::End(TagEnd::FootnoteDefinition) => in_definition = false,
                _ if in_definition => {}
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
                    heading = Some((
                        level as u8,
                        id.map(|id| id.to_string()),
                        String::new(),
                        line,
                    ));
                    // Rendered at its end, when its text and so its anchor are known.
                    out.push(Event::Html(CowStr::Borrowed("\u{0}")));
                }
                Event::End(TagEnd::Heading(_)) => {
                    if let Some((level, id, text, line)) = heading.take() {
                        let id = self.anchor(id, &text, line);
                        let start = out
                            .iter()
                            .rposition(|e| matches!(e, Event::Html(h) if &**h == "\u{0}"));
                        if let Some(start) = start {
                            out[start] = Event::Html(format!(r#"<h{level} id="{id}">"#).into());
                        }
                        out.push(Event::Html(format!("</h{level}>\n").into()));
                        if level == 2 {
                            self.page.contents.push(Heading { id, text });
                        }
                    }
                }
                // One report for a block of HTML, not one for each of its lines.
                Event::Html(_) | Event::End(TagEnd::HtmlBlock) => {}
                Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => self.mistake(
                    line,
                    "HTML stands here, which pages may not contain",
                    "write it in Markdown; a `<` meant as a sign is written `\\<`",
                ),
                Event::FootnoteReference(key) => {
                    out.push(Event::InlineHtml(self.citation(&key).into()));
                }
                Event::Start(Tag::Link {
                    link_type,
                    dest_url,
                    title,
                    id,
                }) => {
                    self.check_link(&dest_url, link_type, line);
                    out.push(Event::Start(Tag::Link {
                        link_type,
                        dest_url,
                        title,
                        id,
                    }));
                }
                Event::Start(Tag::Image { dest_url, .. }) => {
                    alternative = Some((dest_url.to_string(), String::new(), line));
                }
                Event::End(TagEnd::Image) => {
                    if let Some((url, text, line)) = alternative.take() {
                        self.check_image(&url, &text, line);
                        out.push(Event::InlineHtml(
                            format!(
                                r#"<img src="{}" alt="{}" loading="lazy">"#,
                                escape(&url),
                                escape(&text)
                            )
                            .into(),
                        ));
                    }
                }
                Event::Text(text) => {
                    self.page.words += text.split_whitespace().count();
                    if let Some((_, alternative, _)) = &mut alternative {
                        alternative.push_str(&text);
                        continue;
                    }
                    if let Some((_, _, heading, _)) = &mut heading {
                        heading.push_str(&text);
                    }
                    out.push(Event::Text(text));
                }
                other => out.push(other),
            }
        }
        html::push_html(&mut self.html, out.into_iter());
    }

    fn check_level(&mut self, level: HeadingLevel, line: usize, place: Place) {
        let level = level as u8;
        if place == Place::InBlock {
            self.mistake(
                line,
                "a heading stands inside a `:::` block",
                "move it out, or make it bold text",
            );
        } else if level == 1 {
            self.mistake(
                line,
                "this heading has one `#`, which is the page’s title",
                "start sections with `##`; the title stands in the front matter",
            );
        } else if level > self.level + 1 {
            self.mistake(
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
            self.mistake(
                line,
                if is_given {
                    format!("the anchor {id:?} cannot be part of an address")
                } else {
                    "this heading gives no anchor".into()
                },
                "put one of small letters, digits and hyphens behind it, like `{#side-effects}`",
            );
        } else if !self.page.anchors.insert(id.clone()) {
            self.mistake(
                line,
                format!("the anchor #{id} stands on this page twice"),
                "give one of the headings another, like `{#other-name}`",
            );
        }
        id
    }

    fn citation(&mut self, key: &str) -> String {
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
        let spoken = escape(&self.bibliography.spoken(key, number));
        format!(
            r##"<sup class="citation"><a id="cite-{number}-{uses}" href="#source-{number}" aria-label="{spoken}">{number}</a></sup>"##
        )
    }

    fn check_link(&mut self, to: &str, link_type: LinkType, line: usize) {
        if to.starts_with('/') && !to.starts_with("//") || to.starts_with('#') {
            self.page.links.push(LinkUse {
                to: to.to_owned(),
                line,
            });
        } else if to.starts_with("http://") {
            self.mistake(
                line,
                format!("{to} is not encrypted"),
                "link to its `https://` address",
            );
        } else if !["https://", "tel:", "sms:", "mailto:"]
            .iter()
            .any(|scheme| to.starts_with(scheme))
            && link_type != LinkType::Email
        {
            self.mistake(
                line,
                format!("{to:?} is not a link that works from every page"),
                "start it with `/` for this site (`/conditions/ptsd`) or with `https://` for another",
            );
        }
    }

    fn check_image(&mut self, url: &str, alternative: &str, line: usize) {
        if alternative.trim().is_empty() {
            self.mistake(
                line,
                "the image has no alternative text",
                "say in the brackets what it shows: `![A nurse at a desk](/images/desk.webp)`",
            );
        }
        if !url.starts_with('/') || url.contains("..") || !self.public.join(&url[1..]).is_file() {
            self.mistake(
                line,
                format!("there is no image {url}"),
                "put the file into public/images and name it `/images/…`",
            );
        }
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

/// An anchor from a heading's text: ASCII letters and digits in lower case, everything else a hyphen.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if c != '’' && c != '\'' && !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.truncate(64);
    slug.trim_end_matches('-').to_owned()
}

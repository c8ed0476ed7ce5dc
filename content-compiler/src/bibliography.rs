//! `sources.toml`: what the pages may cite.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use html_escape::encode_double_quoted_attribute as escape;
use serde::Deserialize;
use toml::value::Datetime;

use crate::nearest::nearest;
use crate::slug::is_slug;
use crate::source_file::{SourceFile, line_of};
use crate::typography::typographic;
use crate::visible_text::{TextKind, VisibleText};
use crate::{Diagnostic, invisible};

/// All sources by their key.
#[derive(Debug, Default)]
pub struct Bibliography {
    sources: BTreeMap<String, Source>,
    lines: BTreeMap<String, usize>,
    /// Whether the file itself could not be read.
    is_unreadable: bool,
    /// Keys of sources that are there, but could not be read.
    unread: BTreeSet<String>,
    shown_as: String,
}

/// One source.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// As printed, "Anand A, Mathew SJ, et al."; an agency's name for its own pages.
    pub authors: String,
    /// Title of the work.
    pub title: String,
    /// Journal, agency or publisher.
    pub publisher: String,
    /// Year of publication.
    pub year: u16,
    /// Digital Object Identifier, `10.…/…`.
    pub doi: Option<String>,
    /// Address, for what has no DOI.
    pub url: Option<String>,
    /// The day on which someone last looked the source up.
    pub checked: Datetime,
}

impl Source {
    /// Where the source is found.
    #[must_use]
    pub fn link(&self) -> String {
        match (&self.doi, &self.url) {
            (Some(doi), _) => format!("https://doi.org/{doi}"),
            (None, Some(url)) => url.clone(),
            (None, None) => String::new(),
        }
    }

    /// "Anand 2023": the first author's family name, or an agency's whole name, and the year.
    fn short(&self) -> String {
        let first = self.authors.split(',').next().unwrap_or_default().trim();
        let mut words: Vec<&str> = first.split_whitespace().collect();
        // "Anand A" → "Anand": initials are capitals and follow the name.
        if words.len() > 1
            && words
                .last()
                .is_some_and(|w| w.len() <= 3 && w.chars().all(char::is_uppercase))
        {
            words.pop();
        }
        format!("{} {}", words.join(" "), self.year)
    }
}

impl Bibliography {
    /// The source of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Source> {
        self.sources.get(key)
    }

    /// Stands for a file that could not be read.
    pub(crate) fn unreadable() -> Self {
        Self {
            is_unreadable: true,
            ..Self::default()
        }
    }

    /// All sources with their keys, sorted by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Source)> {
        self.sources
            .iter()
            .map(|(key, source)| (key.as_str(), source))
    }

    pub(crate) fn parse(file: &SourceFile, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut bibliography = Self {
            shown_as: file.shown_as.clone(),
            ..Self::default()
        };
        invisible::check(file, diagnostics);
        (bibliography.sources, bibliography.unread) = read(file, diagnostics);
        for source in bibliography.sources.values_mut() {
            for text in [
                &mut source.authors,
                &mut source.title,
                &mut source.publisher,
            ] {
                *text = typographic(text);
            }
        }
        let mut places = BTreeMap::new();
        for (key, source) in &bibliography.sources {
            let line = file
                .text
                .lines()
                .position(|text| text.trim() == format!("[{key}]"))
                .map_or(1, |n| n + 1);
            bibliography.lines.insert(key.clone(), line);
            if let Err((problem, remedy)) = check(key, source) {
                diagnostics.push(file.diagnostic(line, problem, remedy));
            } else if let Some(first) = places.insert(source.link().to_lowercase(), key.clone()) {
                diagnostics.push(file.diagnostic(
                    line,
                    format!("[{key}] is the same source as [{first}]"),
                    "delete one of them and cite the other",
                ));
            }
        }
        bibliography
    }

    /// What a reader sees of the sources.
    pub(crate) fn texts(&self) -> impl Iterator<Item = VisibleText> {
        self.sources.iter().flat_map(|(key, source)| {
            let line = self.lines.get(key).copied().unwrap_or(1);
            [&source.authors, &source.title, &source.publisher]
                .map(|text| VisibleText::plain(TextKind::Source, text, &self.shown_as, line))
        })
    }

    /// Whether a key can be cited.
    pub(crate) fn has(&self, key: &str) -> bool {
        // With an unreadable bibliography every citation would be reported; one report is enough.
        self.is_unreadable || self.sources.contains_key(key) || self.unread.contains(key)
    }

    pub(crate) fn keys(&self) -> Vec<&str> {
        self.sources.keys().map(String::as_str).collect()
    }

    /// What a screen reader says for a citation: "Source 3: Anand 2023".
    pub(crate) fn spoken(&self, key: &str, number: usize) -> String {
        let short = self.sources.get(key).map(Source::short).unwrap_or_default();
        format!("Source {number}: {short}")
    }

    /// List items for the sources a page cites, each linking to the work and back to its citations.
    pub(crate) fn list(&self, cited: &[String], counts: &BTreeMap<String, usize>) -> String {
        let mut html = String::new();
        for (index, key) in cited.iter().enumerate() {
            let (number, Some(source)) = (index + 1, self.sources.get(key)) else {
                continue;
            };
            let link = source.link();
            let link = escape(&link);
            // The whole address stands in the link, and in print behind it.
            let shown = match &source.doi {
                // A narrow window has a place to break it, also without the styles.
                Some(doi) => format!("doi:{}", escape(doi).replacen('/', "/<wbr>", 1)),
                None => link
                    .trim_start_matches("https://")
                    .split('/')
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            };
            // The title is the link: an identifier is read out letter by letter and says nothing in a list of links.
            let _ = write!(
                html,
                r#"<li id="source-{number}">{} <cite><a href="{link}">{}</a></cite>. {}, {}. <span class="locator">{shown}</span>"#,
                with_stop(&escape(&source.authors)),
                escape(source.title.trim_end_matches('.')),
                escape(&source.publisher),
                source.year,
            );
            let uses = counts.get(key).copied().unwrap_or_default();
            for place in 1..=uses {
                // With several ways back, each shows and says which it is.
                let (sign, spoken) = if uses == 1 {
                    (String::new(), String::new())
                } else {
                    (
                        format!("<sup>{place}</sup>"),
                        format!(", place {place} of {uses}"),
                    )
                };
                let _ = write!(
                    html,
                    r##" <a class="back" href="#cite-{number}-{place}" role="doc-backlink" aria-label="Back to where source {number} is cited{spoken}">↩&#xFE0E;{sign}</a>"##
                );
            }
            html.push_str("</li>");
        }
        html
    }

    pub(crate) fn check_unused(&self, used: &BTreeSet<String>, diagnostics: &mut Vec<Diagnostic>) {
        for key in self.sources.keys().filter(|key| !used.contains(*key)) {
            diagnostics.push(Diagnostic::new(
                &self.shown_as,
                self.lines.get(key).copied().unwrap_or(1),
                format!("no page cites [{key}]"),
                format!("cite it with `[^{key}]` or delete it"),
            ));
        }
    }
}

const EXAMPLES: [(&str, &str); 7] = [
    ("authors", "authors = \"Anand A, Mathew SJ, et al.\""),
    ("title", "title = \"The title of the work\""),
    ("publisher", "publisher = \"Journal, agency or publisher\""),
    ("year", "year = 2023"),
    ("doi", "doi = \"10.1056/NEJMoa2302399\""),
    ("url", "url = \"https://www.example.org/\""),
    ("checked", "checked = 2026-11-23"),
];

/// Reads the sources, telling of each one that cannot be read; gives the rest, and the keys of those.
fn read(
    file: &SourceFile,
    diagnostics: &mut Vec<Diagnostic>,
) -> (BTreeMap<String, Source>, BTreeSet<String>) {
    let mut lines: Vec<&str> = file.text.lines().collect();
    let mut unread = BTreeSet::new();
    loop {
        let text = lines.join("\n");
        let error = match toml::from_str(&text) {
            Ok(sources) => return (sources, unread),
            Err(error) => error,
        };
        let at = error.span().map_or(0, |span| span.start);
        let wrong = (line_of(&text, at) - 1).min(lines.len() - 1);
        let (problem, remedy) = explain(error.message(), lines[wrong]);
        diagnostics.push(file.diagnostic(wrong + 1, problem, remedy));
        // Set the whole source aside: half of it would only bring more messages.
        let is_header = |index: &usize| lines[*index].starts_with('[');
        let start = (0..=wrong).rev().find(is_header);
        let end = (wrong + 1..lines.len())
            .find(is_header)
            .unwrap_or(lines.len());
        let header = start.map_or("", |start| lines[start]);
        unread.insert(header.trim_matches(['[', ']', ' ']).to_owned());
        let block = &mut lines[start.unwrap_or(wrong)..end];
        if block.iter().all(|line| line.is_empty()) {
            return (BTreeMap::new(), unread);
        }
        block.fill("");
    }
}

/// Says in an editor's words what the TOML parser found on a line.
fn explain(message: &str, line: &str) -> (String, String) {
    let quoted = message.split('`').nth(1).unwrap_or_default();
    let (key, value) = line.split_once('=').unwrap_or((line, ""));
    let (key, value) = (key.trim(), value.trim());
    let example = |key: &str| {
        EXAMPLES
            .iter()
            .find(|(name, _)| *name == key)
            .map_or("title = \"…\"", |(_, example)| *example)
    };
    if message.starts_with("missing field") {
        return (
            format!("{} has no `{quoted}`", line.trim()),
            format!("add a line like `{}`", example(quoted)),
        );
    }
    if message.starts_with("unknown field") {
        let names = EXAMPLES.map(|(name, _)| name);
        let remedy = match nearest(&quoted.to_lowercase(), &names) {
            Some(name) => format!("write `{name}` instead of `{quoted}`"),
            None => format!("delete it; the keys are {}", names.join(", ")),
        };
        return (format!("there is no key `{quoted}`"), remedy);
    }
    if message.starts_with("duplicate key") {
        return (
            format!(
                "{} stands here twice",
                if value.is_empty() { line.trim() } else { key }
            ),
            "delete one of the two".into(),
        );
    }
    if value.starts_with(['“', '”', '‘', '’', '„']) {
        return (
            format!("`{key}` has curly quotation marks around its text"),
            format!("use straight ones, like `{}`", example(key)),
        );
    }
    if EXAMPLES.iter().any(|(name, _)| *name == key) {
        return (
            format!("the value of `{key}` cannot be read: {value}"),
            format!("write it like `{}`", example(key)),
        );
    }
    (
        format!("this line cannot be read: {}", line.trim()),
        "write the source’s key in square brackets, like [anand-2023], and below it lines like `year = 2023`".into(),
    )
}

fn with_stop(authors: &str) -> String {
    if authors.ends_with('.') {
        authors.to_owned()
    } else {
        format!("{authors}.")
    }
}

fn check(key: &str, source: &Source) -> Result<(), (String, String)> {
    if !is_slug(key) {
        return Err((
            format!("the key [{key}] has characters that a citation cannot have"),
            "use small letters, digits and single hyphens, like [anand-2023]".into(),
        ));
    }
    for (name, text) in [
        ("authors", &source.authors),
        ("title", &source.title),
        ("publisher", &source.publisher),
    ] {
        if text.trim().is_empty() {
            return Err((format!("`{name}` of [{key}] is empty"), "write it".into()));
        }
    }
    if !(1900..=2100).contains(&source.year) {
        return Err((
            format!("{} is not the year of [{key}]", source.year),
            "write four digits".into(),
        ));
    }
    if source.checked.date.is_none() || source.checked.time.is_some() {
        return Err((
            format!("`checked` of [{key}] is not a day"),
            "write it like `checked = 2026-11-23`".into(),
        ));
    }
    match (&source.doi, &source.url) {
        (Some(doi), _) if !is_doi(doi) => Err((
            format!("{doi:?} is not a DOI"),
            "write it from `10.` on, like \"10.1056/NEJMoa2302399\"".into(),
        )),
        (_, Some(url)) if !url.starts_with("https://") || url.contains(char::is_whitespace) => {
            Err((
                format!("{url:?} is not an address"),
                "write all of it, from `https://` on".into(),
            ))
        }
        (None, None) => Err((
            format!("[{key}] has neither `doi` nor `url`"),
            "add one, so that readers can find it".into(),
        )),
        _ => Ok(()),
    }
}

/// The DOI Handbook's form: `10.`, a registrant of four to nine digits, `/`, a suffix without spaces.
fn is_doi(doi: &str) -> bool {
    let Some((registrant, suffix)) = doi
        .strip_prefix("10.")
        .and_then(|rest| rest.split_once('/'))
    else {
        return false;
    };
    (4..=9).contains(&registrant.len())
        && registrant.bytes().all(|b| b.is_ascii_digit())
        && !suffix.is_empty()
        && !suffix.contains(|c: char| c.is_whitespace() || c.is_control() || "\"<>".contains(c))
}

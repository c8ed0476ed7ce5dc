//! `sources.toml`: what the pages may cite.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde::Deserialize;
use toml::value::Datetime;

use crate::Mistake;
use crate::markdown::escape;
use crate::source_file::SourceFile;

/// All sources by their key.
#[derive(Debug, Default)]
pub struct Bibliography {
    sources: BTreeMap<String, Source>,
    lines: BTreeMap<String, usize>,
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
    pub(crate) fn parse(file: &SourceFile, mistakes: &mut Vec<Mistake>) -> Self {
        let mut bibliography = Self {
            shown_as: file.shown_as.clone(),
            ..Self::default()
        };
        bibliography.sources = match toml::from_str(&file.text) {
            Ok(sources) => sources,
            Err(error) => {
                let line = error.span().map_or(1, |span| file.line_at(span.start));
                let first = error
                    .message()
                    .lines()
                    .next()
                    .unwrap_or_default()
                    .to_owned();
                mistakes.push(file.mistake(
                    line,
                    format!("this cannot be read ({first})"),
                    "a source has `authors`, `title`, `publisher`, `year`, `checked` and either `doi` or `url`, each key once",
                ));
                return bibliography;
            }
        };
        let mut places = BTreeMap::new();
        for (key, source) in &bibliography.sources {
            let line = file
                .text
                .lines()
                .position(|text| text.trim() == format!("[{key}]"))
                .map_or(1, |n| n + 1);
            bibliography.lines.insert(key.clone(), line);
            if let Err((problem, remedy)) = check(key, source) {
                mistakes.push(file.mistake(line, problem, remedy));
            } else if let Some(first) = places.insert(source.link().to_lowercase(), key.clone()) {
                mistakes.push(file.mistake(
                    line,
                    format!("[{key}] is the same source as [{first}]"),
                    "delete one of them and cite the other",
                ));
            }
        }
        bibliography
    }

    /// Whether a key can be cited.
    pub(crate) fn has(&self, key: &str) -> bool {
        // With an unreadable bibliography every citation would be reported; one report is enough.
        self.sources.is_empty() || self.sources.contains_key(key)
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
            let link = escape(&source.link());
            let shown = match &source.doi {
                Some(doi) => format!("doi:{}", escape(doi)),
                None => link
                    .trim_start_matches("https://")
                    .trim_end_matches('/')
                    .to_owned(),
            };
            let _ = write!(
                html,
                r#"<li id="source-{number}">{} <cite>{}</cite>. {}, {}. <a href="{link}">{shown}</a>"#,
                with_stop(&escape(&source.authors)),
                escape(source.title.trim_end_matches('.')),
                escape(&source.publisher),
                source.year,
            );
            for use_number in 1..=counts.get(key).copied().unwrap_or_default() {
                let spoken = if use_number == 1 {
                    format!("Back to the text, source {number}")
                } else {
                    format!("Back to the text, source {number}, use {use_number}")
                };
                let _ = write!(
                    html,
                    r##" <a class="back" href="#cite-{number}-{use_number}" aria-label="{spoken}">↩&#xFE0E;</a>"##
                );
            }
            html.push_str("</li>");
        }
        html
    }

    pub(crate) fn check_unused(&self, used: &BTreeSet<String>, mistakes: &mut Vec<Mistake>) {
        for key in self.sources.keys().filter(|key| !used.contains(*key)) {
            mistakes.push(Mistake::new(
                &self.shown_as,
                self.lines.get(key).copied().unwrap_or(1),
                format!("no page cites [{key}]"),
                format!("cite it with `[^{key}]` or delete it"),
            ));
        }
    }
}

fn with_stop(authors: &str) -> String {
    if authors.ends_with('.') {
        authors.to_owned()
    } else {
        format!("{authors}.")
    }
}

fn check(key: &str, source: &Source) -> Result<(), (String, String)> {
    if !crate::is_slug(key) {
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

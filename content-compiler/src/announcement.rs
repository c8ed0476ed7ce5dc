//! `announcement.toml`: a short text at the top of every page, from one day to another.

use std::path::Path;

use serde::Deserialize;
use toml::value::Datetime;

use crate::page::{Date, LinkUse, Page};
use crate::short_file::ShortFile;
use crate::{Diagnostic, links, markdown};

const FILE: &str = "announcement.toml";

const EXAMPLES: [(&str, &str); 3] = [
    ("text", "text = \"The clinic is closed on July 4.\""),
    ("first_day", "first_day = 2026-06-27"),
    ("last_day", "last_day = 2026-07-04"),
];

/// A longer one would push the page down on a phone.
const MOST_CHARACTERS: usize = 200;

/// A short text at the top of every page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// HTML, rendered from inline Markdown.
    pub text: String,
    /// The first day on which it is shown.
    pub first_day: Date,
    /// The last day on which it is shown.
    pub last_day: Date,
    /// Where the day of the build stands to these days.
    pub when: When,
}

/// Where a day stands to the days of an announcement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Before the first.
    Later,
    /// On one of them.
    Now,
    /// After the last.
    Over,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    text: String,
    first_day: Option<Datetime>,
    last_day: Option<Datetime>,
}

/// Reads and checks the file. `None` if there is none, if its text is empty, or if something in it is wrong, which is
/// added to `errors`; one whose last day is over is a warning. `pages` are those it may link to.
pub(crate) fn read(
    content: &Path,
    shown_as: &str,
    today: &str,
    pages: &[Page],
    errors: &mut Vec<Diagnostic>,
    warnings: &mut Vec<Diagnostic>,
) -> Option<Announcement> {
    let file = ShortFile::<Written>::read(content, shown_as, FILE, &EXAMPLES, errors)?;
    let text = file.value.text.trim();
    if text.is_empty() {
        return None;
    }
    let before = errors.len();
    let length = text.chars().count();
    if length > MOST_CHARACTERS {
        errors.push(file.diagnostic(
            file.line_of("text", 0),
            format!("`text` has {length} characters, more than {MOST_CHARACTERS}"),
            "shorten it, and link to a page that says the rest",
        ));
    }
    let html = markdown::inline(text);
    for to in html.split("href=\"").skip(1) {
        let to = to.split('"').next().unwrap_or_default().to_owned();
        let line = file.line_of("text", 0);
        let place = format!("{shown_as}/{FILE}");
        links::check_one(&place, None, &LinkUse { to, line }, pages, errors);
    }
    let first_day = day(&file, "first_day", file.value.first_day, errors);
    let last_day = day(&file, "last_day", file.value.last_day, errors);
    let (Some(first_day), Some(last_day)) = (first_day, last_day) else {
        return None;
    };
    if last_day < first_day {
        errors.push(file.diagnostic(
            file.line_of("last_day", 0),
            format!(
                "`last_day` ({}) is before `first_day` ({})",
                last_day.text, first_day.text
            ),
            "correct one of the two",
        ));
    }
    let when = if today < first_day.iso.as_str() {
        When::Later
    } else if today <= last_day.iso.as_str() {
        When::Now
    } else {
        When::Over
    };
    if when == When::Over {
        warnings.push(file.diagnostic(
            file.line_of("last_day", 0),
            format!(
                "the announcement’s last day, {}, is over, so it is not shown",
                last_day.text
            ),
            "write another one with its days, or leave its text empty: `text = \"\"`",
        ));
    }
    (errors.len() == before).then_some(Announcement {
        text: html,
        first_day,
        last_day,
        when,
    })
}

fn day(
    file: &ShortFile<Written>,
    key: &str,
    value: Option<Datetime>,
    errors: &mut Vec<Diagnostic>,
) -> Option<Date> {
    let example = EXAMPLES
        .iter()
        .find(|(name, _)| *name == key)
        .map_or("", |(_, example)| *example);
    let date = value.and_then(Date::from_toml);
    if date.is_none() {
        let (line, problem) = match value {
            Some(_) => (
                file.line_of(key, 0),
                format!("`{key}` has to be a day, without a time"),
            ),
            None => (
                file.line_of("text", 0),
                format!("the announcement has no `{key}`"),
            ),
        };
        errors.push(file.diagnostic(line, problem, format!("write it like `{example}`")));
    }
    date
}

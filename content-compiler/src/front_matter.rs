//! The facts about a page that stand before its text, in TOML between two lines of `+++`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use toml::de::{DeTable, DeValue};
use toml::value::Datetime;

use crate::Diagnostic;
use crate::invisible::invisible;
use crate::nearest::nearest;
use crate::page::{Date, Kind};
use crate::published::is_address;
use crate::slug::is_slug;
use crate::source_file::{SourceFile, line_of};
use crate::typography::typographic;

/// What the front matter says, checked; empty where it was wrong, which some diagnostic then tells.
#[derive(Debug, Default)]
pub(crate) struct FrontMatter {
    pub title: String,
    pub nav: String,
    pub description: String,
    pub summary: String,
    pub about: Option<String>,
    pub order: i64,
    pub related: Vec<String>,
    pub was: Vec<String>,
    pub is_draft: bool,
    pub updated: Date,
    pub review_by: Date,
    pub reviewed_by: Option<String>,
    /// The line of each key in the file.
    pub lines: BTreeMap<String, usize>,
}

const EXAMPLES: [(&str, &str); 12] = [
    ("title", "title = \"Depression\""),
    ("nav", "nav = \"Depression\""),
    (
        "description",
        "description = \"One or two sentences for search engines, 50 to 160 characters.\"",
    ),
    (
        "summary",
        "summary = \"One line for the list of conditions.\"",
    ),
    ("about", "about = \"Major depressive disorder\""),
    ("order", "order = 5"),
    ("related", "related = [\"anxiety\", \"ptsd\"]"),
    ("was", "was = [\"/old-address\"]"),
    ("draft", "draft = true"),
    ("updated", "updated = 2026-11-23"),
    ("review_by", "review_by = 2027-11-23"),
    ("reviewed_by", "reviewed_by = \"Name, degree\""),
];

/// How many characters a text may have, and why it matters.
const LENGTHS: [(&str, RangeInclusive<usize>, &str); 4] = [
    (
        "title",
        2..=70,
        "search engines and browser tabs cut off the rest",
    ),
    ("nav", 2..=30, "it has to fit into menus"),
    (
        "description",
        50..=160,
        "search engines show about that much",
    ),
    ("summary", 20..=120, "it has to fit onto a card"),
];

/// What people write where nobody has signed, and the guide's own example.
const NOBODY: [&str; 12] = [
    "name, degree",
    "name",
    "none",
    "nobody",
    "no one",
    "no",
    "n/a",
    "na",
    "pending",
    "tbd",
    "todo",
    "unknown",
];

/// A page that nobody has to read again for longer than this goes stale.
const MAX_REVIEW_YEARS: i32 = 3;

impl FrontMatter {
    /// Parses and checks the front matter of a page, adding all that is wrong to `diagnostics`; conditions also need
    /// `summary` and `order`.
    pub fn parse(file: &SourceFile, kind: Kind, diagnostics: &mut Vec<Diagnostic>) -> Self {
        match split(file) {
            Ok((toml, first_line)) => {
                let (readable, told) = readable(file, toml, first_line, diagnostics);
                Keys::of(file, &readable, first_line, told, diagnostics).check(kind)
            }
            Err(diagnostic) => {
                diagnostics.push(diagnostic);
                Self::default()
            }
        }
    }
}

/// Tells of every line that is no TOML, one diagnostic for each, and gives the text without these lines (so that they
/// cannot hide the rest from the parser) and their keys. Lines keep their numbers.
fn readable(
    file: &SourceFile,
    toml: &str,
    first_line: usize,
    diagnostics: &mut Vec<Diagnostic>,
) -> (String, BTreeSet<String>) {
    let mut lines: Vec<&str> = toml.lines().collect();
    let mut told = BTreeSet::new();
    for (index, line) in lines.iter_mut().enumerate() {
        let is_section = line.trim_start().starts_with('[');
        let wrong = invisible(line).or_else(|| is_section.then(|| section(line)));
        // The rest of a list that runs over several lines may begin like this too.
        if let Some((problem, remedy)) =
            wrong.filter(|_| !(is_section && line.trim_end().ends_with(',')))
        {
            diagnostics.push(file.diagnostic(first_line + index, problem, remedy));
            told.insert(key_of(line.trim().trim_matches(['[', ']'])));
            *line = "";
        }
    }
    loop {
        let text = lines.join("\n");
        let wrong = DeTable::parse(&text).err().map(|error| {
            (
                error.message().to_owned(),
                error.span().map_or(0, |span| span.start),
            )
        });
        let Some((message, at)) = wrong else {
            return (text, told);
        };
        // What lacks its end may be noticed only lines later.
        let found = (line_of(&text, at) - 1).min(lines.len().saturating_sub(1));
        let open_list = (0..=found).rev().find(|index| {
            lines[*index].contains("= [")
                && !lines[*index..=found].iter().any(|line| line.contains(']'))
        });
        let written = || {
            (0..=found)
                .rev()
                .find(|index| !lines[*index].trim().is_empty())
        };
        let Some(index) = open_list.or_else(written) else {
            return (text, told);
        };
        let (problem, remedy) = explain(&message, lines[index]);
        // Where a key stands twice, the first stays.
        diagnostics.push(file.diagnostic(first_line + index, problem, remedy));
        if !message.starts_with("duplicate key") {
            told.insert(key_of(lines[index]));
        }
        lines[index] = "";
    }
}

fn section(line: &str) -> (String, String) {
    let key = line.trim().trim_matches(['[', ']']);
    (
        format!(
            "a section stands here, which pages do not have: {}",
            line.trim()
        ),
        match known_example(key) {
            Some(example) => format!("write it in one line, like `{example}`"),
            None => "delete the line".into(),
        },
    )
}

/// The keys of one front matter while they are checked.
struct Keys<'a> {
    file: &'a SourceFile,
    toml: &'a str,
    first_line: usize,
    table: DeTable<'a>,
    /// Keys that one diagnostic is already about; more about them would only confuse.
    told: BTreeSet<String>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> Keys<'a> {
    /// Takes a front matter as [`readable`] left it.
    fn of(
        file: &'a SourceFile,
        toml: &'a str,
        first_line: usize,
        told: BTreeSet<String>,
        diagnostics: &'a mut Vec<Diagnostic>,
    ) -> Self {
        Self {
            file,
            toml,
            first_line,
            table: DeTable::parse_recoverable(toml).0.into_inner(),
            told,
            diagnostics,
        }
    }

    fn check(mut self, kind: Kind) -> FrontMatter {
        let is_condition = kind == Kind::Condition;
        self.unknown_keys();
        let front = FrontMatter {
            title: self.needed("title"),
            nav: self.needed("nav"),
            description: self.needed("description"),
            summary: if is_condition {
                self.needed("summary")
            } else {
                self.text("summary").unwrap_or_default()
            },
            about: self.text("about").filter(|text| !text.is_empty()),
            order: self.order(is_condition),
            related: self.related(),
            was: self.was(kind),
            is_draft: self.draft(kind),
            updated: self.date("updated"),
            review_by: self.date("review_by"),
            reviewed_by: self.reviewer(),
            lines: self
                .toml
                .lines()
                .enumerate()
                .map(|(index, line)| (key_of(line), self.first_line + index))
                .collect(),
        };
        if !kind.is_medical() && front.about.is_some() {
            self.report(
                "about",
                "`about` names a condition, and this page is none",
                "delete the line",
            );
        }
        for (key, length, why) in LENGTHS {
            let text = match key {
                "title" => &front.title,
                "nav" => &front.nav,
                "description" => &front.description,
                _ => &front.summary,
            };
            let count = text.chars().count();
            if count > 0 && !length.contains(&count) {
                let change = if count > *length.end() {
                    "shorten"
                } else {
                    "lengthen"
                };
                self.report(
                    key,
                    format!(
                        "`{key}` has {count} characters, not {} to {}",
                        length.start(),
                        length.end()
                    ),
                    format!("{change} it; {why}"),
                );
            }
        }
        self.review_follows(&front);
        front
    }

    fn review_follows(&mut self, front: &FrontMatter) {
        if front.updated.iso.is_empty() || front.review_by.iso.is_empty() {
            return;
        }
        let remedy =
            "set the day by which the page has to be read again, at most a year or two ahead";
        let year = |date: &Date| date.iso[..4].parse::<i32>().unwrap_or_default();
        if front.review_by <= front.updated {
            self.report(
                "review_by",
                format!(
                    "`review_by` ({}) is not after `updated` ({})",
                    front.review_by.iso, front.updated.iso
                ),
                remedy,
            );
        } else if year(&front.review_by) - year(&front.updated) > MAX_REVIEW_YEARS {
            self.report(
                "review_by",
                format!(
                    "`review_by` ({}) is more than {MAX_REVIEW_YEARS} years away",
                    front.review_by.iso
                ),
                remedy,
            );
        }
    }

    fn unknown_keys(&mut self) {
        let names: Vec<&str> = EXAMPLES.iter().map(|(name, _)| *name).collect();
        let mut unknown: Vec<(usize, String)> = self
            .table
            .keys()
            .map(|key| (key.span().start, key.get_ref().to_string()))
            .filter(|(_, key)| !names.contains(&key.as_str()) && !self.told.contains(key))
            .collect();
        unknown.sort();
        for (at, key) in unknown {
            let meant = nearest(&key.to_lowercase(), &names);
            let remedy = match meant {
                Some(name) => format!("write `{name}` instead of `{key}`"),
                None => format!("delete it; the keys are {}", names.join(", ")),
            };
            // The key that was meant is not missing, only misspelt.
            self.told.extend(meant.map(str::to_owned));
            let line = self.first_line + line_of(self.toml, at) - 1;
            self.diagnostics.push(self.file.diagnostic(
                line,
                format!("there is no key `{key}`"),
                remedy,
            ));
        }
    }

    fn report(&mut self, key: &str, problem: impl Into<String>, remedy: impl Into<String>) {
        // A key that is not there has no place of its own; the fence above it is where to look.
        let line = self
            .toml
            .lines()
            .position(|line| key_of(line) == key)
            .map_or(1, |index| self.first_line + index);
        self.diagnostics
            .push(self.file.diagnostic(line, problem.into(), remedy));
    }

    /// The value of a key, if one stands there that the parser could read.
    fn value(&self, key: &str) -> Option<DeValue<'a>> {
        if self.told.contains(key) {
            return None;
        }
        self.table.get(key).map(|value| value.get_ref().clone())
    }

    fn wrong_form(&mut self, key: &str) {
        self.report(
            key,
            format!("the value of `{key}` has the wrong form"),
            write_like(key),
        );
    }

    fn missing(&mut self, key: &str) {
        if !self.told.contains(key) {
            self.report(key, format!("`{key}` is missing or empty"), add(key));
        }
    }

    fn text(&mut self, key: &str) -> Option<String> {
        let value = self.value(key)?;
        if let DeValue::String(text) = value {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if let Some(mark) = ["**", "](", "[^", "<", "`"]
                .into_iter()
                .find(|mark| text.contains(mark))
            {
                self.report(
                    key,
                    format!("`{mark}` in `{key}` would be shown as typed"),
                    "write plain words; Markdown is for the text below",
                );
            }
            return Some(typographic(&text));
        }
        self.wrong_form(key);
        self.told.insert(key.to_owned());
        None
    }

    /// Who has signed. A page must not claim a review that did not happen.
    fn reviewer(&mut self) -> Option<String> {
        let name = self.text("reviewed_by").filter(|name| !name.is_empty())?;
        let plain = name.to_lowercase();
        if NOBODY.contains(&plain.trim_end_matches('.')) || !name.contains(char::is_alphabetic) {
            self.report(
                "reviewed_by",
                format!("`reviewed_by` names nobody: {name:?}"),
                "delete the line until a clinician has signed; the page then says that none has",
            );
            return None;
        }
        Some(name)
    }

    fn needed(&mut self, key: &str) -> String {
        let text = self.text(key).unwrap_or_default();
        if text.is_empty() {
            self.missing(key);
        }
        text
    }

    fn order(&mut self, is_needed: bool) -> i64 {
        match self.value("order") {
            Some(DeValue::Integer(number)) => {
                if let Ok(order) = i64::from_str_radix(number.as_str(), number.radix()) {
                    if order < 1 {
                        self.report("order", format!("`order` is {order}"), "count from 1");
                    }
                    return order;
                }
                self.wrong_form("order");
            }
            Some(_) => self.wrong_form("order"),
            None if is_needed => self.missing("order"),
            None => {}
        }
        0
    }

    fn related(&mut self) -> Vec<String> {
        let items = match self.value("related") {
            Some(DeValue::Array(items)) => items,
            Some(_) => {
                self.wrong_form("related");
                return Vec::new();
            }
            None => return Vec::new(),
        };
        let mut related = Vec::new();
        for item in items {
            match item.get_ref() {
                DeValue::String(slug) if is_slug(slug) && !related.contains(&slug.to_string()) => {
                    related.push(slug.to_string());
                }
                DeValue::String(slug) if is_slug(slug) => {
                    self.report(
                        "related",
                        format!("`related` has {slug:?} twice"),
                        "delete one of the two",
                    );
                }
                DeValue::String(slug) => self.report(
                    "related",
                    format!("`related` has {slug:?}, which is not the name of a page"),
                    "use the file names in content/conditions without `.md`",
                ),
                _ => self.wrong_form("related"),
            }
        }
        related
    }

    /// Whether the page is left out of releases, which some cannot be.
    fn draft(&mut self, kind: Kind) -> bool {
        let is_draft = match self.value("draft") {
            Some(DeValue::Boolean(is_draft)) => is_draft,
            Some(_) => {
                self.wrong_form("draft");
                false
            }
            None => false,
        };
        if is_draft && !matches!(kind, Kind::Condition | Kind::Plain) {
            self.report(
                "draft",
                "the site cannot do without this page, so it cannot be a draft",
                "delete the line",
            );
            return false;
        }
        is_draft
    }

    /// The addresses that the page had before, those that can be one.
    fn was(&mut self, kind: Kind) -> Vec<String> {
        let items = match self.value("was") {
            Some(DeValue::Array(items)) => items,
            Some(_) => {
                self.wrong_form("was");
                return Vec::new();
            }
            None => return Vec::new(),
        };
        if kind == Kind::NotFound {
            self.report("was", "no address leads to this page", "delete the line");
            return Vec::new();
        }
        let mut was: Vec<String> = Vec::new();
        for item in items {
            let DeValue::String(address) = item.get_ref() else {
                self.wrong_form("was");
                continue;
            };
            if !is_address(address) {
                let meant = format!("/{}", address.trim_matches('/'));
                let remedy = if is_address(&meant) && address.starts_with('/') {
                    format!("write it without a slash at its end: `was = [\"{meant}\"]`")
                } else if is_address(&meant) {
                    format!("start it with a slash: `was = [\"{meant}\"]`")
                } else {
                    format!(
                        "write only the part behind the domain, like `{}`, in small letters, digits and hyphens",
                        known_example("was").unwrap_or_default()
                    )
                };
                self.report(
                    "was",
                    format!("`was` has {address:?}, which is no address within the site"),
                    remedy,
                );
            } else if was.iter().any(|known| *known == address.as_ref()) {
                self.report(
                    "was",
                    format!("`was` has {address:?} twice"),
                    "delete one of the two",
                );
            } else {
                was.push(address.to_string());
            }
        }
        was
    }

    fn date(&mut self, key: &str) -> Date {
        match self.value(key) {
            Some(DeValue::Datetime(day)) => {
                if let Some(date) = Date::from_toml(day) {
                    return date;
                }
                self.report(
                    key,
                    format!("`{key}` has to be a day, without a time"),
                    write_like(key),
                );
            }
            Some(DeValue::String(text)) if !text.is_empty() => {
                self.report(
                    key,
                    format!("`{key}` has quotation marks, which a date does not have"),
                    write_like(key),
                );
            }
            Some(_) => self.wrong_form(key),
            None => self.missing(key),
        }
        Date::default()
    }
}

/// The text after the front matter and the line, from 1, on which it starts. With a front matter that lacks its
/// first fence, it starts after the other; without an end, nobody knows, and there is none.
pub(crate) fn body(file: &SourceFile) -> (&str, usize) {
    let mut fences = if file.text.starts_with(FENCE) { 2 } else { 1 };
    let (mut position, mut line) = (0, 1);
    for text in file.text.split_inclusive('\n') {
        position += text.len();
        line += 1;
        if text.trim_end() == FENCE {
            fences -= 1;
            if fences == 0 {
                return (&file.text[position..], line);
            }
        }
    }
    if file.text.starts_with(FENCE) {
        ("", line)
    } else {
        (&file.text, 1)
    }
}

const FENCE: &str = "+++";

/// The TOML between the fences and the line on which it starts.
fn split(file: &SourceFile) -> Result<(&str, usize), Diagnostic> {
    let remedy = "start the file with a line `+++`, then lines like `title = \"Depression\"`, then a line `+++`";
    let first = file.text.split_inclusive('\n').next().unwrap_or_default();
    if first.trim_end() != FENCE {
        let problem = match first.trim_end() {
            "---" | "—" => "the front matter starts with `---`, not `+++`".into(),
            "" => "an empty line stands before the front matter".into(),
            almost if almost.trim_start().starts_with('+') => {
                format!("the first line is {almost:?}, not `+++`")
            }
            _ => "the front matter is missing".into(),
        };
        return Err(file.diagnostic(1, problem, remedy));
    }
    let rest = &file.text[first.len()..];
    let mut end = 0;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == FENCE {
            return Ok((&rest[..end], 2));
        }
        end += line.len();
    }
    Err(file.diagnostic(
        1,
        "the front matter has no end".into(),
        "put a line `+++` after its last key",
    ))
}

/// What stands before the `=` of a line, or where it should stand.
fn key_of(line: &str) -> String {
    line.trim_start()
        .split(|c: char| c == '=' || c == ':' || c.is_whitespace())
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// Says in an editor's words what the TOML parser found on a line.
fn explain(message: &str, line: &str) -> (String, String) {
    let (key, shown) = (key_of(line), line.trim());
    let value = line.split_once('=').map_or("", |(_, value)| value.trim());
    let example = known_example(&key).unwrap_or("title = \"Depression\"");
    if message.starts_with("duplicate key") {
        return (
            format!("`{key}` stands here twice"),
            "delete one of the two lines".into(),
        );
    }
    if let Some(space) = line
        .chars()
        .find(|c| c.is_whitespace() && !matches!(c, ' ' | '\t'))
    {
        return (
            format!(
                "this line has a space that is not a plain one (U+{:04X}), as Word writes it",
                u32::from(space)
            ),
            "type the line again instead of pasting it".into(),
        );
    }
    if value.starts_with(['“', '”', '‘', '’', '„', '«']) {
        return (
            format!("`{key}` has curly quotation marks around its text"),
            format!("use straight ones, like `{example}`"),
        );
    }
    if shown.starts_with("//") || shown.starts_with("<!--") {
        return (
            format!("this line is no key: {shown}"),
            "start a remark with `#`, or delete it".into(),
        );
    }
    if matches!(key.as_str(), "updated" | "review_by") {
        return (
            format!("the date of `{key}` cannot be read: {shown}"),
            format!("write it like `{example}`: year, month and day with two digits each"),
        );
    }
    if value.is_empty() {
        return (
            format!("this line is not a key with a value: {shown}"),
            format!("write it with an equals sign, like `{example}`"),
        );
    }
    if value.starts_with('[') && !value.contains(']') {
        return (
            format!("the list of `{key}` has no `]` at its end"),
            format!("close it, like `{example}`"),
        );
    }
    if value.ends_with(',') && !value.starts_with('[') {
        return (
            format!("a comma stands behind the value of `{key}`"),
            "delete it".into(),
        );
    }
    if value.starts_with('"') && value.contains('\\') {
        return (
            format!("a backslash stands in the text of `{key}`"),
            "delete it, or write two".into(),
        );
    }
    let marks = value.matches('"').count();
    if value.starts_with('"') && marks > 2 {
        return (
            format!("quotation marks stand within the text of `{key}`"),
            "inside the text use curly ones (“ and ”), or single ones".into(),
        );
    }
    if value.starts_with('"') && marks == 1 {
        return (
            format!("the text of `{key}` has no quotation mark at its end"),
            format!("close it, like `{example}`"),
        );
    }
    if !value.starts_with('"') {
        return (
            format!("the value of `{key}` cannot be read: {value}"),
            if example.contains('"') {
                format!("write it like `{example}`, with straight quotation marks around text")
            } else {
                format!("write it like `{example}`")
            },
        );
    }
    let first = message.lines().next().unwrap_or_default();
    (
        format!("this line cannot be read ({first})"),
        "write `key = \"text\"`: straight quotation marks around text, none around dates such as 2026-11-23".into(),
    )
}

fn known_example(key: &str) -> Option<&'static str> {
    EXAMPLES
        .iter()
        .find(|(name, _)| *name == key)
        .map(|(_, example)| *example)
}

fn add(key: &str) -> String {
    known_example(key).map_or_else(
        || format!("add `{key}`"),
        |example| format!("add a line like `{example}`"),
    )
}

fn write_like(key: &str) -> String {
    known_example(key).map_or_else(
        || "check it".into(),
        |example| format!("write it like `{example}`"),
    )
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Date {
    /// `None` for what is no day, or has a time.
    pub(crate) fn from_toml(value: Datetime) -> Option<Self> {
        let date = value.date.filter(|_| value.time.is_none())?;
        let month = MONTHS.get(usize::from(date.month).checked_sub(1)?)?;
        Some(Self {
            iso: format!("{:04}-{:02}-{:02}", date.year, date.month, date.day),
            text: format!("{month} {}, {}", date.day, date.year),
        })
    }
}

//! The facts about a page that stand before its text, in TOML between two lines of `+++`.

use serde::Deserialize;
use toml::value::Datetime;

use crate::source_file::{SourceFile, line_of};
use crate::{Date, Mistake, is_slug};

/// What the front matter says, checked.
#[derive(Debug)]
pub(crate) struct FrontMatter {
    pub title: String,
    pub nav: String,
    pub description: String,
    pub summary: String,
    pub order: i64,
    pub related: Vec<String>,
    pub updated: Date,
    pub review_by: Date,
    pub reviewed_by: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    title: String,
    nav: String,
    description: String,
    summary: Option<String>,
    order: Option<i64>,
    #[serde(default)]
    related: Vec<String>,
    updated: Datetime,
    review_by: Datetime,
    reviewed_by: Option<String>,
}

const EXAMPLES: [(&str, &str); 9] = [
    ("title", "title = \"Depression\""),
    ("nav", "nav = \"Depression\""),
    (
        "description",
        "description = \"One sentence for search engines.\"",
    ),
    (
        "summary",
        "summary = \"One line for the list of conditions.\"",
    ),
    ("order", "order = 5"),
    ("related", "related = [\"anxiety\", \"ptsd\"]"),
    ("updated", "updated = 2026-11-23"),
    ("review_by", "review_by = 2027-11-23"),
    ("reviewed_by", "reviewed_by = \"Name, degree\""),
];

impl FrontMatter {
    /// Parses and checks the front matter of a page; conditions also need `summary` and `order`.
    pub fn parse(file: &SourceFile, is_condition: bool) -> Result<Self, Mistake> {
        let (toml, first_line) = split(file)?;
        let line = |position| first_line + line_of(toml, position) - 1;
        let keys: Keys = toml::from_str(toml).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let (problem, remedy) = explain(error.message(), &toml[at..]);
            // A key that is not there has no place of its own; the fence above it is where to look.
            let line = if problem.contains("is missing") {
                1
            } else {
                line(at)
            };
            file.mistake(line, problem, remedy)
        })?;
        let line_of_key = |key: &str| {
            toml.lines()
                .position(|text| {
                    text.split('=')
                        .next()
                        .is_some_and(|name| name.trim() == key)
                })
                .map_or(1, |index| first_line + index)
        };
        let missing = |key: &str| {
            file.mistake(
                line_of_key(key),
                format!("`{key}` is missing or empty"),
                add(key),
            )
        };

        for (key, value) in [
            ("title", &keys.title),
            ("nav", &keys.nav),
            ("description", &keys.description),
        ] {
            if value.trim().is_empty() {
                return Err(missing(key));
            }
        }
        if is_condition
            && keys
                .summary
                .as_deref()
                .unwrap_or_default()
                .trim()
                .is_empty()
        {
            return Err(missing("summary"));
        }
        let Some(order) = keys.order.or((!is_condition).then_some(0)) else {
            return Err(missing("order"));
        };
        if let Some(slug) = keys.related.iter().find(|slug| !is_slug(slug)) {
            return Err(file.mistake(
                line_of_key("related"),
                format!("`related` has {slug:?}, which is not the name of a page"),
                "use the file names in content/conditions without `.md`",
            ));
        }
        let date = |key: &str, value: Datetime| {
            Date::from_toml(value).ok_or_else(|| {
                file.mistake(
                    line_of_key(key),
                    format!("`{key}` has to be a day, without a time"),
                    write_like(key),
                )
            })
        };
        let (updated, review_by) = (
            date("updated", keys.updated)?,
            date("review_by", keys.review_by)?,
        );
        if review_by <= updated {
            return Err(file.mistake(
                line_of_key("review_by"),
                format!(
                    "`review_by` ({}) is not after `updated` ({})",
                    review_by.iso, updated.iso
                ),
                "set the day by which the page has to be read again, at most a year or two ahead",
            ));
        }
        Ok(Self {
            title: keys.title.trim().to_owned(),
            nav: keys.nav.trim().to_owned(),
            description: keys.description.trim().to_owned(),
            summary: keys.summary.unwrap_or_default().trim().to_owned(),
            order,
            related: keys.related,
            updated,
            review_by,
            reviewed_by: keys.reviewed_by.filter(|name| !name.trim().is_empty()),
        })
    }
}

/// The text after the front matter and the line, from 1, on which it starts.
pub(crate) fn body(file: &SourceFile) -> (&str, usize) {
    match split(file) {
        Ok((toml, first_line)) => {
            let start = toml.as_ptr() as usize - file.text.as_ptr() as usize + toml.len();
            let rest = &file.text[start..];
            let rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
            (rest, first_line + toml.lines().count() + 1)
        }
        Err(_) => (&file.text, 1),
    }
}

/// The TOML between the fences and the line on which it starts.
fn split(file: &SourceFile) -> Result<(&str, usize), Mistake> {
    let remedy = "start the file with a line `+++`, then lines like `title = \"Depression\"`, then a line `+++`";
    let Some(rest) = file.text.strip_prefix("+++\n") else {
        return Err(file.mistake(1, "the front matter is missing".into(), remedy));
    };
    let mut end = 0;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == "+++" {
            return Ok((&rest[..end], 2));
        }
        end += line.len();
    }
    Err(file.mistake(
        1,
        "the front matter has no end".into(),
        "put a line `+++` after its last key",
    ))
}

/// Says in an editor's words what the TOML parser found.
fn explain(message: &str, at: &str) -> (String, String) {
    let quoted = message.split('`').nth(1).unwrap_or_default();
    if message.starts_with("missing field") {
        return (format!("`{quoted}` is missing"), add(quoted));
    }
    if message.starts_with("unknown field") {
        let names: Vec<&str> = EXAMPLES.iter().map(|(name, _)| *name).collect();
        let remedy = match nearest(quoted, &names) {
            Some(name) => format!("write `{name}` instead of `{quoted}`"),
            None => format!("delete it; the keys are {}", names.join(", ")),
        };
        return (format!("there is no key `{quoted}`"), remedy);
    }
    if message.starts_with("duplicate key") {
        return (
            "a key stands here twice".into(),
            "delete one of the two lines".into(),
        );
    }
    if message.starts_with("invalid type") {
        let key = at.split('=').next().unwrap_or_default().trim();
        return (
            "a value has the wrong form".into(),
            format!(
                "write {}",
                known_example(key).map_or_else(examples_of_form, |e| format!("it like `{e}`"))
            ),
        );
    }
    let first = message.lines().next().unwrap_or_default();
    (
        format!("this line cannot be read ({first})"),
        "write `key = \"text\"`: straight quotation marks around text, none around dates such as 2026-11-23".into(),
    )
}

fn examples_of_form() -> String {
    "text in quotation marks (`title = \"…\"`), dates without them (`updated = 2026-11-23`), lists in brackets (`related = [\"ptsd\"]`)".into()
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

/// The name that was most likely meant: within two edits, and nearer than half of the word.
pub(crate) fn nearest<'a>(typed: &str, names: &[&'a str]) -> Option<&'a str> {
    names
        .iter()
        .map(|name| (edit_distance(typed, name), *name))
        .min()
        .filter(|(distance, name)| *distance <= 2 && *distance * 2 <= name.len())
        .map(|(_, name)| name)
}

/// Levenshtein distance in characters.
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
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
    fn from_toml(value: Datetime) -> Option<Self> {
        let date = value.date.filter(|_| value.time.is_none())?;
        let month = MONTHS.get(usize::from(date.month).checked_sub(1)?)?;
        Some(Self {
            iso: format!("{:04}-{:02}-{:02}", date.year, date.month, date.day),
            text: format!("{month} {}, {}", date.day, date.year),
        })
    }
}

//! `locations.toml`: where the clinic can be visited, when it is open there, and how it is reached.

use std::collections::BTreeMap;
use std::path::Path;

use consultation_rules::{email, phone};
use serde::Deserialize;

use crate::Diagnostic;
use crate::hours::{self, DAYS, Day, EXAMPLE, Hours};
use crate::short_file::{ShortFile, key_of};
use crate::typography::typographic;

const FILE: &str = "locations.toml";

/// How the start of each location is written.
const HEADER: &str = "[[location]]";

const EXAMPLES: [(&str, &str); 9] = [
    ("[location]", HEADER),
    ("name", "name = \"Main Street office\""),
    ("street", "street = \"1 Sample Street, Suite 2\""),
    ("city", "city = \"Sampleville\""),
    ("state", "state = \"NY\""),
    ("zip", "zip = \"00000\""),
    ("phone", "phone = \"(555) 010-0101\""),
    ("fax", "fax = \"(555) 010-0102\""),
    ("email", "email = \"front-desk@clinic.example\""),
];

/// A place where the clinic can be visited. Texts are plain; empty if not given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Location {
    /// What people call it.
    pub name: String,
    /// Street and number.
    pub street: String,
    /// City.
    pub city: String,
    /// State, as it is written behind the city.
    pub state: String,
    /// Postal code.
    pub zip: String,
    /// Phone number as people write it, and as a `tel:` link (RFC 3966).
    pub phone: Option<(String, String)>,
    /// Fax number as people write it.
    pub fax: String,
    /// Email address.
    pub email: String,
    /// When it is open, from Monday on; empty if not given.
    pub hours: Vec<Hours>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    location: Vec<WrittenLocation>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenLocation {
    name: String,
    street: String,
    city: String,
    state: String,
    zip: String,
    phone: String,
    fax: String,
    email: String,
    monday: Option<String>,
    tuesday: Option<String>,
    wednesday: Option<String>,
    thursday: Option<String>,
    friday: Option<String>,
    saturday: Option<String>,
    sunday: Option<String>,
}

impl WrittenLocation {
    /// What was written for each day, by its key.
    fn days(&self) -> BTreeMap<&'static str, &str> {
        let written = [
            &self.monday,
            &self.tuesday,
            &self.wednesday,
            &self.thursday,
            &self.friday,
            &self.saturday,
            &self.sunday,
        ];
        DAYS.iter()
            .zip(written)
            .filter_map(|((key, _, _), text)| Some((*key, text.as_deref()?)))
            .collect()
    }
}

/// Reads and checks the file; no locations if there is none, or if something in it is wrong, which is added to `errors`.
pub(crate) fn read(content: &Path, shown_as: &str, errors: &mut Vec<Diagnostic>) -> Vec<Location> {
    let Some(file) = ShortFile::<Written>::read(content, shown_as, FILE, &EXAMPLES, errors) else {
        return Vec::new();
    };
    let mut locations: Vec<Location> = Vec::new();
    for (number, written) in file.value.location.iter().enumerate() {
        let checking = Checking {
            file: &file,
            number,
            errors,
        };
        let location = checking.check(written);
        if locations
            .iter()
            .any(|other| !other.name.is_empty() && other.name == location.name)
        {
            errors.push(file.diagnostic(
                file.line_where(HEADER, number, |line| key_of(line) == "name"),
                format!("two locations are called “{}”", location.name),
                "give each a name of its own",
            ));
        }
        locations.push(location);
    }
    locations
}

/// One location while it is checked.
struct Checking<'a> {
    file: &'a ShortFile<Written>,
    number: usize,
    errors: &'a mut Vec<Diagnostic>,
}

impl Checking<'_> {
    fn check(mut self, written: &WrittenLocation) -> Location {
        for (key, text) in [
            ("name", &written.name),
            ("street", &written.street),
            ("city", &written.city),
        ] {
            if text.trim().is_empty() {
                self.report(
                    key,
                    format!("this location has no `{key}`"),
                    format!("add a line like `{}`", example(key)),
                );
            }
        }
        let fax = self.number("fax", &written.fax);
        let email = written.email.trim();
        if !email.is_empty() && !email::is_well_formed(email) {
            self.report(
                "email",
                format!("{email:?} is not an email address"),
                format!("write it like `{}`", example("email")),
            );
        }
        let plain = |text: &str| typographic(text.trim());
        Location {
            name: plain(&written.name),
            street: plain(&written.street),
            city: plain(&written.city),
            state: plain(&written.state),
            zip: plain(&written.zip),
            phone: self.number("phone", &written.phone),
            fax: fax.map_or_else(String::new, |(text, _)| text),
            email: email.to_owned(),
            hours: self.hours(written),
        }
    }

    fn report(&mut self, key: &str, problem: String, remedy: String) {
        let line = self
            .file
            .line_where(HEADER, self.number, |line| key_of(line) == key);
        self.errors
            .push(self.file.diagnostic(line, problem, remedy));
    }

    /// A number that can be dialed, with its link.
    fn number(&mut self, key: &str, text: &str) -> Option<(String, String)> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        // A link that dials someone else is worse than none, so the country has to be certain.
        let Some(dialable) = phone::dialable(text).filter(|number| number.starts_with('+')) else {
            self.report(
                key,
                format!("{text:?} is not one whole phone number"),
                format!(
                    "write one number with its area code, like `{}`",
                    example(key)
                ),
            );
            return None;
        };
        Some((text.to_owned(), format!("tel:{dialable}")))
    }

    /// The hours of the week: of all days or of none, so that nobody has to guess.
    fn hours(&mut self, written: &WrittenLocation) -> Vec<Hours> {
        let written = written.days();
        if written.is_empty() {
            return Vec::new();
        }
        let mut days = Vec::new();
        for (key, name, _) in DAYS {
            let Some(text) = written.get(key) else {
                self.report(
                    HEADER,
                    format!("this location does not say when it is open on {name}"),
                    format!("add a line like `{key} = \"closed\"`, or delete all seven days"),
                );
                continue;
            };
            match hours::read(text) {
                Ok(day) => days.push(day),
                Err(why) => {
                    self.report(
                        key,
                        format!("`{key} = {text:?}` {why}"),
                        format!("write it like {EXAMPLE}"),
                    );
                    days.push(Day::Closed);
                }
            }
        }
        if days.len() == DAYS.len() {
            hours::week(&days)
        } else {
            Vec::new()
        }
    }
}

fn example(key: &str) -> &'static str {
    EXAMPLES
        .iter()
        .find(|(name, _)| *name == key)
        .map_or("", |(_, example)| example)
}

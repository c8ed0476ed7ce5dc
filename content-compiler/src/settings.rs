//! `site.toml`: the clinic's own details and the few words that stand on every page.

use std::collections::BTreeMap;
use std::path::Path;

use consultation_rules::{Field, HONEYPOT, SuccessResponse};
use serde::Deserialize;

use crate::markdown::{self, Inline};
use crate::nearest::nearest;
use crate::page::LinkUse;
use crate::phone;
use crate::slug::is_slug;
use crate::source_file::SourceFile;
use crate::toml_file::{TomlFile, key_of};
use crate::visible_text::{TextKind, VisibleText};
use crate::{Diagnostic, invisible, typography};

/// The whole of `site.toml`. Texts are HTML, rendered from inline Markdown.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Who and where the clinic is.
    pub clinic: Clinic,
    /// The help that stands on every page.
    pub crisis: Crisis,
    /// Said on a page that no clinician has signed.
    pub not_reviewed: NotReviewed,
    /// How the form speaks to its endpoint.
    pub consultation: Consultation,
}

/// How the form speaks to its endpoint.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Consultation {
    /// How a request is written.
    pub encoding: Encoding,
    /// Which responses besides JSON without an error say that the request is kept.
    pub success_response: SuccessResponse,
    /// Fields that go with every request, such as the access key of a hosted form service. They are public:
    /// every visitor's browser has them.
    pub extra: BTreeMap<String, String>,
    /// For how many days the clinic keeps a request after it has closed it, 1 to 3,650. Pages say it
    /// (see `kept`), and the clinic's own endpoint deletes by it.
    pub keep_days: Option<u16>,
}

/// Most days that a closed request is kept: ten years.
const MOST_KEEP_DAYS: u16 = 3650;

/// How a request is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// `application/json`.
    #[default]
    Json,
    /// `application/x-www-form-urlencoded`: what every hosted form service reads, since browsers post
    /// it. Answers that were not given are left out, while in JSON they are `null`.
    Form,
}

/// Who and where the clinic is.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Clinic {
    /// Full name.
    pub name: String,
    /// One line under the name.
    pub tagline: String,
    /// Phone number as people write it.
    pub phone: Detail,
    /// Postal address; empty if not given.
    pub address: Detail,
    /// Opening hours; empty if not given.
    pub hours: Detail,
    /// Time zone by its name in the IANA database, in which `intake` shows times to staff.
    #[serde(default = "utc")]
    pub time_zone: Detail,
    /// Origin of the published site, `https://…` without a path, for canonical links.
    pub url: Detail,
}

impl Clinic {
    /// The phone number as a link, `tel:+15550100199;ext=12` (RFC 3966); empty if it is none, which stops a build.
    #[must_use]
    pub fn phone_link(&self) -> String {
        phone::link(&self.phone.value).unwrap_or_default()
    }
}

fn utc() -> Detail {
    Detail {
        value: "UTC".into(),
        placeholder: false,
    }
}

/// One detail of the clinic that may still be a placeholder.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Detail {
    /// What the pages show; nothing is shown for an empty value.
    pub value: String,
    /// `true` until the clinic has given the real value.
    #[serde(default)]
    pub placeholder: bool,
}

/// The help that stands on every page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Crisis {
    /// Heading, plain text.
    pub heading: String,
    /// Whom to call, text or chat with.
    pub text: String,
    /// What to do in immediate danger.
    pub emergency: String,
}

/// Said on a page that no clinician has signed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NotReviewed {
    /// The sentence.
    pub text: String,
}

/// What every section of `site.toml` may hold. `check_keys` says which of these have to be there; the last section
/// may be left out.
const SECTIONS: [(&str, &[&str]); 4] = [
    (
        "clinic",
        &[
            "name",
            "tagline",
            "phone",
            "address",
            "hours",
            "time_zone",
            "url",
        ],
    ),
    ("crisis", &["heading", "text", "emergency"]),
    ("not_reviewed", &["text"]),
    (
        "consultation",
        &["encoding", "success_response", "extra", "keep_days"],
    ),
];

/// What people see of some keys when they are empty: nothing.
const MAY_BE_EMPTY: [&str; 3] = ["tagline", "address", "hours"];

/// What `site.toml` gives: the settings, what a reader sees of them, and the links in them.
#[derive(Debug, Default)]
pub(crate) struct ParsedSettings {
    pub settings: Settings,
    /// One for each placeholder still there.
    pub warnings: Vec<Diagnostic>,
    pub texts: Vec<VisibleText>,
    pub links: Vec<LinkUse>,
}

/// Parses and checks `site.toml`, adding all that is wrong to `diagnostics`. `public` has the files that a link may
/// lead to.
pub(crate) fn parse(
    file: &SourceFile,
    public: &Path,
    diagnostics: &mut Vec<Diagnostic>,
) -> ParsedSettings {
    invisible::check(file, diagnostics);
    let lines = with_all_sections(file, diagnostics);
    let toml = TomlFile::<Settings>::read_lines(file, lines, diagnostics, explain);
    let mut parsing = Parsing {
        file,
        diagnostics,
        texts: Vec::new(),
        links: Vec::new(),
    };
    let mut settings = toml.value.clone();
    parsing.check_keys(&toml);
    parsing.check_phone(&toml, &settings.clinic.phone.value);
    parsing.check_url(&toml, &mut settings.clinic.url.value);
    parsing.check_time_zone(&toml, &settings.clinic.time_zone.value);
    parsing.check_extra(&toml, &settings.consultation);
    parsing.check_keep_days(&toml, settings.consultation.keep_days);

    let Settings {
        clinic,
        crisis,
        not_reviewed,
        ..
    } = &mut settings;
    for (section, key, text) in [
        ("clinic", "name", &mut clinic.name),
        ("clinic", "tagline", &mut clinic.tagline),
        ("clinic", "phone", &mut clinic.phone.value),
        ("clinic", "address", &mut clinic.address.value),
        ("clinic", "hours", &mut clinic.hours.value),
        ("crisis", "heading", &mut crisis.heading),
    ] {
        *text = typography::typographic(text.trim());
        let line = toml.place(section, key);
        parsing.plain(key, line, text);
    }
    let around = (public, clinic.url.value.as_str());
    let mut rendered = Vec::new();
    for (section, key, text) in [
        ("crisis", "text", &mut crisis.text),
        ("crisis", "emergency", &mut crisis.emergency),
        ("not_reviewed", "text", &mut not_reviewed.text),
    ] {
        let line = toml.place(section, key);
        let inline = markdown::inline(file, line, text, around, parsing.diagnostics);
        text.clone_from(&inline.html);
        parsing.texts.extend(inline.texts(file));
        parsing.links.extend(inline.links.iter().cloned());
        rendered.push((section, key, line, inline));
    }
    let is_read = |key| !toml.is_told("crisis", key);
    if is_read("text") && is_read("emergency") {
        parsing.check_crisis(&rendered, toml.place("crisis", "text"));
    }

    let clinic = &settings.clinic;
    let warnings = [
        ("phone", &clinic.phone),
        ("address", &clinic.address),
        ("hours", &clinic.hours),
        ("time_zone", &clinic.time_zone),
        ("url", &clinic.url),
    ]
    .into_iter()
    .filter(|(_, detail)| detail.placeholder)
    .map(|(key, _)| {
        file.diagnostic(
            toml.place("clinic", key),
            format!("`{key}` is still a placeholder"),
            "write the clinic’s real value and delete `placeholder = true`",
        )
    })
    .collect();
    ParsedSettings {
        settings,
        warnings,
        texts: parsing.texts,
        links: parsing.links,
    }
}

/// The lines of the file; one of `[section]` that is missing is told, and put back in the place of the line above
/// the section's first key, so that the rest can be read.
fn with_all_sections<'a>(file: &'a SourceFile, diagnostics: &mut Vec<Diagnostic>) -> Vec<&'a str> {
    const HEADERS: [&str; 4] = ["[clinic]", "[crisis]", "[not_reviewed]", "[consultation]"];
    let mut lines: Vec<&str> = file.text.lines().collect();
    for (header, (section, keys)) in HEADERS.into_iter().zip(SECTIONS) {
        let name = |line: &str| key_of(line).trim_matches(['[', ']', ' ']).to_owned();
        if lines
            .iter()
            .any(|line| line.trim_start().starts_with('[') && name(line) == section)
        {
            continue;
        }
        let meant = lines.iter().position(|line| {
            let found = name(line).to_lowercase();
            line.trim_start().starts_with('[')
                && !SECTIONS.iter().any(|(known, _)| *known == name(line))
                && nearest(&found, &[section]).is_some()
        });
        if let Some(index) = meant {
            diagnostics.push(file.diagnostic(
                index + 1,
                format!("there is no section `{}`", lines[index].trim()),
                format!("write `{header}` instead of `{}`", lines[index].trim()),
            ));
            lines[index] = header;
            continue;
        }
        let mut current = String::new();
        let mut seen: Vec<String> = Vec::new();
        let first = lines.iter().position(|line| {
            let key = key_of(line);
            if key.starts_with('[') {
                current = name(line);
                seen.clear();
                return false;
            }
            let is_own = SECTIONS.iter().any(|(section, keys)| {
                *section == current && keys.contains(&key) && !seen.iter().any(|old| old == key)
            });
            seen.push(key.to_owned());
            line.contains('=') && keys.contains(&key) && !is_own
        });
        let Some(first) = first else {
            if section != "consultation" {
                diagnostics.push(file.diagnostic(
                    lines.len().max(1),
                    format!("the section `{header}` is missing"),
                    format!(
                        "put it back: a line `{header}`, and below it lines for {}",
                        keys.join(", ")
                    ),
                ));
            }
            continue;
        };
        diagnostics.push(file.diagnostic(
            first + 1,
            format!(
                "the line `{header}` above `{}` is missing",
                key_of(lines[first])
            ),
            format!(
                "put it back: a line `{header}`, before `{}`",
                key_of(lines[first])
            ),
        ));
        let above = lines[..first].iter().rposition(|line| {
            let line = line.trim();
            line.is_empty() || line.starts_with('#')
        });
        if let Some(above) = above.filter(|above| above + 1 == first) {
            lines[above] = header;
        }
    }
    lines
}

/// `site.toml` while it is checked.
struct Parsing<'a> {
    file: &'a SourceFile,
    diagnostics: &'a mut Vec<Diagnostic>,
    texts: Vec<VisibleText>,
    links: Vec<LinkUse>,
}

impl Parsing<'_> {
    fn report(&mut self, line: usize, problem: impl Into<String>, remedy: impl Into<String>) {
        self.diagnostics
            .push(self.file.diagnostic(line, problem.into(), remedy));
    }

    fn plain(&mut self, key: &'static str, line: usize, text: &str) {
        if !text.is_empty() {
            self.texts.push(VisibleText::plain(
                TextKind::Fact(key),
                text,
                &self.file.shown_as,
                line,
            ));
        }
    }

    /// Whether every key is there, and says something where it must.
    fn check_keys(&mut self, toml: &TomlFile<Settings>) {
        let (clinic, crisis) = (&toml.value.clinic, &toml.value.crisis);
        for (section, key, text) in [
            ("clinic", "name", &clinic.name),
            ("clinic", "tagline", &clinic.tagline),
            ("clinic", "phone", &clinic.phone.value),
            ("clinic", "address", &clinic.address.value),
            ("clinic", "hours", &clinic.hours.value),
            ("clinic", "url", &clinic.url.value),
            ("crisis", "heading", &crisis.heading),
            ("crisis", "text", &crisis.text),
            ("crisis", "emergency", &crisis.emergency),
            ("not_reviewed", "text", &toml.value.not_reviewed.text),
        ] {
            let place = toml.place(section, key);
            if toml.is_told(section, key) || !toml.has_section(section) {
                continue;
            }
            let may_be_empty = MAY_BE_EMPTY.contains(&key);
            if toml.line(section, key).is_none() {
                self.report(
                    place,
                    format!("`{key}` is missing in this section"),
                    if may_be_empty {
                        "put it back; nothing is shown for an empty value".to_owned()
                    } else {
                        format!("put it back, like `{}`", example(section, key))
                    },
                );
            } else if text.trim().is_empty() && !may_be_empty {
                self.report(
                    place,
                    format!("`{key}` is empty"),
                    format!("write it, like `{}`", example(section, key)),
                );
            }
        }
    }

    fn check_phone(&mut self, toml: &TomlFile<Settings>, phone: &str) {
        if phone.trim().is_empty() {
            return;
        }
        if let Err((problem, remedy)) = phone::link(phone) {
            self.report(toml.place("clinic", "phone"), problem, remedy);
        }
    }

    /// The origin of the published site, without the slash at its end.
    fn check_url(&mut self, toml: &TomlFile<Settings>, url: &mut String) {
        *url = url.trim().trim_end_matches('/').to_owned();
        if url.is_empty() || is_site(url) {
            return;
        }
        self.report(
            toml.place("clinic", "url"),
            format!("{url:?} is not the address of a site"),
            "write `https://` and the whole domain in small letters, without a path, like \"https://www.example.org\"",
        );
        // A part of an address would be taken for the start of others.
        url.clear();
    }

    fn check_time_zone(&mut self, toml: &TomlFile<Settings>, zone: &str) {
        // Without its section, that is what is told.
        if toml.has_section("clinic") && jiff::tz::TimeZone::get(zone).is_err() {
            self.report(
                toml.place("clinic", "time_zone"),
                format!("{zone:?} is not a time zone"),
                time_zone_remedy(zone),
            );
        }
    }

    fn check_keep_days(&mut self, toml: &TomlFile<Settings>, days: Option<u16>) {
        if let Some(days) = days.filter(|days| !(1..=MOST_KEEP_DAYS).contains(days)) {
            self.report(
                toml.place("consultation", "keep_days"),
                format!("`keep_days` is {days}"),
                format!("write a number of days from 1 to {MOST_KEEP_DAYS}, or delete the line"),
            );
        }
    }

    fn check_extra(&mut self, toml: &TomlFile<Settings>, consultation: &Consultation) {
        for name in consultation.extra.keys() {
            if name.is_empty() || is_own_field(name) {
                self.report(
                    toml.place("consultation", "extra"),
                    format!("`extra` has {name:?}, which the form itself sends"),
                    "use the name that the form service asks for, such as `access_key`",
                );
            }
        }
    }

    /// Crisis help is links that dial, to these numbers and no others.
    fn check_crisis(&mut self, texts: &[(&str, &str, usize, Inline)], place: usize) {
        const NUMBERS: [(&str, &str); 3] = [
            ("tel:988", "[call 988](tel:988)"),
            ("sms:988", "[text 988](sms:988)"),
            ("tel:911", "[call 911](tel:911)"),
        ];
        let mut found = Vec::new();
        for (_, _, line, inline) in texts.iter().filter(|(section, ..)| *section == "crisis") {
            for (to, words) in &inline.targets {
                let is_number = ["tel:", "sms:"]
                    .iter()
                    .any(|scheme| to.to_lowercase().starts_with(scheme));
                if is_number && !NUMBERS.iter().any(|(number, _)| number == to) {
                    self.report(
                        *line,
                        format!("the crisis help’s link “{words}” leads to {to}"),
                        "let it lead to exactly `tel:988`, `sms:988` or `tel:911`",
                    );
                }
                if !words.trim().is_empty() {
                    found.push(to.as_str());
                }
            }
        }
        for (number, example) in NUMBERS {
            if !found.contains(&number) {
                self.report(
                    place,
                    format!("the crisis help has no link to {number}"),
                    format!("put it back, like `{example}`"),
                );
            }
        }
    }
}

/// A line to copy.
fn example(section: &str, key: &str) -> &'static str {
    match (section, key) {
        ("clinic", "name") => "name = \"Greater Wellness Clinic\"",
        ("clinic", "phone") => "phone = { value = \"(555) 010-0199\" }",
        ("clinic", _) => "url = { value = \"https://www.example.org\" }",
        ("crisis", "heading") => "heading = \"In crisis or thinking about suicide?\"",
        ("crisis", "text") => {
            "text = \"[Call 988](tel:988) or [text 988](sms:988): free, 24/7, anywhere in the US.\""
        }
        ("crisis", _) => "emergency = \"In immediate danger, [call 911](tel:911).\"",
        _ => {
            "text = \"A clinician has **not yet reviewed** this page. It is general information, not medical advice.\""
        }
    }
}

/// Whether an address is `https://` and a domain with at least two labels (RFC 1123, 2.1), with a port perhaps.
fn is_site(url: &str) -> bool {
    let Some(host) = url.strip_prefix("https://") else {
        return false;
    };
    let (domain, port) = host.split_once(':').unwrap_or((host, "443"));
    let labels: Vec<&str> = domain.split('.').collect();
    let is_label = |label: &&str| label.len() <= 63 && is_slug(&label.replace("--", "-"));
    labels.len() > 1
        && labels.iter().all(is_label)
        && labels
            .last()
            .is_some_and(|last| last.len() > 1 && !last.starts_with(|c: char| c.is_ascii_digit()))
        && port.parse::<u16>().is_ok()
}

fn time_zone_remedy(written: &str) -> String {
    let known: Vec<_> = jiff::tz::db().available().collect();
    // Those of a place: `EST` and the like know no summer.
    let known: Vec<&str> = known
        .iter()
        .map(jiff::tz::TimeZoneName::as_str)
        .filter(|name| name.contains('/'))
        .collect();
    match nearest(&written.replace(' ', "_"), &known) {
        Some(name) => format!("write \"{name}\""),
        None => "write its name in the IANA database, like \"America/New_York\"".into(),
    }
}

/// Says in an editor's words what the TOML parser found.
fn explain(message: &str, line: &str) -> (String, String) {
    let first = message.lines().next().unwrap_or_default();
    let quoted = first.split('`').nth(1).unwrap_or_default();
    if first.starts_with("missing field") {
        return (
            format!("`{quoted}` is missing on this line"),
            format!("write it in the brackets, like `phone = {{ {quoted} = \"(555) 010-0199\" }}`"),
        );
    }
    if first.starts_with("duplicate key") {
        return (
            "this key stands in its section twice".into(),
            "delete one of the two lines".into(),
        );
    }
    if first.starts_with("unknown field `html_answer`") {
        return (
            "`html_answer` is now `success_response`".into(),
            "write `success_response = \"html\"` in the place of `html_answer = \"success\"`, \
             and delete `html_answer = \"failure\"`"
                .into(),
        );
    }
    if first.starts_with("unknown field") {
        let names: Vec<&str> = first.split('`').skip(3).step_by(2).collect();
        let remedy = match nearest(&quoted.to_lowercase(), &names) {
            Some(name) => format!("write `{name}` instead of `{quoted}`"),
            None => format!("delete it; the keys are {}", names.join(", ")),
        };
        return (
            format!("there is no key `{quoted}` in this section"),
            remedy,
        );
    }
    let value = line.split_once('=').map_or("", |(_, value)| value.trim());
    if value.contains(['“', '”', '„']) && !value.starts_with('"') {
        return (
            "curly quotation marks stand around this value".into(),
            format!("use straight ones, like `{} = \"…\"`", key_of(line)),
        );
    }
    if value.starts_with(|c: char| c.is_alphabetic()) && !matches!(value, "true" | "false") {
        return (
            "no quotation marks stand around this value".into(),
            format!("write straight ones, like `{} = \"{value}\"`", key_of(line)),
        );
    }
    if first.contains("expected struct Detail") {
        return (
            "this value is not in its brackets".into(),
            "write it like `phone = { value = \"(555) 010-0199\" }`".into(),
        );
    }
    (
        format!("this cannot be read ({first})"),
        "compare it with the comment above the key; text stands in straight quotation marks".into(),
    )
}

/// Whether the form itself sends a field of this name.
fn is_own_field(name: &str) -> bool {
    name == "id" || name == HONEYPOT || Field::from_name(name).is_some()
}

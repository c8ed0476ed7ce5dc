//! `site.toml`: the clinic's own details and the few words that stand on every page.

use std::collections::BTreeMap;

use consultation_rules::{Field, HONEYPOT, SuccessResponse};
use serde::Deserialize;

use crate::nearest::nearest;
use crate::source_file::SourceFile;
use crate::{Diagnostic, markdown};

/// The whole of `site.toml`. Texts are HTML, rendered from inline Markdown.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Who and where the clinic is.
    pub clinic: Clinic,
    /// The help that stands on every page.
    pub crisis: Crisis,
    /// Said on a page that no clinician has signed.
    pub not_reviewed: NotReviewed,
    /// How the form speaks to its endpoint.
    #[serde(default)]
    pub consultation: Consultation,
}

/// How the form speaks to its endpoint.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consultation {
    /// How a request is written.
    #[serde(default)]
    pub encoding: Encoding,
    /// Which responses besides JSON without an error say that the request is kept.
    #[serde(default)]
    pub success_response: SuccessResponse,
    /// Fields that go with every request, such as the access key of a hosted form service. They are public:
    /// every visitor's browser has them.
    #[serde(default)]
    pub extra: BTreeMap<String, String>,
    /// For how many days the clinic keeps a request after it has closed it, 1 to 3,650. Pages say it
    /// (see `kept`), and the clinic's own endpoint deletes by it.
    #[serde(default)]
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
#[serde(deny_unknown_fields)]
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
#[serde(deny_unknown_fields)]
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
#[serde(deny_unknown_fields)]
pub struct NotReviewed {
    /// The sentence.
    pub text: String,
}

/// Parses and checks `site.toml`; gives the settings and a warning for each placeholder still there.
pub(crate) fn parse(file: &SourceFile) -> Result<(Settings, Vec<Diagnostic>), Diagnostic> {
    let mut settings: Settings = toml::from_str(&file.text).map_err(|error| {
        let line = error.span().map_or(1, |span| file.line_at(span.start));
        let (problem, remedy) = explain(error.message());
        file.diagnostic(line, problem, remedy)
    })?;
    let line_of = |key: &str| {
        file.text
            .lines()
            .position(|line| line.trim_start().starts_with(key))
            .map_or(1, |n| n + 1)
    };

    let phone = &settings.clinic.phone.value;
    if phone.chars().filter(char::is_ascii_digit).count() < 7 {
        return Err(file.diagnostic(
            line_of("phone"),
            format!("{phone:?} is not a phone number"),
            "write it with its area code, like \"(555) 010-0199\"",
        ));
    }
    let zone = &settings.clinic.time_zone.value;
    if jiff::tz::TimeZone::get(zone).is_err() {
        return Err(file.diagnostic(
            line_of("time_zone"),
            format!("{zone:?} is not a time zone"),
            time_zone_remedy(zone),
        ));
    }
    let url = settings.clinic.url.value.trim_end_matches('/').to_owned();
    if !url.starts_with("https://") || url.len() < 11 || url[8..].contains(['/', '?', '#', ' ']) {
        return Err(file.diagnostic(
            line_of("url"),
            format!("{url:?} is not the address of a site"),
            "write `https://` and the domain, without a path, like \"https://www.example.org\"",
        ));
    }
    settings.clinic.url.value = url;
    for (key, text) in [
        ("name", &settings.clinic.name),
        ("heading", &settings.crisis.heading),
    ] {
        if text.trim().is_empty() {
            return Err(file.diagnostic(line_of(key), format!("`{key}` is empty"), "write it"));
        }
    }
    if let Some(name) = settings
        .consultation
        .extra
        .keys()
        .find(|name| name.is_empty() || is_own_field(name))
    {
        return Err(file.diagnostic(
            line_of("extra"),
            format!("`extra` has {name:?}, which the form itself sends"),
            "use the name that the form service asks for, such as `access_key`",
        ));
    }
    if let Some(days) = settings.consultation.keep_days
        && !(1..=MOST_KEEP_DAYS).contains(&days)
    {
        return Err(file.diagnostic(
            line_of("keep_days"),
            format!("`keep_days` is {days}"),
            format!("write a number of days from 1 to {MOST_KEEP_DAYS}, or delete the line"),
        ));
    }
    for needed in ["tel:988", "tel:911"] {
        if !format!("{}{}", settings.crisis.text, settings.crisis.emergency).contains(needed) {
            return Err(file.diagnostic(
                line_of("[crisis]"),
                format!("the crisis help has no link to {needed}"),
                format!("put it back, like `[{0}](tel:{0})`", &needed[4..]),
            ));
        }
    }
    for text in [
        &mut settings.crisis.text,
        &mut settings.crisis.emergency,
        &mut settings.not_reviewed.text,
    ] {
        *text = markdown::inline(text);
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
            line_of(key),
            format!("`{key}` is still a placeholder"),
            "write the clinic’s real value and delete `placeholder = true`",
        )
    })
    .collect();
    Ok((settings, warnings))
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
fn explain(message: &str) -> (String, String) {
    let first = message.lines().next().unwrap_or_default();
    let quoted = first.split('`').nth(1).unwrap_or_default();
    if first.starts_with("missing field") {
        return (
            format!("`{quoted}` is missing in this section"),
            "put it back; nothing is shown for an empty value".into(),
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

//! The request on the wire: JSON, or a form's urlencoded body.

use crate::json::{Json, push_string};
use crate::urlencoded::{pairs, push_pair};
use crate::{
    Answers, BestTime, ELAPSED, Field, FieldError, HONEYPOT, RequestId, ValidAnswers, validate,
};
use std::fmt;

/// A request that has passed every rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsultationRequest {
    /// The request's id; absent when a browser posted the form without scripting.
    pub id: Option<RequestId>,
    /// The answers.
    pub answers: ValidAnswers,
}

/// A request as it came in: parsed, its answers not yet judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// The request's id; absent when a browser posted the form without scripting.
    pub id: Option<RequestId>,
    /// The answers.
    pub answers: Answers,
    /// Milliseconds between showing the page and sending, as far as the sender says.
    pub elapsed_ms: Option<u64>,
}

impl Received {
    /// Judges the answers with [`validate`].
    ///
    /// # Errors
    /// The fields to correct, in page order.
    pub fn validate(&self) -> Result<ConsultationRequest, Vec<FieldError>> {
        Ok(ConsultationRequest {
            id: self.id.clone(),
            answers: validate(&self.answers)?,
        })
    }
}

/// Why a body is no request. `Display` says what to do and never repeats a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WireError {
    /// Not JSON (RFC 8259) in UTF-8.
    NotJson,
    /// JSON, but not an object.
    NotAnObject,
    /// Not an urlencoded form in UTF-8: a broken percent escape or other bytes.
    NotAForm,
    /// A field of another type than it must have.
    WrongType {
        /// Where: a JSON Pointer as a URI fragment, like `#/phone`.
        pointer: String,
        /// What it must be, like `a string or null`.
        expected: &'static str,
    },
    /// The id is not a UUID.
    BadId,
    /// A known field is there twice.
    DuplicateField {
        /// Where: a JSON Pointer as a URI fragment, like `#/phone`.
        pointer: String,
    },
}

impl fmt::Display for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WireError::NotJson => f.write_str("Send the request as JSON in UTF-8."),
            WireError::NotAnObject => f.write_str("Send the request as one JSON object."),
            WireError::NotAForm => {
                f.write_str("Send the form urlencoded, in UTF-8, with whole percent escapes.")
            }
            WireError::WrongType { pointer, expected } => {
                f.write_str(pointer)?;
                f.write_str(" must be ")?;
                f.write_str(expected)?;
                f.write_str(".")
            }
            WireError::BadId => f.write_str("#/id must be a UUID made for this request."),
            WireError::DuplicateField { pointer } => {
                f.write_str("Send ")?;
                f.write_str(pointer)?;
                f.write_str(" once.")
            }
        }
    }
}

impl std::error::Error for WireError {}

/// Names this module reads and writes itself, in wire order.
const KNOWN: [&str; 11] = [
    "id",
    Field::Name.name(),
    Field::ContactPreference.name(),
    Field::Phone.name(),
    Field::Email.name(),
    Field::BestTime.name(),
    Field::Topic.name(),
    Field::Message.name(),
    Field::Consent.name(),
    HONEYPOT,
    ELAPSED,
];

/// The text values of a request in wire order, without consent.
fn texts<'a>(id: &'a RequestId, answers: &'a ValidAnswers) -> [(&'static str, Option<&'a str>); 8] {
    [
        ("id", Some(id.as_str())),
        (Field::Name.name(), Some(&answers.name)),
        (
            Field::ContactPreference.name(),
            Some(answers.contact_preference.value()),
        ),
        (Field::Phone.name(), answers.phone.as_deref()),
        (Field::Email.name(), answers.email.as_deref()),
        (
            Field::BestTime.name(),
            answers.best_time.map(BestTime::value),
        ),
        (Field::Topic.name(), answers.topic.as_deref()),
        (Field::Message.name(), answers.message.as_deref()),
    ]
}

/// The `extra` pairs that may go along: not those named like a value of the request (the trap field
/// may, it has no other way), and each name once.
fn extras(extra: &[(String, String)]) -> impl Iterator<Item = &(String, String)> {
    extra.iter().enumerate().filter_map(|(index, pair)| {
        let name = &pair.0;
        let taken = (name != HONEYPOT && KNOWN.contains(&name.as_str()))
            || extra[..index].iter().any(|(earlier, _)| earlier == name);
        (!taken).then_some(pair)
    })
}

/// The request as a JSON object: `extra` first, then the keys of the contract in their order, with
/// `null` for what is absent, then `elapsed_ms` (milliseconds) if given.
///
/// `extra` is for what a hosted form service wants besides, and for [`HONEYPOT`] if it was filled.
/// Pairs named like another value of the request are left out, and so is a name's second pair.
#[must_use]
pub fn to_json(
    id: &RequestId,
    answers: &ValidAnswers,
    elapsed_ms: Option<u64>,
    extra: &[(String, String)],
) -> String {
    let mut out = String::from("{");
    for (name, value) in extras(extra) {
        push_string(&mut out, name);
        out.push(':');
        push_string(&mut out, value);
        out.push(',');
    }
    for (name, value) in texts(id, answers) {
        push_string(&mut out, name);
        out.push(':');
        match value {
            Some(value) => push_string(&mut out, value),
            None => out.push_str("null"),
        }
        out.push(',');
    }
    push_string(&mut out, Field::Consent.name());
    out.push_str(":true");
    if let Some(elapsed_ms) = elapsed_ms {
        out.push(',');
        push_string(&mut out, ELAPSED);
        out.push(':');
        out.push_str(&elapsed_ms.to_string());
    }
    out.push('}');
    out
}

/// The request as `application/x-www-form-urlencoded` (URL Standard, section 5), for hosted form
/// services: the same names and order as [`to_json`], without what is absent, and `consent=yes`.
#[must_use]
pub fn to_form(
    id: &RequestId,
    answers: &ValidAnswers,
    elapsed_ms: Option<u64>,
    extra: &[(String, String)],
) -> String {
    let mut out = String::new();
    for (name, value) in extras(extra) {
        push_pair(&mut out, name, value);
    }
    for (name, value) in texts(id, answers) {
        if let Some(value) = value {
            push_pair(&mut out, name, value);
        }
    }
    push_pair(&mut out, Field::Consent.name(), "yes");
    if let Some(elapsed_ms) = elapsed_ms {
        push_pair(&mut out, ELAPSED, &elapsed_ms.to_string());
    }
    out
}

impl Received {
    /// Where a text field's value goes; `None` for names that hold no text.
    fn text_mut(&mut self, name: &str) -> Option<&mut String> {
        let answers = &mut self.answers;
        if name == HONEYPOT {
            return Some(&mut answers.honeypot);
        }
        match Field::from_name(name)? {
            Field::Name => Some(&mut answers.name),
            Field::ContactPreference => Some(&mut answers.contact_preference),
            Field::Phone => Some(&mut answers.phone),
            Field::Email => Some(&mut answers.email),
            Field::BestTime => Some(&mut answers.best_time),
            Field::Topic => Some(&mut answers.topic),
            Field::Message => Some(&mut answers.message),
            Field::Consent => None,
        }
    }
}

/// Keeps watch that no known name comes twice.
#[derive(Default)]
struct Seen([bool; KNOWN.len()]);

impl Seen {
    /// Whether `name` is one of [`KNOWN`].
    fn note(&mut self, name: &str) -> Result<bool, WireError> {
        let Some(index) = KNOWN.iter().position(|known| *known == name) else {
            return Ok(false);
        };
        if std::mem::replace(&mut self.0[index], true) {
            return Err(WireError::DuplicateField {
                pointer: pointer(name),
            });
        }
        Ok(true)
    }
}

fn pointer(name: &str) -> String {
    ["#/", name].concat()
}

fn wrong_type(name: &str, expected: &'static str) -> WireError {
    WireError::WrongType {
        pointer: pointer(name),
        expected,
    }
}

/// Reads the body of a JSON request. Its answers are not judged; its size is the caller's to limit.
///
/// Texts may be `null` or absent, which is the same as empty; `consent` and `elapsed_ms` too. Names
/// that aren't part of the contract are ignored, so that a request may carry what a hosted service
/// or a later page adds. A known name that comes twice is refused: two readers could take different
/// ones for the answer.
///
/// # Errors
/// [`WireError`], if it is no JSON object in UTF-8, or a known name has a value of another type.
pub fn from_json(body: &[u8]) -> Result<Received, WireError> {
    let text = std::str::from_utf8(body).map_err(|_| WireError::NotJson)?;
    let members = match Json::parse(text) {
        Some(Json::Object(members)) => members,
        Some(_) => return Err(WireError::NotAnObject),
        None => return Err(WireError::NotJson),
    };
    let mut received = Received::default();
    let mut seen = Seen::default();
    for (name, value) in members {
        if !seen.note(&name)? || value == Json::Null {
            continue;
        }
        if name == "id" {
            let id = value.text().and_then(RequestId::parse);
            received.id = Some(id.ok_or(WireError::BadId)?);
        } else if name == ELAPSED {
            let Json::Number(Some(elapsed_ms)) = value else {
                return Err(wrong_type(&name, WHOLE_NUMBER));
            };
            received.elapsed_ms = Some(elapsed_ms);
        } else if let Some(slot) = received.text_mut(&name) {
            let Json::Text(text) = value else {
                return Err(wrong_type(&name, "a string or null"));
            };
            *slot = text;
        } else {
            let Json::Bool(consent) = value else {
                return Err(wrong_type(&name, "true or false"));
            };
            received.answers.consent = consent;
        }
    }
    Ok(received)
}

const WHOLE_NUMBER: &str = "a whole number of milliseconds";

/// Reads the body of a form, as a browser without scripting posts it. Its answers are not judged;
/// its size is the caller's to limit.
///
/// An absent or empty `id` gives none. `consent` is given by `yes`, `on`, `true` or `1`. Unknown
/// names are ignored and known ones must not come twice, as with [`from_json`].
///
/// # Errors
/// [`WireError`], for a broken percent escape, bytes that are no UTF-8, an `id` that is no UUID, or
/// an `elapsed_ms` that is no number.
pub fn from_form(body: &[u8]) -> Result<Received, WireError> {
    let mut received = Received::default();
    let mut seen = Seen::default();
    for (name, value) in pairs(body).ok_or(WireError::NotAForm)? {
        if !seen.note(&name)? || value.is_empty() {
            continue;
        }
        if name == "id" {
            received.id = Some(RequestId::parse(&value).ok_or(WireError::BadId)?);
        } else if name == ELAPSED {
            let elapsed_ms = value.parse().map_err(|_| wrong_type(&name, WHOLE_NUMBER))?;
            received.elapsed_ms = Some(elapsed_ms);
        } else if let Some(slot) = received.text_mut(&name) {
            *slot = value;
        } else {
            received.answers.consent = matches!(value.as_str(), "yes" | "on" | "true" | "1");
        }
    }
    Ok(received)
}

//! Reading a posted request: JSON, or a form's urlencoded body. Only an endpoint does.

use crate::field::{CHECKED, Control};
use crate::urlencoded::pairs;
use crate::{Field, FieldError, HONEYPOT, Json, RequestId, Submission, ValidSubmission, validate};
use std::fmt;

/// A request as it came in: parsed, its submission not yet judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostedRequest {
    /// The request's id; absent when a browser posted the form without scripting.
    pub id: Option<RequestId>,
    /// What was typed.
    pub submission: Submission,
}

/// A request that has passed every rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsultationRequest {
    /// The request's id; absent when a browser posted the form without scripting.
    pub id: Option<RequestId>,
    /// What was typed, as [`validate`] gives it back.
    pub submission: ValidSubmission,
}

impl PostedRequest {
    /// Judges the submission with [`validate`].
    ///
    /// # Errors
    /// The fields to correct, in page order.
    pub fn validate(&self) -> Result<ConsultationRequest, Vec<FieldError>> {
        Ok(ConsultationRequest {
            id: self.id.clone(),
            submission: validate(&self.submission)?,
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

/// What a name on the wire stands for.
#[derive(Clone, Copy)]
enum Name {
    Id,
    Honeypot,
    Field(Field),
}

impl Name {
    const COUNT: usize = Field::COUNT + 2;

    fn of(name: &str) -> Option<Self> {
        match name {
            "id" => Some(Self::Id),
            HONEYPOT => Some(Self::Honeypot),
            name => Field::from_name(name).map(Self::Field),
        }
    }

    fn index(self) -> usize {
        match self {
            Self::Field(field) => field as usize,
            Self::Id => Field::COUNT,
            Self::Honeypot => Field::COUNT + 1,
        }
    }
}

/// Keeps watch that no known name comes twice.
#[derive(Default)]
struct Seen([bool; Name::COUNT]);

impl Seen {
    /// What `name` stands for; `None` for a name that isn't part of the contract.
    fn note(&mut self, name: &str) -> Result<Option<Name>, WireError> {
        let Some(known) = Name::of(name) else {
            return Ok(None);
        };
        if std::mem::replace(&mut self.0[known.index()], true) {
            return Err(WireError::DuplicateField {
                pointer: pointer(name),
            });
        }
        Ok(Some(known))
    }
}

fn pointer(name: &str) -> String {
    ["#/", name].concat()
}

/// Reads the body of a JSON request. Its submission is not judged; its size is the caller's to limit.
///
/// Texts may be `null` or absent, which is the same as empty; a checkbox too. Names that aren't part
/// of the contract are ignored, so that a request may carry what a hosted service or an earlier or
/// later page adds. A known name that comes twice is refused: two readers could take different ones
/// for the answer. A byte order mark before the object is skipped, as RFC 8259, section 8.1 allows.
///
/// # Errors
/// [`WireError`], if it is no JSON object in UTF-8, or a known name has a value of another type.
pub fn from_json(body: &[u8]) -> Result<PostedRequest, WireError> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    let members = match serde_json::from_slice(body) {
        Ok(Json::Object(members)) => members,
        Ok(_) => return Err(WireError::NotAnObject),
        Err(_) => return Err(WireError::NotJson),
    };
    let mut posted = PostedRequest::default();
    let mut seen = Seen::default();
    for (name, value) in members {
        let Some(known) = seen.note(&name)? else {
            continue;
        };
        if value == Json::Null {
            continue;
        }
        let wrong_type = |expected| WireError::WrongType {
            pointer: pointer(&name),
            expected,
        };
        match (known, value) {
            (Name::Id, value) => {
                let id = value.text().and_then(RequestId::parse);
                posted.id = Some(id.ok_or(WireError::BadId)?);
            }
            (Name::Field(field), value) if matches!(field.spec().control, Control::Checkbox) => {
                let Json::Bool(checked) = value else {
                    return Err(wrong_type("true or false"));
                };
                posted
                    .submission
                    .set(field, if checked { CHECKED } else { "" });
            }
            (Name::Field(field), Json::Text(text)) => posted.submission.set(field, text),
            (Name::Honeypot, Json::Text(text)) => posted.submission.honeypot = text,
            _ => return Err(wrong_type("a string or null")),
        }
    }
    Ok(posted)
}

/// Reads the body of a form, as a browser without scripting posts it. Its submission is not judged;
/// its size is the caller's to limit.
///
/// An absent or empty `id` gives none. A box is checked by `yes`, `on`, `true` or `1`. Unknown names
/// are ignored and known ones must not come twice, as with [`from_json`].
///
/// # Errors
/// [`WireError`], for a broken percent escape, bytes that are no UTF-8, or an `id` that is no UUID.
pub fn from_form(body: &[u8]) -> Result<PostedRequest, WireError> {
    let mut posted = PostedRequest::default();
    let mut seen = Seen::default();
    for (name, value) in pairs(body).ok_or(WireError::NotAForm)? {
        match seen.note(&name)? {
            Some(Name::Id) if !value.is_empty() => {
                posted.id = Some(RequestId::parse(&value).ok_or(WireError::BadId)?);
            }
            Some(Name::Honeypot) => posted.submission.honeypot = value,
            Some(Name::Field(field)) if matches!(field.spec().control, Control::Checkbox) => {
                if matches!(value.as_str(), "yes" | "on" | "true" | "1") {
                    posted.submission.set(field, CHECKED);
                }
            }
            Some(Name::Field(field)) => posted.submission.set(field, value),
            Some(Name::Id) | None => {}
        }
    }
    Ok(posted)
}

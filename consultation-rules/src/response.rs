//! What an HTTP response means.
//!
//! The endpoint may be `intake`, a hosted form service, or by mistake no endpoint at all. One
//! thought decides what is unclear: **a false success is worse than asking someone to call.**

use crate::json::Json;
use crate::text::{is_direction_mark, trim};
use crate::{Field, FieldError, RequestId, retry_after};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// An HTTP response, as much of it as matters here.
#[derive(Clone)]
pub struct Response<'a> {
    /// The status code.
    pub status: u16,
    /// The `Content-Type` header's value.
    pub content_type: Option<&'a str>,
    /// The `Retry-After` header's value; from another origin only there if the endpoint exposes it.
    pub retry_after: Option<&'a str>,
    /// The body as text.
    pub body: &'a str,
    /// What the platform's JSON parser makes of [`json_text`].
    pub json: Option<Json>,
}

/// The part of a response's body to parse as JSON; `None` if it isn't to be parsed: it has more than
/// [`BODY_MAX`] bytes, or its content type is one of HTML or XML. Any other type may be an endpoint's
/// careless one. A byte order mark and white space around it, which `JSON.parse` refuses, are cut off.
#[must_use]
pub fn json_text<'a>(content_type: Option<&str>, body: &'a str) -> Option<&'a str> {
    let is_page = has_type(content_type, &["text/html", "xhtml+xml", "/xml"]);
    (body.len() <= BODY_MAX && !is_page).then_some(trim(body))
}

/// What a response says about the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponseMeaning {
    /// The request has arrived and is kept.
    Received {
        /// What to quote when asking about it, 1 to [`REFERENCE_MAX`] characters.
        reference: String,
    },
    /// Fields need correcting. At least one of the lists has an entry.
    FieldErrors {
        /// Errors at fields of this form, in page order, at most one a field.
        fields: Vec<FieldError>,
        /// What belongs to no field of this form, at most [`GENERAL_MAX`] texts.
        general: Vec<String>,
    },
    /// An earlier try with the same id is still being worked on.
    StillInWork,
    /// Too much to do; come back later.
    Busy {
        /// Milliseconds from now, if the response says.
        retry_after_ms: Option<u64>,
    },
    /// The endpoint failed; the same request may succeed later.
    ServerError,
    /// The endpoint won't take the request, however often it is sent.
    Refused {
        /// The status code.
        status: u16,
    },
    /// No response of this contract, or a failure in the clothes of a success.
    NotUnderstood {
        /// The status code.
        status: u16,
    },
}

/// Which responses besides JSON without an error say that the request is kept.
///
/// Neither a page of HTML nor an empty body says anything by itself: a service may mean "received"
/// by it, a web server that has no endpoint at all may show its front page, and a firewall may answer
/// 202 while it blocks the request. So somebody who knows the endpoint has to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SuccessResponse {
    /// None.
    #[default]
    Json,
    /// A page of HTML with a status of 200 or 201, as with Netlify Forms, whose only answer to a
    /// request it has kept is a page.
    Html,
    /// A response with an empty body and a status of 200, 201, 202 or 204.
    Empty,
}

impl SuccessResponse {
    /// All, in the order of the type.
    pub const ALL: [Self; 3] = [Self::Json, Self::Html, Self::Empty];

    /// The name in settings and attributes.
    #[must_use]
    pub const fn value(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Html => "html",
            Self::Empty => "empty",
        }
    }

    /// What a name in settings or attributes means; `None` if it is none of [`SuccessResponse::value`].
    #[must_use]
    pub fn from_value(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.value() == value)
    }
}

/// Longest body that is read, in bytes; of a longer one it is enough to give [`json_text`] and
/// [`interpret`] one byte more than this. Our own responses have some hundred.
pub const BODY_MAX: usize = 65_536;
/// Most characters of a reference.
pub const REFERENCE_MAX: usize = 40;
/// Most texts that belong to no field.
pub const GENERAL_MAX: usize = 5;
/// Most characters of a text from a response that is shown to a person.
pub const TEXT_MAX: usize = 200;

/// Said at a field when a response names it but says nothing about it.
const CHECK: &str = "Check this answer";

/// Reads a response to the request with this `id`. `now_unix_ms` (milliseconds since 1970 UTC) is
/// needed for a `Retry-After` with a date (RFC 9110, section 10.2.3).
///
/// | Status | Meaning |
/// |---|---|
/// | 200, 201, 202 with a JSON object that reports no error | received |
/// | 200, 201, 202 with a JSON object that reports an error | field errors if it has any, else not understood |
/// | 200, 201 with a page of HTML | received with [`SuccessResponse::Html`], else not understood |
/// | 201 without a body | received: the status itself says so, and no mere web page has it |
/// | 200, 202, 204 without a body | received with [`SuccessResponse::Empty`], else not understood |
/// | 200, 201, 202 with anything else | not understood |
/// | 400, 422 | field errors if it has any, else refused |
/// | 409 | still in work |
/// | 429 | busy |
/// | 503 with `Retry-After` | busy |
/// | other 5xx; 408, 425, by which a server asks for a repetition | server error |
/// | other 4xx | refused |
/// | everything else | not understood |
///
/// An object reports an error by a name that starts with `error` and isn't empty, a `success` or
/// `ok` that isn't a clear yes, a `status`, `result`, `code` or `statusCode` that says `error`,
/// `fail`, `invalid` or `reject` or is 400 or more, or by being problem details (RFC 9457). The
/// case of names doesn't matter; if a name comes twice, the worse value counts.
///
/// A page of HTML is known by its content type and by starting with `<`: some endpoints send
/// everything as HTML, their bare texts of errors too.
///
/// Field errors are read from `errors`: a list of `{detail, pointer}` (RFC 9457; `#/phone` or
/// `/phone`), a list of `{field, message}`, or an object of texts or lists of texts. The reference
/// is taken from `reference` or `id`, else from the request's own id. All texts are freed from
/// control characters and cut to length; they are text, not HTML.
#[must_use]
pub fn interpret(
    response: &Response<'_>,
    id: &RequestId,
    now_unix_ms: u64,
    success_response: SuccessResponse,
) -> ResponseMeaning {
    let status = response.status;
    let retry_after_ms = response
        .retry_after
        .and_then(|value| retry_after::parse(value, now_unix_ms));
    match status {
        200..=202 | 204 => success(response, id, success_response),
        400 | 422 => json_object(response)
            .and_then(field_errors)
            .unwrap_or(ResponseMeaning::Refused { status }),
        409 => ResponseMeaning::StillInWork,
        429 => ResponseMeaning::Busy { retry_after_ms },
        503 if retry_after_ms.is_some() => ResponseMeaning::Busy { retry_after_ms },
        408 | 425 | 500..=599 => ResponseMeaning::ServerError,
        400..=499 => ResponseMeaning::Refused { status },
        _ => ResponseMeaning::NotUnderstood { status },
    }
}

fn success(
    response: &Response<'_>,
    id: &RequestId,
    success_response: SuccessResponse,
) -> ResponseMeaning {
    let status = response.status;
    let not_understood = ResponseMeaning::NotUnderstood { status };
    if let Some(object) = json_object(response) {
        return if reports_error(object) || has_type(response.content_type, &[PROBLEM]) {
            field_errors(object).unwrap_or(not_understood)
        } else {
            received(reference(object, id))
        };
    }
    let is_empty = trim(response.body).is_empty();
    let kept = match success_response {
        SuccessResponse::Html if matches!(status, 200 | 201) && is_page(response) => true,
        SuccessResponse::Empty => is_empty,
        _ => status == 201 && is_empty,
    };
    if kept {
        received(id.reference())
    } else {
        not_understood
    }
}

fn received(reference: String) -> ResponseMeaning {
    ResponseMeaning::Received { reference }
}

const PROBLEM: &str = "application/problem+json";

/// The body as a JSON object, if it is one.
fn json_object<'a>(response: &'a Response<'_>) -> Option<&'a Json> {
    response
        .json
        .as_ref()
        .filter(|json| matches!(json, Json::Object(_)))
}

/// Whether it is a page of HTML. Its length doesn't matter, since nothing is read from it.
fn is_page(response: &Response<'_>) -> bool {
    has_type(
        response.content_type,
        &["text/html", "application/xhtml+xml"],
    ) && trim(response.body).starts_with('<')
}

/// Whether the media type, without its parameters, ends in one of `types`; in any case.
fn has_type(content_type: Option<&str>, types: &[&str]) -> bool {
    let value = content_type.unwrap_or("").as_bytes();
    let value = value.split(|byte| *byte == b';').next().unwrap_or(value);
    let value = value.trim_ascii();
    types.iter().any(|ending| {
        value.len() >= ending.len()
            && value[value.len() - ending.len()..].eq_ignore_ascii_case(ending.as_bytes())
    })
}

fn reports_error(object: &Json) -> bool {
    let Json::Object(members) = object else {
        return false;
    };
    members.iter().any(|(name, value)| {
        let is = |names: &[&str]| names.iter().any(|known| name.eq_ignore_ascii_case(known));
        if starts_with(name, "error") {
            says_something(value)
        } else if is(&["success", "ok"]) {
            !says_yes(value)
        } else {
            is(&["status", "result", "code", "statusCode"]) && says_failed(value)
        }
    })
}

/// Whether `text` starts with `word`, in any case.
fn starts_with(text: &str, word: &str) -> bool {
    text.get(..word.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// Whether a `success` or `ok` is a clear yes. A text may be one in some language, or a sentence;
/// of those only what is a plain no isn't.
fn says_yes(value: &Json) -> bool {
    match value {
        Json::Bool(yes) => *yes,
        Json::Number(number) => *number > 0.0,
        Json::Text(text) => {
            let text = trim(text);
            let is_no = |no: &&str| text.eq_ignore_ascii_case(no);
            !["", "0", "false", "no", "null"].iter().any(is_no) && !says_failed(value)
        }
        Json::Null => false,
        Json::List(items) => !items.is_empty(),
        Json::Object(_) => true,
    }
}

/// Whether an `error` is one.
fn says_something(value: &Json) -> bool {
    match value {
        Json::Null => false,
        Json::Bool(yes) => *yes,
        Json::Number(number) => *number != 0.0,
        Json::Text(text) => {
            let text = trim(text);
            !text.is_empty() && !text.eq_ignore_ascii_case("false")
        }
        Json::List(items) => !items.is_empty(),
        Json::Object(members) => !members.is_empty(),
    }
}

fn says_failed(value: &Json) -> bool {
    match value {
        Json::Number(number) => *number >= 400.0,
        Json::Text(text) => {
            let text = trim(text);
            text.parse().is_ok_and(|number: u64| number >= 400)
                || ["error", "fail", "invalid", "reject"]
                    .iter()
                    .any(|word| starts_with(text, word))
        }
        _ => false,
    }
}

/// What to quote: `reference`, else `id` (shortened if it is a UUID), else the request's own id.
fn reference(object: &Json, id: &RequestId) -> String {
    let shown = |name: &str| {
        let text = match object.get(name)? {
            Json::Text(text) => match RequestId::parse(trim(text)) {
                Some(id) => id.reference(),
                None => clean(text, REFERENCE_MAX),
            },
            Json::Number(number) => whole(*number)?.to_string(),
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    };
    shown("reference")
        .or_else(|| shown("id"))
        .unwrap_or_else(|| id.reference())
}

/// A whole number from zero up that a double holds exactly.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "only what is in range passes"
)]
fn whole(number: f64) -> Option<u64> {
    const EXACT: f64 = 9_007_199_254_740_991.0;
    ((0.0..=EXACT).contains(&number) && number.fract() == 0.0).then_some(number as u64)
}

/// The errors in an object's `errors`; `None` if it says nothing to a person.
fn field_errors(object: &Json) -> Option<ResponseMeaning> {
    let mut fields = Vec::new();
    let mut general = Vec::new();
    match object.get("errors")? {
        Json::List(items) => {
            for item in items {
                let at = text_of(item, &["pointer", "field", "name"]).unwrap_or("");
                add_error(&mut fields, &mut general, at, words(item));
            }
        }
        Json::Object(members) => {
            for (at, value) in members {
                let text = match value {
                    Json::List(items) => items.iter().map(words).find(|text| !text.is_empty()),
                    _ => Some(words(value)),
                };
                add_error(&mut fields, &mut general, at, text.unwrap_or(""));
            }
        }
        _ => return None,
    }
    if fields.is_empty() && general.is_empty() {
        return None;
    }
    Some(ResponseMeaning::FieldErrors { fields, general })
}

/// What an error says: it is a text itself, or has one.
fn words(error: &Json) -> &str {
    error
        .text()
        .or_else(|| text_of(error, &["detail", "message", "title"]))
        .unwrap_or("")
}

/// The first of these members that is a text.
fn text_of<'a>(object: &'a Json, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| object.get(name)?.text())
}

/// Puts one error where it belongs. Fields stay in page order, each with its first error.
fn add_error(fields: &mut Vec<FieldError>, general: &mut Vec<String>, at: &str, text: &str) {
    let text = clean(text, TEXT_MAX);
    let name = at.strip_prefix('#').unwrap_or(at);
    let name = name.strip_prefix('/').unwrap_or(name);
    let field = Field::ALL
        .into_iter()
        .find(|field| field.name().eq_ignore_ascii_case(name));
    let Some(field) = field else {
        if !text.is_empty() && general.len() < GENERAL_MAX && !general.contains(&text) {
            general.push(text);
        }
        return;
    };
    // Inserted in order, because a sort would add kilobytes of WebAssembly for eight entries.
    let place = fields
        .iter()
        .position(|error| error.field >= field)
        .unwrap_or(fields.len());
    if fields.get(place).is_some_and(|error| error.field == field) {
        return;
    }
    let message = if text.is_empty() {
        Cow::Borrowed(CHECK)
    } else {
        Cow::Owned(text)
    };
    fields.insert(place, FieldError { field, message });
}

/// `text` on one line, without control characters and direction marks, at most `most` characters;
/// a text that was cut ends with an ellipsis.
fn clean(text: &str, most: usize) -> String {
    let mut out = String::new();
    let mut count = 0;
    for c in trim(text).chars() {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c.is_control() || is_direction_mark(c) || (c == ' ' && out.ends_with(' ')) {
            continue;
        }
        if count == most {
            out.pop();
            out.push('…');
            break;
        }
        out.push(c);
        count += 1;
    }
    out
}

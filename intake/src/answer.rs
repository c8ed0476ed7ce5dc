//! What a request for a consultation is answered, to a program and to a browser without scripting.

use crate::page::Page;
use crate::refusal::Refusal;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use consultation_rules::{FieldError, Problem, RequestId, Submission};

/// What became of a request, before it is put into the form the client reads.
#[derive(Debug)]
pub enum Answer {
    /// It is stored under this id, now or already before.
    Stored {
        /// The id.
        id: RequestId,
        /// Whether it was stored only now.
        new: bool,
    },
    /// These fields need correcting.
    FieldErrors(Vec<FieldError>),
    /// It was not accepted.
    Refused(Refusal),
}

/// Who reads the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// A program, the site's page among them: JSON.
    Program,
    /// A person whose browser posted the form by itself: a redirect or a page.
    Person,
}

/// The media type of a request's body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// `application/json`.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// Anything else, or compressed, or not in UTF-8.
    Other,
}

impl MediaType {
    /// Reads `Content-Type` and `Content-Encoding`.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let value = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let encoding = value(header::CONTENT_ENCODING).unwrap_or("identity");
        let mut parts = value(header::CONTENT_TYPE).unwrap_or("").split(';');
        let essence = parts.next().unwrap_or("").trim();
        let utf_8 = parts
            .filter_map(|parameter| parameter.split_once('='))
            .filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
            .all(|(_, charset)| {
                charset
                    .trim()
                    .trim_matches('"')
                    .eq_ignore_ascii_case("utf-8")
            });
        if !utf_8 || !encoding.eq_ignore_ascii_case("identity") {
            Self::Other
        } else if essence.eq_ignore_ascii_case("application/json") {
            Self::Json
        } else if essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            Self::Form
        } else {
            Self::Other
        }
    }
}

impl Reader {
    /// A form's body comes from a browser without scripting unless its sender asks for JSON and not
    /// for HTML; JSON never does; anything else does if its sender asks for HTML.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let accepts = |what: &str| {
            headers
                .get_all(header::ACCEPT)
                .into_iter()
                .filter_map(|value| value.to_str().ok())
                .any(|value| value.to_ascii_lowercase().contains(what))
        };
        let html = accepts("text/html");
        let person = match MediaType::of(headers) {
            MediaType::Json => false,
            MediaType::Form => html || !accepts("json"),
            MediaType::Other => html,
        };
        if person { Self::Person } else { Self::Program }
    }
}

/// The answer as JSON: `{"id","reference"}` or problem details.
#[must_use]
pub fn for_program(answer: &Answer) -> Response<Body> {
    match answer {
        Answer::Stored { id, new } => {
            let status = if *new {
                StatusCode::CREATED
            } else {
                StatusCode::OK
            };
            let body = serde_json::json!({ "id": id.as_str(), "reference": id.reference() });
            respond(status, "application/json", body.to_string())
        }
        Answer::FieldErrors(errors) => problem(&Problem::field_errors(errors)),
        Answer::Refused(refusal) => with_retry_after(problem(&refusal.problem()), refusal),
    }
}

/// The answer for a browser without scripting: on to the confirmation, or a page with the form, what
/// was typed in it, and what to do. `submission` is what was typed, as far as it could be read.
#[must_use]
pub fn for_person(
    answer: &Answer,
    submission: Option<&Submission>,
    page: &Page<'_>,
) -> Response<Body> {
    let (status, rendered) = match answer {
        Answer::Stored { .. } => {
            let mut response = respond(StatusCode::SEE_OTHER, "text/plain", String::new());
            // Made of an origin and a base path that were checked at the start.
            if let Ok(location) = HeaderValue::from_str(&page.link("/consultation/received")) {
                response.headers_mut().insert(header::LOCATION, location);
            }
            return response;
        }
        Answer::FieldErrors(errors) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            page.field_errors(errors, submission.unwrap_or(&Submission::default())),
        ),
        Answer::Refused(refusal) => (refusal.status(), page.refusal(refusal.words(), submission)),
    };
    let mut response = respond(status, "text/html; charset=utf-8", rendered.html);
    if let Ok(policy) = HeaderValue::from_str(&rendered.policy) {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    match answer {
        Answer::Refused(refusal) => with_retry_after(response, refusal),
        _ => response,
    }
}

/// Problem details (RFC 9457) as an answer.
#[must_use]
pub fn problem(problem: &Problem) -> Response<Body> {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    // A struct of strings and numbers can't fail to become JSON.
    let body = serde_json::to_string(problem).unwrap_or_default();
    respond(status, Problem::CONTENT_TYPE, body)
}

/// An answer with this status, type and body that no cache keeps.
#[must_use]
pub fn respond(status: StatusCode, content_type: &'static str, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn with_retry_after(mut response: Response<Body>, refusal: &Refusal) -> Response<Body> {
    let headers = response.headers_mut();
    if let Some(seconds) = refusal.retry_after() {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    match refusal {
        Refusal::MethodNotAllowed => {
            headers.insert(header::ALLOW, HeaderValue::from_static("POST, OPTIONS"));
        }
        Refusal::WrongType => {
            headers.insert(
                header::HeaderName::from_static("accept-post"),
                HeaderValue::from_static("application/json, application/x-www-form-urlencoded"),
            );
        }
        _ => {}
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(content_type: &str, accept: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            (header::CONTENT_TYPE, content_type),
            (header::ACCEPT, accept),
        ] {
            if !value.is_empty() {
                headers.insert(name, value.parse().unwrap());
            }
        }
        headers
    }

    #[test]
    fn media_types_are_read_with_their_parameters() {
        for (text, media_type) in [
            ("application/json", MediaType::Json),
            ("Application/JSON; charset=UTF-8", MediaType::Json),
            ("application/json;charset=\"utf-8\"", MediaType::Json),
            ("application/json; charset=utf-16", MediaType::Other),
            ("application/x-www-form-urlencoded", MediaType::Form),
            (
                "application/x-www-form-urlencoded; charset=UTF-8",
                MediaType::Form,
            ),
            ("application/jsonp", MediaType::Other),
            ("multipart/form-data; boundary=x", MediaType::Other),
            ("text/plain", MediaType::Other),
            ("", MediaType::Other),
        ] {
            assert_eq!(MediaType::of(&headers(text, "")), media_type, "{text}");
        }
        let mut compressed = headers("application/json", "");
        compressed.insert(header::CONTENT_ENCODING, "gzip".parse().unwrap());
        assert_eq!(MediaType::of(&compressed), MediaType::Other);
    }

    #[test]
    fn a_browser_without_scripting_gets_pages_and_everyone_else_json() {
        const FORM: &str = "application/x-www-form-urlencoded";
        const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        for (content_type, accept, reader) in [
            (FORM, BROWSER, Reader::Person),
            (FORM, "*/*", Reader::Person),
            (FORM, "", Reader::Person),
            (FORM, "application/json", Reader::Program),
            ("application/json", BROWSER, Reader::Program),
            ("application/json", "", Reader::Program),
            ("multipart/form-data", BROWSER, Reader::Person),
            ("multipart/form-data", "*/*", Reader::Program),
            ("", BROWSER, Reader::Person),
            ("", "", Reader::Program),
        ] {
            let headers = headers(content_type, accept);
            assert_eq!(Reader::of(&headers), reader, "{content_type} {accept}");
        }
    }
}

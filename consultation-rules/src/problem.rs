//! What is wrong with a request, for programs: problem details (RFC 9457).

use crate::FieldError;
use serde::{Deserialize, Serialize};

/// A problem details object (RFC 9457, section 3), sent as [`Problem::CONTENT_TYPE`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// `type`: a URI reference that names the kind of problem; `about:blank` says no more than
    /// `status`.
    #[serde(rename = "type", default = "about_blank")]
    pub kind: String,
    /// Short summary of the kind of problem; for `about:blank` the status's own phrase.
    #[serde(default)]
    pub title: String,
    /// The HTTP status, repeated.
    #[serde(default)]
    pub status: u16,
    /// What happened this time and what to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// One entry for each field to correct.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemError>,
}

/// One entry of [`Problem::errors`], formed like the example in RFC 9457, section 3.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemError {
    /// What to do, in words for the person.
    pub detail: String,
    /// Where: a JSON Pointer (RFC 6901) as a URI fragment, like `#/phone`.
    pub pointer: String,
}

fn about_blank() -> String {
    "about:blank".to_owned()
}

impl Problem {
    /// The media type of problem details.
    pub const CONTENT_TYPE: &'static str = "application/problem+json";

    /// A problem of the kind `about:blank`. `title` should be the status's phrase (RFC 9110,
    /// section 15); `detail` says what to do.
    #[must_use]
    pub fn new(status: u16, title: &str, detail: Option<&str>) -> Self {
        Self {
            kind: about_blank(),
            title: title.to_owned(),
            status,
            detail: detail.map(str::to_owned),
            errors: Vec::new(),
        }
    }

    /// The answer to a request whose fields need correcting: status 422.
    #[must_use]
    pub fn field_errors(errors: &[FieldError]) -> Self {
        let mut problem = Self::new(
            422,
            "Unprocessable Content",
            Some("Correct the fields in “errors” and send the request again."),
        );
        problem.errors = errors
            .iter()
            .map(|error| ProblemError {
                detail: error.message.clone().into_owned(),
                pointer: ["#/", error.field.name()].concat(),
            })
            .collect();
        problem
    }
}

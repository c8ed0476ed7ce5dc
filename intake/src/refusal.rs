//! Why a request was not accepted, in numbers for programs and in words for people.

use crate::store::SaveError;
use axum::http::StatusCode;
use consultation_rules::{Problem, ProblemError, WireError};

/// Every way a request for a consultation can fail, except for fields to correct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not POST.
    MethodNotAllowed,
    /// A browser says that another site's page sent it.
    OtherSite,
    /// The body is larger than 16 KiB.
    TooLarge,
    /// The body did not come in time.
    TooSlow,
    /// The body broke off.
    Broken,
    /// The body is neither JSON nor an urlencoded form.
    WrongType,
    /// The body can't be read as a request.
    Unreadable(WireError),
    /// A JSON request without an id.
    NoId,
    /// The id belongs to other answers.
    OtherAnswers,
    /// Too many from this address, or from all; seconds until the next may come.
    TooMany(u64),
    /// It could not be stored.
    NotSaved(SaveError),
}

/// What a person needs to know when there is nothing to correct in the fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// The heading.
    pub heading: &'static str,
    /// What happened and what to do.
    pub text: &'static str,
}

impl Refusal {
    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::OtherSite => StatusCode::FORBIDDEN,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Broken
            | Self::Unreadable(WireError::NotJson | WireError::NotAnObject | WireError::NotAForm) => {
                StatusCode::BAD_REQUEST
            }
            Self::Unreadable(_) | Self::NoId | Self::OtherAnswers => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::NotSaved(SaveError::Failed) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::NotSaved(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Seconds for `Retry-After`, where waiting helps.
    #[must_use]
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            Self::TooMany(seconds) => Some(*seconds),
            Self::NotSaved(SaveError::QueueFull | SaveError::Busy) => Some(2),
            Self::NotSaved(SaveError::Stopped) => Some(5),
            // Somebody has to make room first.
            Self::NotSaved(SaveError::NoRoom | SaveError::Unusable) => Some(20),
            _ => None,
        }
    }

    /// The problem details (RFC 9457) for a program.
    #[must_use]
    pub fn problem(&self) -> Problem {
        let status = self.status();
        let unreadable;
        let detail = match self {
            Self::MethodNotAllowed => "Send the request with POST.",
            Self::OtherSite => {
                "Sent from a page of another site, which this endpoint was not told to allow."
            }
            Self::TooLarge => "Send at most 16 KiB.",
            Self::TooSlow => "The body did not arrive in time. Send it again.",
            Self::Broken => "The body broke off. Send it again.",
            Self::WrongType => {
                "Send application/json or application/x-www-form-urlencoded, in UTF-8 and not \
                 compressed."
            }
            Self::Unreadable(error) => {
                unreadable = error.to_string();
                &unreadable
            }
            Self::NoId => "Send a UUID made for this request as “id”.",
            Self::OtherAnswers => {
                "This id belongs to a request with other answers. Send changed answers under a \
                 new id."
            }
            Self::TooMany(_) => "Too many requests. Send it again later.",
            Self::NotSaved(SaveError::QueueFull | SaveError::Busy) => {
                "Too busy to store the request. It is not stored. Send it again."
            }
            Self::NotSaved(SaveError::NoRoom) => {
                "There is no room to store the request. It is not stored. Send it again later."
            }
            Self::NotSaved(SaveError::Unusable) => {
                "The request can't be stored. It is not stored. Send it again later."
            }
            Self::NotSaved(SaveError::Stopped) => "The server is stopping. Send the request again.",
            Self::NotSaved(SaveError::Failed) => {
                "Storing failed, and it is not certain whether the request is stored. Send it \
                 again under the same id: it is stored once."
            }
        };
        let mut problem = Problem::new(status.as_u16(), title(status), Some(detail));
        if let Some(pointer) = self.pointer() {
            problem.errors.push(ProblemError {
                detail: detail.to_owned(),
                pointer,
            });
        }
        problem
    }

    /// The one place in the body that is wrong, if there is one.
    fn pointer(&self) -> Option<String> {
        match self {
            Self::Unreadable(
                WireError::WrongType { pointer, .. } | WireError::DuplicateField { pointer },
            ) => Some(pointer.clone()),
            Self::Unreadable(WireError::BadId) | Self::NoId | Self::OtherAnswers => {
                Some("#/id".to_owned())
            }
            _ => None,
        }
    }

    /// What a person is told whose browser posted the form without scripting.
    #[must_use]
    pub fn words(&self) -> Words {
        let (heading, text) = match self {
            Self::OtherSite => (
                "Your request was not sent: it came from another website",
                "Open the form on our own site and send it from there.",
            ),
            Self::TooLarge => (
                "Your request was not sent: it is too long",
                "Shorten your message and send it again.",
            ),
            Self::TooMany(_) => (
                "Your request was not sent: too many requests",
                "Many requests came in a short time. Wait a minute, then send yours again.",
            ),
            Self::NotSaved(SaveError::Failed) => (
                "We are not sure that your request arrived",
                "Something went wrong on our side. Send it again: if it did arrive, we will not \
                 count it twice.",
            ),
            Self::NotSaved(_) => (
                "Your request was not sent",
                "We could not take your request just now. Send it again in a moment.",
            ),
            _ => (
                "Your request was not sent",
                "Something went wrong on the way to us. Go back to the form and send it again.",
            ),
        };
        Words { heading, text }
    }
}

/// The status's phrase as RFC 9110 (section 15) has it; some names in the `http` crate are older.
#[must_use]
pub fn title(status: StatusCode) -> &'static str {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => "Content Too Large",
        StatusCode::UNPROCESSABLE_ENTITY => "Unprocessable Content",
        status => status.canonical_reason().unwrap_or("Error"),
    }
}

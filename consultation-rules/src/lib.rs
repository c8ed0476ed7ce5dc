//! The consultation request: its fields, rules, wire format, and what to do with every response to it.
//!
//! One module for both sides. The page (WebAssembly) and the endpoint `intake` (native) compile
//! this same crate, so a limit or a message can't differ between them. Everything here is pure: no
//! I/O, no clock, no randomness, no platform code. Whoever needs the time or a random number
//! passes it in, which is also why all of it is tested natively in milliseconds.
//!
//! The way of one request:
//!
//! 1. [`Submission`]: what a person typed, unjudged.
//! 2. [`validate`]: [`ValidSubmission`], or one [`FieldError`] for each field to correct.
//! 3. [`RequestBody`] or [`to_form`]: the body to post to an [`Endpoint`] under a [`RequestId`].
//! 4. The endpoint reads it (feature `endpoint`: `from_json`, `from_form`), runs the same
//!    [`validate`], and says what is wrong with a [`Problem`].
//! 5. [`interpret`] reads what came back; [`Sending`] decides: wait, send again, or finish.
//!
//! Nothing here prints or formats what a person typed: `Debug` of the types that hold them shows no
//! value, and no error text repeats one.

pub mod email;
pub mod endpoint;
pub mod field;
pub mod id;
pub mod json;
pub mod phone;
#[cfg(feature = "endpoint")]
pub mod posted;
pub mod problem;
pub mod request;
pub mod response;
mod retry_after;
pub mod rules;
pub mod sending;
pub mod submission;
mod text;
pub mod topic;
mod urlencoded;

pub use endpoint::{Endpoint, EndpointError};
pub use field::{
    CHECKED, Choice, ContactPreference, Control, EMAIL_MAX, FIELDS, Field, FieldSpec, HONEYPOT,
    MESSAGE_MAX, NAME_MAX, PHONE_DIGITS, Required,
};
pub use id::RequestId;
pub use json::Json;
#[cfg(feature = "endpoint")]
pub use posted::{ConsultationRequest, PostedRequest, WireError, from_form, from_json};
pub use problem::{Problem, ProblemError};
pub use request::{RequestBody, to_form};
pub use response::{Response, ResponseMeaning, SuccessResponse, interpret, json_text};
pub use rules::{FieldError, ValidSubmission, validate};
pub use sending::{Event, Failure, Order, Outcome, Policy, Sending};
pub use submission::Submission;
pub use text::{count_characters, is_ignorable};

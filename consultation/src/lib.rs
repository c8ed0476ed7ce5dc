//! The consultation request: its fields, rules, wire format, and what to do with every answer to it.
//!
//! One module for both sides. The page (WebAssembly) and the endpoint `intake` (native) compile
//! this same crate, so a limit or a message can't differ between them. Everything here is pure: no
//! I/O, no clock, no randomness, no platform code. Whoever needs the time or a random number
//! passes it in, which is also why all of it is tested natively in milliseconds.
//!
//! The way of one request:
//!
//! 1. [`Answers`]: what a person typed, unjudged.
//! 2. [`validate`]: [`ValidAnswers`], or one [`FieldError`] for each field to correct.
//! 3. [`to_json`] or [`to_form`]: the body to post to an [`Endpoint`] under a [`RequestId`].
//! 4. The endpoint reads it with [`from_json`] or [`from_form`], runs the same [`validate`], and
//!    says what is wrong with a [`Problem`].
//! 5. [`interpret`] reads what came back; [`Sending`] decides: wait, send again, or finish.
//!
//! Nothing here prints or formats a person's answers: `Debug` of the types that hold them shows no
//! value, and no error text repeats one.

pub mod answers;
pub mod email;
pub mod endpoint;
pub mod field;
pub mod id;
mod json;
pub mod phone;
pub mod problem;
pub mod reply;
pub mod request;
mod retry_after;
pub mod rules;
pub mod sending;
mod text;
pub mod topic;
mod urlencoded;

pub use answers::Answers;
pub use endpoint::{Endpoint, EndpointError};
pub use field::{
    BestTime, ContactPreference, ELAPSED, EMAIL_MAX, Field, HONEYPOT, MESSAGE_MAX, NAME_MAX,
    PHONE_DIGITS,
};
pub use id::RequestId;
pub use problem::{Problem, ProblemError};
pub use reply::{Answer, HtmlAnswer, Reply, interpret};
pub use request::{
    ConsultationRequest, Received, WireError, from_form, from_json, to_form, to_json,
};
pub use rules::{FieldError, ValidAnswers, validate};
pub use sending::{Event, Failure, Order, Outcome, Policy, Sending};
pub use text::count_characters;

//! The consultation form in the browser. Its fields, rules and reactions to answers are the crate
//! `consultation`, shared with the endpoint; here they are shown and carried out.

//!
//! Natively this module writes the form ([`form`]); in the browser it adds to it ([`enhance`]). The ids of the
//! elements that both know stand here.

#[cfg(feature = "ssr")]
mod controls;
#[cfg(feature = "hydrate")]
pub(crate) mod enhance;
#[cfg(feature = "ssr")]
pub(crate) mod form;
#[cfg(feature = "hydrate")]
mod form_controls;
#[cfg(feature = "hydrate")]
pub(crate) mod notice;
#[cfg(feature = "hydrate")]
mod outcome;
#[cfg(feature = "hydrate")]
mod post;
#[cfg(feature = "hydrate")]
mod send;
#[cfg(feature = "hydrate")]
mod state;

use consultation_rules::field::{Field, MESSAGE_MAX};

#[cfg(feature = "hydrate")]
use state::Phase;
#[cfg(feature = "hydrate")]
pub(crate) use state::Request;

/// The form, by which the "Try again" button outside of it belongs to it.
pub(crate) const FORM_ID: &str = "consultation-form";
/// Where errors and failures are shown: above everything, where the focus goes after a press of the button that
/// did not end well.
pub(crate) const OUTCOME_ID: &str = "outcome";
/// What stands in the form's place where it cannot be sent.
pub(crate) const CALL_US_ID: &str = "call-us";
/// Where the question about the email address is asked.
pub(crate) const QUESTION_PLACE_ID: &str = "email-question-place";
/// How many characters the message may still have.
pub(crate) const COUNT_ID: &str = "message-limit";
/// The same, for screen readers.
pub(crate) const COUNT_SPOKEN_ID: &str = "message-limit-spoken";
/// What the form is doing.
pub(crate) const PROGRESS_ID: &str = "progress";
/// The reference on the confirmation page.
pub(crate) const REFERENCE_ID: &str = "reference";

/// Where a field's error stands.
fn error_id(field: Field) -> String {
    [field.name(), "-error"].concat()
}

/// How long the message may be, where nobody counts its characters: without scripting, and before any are typed.
#[cfg(feature = "ssr")]
fn characters_allowed() -> String {
    ["You can write up to ", &grouped(MESSAGE_MAX), " characters"].concat()
}

/// "You have 12 characters left", or how many there are too many.
#[cfg(feature = "hydrate")]
fn characters_left(count: usize) -> String {
    let (number, ending) = if count > MESSAGE_MAX {
        (count - MESSAGE_MAX, "too many")
    } else {
        (MESSAGE_MAX - count, "left")
    };
    let unit = if number == 1 {
        " character "
    } else {
        " characters "
    };
    ["You have ", &grouped(number), unit, ending].concat()
}

/// 1,000: American readers expect the comma.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

//! The consultation form: one set of components for the prerenderer, the browser and `intake`.
//!
//! - [`form`]: the form, from the table of fields ([`consultation_rules::FIELDS`]).
//! - [`field`]: one field: label, hint, error, control.
//! - [`state`]: the visitor's submission, its errors and where it stands; in the context of the app.
//! - [`outcome`]: error summary and failure, at the top of the page.
//! - [`spelling_question`]: "Did you mean …?" for a likely slip in the email address.
//! - [`send`]: sends a submission and gives its outcome; [`post`] makes one try.
//! - [`leaving`]: asks before the site is left with an unsent submission.

mod field;
mod form;
#[cfg(feature = "hydrate")]
mod leaving;
mod outcome;
mod post;
mod send;
mod spelling_question;
mod state;

#[cfg(feature = "ssr")]
pub use field::textarea_content;
pub(crate) use form::ConsultationForm;
#[cfg(feature = "hydrate")]
pub(crate) use leaving::ask_before_leaving;
pub(crate) use outcome::Outcome;
pub(crate) use state::Phase;
pub use state::SubmissionState;

/// The form's id. The "Try again" button, which stands outside of the form, names it in its `form` attribute.
const FORM_ID: &str = "consultation-form";

/// The number with commas between thousands, as American readers expect: `1,000`.
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

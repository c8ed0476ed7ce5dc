//! The rules of the form, and the words that say what to correct.
//!
//! How the words are chosen follows the GOV.UK Design System's error messages: say what to do, in
//! the words of the label; no "please", no "invalid", nothing that blames.

use crate::text::{is_invisible, trim};
use crate::{
    Answers, BestTime, ContactPreference, Field, MESSAGE_MAX, NAME_MAX, count_characters, email,
    phone, topic,
};
use std::borrow::Cow;
use std::fmt;

const NAME_MISSING: &str = "Enter your full name";
const NAME_LENGTH: &str = "Full name must be 120 characters or fewer";
const NAME_HIDDEN: &str = "Enter your full name without tabs or hidden characters";
const CONTACT_PREFERENCE: &str = "Select how we should contact you";
const PHONE_MISSING: &str = "Enter a phone number, like (555) 010-0123";
const EMAIL_MISSING: &str = "Enter an email address in the correct format, like name@example.com";
const BEST_TIME: &str = "Select the best time from the list";
const TOPIC: &str = "Select what your request is about from the list";
const MESSAGE_LENGTH: &str = "Message must be 1,000 characters or fewer";
const MESSAGE_HIDDEN: &str = "Message must not have hidden characters. Paste it as plain text";
const CONSENT: &str = "Check the box to let us use your answers to reply to you";

/// What is wrong with one field, in words for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field to correct.
    pub field: Field,
    /// What to do, in a sentence without a period at its end. The rules' own never repeat what was
    /// typed.
    pub message: Cow<'static, str>,
}

/// Answers that have passed [`validate`]: trimmed and typed. Consent was given; without it there is
/// no such value.
///
/// Everyone can read it, only [`validate`] makes it. `Debug` shows no value.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ValidAnswers {
    /// Full name, 1 to [`NAME_MAX`] characters.
    pub name: String,
    /// How to contact the person.
    pub contact_preference: ContactPreference,
    /// Phone number as typed; always there for a call or a text message.
    pub phone: Option<String>,
    /// Email address as typed; always there for email.
    pub email: Option<String>,
    /// When to call or text; never there for email.
    pub best_time: Option<BestTime>,
    /// Slug of the topic.
    pub topic: Option<String>,
    /// Message with its line breaks as LF, at most [`MESSAGE_MAX`] characters.
    pub message: Option<String>,
}

impl fmt::Debug for ValidAnswers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ValidAnswers(values not shown)")
    }
}

/// Judges the answers and gives them back trimmed and typed.
///
/// The way of contact decides between phone and email. The one it doesn't need is kept if it is
/// acceptable and left out if not: it must not stop anyone. The best time is for a call or a text
/// message only and otherwise left out. The trap field is not looked at here.
///
/// White space, zero-width spaces and direction marks at the ends are dropped; otherwise nothing is
/// changed but the message's line breaks, which become LF. Validating the result's own values again
/// gives the same result.
///
/// # Errors
/// The fields to correct, in page order, at most one error a field.
pub fn validate(answers: &Answers) -> Result<ValidAnswers, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut correct = |field: Field, message: Option<&'static str>| {
        if let Some(message) = message {
            errors.push(FieldError {
                field,
                message: Cow::Borrowed(message),
            });
        }
    };

    let name = trim(&answers.name);
    correct(Field::Name, name_to_correct(name));

    let preference = ContactPreference::from_value(trim(&answers.contact_preference));
    if preference.is_none() {
        correct(Field::ContactPreference, Some(CONTACT_PREFERENCE));
    }
    let needs = preference.map(ContactPreference::needs);

    let phone = trim(&answers.phone);
    let phone_wrong = if phone.is_empty() {
        Some(PHONE_MISSING)
    } else {
        phone::what_to_correct(phone)
    };
    if needs == Some(Field::Phone) {
        correct(Field::Phone, phone_wrong);
    }

    let email = trim(&answers.email);
    let email_wrong = if email.is_empty() {
        Some(EMAIL_MISSING)
    } else {
        email::what_to_correct(email)
    };
    if needs == Some(Field::Email) {
        correct(Field::Email, email_wrong);
    }

    let mut best_time = None;
    if needs == Some(Field::Phone) {
        let value = trim(&answers.best_time);
        best_time = BestTime::from_value(value);
        if best_time.is_none() && !value.is_empty() {
            correct(Field::BestTime, Some(BEST_TIME));
        }
    }

    let topic = trim(&answers.topic);
    if !topic.is_empty() && !topic::is_well_formed(topic) {
        correct(Field::Topic, Some(TOPIC));
    }

    correct(Field::Message, message_to_correct(&answers.message));
    let message = lines_by_lf(trim(&answers.message));

    if !answers.consent {
        correct(Field::Consent, Some(CONSENT));
    }

    match preference {
        Some(contact_preference) if errors.is_empty() => Ok(ValidAnswers {
            name: name.to_owned(),
            contact_preference,
            phone: phone_wrong.is_none().then(|| phone.to_owned()),
            email: email_wrong.is_none().then(|| email.to_owned()),
            best_time,
            topic: (!topic.is_empty()).then(|| topic.to_owned()),
            message: (!message.is_empty()).then_some(message),
        }),
        _ => Err(errors),
    }
}

fn name_to_correct(name: &str) -> Option<&'static str> {
    // A name of nothing but zero-width characters looks empty to everyone, so it is.
    if name.chars().all(|c| is_invisible(c) && !c.is_control()) {
        Some(NAME_MISSING)
    } else if name.chars().any(char::is_control) {
        Some(NAME_HIDDEN)
    } else if count_characters(name) > NAME_MAX {
        Some(NAME_LENGTH)
    } else {
        None
    }
}

/// Counts the message as typed, spaces at its ends included: the page's live count does the same,
/// and a count that says "too long" while the rule says "fine" would be a lie.
fn message_to_correct(message: &str) -> Option<&'static str> {
    if count_characters(message) > MESSAGE_MAX {
        Some(MESSAGE_LENGTH)
    } else if message
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    {
        Some(MESSAGE_HIDDEN)
    } else {
        None
    }
}

/// `text` with CRLF and lone CR as LF, so that the same message is the same text whether a script
/// or the browser itself has sent it.
fn lines_by_lf(text: &str) -> String {
    let mut lines = String::with_capacity(text.len());
    let mut previous = ' ';
    for c in text.chars() {
        match c {
            '\r' => lines.push('\n'),
            '\n' if previous == '\r' => {}
            _ => lines.push(c),
        }
        previous = c;
    }
    lines
}

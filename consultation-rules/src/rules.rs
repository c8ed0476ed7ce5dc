//! The rules of the form, and the words that say what to correct.
//!
//! How the words are chosen follows the GOV.UK Design System's error messages: say what to do, in
//! the words of the label; no "please", no "invalid", nothing that blames.

use crate::field::{CHECKED, Control, FIELDS, Required};
use crate::text::{is_invisible, trim};
use crate::{
    ContactPreference, Field, MESSAGE_MAX, NAME_MAX, Submission, count_characters, email, phone,
    topic,
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
const MESSAGE_MISSING: &str = "Enter a message";
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

/// A submission that has passed [`validate`]: every value normalized, and none but what the rules
/// allow. Consent was given; without it there is no such value.
///
/// Only [`validate`] makes it. `Debug` shows no value.
#[derive(Clone, PartialEq, Eq)]
pub struct ValidSubmission {
    values: [Option<String>; Field::COUNT],
}

impl ValidSubmission {
    /// What the field holds; `None` if it was left empty or is not needed. Never an empty text.
    #[must_use]
    pub fn value(&self, field: Field) -> Option<&str> {
        self.values[field as usize].as_deref()
    }
}

impl fmt::Debug for ValidSubmission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ValidSubmission(values not shown)")
    }
}

/// What one field's values must be.
struct Rule {
    /// Said when it is required and nothing is there.
    missing: &'static str,
    /// Gives a value back normalized, empty if there is none, or says what to correct.
    judge: fn(&str) -> Result<String, &'static str>,
}

/// The rule of each field.
fn rule(field: Field) -> Rule {
    match field {
        Field::Name => Rule {
            missing: NAME_MISSING,
            judge: name,
        },
        Field::ContactPreference => Rule {
            missing: CONTACT_PREFERENCE,
            judge: |typed| one_of(Field::ContactPreference, typed, CONTACT_PREFERENCE),
        },
        Field::Phone => Rule {
            missing: PHONE_MISSING,
            judge: |typed| trimmed(typed, phone::what_to_correct),
        },
        Field::Email => Rule {
            missing: EMAIL_MISSING,
            judge: |typed| trimmed(typed, email::what_to_correct),
        },
        Field::BestTime => Rule {
            missing: BEST_TIME,
            judge: |typed| one_of(Field::BestTime, typed, BEST_TIME),
        },
        Field::Topic => Rule {
            missing: TOPIC,
            judge: |typed| {
                trimmed(typed, |slug| {
                    (!topic::is_well_formed(slug)).then_some(TOPIC)
                })
            },
        },
        Field::Message => Rule {
            missing: MESSAGE_MISSING,
            judge: message,
        },
        Field::Consent => Rule {
            missing: CONSENT,
            judge: |typed| Ok(if typed == CHECKED { CHECKED } else { "" }.to_owned()),
        },
    }
}

/// Judges a submission and gives it back normalized.
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
pub fn validate(submission: &Submission) -> Result<ValidSubmission, Vec<FieldError>> {
    let preference = ContactPreference::from_value(trim(submission.get(Field::ContactPreference)));
    let by_phone = Field::Phone.spec().required.applies_to(preference);
    let mut values = [const { None }; Field::COUNT];
    let mut errors = Vec::new();
    for spec in &FIELDS {
        let field = spec.field;
        if field == Field::BestTime && !by_phone {
            continue;
        }
        let rule = rule(field);
        let required = spec.required.applies_to(preference);
        let message = match (rule.judge)(submission.get(field)) {
            Ok(value) if value.is_empty() && required => rule.missing,
            Ok(value) => {
                values[field as usize] = (!value.is_empty()).then_some(value);
                continue;
            }
            // A phone number that is not needed is dropped instead of refused.
            Err(_) if !required && matches!(spec.required, Required::ForContactBy(_)) => continue,
            Err(message) => message,
        };
        errors.push(FieldError {
            field,
            message: Cow::Borrowed(message),
        });
    }
    if errors.is_empty() {
        Ok(ValidSubmission { values })
    } else {
        Err(errors)
    }
}

/// `typed` without what surrounds it, unless `what_to_correct` says otherwise or nothing is left.
fn trimmed(
    typed: &str,
    what_to_correct: impl Fn(&str) -> Option<&'static str>,
) -> Result<String, &'static str> {
    let typed = trim(typed);
    match what_to_correct(typed) {
        Some(message) if !typed.is_empty() => Err(message),
        _ => Ok(typed.to_owned()),
    }
}

/// One of the field's choices, or none; `message` is what is said to another value.
fn one_of(field: Field, typed: &str, message: &'static str) -> Result<String, &'static str> {
    let (Control::Radios(choices) | Control::Select(choices)) = field.spec().control else {
        return Err(message);
    };
    trimmed(typed, |value| {
        let known = choices.iter().any(|choice| choice.value == value);
        (!known).then_some(message)
    })
}

fn name(typed: &str) -> Result<String, &'static str> {
    trimmed(typed, name_to_correct)
}

fn message(typed: &str) -> Result<String, &'static str> {
    match message_to_correct(typed) {
        Some(message) => Err(message),
        None => Ok(lines_by_lf(trim(typed))),
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

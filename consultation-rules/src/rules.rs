//! The rules of the form, and the words that say what to correct.
//!
//! How the words are chosen follows the GOV.UK Design System's error messages: say what to do, in
//! the words of the label; no "please", no "invalid", nothing that blames.

use crate::field::{CHECKED, Control, FIELDS, Required};
use crate::text::{is_ignorable, lines, one_line, trim};
use crate::{
    ContactPreference, EMAIL_MAX, Field, MESSAGE_MAX, NAME_MAX, Submission, count_characters,
    email, phone, topic,
};
use std::borrow::Cow;
use std::fmt;

const NAME_MISSING: &str = "Enter your full name";
const NAME_LENGTH: &str = "Full name must be 120 characters or fewer";
const CONTACT_PREFERENCE: &str = "Select how we should contact you";
const PHONE_MISSING: &str = "Enter a phone number, like (555) 010-0123";
const EMAIL_MISSING: &str = "Enter an email address in the correct format, like name@example.com";
const BEST_TIME: &str = "Select the best time from the list";
const TOPIC: &str = "Select what your request is about from the list";
const MESSAGE_MISSING: &str = "Enter a message";
const MESSAGE_LENGTH: &str = "Message must be 1,000 characters or fewer";
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
    judge: fn(&str, Option<ContactPreference>) -> Result<String, &'static str>,
}

/// The rule of each field.
fn rule(field: Field) -> Rule {
    match field {
        Field::Name => Rule {
            missing: NAME_MISSING,
            judge: |typed, _| name(typed),
        },
        Field::ContactPreference => Rule {
            missing: CONTACT_PREFERENCE,
            judge: |typed, _| one_of(Field::ContactPreference, typed, CONTACT_PREFERENCE),
        },
        Field::Phone => Rule {
            missing: PHONE_MISSING,
            judge: phone,
        },
        Field::Email => Rule {
            missing: EMAIL_MISSING,
            judge: |typed, _| email(typed),
        },
        Field::BestTime => Rule {
            missing: BEST_TIME,
            judge: |typed, _| one_of(Field::BestTime, typed, BEST_TIME),
        },
        Field::Topic => Rule {
            missing: TOPIC,
            judge: |typed, _| topic(typed),
        },
        Field::Message => Rule {
            missing: MESSAGE_MISSING,
            judge: |typed, _| message(typed),
        },
        Field::Consent => Rule {
            missing: CONSENT,
            judge: |typed, _| Ok(if typed == CHECKED { CHECKED } else { "" }.to_owned()),
        },
    }
}

/// Judges a submission and gives it back normalized.
///
/// The way of contact decides between phone and email. The one it doesn't need is kept if it is
/// acceptable and left out if not: it must not stop anyone. The best time is for a call or a text
/// message only and otherwise left out. The trap field is not looked at here.
///
/// What nobody can see is normalized away instead of refused: white space, zero-width spaces and
/// direction marks at the ends, tabs (spaces in a line) and control characters; in a phone number and
/// an email address every ignorable character and what else comes along with a copied one. The
/// message's line breaks become LF. Validating the result's own values again gives the same result.
///
/// The longest text of each field that is accepted is bounded as typed, so that an endpoint can bound
/// the body: 16 KiB hold every field at its longest.
///
/// # Errors
/// The fields to correct, in page order, at most one error a field.
pub fn validate(submission: &Submission) -> Result<ValidSubmission, Vec<FieldError>> {
    let preference = ContactPreference::from_value(submission.get(Field::ContactPreference));
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
        let message = match (rule.judge)(submission.get(field), preference) {
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

/// How many bytes of UTF-8 a line may have, as typed, beyond its limit: for what is dropped from it.
const DROPPED_MAX: usize = 64;

/// Whether `typed` is not even looked at. What is dropped from a line counts too, or there would be no
/// longest one: an endpoint that reads 16 KiB reads whatever passes here, every field at its longest
/// and urlencoded.
fn is_too_long(typed: &str, most_bytes: usize) -> bool {
    typed.len() > most_bytes + DROPPED_MAX
}

fn name(typed: &str) -> Result<String, &'static str> {
    let line = one_line(typed);
    let name = trim(&line);
    // A name of nothing but ignorable characters looks empty to everyone, so it is.
    if name.chars().all(|c| c.is_whitespace() || is_ignorable(c)) {
        Ok(String::new())
    } else if is_too_long(typed, 4 * NAME_MAX) || count_characters(name) > NAME_MAX {
        Err(NAME_LENGTH)
    } else {
        Ok(name.to_owned())
    }
}

fn phone(typed: &str, preference: Option<ContactPreference>) -> Result<String, &'static str> {
    if is_too_long(typed, 4 * phone::PHONE_MAX) {
        return Err(PHONE_MISSING);
    }
    let phone = phone::normalize(typed);
    match phone::what_to_correct(&phone, preference) {
        Some(message) if !phone.is_empty() => Err(message),
        _ => Ok(phone),
    }
}

fn email(typed: &str) -> Result<String, &'static str> {
    if is_too_long(typed, EMAIL_MAX) {
        return Err(email::LENGTH);
    }
    let email = email::normalize(typed);
    match email::what_to_correct(&email) {
        Some(message) if !email.is_empty() => Err(message),
        _ => Ok(email),
    }
}

/// One of the field's choices, or none; `message` is what is said to another value.
fn one_of(field: Field, typed: &str, message: &'static str) -> Result<String, &'static str> {
    let (Control::Radios(choices) | Control::Select(choices)) = field.spec().control else {
        return Err(message);
    };
    if typed.is_empty() || choices.iter().any(|choice| choice.value == typed) {
        Ok(typed.to_owned())
    } else {
        Err(message)
    }
}

fn topic(typed: &str) -> Result<String, &'static str> {
    if typed.is_empty() || topic::is_well_formed(typed) {
        Ok(typed.to_owned())
    } else {
        Err(TOPIC)
    }
}

/// Counts the message as typed, spaces at its ends included: the page's live count does the same,
/// and a count that says "too long" while the rule says "fine" would be a lie.
fn message(typed: &str) -> Result<String, &'static str> {
    if count_characters(typed) > MESSAGE_MAX {
        Err(MESSAGE_LENGTH)
    } else {
        Ok(trim(&lines(typed)).to_owned())
    }
}

//! What a person typed, unjudged.

use crate::text::trim;
use std::fmt;

/// The form's values exactly as typed or chosen; an empty string where there is none.
///
/// `Debug` shows no value: what people write here must not end up in a log or the console.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Answers {
    /// Full name.
    pub name: String,
    /// Wire value of a [`ContactPreference`](crate::ContactPreference).
    pub contact_preference: String,
    /// Phone number.
    pub phone: String,
    /// Email address.
    pub email: String,
    /// Wire value of a [`BestTime`](crate::BestTime).
    pub best_time: String,
    /// Slug of a topic.
    pub topic: String,
    /// Message; line breaks may be LF or CRLF.
    pub message: String,
    /// Whether the consent box is checked.
    pub consent: bool,
    /// The trap field [`HONEYPOT`](crate::HONEYPOT); empty for people.
    pub honeypot: String,
}

impl Answers {
    /// Whether there is nothing to lose: nothing typed (spaces don't count) and nothing chosen.
    /// The trap field is not looked at; no person fills it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.consent
            && [
                &self.name,
                &self.contact_preference,
                &self.phone,
                &self.email,
                &self.best_time,
                &self.topic,
                &self.message,
            ]
            .into_iter()
            .all(|text| trim(text).is_empty())
    }
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answers(values not shown)")
    }
}

//! What a person typed, unjudged.

use crate::Field;
use crate::text::trim;
use std::fmt;

/// The form's values exactly as typed or chosen; an empty string where there is none.
///
/// `Debug` shows no value: what people write here must not end up in a log or the console.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Submission {
    values: [String; Field::COUNT],
    /// The trap field [`HONEYPOT`](crate::HONEYPOT); empty for people.
    pub honeypot: String,
}

impl Submission {
    /// What was typed into a field or chosen in it; a checked box is [`CHECKED`](crate::CHECKED).
    #[must_use]
    pub fn get(&self, field: Field) -> &str {
        &self.values[field as usize]
    }

    /// Puts `value` in the place of what the field had.
    pub fn set(&mut self, field: Field, value: impl Into<String>) {
        self.values[field as usize] = value.into();
    }

    /// Whether there is nothing to lose: nothing typed (spaces don't count) and nothing chosen.
    /// The trap field is not looked at; no person fills it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.iter().all(|value| trim(value).is_empty())
    }
}

impl fmt::Debug for Submission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Submission(values not shown)")
    }
}

//! What a request is about: the slug of a condition's page, or one of two fixed values.

use crate::field::Choice;

/// The choices that are there whatever the content has; the conditions come before them.
pub const CHOICES: [Choice; 2] = [
    Choice {
        value: "something-else",
        label: "Something else",
    },
    Choice {
        value: "prefer-not-to-say",
        label: "Prefer not to say",
    },
];

/// Most characters of a topic.
pub const TOPIC_MAX: usize = 64;

/// Whether `topic` is a slug: `a` to `z`, `0` to `9` and single hyphens between them, at most
/// [`TOPIC_MAX`] characters.
///
/// Only the shape is judged, not whether such a page exists: a condition's page may be taken down
/// while someone still has the form open, and that must not refuse them.
#[must_use]
pub fn is_well_formed(topic: &str) -> bool {
    topic.len() <= TOPIC_MAX
        && topic.split('-').all(|part| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        })
}

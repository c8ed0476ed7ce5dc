//! What a request is about: the slug of a condition's page, or one of two fixed values.

/// Wire value of "Something else".
pub const SOMETHING_ELSE: &str = "something-else";
/// Words of [`SOMETHING_ELSE`].
pub const SOMETHING_ELSE_LABEL: &str = "Something else";
/// Wire value of "Prefer not to say".
pub const PREFER_NOT_TO_SAY: &str = "prefer-not-to-say";
/// Words of [`PREFER_NOT_TO_SAY`].
pub const PREFER_NOT_TO_SAY_LABEL: &str = "Prefer not to say";

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

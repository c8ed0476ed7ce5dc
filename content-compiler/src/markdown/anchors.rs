//! Anchors that headings cannot have, because the page has them already.

/// Anchors of what stands around a page's text: header, contents list, footer, form.
const AROUND: [&str; 17] = [
    "call-us",
    "consultation-form",
    "contents",
    "crisis-help",
    "footer-clinic",
    "footer-conditions",
    "footer-site",
    "form-heading",
    "main",
    "more-pages",
    "most-wanted",
    "outcome",
    "progress",
    "reference",
    "related",
    "talk-it-over",
    "top",
];

/// Whether a page has an anchor of this name without any heading: around its text, or numbered in it.
pub(super) fn is_taken(id: &str) -> bool {
    let is_numbered = |rest: &str| rest.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    AROUND.contains(&id)
        || ["card-", "cite-", "source-"]
            .iter()
            .any(|start| id.strip_prefix(start).is_some_and(is_numbered))
}

//! What a page says of itself in `<head>`.

use std::fmt::Write;

use crate::content::{Kind, Page, site};
use crate::environment::Environment;

/// Title, description, and the canonical address for pages that have one.
pub(super) fn head(page: &Page, title: &str, environment: &Environment) -> String {
    let mut html = String::new();
    element(&mut html, "title", title);
    meta(&mut html, "name", "description", &page.description);
    if is_indexed(page) {
        let canonical = canonical(page, environment);
        // Writing to a String cannot fail.
        let _ = write!(
            html,
            "<link rel=\"canonical\" href=\"{}\">",
            escape(&canonical)
        );
    } else {
        meta(&mut html, "name", "robots", "noindex");
    }
    html
}

/// Whether search engines may list the page: an unknown address has no canonical one, and the confirmation is for
/// one visitor only.
pub(super) fn is_indexed(page: &Page) -> bool {
    !matches!(page.kind, Kind::NotFound | Kind::Received)
}

/// The page's one public address.
pub(super) fn canonical(page: &Page, environment: &Environment) -> String {
    format!(
        "{}{}",
        site().settings.clinic.url.value,
        environment.href(&page.path)
    )
}

fn element(html: &mut String, name: &str, text: &str) {
    let _ = write!(html, "<{name}>{}</{name}>", escape(text));
}

fn meta(html: &mut String, kind: &str, name: &str, content: &str) {
    let _ = write!(
        html,
        "<meta {kind}=\"{name}\" content=\"{}\">",
        escape(content)
    );
}

/// Text made safe for element content and double-quoted attributes.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

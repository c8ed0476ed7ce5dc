//! What a page says of itself in `<head>`.

use std::fmt::Write;

use html_escape::encode_double_quoted_attribute;
use site::content::{Kind, Page, site};
use site::environment::Environment;

use crate::address::{absolute, canonical, is_indexed};
use crate::pictures;

/// The language of the pages as Open Graph writes it.
const LOCALE: &str = "en_US";

/// Title, description, and for pages that search engines may list the canonical address and what a shared link shows.
/// `picture` is the path within the site of the page's picture, if one has been drawn.
pub(crate) fn head(
    page: &Page,
    title: &str,
    picture: Option<&str>,
    environment: &Environment,
) -> String {
    let mut html = String::new();
    element(&mut html, "title", title);
    meta(&mut html, "name", "description", &page.description);
    // `intake` deletes by the number that the pages state, so it reads it from them (`intake/src/retention.rs`).
    if page.kind == Kind::Consultation
        && let Some(days) = site().settings.consultation.keep_days
    {
        let name = "consultation-keep-days";
        meta(&mut html, "name", name, &days.to_string());
    }
    if is_indexed(page) {
        let canonical = canonical(page, environment);
        // Writing to a String cannot fail.
        let _ = write!(
            html,
            "<link rel=\"canonical\" href=\"{}\">",
            encode_double_quoted_attribute(&canonical)
        );
        shared(&mut html, page, &canonical);
        if let Some(path) = picture {
            let address = absolute(path, environment);
            shared_picture(&mut html, &address, title);
        }
    } else {
        meta(&mut html, "name", "robots", "noindex");
    }
    html
}

/// The Open Graph protocol: what a link to the page shows where someone shares it.
fn shared(html: &mut String, page: &Page, canonical: &str) {
    let kind = if page.kind.is_medical() {
        "article"
    } else {
        "website"
    };
    for (property, content) in [
        ("og:title", page.title.as_str()),
        ("og:description", &page.description),
        ("og:url", canonical),
        ("og:type", kind),
        ("og:site_name", &site().settings.clinic.name),
        ("og:locale", LOCALE),
    ] {
        meta(html, "property", property, content);
    }
}

/// The picture shows the words of the title.
fn shared_picture(html: &mut String, address: &str, title: &str) {
    meta(html, "property", "og:image", address);
    for (property, pixels) in [
        ("og:image:width", pictures::WIDTH),
        ("og:image:height", pictures::HEIGHT),
    ] {
        meta(html, "property", property, &pixels.to_string());
    }
    meta(html, "property", "og:image:alt", title);
    // X reads the rest from Open Graph.
    meta(html, "name", "twitter:card", "summary_large_image");
}

fn element(html: &mut String, name: &str, text: &str) {
    let _ = write!(
        html,
        "<{name}>{}</{name}>",
        encode_double_quoted_attribute(text)
    );
}

fn meta(html: &mut String, kind: &str, name: &str, content: &str) {
    let _ = write!(
        html,
        "<meta {kind}=\"{name}\" content=\"{}\">",
        encode_double_quoted_attribute(content)
    );
}

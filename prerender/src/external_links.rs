//! Links that the app's router must leave to the browser.
//!
//! leptos_router takes over every click on a link within the base path, but not one on a link with `rel="external"`
//! (HTML Standard, 4.6.6.5). A section of the same page is found by the browser, which moves focus and scrolls there;
//! files and the endpoint are no pages of the app.

use html_escape::decode_html_entities;
use lol_html::{RewriteStrSettings, element, rewrite_str};
use site::environment::Environment;

/// What `rel` says on them.
const EXTERNAL: &str = "external";

/// The HTML with `rel="external"` on these links, beside what their `rel` says already. `page` is the path within the
/// site of the page that the HTML belongs to.
///
/// # Errors
/// A sentence that names the page, if its HTML cannot be read.
pub(crate) fn mark(html: &str, page: &str, environment: &Environment) -> Result<String, String> {
    let handler = element!("a[href]", |link| {
        let href = link.get_attribute("href").unwrap_or_default();
        if !is_left_to_the_browser(&decode_html_entities(&href), page, environment) {
            return Ok(());
        }
        let rel = link.get_attribute("rel").unwrap_or_default();
        let mut words: Vec<&str> = rel.split_ascii_whitespace().collect();
        if !words.contains(&EXTERNAL) {
            words.push(EXTERNAL);
            link.set_attribute("rel", &words.join(" "))?;
        }
        Ok(())
    });
    let settings = RewriteStrSettings::new().append_element_content_handler(handler);
    rewrite_str(html, settings)
        .map_err(|error| format!("The HTML of {page} cannot be read: {error}"))
}

/// Whether an address leads to a section of the page itself, to a file or to the endpoint's paths. Addresses elsewhere
/// (with a scheme or a host) are none of the router's.
fn is_left_to_the_browser(href: &str, page: &str, environment: &Environment) -> bool {
    let (address, section) = match href.split_once('#') {
        Some((address, section)) => (address, Some(section)),
        None => (href, None),
    };
    if address.is_empty() {
        return section.is_some();
    }
    if address.starts_with("//") || !address.starts_with('/') {
        return false;
    }
    let path = address.split('?').next().unwrap_or(address);
    let within = path.strip_prefix(&environment.base).unwrap_or(path);
    let is_same_page = within.trim_end_matches('/') == page.trim_end_matches('/');
    let is_file = within
        .rsplit('/')
        .next()
        .is_some_and(|name| name.contains('.'));
    let is_endpoint = [within, path].iter().any(|path| path.starts_with("/api/"));
    (section.is_some() && is_same_page) || is_file || is_endpoint
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(base: &str) -> Environment {
        Environment {
            base: base.to_owned(),
            endpoint: String::new(),
            automatic_retries: true,
            build: String::new(),
        }
    }

    fn is_marked(link: &str, base: &str) -> bool {
        mark(link, "/conditions/ptsd", &environment(base))
            .unwrap()
            .contains("rel=\"external\"")
    }

    #[test]
    fn sections_of_the_page_files_and_the_endpoint_are_left_to_the_browser() {
        for (base, href) in [
            ("", "#sources"),
            ("", "#"),
            ("", "/conditions/ptsd#sources"),
            ("", "/conditions/ptsd/#sources"),
            ("/clinic", "/clinic/conditions/ptsd#sources"),
            ("/clinic", "/clinic/images/brain.webp"),
            ("", "/privacy.pdf?download#page=2"),
            ("", "/api/openapi.yaml"),
            ("", "/api/consultations"),
            ("/clinic", "/clinic/api/consultations"),
        ] {
            assert!(
                is_marked(&format!("<a href=\"{href}\">x</a>"), base),
                "{base} {href}"
            );
        }
    }

    #[test]
    fn pages_and_other_sites_are_not_marked() {
        for (base, href) in [
            ("", "/"),
            ("/clinic", "/clinic/"),
            ("", "/conditions/ptsd"),
            ("", "/conditions/anxiety#sources"),
            ("", "/#when-to-get-help"),
            ("", "/conditions/ptsd?from=a.b"),
            ("", "/apiary/"),
            ("", "https://example.test/file.pdf#x"),
            ("", "//example.test/file.pdf"),
            ("", "tel:988"),
            ("", "mailto:someone@example.test"),
        ] {
            assert!(
                !is_marked(&format!("<a href=\"{href}\">x</a>"), base),
                "{base} {href}"
            );
        }
    }

    #[test]
    fn what_a_link_says_of_itself_already_is_kept() {
        let marked = |link| mark(link, "/", &environment("")).unwrap();
        assert_eq!(
            marked(r##"<p>&amp; <a class=x href="#a" rel="nofollow">x</a><a href="/b">y</a><!>"##),
            r##"<p>&amp; <a class=x href="#a" rel="nofollow external">x</a><a href="/b">y</a><!>"##
        );
        let done = r##"<a href="#a" rel="external nofollow">x</a>"##;
        assert_eq!(marked(done), done);
    }
}

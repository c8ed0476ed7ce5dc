//! The policy and the endpoint in a finished page: reading them, and keeping them of one mind.
//!
//! A deployer may set another endpoint in a built page. Three places must then agree: the setting, the form's
//! `action`, and the policy, which allows no other place to post to.

use consultation_rules::Endpoint;
use html_escape::{decode_html_entities, encode_double_quoted_attribute};
use lol_html::{RewriteStrSettings, element, rewrite_str};

use crate::policy;

/// The value of `http-equiv` of the `<meta>` that holds a page's policy.
pub const POLICY: &str = "Content-Security-Policy";

/// The name of the `<meta>` that holds the endpoint.
pub const ENDPOINT: &str = "consultation-endpoint";

/// The id of the consultation form.
pub const FORM: &str = "consultation-form";

/// Selectors of the three. Names of `<meta>` are compared without regard to case (HTML Standard, 4.2.5).
const POLICY_META: &str = "meta[http-equiv='content-security-policy' i]";
const ENDPOINT_META: &str = "meta[name='consultation-endpoint' i]";
const FORM_ELEMENT: &str = "form[id='consultation-form']";

/// The `<meta>` for a policy.
#[must_use]
pub fn meta(policy: &str) -> String {
    format!("<meta http-equiv=\"{POLICY}\" content=\"{policy}\">")
}

/// The policy that a page states in its `<meta>`.
#[must_use]
pub fn policy(html: &str) -> Option<String> {
    value(html, POLICY_META, "content")
}

/// The endpoint as a page sets it, not yet judged.
#[must_use]
pub fn endpoint(html: &str) -> Option<String> {
    value(html, ENDPOINT_META, "content")
}

/// The page with its form's `action` and its policy following the endpoint it sets; `None` if they do already, or
/// if the setting cannot be used, which the page tells its visitor.
#[must_use]
pub fn aligned(html: &str) -> Option<String> {
    let set = Endpoint::parse(&endpoint(html)?).ok()?;
    let new = changed(html, None, &set);
    (new != html).then_some(new)
}

/// The page with another endpoint: its setting, its form's `action` and its policy.
#[must_use]
pub fn with_endpoint(html: &str, new: &Endpoint) -> String {
    let old = endpoint(html).and_then(|setting| Endpoint::parse(&setting).ok());
    let html = replaced(html, ENDPOINT_META, "content", new.as_str());
    changed(&html, old.as_ref(), new)
}

fn changed(html: &str, old: Option<&Endpoint>, new: &Endpoint) -> String {
    let html = replaced(html, FORM_ELEMENT, "action", new.as_str());
    match policy(&html) {
        Some(policy) => {
            let policy = policy::with_endpoint(&policy, old, new);
            replaced(&html, POLICY_META, "content", &policy)
        }
        None => html,
    }
}

/// What an attribute holds in the first element that a CSS selector finds.
fn value(html: &str, selector: &str, attribute: &str) -> Option<String> {
    let mut found = None;
    let handler = element!(selector, |element| {
        found = element.get_attribute(attribute);
        // Nothing behind it has to be read.
        Err("found".into())
    });
    let settings = RewriteStrSettings::new().append_element_content_handler(handler);
    let _ = rewrite_str(html, settings.with_strict(false));
    found.map(|value| decode_html_entities(&value).into_owned())
}

/// The page with another value of an attribute in the first element that a CSS selector finds; as it is, if there is no
/// such attribute or it holds the value already.
fn replaced(html: &str, selector: &str, attribute: &str, by: &str) -> String {
    if value(html, selector, attribute).is_none_or(|value| value == by) {
        return html.to_owned();
    }
    let mut is_done = false;
    let handler = element!(selector, |element| {
        if !is_done {
            is_done = true;
            element.set_attribute(attribute, &encode_double_quoted_attribute(by))?;
        }
        Ok(())
    });
    let settings = RewriteStrSettings::new().append_element_content_handler(handler);
    rewrite_str(html, settings.with_strict(false)).unwrap_or_else(|_| html.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(setting: &str) -> String {
        let policy = policy::for_page(&["x"], "y", &Endpoint::parse("/api/consultations").unwrap());
        format!(
            "<!doctype html><html><head><meta charset=\"utf-8\">{}<meta content=\"{setting}\" name=\"{ENDPOINT}\">\
             <title>a < b</title></head><body><form method=\"post\" id=\"{FORM}\" action=\"/api/consultations\">\
             <input name=action></form></body></html>",
            meta(&policy)
        )
    }

    #[test]
    fn what_a_page_states_is_read_however_its_tags_are_written() {
        for html in [
            page("/a?b&amp;c"),
            page("/a?b&amp;c").replace("<meta ", "<meta  data-x "),
            "<meta name='consultation-endpoint' content='/a?b&c'>".to_owned(),
            "<meta content=/a?b&c name=consultation-endpoint>".to_owned(),
            "<META><meta\nNAME = \"consultation-endpoint\" content = \"/a?b&amp;c\" />".to_owned(),
        ] {
            assert_eq!(endpoint(&html).as_deref(), Some("/a?b&c"), "{html}");
        }
        assert!(
            policy(&page("/"))
                .unwrap()
                .starts_with("default-src 'none'; ")
        );
        for html in [
            "",
            "<",
            "<meta",
            "<meta name",
            "<meta name=",
            "<meta name=\"consultation-endpoint",
            "<metaname>",
        ] {
            assert_eq!(endpoint(html), None, "{html}");
        }
    }

    #[test]
    fn a_setting_changed_by_hand_is_followed_by_form_and_policy() {
        assert_eq!(aligned(&page("/api/consultations")), None);
        let elsewhere = aligned(&page("https://forms.example.test/f?a&amp;b")).unwrap();
        assert!(
            elsewhere.contains(" action=\"https://forms.example.test/f?a&amp;b\""),
            "{elsewhere}"
        );
        let policy = policy(&elsewhere).unwrap();
        assert!(
            policy.contains("connect-src 'self' https://forms.example.test;"),
            "{policy}"
        );
        assert!(
            policy.contains("form-action 'self' https://forms.example.test;"),
            "{policy}"
        );
        assert_eq!(aligned(&elsewhere), None);
        assert_eq!(
            aligned(&page("javascript:alert(1)")),
            None,
            "the page says so itself"
        );
        assert_eq!(aligned("<p>"), None);
    }

    #[test]
    fn another_endpoint_replaces_the_one_before() {
        let there = with_endpoint(
            &page("/api/consultations"),
            &Endpoint::parse("https://a.example/x").unwrap(),
        );
        assert_eq!(aligned(&there), None);
        assert_eq!(endpoint(&there).as_deref(), Some("https://a.example/x"));
        let back = with_endpoint(&there, &Endpoint::parse("/api/consultations").unwrap());
        assert_eq!(back, page("/api/consultations"));
    }
}

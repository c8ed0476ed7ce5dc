//! The policy and the endpoint in a finished page: reading them, and keeping them of one mind.
//!
//! A deployer may set another endpoint in a built page. Three places must then agree: the setting, the form's
//! `action`, and the policy, which allows no other place to post to.

use std::ops::Range;

use consultation::Endpoint;

use crate::policy;

/// The value of `http-equiv` of the `<meta>` that holds a page's policy.
pub const POLICY: &str = "Content-Security-Policy";

/// The name of the `<meta>` that holds the endpoint.
pub const ENDPOINT: &str = "consultation-endpoint";

/// The id of the consultation form.
pub const FORM: &str = "consultation-form";

/// The `<meta>` for a policy.
#[must_use]
pub fn meta(policy: &str) -> String {
    format!("<meta http-equiv=\"{POLICY}\" content=\"{policy}\">")
}

/// The policy that a page states in its `<meta>`.
#[must_use]
pub fn policy(html: &str) -> Option<String> {
    value(html, "meta", "http-equiv", POLICY, "content")
}

/// The endpoint as a page sets it, not yet judged.
#[must_use]
pub fn endpoint(html: &str) -> Option<String> {
    value(html, "meta", "name", ENDPOINT, "content")
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
    let html = replaced(html, "meta", "name", ENDPOINT, "content", new.as_str());
    changed(&html, old.as_ref(), new)
}

fn changed(html: &str, old: Option<&Endpoint>, new: &Endpoint) -> String {
    let html = replaced(html, "form", "id", FORM, "action", new.as_str());
    match policy(&html) {
        Some(policy) => {
            let policy = policy::with_endpoint(&policy, old, new);
            replaced(&html, "meta", "http-equiv", POLICY, "content", &policy)
        }
        None => html,
    }
}

/// What an attribute holds in the first element of a name that another attribute marks.
fn value(html: &str, element: &str, mark: &str, marked: &str, attribute: &str) -> Option<String> {
    let range = place(html, element, mark, marked, attribute)?;
    Some(html[range].replace("&quot;", "\"").replace("&amp;", "&"))
}

fn replaced(
    html: &str,
    element: &str,
    mark: &str,
    marked: &str,
    attribute: &str,
    by: &str,
) -> String {
    let Some(range) = place(html, element, mark, marked, attribute) else {
        return html.to_owned();
    };
    if value(html, element, mark, marked, attribute).as_deref() == Some(by) {
        return html.to_owned();
    }
    let by = by.replace('&', "&amp;").replace('"', "&quot;");
    [&html[..range.start], &by, &html[range.end..]].concat()
}

/// Where in the page the attribute's value stands, without its quotes.
fn place(
    html: &str,
    element: &str,
    mark: &str,
    marked: &str,
    attribute: &str,
) -> Option<Range<usize>> {
    let mut from = 0;
    while let Some(found) = html[from..].find('<') {
        let start = from + found + 1;
        from = start;
        let Some(rest) = html[start..].strip_prefix(element) else {
            continue;
        };
        if !rest.starts_with(|c: char| c.is_ascii_whitespace()) {
            continue;
        }
        let attributes = attributes(html, start + element.len());
        let is = |name: &str, (known, range): &(Range<usize>, Range<usize>)| {
            html[known.clone()]
                .eq_ignore_ascii_case(name)
                .then(|| range.clone())
        };
        let find = |name| attributes.iter().find_map(|pair| is(name, pair));
        if find(mark).is_some_and(|range| html[range].eq_ignore_ascii_case(marked)) {
            return find(attribute);
        }
    }
    None
}

/// The attributes of the start tag whose name ends at `from`: where their names and their values stand.
fn attributes(html: &str, from: usize) -> Vec<(Range<usize>, Range<usize>)> {
    let bytes = html.as_bytes();
    let until = |mut at: usize, end: &dyn Fn(u8) -> bool| {
        while at < bytes.len() && !end(bytes[at]) {
            at += 1;
        }
        at
    };
    let mut found = Vec::new();
    let mut at = from;
    loop {
        at = until(at, &|byte| !(byte.is_ascii_whitespace() || byte == b'/'));
        if bytes.get(at).is_none_or(|byte| *byte == b'>') {
            return found;
        }
        let name_end = until(at + 1, &|byte| {
            byte.is_ascii_whitespace() || matches!(byte, b'=' | b'>' | b'/')
        });
        let name = at..name_end;
        at = until(name_end, &|byte| !byte.is_ascii_whitespace());
        if bytes.get(at) != Some(&b'=') {
            found.push((name, name_end..name_end));
            continue;
        }
        at = until(at + 1, &|byte| !byte.is_ascii_whitespace());
        let value = match bytes.get(at) {
            Some(quote @ (b'"' | b'\'')) => at + 1..until(at + 1, &|byte| byte == *quote),
            _ => at..until(at, &|byte| byte.is_ascii_whitespace() || byte == b'>'),
        };
        let is_quoted = value.start > at;
        at = (value.end + usize::from(is_quoted)).min(bytes.len());
        found.push((name, value));
    }
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

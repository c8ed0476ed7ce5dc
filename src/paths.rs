//! Paths within the site, without the base path it is published under.

/// The path of the page with the form.
pub const CONSULTATION: &str = "/consultation";
/// The path of the confirmation.
pub const RECEIVED: &str = "/consultation/received";

/// The path within the site of a URL's path: without the base path, and without a slash or `/index.html` at its end
/// (static hosts serve the same file under all of them). `None` outside of the base path: `/clinical` is not in
/// `/clinic`.
#[must_use]
pub fn within<'a>(base: &str, path: &'a str) -> Option<&'a str> {
    let rest = path.strip_prefix(base)?;
    let rest = rest.strip_suffix("/index.html").unwrap_or(rest);
    let rest = rest.trim_end_matches('/');
    match rest {
        "" => Some("/"),
        _ if rest.starts_with('/') => Some(rest),
        _ => None,
    }
}

/// The value of `aria-current` (WAI-ARIA 1.2) on a link to `link` while the page at `shown` is on the screen: `page` on
/// the link to the page itself, `true` on the link to its section.
#[must_use]
pub fn current(link: &str, shown: &str) -> Option<&'static str> {
    if link == shown {
        Some("page")
    } else if link.len() > 1
        && shown
            .strip_prefix(link)
            .is_some_and(|rest| rest.starts_with('/'))
    {
        Some("true")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_one_path_under_every_spelling_that_hosts_use() {
        for path in ["/privacy", "/privacy/", "/privacy/index.html"] {
            assert_eq!(within("", path), Some("/privacy"), "{path}");
        }
        for path in ["/", "", "/index.html"] {
            assert_eq!(within("", path), Some("/"), "{path}");
        }
    }

    #[test]
    fn the_base_path_is_taken_off_whole() {
        assert_eq!(within("/clinic", "/clinic/privacy"), Some("/privacy"));
        assert_eq!(within("/clinic", "/clinic"), Some("/"));
        assert_eq!(within("/clinic", "/clinic/"), Some("/"));
        assert_eq!(within("/clinic", "/clinical/privacy"), None);
        assert_eq!(within("/clinic", "/privacy"), None);
    }

    #[test]
    fn a_link_is_current_on_its_page_and_in_its_section() {
        assert_eq!(current("/conditions", "/conditions"), Some("page"));
        assert_eq!(current("/conditions", "/conditions/ptsd"), Some("true"));
        assert_eq!(current("/conditions", "/conditionsx"), None);
        assert_eq!(current("/", "/conditions"), None);
        assert_eq!(current("/", "/"), Some("page"));
    }
}

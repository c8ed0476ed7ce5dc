//! The table of routes: every page there is, read by the router, the navigation, the prerenderer and the
//! sitemap. It is data, so a new content file is a new route.

use crate::content::{Kind, PAGES, Page};

/// The page at a path within the site, with or without a slash at its end; the not-found page for all others.
#[must_use]
pub fn find(path: &str) -> &'static Page {
    known(path).unwrap_or_else(not_found)
}

/// The page at a path within the site, if there is one.
#[must_use]
pub fn known(path: &str) -> Option<&'static Page> {
    // Static hosts show the same file as `/privacy`, `/privacy/` and `/privacy/index.html`.
    let path = path
        .strip_suffix("/index.html")
        .unwrap_or(path)
        .trim_end_matches('/');
    let path = if path.is_empty() { "/" } else { path };
    PAGES
        .iter()
        .find(|page| page.path == path && page.kind != Kind::NotFound)
}

/// All pages of a kind, in their order.
pub fn of_kind(kind: Kind) -> impl Iterator<Item = &'static Page> {
    PAGES.iter().filter(move |page| page.kind == kind)
}

/// The pages in the header's menu.
pub fn menu() -> impl Iterator<Item = &'static Page> {
    PAGES
        .iter()
        .filter(|page| matches!(page.kind, Kind::Article | Kind::Conditions))
}

/// The page for all unknown paths.
///
/// # Panics
/// Never: the content compiler refuses a site without it.
#[must_use]
pub fn not_found() -> &'static Page {
    of_kind(Kind::NotFound)
        .next()
        .expect("the content compiler requires not-found.md")
}

/// The path within the site of a URL's path: what follows the base, or the whole path if it lies outside.
#[must_use]
pub fn within<'a>(base: &str, path: &'a str) -> &'a str {
    match path.strip_prefix(base) {
        Some("") => "/",
        Some(rest) if rest.starts_with('/') => rest,
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_found_under_every_spelling_that_hosts_use() {
        for path in ["/privacy", "/privacy/", "/privacy/index.html"] {
            assert_eq!(find(path).path, "/privacy", "{path}");
        }
        for path in ["/", "", "/index.html"] {
            assert_eq!(find(path).kind, Kind::Article, "{path}");
        }
    }

    #[test]
    fn an_unknown_path_is_not_found() {
        for path in [
            "/nowhere",
            "/conditions/nowhere",
            "/404",
            "/privacyy",
            "//privacy",
        ] {
            assert_eq!(find(path).kind, Kind::NotFound, "{path}");
            assert!(known(path).is_none(), "{path}");
        }
    }

    #[test]
    fn the_base_path_is_taken_off_whole() {
        assert_eq!(within("/clinic", "/clinic/privacy"), "/privacy");
        assert_eq!(within("/clinic", "/clinic"), "/");
        assert_eq!(within("/clinic", "/clinical/privacy"), "/clinical/privacy");
        assert_eq!(within("", "/privacy"), "/privacy");
    }

    #[test]
    fn every_page_has_an_address_a_title_and_a_description_of_its_own() {
        for (index, page) in PAGES.iter().enumerate() {
            for other in &PAGES[..index] {
                assert_ne!(page.path, other.path);
                assert_ne!(page.title, other.title);
                assert_ne!(page.description, other.description);
            }
        }
    }
}

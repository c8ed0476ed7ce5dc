//! Routes: which addresses the app answers itself, and, natively, the table of all pages, which the
//! prerenderer, the menus and the sitemap read. It is data, so a new content file is a new route.

#[cfg(feature = "ssr")]
use crate::content::{Kind, Page, site};

use leptos_router::{PartialPathMatch, PossibleRouteMatch, StaticSegment};

/// The path of the page with the form.
pub const CONSULTATION: &str = "/consultation";
/// The path of the confirmation.
pub const RECEIVED: &str = "/consultation/received";

/// The pages to which the running app adds something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// The page with the form.
    Consultation,
    /// The confirmation.
    Received,
    /// All others: finished HTML.
    Other,
}

/// The route of a path within the site.
#[must_use]
pub fn route(path: &str) -> Route {
    let consultation = StaticSegment("consultation");
    match consultation
        .test(path)
        .as_ref()
        .map(PartialPathMatch::remaining)
    {
        Some("" | "/") => Route::Consultation,
        Some(rest)
            if StaticSegment("received")
                .test(rest)
                .is_some_and(|found| found.remaining().is_empty()) =>
        {
            Route::Received
        }
        _ => Route::Other,
    }
}

/// The path within the site of a URL's path, in its one spelling: without the base path, without a slash or
/// `/index.html` at its end (static hosts show the same file under all of them). None outside of the base.
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

/// What `aria-current` says on a link to a path while a page is shown (WAI-ARIA 1.2): `page` on the link to the
/// page itself, `true` on the link to the section that it stands in.
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

/// The page at a path within the site, if there is one.
#[cfg(feature = "ssr")]
#[must_use]
pub fn known(path: &str) -> Option<&'static Page> {
    site()
        .pages
        .iter()
        .find(|page| page.path == path && page.kind != Kind::NotFound)
}

/// All pages of a kind, in their order.
#[cfg(feature = "ssr")]
pub fn of_kind(kind: Kind) -> impl Iterator<Item = &'static Page> {
    site().pages.iter().filter(move |page| page.kind == kind)
}

/// Up to this many conditions are looked over as cards; more stand in an A to Z.
#[cfg(feature = "ssr")]
pub const CARDS_MOST: usize = 24;

/// What `data-fetch` says on a link to a page: the app fetches the page only when someone reaches for the link. So it is
/// with many conditions, whose index is long and whose links fill the screen: a first visit must not pay for each.
#[cfg(feature = "ssr")]
#[must_use]
pub fn fetch(page: &Page) -> Option<&'static str> {
    let is_one_of_them = matches!(page.kind, Kind::Conditions | Kind::Condition);
    (is_one_of_them && of_kind(Kind::Condition).count() > CARDS_MOST).then_some("late")
}

/// The pages in the header's menu.
#[cfg(feature = "ssr")]
pub fn menu() -> impl Iterator<Item = &'static Page> {
    site()
        .pages
        .iter()
        .filter(|page| matches!(page.kind, Kind::Article | Kind::Conditions))
}

/// The way from the first page to a page, as names and paths, without the page itself; empty for a page that shows
/// no such trail.
#[cfg(feature = "ssr")]
#[must_use]
pub fn above(page: &Page) -> Vec<(&'static str, &'static str)> {
    let index = match page.kind {
        Kind::Condition => of_kind(Kind::Conditions).next(),
        Kind::Conditions | Kind::Plain => None,
        Kind::Article | Kind::Consultation | Kind::Received | Kind::NotFound => return Vec::new(),
    };
    let index = index.map(|index| (index.nav.as_str(), index.path.as_str()));
    [("Home", "/")].into_iter().chain(index).collect()
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
    fn the_form_and_its_confirmation_have_routes_of_their_own() {
        assert_eq!(route(CONSULTATION), Route::Consultation);
        assert_eq!(route(RECEIVED), Route::Received);
        for path in [
            "/",
            "/conditions",
            "/consultations",
            "/consultation/other",
            "/consultation/received/more",
        ] {
            assert_eq!(route(path), Route::Other, "{path}");
        }
    }

    #[test]
    fn a_link_is_current_on_its_page_and_in_its_section() {
        assert_eq!(current("/conditions", "/conditions"), Some("page"));
        assert_eq!(current("/conditions", "/conditions/ptsd"), Some("true"));
        assert_eq!(current("/conditions", "/conditionsx"), None);
        assert_eq!(current("/", "/conditions"), None);
        assert_eq!(current("/", "/"), Some("page"));
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn every_page_has_an_address_a_title_and_a_description_of_its_own() {
        let pages = &site().pages;
        for (index, page) in pages.iter().enumerate() {
            for other in &pages[..index] {
                assert_ne!(page.path, other.path);
                assert_ne!(page.title, other.title);
                assert_ne!(page.description, other.description);
            }
        }
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn the_paths_that_the_app_knows_are_the_contents() {
        assert_eq!(
            known(CONSULTATION).map(|page| page.kind),
            Some(Kind::Consultation)
        );
        assert_eq!(known(RECEIVED).map(|page| page.kind), Some(Kind::Received));
        assert!(known("/nowhere").is_none() && known("/404").is_none());
    }
}

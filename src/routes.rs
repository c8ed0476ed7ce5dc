//! The table of the content's pages, native only. Menus, prerenderer and sitemap read it, so a new content file is a
//! new page without Rust. What the router matches is in [`crate::app`].

use crate::content::{Kind, Page, site};

/// The page at a path within the site, if there is one.
#[must_use]
pub fn known(path: &str) -> Option<&'static Page> {
    site()
        .pages
        .iter()
        .find(|page| page.path == path && page.kind != Kind::NotFound)
}

/// All pages of a kind, in their order.
pub fn of_kind(kind: Kind) -> impl Iterator<Item = &'static Page> {
    site().pages.iter().filter(move |page| page.kind == kind)
}

/// Up to this many conditions are shown as cards, more as an A to Z.
pub const CARDS_MOST: usize = 24;

/// The value of `data-fetch` on a link to a page: with `late` the app fetches the page only when someone reaches for
/// the link. With more than [`CARDS_MOST`] conditions their links fill the screen, and a first visit must not load them
/// all.
#[must_use]
pub fn fetch(page: &Page) -> Option<&'static str> {
    let is_one_of_them = matches!(page.kind, Kind::Conditions | Kind::Condition);
    (is_one_of_them && of_kind(Kind::Condition).count() > CARDS_MOST).then_some("late")
}

/// The pages in the header's menu. A release has no drafts, which the menu may name.
pub fn menu() -> impl Iterator<Item = &'static Page> {
    site().menu.header.iter().filter_map(|path| known(path))
}

/// The pages that the footer names below “This site”.
pub fn footer() -> impl Iterator<Item = &'static Page> {
    site().menu.footer.iter().filter_map(|path| known(path))
}

/// The breadcrumb of a page, as names and paths, without the page itself; empty for a page that shows none.
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
    use crate::paths::{CONSULTATION, RECEIVED};

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

use leptos::prelude::*;

use crate::content::Page;
use crate::environment::href;
use crate::routes;

/// The neighbors of a page among those of its kind, in their order.
pub(crate) fn previous_next(page: &'static Page) -> AnyView {
    let (before, after) = neighbors(page);
    let link = |page: Option<&'static Page>, rel: &'static str, label: &'static str| {
        page.map(|page| {
            view! {
                <a rel=rel href=href(&page.path)>
                    <span>{label}</span>
                    {page.title.as_str()}
                </a>
            }
        })
    };
    if before.is_none() && after.is_none() {
        return ().into_any();
    }
    view! {
        <nav class="previous-next" aria-label="More conditions">
            {link(before, "prev", "Previous: ")}
            {link(after, "next", "Next: ")}
        </nav>
    }
    .into_any()
}

fn neighbors(page: &'static Page) -> (Option<&'static Page>, Option<&'static Page>) {
    let mut before = None;
    let mut all = routes::of_kind(page.kind);
    for one in all.by_ref() {
        if one.path == page.path {
            break;
        }
        before = Some(one);
    }
    (before, all.next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Kind;

    #[test]
    fn the_first_has_none_before_it_and_the_last_none_after_it() {
        let pages: Vec<_> = routes::of_kind(Kind::Condition).collect();
        let (first, last) = (pages[0], pages[pages.len() - 1]);
        assert!(neighbors(first).0.is_none() && neighbors(last).1.is_none());
        for pair in pages.windows(2) {
            assert_eq!(
                neighbors(pair[0]).1.map(|page| &page.path),
                Some(&pair[1].path)
            );
            assert_eq!(
                neighbors(pair[1]).0.map(|page| &page.path),
                Some(&pair[0].path)
            );
        }
    }
}

use leptos::prelude::*;

use crate::content::Page;
use crate::environment::href;
use crate::routes;

/// Links to the neighbors of a page among those of its kind, in their order; nothing if it is the only one.
#[component]
pub(crate) fn PreviousNext(page: &'static Page) -> impl IntoView {
    let (before, after) = neighbors(page);
    (before.is_some() || after.is_some()).then(|| {
        view! {
            <nav class="previous-next" aria-label="More conditions">
                {before.map(|page| view! { <Neighbor page rel="prev" label="Previous: "/> })}
                {after.map(|page| view! { <Neighbor page rel="next" label="Next: "/> })}
            </nav>
        }
    })
}

/// A link to the page before or after.
#[component]
fn Neighbor(
    page: &'static Page,
    /// Link type: `prev` or `next` (HTML Standard, 4.6.7).
    rel: &'static str,
    /// Stands before the page's title.
    label: &'static str,
) -> impl IntoView {
    view! {
        <a rel=rel href=href(&page.path)>
            <span>{label}</span>
            {page.title.as_str()}
        </a>
    }
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

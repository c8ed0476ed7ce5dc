use leptos::prelude::*;

use crate::content::Page;
use crate::environment::href;

/// A list of pages as cards: the name, which is the link, and one line.
#[component]
pub(crate) fn PageCards(
    /// In the order in which they are shown.
    pages: Vec<&'static Page>,
) -> impl IntoView {
    let items: Vec<_> = pages
        .into_iter()
        .map(|page| {
            view! {
                <li class="page-card">
                    <a class="page-card-link" href=href(&page.path)>{page.title.as_str()}</a>
                    <p>{line(page)}</p>
                </li>
            }
        })
        .collect();
    view! { <ul class="page-cards">{items}</ul> }
}

/// What the page is about, in one line.
fn line(page: &'static Page) -> &'static str {
    if page.summary.is_empty() {
        &page.description
    } else {
        &page.summary
    }
}

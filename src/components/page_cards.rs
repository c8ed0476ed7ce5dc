use leptos::prelude::*;

use crate::content::Page;
use crate::environment::href;

/// A list of pages as cards: the name, which is the link, and one line.
pub(crate) fn page_cards(pages: impl IntoIterator<Item = &'static Page>) -> AnyView {
    let items: Vec<_> = pages
        .into_iter()
        .map(|page| {
            view! {
                <li class="page-card">
                    <a class="page-card-link" href=href(page.path)>{page.title}</a>
                    <p>{page.summary}</p>
                </li>
            }
            .into_any()
        })
        .collect();
    view! { <ul class="page-cards">{items}</ul> }.into_any()
}

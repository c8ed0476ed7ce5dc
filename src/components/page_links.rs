use leptos::prelude::*;

use crate::content::Page;
use crate::environment::href;
use crate::routes;

/// A list of links to pages, by their short names.
#[component]
pub(crate) fn PageLinks(
    /// In the order in which they are shown.
    pages: Vec<&'static Page>,
) -> impl IntoView {
    let items: Vec<_> = pages
        .into_iter()
        .map(|page| {
            let fetch = routes::fetch(page);
            view! { <li><a href=href(&page.path) data-fetch=fetch>{page.nav.as_str()}</a></li> }
        })
        .collect();
    view! { <ul class="page-links">{items}</ul> }
}

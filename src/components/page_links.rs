use leptos::prelude::*;

use crate::content::Page;
use crate::environment::href;
use crate::routes;

/// A list of links to pages, by their short names.
pub(crate) fn page_links(pages: impl IntoIterator<Item = &'static Page>) -> AnyView {
    let items: Vec<_> = pages
        .into_iter()
        .map(|page| {
            let fetch = routes::fetch(page);
            view! { <li><a href=href(&page.path) data-fetch=fetch>{page.nav.as_str()}</a></li> }
                .into_any()
        })
        .collect();
    view! { <ul class="page-links">{items}</ul> }.into_any()
}

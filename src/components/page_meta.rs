use leptos::prelude::*;

use crate::components::page_foot::date;
use crate::content::Page;

/// Below the heading: how long the page takes to read, and how recent it is.
pub(crate) fn page_meta(page: &'static Page) -> AnyView {
    let minutes = page.reading_minutes.to_string();
    view! {
        <p class="page-meta">
            <span>{minutes}" min read"</span>
            " "
            <span>"Updated "{date(&page.updated)}</span>
        </p>
    }
    .into_any()
}

use leptos::prelude::*;

use crate::components::PageDate;
use crate::content::Page;

/// Below the heading: how long the page takes to read, and how recent it is.
#[component]
pub(crate) fn PageMeta(page: &'static Page) -> impl IntoView {
    view! {
        <p class="page-meta">
            <span>{page.reading_minutes}" min read"</span>
            " "
            <span>"Updated "<PageDate date=&page.updated/></span>
        </p>
    }
}

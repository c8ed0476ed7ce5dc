use leptos::prelude::*;

use crate::content::Page;
use crate::environment::href;
use crate::routes;

/// The way from the first page to the page shown, which the heading right below it names.
#[component]
pub(crate) fn Breadcrumb(page: &'static Page) -> impl IntoView {
    let items: Vec<_> = routes::above(page)
        .into_iter()
        .map(|(name, path)| view! { <li><a href=href(path)>{name}</a></li> })
        .collect();
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb">
            <ol>{items}</ol>
        </nav>
    }
}

use leptos::prelude::*;

use crate::content::Page;

/// The page's heading. `tabindex` lets it take the focus after a route change.
#[component]
pub(crate) fn PageHead(page: &'static Page) -> impl IntoView {
    view! { <h1 tabindex="-1">{page.title.as_str()}</h1> }
}

use leptos::prelude::*;

use crate::content::Page;

/// The page's heading. It can take the focus, because it gets it when the page is reached by a link.
#[component]
pub(crate) fn PageHead(page: &'static Page) -> impl IntoView {
    view! { <h1 tabindex="-1">{page.title.as_str()}</h1> }
}

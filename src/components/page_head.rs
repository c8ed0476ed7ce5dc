use leptos::prelude::*;

use crate::content::Page;

/// The page's heading. It can take the focus, because it gets it when the page is reached by a link.
pub(crate) fn page_head(page: &'static Page) -> AnyView {
    view! { <h1 tabindex="-1">{page.title.as_str()}</h1> }.into_any()
}

use leptos::prelude::*;

use crate::routing::use_current_page;

/// A page of finished HTML. Hydration keeps what stands in the document; after a route change it comes from the page's
/// file.
#[component]
pub(super) fn StaticPage() -> impl IntoView {
    let page = use_current_page();
    let element = NodeRef::new();
    #[cfg(feature = "hydrate")]
    crate::routing::follow_parameter(page, element);
    view! {
        <div
            class="page"
            data-static=""
            inner_html=move || page.with(|page| page.html.main.clone())
            node_ref=element
        ></div>
    }
}

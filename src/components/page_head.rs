use leptos::prelude::*;

use crate::content::Page;

/// The page's heading; in a preview, a draft says that it is one. `tabindex` lets it take the focus after a route change.
#[component]
pub(crate) fn PageHead(page: &'static Page) -> impl IntoView {
    let draft = page.is_draft.then(|| {
        view! { <p><mark>"Draft: in this preview only. A release leaves it out."</mark></p> }
    });
    view! {
        {draft}
        <h1 tabindex="-1">{page.title.as_str()}</h1>
    }
}

use leptos::prelude::*;

use crate::content::Page;

/// The page's sections, as links to them.
#[component]
pub(crate) fn ContentsList(page: &'static Page) -> impl IntoView {
    let headings = page
        .contents
        .iter()
        .map(|heading| (heading.id.as_str(), heading.text.as_str()));
    let sources = (!page.sources.is_empty()).then_some(("sources", "Sources"));
    let items: Vec<_> = headings
        .chain(sources)
        .map(|(id, text)| {
            let to = ["#", id].concat();
            view! { <li><a href=to>{text}</a></li> }
        })
        .collect();
    view! {
        <nav class="contents-list" aria-labelledby="contents">
            <h2 id="contents">"On this page"</h2>
            <ol>{items}</ol>
        </nav>
    }
}

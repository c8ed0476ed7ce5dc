use leptos::prelude::*;

use crate::content::Page;

/// The page's sections, as links to them.
pub(crate) fn contents_list(page: &'static Page) -> AnyView {
    let mut items: Vec<_> = page
        .contents
        .iter()
        .map(|heading| item(&heading.id, &heading.text))
        .collect();
    if !page.sources.is_empty() {
        items.push(item("sources", "Sources"));
    }
    view! {
        <nav class="contents-list" aria-labelledby="contents">
            <h2 id="contents">"On this page"</h2>
            <ol>{items}</ol>
        </nav>
    }
    .into_any()
}

fn item(id: &'static str, text: &'static str) -> AnyView {
    let to = ["#", id].concat();
    view! { <li><a href=to>{text}</a></li> }.into_any()
}

//! One condition.

use leptos::prelude::*;

use crate::components::calls_to_action::calls_to_action;
use crate::components::contents_list::contents_list;
use crate::components::page_cards::page_cards;
use crate::components::page_foot::page_foot;
use crate::components::page_head::page_head;
use crate::components::prose::prose;
use crate::content::{Kind, Page};
use crate::environment::href;
use crate::routes;

pub(super) fn view(page: &'static Page) -> AnyView {
    let index = routes::of_kind(Kind::Conditions).next();
    let related: Vec<_> = page
        .related
        .iter()
        .filter_map(|path| routes::known(path))
        .collect();
    view! {
        <article class="article">
            <div class="opening">
                <nav class="breadcrumb" aria-label="Breadcrumb">
                    {index.map(|index| view! { <a href=href(index.path)>{index.nav}</a> })}
                </nav>
                {page_head(page)}
                {prose(page.lead)}
            </div>
            <div class="with-contents">
                {contents_list(page)}
                <div class="column">
                    {prose(page.body)}
                    {(!related.is_empty()).then(|| view! {
                        <section aria-labelledby="related">
                            <h2 id="related">"Related pages"</h2>
                            {page_cards(related)}
                        </section>
                    })}
                    {calls_to_action()}
                    {page_foot(page)}
                </div>
            </div>
        </article>
    }
    .into_any()
}

//! One condition.

use leptos::prelude::*;

use crate::components::breadcrumb::breadcrumb;
use crate::components::closing::closing;
use crate::components::contents_list::contents_list;
use crate::components::page_cards::page_cards;
use crate::components::page_foot::page_foot;
use crate::components::page_head::page_head;
use crate::components::page_meta::page_meta;
use crate::components::previous_next::previous_next;
use crate::components::prose::prose;
use crate::content::Page;
use crate::routes;

pub(super) fn view(page: &'static Page) -> AnyView {
    let related: Vec<_> = page
        .related
        .iter()
        .filter_map(|path| routes::known(path))
        .collect();
    view! {
        <article class="article">
            <div class="opening">
                {breadcrumb(page)}
                {page_head(page)}
                {page_meta(page)}
                {prose(&page.lead)}
            </div>
            <div class="with-contents">
                {contents_list(page)}
                <div class="column">
                    {prose(&page.body)}
                    {(!related.is_empty()).then(|| view! {
                        <section class="related" aria-labelledby="related">
                            <h2 id="related">"Related pages"</h2>
                            {page_cards(related)}
                        </section>
                    })}
                    {closing()}
                    {previous_next(page)}
                    {page_foot(page)}
                </div>
            </div>
        </article>
    }
    .into_any()
}

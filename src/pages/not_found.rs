//! Shown for an address that leads nowhere: says so and offers ways on.

use leptos::prelude::*;

use crate::components::calls_to_action::calls_to_action;
use crate::components::page_head::page_head;
use crate::components::page_links::page_links;
use crate::components::prose::prose;
use crate::content::{Kind, PAGES, Page};

pub(super) fn view(page: &'static Page) -> AnyView {
    let pages = PAGES
        .iter()
        .filter(|page| !matches!(page.kind, Kind::NotFound | Kind::Received));
    view! {
        <div class="opening">
            {page_head(page)}
            {prose(page.lead)}
        </div>
        <div class="column">
            {prose(page.body)}
            <section aria-labelledby="all-pages">
                <h2 id="all-pages">"All pages"</h2>
                {page_links(pages)}
            </section>
            {calls_to_action()}
        </div>
    }
    .into_any()
}

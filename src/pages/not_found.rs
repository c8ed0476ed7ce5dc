//! Shown for an address that leads nowhere: says so and offers ways on.

use leptos::prelude::*;

use crate::components::page_cards::page_cards;
use crate::components::page_head::page_head;
use crate::components::page_links::page_links;
use crate::components::prose::prose;
use crate::content::{Kind, Page, site};
use crate::routes;

/// At most this many conditions are named; their index, which stands above them, names all.
const CONDITIONS_MOST: usize = 8;

pub(super) fn view(page: &'static Page) -> AnyView {
    let of = |kinds: [Kind; 3]| {
        site()
            .pages
            .iter()
            .filter(move |page| kinds.contains(&page.kind))
    };
    view! {
        <div class="opening">
            {page_head(page)}
            {prose(&page.lead)}
        </div>
        <div class="column">
            {prose(&page.body)}
            <section class="wide" aria-labelledby="most-wanted">
                <h2 id="most-wanted">"What most people look for"</h2>
                {page_cards(of([Kind::Article, Kind::Conditions, Kind::Consultation]))}
            </section>
            <section aria-labelledby="more-pages">
                <h2 id="more-pages">"More pages"</h2>
                {page_links(
                    routes::of_kind(Kind::Condition)
                        .take(CONDITIONS_MOST)
                        .chain(routes::of_kind(Kind::Plain)),
                )}
            </section>
        </div>
    }
    .into_any()
}

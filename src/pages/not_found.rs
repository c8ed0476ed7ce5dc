use leptos::prelude::*;

use crate::components::{PageCards, PageHead, PageLinks, Prose};
use crate::content::{Kind, Page, site};
use crate::routes;

/// At most this many conditions are named; their index, which stands above them, names all.
const CONDITIONS_MOST: usize = 8;

/// Shown for an address that leads nowhere: says so and offers ways on.
#[component]
pub(super) fn NotFound(page: &'static Page) -> impl IntoView {
    let most_wanted = site()
        .pages
        .iter()
        .filter(|page| {
            matches!(
                page.kind,
                Kind::Article | Kind::Conditions | Kind::Consultation
            )
        })
        .collect();
    let more = routes::of_kind(Kind::Condition)
        .take(CONDITIONS_MOST)
        .chain(routes::of_kind(Kind::Plain))
        .collect();
    view! {
        <div class="opening">
            <PageHead page/>
            <Prose html=&page.lead/>
        </div>
        <div class="column">
            <Prose html=&page.body/>
            <section class="wide" aria-labelledby="most-wanted">
                <h2 id="most-wanted">"What most people look for"</h2>
                <PageCards pages=most_wanted/>
            </section>
            <section aria-labelledby="more-pages">
                <h2 id="more-pages">"More pages"</h2>
                <PageLinks pages=more/>
            </section>
        </div>
    }
}

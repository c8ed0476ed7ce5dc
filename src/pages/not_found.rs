use leptos::prelude::*;

use super::static_page::StaticPage;

/// Shown for an address that leads nowhere: says so and offers ways on. The router's fallback; in the browser an
/// unknown address is left to the host, which answers with a real 404.
#[component]
pub(crate) fn NotFound() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    crate::routing::leave_to_host();
    view! { <StaticPage/> }
}

#[cfg(feature = "ssr")]
pub(super) use html::NotFoundHtml;

#[cfg(feature = "ssr")]
mod html {
    use leptos::prelude::*;

    use crate::components::{PageCards, PageHead, PageLinks, Prose};
    use crate::content::{Kind, Page, site};
    use crate::routes;

    /// At most this many conditions are named; their index, which stands above them, names all.
    const CONDITIONS_MOST: usize = 8;

    /// Natively, the inside of the page.
    #[component]
    pub(in crate::pages) fn NotFoundHtml(page: &'static Page) -> impl IntoView {
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
}

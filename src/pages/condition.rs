use leptos::prelude::*;

use super::static_page::StaticPage;

/// One condition.
#[component]
pub(crate) fn Condition() -> impl IntoView {
    view! { <StaticPage/> }
}

#[cfg(feature = "ssr")]
pub(super) use html::ConditionHtml;

#[cfg(feature = "ssr")]
mod html {
    use leptos::prelude::*;

    use crate::components::{
        Breadcrumb, Closing, ContentsList, PageCards, PageFoot, PageHead, PageMeta, PreviousNext,
        Prose,
    };
    use crate::content::Page;
    use crate::routes;

    /// Natively, the inside of the page.
    #[component]
    pub(in crate::pages) fn ConditionHtml(page: &'static Page) -> impl IntoView {
        let related: Vec<_> = page
            .related
            .iter()
            .filter_map(|path| routes::known(path))
            .collect();
        view! {
            <article class="article">
                <div class="opening">
                    <Breadcrumb page/>
                    <PageHead page/>
                    <PageMeta page/>
                    <Prose html=&page.lead/>
                </div>
                <div class="with-contents">
                    <ContentsList page/>
                    <div class="column">
                        <Prose html=&page.body/>
                        {(!related.is_empty()).then(|| view! {
                            <section class="related" aria-labelledby="related">
                                <h2 id="related">"Related pages"</h2>
                                <PageCards pages=related/>
                            </section>
                        })}
                        <Closing/>
                        <PreviousNext page/>
                        <PageFoot page/>
                    </div>
                </div>
            </article>
        }
    }
}

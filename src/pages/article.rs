use leptos::prelude::*;

use super::static_page::StaticPage;

/// The article on ketamine for depression, the site's first page.
#[component]
pub(crate) fn Article() -> impl IntoView {
    view! { <StaticPage/> }
}

#[cfg(feature = "ssr")]
pub(super) use html::ArticleHtml;

#[cfg(feature = "ssr")]
mod html {
    use leptos::prelude::*;

    use crate::components::{
        CallsToAction, Closing, ContentsList, PageFoot, PageHead, PageMeta, Prose,
    };
    use crate::content::Page;

    /// Natively, the inside of the page.
    #[component]
    pub(in crate::pages) fn ArticleHtml(page: &'static Page) -> impl IntoView {
        view! {
            <article class="article">
                <div class="opening">
                    <PageHead page/>
                    <PageMeta page/>
                    <Prose html=&page.lead/>
                    <CallsToAction/>
                </div>
                <div class="with-contents">
                    <ContentsList page/>
                    <div class="column">
                        <Prose html=&page.body/>
                        <Closing/>
                        <PageFoot page/>
                    </div>
                </div>
            </article>
        }
    }
}

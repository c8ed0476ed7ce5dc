use leptos::prelude::*;

use crate::components::{
    CallsToAction, Closing, ContentsList, PageFoot, PageHead, PageMeta, Prose,
};
use crate::content::Page;

/// The article on ketamine for depression, the site's first page.
#[component]
pub(super) fn Article(page: &'static Page) -> impl IntoView {
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

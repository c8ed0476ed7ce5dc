use leptos::prelude::*;

use super::static_page::StaticPage;

/// A page of text, such as the privacy notice.
#[component]
pub(crate) fn PlainPage() -> impl IntoView {
    view! { <StaticPage/> }
}

#[cfg(feature = "ssr")]
pub(super) use html::PlainPageHtml;

#[cfg(feature = "ssr")]
mod html {
    use leptos::prelude::*;

    use crate::components::{Breadcrumb, PageFoot, PageHead, PageMeta, Prose};
    use crate::content::Page;

    /// Natively, the inside of the page.
    #[component]
    pub(in crate::pages) fn PlainPageHtml(page: &'static Page) -> impl IntoView {
        view! {
            <div class="opening">
                <Breadcrumb page/>
                <PageHead page/>
                <PageMeta page/>
                <Prose html=&page.lead/>
            </div>
            <div class="column">
                <Prose html=&page.body/>
                <PageFoot page/>
            </div>
        }
    }
}

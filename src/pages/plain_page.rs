use leptos::prelude::*;

use crate::components::{Breadcrumb, PageFoot, PageHead, PageMeta, Prose};
use crate::content::Page;

/// A page of text, such as the privacy notice.
#[component]
pub(super) fn PlainPage(page: &'static Page) -> impl IntoView {
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

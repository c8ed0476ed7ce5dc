//! A page of text, such as the privacy notice.

use leptos::prelude::*;

use crate::components::breadcrumb::breadcrumb;
use crate::components::page_foot::page_foot;
use crate::components::page_head::page_head;
use crate::components::page_meta::page_meta;
use crate::components::prose::prose;
use crate::content::Page;

pub(super) fn view(page: &'static Page) -> AnyView {
    view! {
        <div class="opening">
            {breadcrumb(page)}
            {page_head(page)}
            {page_meta(page)}
            {prose(&page.lead)}
        </div>
        <div class="column">
            {prose(&page.body)}
            {page_foot(page)}
        </div>
    }
    .into_any()
}

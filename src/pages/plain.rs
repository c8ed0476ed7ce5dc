//! A page of text, such as the privacy notice.

use leptos::prelude::*;

use crate::components::page_foot::page_foot;
use crate::components::page_head::page_head;
use crate::components::prose::prose;
use crate::content::Page;

pub(super) fn view(page: &'static Page) -> AnyView {
    view! {
        <div class="opening">
            {page_head(page)}
            {prose(page.lead)}
        </div>
        <div class="column">
            {prose(page.body)}
            {page_foot(page)}
        </div>
    }
    .into_any()
}

//! The page with the consultation form.

use leptos::prelude::*;

use crate::components::page_foot::page_foot;
use crate::components::page_head::page_head;
use crate::components::prose::prose;
use crate::consultation::{OUTCOME_ID, form::form};
use crate::content::Page;

pub(super) fn view(page: &'static Page) -> AnyView {
    view! {
        <div class="opening opening-form">
            // Above everything, where the focus goes after a press of the button that did not end well.
            <div id=OUTCOME_ID></div>
            {page_head(page)}
            {prose(&page.lead)}
        </div>
        <div class="form-column">
            {form()}
            // Beside the form where there is room: what happens to what is about to be sent.
            <div class="steps">{prose(&page.body)}</div>
        </div>
        <div class="column">{page_foot(page)}</div>
    }
    .into_any()
}

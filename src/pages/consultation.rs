//! The page with the consultation form.

use leptos::prelude::*;

use crate::components::page_foot::page_foot;
use crate::components::page_head::page_head;
use crate::components::prose::prose;
use crate::consultation::form::form;
use crate::consultation::outcome::outcome;
use crate::content::Page;

pub(super) fn view(page: &'static Page) -> AnyView {
    view! {
        <div class="opening">
            // Above everything, where the focus goes after a press of the button that did not end well.
            {outcome()}
            {page_head(page)}
            {prose(page.lead)}
        </div>
        <div class="column">
            {prose(page.body)}
            {form()}
            {page_foot(page)}
        </div>
    }
    .into_any()
}

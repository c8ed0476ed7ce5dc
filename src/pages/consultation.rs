use leptos::prelude::*;

use crate::components::{PageFoot, PageHead, Prose};
use crate::consultation::{OUTCOME_ID, form::form};
use crate::content::Page;

/// The page with the consultation form.
#[component]
pub(super) fn Consultation(page: &'static Page) -> impl IntoView {
    view! {
        <div class="opening opening-form">
            // Above everything, where the focus goes after a press of the button that did not end well.
            <div id=OUTCOME_ID></div>
            <PageHead page/>
            <Prose html=&page.lead/>
        </div>
        <div class="form-column">
            {form()}
            // Beside the form where there is room: what happens to what is about to be sent.
            <div class="steps"><Prose html=&page.body/></div>
        </div>
        <div class="column"><PageFoot page/></div>
    }
}

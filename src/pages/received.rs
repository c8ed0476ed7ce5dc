//! The confirmation. It has to make sense in every way of reaching it: after a sent form, after a form sent
//! without scripting, by a bookmark, by Back.

use leptos::prelude::*;

use crate::components::page_head::page_head;
use crate::components::prose::prose;
use crate::consultation::REFERENCE_ID;
use crate::content::{Page, phone_link, site};
use crate::environment::href;

pub(super) fn view(page: &'static Page) -> AnyView {
    view! {
        <div class="opening opening-received">
            {page_head(page)}
            // Filled in by the app when a request has just been sent.
            <p class="reference" hidden>"Your reference is " <strong id=REFERENCE_ID></strong></p>
            {prose(&page.lead)}
        </div>
        <div class="form-column">
            <div class="steps">{prose(&page.body)}</div>
            <section class="notice" aria-labelledby="questions">
                <h2 id="questions">"Questions?"</h2>
                <p>
                    "Call us at "
                    <a class="phone" href=phone_link()>{site().settings.clinic.phone.value.as_str()}</a>
                    "."
                </p>
                <p><a href=href("/")>"Back to the first page"</a></p>
            </section>
        </div>
    }
    .into_any()
}

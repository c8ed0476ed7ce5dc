use leptos::prelude::*;

use crate::components::{PageHead, Prose};
use crate::consultation::REFERENCE_ID;
use crate::content::{Page, phone_link, site};
use crate::environment::href;

/// The confirmation. It has to make sense in every way of reaching it: after a sent form, after a form sent
/// without scripting, by a bookmark, by Back.
#[component]
pub(super) fn Received(page: &'static Page) -> impl IntoView {
    view! {
        <div class="opening opening-received">
            <PageHead page/>
            // Filled in by the app when a request has just been sent.
            <p class="reference" hidden>"Your reference is " <strong id=REFERENCE_ID></strong></p>
            <Prose html=&page.lead/>
        </div>
        <div class="form-column">
            <div class="steps"><Prose html=&page.body/></div>
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
}

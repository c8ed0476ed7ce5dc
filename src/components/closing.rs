use leptos::prelude::*;

use crate::components::CallsToAction;

/// At the end of what there is to read: what a reader can do now, and that it commits to nothing.
#[component]
pub(crate) fn Closing() -> impl IntoView {
    view! {
        <section class="closing" aria-labelledby="talk-it-over">
            <h2 id="talk-it-over">"Would you like to talk it over?"</h2>
            <p>"Asking is not an appointment, and it does not commit you to any treatment."</p>
            <CallsToAction/>
        </section>
    }
}

use leptos::prelude::*;

use crate::content::CRISIS;

/// Whom to turn to at once. Stands on every page, in the same place.
#[component]
pub(crate) fn CrisisHelp() -> impl IntoView {
    view! {
        <section class="crisis-help" aria-labelledby="crisis-help">
            <div class="crisis-help-inner">
                // Not a heading: it would stand before the page's own.
                <p class="crisis-help-title" id="crisis-help">{CRISIS.heading}</p>
                <p inner_html=CRISIS.text></p>
                <p inner_html=CRISIS.emergency></p>
            </div>
        </section>
    }
    .into_any()
}

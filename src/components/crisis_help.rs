use leptos::prelude::*;

use crate::content::site;

/// Whom to turn to at once. Stands on every page, in the same place.
#[component]
pub(crate) fn CrisisHelp() -> impl IntoView {
    let crisis = &site().settings.crisis;
    view! {
        <div class="crisis-help-inner">
            // Not a heading: it would stand before the page's own.
            <p class="crisis-help-title" id="crisis-help">{crisis.heading.as_str()}</p>
            <p inner_html=crisis.text.as_str()></p>
            <p inner_html=crisis.emergency.as_str()></p>
        </div>
    }
}

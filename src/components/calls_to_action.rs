use leptos::prelude::*;

use crate::content::{phone_link, site};
use crate::environment::href;
use crate::routes::CONSULTATION;

/// The two things a reader can do next: ask for a consultation, or call.
#[component]
pub(crate) fn CallsToAction() -> impl IntoView {
    view! {
        <p class="calls-to-action">
            <a class="button" href=href(CONSULTATION)>"Request a consultation"</a>
            " "
            <a class="button button-quiet" href=phone_link()>
                "Call now"<span class="calls-to-action-number">" "{site().settings.clinic.phone.value.as_str()}</span>
            </a>
        </p>
    }
}

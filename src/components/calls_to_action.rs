use leptos::prelude::*;

use crate::content::CLINIC;
use crate::environment::href;

/// The two things a reader can do next: ask for a consultation, or call.
pub(crate) fn calls_to_action() -> AnyView {
    view! {
        <p class="calls-to-action">
            <a class="button" href=href("/consultation")>"Request a consultation"</a>
            <a class="button button-quiet" href=CLINIC.phone_link>
                "Call now"<span class="calls-to-action-number">" "{CLINIC.phone}</span>
            </a>
        </p>
    }
    .into_any()
}

use leptos::prelude::*;

use crate::app::Shown;
use crate::components::calls_to_action::calls_to_action;
use crate::content::Kind;

/// On phones, the two calls to action within reach of the thumb; the form's own page needs none.
#[component]
pub(crate) fn BottomBar(page: Memo<Shown>) -> impl IntoView {
    let is_form = move || page.get().0.kind == Kind::Consultation;
    view! {
        <nav class="bottom-bar" class:bottom-bar-hidden=is_form aria-label="Contact">
            {calls_to_action()}
        </nav>
    }
    .into_any()
}

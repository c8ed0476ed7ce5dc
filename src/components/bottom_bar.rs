use leptos::prelude::*;

use crate::components::CallsToAction;

/// On phones, the two calls to action within reach of the thumb; `style/bottom-bar.css` hides it beside the form.
#[component]
pub(crate) fn BottomBar() -> impl IntoView {
    view! { <nav class="bottom-bar" aria-label="Contact"><CallsToAction/></nav> }
}

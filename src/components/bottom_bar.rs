use leptos::prelude::*;

use crate::components::calls_to_action::calls_to_action;

/// On phones, the two calls to action within reach of the thumb; `style/bottom-bar.css` hides it beside the form.
pub(crate) fn bottom_bar() -> AnyView {
    calls_to_action()
}

use leptos::prelude::*;

use crate::environment::use_environment;

/// Text from `content/`, as HTML; nothing if there is none.
pub(crate) fn prose(html: &'static str) -> AnyView {
    if html.is_empty() {
        return ().into_any();
    }
    let html = use_environment().with_value(|environment| environment.html(html));
    view! { <div class="prose" inner_html=html></div> }.into_any()
}

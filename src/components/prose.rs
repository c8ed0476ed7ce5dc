use leptos::prelude::*;

use crate::environment::use_environment;

/// Text from `content/`; nothing if there is none.
#[component]
pub(crate) fn Prose(
    /// As the content compiler gives it: links to the site are without the base path, which is added here.
    html: &'static str,
) -> impl IntoView {
    (!html.is_empty()).then(|| {
        let html = use_environment().with_value(|environment| environment.html(html));
        view! { <div class="prose" inner_html=html></div> }
    })
}

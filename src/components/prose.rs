use leptos::prelude::*;

use crate::environment::use_environment;

/// Text from `content/`; nothing if there is none.
#[component]
pub(crate) fn Prose(
    /// From the content compiler. Its links to the site have no base path; it is added here.
    html: &'static str,
) -> impl IntoView {
    (!html.is_empty()).then(|| view! { <div class="prose" inner_html=prose(html)></div> })
}

/// HTML of the content compiler with the base path in its links.
pub(crate) fn prose(html: &str) -> String {
    use_environment().with_value(|environment| environment.html(html))
}

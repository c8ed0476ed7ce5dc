use leptos::prelude::*;

/// Whom to turn to at once, on every page in the same place. Its inside is finished HTML, which hydration keeps: the
/// browser's build gives an empty string for it.
#[component]
pub(crate) fn CrisisHelp() -> impl IntoView {
    #[cfg(feature = "ssr")]
    let html = crate::render::html(view! { <CrisisHelpHtml/> });
    #[cfg(not(feature = "ssr"))]
    let html = "";
    view! { <section class="crisis-help" aria-labelledby="crisis-help" data-static="" inner_html=html></section> }
}

/// The inside, rendered natively.
#[cfg(feature = "ssr")]
#[component]
fn CrisisHelpHtml() -> impl IntoView {
    let crisis = &crate::content::site().settings.crisis;
    view! {
        <div class="crisis-help-inner">
            // Not a heading: it would stand before the page's own.
            <p class="crisis-help-title" id="crisis-help">{crisis.heading.as_str()}</p>
            <p inner_html=crisis.text.as_str()></p>
            <p inner_html=crisis.emergency.as_str()></p>
        </div>
    }
}

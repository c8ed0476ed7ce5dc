use leptos::prelude::*;

/// Whom to turn to at once. Stands on every page, in the same place. Its inside is finished HTML: in the browser it stands
/// in the document already, and hydration leaves it.
#[component]
pub(crate) fn CrisisHelp() -> impl IntoView {
    #[cfg(feature = "ssr")]
    let html = crate::render::html(view! { <CrisisHelpHtml/> });
    #[cfg(not(feature = "ssr"))]
    let html = "";
    view! { <section class="crisis-help" aria-labelledby="crisis-help" data-static="" inner_html=html></section> }
}

/// Natively, its inside.
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

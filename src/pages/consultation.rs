use leptos::prelude::*;

use crate::consultation::{ConsultationForm, Outcome};
use crate::routing::use_current_page;

/// The page with the consultation form.
#[component]
pub(crate) fn Consultation() -> impl IntoView {
    let html = use_current_page().with_untracked(|page| page.html.clone());
    view! {
        <div class="page">
            <div class="opening opening-form">
                // First, because it takes the focus after a press of the button that did not end well.
                <Outcome/>
                <h1 tabindex="-1" data-static="" inner_html=html.heading></h1>
                <div class="prose" data-static="" inner_html=html.lead></div>
            </div>
            <div class="form-column">
                <ConsultationForm/>
                // Beside the form where there is room: what happens after a request is sent.
                <div class="steps" data-static="" inner_html=html.body></div>
            </div>
            <div class="column" data-static="" inner_html=html.foot></div>
        </div>
    }
}

/// Natively, the finished HTML around the form.
#[cfg(feature = "ssr")]
pub(super) fn html(page: &'static crate::content::Page) -> crate::page_file::PageHtml {
    use crate::components::{PageFoot, Prose, prose};
    use crate::render::html;

    crate::page_file::PageHtml {
        heading: html(page.title.as_str()),
        lead: prose(&page.lead),
        body: html(view! { <Prose html=&page.body/> }),
        foot: html(view! { <PageFoot page/> }),
        ..Default::default()
    }
}

use leptos::prelude::*;

use crate::consultation::SubmissionState;
use crate::routing::use_current_page;

/// The confirmation. It has to make sense in every way of reaching it: after a sent form, after a form sent without
/// scripting, by a bookmark, by Back.
#[component]
pub(crate) fn Received() -> impl IntoView {
    let html = use_current_page().with_untracked(|page| page.html.clone());
    let state: SubmissionState = expect_context();
    let reference = move || {
        state.reference.get().map(|reference| {
            view! { <p class="reference">"Your reference is "<strong>{reference}</strong></p> }
        })
    };
    view! {
        <div class="page">
            <div class="opening opening-received">
                <h1 tabindex="-1" data-static="" inner_html=html.heading></h1>
                {reference}
                <div class="prose" data-static="" inner_html=html.lead></div>
            </div>
            <div class="form-column" data-static="" inner_html=html.body></div>
        </div>
    }
}

/// Natively, the finished HTML around the reference.
#[cfg(feature = "ssr")]
pub(super) fn html(page: &'static crate::content::Page) -> crate::page_file::PageHtml {
    use crate::components::{Prose, prose};
    use crate::content::{phone_link, site};
    use crate::environment::href;
    use crate::render::html;

    crate::page_file::PageHtml {
        heading: html(page.title.as_str()),
        lead: prose(&page.lead),
        body: html(view! {
            <div class="steps"><Prose html=&page.body/></div>
            <section class="notice" aria-labelledby="questions">
                <h2 id="questions">"Questions?"</h2>
                <p>
                    "Call us at "
                    <a class="phone" href=phone_link()>{site().settings.clinic.phone.value.as_str()}</a>
                    "."
                </p>
                <p><a href=href("/")>"Back to the first page"</a></p>
            </section>
        }),
        ..Default::default()
    }
}

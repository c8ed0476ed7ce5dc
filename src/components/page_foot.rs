use leptos::prelude::*;

use crate::components::{PageDate, Prose};
use crate::content::{Page, site};

/// What tells a reader how far to trust the page: its sources, its dates, and who has reviewed it.
#[component]
pub(crate) fn PageFoot(page: &'static Page) -> impl IntoView {
    view! {
        <footer class="page-foot">
            {(!page.sources.is_empty()).then(|| view! {
                <section class="sources" aria-labelledby="sources">
                    <h2 id="sources">"Sources"</h2>
                    <ol inner_html=page.sources.as_str()></ol>
                </section>
            })}
            <dl class="page-dates">
                <div><dt>"Last updated"</dt><dd><PageDate date=&page.updated/></dd></div>
                <div><dt>"Next review due"</dt><dd><PageDate date=&page.review_by/></dd></div>
                {page.reviewed_by.as_deref().map(|name| view! {
                    <div><dt>"Clinically reviewed by"</dt><dd>{name}", on "<PageDate date=&page.reviewed_on/></dd></div>
                })}
            </dl>
            {page.reviewed_by.is_none().then(|| view! { <Prose html=&site().settings.not_reviewed.text/> })}
            {(!page.contents.is_empty()).then(|| view! { <p><a class="to-top" href="#top">"Back to top"</a></p> })}
        </footer>
    }
}

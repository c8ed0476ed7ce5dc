use leptos::prelude::*;

use crate::components::prose::prose;
use crate::content::{Date, Page, site};

/// What tells a reader how far to trust the page: its sources, its dates, and who has reviewed it.
pub(crate) fn page_foot(page: &'static Page) -> AnyView {
    view! {
        <footer class="page-foot">
            {(!page.sources.is_empty()).then(|| view! {
                <section class="sources" aria-labelledby="sources">
                    <h2 id="sources">"Sources"</h2>
                    <ol inner_html=page.sources.as_str()></ol>
                </section>
            })}
            <dl class="page-dates">
                <div><dt>"Last updated"</dt><dd>{date(&page.updated)}</dd></div>
                <div><dt>"Next review due"</dt><dd>{date(&page.review_by)}</dd></div>
                {page.reviewed_by.as_deref().map(|name| view! {
                    <div><dt>"Clinically reviewed by"</dt><dd>{name}</dd></div>
                })}
            </dl>
            {page.reviewed_by.is_none().then(|| prose(&site().settings.not_reviewed.text))}
            {(!page.contents.is_empty()).then(|| view! { <p><a class="to-top" href="#top">"Back to top"</a></p> })}
        </footer>
    }
    .into_any()
}

/// A date for people and machines.
pub(crate) fn date(date: &'static Date) -> AnyView {
    view! { <time datetime=date.iso.as_str()>{date.text.as_str()}</time> }.into_any()
}

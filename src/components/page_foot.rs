use leptos::prelude::*;

use crate::components::prose::prose;
use crate::content::{Date, NOT_REVIEWED, Page};

/// What tells a reader how far to trust the page: its sources, its dates, and who has reviewed it.
pub(crate) fn page_foot(page: &'static Page) -> AnyView {
    view! {
        <footer class="page-foot">
            {(!page.sources.is_empty()).then(|| view! {
                <section class="sources" aria-labelledby="sources">
                    <h2 id="sources">"Sources"</h2>
                    <ol inner_html=page.sources></ol>
                </section>
            })}
            <dl class="page-dates">
                <div><dt>"Last updated"</dt><dd>{date(page.updated)}</dd></div>
                <div><dt>"Next review due"</dt><dd>{date(page.review_by)}</dd></div>
                {page.reviewed_by.map(|name| view! {
                    <div><dt>"Clinically reviewed by"</dt><dd>{name}</dd></div>
                })}
            </dl>
            {page.reviewed_by.is_none().then(|| prose(NOT_REVIEWED))}
        </footer>
    }
    .into_any()
}

fn date(date: Date) -> AnyView {
    view! { <time datetime=date.iso>{date.text}</time> }.into_any()
}

use leptos::prelude::*;

use crate::content::Page;
use crate::environment::href;

/// The way from the first page to the page shown, which the heading right below it names.
pub(crate) fn breadcrumb(above: Option<&'static Page>) -> AnyView {
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb">
            <ol>
                <li><a href=href("/")>"Home"</a></li>
                {above.map(|page| view! { <li><a href=href(&page.path)>{page.nav.as_str()}</a></li> })}
            </ol>
        </nav>
    }
    .into_any()
}

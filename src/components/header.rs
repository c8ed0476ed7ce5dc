use leptos::prelude::*;

use crate::app::Shown;
use crate::components::calls_to_action::calls_to_action;
use crate::content::{CLINIC, Kind, Page};
use crate::environment::href;
use crate::routes;

/// The clinic's name, the menu and the two calls to action.
#[component]
pub(crate) fn Header(page: Memo<Shown>) -> impl IntoView {
    let items: Vec<_> = routes::menu().map(|item| menu_item(item, page)).collect();
    view! {
        <header class="site-header">
            <div class="site-header-inner">
                <a class="site-name" href=href("/")>{CLINIC.name}</a>
                <nav class="menu" aria-label="Main">
                    <ul>{items}</ul>
                </nav>
                {calls_to_action()}
            </div>
        </header>
    }
    .into_any()
}

fn menu_item(item: &'static Page, page: Memo<Shown>) -> AnyView {
    // "page" for the page itself, "true" for the section it stands in (WAI-ARIA 1.2, aria-current).
    let current = move || {
        let shown = page.get().0;
        if shown == item {
            Some("page")
        } else if item.kind == Kind::Conditions && shown.kind == Kind::Condition {
            Some("true")
        } else {
            None
        }
    };
    view! { <li><a href=href(item.path) aria-current=current>{item.nav}</a></li> }.into_any()
}

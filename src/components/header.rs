use leptos::prelude::*;

use crate::components::calls_to_action::calls_to_action;
use crate::content::{Page, site};
use crate::environment::href;
use crate::routes;

/// The clinic's name, the menu and the two calls to action.
pub(crate) fn header(shown: &Page) -> AnyView {
    let items: Vec<_> = routes::menu().map(|item| menu_item(item, shown)).collect();
    view! {
        <div class="site-header-inner">
            <a class="site-name" href=href("/")>{site().settings.clinic.name.as_str()}</a>
            <nav class="menu" aria-label="Main">
                <ul>{items}</ul>
            </nav>
            {calls_to_action()}
        </div>
    }
    .into_any()
}

/// The app moves the mark when it shows another page; see `navigation.rs`.
fn menu_item(item: &'static Page, shown: &Page) -> AnyView {
    let current = routes::current(&item.path, &shown.path);
    let fetch = routes::fetch(item);
    view! {
        <li>
            <a href=href(&item.path) aria-current=current data-fetch=fetch>{item.nav.as_str()}</a>
        </li>
    }
    .into_any()
}

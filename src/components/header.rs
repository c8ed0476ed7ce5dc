use leptos::prelude::*;

use crate::components::CallsToAction;
use crate::content::{Page, site};
use crate::environment::href;
use crate::routes;

/// The clinic's name, the menu and the two calls to action.
#[component]
pub(crate) fn Header(
    /// The page shown, which the menu marks.
    page: &'static Page,
) -> impl IntoView {
    let items: Vec<_> = routes::menu()
        .map(|item| view! { <MenuItem item shown=page/> })
        .collect();
    view! {
        <div class="site-header-inner">
            <a class="site-name" href=href("/")>{site().settings.clinic.name.as_str()}</a>
            <nav class="menu" aria-label="Main">
                <ul>{items}</ul>
            </nav>
            <CallsToAction/>
        </div>
    }
}

/// A link of the menu. The app moves the mark when it shows another page; see `navigation.rs`.
#[component]
fn MenuItem(item: &'static Page, shown: &'static Page) -> impl IntoView {
    let current = routes::current(&item.path, &shown.path);
    let fetch = routes::fetch(item);
    view! {
        <li>
            <a href=href(&item.path) aria-current=current data-fetch=fetch>{item.nav.as_str()}</a>
        </li>
    }
}

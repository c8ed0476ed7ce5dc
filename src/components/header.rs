use leptos::prelude::*;

use crate::components::CallsToAction;
use crate::paths;
use crate::routing::use_path;
use crate::site_info::{MenuItem, SiteInfo};

/// The clinic's name, the menu and the two calls to action.
#[component]
pub(crate) fn Header() -> impl IntoView {
    let site: StoredValue<SiteInfo> = expect_context();
    let (home, name, menu) =
        site.with_value(|site| (site.href("/"), site.clinic.clone(), site.menu.clone()));
    let items: Vec<_> = menu
        .into_iter()
        .map(|item| view! { <MenuLink item/> })
        .collect();
    view! {
        <header class="site-header">
            <div class="site-header-inner">
                <a class="site-name" href=home>{name}</a>
                <nav class="menu" aria-label="Main">
                    <ul>{items}</ul>
                </nav>
                <CallsToAction/>
            </div>
        </header>
    }
}

/// A link of the menu, marked while its page or a page of its section is shown.
#[component]
fn MenuLink(item: MenuItem) -> impl IntoView {
    let site: StoredValue<SiteInfo> = expect_context();
    let href = site.with_value(|site| site.href(&item.path));
    let shown = use_path();
    let current = move || shown.with(|shown| paths::current(&item.path, shown));
    view! {
        <li>
            <a href=href aria-current=current data-fetch=item.fetch_late.then_some("late")>{item.name}</a>
        </li>
    }
}

//! Fetches the files of pages ahead, so that following a link needs no network: for links on the screen, and for a link
//! that gets the pointer or the focus. With Save-Data or on 2G only for the latter.

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, HtmlAnchorElement};

use super::Pages;
use crate::paths;
use crate::site_info::SiteInfo;

/// The links whose pages are fetched when they come onto the screen. Links of a long list have `data-fetch=late`.
const ON_SCREEN: &str = "header a, .bottom-bar a, main a[href^='/']:not([data-fetch=late])";

/// Fetches the page of a link that gets the pointer or the focus. It listens on the window, because most links stand in
/// finished HTML.
pub(super) fn when_reached() {
    let (pages, site) = (expect_context(), expect_context());
    let reached = move |event: &Event| {
        if let Some(link) = link_of(event) {
            fetch(pages, site, &link);
        }
    };
    window_event_listener(ev::pointerover, move |event| reached(&event));
    window_event_listener(ev::focusin, move |event| reached(&event));
}

/// Fetches the pages of the links on the screen.
pub(super) fn on_screen(pages: Pages, site: StoredValue<SiteInfo>) {
    if saves_data() || !window().navigator().on_line() {
        return;
    }
    let Ok(links) = document().query_selector_all(ON_SCREEN) else {
        return;
    };
    let height = window()
        .inner_height()
        .ok()
        .and_then(|height| height.as_f64());
    for index in 0..links.length() {
        let Some(link) = links.get(index).and_then(|link| link.dyn_into().ok()) else {
            continue;
        };
        let link: HtmlAnchorElement = link;
        let place = link.get_bounding_client_rect();
        if place.height() > 0.0 && place.bottom() > 0.0 && place.top() < height.unwrap_or_default()
        {
            fetch(pages, site, &link);
        }
    }
}

fn fetch(pages: Pages, site: StoredValue<SiteInfo>, link: &HtmlAnchorElement) {
    let Some(path) = site.with_value(|site| page_of(site, link)) else {
        return;
    };
    if !pages.has(&path) {
        let base = site.with_value(|site| site.base.clone());
        spawn_local(async move { _ = pages.load(&base, &path).await });
    }
}

/// The path within the site that a link leads to, if it is a page's: files, such as pictures, have a dot in theirs.
fn page_of(site: &SiteInfo, link: &HtmlAnchorElement) -> Option<String> {
    if Ok(link.origin()) != window().location().origin() {
        return None;
    }
    let path = link.pathname();
    let path = paths::within(&site.base, &path)?;
    let is_page = !path.contains('.') && !path.starts_with("/api/");
    is_page.then(|| path.to_owned())
}

fn link_of(event: &Event) -> Option<HtmlAnchorElement> {
    let element: web_sys::Element = event.target()?.dyn_into().ok()?;
    element.closest("a[href]").ok()??.dyn_into().ok()
}

/// Whether Save-Data is on or the connection is slow (Network Information API, not in every browser).
fn saves_data() -> bool {
    let get = |of: &JsValue, name: &str| js_sys::Reflect::get(of, &JsValue::from_str(name)).ok();
    let Some(connection) = get(&window().navigator(), "connection").filter(JsValue::is_object)
    else {
        return false;
    };
    get(&connection, "saveData").is_some_and(|saves| saves.is_truthy())
        || get(&connection, "effectiveType")
            .and_then(|kind| kind.as_string())
            .is_some_and(|kind| kind.contains("2g"))
}

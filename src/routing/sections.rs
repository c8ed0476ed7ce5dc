//! Marks the section that the reader is in, in the page's list of contents: the last one whose heading has come into
//! the upper third of the window.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlAnchorElement;

/// Marks it now. List and sections are finished HTML, so they are looked up in the document.
pub(super) fn mark() {
    let height = window()
        .inner_height()
        .ok()
        .and_then(|height| height.as_f64());
    let reach = height.unwrap_or_default() / 3.0;
    let Ok(links) = document().query_selector_all(".contents-list a") else {
        return;
    };
    let links: Vec<HtmlAnchorElement> = (0..links.length())
        .filter_map(|index| links.get(index)?.dyn_into().ok())
        .collect();
    let current = links.iter().rposition(|link| {
        document()
            .get_element_by_id(link.hash().trim_start_matches('#'))
            .is_some_and(|heading| heading.get_bounding_client_rect().top() <= reach)
    });
    for (index, link) in links.iter().enumerate() {
        let _ = if current == Some(index) {
            link.set_attribute("aria-current", "true")
        } else {
            link.remove_attribute("aria-current")
        };
    }
}

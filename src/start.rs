//! Starts the app: checks the prerendered document and hydrates it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::app::App;
use crate::consultation::SubmissionState;
use crate::json::parse_json;
use crate::page_file::PageFile;
use crate::routing::{Navigation, Pages};
use crate::site_info::{DATA_ID, DocumentData, ENDPOINT_META, RETRIES_META, ROOT_ID, SiteInfo};
use crate::{paths, structure};

/// The attribute of `<html>` while the app runs. Style sheets and tests read it; the start script removes it when the
/// app has failed.
const RUNS: &str = "data-app";

/// Hydrates the document. If its structure is not the prerenderer's ([`structure`]), it stays as it is: a native page
/// that works without the app.
pub fn start() {
    let document = document();
    let Some(root) = document.get_element_by_id(ROOT_ID) else {
        return;
    };
    let Some(data) = document_data() else { return };
    if root.get_attribute(structure::ATTRIBUTE).as_deref() != Some(&structure::of_element(&root)) {
        return;
    }
    if let Some(path) = &data.path {
        spell_address(&data.site, path);
    }
    let handle = leptos::mount::hydrate_from(root.unchecked_into::<HtmlElement>(), move || {
        let page = page_of_document(&data);
        let site = StoredValue::new(data.site);
        provide_context(Navigation::new(site, data.path.unwrap_or_default(), &page));
        provide_context(RwSignal::new(page));
        provide_context(Pages::new());
        provide_context(site);
        provide_context(SubmissionState::new());
        view! { <App/> }
    });
    handle.forget();
    if let Some(html) = document.document_element() {
        let _ = html.set_attribute(RUNS, "");
    }
}

/// The data that the prerenderer has written, with the settings that a deployer may have changed since.
fn document_data() -> Option<DocumentData> {
    let document = document();
    let meta = |name: &str| {
        let selector = ["meta[name=", name, "]"].concat();
        let element: Element = document.query_selector(&selector).ok()??;
        element.get_attribute("content")
    };
    let json = document.get_element_by_id(DATA_ID)?.text_content()?;
    let mut data: DocumentData = parse_json(&json)?;
    data.site.endpoint = meta(ENDPOINT_META).unwrap_or_default();
    data.site.automatic_retries = meta(RETRIES_META).as_deref() != Some("off");
    Some(data)
}

/// The page of the document. It leaves `html` empty: hydration keeps what stands in the document.
fn page_of_document(data: &DocumentData) -> PageFile {
    let canonical = document()
        .query_selector("link[rel=canonical]")
        .ok()
        .flatten();
    PageFile {
        title: document().title(),
        canonical: canonical
            .and_then(|link| link.get_attribute("href"))
            .unwrap_or_default(),
        build: data.site.build.clone(),
        topics: data.topics.clone(),
        ..PageFile::default()
    }
}

/// Corrects the address before the router reads it: hosts serve a page under other spellings, too
/// (`/privacy/index.html`, `//privacy`), which match no route. A slash at the end stays, because some hosts redirect to
/// it.
fn spell_address(site: &SiteInfo, path: &str) {
    let location = window().location();
    let shown = location.pathname().unwrap_or_default();
    if paths::within(&site.base, &shown) == Some(path) && !shown.ends_with("/index.html") {
        return;
    }
    let address = [
        site.href(path),
        location.search().unwrap_or_default(),
        location.hash().unwrap_or_default(),
    ]
    .concat();
    if let Ok(history) = window().history() {
        let state = history.state().unwrap_or_default();
        let _ = history.replace_state_with_url(&state, "", Some(&address));
    }
}

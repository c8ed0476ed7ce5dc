//! The files of pages, fetched once each and kept for as long as the document is open.

use std::collections::BTreeMap;

use futures::FutureExt;
use futures::future::{LocalBoxFuture, Shared};
use gloo_net::http::Request;
use leptos::prelude::*;

use crate::page_file::{FILE_NAME, PageFile};
use crate::json::parse_json;

type Loading = Shared<LocalBoxFuture<'static, Option<PageFile>>>;

/// The files that are here or on their way, by the page's path within the site.
#[derive(Clone, Copy)]
pub(crate) struct Pages(StoredValue<BTreeMap<String, Loading>, LocalStorage>);

impl Pages {
    /// None yet.
    pub(crate) fn new() -> Self {
        Self(StoredValue::new_local(BTreeMap::new()))
    }

    /// The page's file; asks for it if it is not here or on its way. `None` if there is no such file: then it is asked for
    /// again the next time.
    pub(crate) async fn load(self, base: &str, path: &str) -> Option<PageFile> {
        let kept = self.0.with_value(|pages| pages.get(path).cloned());
        let loading = kept.unwrap_or_else(|| {
            let folder = if path == "/" { "" } else { path };
            let loading = get([base, folder, "/", FILE_NAME].concat())
                .boxed_local()
                .shared();
            self.0
                .update_value(|pages| _ = pages.insert(path.to_owned(), loading.clone()));
            loading
        });
        let page = loading.await;
        if page.is_none() {
            self.0.update_value(|pages| _ = pages.remove(path));
        }
        page
    }

    /// Whether the file is here or on its way.
    pub(crate) fn has(self, path: &str) -> bool {
        self.0.with_value(|pages| pages.contains_key(path))
    }

    /// Keeps a page that the document has brought.
    pub(crate) fn keep(self, path: String, page: PageFile) {
        let loaded = std::future::ready(Some(page)).boxed_local().shared();
        self.0.update_value(|pages| _ = pages.insert(path, loaded));
    }
}

async fn get(address: String) -> Option<PageFile> {
    let response = Request::get(&address).send().await.ok()?;
    let text = response.text().await.ok()?;
    // Some hosts show a page for addresses that they do not know.
    parse_json(&text)
}

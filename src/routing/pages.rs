//! The files of pages, fetched once each and kept for as long as the document is open.

use futures::FutureExt;
use futures::future::{LocalBoxFuture, Shared};
use gloo_net::http::Request;
use leptos::prelude::*;

use crate::json::parse_json;
use crate::page_file::{FILE_NAME, PageFile};

type Loading = Shared<LocalBoxFuture<'static, Option<PageFile>>>;

/// The files that are loaded or being loaded, by the page's path within the site.
#[derive(Clone, Copy)]
pub(crate) struct Pages(StoredValue<Vec<(String, Loading)>, LocalStorage>);

impl Pages {
    /// None yet.
    pub(crate) fn new() -> Self {
        Self(StoredValue::new_local(Vec::new()))
    }

    /// The page's file; fetches it if it is not loaded or being loaded. `None` if it could not be loaded; it is then
    /// fetched again the next time.
    pub(crate) async fn load(self, base: &str, path: &str) -> Option<PageFile> {
        let loading = self.kept(path).unwrap_or_else(|| {
            let folder = if path == "/" { "" } else { path };
            let loading = get([base, folder, "/", FILE_NAME].concat())
                .boxed_local()
                .shared();
            self.insert(path.to_owned(), loading.clone());
            loading
        });
        let page = loading.await;
        if page.is_none() {
            self.0
                .update_value(|pages| pages.retain(|(kept, _)| kept != path));
        }
        page
    }

    /// Whether the file is loaded or being loaded.
    pub(crate) fn has(self, path: &str) -> bool {
        self.kept(path).is_some()
    }

    /// Keeps the page of the document, which needs no fetching.
    pub(crate) fn keep(self, path: String, page: PageFile) {
        self.insert(path, std::future::ready(Some(page)).boxed_local().shared());
    }

    fn kept(self, path: &str) -> Option<Loading> {
        self.0.with_value(|pages| {
            let kept = pages.iter().find(|(kept, _)| kept == path);
            kept.map(|(_, loading)| loading.clone())
        })
    }

    fn insert(self, path: String, loading: Loading) {
        self.0.update_value(|pages| pages.push((path, loading)));
    }
}

async fn get(address: String) -> Option<PageFile> {
    let response = Request::get(&address).send().await.ok()?;
    let text = response.text().await.ok()?;
    // Not JSON: some hosts respond with a page to addresses that they do not know.
    parse_json(&text)
}

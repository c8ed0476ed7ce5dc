//! What the app needs to show a page without a new document: a small JSON file beside each page's
//! `index.html`. The app fetches it when a link comes into view or someone reaches for it, so that the
//! WebAssembly holds no content and a page more costs a visitor of the others nothing.

/// The file's name, in the page's folder.
pub const FILE_NAME: &str = "page.json";

/// A page's fragment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    /// The document's title.
    pub title: String,
    /// The page's canonical address.
    pub canonical: String,
    /// The HTML inside of `<main>`.
    pub main: String,
    /// The build it belongs to. An app of another build loads the whole document instead.
    pub build: String,
}

#[cfg(feature = "ssr")]
impl Fragment {
    /// The file's content.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::json!({
            "build": self.build,
            "title": self.title,
            "canonical": self.canonical,
            "main": self.main,
        })
        .to_string()
    }
}

#[cfg(feature = "hydrate")]
impl Fragment {
    /// Reads the file's content; none if it is something else, such as the page that a host shows for
    /// addresses it does not know.
    pub(crate) fn from_json(text: &str) -> Option<Self> {
        let object = js_sys::JSON::parse(text).ok()?;
        let field = |name: &str| {
            js_sys::Reflect::get(&object, &wasm_bindgen::JsValue::from_str(name))
                .ok()?
                .as_string()
        };
        Some(Self {
            title: field("title")?,
            canonical: field("canonical")?,
            main: field("main")?,
            build: field("build")?,
        })
    }
}

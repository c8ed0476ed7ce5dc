//! A page's file, `page.json`: what the app needs to show the page after a route change. It lies beside the page's
//! `index.html`, so the WebAssembly holds no content, and one page more costs the visitors of the others nothing.

use serde::{Deserialize, Serialize};

/// The file's name, in the page's folder.
pub const FILE_NAME: &str = "page.json";

/// A page's file. Its HTML is finished and comes from the site's own build, so it is inserted unchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageFile {
    /// The document's title.
    pub title: String,
    /// The page's canonical address.
    pub canonical: String,
    /// The build it belongs to; an app of another build loads the whole document instead.
    pub build: String,
    /// The page's HTML.
    pub html: PageHtml,
    /// The choices of the form's topic, on its page.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<Choice>,
}

/// The finished parts of a page. A page that never changes in the browser has only `main`. The form's page and the
/// confirmation have the other parts, which stand around their components.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PageHtml {
    /// All of the page.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub main: String,
    /// What stands in its `<h1>`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub heading: String,
    /// The paragraphs below its heading.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub lead: String,
    /// What stands beside or below the form, or below the reference.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub body: String,
    /// The page's foot: dates, review, sources.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub foot: String,
}

/// A choice that the content adds to a field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The value on the wire.
    pub value: String,
    /// The words on the page.
    pub label: String,
}

/// The page that a route's view shows; in the context of that view.
pub(crate) type CurrentPage = leptos::prelude::RwSignal<PageFile>;

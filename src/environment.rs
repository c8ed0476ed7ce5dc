//! Where the app runs: the folder of the host that holds the site and the endpoint of its form.

use leptos::prelude::*;

/// What a page is told by the place it is published at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// The path under which the site lies, without a slash at its end: `""` or `"/clinic"`.
    pub base: String,
    /// The endpoint as set, not yet judged; see [`consultation::endpoint::Endpoint`].
    pub endpoint: String,
    /// Whether the page may send the same request again by itself, which is safe only with an endpoint that
    /// stores an `id` once.
    pub automatic_retries: bool,
}

impl Environment {
    /// The address on this host of a path within the site.
    #[must_use]
    pub fn href(&self, path: &str) -> String {
        let mut href = self.base.clone();
        href.push_str(path);
        href
    }

    /// Content HTML with its links to the site moved under the base.
    #[must_use]
    pub fn html(&self, html: &'static str) -> std::borrow::Cow<'static, str> {
        if self.base.is_empty() {
            return html.into();
        }
        let mut moved = html.to_owned();
        for attribute in ["href=\"/", "src=\"/"] {
            let under_base = [&attribute[..attribute.len() - 1], &self.base, "/"].concat();
            moved = moved.replace(attribute, &under_base);
        }
        moved.into()
    }
}

/// The environment of the running app.
///
/// # Panics
/// Outside of [`crate::app::App`].
#[must_use]
pub fn use_environment() -> StoredValue<Environment> {
    expect_context()
}

/// Address on this host of a path within the site; short for [`Environment::href`].
#[must_use]
pub fn href(path: &str) -> String {
    use_environment().with_value(|environment| environment.href(path))
}

/// Whether the document's body holds a finished page.
#[cfg(feature = "hydrate")]
pub(crate) fn is_prerendered() -> bool {
    document()
        .document_element()
        .is_some_and(|html| html.has_attribute(PRERENDERED))
}

/// The attribute of `<html>` by which the prerenderer marks its pages; its value is the base path.
pub const PRERENDERED: &str = "data-prerendered";

/// The name of the `<meta>` that holds the endpoint.
pub const ENDPOINT_META: &str = "consultation-endpoint";

/// The name of the `<meta>` that turns automatic retries off.
pub const RETRIES_META: &str = "consultation-retries";

impl Environment {
    /// Reads the document, so that a deployer can change it without building anything.
    pub(crate) fn of_document() -> Self {
        let meta = |name: &str| {
            let selector = ["meta[name=", name, "]"].concat();
            document()
                .query_selector(&selector)
                .ok()
                .flatten()
                .and_then(|meta| meta.get_attribute("content"))
                .unwrap_or_default()
        };
        Self {
            base: document()
                .document_element()
                .and_then(|html| html.get_attribute(PRERENDERED))
                .unwrap_or_default(),
            endpoint: meta(ENDPOINT_META),
            automatic_retries: meta(RETRIES_META) != "off",
        }
    }
}

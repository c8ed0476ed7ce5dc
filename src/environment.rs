//! What the prerenderer knows about the place where the site will be published: base path, endpoint, build. Native
//! only; the browser reads [`SiteInfo`](crate::site_info::SiteInfo).

use leptos::prelude::*;

/// Settings of a build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// The path under which the site lies, without a slash at its end: `""` or `"/clinic"`.
    pub base: String,
    /// The endpoint as set, not yet checked; see [`consultation_rules::Endpoint`].
    pub endpoint: String,
    /// Whether the page may send the same request again by itself, which is safe only with an endpoint that
    /// stores an `id` once.
    pub automatic_retries: bool,
    /// Names the build: changes whenever the app, its styles or the shell around the pages do.
    pub build: String,
}

impl Environment {
    /// The address on this host of a path within the site.
    #[must_use]
    pub fn href(&self, path: &str) -> String {
        let mut href = self.base.clone();
        href.push_str(path);
        href
    }

    /// HTML of the content compiler with the base path in its links and images.
    #[must_use]
    pub fn html(&self, html: &str) -> String {
        if self.base.is_empty() {
            return html.to_owned();
        }
        let mut moved = html.to_owned();
        for attribute in ["href=\"/", "src=\"/"] {
            let under_base = [&attribute[..attribute.len() - 1], &self.base, "/"].concat();
            moved = moved.replace(attribute, &under_base);
        }
        moved
    }
}

/// The environment of the page that is being written.
///
/// # Panics
/// Outside of the prerenderer's rendering.
#[must_use]
pub fn use_environment() -> StoredValue<Environment> {
    expect_context()
}

/// Address on this host of a path within the site; short for [`Environment::href`].
#[must_use]
pub fn href(path: &str) -> String {
    use_environment().with_value(|environment| environment.href(path))
}

/// The attribute of `<html>` by which the prerenderer marks its pages; its value is the base path.
pub const PRERENDERED: &str = "data-prerendered";

/// The attribute of `<html>` that names the build.
pub const BUILD: &str = "data-build";

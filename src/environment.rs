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
        let mut parts = moved.split(" srcset=\"");
        let mut html = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            // Addresses with their widths (HTML Living Standard, 4.8.4.2.1).
            let (set, rest) = part.split_once('"').unwrap_or((part, ""));
            let set = set.replace(", /", &[", ", &self.base, "/"].concat());
            html.extend([" srcset=\"", &self.base, &set, "\"", rest]);
        }
        html
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_every_size_of_a_photo_get_the_base_path() {
        let environment = Environment {
            base: "/clinic".to_owned(),
            endpoint: String::new(),
            automatic_retries: true,
            build: String::new(),
        };
        assert_eq!(
            environment.html(
                r#"<a href="/privacy">1, /2</a><img src="/a.jpg" srcset="/a-480w.jpg 480w, /a.jpg 800w" alt=""> 1, /2"#
            ),
            r#"<a href="/clinic/privacy">1, /2</a><img src="/clinic/a.jpg" srcset="/clinic/a-480w.jpg 480w, /clinic/a.jpg 800w" alt=""> 1, /2"#
        );
    }
}

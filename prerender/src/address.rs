//! Public addresses: which pages have one, and what it is.

use site::content::{Kind, Page, site};
use site::environment::Environment;

/// Whether search engines may list the page: an unknown address has no canonical one, and the confirmation is for
/// one visitor only.
pub(crate) fn is_indexed(page: &Page) -> bool {
    !matches!(page.kind, Kind::NotFound | Kind::Received)
}

/// The page's one public address.
pub(crate) fn canonical(page: &Page, environment: &Environment) -> String {
    absolute(&page.path, environment)
}

/// The public address of a path within the site.
pub(crate) fn absolute(path: &str, environment: &Environment) -> String {
    format!(
        "{}{}",
        site().settings.clinic.url.value,
        environment.href(path)
    )
}

//! The folder `content/`, compiled once when it is first needed. Native only.

use std::path::Path;
use std::sync::OnceLock;

use content_compiler::today;
pub use content_compiler::{
    Announcement, Clinic, Date, Detail, Diagnostic, Hours, Kind, Location, Page, Site, When,
};

static SITE: OnceLock<Site> = OnceLock::new();

/// Compiles the folders `content` and `public` and keeps the result for [`site`]; drafts are left out but for a preview.
///
/// # Errors
/// Every fault found in the content; see [`content_compiler::compile`].
///
/// # Panics
/// If the content has been compiled before: a process writes one site.
pub fn load(
    content: &Path,
    public: &Path,
    with_drafts: bool,
) -> Result<&'static Site, Vec<Diagnostic>> {
    let shown_as = content.to_string_lossy().into_owned();
    let compile = if with_drafts {
        content_compiler::compile
    } else {
        content_compiler::compile_release
    };
    let compiled = compile(content, &shown_as, public, &today())?;
    assert!(SITE.set(compiled).is_ok(), "the content is loaded once");
    Ok(site())
}

/// The compiled content; that of this repository if none has been loaded, as in tests.
///
/// # Panics
/// If the repository's content has an error.
#[must_use]
pub fn site() -> &'static Site {
    SITE.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        content_compiler::compile(
            &root.join("content"),
            "content",
            &root.join("public"),
            &today(),
        )
        .unwrap_or_else(|diagnostics| panic!("{}", lines(&diagnostics)))
    })
}

/// Diagnostics as the terminal shows them, a line each.
#[must_use]
pub fn lines(diagnostics: &[Diagnostic]) -> String {
    diagnostics
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

/// The clinic's phone number as a link (RFC 3966): a North American number, or any that starts with `+`.
#[must_use]
pub fn phone_link() -> String {
    let phone = &site().settings.clinic.phone.value;
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    match (phone.trim_start().starts_with('+'), digits.len()) {
        (true, _) => format!("tel:+{digits}"),
        (false, 10) => format!("tel:+1{digits}"),
        (false, 11) if digits.starts_with('1') => format!("tel:+{digits}"),
        (false, _) => format!("tel:{digits}"),
    }
}

//! Headers that every answer carries, whatever it is.
//!
//! The one place for them. `Strict-Transport-Security` is missing on purpose: this server speaks
//! plain HTTP, and the proxy that speaks HTTPS for it knows whether the promise can be kept.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// The headers and their values. An answer that brings its own (a page with a stricter content
/// security policy) keeps it.
pub static SECURITY_HEADERS: [(HeaderName, HeaderValue); 6] = [
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("strict-origin-when-cross-origin"),
    ),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    // What a <meta> policy can't say. The site's own policy will stand here once it comes from one
    // source with the build.
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("frame-ancestors 'none'"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
        ),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];

/// Adds the headers that the answer doesn't have yet.
pub fn add(headers: &mut HeaderMap) {
    for (name, value) in &SECURITY_HEADERS {
        headers.entry(name).or_insert_with(|| value.clone());
    }
}

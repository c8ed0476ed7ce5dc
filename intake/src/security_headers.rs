//! Headers that every answer carries, whatever it is. What they say comes from the crate `security-headers`.

use ::security_headers::{ALWAYS, NOT_A_PAGE, STRICT_TRANSPORT_SECURITY, policy};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// Adds the headers that the answer doesn't have yet. An answer that is a page brings its own policy.
///
/// `over_https` is whether the answer goes out over HTTPS, as the proxy in front says: this server itself speaks plain
/// HTTP, over which browsers would not believe `Strict-Transport-Security` and could not find what
/// `upgrade-insecure-requests` makes them ask for. `hsts_subdomains` is whether that header is for the names below too.
pub fn add(headers: &mut HeaderMap, over_https: bool, hsts_subdomains: bool) {
    for (name, value) in ALWAYS {
        add_one(headers, name, value);
    }
    let policy = headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(NOT_A_PAGE));
    if over_https {
        let upgraded = policy.to_str().ok().map(policy::over_https);
        if let Some(upgraded) = upgraded.and_then(|policy| HeaderValue::from_str(&policy).ok()) {
            *policy = upgraded;
        }
        let (_, value) = STRICT_TRANSPORT_SECURITY;
        let below = if hsts_subdomains {
            "; includeSubDomains"
        } else {
            ""
        };
        if let Ok(value) = HeaderValue::from_str(&format!("{value}{below}")) {
            headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
        }
    }
}

fn add_one(headers: &mut HeaderMap, name: &str, value: &'static str) {
    if let Ok(name) = HeaderName::from_bytes(name.as_bytes()) {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
}

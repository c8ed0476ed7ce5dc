//! The content security policy (CSP Level 3) of the site's pages.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use consultation_rules::Endpoint;
use sha2::{Digest, Sha256, Sha384};

/// Directives that only a header can carry; a `<meta>` with them is warned about (CSP Level 3, section 3.3).
const ONLY_IN_HEADERS: &str = "; frame-ancestors 'none'";

/// Has browsers ask for everything by HTTPS. Not for a page that came by HTTP, whose files would not be found.
const ONLY_OVER_HTTPS: &str = "; upgrade-insecure-requests";

/// What a page may do, as its `<meta>` says it.
///
/// Everything is refused but: the site's own script files and the inline scripts and styles named by their hash,
/// WebAssembly, own images and manifest, requests and forms to the own origin and to the endpoint. Markup goes into
/// the document only through the page's own Trusted Types policy, `default`.
#[must_use]
pub fn for_page(scripts: &[&str], style: &str, endpoint: &Endpoint) -> String {
    let mut hashes = String::new();
    for script in scripts {
        hashes.push(' ');
        hashes.push_str(&hash(script));
    }
    let (style, endpoint) = (hash(style), source_beside_self(endpoint));
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src {style}; img-src 'self'; \
         manifest-src 'self'; connect-src 'self'{endpoint}; form-action 'self'{endpoint}; base-uri 'none'; \
         require-trusted-types-for 'script'; trusted-types default"
    )
}

/// The same policy as a header.
#[must_use]
pub fn as_header(policy: &str) -> String {
    [policy, ONLY_IN_HEADERS].concat()
}

/// The same header for an answer that goes out over HTTPS.
#[must_use]
pub fn over_https(header: &str) -> String {
    [header, ONLY_OVER_HTTPS].concat()
}

/// The endpoint's source with a space in front; nothing for the own origin.
fn source_beside_self(endpoint: &Endpoint) -> String {
    if endpoint.is_cross_origin() {
        format!(" {}", endpoint.csp_source())
    } else {
        String::new()
    }
}

/// The policy with this endpoint's origin added to what may be posted to, and another endpoint's taken out.
pub(crate) fn with_endpoint(
    policy: &str,
    remove: Option<&Endpoint>,
    endpoint: &Endpoint,
) -> String {
    let source = endpoint.csp_source();
    let removed = remove
        .filter(|old| old.is_cross_origin())
        .map(Endpoint::csp_source)
        .filter(|old| *old != source);
    let directives = policy.split(';').map(str::trim).map(|directive| {
        let name = directive.split_ascii_whitespace().next().unwrap_or("");
        if !matches!(name, "connect-src" | "form-action") {
            return directive.to_owned();
        }
        let mut sources: Vec<&str> = directive
            .split_ascii_whitespace()
            .filter(|known| Some(*known) != removed)
            .collect();
        if !sources.contains(&source) {
            sources.push(source);
        }
        sources.join(" ")
    });
    directives.collect::<Vec<_>>().join("; ")
}

/// The source that allows an inline script or style of this text (CSP Level 3, section 6.7.3.3).
#[must_use]
pub fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

/// Subresource Integrity metadata of a file's content (SRI, section 3.1).
#[must_use]
pub fn integrity(content: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(content)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(setting: &str) -> Endpoint {
        Endpoint::parse(setting).unwrap()
    }

    #[test]
    fn hashes_are_those_of_the_standards() {
        // Both from the specifications' own examples.
        assert_eq!(
            hash("alert('Hello, world.');"),
            "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
        );
        assert_eq!(
            integrity(b"alert('Hello, world.');"),
            "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO"
        );
    }

    #[test]
    fn a_page_may_do_what_it_does_and_nothing_else() {
        let policy = for_page(&["a", "b"], "p{}", &endpoint("/api/consultations"));
        for part in [
            "default-src 'none'",
            &format!(
                "script-src 'self' 'wasm-unsafe-eval' {} {};",
                hash("a"),
                hash("b")
            ),
            &format!("style-src {};", hash("p{}")),
            "connect-src 'self';",
            "form-action 'self';",
        ] {
            assert!(policy.contains(part), "{part} in {policy}");
        }
        for part in [
            "unsafe-inline",
            "'unsafe-eval'",
            "data:",
            "*",
            "https:",
            "frame-ancestors",
        ] {
            assert!(!policy.contains(part), "{part} in {policy}");
        }
        assert!(as_header(&policy).contains("frame-ancestors 'none'"));
        assert!(!as_header(&policy).contains("upgrade-insecure-requests"));
        assert!(over_https(&policy).ends_with("; upgrade-insecure-requests"));
    }

    #[test]
    fn an_endpoint_elsewhere_may_be_posted_to_by_script_and_by_form() {
        let here = for_page(&[], "", &endpoint("/api/consultations"));
        let forms = endpoint("https://forms.example.test/f/1?a=b");
        let there = for_page(&[], "", &forms);
        for name in ["connect-src", "form-action"] {
            let directive = format!("{name} 'self' https://forms.example.test;");
            assert!(there.contains(&directive), "{there}");
        }
        assert_eq!(with_endpoint(&here, None, &forms), there);
        assert_eq!(with_endpoint(&there, None, &forms), there);
        assert_eq!(
            with_endpoint(&there, Some(&forms), &endpoint("/other")),
            here
        );
        let other = with_endpoint(&there, Some(&forms), &endpoint("http://localhost:8787/"));
        assert!(
            other.contains("connect-src 'self' http://localhost:8787;"),
            "{other}"
        );
        assert!(!other.contains("forms.example.test"), "{other}");
    }
}

//! What holds for every request of the staff's listener, checked before its handler: layers around
//! the routes.

use crate::answer::MediaType;
use crate::app::Peer;
use crate::body;
use crate::routes;
use crate::settings::MAX_HEAD;
use crate::staff::desk::Desk;
use crate::staff::replies::text;
use crate::staff::settings::is_this_machine;
use crate::staff::signed_in::is_by_itself;
use crate::{log, security_headers};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use axum::middleware::Next;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Instant;

/// Largest body of a posted form in bytes: a request's answers at their longest, urlencoded.
const MAX_FORM: usize = 32 * 1024;

/// What a page may do: its own style sheet and script, its own forms, and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Adds the headers that all answers carry, and a line to the server's log.
pub async fn finish(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response<Body> {
    let start = Instant::now();
    let method = request.method().clone();
    // A one-time link is as good as a passphrase, so it is not logged.
    let path = match request.uri().path() {
        path if path.starts_with("/invitation/") => "/invitation/…".to_owned(),
        path if path.starts_with("/preview/") => "/preview/…".to_owned(),
        path => path.to_owned(),
    };
    let is_by_itself = is_by_itself(request.headers());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let is_page = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|media_type| media_type.as_bytes().starts_with(b"text/html"));
    if is_page {
        let policy = HeaderValue::from_static(POLICY);
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    // Not `no-referrer`, under which browsers post forms with `Origin: null`.
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    );
    headers.insert(
        HeaderName::from_static("x-robots-tag"),
        HeaderValue::from_static("noindex"),
    );
    security_headers::add(headers, desk.settings.url.is_some(), false);
    if !(is_by_itself && response.status().is_success()) {
        log::request(&method, &path, response.status(), start.elapsed());
    }
    response
}

/// Refuses a head that is too long.
pub async fn head_length(request: Request, next: Next) -> Response<Body> {
    if routes::head_length(&request) > MAX_HEAD {
        return text(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "Too long.");
    }
    next.run(request).await
}

/// Refuses what asks for another host, and what could be read on its way.
pub async fn own_address(
    State(desk): State<Arc<Desk>>,
    request: Request,
    next: Next,
) -> Response<Body> {
    let headers = request.headers();
    if own_origin(&desk, headers).is_none() {
        return text(
            StatusCode::MISDIRECTED_REQUEST,
            "The staff’s pages are not at this address. Open them by the address you were given.",
        );
    }
    let peer = request.extensions().get::<Peer>();
    let peer = peer.map_or(Ipv4Addr::UNSPECIFIED.into(), |peer| peer.0.ip());
    if !came_encrypted(&desk, peer, headers) {
        return text(
            StatusCode::FORBIDDEN,
            "The staff’s pages are only shown over HTTPS, by the proxy in front.",
        );
    }
    next.run(request).await
}

/// Lets only forms of these pages be posted, not too long ones, and not forever.
pub async fn posted_form(
    State(desk): State<Arc<Desk>>,
    request: Request,
    next: Next,
) -> Response<Body> {
    if request.method() != Method::POST {
        return next.run(request).await;
    }
    let (head, body) = request.into_parts();
    // First, since a browser that is still sending may never see an answer.
    let read = body::read(body, MAX_FORM, desk.app.limits.body_time).await;
    let own = own_origin(&desk, &head.headers);
    if !own.is_some_and(|own| is_from_own_page(&head.headers, &own)) {
        return text(
            StatusCode::FORBIDDEN,
            "This came from a page that is not the staff’s. Nothing was changed.",
        );
    }
    if MediaType::of(&head.headers) != MediaType::Form {
        return text(StatusCode::UNSUPPORTED_MEDIA_TYPE, "This is not a form.");
    }
    match read {
        Ok(bytes) => next.run(Request::from_parts(head, bytes.into())).await,
        Err(_) => text(StatusCode::PAYLOAD_TOO_LARGE, "This form is too long."),
    }
}

/// The origin that these pages have for this browser; `None` if it asks for another host, such as a
/// name that another site lets lead to this machine (DNS rebinding).
fn own_origin(desk: &Desk, headers: &HeaderMap) -> Option<String> {
    let mut hosts = headers.get_all(header::HOST).into_iter();
    let host = hosts.next()?.to_str().ok()?.to_ascii_lowercase();
    if hosts.next().is_some() {
        return None;
    }
    if let Some(url) = &desk.settings.url {
        let (_, own) = url.as_str().split_once("://")?;
        let host = host.strip_suffix(":443").unwrap_or(&host);
        // A proxy may ask under its own name for this.
        return (own == host || is_this_machine(host)).then(|| url.as_str().to_owned());
    }
    is_this_machine(&host).then(|| format!("http://{host}"))
}

/// Whether nobody could read this on its way: it came on this machine, or a trusted proxy says that it
/// came to it over HTTPS.
fn came_encrypted(desk: &Desk, peer: IpAddr, headers: &HeaderMap) -> bool {
    let proxies = &desk.app.trusted_proxies;
    let by_proxy = proxies.iter().any(|network| network.contains(peer));
    let says_https = headers
        .get("x-forwarded-proto")
        .is_some_and(|proto| proto == "https");
    match &desk.settings.url {
        Some(url) if url.as_str().starts_with("https://") => by_proxy && says_https,
        _ => peer.to_canonical().is_loopback(),
    }
}

/// Whether a change comes from one of these pages. `own` is their origin, in a browser's words.
///
/// Browsers say it with every form that is posted: by `Origin`, and over HTTPS and on this machine
/// also by `Sec-Fetch-Site` (Fetch Metadata). A request that says neither is no browser's form.
fn is_from_own_page(headers: &HeaderMap, own: &str) -> bool {
    let site = headers.get("sec-fetch-site");
    let origin = headers.get(header::ORIGIN);
    let is_own = |origin: &[u8]| own.as_bytes() == origin;
    (site.is_some() || origin.is_some())
        && site.is_none_or(|site| site == "same-origin")
        && origin.is_none_or(|origin| is_own(origin.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        lines
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn only_our_own_pages_change_anything() {
        let own = "https://staff.example.com";
        let is_own = |lines: &[(&'static str, &str)]| is_from_own_page(&headers(lines), own);
        assert!(is_own(&[("origin", "https://staff.example.com")]));
        assert!(is_own(&[("sec-fetch-site", "same-origin")]));
        for lines in [
            &[][..],
            &[("origin", "null")],
            &[("origin", "https://www.example.com")],
            &[("origin", "http://staff.example.com")],
            &[("origin", "https://staff.example.com.evil.test")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none")],
            &[
                ("sec-fetch-site", "cross-site"),
                ("origin", "https://staff.example.com"),
            ],
            &[
                ("sec-fetch-site", "same-origin"),
                ("origin", "https://evil.test"),
            ],
        ] {
            assert!(!is_own(lines), "{lines:?}");
        }
    }
}

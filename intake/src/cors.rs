//! Which sites may post here: this one, and those elsewhere that are allowed (the Fetch standard's
//! CORS protocol).

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use std::net::IpAddr;
use std::str::FromStr;

/// How long a browser may remember the answer to its preflight, in seconds; Chromium remembers no
/// longer than this.
const MAX_AGE: HeaderValue = HeaderValue::from_static("7200");

/// The origin of a site, as browsers send it: scheme, host, and port if it isn't the scheme's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// The origin as text, without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Origin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = |why: &str| {
            Err(format!(
                "“{text}” {why}; write an origin like https://www.example.com"
            ))
        };
        let origin = text.trim().to_ascii_lowercase();
        let (scheme, host) = match origin.split_once("://") {
            Some(("https", host)) => ("https", host),
            Some(("http", host)) => ("http", host),
            _ => return wrong("does not start with https://"),
        };
        let Ok(authority) = host.parse::<axum::http::uri::Authority>() else {
            return wrong("has no host, or more after it");
        };
        let name = authority.host();
        if name.is_empty() || host.contains('@') || name.contains('*') {
            return wrong("is not one host");
        }
        let port = authority.port_u16();
        let written_port = host.len() > name.len();
        if written_port && (port.is_none() || port == Some(0)) {
            return wrong("has no proper port");
        }
        let loopback = name == "localhost"
            || name
                .trim_matches(['[', ']'])
                .parse()
                .is_ok_and(|address: IpAddr| address.is_loopback());
        if scheme == "http" && !loopback {
            return wrong("would send answers unencrypted");
        }
        // Browsers leave the scheme's own port out.
        let origin = match (scheme, port) {
            ("https", Some(443)) | ("http", Some(80)) => format!("{scheme}://{name}"),
            _ => origin,
        };
        Ok(Self(origin))
    }
}

/// The configured origin that the request comes from, if it comes from one.
#[must_use]
pub fn allowed<'a>(headers: &HeaderMap, allowed: &'a [Origin]) -> Option<&'a Origin> {
    let origin = headers.get(header::ORIGIN)?;
    allowed
        .iter()
        .find(|allowed| origin.as_bytes() == allowed.0.as_bytes())
}

/// Whether a browser says that another site's page made this request, one that isn't allowed.
///
/// CORS keeps other sites from reading answers, not from posting forms, so this is asked before
/// anything is stored. `Sec-Fetch-Site` (Fetch Metadata) is the browser's own judgment. Browsers
/// leave it out over plain HTTP and did not know it before 2019 to 2023; then the host in `Origin`
/// must be the one that was asked. A request with neither comes from no browser.
#[must_use]
pub fn is_from_another_site(headers: &HeaderMap, configured: &[Origin]) -> bool {
    if allowed(headers, configured).is_some() {
        return false;
    }
    if let Some(site) = headers.get("sec-fetch-site") {
        return site != "same-origin" && site != "none";
    }
    let Some(origin) = headers.get(header::ORIGIN) else {
        return false;
    };
    let Some((scheme, from)) = origin
        .to_str()
        .ok()
        .and_then(|origin| origin.split_once("://"))
    else {
        return true;
    };
    let default_port = if scheme == "http" { ":80" } else { ":443" };
    // A proxy that asks under another name says which was asked first. No page can add either
    // header to a request for another site without a preflight.
    let mut hosts = [header::HOST, HeaderName::from_static("x-forwarded-host")]
        .into_iter()
        .filter_map(|name| headers.get(name)?.to_str().ok());
    !hosts.any(|host| {
        let host = host.strip_suffix(default_port).unwrap_or(host);
        host.eq_ignore_ascii_case(from)
    })
}

/// Lets the page of an allowed origin read this answer, `Retry-After` included.
pub fn add_to_answer(answer: &mut HeaderMap, request: &HeaderMap, configured: &[Origin]) {
    if configured.is_empty() {
        return;
    }
    // Also for everyone else: a cache must not give one origin's answer to another.
    answer.append(header::VARY, HeaderValue::from_static("origin"));
    if allowed(request, configured).is_some()
        && let Some(origin) = request.get(header::ORIGIN)
    {
        answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        answer.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("retry-after"),
        );
    }
}

/// What an allowed origin is told before it posts: the method and the headers of the contract.
pub fn add_to_preflight(answer: &mut HeaderMap, request: &HeaderMap, configured: &[Origin]) {
    add_to_answer(answer, request, configured);
    if allowed(request, configured).is_some() {
        let headers: [(HeaderName, HeaderValue); 3] = [
            (
                header::ACCESS_CONTROL_ALLOW_METHODS,
                HeaderValue::from_static("POST"),
            ),
            (
                header::ACCESS_CONTROL_ALLOW_HEADERS,
                HeaderValue::from_static("accept, content-type"),
            ),
            (header::ACCESS_CONTROL_MAX_AGE, MAX_AGE),
        ];
        answer.extend(headers);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_read_as_browsers_send_them() {
        for (text, origin) in [
            ("https://www.example.com", "https://www.example.com"),
            ("HTTPS://WWW.Example.com:443", "https://www.example.com"),
            ("https://example.com:8443", "https://example.com:8443"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://127.0.0.1:80", "http://127.0.0.1"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ] {
            assert_eq!(text.parse::<Origin>().unwrap().as_str(), origin);
        }
    }

    #[test]
    fn what_is_no_single_safe_origin_is_refused() {
        for text in [
            "*",
            "null",
            "",
            "example.com",
            "https://",
            "https://example.com/",
            "https://example.com/path",
            "https://*.example.com",
            "https://user@example.com",
            "https://example.com:",
            "https://example.com:0",
            "https://example.com:99999",
            "http://example.com",
            "ftp://example.com",
        ] {
            assert!(text.parse::<Origin>().is_err(), "{text}");
        }
    }
}

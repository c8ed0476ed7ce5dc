//! A request of a browser for one of the staff's pages, read.

use axum::http::{HeaderMap, Method, header};
use percent_encoding::percent_decode;
use std::net::IpAddr;

/// What a browser asks for.
pub struct Asked {
    /// The method.
    pub method: Method,
    /// The path, as it was sent.
    pub path: String,
    /// What stands after the question mark.
    pub query: Pairs,
    /// What a posted form holds.
    pub form: Pairs,
    /// The cookie of the session, if there is one.
    pub cookie: Option<String>,
    /// Whether a page looks for news by itself, without a person.
    pub is_by_itself: bool,
    /// Whether another site's page leads here. Such a request has no cookie (`SameSite=Strict`).
    pub is_from_elsewhere: bool,
    /// The client's address.
    pub address: IpAddr,
}

impl Asked {
    /// The parts of the path between slashes.
    #[must_use]
    pub fn segments(&self) -> Vec<&str> {
        self.path.split('/').skip(1).collect()
    }
}

/// Names with their values.
#[derive(Clone, Default)]
pub struct Pairs(Vec<(String, String)>);

impl Pairs {
    /// Reads `application/x-www-form-urlencoded` (URL Standard, section 5). Text that is no UTF-8
    /// has replacement characters.
    #[must_use]
    pub fn read(text: &[u8]) -> Self {
        let decode = |part: &[u8]| {
            let spaces: Vec<u8> = part
                .iter()
                .map(|byte| if *byte == b'+' { b' ' } else { *byte })
                .collect();
            percent_decode(&spaces).decode_utf8_lossy().into_owned()
        };
        let pairs = text
            .split(|byte| *byte == b'&')
            .filter(|pair| !pair.is_empty());
        Self(
            pairs
                .map(|pair| {
                    let mut parts = pair.splitn(2, |byte| *byte == b'=');
                    let mut part = || decode(parts.next().unwrap_or_default());
                    (part(), part())
                })
                .collect(),
        )
    }

    /// The first value of this name; empty if there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value)
    }
}

/// The value of the cookie of this name, if exactly one was sent.
#[must_use]
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut values = headers
        .get_all(header::COOKIE)
        .into_iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(known, _)| *known == name);
    let (_, value) = values.next()?;
    values.next().is_none().then(|| value.to_owned())
}

/// Whether a change comes from one of these pages. `own` is their origin, in a browser's words.
///
/// Browsers say it with every form that is posted: by `Origin`, and over HTTPS and on this machine
/// also by `Sec-Fetch-Site` (Fetch Metadata). A request that says neither is no browser's form.
#[must_use]
pub fn is_from_own_page(headers: &HeaderMap, own: &[String]) -> bool {
    let site = headers.get("sec-fetch-site");
    let origin = headers.get(header::ORIGIN);
    let is_own = |origin: &[u8]| own.iter().any(|own| own.as_bytes() == origin);
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
        let own = ["https://staff.example.com".to_owned()];
        let is_own = |lines: &[(&'static str, &str)]| is_from_own_page(&headers(lines), &own);
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

    #[test]
    fn a_form_is_read_as_it_was_typed() {
        let pairs = Pairs::read(b"a=1+%2B+2&b=&c&a=3&d=%C3%A9%FF&=x");
        assert_eq!(pairs.get("a"), "1 + 2");
        assert_eq!((pairs.get("b"), pairs.get("c")), ("", ""));
        assert_eq!(pairs.get("d"), "é\u{fffd}");
    }

    #[test]
    fn a_cookie_that_was_sent_twice_is_none() {
        let value = |line: &str| cookie(&headers(&[("cookie", line)]), "__Host-staff");
        assert_eq!(value("x=1; __Host-staff=abc; y=2").as_deref(), Some("abc"));
        assert_eq!(value("__Host-staff=abc; __Host-staff=def"), None);
        assert_eq!(value("staff=abc"), None);
    }
}

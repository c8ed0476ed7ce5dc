//! Where the form posts to.

use std::fmt;

/// An address the form may post to: a path on the site's own origin, or a URL.
///
/// One reading for the build, which writes it into the form and the security policy, and for the
/// browser, which reads it back from the page. What is accepted is plain enough that a browser
/// can't read it as another address: no white space, no backslash, no user name, no other script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    text: String,
    /// Length in bytes of the origin at the start of `text`; zero for a path.
    origin: usize,
}

/// Why an address can't be the endpoint. `Display` is one sentence that says what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndpointError {
    /// Nothing is set.
    Empty,
    /// Neither a path nor an `http:` or `https:` URL.
    NotAnAddress,
    /// Starts with two slashes: another host, although it looks like a path.
    TwoSlashes,
    /// A character that an address can't have, or a broken percent escape.
    Character,
    /// A part behind `#`, which is never sent.
    Fragment,
    /// A user name or password.
    Credentials,
    /// A missing or malformed host.
    Host,
    /// A host that is an IPv6 address.
    Ipv6,
    /// A port that isn't a number from 1 to 65535.
    Port,
    /// `http:` to another machine.
    NotEncrypted,
}

impl fmt::Display for EndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            EndpointError::Empty => {
                "Set the consultation endpoint to a path like /api/consultations or an https: URL."
            }
            EndpointError::NotAnAddress => {
                "Start the consultation endpoint with / for a path on this site or with https:// \
                 for another."
            }
            EndpointError::TwoSlashes => {
                "Start the consultation endpoint with one slash for a path on this site, or with \
                 https:// for another."
            }
            EndpointError::Character => {
                "Write the consultation endpoint with letters, digits and URL punctuation only, \
                 and percent-encode everything else."
            }
            EndpointError::Fragment => {
                "Remove the part of the consultation endpoint from # on; it is never sent."
            }
            EndpointError::Credentials => {
                "Remove the user name and password from the consultation endpoint; every visitor \
                 could read them."
            }
            EndpointError::Host => {
                "Give the consultation endpoint a host name, like https://forms.example.com/."
            }
            EndpointError::Ipv6 => {
                "Give the consultation endpoint a host name (localhost for this machine): a \
                 security policy can’t allow an IPv6 address."
            }
            EndpointError::Port => {
                "Give the consultation endpoint a port from 1 to 65535, or none."
            }
            EndpointError::NotEncrypted => {
                "Use https: for the consultation endpoint; http: is only for localhost."
            }
        })
    }
}

impl std::error::Error for EndpointError {}

impl Endpoint {
    /// Reads the setting: a path on the same origin that starts with one slash (`/api/…`, a query is
    /// allowed), an `https:` URL, or an `http:` URL to this machine (`localhost` and names below it,
    /// 127.0.0.0/8). White space around it doesn't count.
    ///
    /// # Errors
    /// [`EndpointError`] for anything else. IPv6 hosts, `[::1]` too: the host of a Content Security
    /// Policy source (CSP Level 3, section 2.3.1) can't be one, so the browser would block every
    /// send.
    pub fn parse(setting: &str) -> Result<Self, EndpointError> {
        let text = setting.trim_ascii();
        if text.is_empty() {
            return Err(EndpointError::Empty);
        }
        let path_only = text.starts_with('/');
        // By a character: searching for a string would add a kilobyte of WebAssembly.
        let scheme = match text.split_once(':') {
            Some((scheme, rest)) if rest.starts_with("//") => scheme,
            _ => "",
        };
        let secure = scheme.eq_ignore_ascii_case("https");
        if !path_only && !secure && !scheme.eq_ignore_ascii_case("http") {
            return Err(EndpointError::NotAnAddress);
        }
        if text.starts_with("//") {
            return Err(EndpointError::TwoSlashes);
        }
        if text.as_bytes().contains(&b'#') {
            return Err(EndpointError::Fragment);
        }
        if path_only {
            check_characters(text)?;
            return Ok(Self {
                text: text.to_owned(),
                origin: 0,
            });
        }
        let host_at = scheme.len() + 3;
        let origin = text[host_at..]
            .find(['/', '?'])
            .map_or(text.len(), |length| host_at + length);
        check_host(&text[host_at..origin], secure)?;
        check_characters(text)?;
        Ok(Self {
            text: text.to_owned(),
            origin,
        })
    }

    /// The address as it was set: for the form's `action` and for `fetch`. It has no character that
    /// needs escaping in an attribute but `&` and `'`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The source for `connect-src` and `form-action` of a Content Security Policy: `'self'`, or
    /// the URL's origin.
    #[must_use]
    pub fn csp_source(&self) -> &str {
        if self.origin == 0 {
            "'self'"
        } else {
            &self.text[..self.origin]
        }
    }

    /// Whether it is a URL and not a path. A URL counts as another origin even if it names the
    /// site's own.
    #[must_use]
    pub fn is_cross_origin(&self) -> bool {
        self.origin != 0
    }
}

/// Only what RFC 3986 allows in a URL as it stands.
fn check_characters(text: &str) -> Result<(), EndpointError> {
    let bytes = text.as_bytes();
    let fine = bytes.iter().enumerate().all(|(index, byte)| match byte {
        b'%' => bytes
            .get(index + 1..index + 3)
            .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)),
        _ => byte.is_ascii_alphanumeric() || b"-._~:/?[]@!$&'()*+,;=".contains(byte),
    });
    if fine {
        Ok(())
    } else {
        Err(EndpointError::Character)
    }
}

/// `authority` is what stands between `://` and the path.
fn check_host(authority: &str, secure: bool) -> Result<(), EndpointError> {
    if authority.as_bytes().contains(&b'@') {
        return Err(EndpointError::Credentials);
    }
    if authority.starts_with('[') {
        return Err(EndpointError::Ipv6);
    }
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    let name_ok = host.split('.').all(|label| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    });
    // A last label of digits makes browsers read the whole host as an IPv4 number (URL Standard,
    // "ends in a number"), in forms like 127.1 or 0x7f.1 too; only the plain form is taken.
    let last = host.rsplit('.').next().unwrap_or(host);
    let number = last.starts_with(|c: char| c.is_ascii_digit())
        && (last.bytes().all(|byte| byte.is_ascii_digit())
            || last.starts_with("0x")
            || last.starts_with("0X"));
    if !name_ok || (number && !is_ipv4(host)) {
        return Err(EndpointError::Host);
    }
    if let Some(port) = port
        && !(port.len() <= 5
            && port.bytes().all(|byte| byte.is_ascii_digit())
            && port.parse::<u16>().is_ok_and(|port| port > 0))
    {
        return Err(EndpointError::Port);
    }
    let this_machine =
        last.eq_ignore_ascii_case("localhost") || (number && host.starts_with("127."));
    if !secure && !this_machine {
        return Err(EndpointError::NotEncrypted);
    }
    Ok(())
}

/// Four numbers up to 255 without leading zeros, which some readers take for octal.
fn is_ipv4(host: &str) -> bool {
    host.split('.').count() == 4
        && host
            .split('.')
            .all(|part| (part == "0" || !part.starts_with('0')) && part.parse::<u8>().is_ok())
}

//! What a server is told: where to listen, what to store into, whom to trust, how much to allow.

use crate::client_address::Network;
use crate::cors::Origin;
use crate::notices::settings::NoticeSettings;
use crate::retention::KeepDays;
use crate::staff::settings::StaffSettings;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// Everything a server needs to know. [`Settings::new`] gives the defaults.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to listen; port 0 lets the system choose.
    pub listen: SocketAddr,
    /// Whether `listen` may be reachable from other machines.
    pub listen_publicly: bool,
    /// The database file; made if it isn't there.
    pub database: PathBuf,
    /// How many bytes the database file may grow to; 0 for as far as the disk goes.
    pub database_limit: u64,
    /// Folder of the built site to serve, if any.
    pub site: Option<PathBuf>,
    /// Folder of the built site whose form's page answers a form to correct; otherwise `site`.
    pub pages: Option<PathBuf>,
    /// The path the site was built for.
    pub base_path: BasePath,
    /// Origins of sites elsewhere whose forms post here.
    pub allowed_origins: Vec<Origin>,
    /// Proxies whose `X-Forwarded-For` counts.
    pub trusted_proxies: Vec<Network>,
    /// Requests a minute from one address; 0 for no limit.
    pub rate_limit: u32,
    /// Whether browsers are told to use HTTPS for the names below this one too.
    pub hsts_subdomains: bool,
    /// The clinic's phone number for pages that say "call us"; otherwise taken from the site.
    pub phone: Option<String>,
    /// Who is told of new requests, and how.
    pub notices: NoticeSettings,
    /// The staff's pages, if they are served.
    pub staff: Option<StaffSettings>,
    /// For how many days a request is kept after it was closed, if the site does not say so.
    pub keep_days: Option<KeepDays>,
    /// Times and sizes nobody needs to choose.
    pub limits: Limits,
}

impl Settings {
    /// The defaults, with the database at `database`: loopback, port 8787, no site.
    #[must_use]
    pub fn new(database: PathBuf) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8787)),
            listen_publicly: false,
            database,
            database_limit: DATABASE_LIMIT_MB * 1024 * 1024,
            site: None,
            pages: None,
            base_path: BasePath::default(),
            allowed_origins: Vec::new(),
            trusted_proxies: Vec::new(),
            rate_limit: RATE_LIMIT,
            hsts_subdomains: false,
            phone: None,
            notices: NoticeSettings::default(),
            staff: None,
            keep_days: None,
            limits: Limits::default(),
        }
    }
}

/// Requests a minute from one address, if nothing else is said. A person sends one or two; several
/// may share an address, and a page that retries sends a few more.
pub const RATE_LIMIT: u32 = 30;

/// Megabytes the database may grow to, if nothing else is said: about a million requests, and an
/// end to a flood before it fills the disk.
pub const DATABASE_LIMIT_MB: u64 = 1024;

/// Largest head of a request in bytes, its line and its headers; a longer one gets 431.
pub const MAX_HEAD: usize = 32 * 1024;

/// Largest body of a request in bytes. Every field at its longest, urlencoded, fits.
pub const MAX_BODY: usize = 16 * 1024;

/// Largest body of a form posted without scripting that is still read, in bytes: not to be
/// accepted, but so that the page that says "too long" can show the answers again.
pub const MAX_BODY_SHOWN_AGAIN: usize = 128 * 1024;

/// Times and sizes of the HTTP side. Constants in practice; tests shorten them.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long a client may take to send a request's head; also how long an idle connection is
    /// kept.
    pub header_time: Duration,
    /// How long a client may take to send a request's body.
    pub body_time: Duration,
    /// How long a client may take no byte of its answer.
    pub write_stall: Duration,
    /// How long a connection is kept. Then the answer that is under way is its last.
    pub connection_time: Duration,
    /// How long that last answer may take.
    pub last_answer_time: Duration,
    /// How long requests in flight get to finish after the server is told to stop.
    pub stop_time: Duration,
    /// Most connections at a time; more wait to be accepted. Below the usual limit of 1,024 open
    /// files, so that there are always some left for the database and the site.
    pub connections: usize,
    /// How many connections from one address, for IPv6 from one /64, are too many once half of all
    /// are taken; more are closed at once. A trusted proxy has all its visitors' connections, and no
    /// such limit.
    pub connections_per_address: usize,
    /// Most requests waiting to be stored; more are asked to come back.
    pub queue: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header_time: Duration::from_secs(10),
            body_time: Duration::from_secs(10),
            write_stall: Duration::from_secs(30),
            connection_time: Duration::from_secs(300),
            last_answer_time: Duration::from_secs(60),
            stop_time: Duration::from_secs(15),
            connections: 768,
            connections_per_address: 64,
            queue: 1_024,
        }
    }
}

/// The path a site lives under: empty for the root, else like `/clinic`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BasePath(String);

impl BasePath {
    /// The path without a slash at its end: empty for the root.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What of `path` comes after this base: empty or with a slash at its start. `None` if `path`
    /// is not under it.
    #[must_use]
    pub fn strip<'a>(&self, path: &'a str) -> Option<&'a str> {
        path.strip_prefix(&self.0)
            .filter(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl FromStr for BasePath {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let path = text.strip_suffix('/').unwrap_or(text);
        let plain = |part: &str| {
            !part.is_empty()
                && !part.starts_with('.')
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
        };
        let well_formed = path
            .strip_prefix('/')
            .is_some_and(|parts| parts.split('/').all(plain));
        if path.is_empty() || well_formed {
            Ok(Self(path.to_owned()))
        } else {
            Err(format!("“{text}” is not a path; write it like /clinic"))
        }
    }
}

impl fmt::Display for BasePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_path_is_read_with_or_without_its_last_slash() {
        for (text, path) in [
            ("/clinic", "/clinic"),
            ("/clinic/", "/clinic"),
            ("/a/b-c.d", "/a/b-c.d"),
            ("/", ""),
            ("", ""),
        ] {
            assert_eq!(text.parse::<BasePath>().unwrap().as_str(), path);
        }
        for text in [
            "clinic",
            "//evil.example",
            "/a//b",
            "/a/../b",
            "/a b",
            "/{x}",
            "https://x/",
        ] {
            assert!(text.parse::<BasePath>().is_err(), "{text}");
        }
    }

    #[test]
    fn only_paths_under_the_base_are_stripped() {
        let base: BasePath = "/clinic".parse().unwrap();
        assert_eq!(base.strip("/clinic"), Some(""));
        assert_eq!(base.strip("/clinic/privacy"), Some("/privacy"));
        assert_eq!(base.strip("/clinical"), None);
        assert_eq!(base.strip("/"), None);
        assert_eq!(BasePath::default().strip("/privacy"), Some("/privacy"));
    }
}

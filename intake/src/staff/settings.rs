//! What the staff's pages are told: where they listen, under which address browsers know them.

use crate::cors::Origin;
use crate::time_zone::TimeZone;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// After so many hours a request that is not closed is overdue, if nothing else is said.
pub const OVERDUE_HOURS: u64 = 24;

/// What the staff's pages are told.
#[derive(Clone, Debug)]
pub struct StaffSettings {
    /// Where to listen; port 0 lets the system choose.
    pub listen: SocketAddr,
    /// The origin under which browsers know the pages, through a proxy that speaks HTTPS. `None`:
    /// they are read on this machine only.
    pub url: Option<Origin>,
    /// The clinic's time zone.
    pub zone: TimeZone,
    /// After so long a request that is not closed is overdue.
    pub overdue_after: Duration,
    /// Whether a link that signs in without a passphrase is printed: for the preview.
    pub preview: bool,
}

impl StaffSettings {
    /// The defaults, listening at `listen`.
    #[must_use]
    pub fn new(listen: SocketAddr) -> Self {
        Self {
            listen,
            url: None,
            zone: TimeZone::default(),
            overdue_after: Duration::from_hours(OVERDUE_HOURS),
            preview: false,
        }
    }

    /// Whether these settings keep answers and passphrases from travelling unencrypted.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub fn check(&self, has_trusted_proxy: bool) -> Result<(), String> {
        let is_loopback = self.listen.ip().to_canonical().is_loopback();
        let is_https = self
            .url
            .as_ref()
            .is_some_and(|url| url.as_str().starts_with("https://"));
        let is_private = is_loopback || (is_https && has_trusted_proxy);
        if !is_private {
            return Err(format!(
                "the staff's pages at {} could be reached from other machines, and passphrases would \
                 travel unencrypted; let them listen on 127.0.0.1, or name the proxy in front that \
                 speaks HTTPS with --trusted-proxy and its address with --staff-url https://…",
                self.listen
            ));
        }
        if self.preview && (!is_loopback || self.url.is_some() || has_trusted_proxy) {
            return Err(
                "--staff-preview lets in whoever has the link, without a passphrase: it is for this \
                 machine alone, without --staff-url and --trusted-proxy"
                    .to_owned(),
            );
        }
        Ok(())
    }
}

/// Whether a host in a request's `Host` header is this machine itself.
#[must_use]
pub fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    name.eq_ignore_ascii_case("localhost")
        || name
            .trim_matches(['[', ']'])
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_this_machine_only_https_by_a_trusted_proxy_will_do() {
        let mut settings = StaffSettings::new("0.0.0.0:8788".parse().unwrap());
        assert!(settings.check(true).is_err());
        settings.url = Some("https://staff.example.com".parse().unwrap());
        assert!(settings.check(false).is_err());
        assert!(settings.check(true).is_ok());
        settings.preview = true;
        assert!(settings.check(true).is_err());
        let mut settings = StaffSettings::new("127.0.0.1:8788".parse().unwrap());
        assert!(settings.check(false).is_ok());
        settings.preview = true;
        assert!(settings.check(false).is_ok());
        assert!(settings.check(true).is_err());
    }

    #[test]
    fn only_this_machines_names_are_this_machine() {
        for host in [
            "127.0.0.1:8788",
            "localhost",
            "localhost:1",
            "[::1]:8788",
            "127.0.0.1",
        ] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in [
            "",
            "evil.test:8788",
            "127.0.0.1.evil.test",
            "localhost.evil.test",
            "10.0.0.1",
        ] {
            assert!(!is_this_machine(host), "{host}");
        }
    }
}

//! What notices are told: whom to reach, by which server, with which secrets, when.

use crate::staff::settings::OVERDUE_HOURS;
use crate::time_zone::TimeZone;
use jiff::civil::Time;
use lettre::Address;
use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// Where notices go, and how. Without a channel there are none.
#[derive(Clone, Debug)]
pub struct NoticeSettings {
    /// Notices by e-mail.
    pub email: Option<EmailSettings>,
    /// Notices to a program.
    pub webhook: Option<WebhookSettings>,
    /// The address of the staff's queue, which every notice links to.
    pub queue: Option<String>,
    /// A file of certificates (PEM) of authorities to trust besides the system's own.
    pub authorities: Option<PathBuf>,
    /// When the digest of what is overdue is sent; `None` for no digest.
    pub digest_at: DigestTime,
    /// The clinic's time zone.
    pub time_zone: TimeZone,
    /// A request that is not closed is overdue after this.
    pub overdue_after: Duration,
    /// How long to wait for what.
    pub pace: Pace,
}

impl Default for NoticeSettings {
    fn default() -> Self {
        Self {
            email: None,
            webhook: None,
            queue: None,
            authorities: None,
            digest_at: DigestTime::default(),
            time_zone: TimeZone::default(),
            overdue_after: Duration::from_hours(OVERDUE_HOURS),
            pace: Pace::default(),
        }
    }
}

/// Notices by e-mail.
#[derive(Clone, Debug)]
pub struct EmailSettings {
    /// Who gets them. Each address is a channel of its own: that one refuses does not keep the
    /// others from theirs.
    pub to: Vec<Address>,
    /// Who sends them.
    pub from: Address,
    /// The server that takes them.
    pub server: MailServer,
    /// What to sign in with there, if it asks for that.
    pub login: Option<Login>,
}

/// What to sign in with at a mail server.
#[derive(Clone, Debug)]
pub struct Login {
    /// The name.
    pub user: String,
    /// The password.
    pub password: Secret,
}

/// Notices to a program, as Standard Webhooks (<https://www.standardwebhooks.com>) describe them.
#[derive(Clone, Debug)]
pub struct WebhookSettings {
    /// Where they are posted.
    pub url: WebhookUrl,
    /// What they are signed with.
    pub key: WebhookKey,
}

/// Something that nobody may see: `Debug` shows that there is one.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Takes a secret as a file or the environment holds it; white space at its end is not of it.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.trim_end().to_owned())
    }

    /// The secret itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(not shown)")
    }
}

/// The key of a webhook's signatures.
#[derive(Clone)]
pub struct WebhookKey(Vec<u8>);

/// Fewest bytes of a webhook's key, as Standard Webhooks ask.
const SHORTEST_KEY: usize = 24;

impl WebhookKey {
    /// Reads a key as Standard Webhooks write it: `whsec_` and at least 24 bytes in base64.
    ///
    /// # Errors
    /// A sentence for the operator, without the key.
    pub fn parse(secret: &Secret) -> Result<Self, String> {
        use base64::Engine as _;
        let key = secret
            .reveal()
            .strip_prefix("whsec_")
            .and_then(|text| base64::engine::general_purpose::STANDARD.decode(text).ok())
            .filter(|key| key.len() >= SHORTEST_KEY);
        key.map(Self).ok_or_else(|| {
            "the webhook's secret is not one; make it with \
             `echo whsec_$(openssl rand -base64 32)` and give it to both sides"
                .to_owned()
        })
    }

    /// The bytes of the key.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for WebhookKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookKey(not shown)")
    }
}

/// How a mail server is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// TLS after STARTTLS (RFC 3207), or not at all.
    StartTls,
    /// None: for a server on this machine only.
    None,
}

/// A mail server, read from `smtps://HOST`, `smtp+starttls://HOST` or `smtp://HOST`, with a port
/// if it is not 465, 587 or, for this machine, 25.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailServer {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Whether and how it is encrypted.
    pub encryption: Encryption,
}

impl FromStr for MailServer {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong =
            || format!("“{text}” is not a mail server; write it like smtps://mail.example.com");
        let (scheme, rest) = text.split_once("://").ok_or_else(wrong)?;
        let (host, port) = host_and_port(rest.trim_end_matches('/')).ok_or_else(wrong)?;
        let (encryption, usual) = match scheme {
            "smtps" => (Encryption::Tls, 465),
            // To this machine there is nothing to encrypt, and its server has no certificate.
            "smtp" if is_this_machine(&host) => (Encryption::None, 25),
            "smtp" | "smtp+starttls" => (Encryption::StartTls, 587),
            _ => return Err(wrong()),
        };
        Ok(Self {
            host,
            port: port.unwrap_or(usual),
            encryption,
        })
    }
}

impl fmt::Display for MailServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

/// Splits `host:port`, `host`, `[::1]:port` or `[::1]`; `None` if it is none of them.
fn host_and_port(text: &str) -> Option<(String, Option<u16>)> {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']')?;
            host.parse::<IpAddr>().ok()?;
            (host, port)
        }
        None => text.find(':').map_or((text, ""), |at| text.split_at(at)),
    };
    let port = match port.strip_prefix(':') {
        Some(port) => Some(port.parse().ok()?),
        None if port.is_empty() => None,
        None => return None,
    };
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:".contains(&byte);
    (!host.is_empty() && host.bytes().all(is_plain)).then(|| (host.to_owned(), port))
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// The address of a webhook: `https://`, or `http://` on this machine.
///
/// `Debug` and `Display` show its host alone: some services have a secret in the path.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookUrl {
    /// Whether it is encrypted.
    pub is_https: bool,
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Path and query, with a slash at the start.
    pub path: String,
}

impl FromStr for WebhookUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || {
            "the webhook's address must start with https:// (or http:// for this machine) and name \
             a host"
                .to_owned()
        };
        let (scheme, rest) = text.split_once("://").ok_or_else(wrong)?;
        let at = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(at);
        let (host, port) = host_and_port(authority).ok_or_else(wrong)?;
        let is_https = match scheme {
            "https" => true,
            "http" if is_this_machine(&host) => false,
            _ => return Err(wrong()),
        };
        let path = path.split('#').next().unwrap_or_default();
        let path = if path.starts_with('/') {
            path.to_owned()
        } else {
            format!("/{path}")
        };
        if !path.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(wrong());
        }
        Ok(Self {
            is_https,
            host,
            port: port.unwrap_or(if is_https { 443 } else { 80 }),
            path,
        })
    }
}

impl fmt::Display for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl fmt::Debug for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WebhookUrl({self}, path not shown)")
    }
}

/// When the digest is sent, by the clinic's clocks: `08:00`, or `off`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DigestTime(pub Option<Time>);

impl Default for DigestTime {
    fn default() -> Self {
        Self(Some(Time::constant(8, 0, 0, 0)))
    }
}

impl FromStr for DigestTime {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "off" {
            return Ok(Self(None));
        }
        Time::strptime("%H:%M", text)
            .map(|time| Self(Some(time)))
            .map_err(|_| format!("“{text}” is not a time of day; write it like 08:00, or off"))
    }
}

/// How long to wait for what. Constants in practice; tests shorten them.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How long after a failure the next try comes.
    pub first_pause: Duration,
    /// The longest time between two tries.
    pub longest_pause: Duration,
    /// How long a connection, and each step before a message is given over, may take.
    pub step: Duration,
    /// How long the other side may take to say that it has the message. Whoever gives up early sends
    /// it twice (RFC 5321, 4.5.3.2.6).
    pub receipt: Duration,
    /// How long after a notice the next one is sent. What comes in meanwhile goes with it.
    pub between: Duration,
    /// How often it is looked whether something is due.
    pub look: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            first_pause: Duration::from_secs(5),
            longest_pause: Duration::from_mins(15),
            step: Duration::from_secs(30),
            receipt: Duration::from_mins(5),
            between: Duration::from_secs(1),
            look: Duration::from_secs(30),
        }
    }
}

impl Pace {
    /// How long to wait after so many failures in a row: four times as long after each, up to the
    /// longest. With the defaults 5 s, 20 s, 80 s, 5 min 20 s, then every 15 min for as long as it
    /// takes.
    #[must_use]
    pub fn pause(&self, failures: u32) -> Duration {
        let factor = 4_u32.saturating_pow(failures.saturating_sub(1));
        self.first_pause
            .saturating_mul(factor)
            .min(self.longest_pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_server_is_encrypted_unless_it_is_on_this_machine() {
        for (text, host, port, encryption) in [
            (
                "smtps://mail.example.com",
                "mail.example.com",
                465,
                Encryption::Tls,
            ),
            (
                "smtps://mail.example.com:2465/",
                "mail.example.com",
                2465,
                Encryption::Tls,
            ),
            (
                "smtp+starttls://mail.example.com",
                "mail.example.com",
                587,
                Encryption::StartTls,
            ),
            (
                "smtp+starttls://localhost:25",
                "localhost",
                25,
                Encryption::StartTls,
            ),
            (
                "smtp://mail.example.com:25",
                "mail.example.com",
                25,
                Encryption::StartTls,
            ),
            ("smtp://localhost", "localhost", 25, Encryption::None),
            ("smtp://127.0.0.1:2525", "127.0.0.1", 2525, Encryption::None),
            ("smtp://[::1]:2525", "::1", 2525, Encryption::None),
        ] {
            let server: MailServer = text.parse().unwrap();
            let host = host.to_owned();
            assert_eq!(
                server,
                MailServer {
                    host,
                    port,
                    encryption
                },
                "{text}"
            );
        }
        for text in [
            "",
            "mail.example.com",
            "smtps://",
            "smtps://user:secret@mail.example.com",
            "smtps://mail.example.com:99999",
            "imap://mail.example.com",
            "smtps://mail.example.com/path",
        ] {
            assert!(text.parse::<MailServer>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_webhook_is_encrypted_unless_it_is_on_this_machine_and_its_path_is_not_shown() {
        let url: WebhookUrl = "https://hooks.example.com/T0/secret?x=1#y".parse().unwrap();
        assert_eq!((url.port, url.path.as_str()), (443, "/T0/secret?x=1"));
        assert!(!format!("{url} {url:?}").contains("secret"));
        let url: WebhookUrl = "http://127.0.0.1:9000".parse().unwrap();
        assert_eq!((url.port, url.path.as_str()), (9000, "/"));
        for text in [
            "",
            "hooks.example.com",
            "http://hooks.example.com/",
            "https://",
            "https://user:secret@hooks.example.com/",
            "https://hooks.example.com/a b",
            "ftp://hooks.example.com/",
        ] {
            let error = text.parse::<WebhookUrl>().unwrap_err();
            assert!(!error.contains("secret"), "{text}");
        }
    }

    #[test]
    fn secrets_are_not_shown() {
        let secret = Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
        let key = WebhookKey::parse(&secret).unwrap();
        assert_eq!(key.bytes().len(), 24);
        assert!(!format!("{secret:?}{key:?}").contains("MfKQ"));
        for text in [
            "",
            "whsec_",
            "whsec_c2hvcnQ=",
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        ] {
            let error = WebhookKey::parse(&Secret::new(text)).unwrap_err();
            assert!(text.len() < 8 || !error.contains(text), "{error}");
        }
    }

    #[test]
    fn a_digest_has_a_time_of_day_or_is_off() {
        assert_eq!(
            "07:30".parse(),
            Ok(DigestTime(Some(Time::constant(7, 30, 0, 0))))
        );
        assert_eq!("off".parse(), Ok(DigestTime(None)));
        for text in ["", "7", "25:00", "08:00:00 pm"] {
            assert!(text.parse::<DigestTime>().is_err(), "{text}");
        }
    }

    #[test]
    fn tries_come_soon_at_first_and_never_stop() {
        let pace = Pace::default();
        let pauses: Vec<u64> = (1..=6).map(|n| pace.pause(n).as_secs()).collect();
        assert_eq!(pauses, [5, 20, 80, 320, 900, 900]);
        assert_eq!(pace.pause(u32::MAX).as_secs(), 900);
    }
}

//! Notices to a program: an event posted as JSON and signed as Standard Webhooks 1.0.0 say
//! (<https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>).

use super::delivery::{Attempt, Failure, step};
use super::settings::{Pace, WebhookSettings};
use axum::http::{Request, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use ring::hmac;
use std::io;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// Posts events.
pub struct Webhook {
    settings: WebhookSettings,
    tls: Option<TlsConnector>,
    pace: Pace,
}

/// A connection, encrypted or not.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

impl Webhook {
    /// Prepares posting as `settings` say. `authorities` holds certificates (PEM) to trust besides
    /// the system's own.
    ///
    /// # Errors
    /// A sentence for the operator: the certificates can't be used.
    pub fn new(
        settings: WebhookSettings,
        authorities: Option<&[u8]>,
        pace: Pace,
    ) -> Result<Self, String> {
        let tls = settings
            .url
            .is_https
            .then(|| connector(authorities))
            .transpose()?;
        Ok(Self {
            settings,
            tls,
            pace,
        })
    }

    /// Posts an event. `id` is the same for each attempt at the same event, so that whoever gets it
    /// twice knows.
    pub async fn post(&self, id: &str, event: &str) -> Attempt {
        let stream = match step(
            self.pace.step,
            &format!("{} can't be reached", self.settings.url),
            self.connect(),
        )
        .await
        {
            Ok(stream) => stream,
            Err(failure) => return Attempt::Failed(failure),
        };
        match step(
            self.pace.step,
            &format!("{} had the event", self.settings.url),
            self.exchange(stream, id, event),
        )
        .await
        {
            Ok(status) if (200..300).contains(&status) => Attempt::Delivered,
            Ok(status) => Attempt::Failed(Failure::new(&format!(
                "{} answered {status}",
                self.settings.url
            ))),
            Err(failure) => Attempt::Unanswered(failure),
        }
    }

    async fn connect(&self) -> io::Result<Box<dyn Stream>> {
        let url = &self.settings.url;
        let stream = TcpStream::connect((url.host.as_str(), url.port)).await?;
        let Some(tls) = &self.tls else {
            return Ok(Box::new(stream));
        };
        let name = ServerName::try_from(url.host.clone()).map_err(io::Error::other)?;
        Ok(Box::new(tls.connect(name, stream).await?))
    }

    /// Sends the event and gives the answer's status.
    async fn exchange(
        &self,
        stream: Box<dyn Stream>,
        id: &str,
        event: &str,
    ) -> Result<u16, Box<dyn std::error::Error + Send + Sync>> {
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let connection = tokio::spawn(connection);
        let timestamp = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |time| time.as_secs());
        let url = &self.settings.url;
        let request = Request::post(&url.path)
            .header(header::HOST, host(&url.host, url.port, url.is_https))
            .header(header::CONTENT_TYPE, "application/json")
            .header(
                header::USER_AGENT,
                concat!("intake/", env!("CARGO_PKG_VERSION")),
            )
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp)
            .header(
                "webhook-signature",
                signature(self.settings.key.bytes(), id, timestamp, event),
            )
            .body(Full::new(Bytes::from(event.to_owned())))?;
        let answer = sender.send_request(request).await;
        connection.abort();
        Ok(answer?.status().as_u16())
    }
}

/// The header `Host`: without the port that the scheme has anyway.
fn host(host: &str, port: u16, is_https: bool) -> String {
    let host = if host.contains(':') {
        format!("[{host}]")
    } else {
        host.to_owned()
    };
    if port == if is_https { 443 } else { 80 } {
        host
    } else {
        format!("{host}:{port}")
    }
}

/// The value of `webhook-signature`: version 1, HMAC-SHA256 of id, time (seconds since 1970) and
/// body, in base64.
#[must_use]
pub fn signature(key: &[u8], id: &str, timestamp: u64, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    let signed = format!("{id}.{timestamp}.{body}");
    format!(
        "v1,{}",
        STANDARD.encode(hmac::sign(&key, signed.as_bytes()))
    )
}

fn connector(authorities: Option<&[u8]>) -> Result<TlsConnector, String> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(pem) = authorities {
        for certificate in CertificateDer::pem_slice_iter(pem) {
            certificate
                .map_err(|error| error.to_string())
                .and_then(|certificate| roots.add(certificate).map_err(|error| error.to_string()))
                .map_err(|error| format!("the certificates to trust can't be read: {error}"))?;
        }
    }
    let config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notices::settings::{Secret, WebhookKey};

    /// The example in the specification's own libraries
    /// (standard-webhooks/libraries, tests named like "signature verification works").
    #[test]
    fn a_signature_is_the_one_of_the_specifications_example() {
        let key =
            WebhookKey::parse(&Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")).unwrap();
        assert_eq!(
            signature(
                key.bytes(),
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1_614_265_330,
                "{\"test\": 2432232314}"
            ),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }

    #[test]
    fn the_host_has_its_port_unless_it_is_the_usual_one() {
        assert_eq!(host("hooks.example.com", 443, true), "hooks.example.com");
        assert_eq!(host("127.0.0.1", 9000, false), "127.0.0.1:9000");
        assert_eq!(host("::1", 443, true), "[::1]");
    }
}

//! Notices by e-mail, over SMTP.
//!
//! The steps are taken one by one, and not by lettre's transport, because it matters where it went
//! wrong: before the message was given over, it has not arrived, and the next attempt is not a
//! repetition; once the last line was sent and no answer came, it may have.

use super::delivery::{Attempt, Failure, step};
use super::settings::{EmailSettings, Encryption, Pace};
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, Message};
use std::error::Error;
use std::time::{Duration, SystemTime};
use tokio::time::timeout;

/// How long a server may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(5);

/// Sends notices by e-mail.
pub struct Mailer {
    settings: EmailSettings,
    tls: Option<TlsParameters>,
    hello: ClientId,
    pace: Pace,
}

impl Mailer {
    /// Prepares sending as `settings` say. `authorities` holds certificates (PEM) to trust besides
    /// the system's own.
    ///
    /// # Errors
    /// A sentence for the operator: the certificates can't be used.
    pub fn new(
        settings: EmailSettings,
        authorities: Option<&[u8]>,
        pace: Pace,
    ) -> Result<Self, String> {
        let tls = if settings.server.encryption == Encryption::None {
            None
        } else {
            let mut tls = TlsParameters::builder(settings.server.host.clone());
            if let Some(pem) = authorities {
                let certificate = Certificate::from_pem(pem)
                    .map_err(|error| format!("the certificates to trust can't be read: {error}"))?;
                tls = tls.add_root_certificate(certificate);
            }
            let tls = tls
                .build()
                .map_err(|error| format!("TLS can't be set up: {error}"))?;
            Some(tls)
        };
        Ok(Self {
            hello: ClientId::Domain(settings.from.domain().to_owned()),
            settings,
            tls,
            pace,
        })
    }

    /// Sends a message to one address.
    pub async fn send(&self, to: &Address, id: &str, subject: &str, text: &str) -> Attempt {
        let message = match self.message(to, id, subject, text) {
            Ok(message) => message,
            Err(error) => return Attempt::Failed(Failure::new(&error.to_string())),
        };
        let mut connection = match self.ready_for_data(to).await {
            Ok(connection) => connection,
            Err(failure) => return Attempt::Failed(failure),
        };
        let what = format!("{} had the message", self.settings.server);
        let sent = timeout(self.pace.receipt, connection.message(&message)).await;
        let attempt = match sent {
            Ok(Ok(_)) => Attempt::Delivered,
            // An answer, and it is no.
            Ok(Err(error)) if error.status().is_some() => {
                Attempt::Failed(Failure::new(&format!("{what}: {error}")))
            }
            Ok(Err(error)) => Attempt::Unanswered(Failure::new(&format!("{what}: {error}"))),
            Err(_) => Attempt::Unanswered(Failure::new(&format!(
                "{what}: no answer within {} s",
                self.pace.receipt.as_secs_f32()
            ))),
        };
        if attempt == Attempt::Delivered {
            tokio::spawn(async move {
                let _ = timeout(GOODBYE, connection.quit()).await;
            });
        }
        attempt
    }

    /// A connection that only the message has to be sent on.
    async fn ready_for_data(&self, to: &Address) -> Result<AsyncSmtpConnection, Failure> {
        let server = &self.settings.server;
        let from_the_start = (server.encryption == Encryption::Tls)
            .then(|| self.tls.clone())
            .flatten();
        let mut connection = step(
            self.pace.step,
            &format!("{server} can't be reached"),
            AsyncSmtpConnection::connect_tokio1(
                (server.host.as_str(), server.port),
                None,
                &self.hello,
                from_the_start,
                None,
            ),
        )
        .await?;
        let time = self.pace.step;
        if let (Encryption::StartTls, Some(tls)) = (server.encryption, &self.tls) {
            step(
                time,
                &format!("{server} does not encrypt"),
                connection.starttls(tls.clone(), &self.hello),
            )
            .await?;
        }
        if let Some(login) = &self.settings.login {
            let credentials =
                Credentials::new(login.user.clone(), login.password.reveal().to_owned());
            step(
                time,
                &format!("{server} does not take the user and the password"),
                connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials),
            )
            .await?;
        }
        let from = Mail::new(Some(self.settings.from.clone()), vec![]);
        step(
            time,
            &format!("{server} does not take the sender"),
            connection.command(from),
        )
        .await?;
        let to = Rcpt::new(to.clone(), vec![]);
        step(
            time,
            &format!("{server} does not take the recipient"),
            connection.command(to),
        )
        .await?;
        step(
            time,
            &format!("{server} takes no message"),
            connection.command(Data),
        )
        .await?;
        Ok(connection)
    }

    fn message(
        &self,
        to: &Address,
        id: &str,
        subject: &str,
        text: &str,
    ) -> Result<Vec<u8>, Box<dyn Error>> {
        let from = &self.settings.from;
        let message = Message::builder()
            .from(from.clone().into())
            .to(to.clone().into())
            .subject(subject)
            .date(SystemTime::now())
            .message_id(Some(format!("<{id}@{}>", from.domain())))
            .header(AutoSubmitted)
            .header(ContentType::TEXT_PLAIN)
            .body(text.to_owned())?;
        Ok(message.formatted())
    }
}

/// Keeps absence notices and the like from answering (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

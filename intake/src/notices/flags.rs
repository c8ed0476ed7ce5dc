//! The flags of `intake serve` about notices.

use super::settings::{
    DigestTime, EmailSettings, Login, MailServer, NoticeSettings, Pace, Secret, WebhookKey,
    WebhookSettings, WebhookUrl,
};
use crate::time_zone::TimeZone;
use clap::Args;
use lettre::Address;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Variable of the environment with the password for the mail server.
const MAIL_PASSWORD: &str = "INTAKE_MAIL_PASSWORD";

/// Variable of the environment with the webhook's secret.
const WEBHOOK_SECRET: &str = "INTAKE_WEBHOOK_SECRET";

/// Flags about notices.
#[derive(Args, Debug)]
#[command(next_help_heading = "Notices of new requests")]
pub struct NoticeFlags {
    /// Tell these e-mail addresses of new requests: the reference, how many wait, a link to the
    /// queue; no answer. In the environment, separated by commas.
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "INTAKE_NOTIFY",
        value_delimiter = ',',
        value_parser = address,
        requires = "mail_server"
    )]
    pub notify: Vec<Address>,

    /// The mail server: smtps://HOST for TLS, smtp+starttls://HOST for STARTTLS, smtp://localhost
    /// for one on this machine; with :PORT if it is another than 465, 587 and 25.
    #[arg(
        long,
        value_name = "URL",
        env = "INTAKE_MAIL_SERVER",
        requires = "notify"
    )]
    pub mail_server: Option<MailServer>,

    /// The sender of notices. Without it, the first address they go to.
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "INTAKE_MAIL_FROM",
        value_parser = address
    )]
    pub mail_from: Option<Address>,

    /// The user to sign in as at the mail server. The password stands in --mail-password-file or in
    /// the variable INTAKE_MAIL_PASSWORD.
    #[arg(long, value_name = "NAME", env = "INTAKE_MAIL_USER")]
    pub mail_user: Option<String>,

    /// The file with the password for the mail server.
    #[arg(long, value_name = "FILE", env = "INTAKE_MAIL_PASSWORD_FILE")]
    pub mail_password_file: Option<PathBuf>,

    /// Post an event to this address for each new request, signed as Standard Webhooks say. The
    /// secret (whsec_...) stands in --webhook-secret-file or in the variable INTAKE_WEBHOOK_SECRET.
    #[arg(long, value_name = "URL", env = "INTAKE_WEBHOOK")]
    pub webhook: Option<WebhookUrl>,

    /// The file with the webhook's secret.
    #[arg(long, value_name = "FILE", env = "INTAKE_WEBHOOK_SECRET_FILE")]
    pub webhook_secret_file: Option<PathBuf>,

    /// A file of certificates (PEM) of authorities that the mail server and the webhook may have
    /// theirs from, besides those that the system trusts.
    #[arg(long, value_name = "FILE", env = "INTAKE_AUTHORITIES")]
    pub authorities: Option<PathBuf>,

    /// When to tell of what is overdue, each day, by the clock of --time-zone: like 08:00, or off.
    #[arg(
        long,
        value_name = "TIME",
        env = "INTAKE_DIGEST_AT",
        default_value = "08:00"
    )]
    pub digest_at: DigestTime,
}

impl NoticeFlags {
    /// The settings these flags mean, with the secrets from the files or the environment. `queue` is
    /// the address of the staff's queue.
    ///
    /// # Errors
    /// A sentence for the operator; no secret is in it.
    pub fn settings(
        self,
        time_zone: TimeZone,
        overdue_after: Duration,
        queue: Option<String>,
    ) -> Result<NoticeSettings, String> {
        let login = match self.mail_user {
            Some(user) => Some(Login {
                user,
                password: secret(
                    self.mail_password_file.as_deref(),
                    MAIL_PASSWORD,
                    "--mail-password-file",
                )?,
            }),
            None => None,
        };
        let email = match (self.mail_server, self.notify.first()) {
            (Some(server), Some(first)) => Some(EmailSettings {
                from: self.mail_from.unwrap_or_else(|| first.clone()),
                to: self.notify,
                server,
                login,
            }),
            _ => None,
        };
        let webhook = match self.webhook {
            Some(url) => {
                let secret = secret(
                    self.webhook_secret_file.as_deref(),
                    WEBHOOK_SECRET,
                    "--webhook-secret-file",
                )?;
                let key = WebhookKey::parse(&secret)?;
                Some(WebhookSettings { url, key })
            }
            None => None,
        };
        Ok(NoticeSettings {
            email,
            webhook,
            queue,
            authorities: self.authorities,
            digest_at: self.digest_at,
            time_zone,
            overdue_after,
            pace: Pace::default(),
        })
    }
}

/// An address that every mail server takes: others need an extension (SMTPUTF8, RFC 6531).
fn address(text: &str) -> Result<Address, String> {
    text.trim()
        .parse()
        .ok()
        .filter(|_| text.is_ascii())
        .ok_or_else(|| format!("“{text}” is not an e-mail address in ASCII"))
}

/// A secret from a file, or else from a variable of the environment.
fn secret(file: Option<&Path>, variable: &str, flag: &str) -> Result<Secret, String> {
    let text = match file {
        Some(path) => std::fs::read_to_string(path)
            .map_err(|error| format!("{} can't be read: {error}", path.display()))?,
        None => std::env::var(variable).unwrap_or_default(),
    };
    let secret = Secret::new(&text);
    if secret.reveal().is_empty() {
        return Err(format!(
            "the secret is missing: put it into a file that only this user can read and name that \
             with {flag}, or set {variable}"
        ));
    }
    Ok(secret)
}

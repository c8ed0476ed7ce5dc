//! `intake serve`: its flags, and the server until a signal stops it.

use super::CommandError;
use crate::client_address::Network;
use crate::cors::Origin;
use crate::log;
use crate::notices::flags::NoticeFlags;
use crate::retention::KeepDays;
use crate::server::Server;
use crate::settings::{BasePath, DATABASE_LIMIT_MB, Limits, RATE_LIMIT, Settings};
use crate::staff::settings::{OVERDUE_HOURS, StaffSettings};
use crate::time_zone::TimeZone;
use clap::Args;
use clap::builder::BoolishValueParser;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Flags of `intake serve`.
#[derive(Args, Debug)]
pub struct Serve {
    /// Address and port to listen on; port 0 takes any free one.
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        env = "INTAKE_LISTEN",
        default_value = "127.0.0.1:8787"
    )]
    pub listen: SocketAddr,

    /// Allow --listen to be an address that other machines can reach.
    #[arg(long, env = "INTAKE_LISTEN_PUBLICLY", value_parser = BoolishValueParser::new())]
    pub listen_publicly: bool,

    /// The path the site was built for, like /clinic.
    #[arg(
        long,
        value_name = "PATH",
        env = "INTAKE_BASE_PATH",
        default_value = "/"
    )]
    pub base_path: BasePath,

    /// Let the pages of a site elsewhere post here, like https://www.example.com. Can be given
    /// more than once; in the environment, separated by commas.
    #[arg(
        long,
        value_name = "ORIGIN",
        env = "INTAKE_ALLOW_ORIGIN",
        value_delimiter = ','
    )]
    pub allow_origin: Vec<Origin>,

    /// Believe this proxy's X-Forwarded-For: an address or a range like 10.0.0.0/8. The client is
    /// then the last address in it that isn't a trusted proxy. Can be given more than once; in the
    /// environment, separated by commas.
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "INTAKE_TRUSTED_PROXY",
        value_delimiter = ','
    )]
    pub trusted_proxy: Vec<Network>,

    /// How many requests a minute one client address may send; 0 for no limit. IPv6 addresses count
    /// by their /64; a /56 may send twice, a /48 four times, all addresses together ten times as
    /// much, half of it kept for those who send their first.
    #[arg(long, value_name = "N", env = "INTAKE_RATE_LIMIT", default_value_t = RATE_LIMIT)]
    pub rate_limit: u32,

    /// How many megabytes the database may grow to; 0 for as far as the disk goes. Beyond that,
    /// requests are refused (503) until some are deleted.
    #[arg(
        long,
        value_name = "MB",
        env = "INTAKE_DATABASE_LIMIT",
        default_value_t = DATABASE_LIMIT_MB
    )]
    pub database_limit: u64,

    /// Over HTTPS, tell browsers to use HTTPS for the names below this one too, for two years
    /// (includeSubDomains). Only if each of them speaks it.
    #[arg(long, env = "INTAKE_HSTS_SUBDOMAINS", value_parser = BoolishValueParser::new())]
    pub hsts_subdomains: bool,

    /// The clinic's phone number, for pages that say "or call us". Without it, the number is taken
    /// from the site in --site.
    #[arg(long, value_name = "NUMBER", env = "INTAKE_PHONE")]
    pub phone: Option<String>,

    /// Serve the staff's pages at this address and port: the queue of requests, behind a sign-in. Only
    /// on this machine, unless a proxy that speaks HTTPS is named with --trusted-proxy and --staff-url.
    #[arg(long, value_name = "ADDRESS:PORT", env = "INTAKE_STAFF")]
    pub staff: Option<SocketAddr>,

    /// The origin under which browsers know the staff's pages, like https://staff.example.com. They
    /// need a name of their own. Without it, only this machine can use them.
    #[arg(long, value_name = "ORIGIN", env = "INTAKE_STAFF_URL")]
    pub staff_url: Option<Origin>,

    /// After so many hours a request that is not closed is shown as overdue.
    #[arg(long, value_name = "HOURS", env = "INTAKE_OVERDUE_AFTER", default_value_t = OVERDUE_HOURS)]
    pub overdue_after: u64,

    /// Print a link that signs in to the staff's pages without a passphrase, on this machine alone. For
    /// a preview with made-up requests.
    #[arg(long, requires = "staff")]
    pub staff_preview: bool,

    /// Delete a request, with its notes, so many days after it was closed. Without this, the number is
    /// taken from the site in --site or --pages (keep_days in content/site.toml), whose privacy page
    /// states it; without either, requests are kept until somebody deletes them.
    #[arg(long, value_name = "DAYS", env = "INTAKE_KEEP_DAYS")]
    pub keep_days: Option<KeepDays>,

    /// Who is told of new requests.
    #[command(flatten)]
    pub notices: NoticeFlags,
}

impl Serve {
    /// The settings these flags mean.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub fn settings(
        self,
        database: PathBuf,
        site: Option<PathBuf>,
        pages: Option<PathBuf>,
        zone: TimeZone,
    ) -> Result<Settings, String> {
        let overdue_after = Duration::from_hours(self.overdue_after);
        let queue = match (&self.staff_url, self.staff) {
            (Some(url), _) => Some(format!("{}/", url.as_str())),
            (None, Some(listen)) => Some(format!("http://{listen}/")),
            (None, None) => None,
        };
        let notices = self.notices.settings(zone.clone(), overdue_after, queue)?;
        let staff = self.staff.map(|listen| StaffSettings {
            url: self.staff_url,
            zone,
            overdue_after,
            preview: self.staff_preview,
            ..StaffSettings::new(listen)
        });
        Ok(Settings {
            listen: self.listen,
            listen_publicly: self.listen_publicly,
            database,
            database_limit: self.database_limit.saturating_mul(1024 * 1024),
            site,
            pages,
            base_path: self.base_path,
            allowed_origins: self.allow_origin,
            trusted_proxies: self.trusted_proxy,
            rate_limit: self.rate_limit,
            hsts_subdomains: self.hsts_subdomains,
            phone: self.phone,
            notices,
            keep_days: self.keep_days,
            staff,
            limits: Limits::default(),
        })
    }
}

pub(super) fn run(settings: Settings) -> Result<(), CommandError> {
    let runtime = tokio::runtime::Runtime::new().map_err(CommandError::System)?;
    runtime.block_on(async {
        // Before anything is open: a signal at any later moment ends in an orderly stop.
        let mut signals = Signals::listen().map_err(CommandError::System)?;
        let server = Server::bind(settings).await.map_err(CommandError::Server)?;
        log::note(&format!("intake listens on http://{}", server.address()));
        if let Some(address) = server.staff_address() {
            log::note(&format!("the staff's pages are at http://{address}"));
            if let Some(path) = server.staff_preview() {
                // Not to the log, which may be kept.
                let _ = writeln!(io::stdout(), "http://{address}{path}");
            }
        }
        let stop = async move {
            signals.next().await;
            log::note("stopping: finishing what is in flight; a second signal stops at once");
            tokio::spawn(async move {
                signals.next().await;
                // What was acknowledged is on the disk already.
                std::process::exit(1);
            });
        };
        server.run(stop).await.map_err(CommandError::Server)?;
        log::note("stopped");
        Ok(())
    })
}

struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

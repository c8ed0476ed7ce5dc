//! The server: listening, connections and their limits, stopping without losing anything.

use crate::app::{App, Peer};
use crate::connections::Connections;
use crate::database::OpenError;
use crate::notices::Notices;
use crate::page::BuiltForm;
use crate::rate_limit::{MAX_ADDRESSES, RateLimit};
use crate::retention::{self, KeepDays};
use crate::settings::{Limits, MAX_HEAD, Settings};
use crate::site::{Site, clinic};
use crate::staff::desk::{Desk, SiteWords};
use crate::staff::routes::router as staff_router;
use crate::staff::secret;
use crate::staff::settings::StaffSettings;
use crate::store::Store;
use crate::{log, routes};
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::pin::{Pin, pin};
use std::sync::{Arc, Once};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tokio_io_timeout::TimeoutStream;
use tower_http::add_extension::AddExtension;

/// How long to wait before accepting again when the system has no resources for a connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Why a server did not start, or did not go on. `Display` is one sentence for the operator.
#[derive(Debug)]
pub enum ServerError {
    /// The address can be reached from other machines, and nobody allowed that.
    NotLoopback(SocketAddr),
    /// The address can't be listened on.
    Listen(SocketAddr, io::Error),
    /// The site can't be served.
    Site(String),
    /// Notices can't be sent as the settings say.
    Notices(String),
    /// The staff's pages can't be served like this; a sentence.
    Staff(String),
    /// The database can't be used.
    Database(OpenError),
    /// The thread that writes to the database has ended by itself.
    WriterEnded,
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotLoopback(address) => write!(
                f,
                "{address} can be reached from other machines, and answers would travel \
                 unencrypted; listen on 127.0.0.1 behind a proxy that speaks HTTPS, or say \
                 --listen-publicly if that is what you want"
            ),
            Self::Listen(address, error) => {
                write!(
                    f,
                    "{address} can't be listened on: {error}; choose another with --listen"
                )
            }
            Self::Site(error) | Self::Notices(error) | Self::Staff(error) => f.write_str(error),
            Self::Database(error) => error.fmt(f),
            Self::WriterEnded => f.write_str("the database's writer broke down; start again"),
        }
    }
}

impl std::error::Error for ServerError {}

/// A server that listens and has its database open, ready to [`run`](Server::run).
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    app: Arc<App>,
    staff: Option<StaffListener>,
    database: PathBuf,
    keep_days: Option<KeepDays>,
}

/// The listener of the staff's pages.
#[derive(Debug)]
struct StaffListener {
    listener: TcpListener,
    address: SocketAddr,
    /// The path of the preview's sign-in.
    preview: Option<String>,
    router: Router,
}

impl Server {
    /// Opens the database and the site and starts to listen. From now on clients can connect; they
    /// are answered once [`run`](Server::run) is called.
    ///
    /// # Errors
    /// [`ServerError`].
    pub async fn bind(settings: Settings) -> Result<Self, ServerError> {
        let listen = settings.listen;
        if !listen.ip().to_canonical().is_loopback() && !settings.listen_publicly {
            return Err(ServerError::NotLoopback(listen));
        }
        let site = settings.site.as_deref().map(Site::open).transpose();
        let site = site.map_err(ServerError::Site)?;
        if let Some(site) = &site {
            warn_about_outdated_copies(site);
        }
        if let Some(folder) = &settings.pages {
            BuiltForm::read(folder).map_err(ServerError::Site)?;
        }
        if let Some(staff) = &settings.staff {
            let has_proxy = !settings.trusted_proxies.is_empty();
            staff.check(has_proxy).map_err(ServerError::Staff)?;
        }
        let pages = settings.pages.or(settings.site);
        let phone = settings.phone.or_else(|| phone_on_site(pages.as_deref()?));
        if settings.trusted_proxies.is_empty() && settings.rate_limit > 0 {
            log::note(
                "no proxy is trusted: visitors who come through one share one rate limit; name \
                 yours with --trusted-proxy",
            );
        }
        let notices = Notices::new(settings.notices).map_err(ServerError::Notices)?;
        // Listening comes before the database, so that a second server by mistake ends here.
        let unusable = |error| ServerError::Listen(listen, error);
        let listener = TcpListener::bind(listen).await.map_err(unusable)?;
        let address = listener.local_addr().map_err(unusable)?;
        let store = Store::open(
            &settings.database,
            settings.limits.queue,
            settings.database_limit,
            notices.channels(),
        )
        .map_err(ServerError::Database)?;
        let app = App {
            store: Arc::new(store),
            notices: Arc::new(notices),
            site,
            pages,
            base_path: settings.base_path,
            allowed_origins: settings.allowed_origins,
            trusted_proxies: settings.trusted_proxies,
            rate_limit: RateLimit::new(settings.rate_limit, MAX_ADDRESSES),
            hsts_subdomains: settings.hsts_subdomains,
            phone,
            limits: settings.limits,
            told_about_proxy: Once::new(),
        };
        let app = Arc::new(app);
        let database = settings.database;
        let staff = match settings.staff {
            Some(staff) => Some(StaffListener::bind(&app, database.clone(), staff).await?),
            None => None,
        };
        Ok(Self {
            listener,
            address,
            app,
            staff,
            database,
            keep_days: settings.keep_days,
        })
    }

    /// Where the staff's pages are, if they are served.
    #[must_use]
    pub fn staff_address(&self) -> Option<SocketAddr> {
        self.staff.as_ref().map(|staff| staff.address)
    }

    /// The path that signs in for the preview, if that was asked for.
    #[must_use]
    pub fn staff_preview(&self) -> Option<&str> {
        self.staff.as_ref()?.preview.as_deref()
    }

    /// Where it listens, with the port the system chose if it was asked to.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers requests until `stop` is ready. Then no connection is accepted any more, requests in
    /// flight get [`Limits::stop_time`] to finish, and the database is closed with all it was given.
    ///
    /// # Errors
    /// `WriterEnded` if the database's writer broke down.
    pub async fn run(self, stop: impl Future<Output = ()>) -> Result<(), ServerError> {
        let Self {
            listener,
            app,
            staff,
            database,
            keep_days,
            ..
        } = self;
        let limits = app.limits;
        let (stopping, stopped) = watch::channel(());
        // Each connection holds a copy of the sender until it is over.
        let (open, mut all_over) = mpsc::channel::<()>(1);
        let notices = Arc::clone(&app.notices);
        let retention = tokio::spawn(retention::watch(
            database,
            app.pages.clone(),
            keep_days,
            stopped.clone(),
        ));
        let notices = tokio::spawn(notices.deliver(Arc::clone(&app.store), stopped.clone()));
        let public = Door::new(listener, routes::router(&app), &app, &stopped, &open);
        let staff = staff
            .map(|staff| Door::new(staff.listener, staff.router.clone(), &app, &stopped, &open));
        drop(open);
        let staff = async {
            match staff {
                Some(staff) => staff.serve().await,
                None => std::future::pending().await,
            }
        };
        let result = tokio::select! {
            biased;
            () = stop => Ok(()),
            () = app.store.ended() => Err(ServerError::WriterEnded),
            () = public.serve() => Ok(()),
            () = staff => Ok(()),
        };
        let _ = stopping.send(());
        let until = Instant::now() + limits.stop_time;
        if timeout_at(until, all_over.recv()).await.is_err() {
            log::trouble("some requests did not finish in time and were cut off");
        }
        let undelivered = notices.abort_handle();
        if timeout_at(until, notices).await.is_err() {
            // It is marked as one that may have arrived, and sent again after the next start.
            undelivered.abort();
        }
        // Deletes by transactions; the process may end between two.
        retention.abort();
        // Blocks on the disk, so not on a thread that serves.
        let closing = Arc::clone(&app);
        let _ = tokio::task::spawn_blocking(move || closing.store.close()).await;
        result
    }
}

impl StaffListener {
    async fn bind(
        app: &Arc<App>,
        database: PathBuf,
        settings: StaffSettings,
    ) -> Result<Self, ServerError> {
        let listen = settings.listen;
        let unusable = |error| ServerError::Listen(listen, error);
        let listener = TcpListener::bind(listen).await.map_err(unusable)?;
        let address = listener.local_addr().map_err(unusable)?;
        let token = settings
            .preview
            .then(secret::token)
            .transpose()
            .map_err(|error| ServerError::Staff(error.to_string()))?;
        let form = app.pages.as_deref().map(BuiltForm::read);
        let words = form.and_then(Result::ok).map(|form| SiteWords {
            clinic: Some(form.clinic().to_owned()).filter(|name| !name.is_empty()),
            topics: form.topics().to_vec(),
        });
        let desk = Desk::new(
            Arc::clone(app),
            database,
            settings,
            words.unwrap_or_default(),
            token.as_deref(),
        );
        Ok(Self {
            listener,
            address,
            preview: token.map(|token| format!("/preview/{token}")),
            router: staff_router(Arc::new(desk)),
        })
    }
}

/// A listener with who answers at it, and how many may come in.
struct Door {
    listener: TcpListener,
    router: Router,
    app: Arc<App>,
    places: Arc<Semaphore>,
    by_address: Arc<Connections>,
    stopped: watch::Receiver<()>,
    open: mpsc::Sender<()>,
}

impl Door {
    fn new(
        listener: TcpListener,
        router: Router,
        app: &Arc<App>,
        stopped: &watch::Receiver<()>,
        open: &mpsc::Sender<()>,
    ) -> Self {
        let limits = app.limits;
        Self {
            listener,
            router,
            app: Arc::clone(app),
            places: Arc::new(Semaphore::new(limits.connections)),
            by_address: Connections::new(limits.connections_per_address, limits.connections / 2),
            stopped: stopped.clone(),
            open: open.clone(),
        }
    }

    /// Accepts connections until it is dropped.
    async fn serve(self) {
        let limits = self.app.limits;
        loop {
            let place = Arc::clone(&self.places).acquire_owned().await;
            let (stream, peer) = match self.listener.accept().await {
                Ok(accepted) => accepted,
                Err(error) => {
                    // A client that gave up, or too many open files: the next one may fare better.
                    log::trouble(&format!("a connection could not be accepted: {error}"));
                    sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            };
            let is_proxy = self
                .app
                .trusted_proxies
                .iter()
                .any(|network| network.contains(peer.ip()));
            let by_address = self.by_address.place(peer.ip());
            if by_address.is_none() && !is_proxy {
                continue;
            }
            let connection = connection(stream, peer, &self.router, limits);
            let (stopped, open) = (self.stopped.clone(), self.open.clone());
            tokio::spawn(async move {
                serve(connection, stopped, limits).await;
                drop((place, by_address, open));
            });
        }
    }
}

type Connection = http1::Connection<
    TokioIo<Pin<Box<TimeoutStream<TcpStream>>>>,
    TowerToHyperService<AddExtension<Router, Peer>>,
>;

fn connection(stream: TcpStream, peer: SocketAddr, router: &Router, limits: Limits) -> Connection {
    // Answers are small and complete; waiting to fill a packet only delays them.
    let _ = stream.set_nodelay(true);
    // Reading is bounded by hyper's header time and the body's time.
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(limits.write_stall));
    let service = TowerToHyperService::new(AddExtension::new(router.clone(), Peer(peer)));
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_time)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(Box::pin(stream)), service)
}

/// Serves a connection to its end, or until the server stops or the connection has been kept for
/// long enough; then the answer that is under way is its last. A client that takes a byte now and
/// then doesn't stall, and would hold its connection for good.
async fn serve(connection: Connection, mut stopped: watch::Receiver<()>, limits: Limits) {
    let mut connection = pin!(connection);
    tokio::select! {
        // An error here is a client's: it went away, was too slow or spoke no HTTP.
        _ = connection.as_mut() => return,
        () = sleep(limits.connection_time) => {}
        _ = stopped.changed() => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = timeout(limits.last_answer_time, connection).await;
}

fn warn_about_outdated_copies(site: &Site) {
    let outdated = site.outdated_copies();
    if let Some(first) = outdated.first() {
        log::trouble(&format!(
            "{} compressed file(s) of the site are older than what they are copies of, such as {}: \
             visitors get the earlier words; build the site again, or change where the form posts \
             to with `prerender --endpoint`",
            outdated.len(),
            first.display()
        ));
    }
}

/// The phone number that the built site shows.
fn phone_on_site(site: &Path) -> Option<String> {
    let clinic = clinic(site).unwrap_or_else(|error| {
        log::trouble(&error);
        None
    });
    Some(clinic?.phone).filter(|phone| !phone.is_empty())
}

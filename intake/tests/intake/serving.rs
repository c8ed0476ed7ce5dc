//! A server inside the test.

use crate::requests::{Answer, Request};
use intake::database;
use intake::saved::{SavedRequest, each};
use intake::server::{Server, ServerError};
use intake::settings::Settings;
use rusqlite::Connection;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use tempfile::TempDir;
use tokio::sync::oneshot;

pub struct Serving {
    pub address: SocketAddr,
    /// Where the staff's pages are, if they are served.
    pub staff: Option<SocketAddr>,
    pub database: PathBuf,
    folder: TempDir,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<Result<(), ServerError>>>,
}

impl Serving {
    pub fn start() -> Self {
        Self::with(|_| {})
    }

    /// A server on a free port, with a new database and no rate limit, unless `change` says
    /// otherwise.
    pub fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = Settings::new(folder.path().join("var/intake.db"));
        settings.listen.set_port(0);
        settings.rate_limit = 0;
        change(&mut settings);
        let database = settings.database.clone();
        let (stop, stopped) = oneshot::channel();
        let (ready, addresses) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(async {
                let server = Server::bind(settings).await?;
                ready
                    .send((server.address(), server.staff_address()))
                    .unwrap();
                let stop = async {
                    let _ = stopped.await;
                };
                server.run(stop).await
            })
        });
        let (address, staff) = addresses.recv().expect("a server that starts");
        Self {
            address,
            staff,
            database,
            folder,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    pub fn post(&self, body: &serde_json::Value) -> Answer {
        Request::json(body).send(self.address)
    }

    pub fn send(&self, request: &Request) -> Answer {
        request.send(self.address)
    }

    pub fn get(&self, path: &str) -> Answer {
        Request::get(path).send(self.address)
    }

    /// A folder that lives as long as the server.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn rows(&self) -> Vec<SavedRequest> {
        rows(&self.database)
    }

    /// A second connection to the database, for things no request does.
    pub fn connection(&self) -> Connection {
        database::open(&self.database).unwrap()
    }

    /// Tells the server to stop, without waiting.
    pub fn ask_to_stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }

    /// Waits until the server has stopped.
    pub fn wait(&mut self) -> Result<(), ServerError> {
        self.thread.take().unwrap().join().unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.ask_to_stop();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

pub fn rows(path: &Path) -> Vec<SavedRequest> {
    let connection = database::open(path).unwrap();
    let mut rows = Vec::new();
    each(&connection, |row| {
        rows.push(row);
        Ok::<_, rusqlite::Error>(())
    })
    .unwrap();
    rows
}

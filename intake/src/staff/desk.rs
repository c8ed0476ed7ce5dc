//! What the handlers of the staff's listener share.

use crate::app::App;
use crate::database;
use crate::log;
use crate::notices::outbox;
use crate::staff::pages::Frame;
use crate::staff::replies::Failure;
use crate::staff::sessions::{self, Session};
use crate::staff::settings::StaffSettings;
use crate::staff::throttle::Throttle;
use crate::staff::{people, secret};
use ::site::page_file::Choice;
use rusqlite::Connection;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// What the built site says, as far as it is known.
#[derive(Default)]
pub struct SiteWords {
    /// The clinic's name.
    pub clinic: Option<String>,
    /// The conditions that the form lets visitors choose.
    pub topics: Vec<Choice>,
}

/// The state of the staff's listener.
pub struct Desk {
    /// The public listener's state.
    pub app: Arc<App>,
    /// Where requests are stored.
    pub database: PathBuf,
    /// Under which address browsers know the pages, and more.
    pub settings: StaffSettings,
    /// What the built site says.
    pub words: SiteWords,
    /// Who has tried to sign in too often.
    pub throttle: Throttle,
    /// One passphrase at a time is hashed: each takes 19 MiB and all of a core.
    pub hashing: Mutex<()>,
    /// The hash of the token that signs in for the preview.
    pub preview: Option<String>,
    /// Changes by staff since the start.
    changes: AtomicU64,
}

impl Desk {
    /// A desk for the requests in `database`. `preview` is the token of a link that signs in.
    #[must_use]
    pub fn new(
        app: Arc<App>,
        database: PathBuf,
        settings: StaffSettings,
        words: SiteWords,
        preview: Option<&str>,
    ) -> Self {
        people::prepare();
        Self {
            app,
            database,
            settings,
            words,
            throttle: Throttle::new(),
            hashing: Mutex::new(()),
            preview: preview.map(secret::hash),
            changes: AtomicU64::new(0),
        }
    }

    /// Opens the database and works with it on a thread of its own: SQLite, argon2id and the rendering
    /// all block.
    ///
    /// # Errors
    /// What `work` gives, and where the database can't be opened.
    pub async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self, &mut Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let desk = Arc::clone(self);
        let worked = tokio::task::spawn_blocking(move || {
            let mut connection = database::open_newest(&desk.database).map_err(|error| {
                log::trouble(&error.to_string());
                Failure::Open
            })?;
            work(&desk, &mut connection)
        });
        worked.await.unwrap_or(Err(Failure::Panicked))
    }

    /// What a page compares to know whether something has changed.
    #[must_use]
    pub fn news(&self) -> String {
        let changes = self.changes.load(Ordering::Relaxed);
        format!("{} {changes}", self.app.store.stored())
    }

    /// Tells open pages that staff have changed something.
    pub fn changed(&self) {
        self.changes.fetch_add(1, Ordering::Relaxed);
    }

    /// What stands around a page of somebody who is signed in. `current` is the menu's page that is
    /// shown.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn frame(
        &self,
        connection: &Connection,
        session: &Session,
        current: &'static str,
    ) -> rusqlite::Result<Frame> {
        Ok(Frame {
            clinic: self.words.clinic.clone(),
            name: Some(session.name.clone()),
            current,
            news: self.news(),
            warnings: self.warnings(connection)?,
            asks_again: false,
            leave: Some((sessions::IDLE.as_secs() + 5, "/sign-in?over=yes")),
        })
    }

    /// The same for somebody who is not.
    #[must_use]
    pub fn signed_out_frame(&self) -> Frame {
        Frame {
            clinic: self.words.clinic.clone(),
            ..Frame::default()
        }
    }

    /// What staff must know on every page: that nobody is told of new requests any more.
    fn warnings(&self, connection: &Connection) -> rusqlite::Result<Vec<String>> {
        let Some(trouble) = self.app.notices.trouble() else {
            return Ok(Vec::new());
        };
        let count = outbox::undelivered(connection)?;
        let requests = if count == 1 { "request" } else { "requests" };
        let since = self.settings.zone.local(&trouble.since);
        let since = since.get(..16).unwrap_or(&since);
        Ok(vec![format!(
            "Notices of {count} {requests} have not been delivered since {since}. Look here for new \
             requests, and tell whoever runs the server."
        )])
    }
}

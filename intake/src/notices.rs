//! Notices: telling the clinic's staff of what is in the queue, by e-mail and by webhook.
//!
//! A notice is stored with its request, in one transaction ([`outbox`]), and delivered by a task for
//! each channel: an address, or the webhook. What a channel refuses or does not answer is tried again
//! after a pause, for as long as it takes, also after a restart. While it goes wrong, the log,
//! `/healthz` and the staff's pages say so.

pub mod delivery;
pub mod digest;
pub mod email;
pub mod flags;
pub mod outbox;
pub mod settings;
pub mod text;
pub mod webhook;

use crate::clock::utc;
use crate::log;
use crate::store::{SaveError, Store};
use delivery::{Attempt, Failure};
use email::Mailer;
use jiff::Timestamp;
use lettre::Address;
use outbox::{Due, MOST_AT_ONCE, Waiting};
use settings::{NoticeSettings, Pace};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};
use text::Style;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;
use webhook::Webhook;

/// After so many failures in a row staff are told. One may be a mail server's way to see whether it
/// is tried again (greylisting), or a restart of its own.
const FAILURES_TO_TELL: u32 = 2;

/// For so long events are posted before it is written down which have arrived.
const ENOUGH: Duration = Duration::from_secs(5);

/// The channels, and how they fare.
pub struct Notices {
    settings: NoticeSettings,
    channels: Vec<(String, Way)>,
    troubles: Mutex<BTreeMap<String, Trouble>>,
}

/// How a channel is reached.
enum Way {
    Email(Arc<Mailer>, Address),
    Webhook(Webhook),
}

/// Notices that can't be delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// When the oldest of them was to be delivered: UTC, RFC 3339.
    pub since: String,
    /// How many there are, of the channel that has most.
    pub waiting: u64,
    /// Why, in words for the operator.
    pub failure: Failure,
}

impl fmt::Debug for Notices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Notices({:?})", self.settings)
    }
}

impl Notices {
    /// Prepares the channels that the settings name.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub fn new(settings: NoticeSettings) -> Result<Self, String> {
        let authorities = settings
            .authorities
            .as_ref()
            .map(|path| {
                std::fs::read(path)
                    .map_err(|error| format!("{} can't be read: {error}", path.display()))
            })
            .transpose()?;
        let mut channels = Vec::new();
        if let Some(email) = settings.email.clone() {
            let to = email.to.clone();
            let mailer = Arc::new(Mailer::new(email, authorities.as_deref(), settings.pace)?);
            for address in to {
                let way = Way::Email(Arc::clone(&mailer), address.clone());
                channels.push((format!("email:{address}"), way));
            }
        }
        if let Some(webhook) = settings.webhook.clone() {
            let webhook = Webhook::new(webhook, authorities.as_deref(), settings.pace)?;
            channels.push(("webhook".to_owned(), Way::Webhook(webhook)));
        }
        Ok(Self {
            settings,
            channels,
            troubles: Mutex::default(),
        })
    }

    /// The names of the channels, as the outbox has them.
    #[must_use]
    pub fn channels(&self) -> Vec<String> {
        self.channels.iter().map(|(name, _)| name.clone()).collect()
    }

    /// Whether there is any channel.
    #[must_use]
    pub fn are_on(&self) -> bool {
        !self.channels.is_empty()
    }

    /// Whether notices can't be delivered at the moment: the channel that has had trouble for
    /// longest.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        let troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
        troubles
            .values()
            .min_by(|one, other| one.since.cmp(&other.since))
            .cloned()
    }

    fn set_trouble(&self, channel: &str, trouble: Option<Trouble>) {
        let mut troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
        match trouble {
            Some(trouble) => troubles.insert(channel.to_owned(), trouble),
            None => troubles.remove(channel),
        };
    }

    /// Delivers what is in the outbox until `stopped` changes. An attempt that is under way then is
    /// finished; whoever has no time for that drops this, and the notice is sent again.
    pub async fn deliver(self: Arc<Self>, store: Arc<Store>, stopped: watch::Receiver<()>) {
        let channels = self.channels();
        self.until_stored(&stopped, || {
            let channels = channels.clone();
            store.change(move |transaction| outbox::hand_over(transaction, &channels))
        })
        .await;
        let mut tasks = JoinSet::new();
        for number in 0..self.channels.len() {
            let (notices, store, stopped) =
                (Arc::clone(&self), Arc::clone(&store), stopped.clone());
            tasks.spawn(async move { notices.serve(number, &store, stopped).await });
        }
        let (notices, store) = (Arc::clone(&self), Arc::clone(&store));
        tasks.spawn(async move { notices.look_at_the_clock(&store, stopped).await });
        while let Some(ended) = tasks.join_next().await {
            if ended.is_err() {
                // Where it broke is in the log already.
                self.set_trouble(
                    "",
                    Some(Trouble {
                        since: utc(SystemTime::now()),
                        waiting: 0,
                        failure: Failure::new("a bug; restart intake"),
                    }),
                );
            }
        }
    }

    /// Adds each day's digest to the outbox when its time has come.
    async fn look_at_the_clock(&self, store: &Store, mut stopped: watch::Receiver<()>) {
        let channels = self.channels();
        if channels.is_empty() {
            return;
        }
        let mut done = None;
        loop {
            let now = SystemTime::now();
            let day = digest::day(now, &self.settings.time_zone, self.settings.digest_at);
            if let Some(day) = day.filter(|day| done.as_ref() != Some(day)) {
                let (channels, since) = (channels.clone(), self.overdue_since(now));
                let this = day.clone();
                let added = store
                    .change(move |transaction| {
                        outbox::add_digest(transaction, &channels, &this, &since, now)
                    })
                    .await;
                if added.is_ok() {
                    done = Some(day);
                }
            }
            // By short steps: clocks are set, and machines sleep.
            if is_over(&mut stopped, sleep(self.settings.pace.look)).await {
                return;
            }
        }
    }

    /// Delivers over one channel.
    async fn serve(&self, number: usize, store: &Store, mut stopped: watch::Receiver<()>) {
        let Some((channel, way)) = self.channels.get(number) else {
            return;
        };
        let pace = self.settings.pace;
        let mut news = store.news();
        let counting = {
            let channel = channel.clone();
            self.until_stored(&stopped, || {
                let channel = channel.clone();
                store.change(move |transaction| outbox::waiting(transaction, &channel))
            })
            .await
        };
        let Some(waiting) = counting else { return };
        // After a restart it is tried at once, since what was wrong may have been set right; if it
        // was not, the pauses go on where they were.
        let mut failures = waiting.attempts;
        if failures >= FAILURES_TO_TELL
            && let Some(since) = waiting.since
        {
            let trouble = Trouble {
                since,
                waiting: waiting.count,
                failure: Failure::new("not tried again since the start yet"),
            };
            self.set_trouble(channel, Some(trouble));
        }
        loop {
            news.mark_unchanged();
            match self.attempt(channel, way, store, failures).await {
                Ok(Some(true)) => {
                    failures = 0;
                    // Each notice costs two commits. What comes in meanwhile goes with the next one.
                    if is_over(&mut stopped, sleep(pace.between)).await {
                        return;
                    }
                }
                Ok(Some(false)) => {
                    failures = failures.saturating_add(1);
                    if is_over(&mut stopped, sleep(pace.pause(failures))).await {
                        return;
                    }
                }
                Ok(None) => {
                    failures = 0;
                    let something = async {
                        tokio::select! {
                            _ = news.changed() => {}
                            () = sleep(pace.look) => {}
                        }
                    };
                    if is_over(&mut stopped, something).await {
                        return;
                    }
                }
                // The store has said what is wrong. Without its mark nothing is sent.
                Err(_) => {
                    if is_over(&mut stopped, sleep(pace.first_pause)).await {
                        return;
                    }
                }
            }
        }
    }

    /// Delivers one notice, if there is one. Gives whether that went well.
    async fn attempt(
        &self,
        channel: &str,
        way: &Way,
        store: &Store,
        failures: u32,
    ) -> Result<Option<bool>, SaveError> {
        let Some(due) = self.begin(channel, store).await? else {
            // What could not be delivered may have been closed or deleted meanwhile.
            self.set_trouble(channel, None);
            return Ok(None);
        };
        let attempts = self.send(way, due).await;
        let pause = self.settings.pace.pause(failures.saturating_add(1));
        // Nothing is tried after one that fails.
        let last = attempts
            .iter()
            .rev()
            .map(|(_, attempt)| attempt)
            .find(|attempt| **attempt != Attempt::NotMade)
            .cloned();
        let waiting = self.finish(channel, store, attempts, pause).await?;
        match last.unwrap_or(Attempt::NotMade) {
            Attempt::NotMade => Ok(None),
            Attempt::Delivered => {
                if failures > 0 {
                    log::note("notices of new requests are delivered again");
                }
                self.set_trouble(channel, None);
                Ok(Some(true))
            }
            Attempt::Failed(failure) | Attempt::Unanswered(failure) => {
                log::trouble(&format!(
                    "{} could not be delivered: {failure}; requests are stored all the same, and \
                     are in the queue; tried again in {} s; if that does not help, see “Notices” in \
                     docs/hosting.md",
                    counted(waiting.count),
                    pause.as_secs_f32().ceil(),
                ));
                if failures.saturating_add(1) >= FAILURES_TO_TELL
                    && let Some(since) = waiting.since
                {
                    let trouble = Trouble {
                        since,
                        waiting: waiting.count,
                        failure,
                    };
                    self.set_trouble(channel, Some(trouble));
                }
                Ok(Some(false))
            }
        }
    }

    async fn begin(&self, channel: &str, store: &Store) -> Result<Option<Due>, SaveError> {
        let name = channel.to_owned();
        let overdue_since = self.overdue_since(SystemTime::now());
        store
            .change(move |transaction| {
                Ok(match outbox::begin(transaction, &name, MOST_AT_ONCE)? {
                    Some(due) => Some(due),
                    None => {
                        outbox::begin_digest(transaction, &name, &overdue_since, SystemTime::now())?
                    }
                })
            })
            .await
    }

    /// Writes down what became of attempts, and gives what still waits. Tried until it works: they were
    /// made.
    async fn finish(
        &self,
        channel: &str,
        store: &Store,
        attempts: Vec<(Due, Attempt)>,
        pause: Duration,
    ) -> Result<Waiting, SaveError> {
        loop {
            let (name, attempts) = (channel.to_owned(), attempts.clone());
            let finished = store
                .change(move |transaction| {
                    let now = SystemTime::now();
                    for (due, attempt) in &attempts {
                        outbox::finish(transaction, &name, due, attempt, now, pause)?;
                    }
                    outbox::waiting(transaction, &name)
                })
                .await;
            match finished {
                Err(SaveError::QueueFull | SaveError::Busy) => {
                    sleep(self.settings.pace.first_pause).await;
                }
                finished => return finished,
            }
        }
    }

    /// Sends what is due: by e-mail as one message; to a webhook as one event for each request, so that
    /// an event has the same name and the same content in each attempt. Stops at the first that fails.
    async fn send(&self, way: &Way, due: Due) -> Vec<(Due, Attempt)> {
        let style = Style {
            zone: &self.settings.time_zone,
            queue: self.settings.queue.as_deref(),
        };
        match way {
            Way::Email(mailer, to) => {
                // Another attempt is another message.
                let id = format!("{}.{}", due.id, Timestamp::now().as_millisecond());
                let (subject, text) = (due.notice.subject(), due.notice.text(style));
                let attempt = mailer.send(to, &id, &subject, &text).await;
                vec![(due, attempt)]
            }
            Way::Webhook(webhook) => {
                let mut attempts = Vec::new();
                let mut is_enough = false;
                let start = Instant::now();
                for due in due.one_by_one() {
                    let attempt = if is_enough {
                        Attempt::NotMade
                    } else {
                        let event = due.notice.event(style, &utc(SystemTime::now()));
                        let id = format!("msg_{}", due.id);
                        webhook.post(&id, &event.to_string()).await
                    };
                    is_enough = attempt != Attempt::Delivered || start.elapsed() >= ENOUGH;
                    attempts.push((due, attempt));
                }
                attempts
            }
        }
    }

    /// What was received before this and is not closed is overdue.
    fn overdue_since(&self, now: SystemTime) -> String {
        utc(now.checked_sub(self.settings.overdue_after).unwrap_or(now))
    }

    /// Asks the store until it has done it; `None` if it was stopped before.
    async fn until_stored<T, F: Future<Output = Result<T, SaveError>>>(
        &self,
        stopped: &watch::Receiver<()>,
        mut ask: impl FnMut() -> F,
    ) -> Option<T> {
        let mut stopped = stopped.clone();
        loop {
            match ask().await {
                Ok(done) => return Some(done),
                Err(SaveError::Stopped) => return None,
                Err(_) => {
                    let pause: Pace = self.settings.pace;
                    if is_over(&mut stopped, sleep(pause.first_pause)).await {
                        return None;
                    }
                }
            }
        }
    }
}

/// Waits for `something`; gives whether the server was told to stop before.
async fn is_over(stopped: &mut watch::Receiver<()>, something: impl Future<Output = ()>) -> bool {
    tokio::select! {
        biased;
        _ = stopped.changed() => true,
        () = something => false,
    }
}

fn counted(count: u64) -> String {
    format!("{count} notice{}", if count == 1 { "" } else { "s" })
}

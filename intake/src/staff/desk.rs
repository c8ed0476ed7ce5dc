//! The staff's listener: from a browser's request to its answer.

use crate::answer::{MediaType, respond};
use crate::app::{App, Peer};
use crate::audit_log::{self, Action};
use crate::body;
use crate::client_address::client_address;
use crate::erasing::{self, Which};
use crate::notices::Notices;
use crate::routes::head_length;
use crate::saved::{self, SavedRequest};
use crate::settings::MAX_HEAD;
use crate::staff::asked::{self, Asked, Pairs};
use crate::staff::pages::{
    Correct, DeleteQuestion, Deleted, Frame, Invitation, Log, Message, OnFromElsewhere, People,
    Queue, RecoveryCodes, RequestPage, SCRIPT, STYLE, Shown, SignIn, Whole, document,
};
use crate::staff::queue::{self, Cursor, Show};
use crate::staff::requests::{self, Change, ChangeError};
use crate::staff::sessions::{self, COOKIE, Session};
use crate::staff::settings::{StaffSettings, is_this_machine};
use crate::staff::throttle::Throttle;
use crate::staff::{people, secret};
use crate::time_zone::TimeZone;
use crate::{consent, database, export, log, security_headers};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use consultation_rules::{CHECKED, FIELDS, Field, RequestId, Submission, validate};
use leptos::prelude::*;
use rusqlite::{Connection, TransactionBehavior};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Instant, SystemTime};

/// Largest body of a posted form in bytes: a request's answers at their longest, urlencoded.
const MAX_FORM: usize = 32 * 1024;

/// Lines of the log on one page.
const LOG_PAGE: u32 = 200;

/// What a page may do: its own style sheet and script, its own forms, and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The state of the staff's listener.
pub struct Desk {
    app: Arc<App>,
    database: PathBuf,
    settings: StaffSettings,
    clinic: Option<String>,
    throttle: Throttle,
    /// Changes by staff since the start.
    changes: AtomicU64,
    /// One passphrase at a time is hashed: each takes 19 MiB and all of a core.
    hashing: Mutex<()>,
    /// The hash of the token that signs in for the preview.
    preview: Option<String>,
}

/// Why there is no ordinary answer.
enum Failure {
    Sqlite(rusqlite::Error),
    Open,
    System,
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

type Answer = Result<Response<Body>, Failure>;

impl Desk {
    /// A desk for the requests in `database`. `clinic` is the clinic's name, if it is known;
    /// `preview` the token of a link that signs in.
    #[must_use]
    pub fn new(
        app: Arc<App>,
        database: PathBuf,
        settings: StaffSettings,
        clinic: Option<String>,
        preview: Option<&str>,
    ) -> Self {
        people::prepare();
        Self {
            app,
            database,
            settings,
            clinic,
            throttle: Throttle::new(),
            changes: AtomicU64::new(0),
            hashing: Mutex::new(()),
            preview: preview.map(secret::hash),
        }
    }

    /// Everything the staff's listener answers.
    pub fn router(self) -> Router {
        Router::new().fallback(answer).with_state(Arc::new(self))
    }

    fn open(&self) -> Result<Connection, Failure> {
        database::open_newest(&self.database).map_err(|error| {
            log::trouble(&error.to_string());
            Failure::Open
        })
    }

    /// What a page compares to know whether something has changed.
    fn news(&self) -> String {
        let changes = self.changes.load(Ordering::Relaxed);
        format!("{} {changes}", self.app.store.stored())
    }

    fn changed(&self) {
        self.changes.fetch_add(1, Ordering::Relaxed);
    }
}

async fn answer(State(desk): State<Arc<Desk>>, request: Request) -> Response<Body> {
    let start = Instant::now();
    let method = request.method().clone();
    // A one-time link is as good as a passphrase, so it is not logged.
    let path = match request.uri().path() {
        path if path.starts_with("/invitation/") => "/invitation/…".to_owned(),
        path if path.starts_with("/preview/") => "/preview/…".to_owned(),
        path => path.to_owned(),
    };
    let is_by_itself = request.headers().contains_key("x-by-itself");
    let over_https = desk.settings.url.is_some();
    let mut response = read_and_answer(desk, request).await;
    finish(&mut response, over_https);
    if !(is_by_itself && response.status().is_success()) {
        log::request(&method, &path, response.status(), start.elapsed());
    }
    response
}

/// The headers that all these answers carry.
fn finish(response: &mut Response<Body>, over_https: bool) {
    let headers = response.headers_mut();
    let is_page = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|media_type| media_type.as_bytes().starts_with(b"text/html"));
    if is_page {
        let policy = HeaderValue::from_static(POLICY);
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    // Not `no-referrer`, under which browsers post forms with `Origin: null`.
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    );
    headers.insert(
        HeaderName::from_static("x-robots-tag"),
        HeaderValue::from_static("noindex"),
    );
    security_headers::add(headers, over_https, false);
}

async fn read_and_answer(desk: Arc<Desk>, request: Request) -> Response<Body> {
    if head_length(&request) > MAX_HEAD {
        return text(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "Too long.");
    }
    let peer = request.extensions().get::<Peer>().copied();
    let (head, body) = request.into_parts();
    let headers = &head.headers;
    let Some(own) = desk.own_origins(headers) else {
        return text(
            StatusCode::MISDIRECTED_REQUEST,
            "The staff’s pages are not at this address. Open them by the address you were given.",
        );
    };
    let peer = peer.map_or(std::net::Ipv4Addr::UNSPECIFIED.into(), |peer| peer.0.ip());
    if !desk.came_encrypted(peer, headers) {
        return text(
            StatusCode::FORBIDDEN,
            "The staff’s pages are only shown over HTTPS, by the proxy in front.",
        );
    }
    let mut form = Pairs::default();
    match head.method {
        Method::GET | Method::HEAD => {}
        Method::POST => {
            let read = body::read(body, MAX_FORM, desk.app.limits.body_time).await;
            if !asked::is_from_own_page(headers, &own) {
                return text(
                    StatusCode::FORBIDDEN,
                    "This came from a page that is not the staff’s. Nothing was changed.",
                );
            }
            match read {
                _ if MediaType::of(headers) != MediaType::Form => {
                    return text(StatusCode::UNSUPPORTED_MEDIA_TYPE, "This is not a form.");
                }
                Ok(bytes) => form = Pairs::read(&bytes),
                Err(_) => return text(StatusCode::PAYLOAD_TOO_LARGE, "This form is too long."),
            }
        }
        _ => {
            let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "This can’t be done here.");
            let methods = HeaderValue::from_static("GET, HEAD, POST");
            response.headers_mut().insert(header::ALLOW, methods);
            return response;
        }
    }
    let lines: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .into_iter()
        .map(|line| line.to_str().unwrap_or(""))
        .collect();
    let asked = Asked {
        path: head.uri.path().to_owned(),
        query: Pairs::read(head.uri.query().unwrap_or_default().as_bytes()),
        form,
        cookie: asked::cookie(headers, COOKIE),
        is_by_itself: headers.contains_key("x-by-itself"),
        is_from_elsewhere: headers
            .get("sec-fetch-site")
            .is_some_and(|site| site == "cross-site" || site == "same-site"),
        address: client_address(peer, lines.into_iter(), &desk.app.trusted_proxies),
        method: head.method,
    };
    // SQLite, argon2id and the rendering all block.
    let answered = tokio::task::spawn_blocking(move || {
        desk.respond(&asked).unwrap_or_else(|failure| {
            let what = match failure {
                Failure::Sqlite(error) => {
                    let code = error.sqlite_error().map_or(0, |error| error.extended_code);
                    let words = rusqlite::ffi::code_to_str(code);
                    log::trouble(&format!(
                        "a page of the staff: {words} (SQLite code {code})"
                    ));
                    "The database can’t be used at the moment. Nothing was changed; try again."
                }
                Failure::Open => "The database can’t be opened; the server’s log says why.",
                Failure::System => "The system has no random numbers.",
            };
            text(StatusCode::SERVICE_UNAVAILABLE, what)
        })
    });
    answered.await.unwrap_or_else(|_| {
        text(
            StatusCode::INTERNAL_SERVER_ERROR,
            "This program has failed here. Tell whoever runs the server.",
        )
    })
}

fn text(status: StatusCode, what: &str) -> Response<Body> {
    respond(status, "text/plain; charset=utf-8", what.to_owned())
}

fn see(path: &str) -> Response<Body> {
    let mut response = respond(StatusCode::SEE_OTHER, "text/plain", String::new());
    if let Ok(path) = HeaderValue::from_str(path) {
        response.headers_mut().insert(header::LOCATION, path);
    }
    response
}

fn with_cookie(mut response: Response<Body>, value: &str) -> Response<Body> {
    // Over plain HTTP on this machine too: browsers take 127.0.0.1 and localhost for secure.
    let over = if value.is_empty() { "; Max-Age=0" } else { "" };
    let cookie = format!("{COOKIE}={value}; Path=/; Secure; HttpOnly; SameSite=Strict{over}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

impl Desk {
    /// The origins that these pages have for this browser; `None` if it asks for another host, such
    /// as a name that another site lets lead to this machine (DNS rebinding).
    fn own_origins(&self, headers: &HeaderMap) -> Option<Vec<String>> {
        let mut hosts = headers.get_all(header::HOST).into_iter();
        let host = hosts.next()?.to_str().ok()?.to_ascii_lowercase();
        if hosts.next().is_some() {
            return None;
        }
        if let Some(url) = &self.settings.url {
            let (_, own) = url.as_str().split_once("://")?;
            let host = host.strip_suffix(":443").unwrap_or(&host);
            // A proxy may ask under its own name for this.
            return (own == host || is_this_machine(host)).then(|| vec![url.as_str().to_owned()]);
        }
        is_this_machine(&host).then(|| vec![format!("http://{host}")])
    }

    /// Whether nobody could read this on its way: it came on this machine, or a trusted proxy says
    /// that it came to it over HTTPS.
    fn came_encrypted(&self, peer: std::net::IpAddr, headers: &HeaderMap) -> bool {
        let proxies = &self.app.trusted_proxies;
        let by_proxy = proxies.iter().any(|network| network.contains(peer));
        let says_https = headers
            .get("x-forwarded-proto")
            .is_some_and(|proto| proto == "https");
        match &self.settings.url {
            Some(url) if url.as_str().starts_with("https://") => by_proxy && says_https,
            _ => peer.to_canonical().is_loopback(),
        }
    }

    fn respond(&self, asked: &Asked) -> Answer {
        let is_post = asked.method == Method::POST;
        let segments = asked.segments();
        match (is_post, segments.as_slice()) {
            (false, ["staff.css"]) => return Ok(file("text/css; charset=utf-8", STYLE)),
            (false, ["staff.js"]) => return Ok(file("text/javascript; charset=utf-8", SCRIPT)),
            (false, ["sign-in"]) => return Ok(self.sign_in_page(asked)),
            (true, ["sign-in"]) => return self.sign_in(asked),
            (_, ["invitation", token]) => return self.invitation(asked, token),
            (false, ["preview", token]) => return self.preview(asked, token),
            _ => {}
        }
        let now = SystemTime::now();
        let mut connection = self.open()?;
        let session = match &asked.cookie {
            Some(cookie) => sessions::find(&connection, now, cookie, !asked.is_by_itself)?,
            None => None,
        };
        let Some(session) = session else {
            return Ok(self.not_signed_in(asked));
        };
        let connection = &mut connection;
        match (is_post, segments.as_slice()) {
            (false, [""]) => self.queue(connection, asked, &session),
            (false, ["news"]) => Ok(text(StatusCode::OK, &self.news())),
            (false, ["people"]) => {
                let people = people::all(connection)?;
                let zone = self.settings.zone.clone();
                let frame = self.frame(connection, &session, "/people")?;
                Ok(page(StatusCode::OK, frame, "People", || {
                    view! { <People people zone/> }
                }))
            }
            (false, ["log"]) => self.log(connection, asked, &session),
            (false, ["export"]) => {
                let frame = self.frame(connection, &session, "/export")?;
                Ok(page(StatusCode::OK, frame, "Export", export_question))
            }
            (true, ["export"]) => self.export(connection, &session),
            (true, ["sign-out"]) => {
                sessions::end(connection, now, &session, false)?;
                Ok(with_cookie(see("/sign-in?out=yes"), ""))
            }
            (true, ["sign-out-everywhere"]) => {
                sessions::end(connection, now, &session, true)?;
                Ok(with_cookie(see("/sign-in?out=yes"), ""))
            }
            (_, ["requests", id]) if is_id(id) => {
                if is_post {
                    self.change(connection, asked, &session, id)
                } else {
                    self.request(connection, asked, &session, id)
                }
            }
            (_, ["requests", id, "correct"]) if is_id(id) => {
                self.correct(connection, asked, &session, id)
            }
            (_, ["requests", id, "delete"]) if is_id(id) => {
                self.delete(connection, asked, &session, id)
            }
            _ => self.nothing_here(connection, &session),
        }
    }

    fn frame(
        &self,
        connection: &Connection,
        session: &Session,
        current: &'static str,
    ) -> Result<Frame, Failure> {
        Ok(Frame {
            clinic: self.clinic.clone(),
            name: Some(session.name.clone()),
            current,
            news: self.news(),
            warnings: warnings(connection, &self.app.notices, &self.settings.zone)?,
            asks_again: false,
            leave: Some((sessions::IDLE.as_secs() + 5, "/sign-in?over=yes")),
        })
    }

    fn signed_out_frame(&self) -> Frame {
        Frame {
            clinic: self.clinic.clone(),
            ..Frame::default()
        }
    }

    fn not_signed_in(&self, asked: &Asked) -> Response<Body> {
        if asked.is_by_itself {
            return text(StatusCode::UNAUTHORIZED, "Signed out.");
        }
        // The browser asks for the same address again. The path is not given back as a link, which
        // could lead elsewhere (`//evil.test`).
        if asked.is_from_elsewhere && asked.method == Method::GET {
            let frame = Frame {
                asks_again: true,
                ..self.signed_out_frame()
            };
            return page(StatusCode::OK, frame, "One moment", || {
                view! { <OnFromElsewhere/> }
            });
        }
        if asked.method == Method::POST {
            // What was typed is not kept: nobody knows who has typed it.
            return see("/sign-in?over=yes");
        }
        see("/sign-in")
    }

    fn nothing_here(&self, connection: &Connection, session: &Session) -> Answer {
        let frame = self.frame(connection, session, "")?;
        Ok(page(StatusCode::NOT_FOUND, frame, "Not found", || {
            view! {
                <Message
                    heading="There is nothing here".to_owned()
                    text="The request may have been deleted.".to_owned()
                    href="/".to_owned()
                    link="Back to the queue"
                />
            }
        }))
    }

    fn sign_in_page(&self, asked: &Asked) -> Response<Body> {
        let problem = if asked.query.get("over").is_empty() {
            None
        } else {
            Some(
                "You were signed out: nothing was clicked for 15 minutes, 12 hours were over, or \
                 your account was changed. What was sent after that was not saved."
                    .to_owned(),
            )
        };
        self.sign_in_again(StatusCode::OK, problem)
    }

    fn sign_in_again(&self, status: StatusCode, problem: Option<String>) -> Response<Body> {
        let title = if problem.is_some() {
            "Error: Sign in"
        } else {
            "Sign in"
        };
        page(status, self.signed_out_frame(), title, || {
            view! { <SignIn problem/> }
        })
    }

    fn sign_in(&self, asked: &Asked) -> Answer {
        let name = asked.form.get("name").trim();
        let counted = match self.throttle.take(name, asked.address, Instant::now()) {
            Ok(counted) => counted,
            Err(wait) => {
                let seconds = wait.as_secs() + 1;
                let mut response = self.sign_in_again(
                    StatusCode::TOO_MANY_REQUESTS,
                    Some(format!(
                        "There were too many tries. Wait {seconds} seconds and try again."
                    )),
                );
                let headers = response.headers_mut();
                headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
                return Ok(response);
            }
        };
        let now = SystemTime::now();
        let mut connection = self.open()?;
        let stored: Option<(String, Option<String>)> = {
            let mut statement = connection.prepare(
                "SELECT name, passphrase FROM staff WHERE name = ?1 AND removed_at IS NULL",
            )?;
            let mut rows = statement.query([name])?;
            match rows.next()? {
                Some(row) => Some((row.get(0)?, row.get(1)?)),
                None => None,
            }
        };
        let hash = stored.as_ref().and_then(|(_, hash)| hash.as_deref());
        let is_passphrase = {
            let _one_at_a_time = self.hashing.lock().unwrap_or_else(PoisonError::into_inner);
            people::is_passphrase(hash, asked.form.get("passphrase"))
        };
        // The same statements whatever was right, so that the time tells nothing.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let who = stored.as_ref().map_or("", |(name, _)| name.as_str());
        let code = asked.form.get("code");
        let is_code = is_passphrase && people::take_code(&transaction, who, code, now)?;
        if !is_code {
            // A name that is nobody's may be a passphrase in the wrong field.
            let known = if who.is_empty() { "unknown" } else { who };
            audit_log::append(&transaction, now, "intake", Action::SignInFailed, known)?;
            transaction.commit()?;
            return Ok(self.sign_in_again(
                StatusCode::UNPROCESSABLE_ENTITY,
                Some(
                    "The name, the passphrase or the code is not right. A code is good for 30 seconds, \
                     and for one time."
                        .to_owned(),
                ),
            ));
        }
        let before = match &asked.cookie {
            Some(cookie) => sessions::find(&transaction, now, cookie, false)?,
            None => None,
        };
        if let Some(before) = before {
            transaction.execute("DELETE FROM sessions WHERE token = ?1", [&before.token])?;
        }
        let cookie = sessions::begin(&transaction, now, who)?;
        audit_log::append(&transaction, now, who, Action::SignedIn, "")?;
        transaction.commit()?;
        counted.succeeded();
        Ok(with_cookie(see("/"), &cookie))
    }

    fn invitation(&self, asked: &Asked, token: &str) -> Answer {
        let now = SystemTime::now();
        let mut connection = self.open()?;
        let used_up = || {
            page(
                StatusCode::NOT_FOUND,
                self.signed_out_frame(),
                "Link",
                || {
                    view! {
                        <Message
                            heading="This link can’t be used".to_owned()
                            text="It was used already, or it is older than a day. Ask whoever runs the server for a new one."
                                .to_owned()
                            href="/sign-in".to_owned()
                            link="Sign in"
                        />
                    }
                },
            )
        };
        let Some(invited) = people::invited(&connection, now, token)? else {
            return Ok(used_up());
        };
        let form = |status, problem: Option<String>| {
            let issuer = self.clinic.as_deref().unwrap_or("Clinic staff");
            let (name, key, address) =
                (invited.name.clone(), invited.key(), invited.address(issuer));
            page(status, self.signed_out_frame(), "Your passphrase", || {
                view! { <Invitation name key address problem/> }
            })
        };
        if asked.method != Method::POST {
            return Ok(form(StatusCode::OK, None));
        }
        let passphrase = asked.form.get("passphrase");
        let checked = people::check_choice(
            &invited,
            passphrase,
            asked.form.get("repeated"),
            asked.form.get("code"),
            now,
        );
        let choice = match checked {
            Ok(choice) => choice,
            Err(error) => {
                let problem = Some(error.to_string());
                return Ok(form(StatusCode::UNPROCESSABLE_ENTITY, problem));
            }
        };
        let hash = {
            let _one_at_a_time = self.hashing.lock().unwrap_or_else(PoisonError::into_inner);
            people::hash_of(passphrase).map_err(|_| Failure::System)?
        };
        let set_up = people::set_up(&mut connection, now, token, &hash, choice);
        let Some((name, codes)) = set_up.map_err(|error| match error {
            people::PeopleError::Sqlite(error) => Failure::Sqlite(error),
            _ => Failure::System,
        })?
        else {
            return Ok(used_up());
        };
        let cookie = begin_session(&mut connection, now, &name)?;
        let response = page(
            StatusCode::OK,
            self.signed_out_frame(),
            "Your recovery codes",
            || view! { <RecoveryCodes codes/> },
        );
        Ok(with_cookie(response, &cookie))
    }

    /// Signs in as the person of the preview, for who has the link that the server has printed.
    fn preview(&self, asked: &Asked, token: &str) -> Answer {
        let is_link = self
            .preview
            .as_ref()
            .is_some_and(|preview| secret::is_same(preview, &secret::hash(token)));
        if !is_link || !asked.address.to_canonical().is_loopback() {
            return Ok(self.not_signed_in(asked));
        }
        let now = SystemTime::now();
        let mut connection = self.open()?;
        connection.execute(
            "INSERT INTO staff (name, added_at, passphrase) VALUES (?1, ?2, '')
             ON CONFLICT (name) DO UPDATE SET removed_at = NULL, passphrase = ''",
            [PREVIEW, &crate::clock::utc(now)],
        )?;
        let cookie = begin_session(&mut connection, now, PREVIEW)?;
        Ok(with_cookie(see("/"), &cookie))
    }

    fn queue(&self, connection: &mut Connection, asked: &Asked, session: &Session) -> Answer {
        let now = SystemTime::now();
        let frame = self.frame(connection, session, "/")?;
        let wanted = asked.query.get("q").trim().to_owned();
        let show = Show::parse(asked.query.get("show"));
        let after = Cursor::parse(asked.query.get("after"));
        let overdue_after = self.settings.overdue_after;
        let (entries, next) = queue::entries(
            connection,
            show,
            &wanted,
            after.as_ref(),
            now,
            overdue_after,
        )?;
        let shown = Shown {
            show,
            entries,
            next,
            counts: queue::counts(connection, now, overdue_after)?,
            now,
            overdue_after,
            zone: self.settings.zone.clone(),
            looks_again: asked.query.get("look").is_empty() && wanted.is_empty() && after.is_none(),
            wanted,
        };
        // What was searched for is somebody's name or number.
        let (action, what) = if shown.wanted.is_empty() {
            (Action::Listed, show.as_str())
        } else {
            (Action::Searched, "")
        };
        append(connection, now, &session.name, action, what)?;
        let frame = Frame {
            leave: shown.looks_again.then_some((60, "/")).or(frame.leave),
            ..frame
        };
        Ok(page(StatusCode::OK, frame, "Queue", || {
            view! { <Queue shown/> }
        }))
    }

    fn whole(
        &self,
        connection: &Connection,
        session: &Session,
        now: SystemTime,
        saved: SavedRequest,
    ) -> Result<Whole, Failure> {
        let consent = match &saved.consent_text {
            Some(hash) => consent::text_of(connection, hash)?,
            None => None,
        };
        Ok(Whole {
            notes: requests::notes(connection, &saved.id)?,
            stopped_at: requests::stopped_at(connection, &saved)?,
            consent,
            saved,
            reader: session.name.clone(),
            now,
            overdue_after: self.settings.overdue_after,
            zone: self.settings.zone.clone(),
            notice: None,
            problem: None,
            typed: String::new(),
        })
    }

    fn request(
        &self,
        connection: &mut Connection,
        asked: &Asked,
        session: &Session,
        id: &str,
    ) -> Answer {
        let now = SystemTime::now();
        let Some(saved) = requests::view(connection, now, &session.name, id)? else {
            return self.nothing_here(connection, session);
        };
        let done = asked.query.get("done");
        let notice = match (done, Change::parse(done)) {
            ("correct", _) => Some("Saved."),
            (_, None) => None,
            (_, Some(Change::Take | Change::TakeOver)) => Some("You have it now."),
            (_, Some(Change::GiveBack)) => Some("It is in the queue again."),
            (_, Some(Change::Close)) => Some("It is closed."),
            (_, Some(Change::Reopen)) => Some("It is open again, and you have it."),
            (_, Some(Change::StopContact)) => {
                Some("Noted. There are no links to call, text or write any more.")
            }
            (_, Some(Change::AllowContact)) => Some("Noted. The links are back."),
            (_, Some(Change::Note | Change::Tried(_))) => Some("Noted."),
        };
        let mut whole = self.whole(connection, session, now, saved)?;
        whole.notice = notice.map(str::to_owned);
        self.request_page(connection, session, StatusCode::OK, whole)
    }

    fn request_page(
        &self,
        connection: &Connection,
        session: &Session,
        status: StatusCode,
        whole: Whole,
    ) -> Answer {
        let frame = self.frame(connection, session, "")?;
        // The window's title may be seen by others, so it has no name.
        let title = format!("Request {}", whole.saved.reference);
        Ok(page(status, frame, &title, || {
            view! { <RequestPage whole/> }
        }))
    }

    fn change(
        &self,
        connection: &mut Connection,
        asked: &Asked,
        session: &Session,
        id: &str,
    ) -> Answer {
        let now = SystemTime::now();
        let form = &asked.form;
        let Some(change) = Change::parse(form.get("change")) else {
            return Ok(text(
                StatusCode::UNPROCESSABLE_ENTITY,
                "Nothing was asked for.",
            ));
        };
        let changed = requests::change(
            connection,
            now,
            &session.name,
            id,
            change,
            form.get("note"),
            form.get("had_by"),
        );
        let problem = match changed {
            Ok(()) => {
                self.changed();
                return Ok(see(&format!("/requests/{id}?done={}", change.as_str())));
            }
            Err(ChangeError::Sqlite(error)) => return Err(error.into()),
            Err(ChangeError::Gone) => return self.nothing_here(connection, session),
            Err(ChangeError::Taken(name)) => {
                format!("{name} has this request. Your note is still here; nothing was changed.")
            }
            Err(ChangeError::AlreadyClosed) => {
                "This request was closed meanwhile. Nothing was changed.".to_owned()
            }
            Err(ChangeError::NotClosed) => "This request is open already.".to_owned(),
            Err(ChangeError::NoNote) => "Write a note first.".to_owned(),
            Err(ChangeError::NoteTooLong) => format!(
                "A note has at most {} characters. Nothing was saved yet.",
                requests::NOTE_MAX
            ),
        };
        let Some(saved) = requests::view(connection, now, &session.name, id)? else {
            return self.nothing_here(connection, session);
        };
        let mut whole = self.whole(connection, session, now, saved)?;
        whole.problem = Some(problem);
        form.get("note").clone_into(&mut whole.typed);
        self.request_page(connection, session, StatusCode::CONFLICT, whole)
    }

    fn correct(
        &self,
        connection: &mut Connection,
        asked: &Asked,
        session: &Session,
        id: &str,
    ) -> Answer {
        let now = SystemTime::now();
        let Some(saved) = requests::view(connection, now, &session.name, id)? else {
            return self.nothing_here(connection, session);
        };
        let mut answers = requests::answers(&saved);
        let mut errors = Vec::new();
        if asked.method == Method::POST {
            answers = Submission::default();
            for spec in &FIELDS {
                answers.set(spec.field, asked.form.get(spec.name));
            }
            // It was given; what is corrected here is something else.
            answers.set(Field::Consent, CHECKED);
            match validate(&answers) {
                Ok(valid) => {
                    let done = requests::correct(connection, now, &session.name, id, &valid);
                    return match done {
                        Ok(()) => {
                            self.changed();
                            Ok(see(&format!("/requests/{id}?done=correct")))
                        }
                        Err(ChangeError::Sqlite(error)) => Err(error.into()),
                        Err(_) => self.nothing_here(connection, session),
                    };
                }
                Err(found) => errors = found,
            }
        }
        let (status, title) = if errors.is_empty() {
            (StatusCode::OK, "Correct")
        } else {
            (StatusCode::UNPROCESSABLE_ENTITY, "Error: Correct")
        };
        let frame = self.frame(connection, session, "")?;
        let (id, reference) = (saved.id, saved.reference);
        Ok(page(status, frame, title, || {
            view! { <Correct id reference answers errors/> }
        }))
    }

    fn delete(
        &self,
        connection: &mut Connection,
        asked: &Asked,
        session: &Session,
        id: &str,
    ) -> Answer {
        let now = SystemTime::now();
        let frame = self.frame(connection, session, "")?;
        let Some(saved) = saved::find(connection, id)? else {
            return self.nothing_here(connection, session);
        };
        let (id, reference, name) = (saved.id, saved.reference, saved.name);
        if asked.method != Method::POST {
            append(connection, now, &session.name, Action::Viewed, &reference)?;
            return Ok(page(StatusCode::OK, frame, "Delete", || {
                view! { <DeleteQuestion id reference name/> }
            }));
        }
        let which = Which::Id(id.clone());
        let remains =
            erasing::everywhere(connection, &self.database, &which, true, |transaction| {
                audit_log::append(transaction, now, &session.name, Action::Deleted, &reference)
            })?;
        self.changed();
        let mut left = Vec::new();
        if remains.in_log {
            left.push(format!(
                "Another program reads the database, whose log still holds the request. End that program and run “intake \
                 delete {id} --in-backups”."
            ));
        }
        left.extend(
            remains
                .failures
                .into_iter()
                .map(|failure| format!("It could not be erased from the backup {failure}.")),
        );
        Ok(page(StatusCode::OK, frame, "Deleted", || {
            view! { <Deleted reference left/> }
        }))
    }

    fn log(&self, connection: &mut Connection, asked: &Asked, session: &Session) -> Answer {
        let now = SystemTime::now();
        let frame = self.frame(connection, session, "/log")?;
        append(connection, now, &session.name, Action::ViewedLog, "")?;
        let before = asked.query.get("before").parse().ok();
        let lines = audit_log::lines(connection, before, LOG_PAGE)?;
        let next = lines
            .last()
            .filter(|line| line.seq > 1 && lines.len() == LOG_PAGE as usize)
            .map(|line| line.seq);
        let checked = if asked.query.get("check").is_empty() {
            None
        } else {
            Some(match audit_log::verify(connection)? {
                Ok(whole) => Ok(format!(
                    "Nothing was changed and nothing is missing in {} lines.",
                    whole.lines
                )),
                Err(broken) => Err(format!("Tell whoever runs the server: {broken}.")),
            })
        };
        let zone = self.settings.zone.clone();
        Ok(page(StatusCode::OK, frame, "Log", || {
            view! { <Log lines next checked zone/> }
        }))
    }

    fn export(&self, connection: &mut Connection, session: &Session) -> Answer {
        let now = SystemTime::now();
        append(connection, now, &session.name, Action::Exported, "all, CSV")?;
        let mut bytes = Vec::new();
        export::csv(connection, &self.settings.zone, &mut bytes).map_err(|error| match error {
            export::ExportError::Sqlite(error) => Failure::Sqlite(error),
            export::ExportError::Output(_) => Failure::System,
        })?;
        let mut response = Response::new(Body::from(bytes));
        let headers = response.headers_mut();
        for (name, value) in [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
            (
                header::CONTENT_DISPOSITION,
                "attachment; filename=\"requests.csv\"",
            ),
            (header::CACHE_CONTROL, "no-store"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        Ok(response)
    }
}

fn begin_session(
    connection: &mut Connection,
    now: SystemTime,
    name: &str,
) -> Result<String, Failure> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let cookie = sessions::begin(&transaction, now, name)?;
    audit_log::append(&transaction, now, name, Action::SignedIn, "")?;
    transaction.commit()?;
    Ok(cookie)
}

/// Who is signed in by the preview's link.
const PREVIEW: &str = "Preview";

fn export_question() -> impl IntoView {
    view! {
        <h1>"Export"</h1>
        <p>
            "All requests with all answers, as a file for a spreadsheet (CSV). Keep it where only staff can open it, and "
            "delete it when you no longer need it: what is deleted here stays in such files. The log says that you took it."
        </p>
        <form method="post" action="/export"><button type="submit" class="button">"Download"</button></form>
    }
}

fn append(
    connection: &mut Connection,
    now: SystemTime,
    actor: &str,
    action: Action,
    reference: &str,
) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    audit_log::append(&transaction, now, actor, action, reference)?;
    transaction.commit()
}

/// What staff must know on every page: that nobody is told of new requests any more.
fn warnings(
    connection: &Connection,
    notices: &Notices,
    zone: &TimeZone,
) -> rusqlite::Result<Vec<String>> {
    let Some(trouble) = notices.trouble() else {
        return Ok(Vec::new());
    };
    let count: i64 = connection.query_row(
        "SELECT count(DISTINCT request_id) FROM outbox WHERE delivered_at IS NULL",
        (),
        |row| row.get(0),
    )?;
    let requests = if count == 1 { "request" } else { "requests" };
    let since = zone.local(&trouble.since);
    let since = since.get(..16).unwrap_or(&since);
    Ok(vec![format!(
        "Notices of {count} {requests} have not been delivered since {since}. Look here for new \
         requests, and tell whoever runs the server."
    )])
}

fn is_id(text: &str) -> bool {
    RequestId::parse(text).is_some_and(|id| id.as_str() == text)
}

fn page<V: IntoView + 'static>(
    status: StatusCode,
    frame: Frame,
    title: &str,
    main: impl FnOnce() -> V,
) -> Response<Body> {
    respond(
        status,
        "text/html; charset=utf-8",
        document(frame, title, main),
    )
}

fn file(media_type: &'static str, text: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    // Nothing secret; asked for again because a new version has the same name.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

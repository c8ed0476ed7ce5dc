//! What the staff's listener answers with: pages, files, and what went wrong.

use crate::answer::respond;
use crate::log;
use crate::staff::desk::Desk;
use crate::staff::pages::{Frame, Message, document};
use crate::staff::sessions::{COOKIE, Session};
use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use leptos::prelude::{IntoView, view};
use rusqlite::Connection;

/// A handler's answer.
pub type Answer = Result<Response<Body>, Failure>;

/// Why there is no ordinary answer.
#[derive(Debug)]
pub enum Failure {
    /// The database can't be used.
    Sqlite(rusqlite::Error),
    /// The database can't be opened; the log says why.
    Open,
    /// The system has no random numbers, or refused something else.
    System,
    /// This program has failed.
    Panicked,
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response<Body> {
        let what = match self {
            Self::Sqlite(error) => {
                let code = error.sqlite_error().map_or(0, |error| error.extended_code);
                let words = rusqlite::ffi::code_to_str(code);
                log::trouble(&format!(
                    "a page of the staff: {words} (SQLite code {code})"
                ));
                "The database can’t be used at the moment. Nothing was changed; try again."
            }
            Self::Open => "The database can’t be opened; the server’s log says why.",
            Self::System => "The system has no random numbers.",
            Self::Panicked => {
                return text(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "This program has failed here. Tell whoever runs the server.",
                );
            }
        };
        text(StatusCode::SERVICE_UNAVAILABLE, what)
    }
}

/// A page.
pub fn page<V: IntoView + 'static>(
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

/// The page for an address, or a request, that is not there.
///
/// # Errors
/// What SQLite reports.
pub fn not_found(desk: &Desk, connection: &Connection, session: &Session) -> Answer {
    let frame = desk.frame(connection, session, "")?;
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

/// A sentence.
pub fn text(status: StatusCode, what: &str) -> Response<Body> {
    respond(status, "text/plain; charset=utf-8", what.to_owned())
}

/// On to another page (303).
pub fn see_other(path: &str) -> Response<Body> {
    let mut response = respond(StatusCode::SEE_OTHER, "text/plain", String::new());
    if let Ok(path) = HeaderValue::from_str(path) {
        response.headers_mut().insert(header::LOCATION, path);
    }
    response
}

/// The answer with the session's cookie; an empty value ends it.
pub fn with_cookie(mut response: Response<Body>, value: &str) -> Response<Body> {
    // Over plain HTTP on this machine too: browsers take 127.0.0.1 and localhost for secure.
    let over = if value.is_empty() { "; Max-Age=0" } else { "" };
    let cookie = format!("{COOKIE}={value}; Path=/; Secure; HttpOnly; SameSite=Strict{over}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// A file of this program.
pub fn file(media_type: &'static str, text: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    // Nothing secret; asked for again because a new version has the same name.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

//! The end of an earlier site's service worker.
//!
//! This site has none. Where an earlier site at the same address had one, its visitors go on seeing
//! that site out of the worker's cache. Browsers ask for the worker's script again, at least once a
//! day, and mark the request (Service Workers, "Service-Worker" header). They get a script that
//! unregisters the worker and loads its pages anew.

use crate::answer::respond;
use axum::body::Body;
use axum::http::{HeaderMap, Response, StatusCode};

/// The script, which the build writes into the site too, for hosts of files.
pub const FAREWELL: &str = include_str!("../../prerender/src/service-worker.js");

/// Whether a browser asks for the script of a service worker.
#[must_use]
pub fn is_asked_for(headers: &HeaderMap) -> bool {
    headers
        .get("service-worker")
        .is_some_and(|value| value == "script")
}

/// The script as an answer that no cache keeps.
#[must_use]
pub fn farewell() -> Response<Body> {
    respond(
        StatusCode::OK,
        "text/javascript; charset=utf-8",
        FAREWELL.to_owned(),
    )
}

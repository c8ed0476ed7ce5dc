//! The log of who did what.

use crate::audit_log::{self, Action};
use crate::staff::desk::Desk;
use crate::staff::pages::Log;
use crate::staff::replies::{Answer, page};
use crate::staff::signed_in::SignedIn;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use leptos::prelude::view;
use serde::Deserialize;
use std::sync::Arc;
use std::time::SystemTime;

/// Lines on one page.
const LINES: u32 = 200;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// The number of the line before which this page ends.
    before: String,
    /// Not empty: check the whole log.
    check: String,
}

pub async fn show(
    State(desk): State<Arc<Desk>>,
    SignedIn(session): SignedIn,
    Query(wanted): Query<Wanted>,
) -> Answer {
    desk.blocking(move |desk, connection| {
        let now = SystemTime::now();
        let frame = desk.frame(connection, &session, "/log")?;
        audit_log::record(connection, now, &session.name, Action::ViewedLog, "")?;
        let lines = audit_log::lines(connection, wanted.before.parse().ok(), LINES)?;
        let next = lines
            .last()
            .filter(|line| line.seq > 1 && lines.len() == LINES as usize)
            .map(|line| line.seq);
        let checked = if wanted.check.is_empty() {
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
        let zone = desk.settings.zone.clone();
        Ok(page(StatusCode::OK, frame, "Log", || {
            view! { <Log lines next checked zone/> }
        }))
    })
    .await
}

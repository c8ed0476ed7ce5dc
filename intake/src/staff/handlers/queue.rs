//! The queue, and whether something new is in it.

use crate::audit_log::{self, Action};
use crate::staff::desk::Desk;
use crate::staff::pages::{Frame, Queue, Shown};
use crate::staff::queue::{self, Cursor, Show};
use crate::staff::replies::{Answer, page, text};
use crate::staff::signed_in::SignedIn;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::{Response, StatusCode};
use leptos::prelude::view;
use serde::Deserialize;
use std::sync::Arc;
use std::time::SystemTime;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// What is searched for.
    q: String,
    /// Which list.
    show: String,
    /// Where this page of the list begins.
    after: String,
    /// Not empty: this page does not look again by itself.
    look: String,
}

pub async fn show(
    State(desk): State<Arc<Desk>>,
    SignedIn(session): SignedIn,
    Query(query): Query<Wanted>,
) -> Answer {
    desk.blocking(move |desk, connection| {
        let now = SystemTime::now();
        let frame = desk.frame(connection, &session, "/")?;
        let wanted = query.q.trim().to_owned();
        let show = Show::parse(&query.show);
        let after = Cursor::parse(&query.after);
        let overdue_after = desk.settings.overdue_after;
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
            zone: desk.settings.zone.clone(),
            looks_again: query.look.is_empty() && wanted.is_empty() && after.is_none(),
            wanted,
        };
        // What was searched for is somebody's name or number.
        let (action, what) = if shown.wanted.is_empty() {
            (Action::Listed, show.as_str())
        } else {
            (Action::Searched, "")
        };
        audit_log::record(connection, now, &session.name, action, what)?;
        let frame = Frame {
            leave: shown.looks_again.then_some((60, "/")).or(frame.leave),
            ..frame
        };
        Ok(page(StatusCode::OK, frame, "Queue", || {
            view! { <Queue shown/> }
        }))
    })
    .await
}

pub async fn news(State(desk): State<Arc<Desk>>, SignedIn(_): SignedIn) -> Response<Body> {
    text(StatusCode::OK, &desk.news())
}

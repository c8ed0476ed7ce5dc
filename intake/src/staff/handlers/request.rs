//! One request: seeing it, and what can be done with it.

use crate::consent;
use crate::saved::SavedRequest;
use crate::staff::desk::Desk;
use crate::staff::pages::{RequestPage, Whole};
use crate::staff::replies::{Answer, Failure, not_found, page, see_other, text};
use crate::staff::requests::{self, Change, ChangeError};
use crate::staff::sessions::Session;
use crate::staff::signed_in::SignedIn;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use leptos::prelude::view;
use rusqlite::Connection;
use serde::Deserialize;
use std::sync::Arc;
use std::time::SystemTime;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Done {
    /// What was done just now.
    done: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    change: String,
    note: String,
    /// Who had the request when the page was made.
    had_by: String,
}

pub async fn show(
    State(desk): State<Arc<Desk>>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
    Query(Done { done }): Query<Done>,
) -> Answer {
    desk.blocking(move |desk, connection| {
        let now = SystemTime::now();
        let Some(saved) = requests::view(connection, now, &session.name, &id)? else {
            return not_found(desk, connection, &session);
        };
        let mut whole = whole(desk, connection, &session, now, saved)?;
        whole.notice = notice(&done).map(str::to_owned);
        shown(desk, connection, &session, StatusCode::OK, whole)
    })
    .await
}

pub async fn change(
    State(desk): State<Arc<Desk>>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
    Form(asked): Form<Asked>,
) -> Answer {
    let Some(change) = Change::parse(&asked.change) else {
        return Ok(text(
            StatusCode::UNPROCESSABLE_ENTITY,
            "Nothing was asked for.",
        ));
    };
    desk.blocking(move |desk, connection| {
        let now = SystemTime::now();
        let reader = &session.name;
        let Asked { note, had_by, .. } = asked;
        let error = match requests::change(connection, now, reader, &id, change, &note, &had_by) {
            Ok(()) => {
                desk.changed();
                return Ok(see_other(&format!(
                    "/requests/{id}?done={}",
                    change.as_str()
                )));
            }
            Err(error) => error,
        };
        let problem = problem(error)?;
        // Of a request that is gone there is nothing to see.
        let Some((problem, saved)) =
            problem.zip(requests::view(connection, now, &session.name, &id)?)
        else {
            return not_found(desk, connection, &session);
        };
        let mut whole = whole(desk, connection, &session, now, saved)?;
        whole.problem = Some(problem);
        whole.typed = note;
        shown(desk, connection, &session, StatusCode::CONFLICT, whole)
    })
    .await
}

fn notice(done: &str) -> Option<&'static str> {
    if done == "correct" {
        return Some("Saved.");
    }
    Some(match Change::parse(done)? {
        Change::Take | Change::TakeOver => "You have it now.",
        Change::GiveBack => "It is in the queue again.",
        Change::Close => "It is closed.",
        Change::Reopen => "It is open again, and you have it.",
        Change::StopContact => "Noted. There are no links to call, text or write any more.",
        Change::AllowContact => "Noted. The links are back.",
        Change::Note | Change::Tried(_) => "Noted.",
    })
}

/// What the person is told; `None` if the request is gone.
fn problem(error: ChangeError) -> Result<Option<String>, Failure> {
    Ok(Some(match error {
        ChangeError::Sqlite(error) => return Err(error.into()),
        ChangeError::Gone => return Ok(None),
        ChangeError::Taken(name) => {
            format!("{name} has this request. Your note is still here; nothing was changed.")
        }
        ChangeError::AlreadyClosed => {
            "This request was closed meanwhile. Nothing was changed.".to_owned()
        }
        ChangeError::NotClosed => "This request is open already.".to_owned(),
        ChangeError::NoNote => "Write a note first.".to_owned(),
        ChangeError::NoteTooLong => format!(
            "A note has at most {} characters. Nothing was saved yet.",
            requests::NOTE_MAX
        ),
    }))
}

fn whole(
    desk: &Desk,
    connection: &Connection,
    session: &Session,
    now: SystemTime,
    saved: SavedRequest,
) -> rusqlite::Result<Whole> {
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
        overdue_after: desk.settings.overdue_after,
        zone: desk.settings.zone.clone(),
        topics: desk.words.topics.clone(),
        notice: None,
        problem: None,
        typed: String::new(),
    })
}

fn shown(
    desk: &Desk,
    connection: &Connection,
    session: &Session,
    status: StatusCode,
    whole: Whole,
) -> Answer {
    let frame = desk.frame(connection, session, "")?;
    // The window's title may be seen by others, so it has no name.
    let title = format!("Request {}", whole.saved.reference);
    Ok(page(status, frame, &title, || {
        view! { <RequestPage whole/> }
    }))
}

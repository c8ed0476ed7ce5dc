//! Erasing a request for good.

use crate::audit_log::{self, Action};
use crate::erasing::{self, Which};
use crate::saved;
use crate::staff::desk::Desk;
use crate::staff::pages::{DeleteQuestion, Deleted};
use crate::staff::replies::{Answer, not_found, page};
use crate::staff::signed_in::SignedIn;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use leptos::prelude::view;
use std::sync::Arc;
use std::time::SystemTime;

pub async fn ask(
    State(desk): State<Arc<Desk>>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
) -> Answer {
    desk.blocking(move |desk, connection| {
        let Some(saved) = saved::find(connection, &id)? else {
            return not_found(desk, connection, &session);
        };
        let (id, reference, name) = (saved.id, saved.reference, saved.name);
        let now = SystemTime::now();
        audit_log::record(connection, now, &session.name, Action::Viewed, &reference)?;
        let frame = desk.frame(connection, &session, "")?;
        Ok(page(StatusCode::OK, frame, "Delete", || {
            view! { <DeleteQuestion id reference name/> }
        }))
    })
    .await
}

pub async fn erase(
    State(desk): State<Arc<Desk>>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
) -> Answer {
    desk.blocking(move |desk, connection| {
        let Some(saved) = saved::find(connection, &id)? else {
            return not_found(desk, connection, &session);
        };
        let frame = desk.frame(connection, &session, "")?;
        let (id, reference) = (saved.id, saved.reference);
        let which = Which::Id(id.clone());
        let now = SystemTime::now();
        let remains =
            erasing::everywhere(connection, &desk.database, &which, true, |transaction| {
                audit_log::append(transaction, now, &session.name, Action::Deleted, &reference)
            })?;
        desk.changed();
        let mut left = Vec::new();
        if remains.in_log {
            left.push(format!(
                "Another program reads the database, whose log still holds the request. End that program and run “intake \
                 delete {id} --in-backups”."
            ));
        }
        let not_erased = |failure| format!("It could not be erased from the backup {failure}.");
        left.extend(remains.failures.into_iter().map(not_erased));
        Ok(page(StatusCode::OK, frame, "Deleted", || {
            view! { <Deleted reference left/> }
        }))
    })
    .await
}

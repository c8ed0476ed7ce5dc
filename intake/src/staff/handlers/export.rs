//! All requests as a file.

use crate::audit_log::{self, Action};
use crate::export::{self, ExportError};
use crate::staff::desk::Desk;
use crate::staff::pages::Export;
use crate::staff::replies::{Answer, Failure, page};
use crate::staff::signed_in::SignedIn;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use leptos::prelude::view;
use std::sync::Arc;
use std::time::SystemTime;

pub async fn ask(State(desk): State<Arc<Desk>>, SignedIn(session): SignedIn) -> Answer {
    desk.blocking(move |desk, connection| {
        let frame = desk.frame(connection, &session, "/export")?;
        Ok(page(StatusCode::OK, frame, "Export", || {
            view! { <Export/> }
        }))
    })
    .await
}

pub async fn download(State(desk): State<Arc<Desk>>, SignedIn(session): SignedIn) -> Answer {
    desk.blocking(move |desk, connection| {
        let now = SystemTime::now();
        audit_log::record(connection, now, &session.name, Action::Exported, "all, CSV")?;
        let mut bytes = Vec::new();
        export::csv(connection, &desk.settings.zone, &mut bytes).map_err(|error| match error {
            ExportError::Sqlite(error) => Failure::Sqlite(error),
            ExportError::Output(_) => Failure::System,
        })?;
        let headers = [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
            (
                header::CONTENT_DISPOSITION,
                "attachment; filename=\"requests.csv\"",
            ),
            (header::CACHE_CONTROL, "no-store"),
        ];
        Ok((headers, bytes).into_response())
    })
    .await
}

//! Who may sign in.

use crate::staff::desk::Desk;
use crate::staff::pages::People;
use crate::staff::people;
use crate::staff::replies::{Answer, page};
use crate::staff::signed_in::SignedIn;
use axum::extract::State;
use axum::http::StatusCode;
use leptos::prelude::view;
use std::sync::Arc;

pub async fn show(State(desk): State<Arc<Desk>>, SignedIn(session): SignedIn) -> Answer {
    desk.blocking(move |desk, connection| {
        let people = people::all(connection)?;
        let zone = desk.settings.zone.clone();
        let frame = desk.frame(connection, &session, "/people")?;
        Ok(page(StatusCode::OK, frame, "People", || {
            view! { <People people zone/> }
        }))
    })
    .await
}

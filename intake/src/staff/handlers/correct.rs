//! Correcting a request's answers, by the form's own rules.

use crate::saved::SavedRequest;
use crate::staff::desk::Desk;
use crate::staff::pages::Correct;
use crate::staff::replies::{Answer, not_found, page, see_other};
use crate::staff::requests::{self, ChangeError};
use crate::staff::sessions::Session;
use crate::staff::signed_in::SignedIn;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use consultation_rules::{CHECKED, FIELDS, Field, FieldError, Submission, validate};
use leptos::prelude::view;
use rusqlite::Connection;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::SystemTime;

pub async fn ask(
    State(desk): State<Arc<Desk>>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
) -> Answer {
    desk.blocking(move |desk, connection| {
        let now = SystemTime::now();
        let Some(saved) = requests::view(connection, now, &session.name, &id)? else {
            return not_found(desk, connection, &session);
        };
        let answers = requests::answers(&saved);
        form(desk, connection, &session, saved, answers, Vec::new())
    })
    .await
}

pub async fn save(
    State(desk): State<Arc<Desk>>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
    Form(typed): Form<HashMap<String, String>>,
) -> Answer {
    desk.blocking(move |desk, connection| {
        let now = SystemTime::now();
        let Some(saved) = requests::view(connection, now, &session.name, &id)? else {
            return not_found(desk, connection, &session);
        };
        let mut answers = Submission::default();
        for spec in &FIELDS {
            answers.set(spec.field, typed.get(spec.name).map_or("", String::as_str));
        }
        // It was given; what is corrected here is something else.
        answers.set(Field::Consent, CHECKED);
        let valid = match validate(&answers) {
            Ok(valid) => valid,
            Err(errors) => return form(desk, connection, &session, saved, answers, errors),
        };
        match requests::correct(connection, now, &session.name, &id, &valid) {
            Ok(()) => {
                desk.changed();
                Ok(see_other(&format!("/requests/{id}?done=correct")))
            }
            Err(ChangeError::Sqlite(error)) => Err(error.into()),
            Err(_) => not_found(desk, connection, &session),
        }
    })
    .await
}

fn form(
    desk: &Desk,
    connection: &Connection,
    session: &Session,
    saved: SavedRequest,
    answers: Submission,
    errors: Vec<FieldError>,
) -> Answer {
    let (status, title) = if errors.is_empty() {
        (StatusCode::OK, "Correct")
    } else {
        (StatusCode::UNPROCESSABLE_ENTITY, "Error: Correct")
    };
    let frame = desk.frame(connection, session, "")?;
    let (id, reference) = (saved.id, saved.reference);
    let topics = desk.words.topics.clone();
    Ok(page(status, frame, title, || {
        view! { <Correct id reference topics answers errors/> }
    }))
}

//! Which address of the staff's listener answers what.

use crate::staff::checks;
use crate::staff::desk::Desk;
use crate::staff::handlers::{
    correct, delete, export, invitation, log, people, preview, queue, request, sign_in,
};
use crate::staff::pages::{SCRIPT, STYLE};
use crate::staff::replies::{Answer, file, not_found, text};
use crate::staff::signed_in::SignedIn;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;

/// All routes. A handler that takes a [`SignedIn`] is for staff alone.
pub fn router(desk: Arc<Desk>) -> Router {
    Router::new()
        .route("/", get(queue::show))
        .route("/news", get(queue::news))
        .route("/requests/{id}", get(request::show).post(request::change))
        .route(
            "/requests/{id}/correct",
            get(correct::ask).post(correct::save),
        )
        .route(
            "/requests/{id}/delete",
            get(delete::ask).post(delete::erase),
        )
        .route("/people", get(people::show))
        .route("/log", get(log::show))
        .route("/export", get(export::ask).post(export::download))
        .route("/sign-in", get(sign_in::show).post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/sign-out-everywhere", post(sign_in::sign_out_everywhere))
        .route(
            "/invitation/{token}",
            get(invitation::show).post(invitation::accept),
        )
        .route("/preview/{token}", get(preview::sign_in))
        .route("/staff.css", get(style))
        .route("/staff.js", get(script))
        .fallback(elsewhere)
        .method_not_allowed_fallback(other_method)
        .layer(CatchPanicLayer::custom(|_| failed()))
        .layer(from_fn_with_state(Arc::clone(&desk), checks::posted_form))
        .layer(from_fn_with_state(Arc::clone(&desk), checks::own_address))
        .layer(from_fn(checks::head_length))
        .layer(from_fn_with_state(Arc::clone(&desk), checks::finish))
        .with_state(desk)
}

async fn style() -> Response<Body> {
    file("text/css; charset=utf-8", STYLE)
}

async fn script() -> Response<Body> {
    file("text/javascript; charset=utf-8", SCRIPT)
}

async fn elsewhere(State(desk): State<Arc<Desk>>, SignedIn(session): SignedIn) -> Answer {
    desk.blocking(move |desk, connection| not_found(desk, connection, &session))
        .await
}

async fn other_method() -> Response<Body> {
    text(StatusCode::METHOD_NOT_ALLOWED, "This can’t be done here.")
}

fn failed() -> Response<Body> {
    text(
        StatusCode::INTERNAL_SERVER_ERROR,
        "This program has failed here. Tell whoever runs the server.",
    )
}

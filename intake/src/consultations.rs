//! `POST /api/consultations`: the way of one request from its bytes to its answer.

use crate::answer::{Answer, MediaType, Reader, for_person, for_program, respond};
use crate::app::{App, Peer};
use crate::body::{self, BodyError};
use crate::cors;
use crate::page::Page;
use crate::refusal::Refusal;
use crate::settings::{MAX_BODY, MAX_BODY_SHOWN_AGAIN};
use crate::store::{SaveError, Saved};
use axum::Extension;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use consultation_rules::{
    ConsultationRequest, PostedRequest, RequestId, Submission, from_form, from_json,
};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;

/// Answers a posted request as the contract (docs/openapi.yaml) says.
pub async fn post(
    State(app): State<Arc<App>>,
    Extension(peer): Extension<Peer>,
    request: Request,
) -> Response<Body> {
    let (head, body) = request.into_parts();
    let reader = Reader::of(&head.headers);
    let media_type = MediaType::of(&head.headers);
    let too_many = app.take_from_rate_limit(peer, &head.headers);

    // The body is read even if the answer is known already: only then do a client that is still
    // sending see the answer and a person get the answers back.
    let limit = match (reader, media_type) {
        (Reader::Person, MediaType::Form) => MAX_BODY_SHOWN_AGAIN,
        _ => MAX_BODY,
    };
    let body = body::read(body, limit, app.limits.body_time).await;
    if cors::is_from_another_site(&head.headers, &app.allowed_origins) {
        let answer = Answer::Refused(Refusal::OtherSite);
        return reply(&app, &head.headers, reader, &answer, None);
    }
    let posted = match (body, media_type) {
        (_, MediaType::Other) => Err(Refusal::WrongType),
        (Err(BodyError::TooLarge), _) => Err(Refusal::TooLarge),
        (Err(BodyError::TooSlow), _) => Err(Refusal::TooSlow),
        (Err(BodyError::Broken), _) => Err(Refusal::Broken),
        (Ok(bytes), MediaType::Json) => from_json(&bytes).map_err(Refusal::Unreadable),
        (Ok(bytes), MediaType::Form) => match from_form(&bytes) {
            Ok(posted) if bytes.len() > MAX_BODY => {
                let answer = Answer::Refused(Refusal::TooLarge);
                return reply(
                    &app,
                    &head.headers,
                    reader,
                    &answer,
                    Some(&posted.submission),
                );
            }
            posted => posted.map_err(Refusal::Unreadable),
        },
    };
    let (answer, submission) = match (too_many, posted) {
        (Err(seconds), posted) => (
            Answer::Refused(Refusal::TooMany(seconds)),
            posted.ok().map(|posted| posted.submission),
        ),
        (Ok(()), Err(refusal)) => (Answer::Refused(refusal), None),
        (Ok(()), Ok(posted)) => (
            decide(&app, media_type, &posted).await,
            Some(posted.submission),
        ),
    };
    reply(&app, &head.headers, reader, &answer, submission.as_ref())
}

/// Judges a request and stores it.
async fn decide(app: &App, media_type: MediaType, posted: &PostedRequest) -> Answer {
    if media_type == MediaType::Json && posted.id.is_none() {
        return Answer::Refused(Refusal::NoId);
    }
    if !posted.submission.honeypot.is_empty() {
        // Only a program fills that field. It gets a success to go away with.
        let id = posted.id.clone().unwrap_or_else(made_up_id);
        return Answer::Stored { id, new: true };
    }
    let request = match posted.validate() {
        Ok(request) => request,
        Err(errors) => return Answer::FieldErrors(errors),
    };
    store(app, request).await
}

async fn store(app: &App, request: ConsultationRequest) -> Answer {
    match app.store.save(request).await {
        Ok(Saved::New(id)) => Answer::Stored { id, new: true },
        Ok(Saved::Again(id)) => Answer::Stored { id, new: false },
        Ok(Saved::OtherAnswers) => Answer::Refused(Refusal::OtherAnswers),
        Err(error) => Answer::Refused(Refusal::NotSaved(error)),
    }
}

/// An id that is stored nowhere, for a program that filled the trap and sent none. The standard
/// library's hash seeds are random enough to look like one.
fn made_up_id() -> RequestId {
    let random = || RandomState::new().build_hasher().finish().to_ne_bytes();
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&random());
    bytes[8..].copy_from_slice(&random());
    RequestId::from_random(bytes)
}

fn reply(
    app: &App,
    headers: &HeaderMap,
    reader: Reader,
    answer: &Answer,
    submission: Option<&Submission>,
) -> Response<Body> {
    let mut response = match reader {
        Reader::Program => for_program(answer),
        Reader::Person => for_person(answer, submission, &page(app, headers)),
    };
    cors::add_to_answer(response.headers_mut(), headers, &app.allowed_origins);
    response
}

/// The page for a person: its links lead to the site the form stood on, here or at an allowed
/// origin.
fn page<'a>(app: &'a App, headers: &HeaderMap) -> Page<'a> {
    let origin = cors::allowed(headers, &app.allowed_origins);
    Page {
        site: format!(
            "{}{}",
            origin.map_or("", |origin| origin.as_str()),
            app.base_path
        ),
        origin: origin.map(cors::Origin::as_str),
        origins: app
            .allowed_origins
            .iter()
            .map(cors::Origin::as_str)
            .collect(),
        phone: app.phone.as_deref(),
        folder: app.pages.as_deref(),
    }
}

/// Answers a preflight of the CORS protocol, and any other question about the options.
pub async fn options(State(app): State<Arc<App>>, headers: HeaderMap) -> Response<Body> {
    let mut response = respond(StatusCode::NO_CONTENT, "text/plain", String::new());
    let answer = response.headers_mut();
    answer.remove(header::CONTENT_TYPE);
    answer.insert(header::ALLOW, HeaderValue::from_static("POST, OPTIONS"));
    cors::add_to_preflight(answer, &headers, &app.allowed_origins);
    response
}

/// Answers every other method, such as the GET of someone who reloads by the address bar.
pub async fn other_method(State(app): State<Arc<App>>, headers: HeaderMap) -> Response<Body> {
    let answer = Answer::Refused(Refusal::MethodNotAllowed);
    reply(&app, &headers, Reader::of(&headers), &answer, None)
}

/// The answer when this program itself has failed, in the client's own form.
#[must_use]
pub fn failed() -> Response<Body> {
    for_program(&Answer::Refused(Refusal::NotSaved(SaveError::Failed)))
}

//! Which address answers what.

use crate::answer::{problem, respond};
use crate::app::App;
use crate::refusal::title;
use crate::settings::MAX_HEAD;
use crate::{consultations, log, security_headers, service_worker, site};
use ::security_headers::files;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, Response, StatusCode, header};
use axum::middleware::{self, Next};
use axum::routing::{get, post};
use consultation_rules::Problem;
use std::any::Any;
use std::sync::Arc;
use std::time::Instant;
use tower_http::catch_panic::CatchPanicLayer;

/// The description of this endpoint (OpenAPI 3.1), kept beside the other documents.
pub const OPENAPI: &str = include_str!("../../docs/openapi.yaml");

/// All routes. Those of the endpoint answer at the root and under the base path, so that a proxy
/// may strip the base path or leave it.
pub fn router(app: &Arc<App>) -> Router {
    let mut router = Router::new();
    let mut bases = vec![app.base_path.as_str(), ""];
    bases.dedup();
    for base in bases {
        let at = |path: &str| format!("{base}{path}");
        router = router
            .route(
                &at("/api/consultations"),
                post(consultations::post)
                    .options(consultations::options)
                    .fallback(consultations::other_method),
            )
            .route(&at("/healthz"), get(health).fallback(only_reading))
            .route(
                &at("/healthz/notices"),
                get(health_of_notices).fallback(only_reading),
            )
            .route(
                &at("/api/openapi.yaml"),
                get(openapi).fallback(only_reading),
            );
    }
    router
        .fallback(elsewhere)
        .with_state(Arc::clone(app))
        .layer(CatchPanicLayer::custom(|_: Box<dyn Any + Send>| {
            consultations::failed()
        }))
        .layer(middleware::from_fn_with_state(app.hsts_subdomains, finish))
}

/// Whether the endpoint can take requests: what a post needs is tried. That notices can't be delivered
/// is a warning, with 200: whoever takes a server away by this status would lose requests by it.
async fn health(State(app): State<Arc<App>>) -> Response<Body> {
    match app.store.check().await {
        Ok(()) => {
            let status = match app.notices.trouble() {
                None => serde_json::json!({"status": "ok"}),
                Some(trouble) => serde_json::json!({
                    "status": "warn",
                    "notices_undelivered_since": trouble.since,
                }),
            };
            respond(StatusCode::OK, "application/json", status.to_string())
        }
        Err(_) => error(
            StatusCode::SERVICE_UNAVAILABLE,
            "Requests can’t be stored; the log says why.",
        ),
    }
}

/// Whether staff are told of new requests, for whatever looks at the status alone.
async fn health_of_notices(State(app): State<Arc<App>>) -> Response<Body> {
    let status = if app.notices.are_on() { "ok" } else { "off" };
    match app.notices.trouble() {
        None => respond(
            StatusCode::OK,
            "application/json",
            serde_json::json!({"status": status}).to_string(),
        ),
        Some(trouble) => error(
            StatusCode::SERVICE_UNAVAILABLE,
            &format!(
                "Notices of new requests have not been delivered since {}; the log says why.",
                trouble.since
            ),
        ),
    }
}

async fn openapi() -> Response<Body> {
    // The media type of RFC 9512.
    respond(StatusCode::OK, "application/yaml", OPENAPI.to_owned())
}

async fn only_reading() -> Response<Body> {
    let mut response = error(StatusCode::METHOD_NOT_ALLOWED, "Read this with GET.");
    response
        .headers_mut()
        .insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    response
}

/// Everything that isn't the endpoint: the site, if it is served here.
///
/// Another spelling of a page's address is sent on to the page's own (308). The app in the browser
/// finds its route by the address, and a reload, a link or a second press must find the same page.
async fn elsewhere(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    let path = request.uri().path();
    let canonical = site::canonical(path);
    let is_canonical = canonical.as_deref() == Some(path);
    let under_base = canonical
        .as_deref()
        .and_then(|path| app.base_path.strip(path));
    let is_api = |path: &str| path == "/api" || path.starts_with("/api/");
    let not_found = || error(StatusCode::NOT_FOUND, "There is nothing at this address.");
    let Some(site) = &app.site else {
        return not_found();
    };
    if canonical.as_deref().is_some_and(is_api) || under_base.is_some_and(is_api) {
        return not_found();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return only_reading().await;
    }
    if under_base.is_some() && service_worker::is_asked_for(request.headers()) {
        return service_worker::farewell();
    }
    if let (Some(canonical), Some(under_base), false) = (&canonical, under_base, is_canonical)
        && site.has(under_base).await
    {
        let query = request.uri().query();
        let query = query.map_or(String::new(), |query| format!("?{query}"));
        return sent_on(
            StatusCode::PERMANENT_REDIRECT,
            &format!("{canonical}{query}"),
        );
    }
    if let Some(canonical) = &canonical
        && let Some(now) = site.moved(canonical).await
    {
        let query = request.uri().query();
        let query = query.map_or(String::new(), |query| format!("?{query}"));
        // 301 as other hosts answer by the same file. Browsers may keep it for good, unless told:
        // the page could get its old address back.
        let mut response = sent_on(StatusCode::MOVED_PERMANENTLY, &format!("{now}{query}"));
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static(files::ASK));
        return response;
    }
    site.answer(request, under_base).await
}

fn sent_on(status: StatusCode, location: &str) -> Response<Body> {
    let mut response = respond(status, "text/plain", String::new());
    // A query that was in a request's line can be in a header.
    if let Ok(location) = HeaderValue::from_str(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

fn error(status: StatusCode, detail: &str) -> Response<Body> {
    problem(&Problem::new(status.as_u16(), title(status), Some(detail)))
}

/// What happens to every answer: headers, and a line in the log.
async fn finish(
    State(hsts_subdomains): State<bool>,
    request: Request,
    next: Next,
) -> Response<Body> {
    let start = Instant::now();
    let method = request.method().clone();
    // Without the query, which could hold anything.
    let path = request.uri().path().to_owned();
    // Whoever says so wrongly changes only what is told to themselves.
    let over_https = request
        .headers()
        .get("x-forwarded-proto")
        .is_some_and(|proto| proto == "https");
    // hyper refuses what is much longer, by what it has read at a time.
    let mut response = if head_length(&request) > MAX_HEAD {
        error(
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "The request's line and headers are larger than 32 KiB.",
        )
    } else {
        next.run(request).await
    };
    security_headers::add(response.headers_mut(), over_https, hsts_subdomains);
    log::request(&method, &path, response.status(), start.elapsed());
    response
}

/// The length of a request's line and headers in bytes, nearly: as HTTP/1.1 writes them with one
/// space where there may be several.
pub(crate) fn head_length(request: &Request) -> usize {
    let uri = request.uri();
    let line = request.method().as_str().len()
        + uri.path().len()
        + uri.query().map_or(0, |query| query.len() + 1);
    let headers: usize = request
        .headers()
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len())
        .sum();
    line + headers
}

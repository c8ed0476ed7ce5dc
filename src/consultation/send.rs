//! Sends a submission: carries out the orders of [`consultation_rules::sending::Sending`], and gives the outcome.

use std::cell::Cell;

use consultation_rules::{
    Endpoint, Event, Failure, HONEYPOT, Order, Outcome, Policy, RequestBody, Response, Sending,
    json_text, to_form,
};
use futures::channel::oneshot;
use futures::future::select;
use gloo_timers::future::TimeoutFuture;
use leptos::ev;
use leptos::prelude::*;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;

use super::post::{NoResponse, post};
use super::state::{Attempt, Phase};
use crate::json::parse_json;
use crate::site_info::{FormSettings, SiteInfo};

/// Where a submission is sent, and in which encoding.
pub(super) struct Plan {
    endpoint: String,
    form: FormSettings,
    automatic_retries: bool,
}

impl Plan {
    /// From the settings of the document.
    pub(super) fn new(site: &SiteInfo) -> Self {
        Self {
            endpoint: site.endpoint.clone(),
            form: site.form.clone(),
            automatic_retries: site.automatic_retries,
        }
    }

    /// The body's media type, and the body.
    fn write(&self, attempt: &Attempt, honeypot: &str) -> (&'static str, String) {
        let mut extra = self.form.extra.clone();
        if !honeypot.is_empty() {
            extra.push((HONEYPOT.to_owned(), honeypot.to_owned()));
        }
        let body = RequestBody {
            id: &attempt.id,
            submission: &attempt.submission,
            extra: &extra,
        };
        if self.form.urlencoded {
            return ("application/x-www-form-urlencoded", to_form(&body));
        }
        // Strings only, so neither step can fail.
        let body = body
            .serialize(&Serializer::json_compatible())
            .ok()
            .and_then(|value| js_sys::JSON::stringify(&value).ok())
            .map(String::from);
        ("application/json", body.unwrap_or_default())
    }
}

/// Sends until there is an outcome; `phase` says meanwhile whether it is sending or waiting.
pub(super) async fn send(
    plan: Plan,
    attempt: &Attempt,
    honeypot: String,
    phase: RwSignal<Phase>,
) -> Outcome {
    let Ok(endpoint) = Endpoint::parse(&plan.endpoint) else {
        // Cannot happen: the form is removed when the endpoint cannot be used.
        return Outcome::Failed {
            failure: Failure::Refused,
            may_have_arrived: attempt.may_have_arrived,
        };
    };
    let (content_type, body) = plan.write(attempt, &honeypot);
    let policy = Policy {
        automatic_retries: plan.automatic_retries,
        success_response: plan.form.success_response,
        ..Policy::default()
    };
    let (mut sending, mut order) = Sending::start(
        policy,
        attempt.id.clone(),
        is_online(),
        attempt.may_have_arrived,
    );
    loop {
        order = match order {
            Order::Send { timeout_ms } => {
                phase.set(Phase::Sending);
                let response =
                    post(endpoint.as_str(), content_type, body.clone(), timeout_ms).await;
                // `onLine` can be wrong, so it only decides the words about a try that has failed.
                if response.is_err() && !is_online() {
                    sending.on(Event::Online(false), now(), js_sys::Math::random());
                }
                let json;
                let event = match &response {
                    Ok(response) => {
                        json = Response {
                            status: response.status,
                            content_type: response.content_type.as_deref(),
                            retry_after: response.retry_after.as_deref(),
                            body: &response.body,
                            json: json_text(response.content_type.as_deref(), &response.body)
                                .and_then(parse_json),
                        };
                        Event::Response(&json)
                    }
                    Err(NoResponse::TimedOut) => Event::TimedOut,
                    Err(NoResponse::Network) => Event::NetworkError,
                };
                sending.on(event, now(), js_sys::Math::random())
            }
            Order::Wait { ms } => {
                phase.set(Phase::Waiting);
                let event = if stays_online(ms).await {
                    Event::WaitOver
                } else {
                    Event::Online(false)
                };
                sending.on(event, now(), js_sys::Math::random())
            }
            Order::Finish(outcome) => return outcome,
            // Given only for events out of turn, and none is sent here. If it happens all the same, it is not known
            // whether the request arrived.
            Order::Nothing => {
                return Outcome::Failed {
                    failure: Failure::NoAnswer,
                    may_have_arrived: true,
                };
            }
        };
    }
}

/// Waits for `ms` milliseconds; gives `false` at once when the browser goes offline.
async fn stays_online(ms: u32) -> bool {
    let (gone, went) = oneshot::channel::<()>();
    let gone = Cell::new(Some(gone));
    let listener = window_event_listener(ev::offline, move |_| {
        if let Some(gone) = gone.take() {
            // Fails only if the wait is over already.
            let _ = gone.send(());
        }
    });
    let waited = matches!(
        select(TimeoutFuture::new(ms), went).await,
        futures::future::Either::Left(_)
    );
    listener.remove();
    waited
}

fn is_online() -> bool {
    window().navigator().on_line()
}

/// Milliseconds since 1970.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn now() -> u64 {
    js_sys::Date::now() as u64
}

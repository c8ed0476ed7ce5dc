//! Carries out the orders of [`consultation::sending::Sending`].

use ::consultation::{
    ValidAnswers,
    endpoint::Endpoint,
    field::{ELAPSED_LEAST_MS, HONEYPOT},
    id::RequestId,
    reply::Reply,
    request::{to_form, to_json},
    sending::{Event, Failure, Order, Outcome, Policy, Sending},
};
use futures::channel::oneshot;
use futures::future::select;
use gloo_timers::future::TimeoutFuture;
use leptos::ev;
use leptos::prelude::*;
use std::cell::Cell;
use wasm_bindgen_futures::spawn_local;

use super::outcome::focus_outcome;
use super::post::{NoReply, post};
use super::{Attempt, Consultation, Phase};
use crate::content::{Kind, REQUEST};
use crate::environment::{Environment, use_environment};
use crate::{navigation, routes};

/// Starts to send a set of answers.
pub(super) fn start(state: Consultation, answers: ValidAnswers, honeypot: &str) {
    let environment = use_environment().get_value();
    let Ok(endpoint) = Endpoint::parse(&environment.endpoint) else {
        return;
    };
    // The same answers keep their id, so that the endpoint stores them once however often they are sent.
    let attempt = match state.attempt.get_value() {
        Some(earlier) if earlier.answers == answers => earlier,
        _ => Attempt {
            id: new_id(),
            answers,
            may_have_arrived: false,
        },
    };
    state.attempt.set_value(Some(attempt.clone()));
    let mut extra: Vec<(String, String)> = REQUEST
        .extra
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    if !honeypot.is_empty() {
        extra.push((HONEYPOT.to_owned(), honeypot.to_owned()));
    }
    state.phase.set(Phase::Sending);
    spawn_local(async move {
        let outcome = run(state, &environment, &endpoint, &attempt, &extra).await;
        finish(state, &environment, attempt, outcome);
    });
}

async fn run(
    state: Consultation,
    environment: &Environment,
    endpoint: &Endpoint,
    attempt: &Attempt,
    extra: &[(String, String)],
) -> Outcome {
    // Sooner, the endpoint would ask for the request again.
    let missing = ELAPSED_LEAST_MS.saturating_sub(elapsed_ms().unwrap_or(ELAPSED_LEAST_MS));
    if missing > 0 {
        TimeoutFuture::new(u32::try_from(missing).unwrap_or_default()).await;
    }
    let policy = Policy {
        automatic_retries: environment.automatic_retries,
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
                state.phase.set(Phase::Sending);
                let write = if REQUEST.as_form { to_form } else { to_json };
                let content_type = if REQUEST.as_form {
                    "application/x-www-form-urlencoded"
                } else {
                    "application/json"
                };
                let body = write(&attempt.id, &attempt.answers, elapsed_ms(), extra);
                let answer = post(endpoint.as_str(), content_type, body, timeout_ms).await;
                // Said before how the try ended, so that a broken one is known to be the connection's fault.
                if answer.is_err() && !is_online() {
                    sending.on(Event::Online(false), now(), js_sys::Math::random());
                }
                match answer {
                    Ok(reply) => {
                        let reply = Reply {
                            status: reply.status,
                            content_type: reply.content_type.as_deref(),
                            retry_after: reply.retry_after.as_deref(),
                            body: &reply.body,
                        };
                        sending.on(Event::Reply(&reply), now(), js_sys::Math::random())
                    }
                    Err(NoReply::TimedOut) => {
                        sending.on(Event::TimedOut, now(), js_sys::Math::random())
                    }
                    Err(NoReply::Network) => {
                        sending.on(Event::NetworkError, now(), js_sys::Math::random())
                    }
                }
            }
            Order::Wait { ms } => {
                state.phase.set(Phase::Waiting);
                let event = if stays_online(ms).await {
                    Event::WaitOver
                } else {
                    Event::Online(false)
                };
                sending.on(event, now(), js_sys::Math::random())
            }
            Order::Finish(outcome) => return outcome,
            // Only events that cannot be due are answered with it, and none is sent here. Were it to happen
            // all the same, nothing is known of the request.
            Order::Nothing => {
                return Outcome::Failed {
                    failure: Failure::NoAnswer,
                    may_have_arrived: true,
                };
            }
        };
    }
}

fn finish(state: Consultation, environment: &Environment, attempt: Attempt, outcome: Outcome) {
    let is_at_form = location().pathname().is_ok_and(|path| {
        routes::find(routes::within(&environment.base, &path)).kind == Kind::Consultation
    });
    match outcome {
        Outcome::Received { reference } => {
            state.wipe();
            state.reference.set(Some(reference));
            state.phase.set(Phase::Received);
            if is_at_form {
                navigation::go(&environment.href("/consultation/received"));
            }
            return;
        }
        Outcome::FieldErrors { fields, general } => {
            state.attempt.set_value(None);
            state.errors.set(fields);
            state.general.set(general);
            state.phase.set(Phase::Editing);
        }
        Outcome::Failed {
            failure,
            may_have_arrived,
        } => {
            state.attempt.set_value(Some(Attempt {
                may_have_arrived,
                ..attempt
            }));
            state.phase.set(Phase::Failed {
                failure,
                may_have_arrived,
            });
        }
    }
    if is_at_form {
        focus_outcome();
    }
}

fn is_online() -> bool {
    window().navigator().on_line()
}

/// Waits for `ms` milliseconds; gives `false` at once when the connection goes.
async fn stays_online(ms: u32) -> bool {
    let (gone, went) = oneshot::channel::<()>();
    let gone = Cell::new(Some(gone));
    let listener = window_event_listener(ev::offline, move |_| {
        if let Some(gone) = gone.take() {
            // Nobody hears it only if the wait is over.
            let _ = gone.send(());
        }
    });
    if is_online() {
        select(TimeoutFuture::new(ms), went).await;
    }
    listener.remove();
    is_online()
}

fn new_id() -> RequestId {
    let mut bytes = [0; 16];
    // There is no insecure fallback worth having: every browser that runs WebAssembly has this.
    if let Ok(crypto) = window().crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    RequestId::from_random(bytes)
}

/// Milliseconds since the page was opened.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn elapsed_ms() -> Option<u64> {
    window()
        .performance()
        .map(|performance| performance.now() as u64)
}

/// Milliseconds since 1970.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn now() -> u64 {
    js_sys::Date::now() as u64
}

//! Carries out the orders of [`consultation::sending::Sending`].

use consultation_rules::{
    ValidAnswers,
    endpoint::Endpoint,
    field::{ELAPSED_LEAST_MS, HONEYPOT},
    id::RequestId,
    reply::{HtmlAnswer, Reply},
    request::{to_form, to_json},
    sending::{Event, Failure, Order, Outcome, Policy, Sending},
};
use futures::channel::oneshot;
use futures::future::select;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::window;
use std::cell::Cell;
use wasm_bindgen_futures::spawn_local;

use super::outcome::focus_outcome;
use super::post::{NoReply, post};
use super::state::Attempt;
use super::{FORM_ID, Phase, form_controls};
use crate::browser::{by_id, is_online, listen};
use crate::environment::here;
use crate::state::App;
use crate::{
    navigation,
    routes::{self, Route},
};

/// Starts to send a set of answers.
pub(super) fn start(app: App, answers: ValidAnswers, honeypot: &str) {
    let Ok(endpoint) = Endpoint::parse(&here().endpoint) else {
        return;
    };
    // The same answers keep their id, so that the endpoint stores them once however often they are sent.
    let earlier = app.read(|state| state.request.attempt.clone());
    let attempt = match earlier {
        Some(earlier) if earlier.answers == answers => earlier,
        _ => Attempt {
            id: new_id(),
            answers,
            may_have_arrived: false,
        },
    };
    let mut extra = form_controls::hidden_fields();
    if !honeypot.is_empty() {
        extra.push((HONEYPOT.to_owned(), honeypot.to_owned()));
    }
    app.change(|state| {
        state.request.attempt = Some(attempt.clone());
        state.request.phase = Phase::Sending;
    });
    let said = |attribute: &str| {
        by_id(FORM_ID)
            .and_then(|form| form.get_attribute(attribute))
            .unwrap_or_default()
    };
    let plan = Plan {
        endpoint,
        as_form: said("data-encoding") == "form",
        html_answer: HtmlAnswer::from_value(&said("data-html-answer")).unwrap_or_default(),
        extra,
        automatic_retries: here().automatic_retries,
    };
    spawn_local(async move {
        let outcome = run(app, &plan, &attempt).await;
        finish(app, attempt, outcome);
    });
}

/// How the endpoint wants to be spoken to, as the page said when the button was pressed.
struct Plan {
    endpoint: Endpoint,
    /// Written as `application/x-www-form-urlencoded` instead of JSON.
    as_form: bool,
    html_answer: HtmlAnswer,
    /// Fields that go with every request, as (name, value).
    extra: Vec<(String, String)>,
    automatic_retries: bool,
}

async fn run(app: App, plan: &Plan, attempt: &Attempt) -> Outcome {
    // Sooner, the endpoint would ask for the request again.
    let missing = ELAPSED_LEAST_MS.saturating_sub(elapsed_ms().unwrap_or(ELAPSED_LEAST_MS));
    if missing > 0 {
        TimeoutFuture::new(u32::try_from(missing).unwrap_or_default()).await;
    }
    let policy = Policy {
        automatic_retries: plan.automatic_retries,
        html_answer: plan.html_answer,
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
                set_phase(app, Phase::Sending);
                let write = if plan.as_form { to_form } else { to_json };
                let content_type = if plan.as_form {
                    "application/x-www-form-urlencoded"
                } else {
                    "application/json"
                };
                let body = write(&attempt.id, &attempt.answers, elapsed_ms(), &plan.extra);
                let answer = post(plan.endpoint.as_str(), content_type, body, timeout_ms).await;
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
                set_phase(app, Phase::Waiting);
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

fn finish(app: App, attempt: Attempt, outcome: Outcome) {
    let is_at_form = app.read(|state| state.route() == Route::Consultation);
    match outcome {
        Outcome::Received { reference } => {
            app.change(|state| state.request.received(reference));
            form_controls::leave(None);
            if is_at_form {
                navigation::go(app, routes::RECEIVED);
            }
            return;
        }
        Outcome::FieldErrors { fields, general } => {
            app.change(|state| {
                let request = &mut state.request;
                request.attempt = None;
                request.errors = fields;
                request.general = general;
                request.phase = Phase::Editing;
            });
        }
        Outcome::Failed {
            failure,
            may_have_arrived,
        } => {
            app.change(|state| {
                state.request.attempt = Some(Attempt {
                    may_have_arrived,
                    ..attempt
                });
                state.request.phase = Phase::Failed {
                    failure,
                    may_have_arrived,
                };
            });
        }
    }
    if is_at_form {
        focus_outcome();
    }
}

fn set_phase(app: App, phase: Phase) {
    app.change(|state| state.request.phase = phase);
}

/// Waits for `ms` milliseconds; gives `false` at once when the connection goes.
async fn stays_online(ms: u32) -> bool {
    let (gone, went) = oneshot::channel::<()>();
    let gone = Cell::new(Some(gone));
    let _listener = listen("offline", move |_| {
        if let Some(gone) = gone.take() {
            // Nobody hears it only if the wait is over.
            let _ = gone.send(());
        }
    });
    if is_online() {
        select(TimeoutFuture::new(ms), went).await;
    }
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

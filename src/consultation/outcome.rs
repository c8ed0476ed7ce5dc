//! The top of the form's page after a press of the button that did not end well: error summary or failure.

use consultation_rules::sending::Failure;
use leptos::either::EitherOf3;
use leptos::html;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use wasm_bindgen::JsCast;

use super::FORM_ID;
use super::state::{Phase, SubmissionState};
use crate::site_info::SiteInfo;

/// The error summary, or the failure to send a submission; else nothing. It takes the focus when it appears after a
/// press of the button.
#[component]
pub(crate) fn Outcome() -> impl IntoView {
    let state: SubmissionState = expect_context();
    let outcome: NodeRef<html::Div> = NodeRef::new();
    Effect::watch(
        move || state.refused.track(),
        move |(), _, _| {
            spawn_local(async move {
                // The view is in the document only after this turn.
                tick().await;
                if let Some(outcome) = outcome.get_untracked() {
                    let _ = outcome.focus();
                }
            });
        },
        false,
    );
    let has_errors = Memo::new(move |_| state.has_errors());
    move || {
        if has_errors.get() {
            return EitherOf3::A(view! { <ErrorSummary outcome/> });
        }
        match state.phase.get() {
            Phase::Failed {
                failure,
                may_have_arrived,
            } => EitherOf3::B(view! { <Failed outcome failure may_have_arrived/> }),
            _ => EitherOf3::C(()),
        }
    }
}

/// The error summary of the GOV.UK Design System: each line leads to its field.
#[component]
fn ErrorSummary(outcome: NodeRef<html::Div>) -> impl IntoView {
    let state: SubmissionState = expect_context();
    let lines = move || {
        let errors = state.errors.get();
        errors
            .into_iter()
            .map(|error| {
                let name = error.field.name();
                let lead = move |event: leptos::ev::MouseEvent| {
                    event.prevent_default();
                    focus_field(name);
                };
                view! { <li><a href=["#", name].concat() on:click=lead>{error.message.into_owned()}</a></li> }
            })
            .collect::<Vec<_>>()
    };
    let general = move || {
        let general = state.general.get();
        general
            .into_iter()
            .map(|message| view! { <li>{message}</li> })
            .collect::<Vec<_>>()
    };
    view! {
        <div
            class="error-summary"
            data-outcome="errors"
            tabindex="-1"
            role="group"
            aria-labelledby="error-summary"
            node_ref=outcome
        >
            <h2 id="error-summary">"There is a problem"</h2>
            <ul>{lines}{general}</ul>
        </div>
    }
}

/// Scrolls a field's label into view, then moves the focus to the field: focusing alone would scroll only the input
/// into view, and leave its label above the edge. The summary stands outside of the form and finds the field by its id,
/// as the link does without scripting.
fn focus_field(name: &str) {
    let Some(field) = document().get_element_by_id(name) else {
        return;
    };
    let question = field.closest(".field").ok().flatten();
    question.as_ref().unwrap_or(&field).scroll_into_view();
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = field
        .unchecked_ref::<web_sys::HtmlElement>()
        .focus_with_options(&options);
}

/// Says what happened, that the answers are still here, and what to do.
#[component]
fn Failed(outcome: NodeRef<html::Div>, failure: Failure, may_have_arrived: bool) -> impl IntoView {
    let site: StoredValue<SiteInfo> = expect_context();
    let (phone, stored_once) = site.with_value(|site| (site.phone.clone(), site.automatic_retries));
    let (heading, what) = words(failure, may_have_arrived, stored_once);
    let again = !matches!(failure, Failure::Refused | Failure::NoId);
    view! {
        <div
            class="error-summary"
            data-outcome="failed"
            tabindex="-1"
            role="group"
            aria-labelledby="failure"
            node_ref=outcome
        >
            <h2 id="failure">{heading}</h2>
            <p>{what}</p>
            <p>"Your answers are still here."</p>
            {again.then(|| view! { <p><button class="button" type="submit" form=FORM_ID>"Try again"</button></p> })}
            <p>"You can also call us at " <a class="phone" href=phone.href>{phone.text}</a> "."</p>
        </div>
    }
}

/// Heading and explanation. Where the request may have been stored although no response came, it says so, and whether
/// sending it again is harmless: it is with an endpoint that keeps each request once (`stored_once`).
fn words(failure: Failure, may_have_arrived: bool, stored_once: bool) -> (&'static str, String) {
    let what = match failure {
        Failure::Offline => "You are offline. Check your connection, then try again.".to_owned(),
        Failure::Busy { retry_after_ms } => busy(retry_after_ms),
        Failure::StillInWork => "Our server is still working on your request.".to_owned(),
        Failure::ServerError => "Something went wrong on our side.".to_owned(),
        Failure::NoAnswer => {
            "We could not reach our server. Your connection may be weak, or our server may be down."
                .to_owned()
        }
        Failure::Refused => {
            "Our server did not accept the request. Trying again will not help.".to_owned()
        }
        Failure::NoId => {
            "Your browser could not make a number for the request, so it cannot be sent from here."
                .to_owned()
        }
        Failure::NotUnderstood => "We did not get a clear answer from our server.".to_owned(),
    };
    if may_have_arrived {
        let again = if matches!(failure, Failure::Refused) {
            " To be certain, call us."
        } else if !stored_once {
            " If you try again, we may get it twice."
        } else {
            " If you try again, we will still count it as one request."
        };
        ("We are not sure your request reached us", what + again)
    } else {
        ("Your request was not sent", what)
    }
}

fn busy(retry_after_ms: Option<u64>) -> String {
    let when = match retry_after_ms.map(|ms| ms.div_ceil(1000)) {
        None => "a few minutes".to_owned(),
        Some(0..=1) => "a moment".to_owned(),
        Some(seconds @ 2..=90) => [&seconds.to_string(), " seconds"].concat(),
        Some(seconds @ 91..=5400) => [&seconds.div_ceil(60).to_string(), " minutes"].concat(),
        Some(_) => "a few hours".to_owned(),
    };
    [
        "We are getting many requests right now. Try again in ",
        &when,
        ".",
    ]
    .concat()
}

//! What stands at the top of the page after a press of the button that did not end well.

use ::consultation::{FieldError, sending::Failure};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::form::FORM_ID;
use super::{Consultation, Phase};
use crate::content::CLINIC;

/// The error summary, or what became of a request that could not be delivered.
pub(crate) fn outcome() -> AnyView {
    let state = expect_context::<Consultation>();
    let has_errors = state.has_errors();
    let view = move || match state.phase.get() {
        _ if has_errors.get() => Some(summary(&state.errors.get(), state.general.get())),
        Phase::Failed {
            failure,
            may_have_arrived,
        } => Some(failed(failure, may_have_arrived)),
        _ => None,
    };
    view.into_any()
}

/// The error summary of the GOV.UK Design System: each line leads to its field.
fn summary(errors: &[FieldError], general: Vec<String>) -> AnyView {
    let lines: Vec<_> = errors
        .iter()
        .map(|error| {
            let name = error.field.name();
            let to_field = move |event: leptos::ev::MouseEvent| {
                event.prevent_default();
                focus_field(name);
            };
            view! {
                <li>
                    <a href=["#", name].concat() on:click=to_field>{error.message.clone().into_owned()}</a>
                </li>
            }
            .into_any()
        })
        .chain(general.into_iter().map(|message| view! { <li>{message}</li> }.into_any()))
        .collect();
    view! {
        <div class="error-summary" data-outcome="errors" tabindex="-1" role="group" aria-labelledby="error-summary">
            <h2 id="error-summary">"There is a problem"</h2>
            <ul>{lines}</ul>
        </div>
    }
    .into_any()
}

fn failed(failure: Failure, may_have_arrived: bool) -> AnyView {
    let (heading, what) = words(failure, may_have_arrived);
    let again = !matches!(failure, Failure::Refused);
    view! {
        <div class="error-summary" data-outcome="failed" tabindex="-1" role="group" aria-labelledby="failure">
            <h2 id="failure">{heading}</h2>
            <p>{what}</p>
            <p>"Your answers are still here."</p>
            {again.then(|| view! {
                <p><button class="button" type="submit" form=FORM_ID>"Try again"</button></p>
            })}
            <p>
                "You can also call us at "
                <a class="phone" href=CLINIC.phone_link>{CLINIC.phone}</a>
                "."
            </p>
        </div>
    }
    .into_any()
}

/// Heading and explanation. Where the request may have been stored although no answer came, it says so:
/// sending it again is harmless, because the endpoint keeps each request once.
fn words(failure: Failure, may_have_arrived: bool) -> (&'static str, String) {
    let what = match failure {
        Failure::Offline => "You are offline. Check your connection, then try again.".to_owned(),
        Failure::Busy { retry_after_ms } => busy(retry_after_ms),
        Failure::ServerError => "Something went wrong on our side.".to_owned(),
        Failure::NoAnswer => {
            "We could not reach our server. Your connection may be weak, or our server may be down."
                .to_owned()
        }
        Failure::Refused => {
            "Our server did not accept the request. Trying again will not help.".to_owned()
        }
        Failure::NotUnderstood => "We did not get a clear answer from our server.".to_owned(),
    };
    if may_have_arrived {
        let again = if matches!(failure, Failure::Refused) {
            " To be certain, call us."
        } else {
            " If you try again, we will still count it as one request."
        };
        ("We are not sure your request reached us", what + again)
    } else {
        ("Your request was not sent", what)
    }
}

fn busy(retry_after_ms: Option<u64>) -> String {
    let mut text = String::from("We are getting many requests right now. Try again in ");
    match retry_after_ms.map(|ms| ms.div_ceil(1000)) {
        None => text.push_str("a few minutes"),
        Some(0..=1) => text.push_str("a moment"),
        Some(seconds @ 2..=90) => {
            text.push_str(&seconds.to_string());
            text.push_str(" seconds");
        }
        Some(seconds @ 91..=5400) => {
            text.push_str(&seconds.div_ceil(60).to_string());
            text.push_str(" minutes");
        }
        Some(_) => text.push_str("a few hours"),
    }
    text.push('.');
    text
}

/// Moves the focus to the top of the page's new message, once it has been rendered.
pub(super) fn focus_outcome() {
    request_animation_frame(|| focus_first("[data-outcome]"));
}

/// Moves the focus to the first element a selector finds.
pub(super) fn focus_first(selector: &str) {
    if let Ok(Some(element)) = document().query_selector(selector) {
        let _ = element.unchecked_into::<HtmlElement>().focus();
    }
}

/// Brings a field's label into view, then moves the focus to the field: on its own, focusing would scroll
/// only the input into view, and its question would stay hidden above the edge.
fn focus_field(name: &str) {
    let Some(field) = document().get_element_by_id(name) else {
        return;
    };
    let question = field.closest(".field").ok().flatten();
    question.as_ref().unwrap_or(&field).scroll_into_view();
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = field
        .unchecked_into::<HtmlElement>()
        .focus_with_options(&options);
}

//! The form: native HTML that works without the app. Once the app runs, it validates with its own messages, sends in
//! the background and keeps what was typed.

use consultation_rules::{Endpoint, FIELDS, HONEYPOT, RequestId, Submission};
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use wasm_bindgen::JsValue;
use web_sys::{FormData, HtmlFormElement};

use super::FORM_ID;
use super::field::FormField;
use super::send::{Plan, send};
use super::state::{Phase, SubmissionState};
use crate::paths::{self, CONSULTATION, RECEIVED};
use crate::site_info::SiteInfo;

/// The consultation form; "Call us instead" where it cannot be sent: better no form than one that sends data to the
/// wrong place.
#[component]
pub(crate) fn ConsultationForm() -> impl IntoView {
    let state: SubmissionState = expect_context();
    let site: StoredValue<SiteInfo> = expect_context();
    let form: NodeRef<html::Form> = NodeRef::new();
    // The router's signal outlives the form, and the outcome can come while another page is shown.
    let pathname = use_location().pathname;
    let navigate = use_navigate();
    let endpoint = site.with_value(|site| site.endpoint.clone());
    let is_closed = RwSignal::new(false);

    Effect::new(move |_| {
        let Some(form) = form.get() else { return };
        let endpoint = site.with_value(|site| site.endpoint.clone());
        // The prerenderer has checked the endpoint, but a deployer may have changed the `<meta>` since. Hydration does
        // not correct attributes or remove elements, so it is done here.
        if Endpoint::parse(&endpoint).is_err() {
            form.remove();
            is_closed.set(true);
            return;
        }
        form.set_action(&endpoint);
        // The app's messages replace the browser's validation.
        form.set_no_validate(true);
        keep_for_recovery(Some(&form));
        // Typed before the app started, or put back by the browser.
        let typed = read(&form);
        if !typed.is_empty() {
            state.typed(typed);
        }
    });

    let note = move || {
        if let Some(form) = form.get_untracked() {
            state.typed(read(&form));
        }
    };
    let submit = move |event: SubmitEvent| {
        note();
        if let Some(attempt) = state.submit(new_id) {
            let plan = site.with_value(Plan::new);
            let honeypot = form.get_untracked().map(|form| read(&form).honeypot);
            let navigate = navigate.clone();
            spawn_local(async move {
                state.phase.set(Phase::Sending);
                let outcome = send(plan, &attempt, honeypot.unwrap_or_default(), state.phase).await;
                state.finish(attempt, outcome);
                if state.phase.get_untracked() == Phase::Received {
                    keep_for_recovery(None);
                }
                let is_at_form = site.with_value(|site| {
                    paths::within(&site.base, &pathname.get_untracked()) == Some(CONSULTATION)
                });
                if state.phase.get_untracked() == Phase::Received && is_at_form {
                    navigate(RECEIVED, NavigateOptions::default());
                }
            });
        }
        // Last: should the app fail before it comes here, the browser sends the form.
        event.prevent_default();
    };
    let button = move || {
        if matches!(state.phase.get(), Phase::Sending | Phase::Waiting) {
            "Sending…"
        } else {
            "Send request"
        }
    };
    let progress = move || match state.phase.get() {
        Phase::Sending => "Sending your request…",
        Phase::Waiting => "This is taking longer than usual. Still trying…",
        _ => "",
    };

    view! {
        <form
            class="form"
            id=FORM_ID
            action=endpoint
            method="post"
            aria-labelledby="form-heading"
            node_ref=form
            on:input=move |_| note()
            on:submit=submit
        >
            <h2 id="form-heading">"Your request"</h2>
            {FIELDS.iter().map(|spec| view! { <FormField spec/> }).collect::<Vec<_>>()}
            <Trap/>
            <ExtraFields/>
            <div class="form-end">
                // Never disabled: a disabled button does not say why it does nothing.
                <button class="button" type="submit">{button}</button>
                <p class="progress" role="status">{progress}</p>
            </div>
        </form>
        {move || is_closed.get().then(|| view! { <CallUs/> })}
    }
}

/// Exposes the form as `window.unsent`, also while another page is shown: if the app fails, the start script
/// (`prerender/src/start.js`) puts it back with what was typed. In memory only, like everything typed.
fn keep_for_recovery(form: Option<&HtmlFormElement>) {
    let form = form.map_or(JsValue::UNDEFINED, Into::into);
    let _ = js_sys::Reflect::set(&window(), &JsValue::from_str("unsent"), &form);
}

/// What stands in the form.
fn read(form: &HtmlFormElement) -> Submission {
    let mut typed = Submission::default();
    if let Ok(data) = FormData::new_with_form(form) {
        let text = |name: &str| data.get(name).as_string().unwrap_or_default();
        for spec in &FIELDS {
            typed.set(spec.field, text(spec.name));
        }
        typed.honeypot = text(HONEYPOT);
    }
    typed
}

/// A new id from the browser's cryptographic random numbers. `None` without them: with equal ids, the endpoint would
/// take two visitors' requests for one.
fn new_id() -> Option<RequestId> {
    let mut bytes = [0; 16];
    window()
        .crypto()
        .ok()?
        .get_random_values_with_u8_array(&mut bytes)
        .ok()?;
    (bytes != [0; 16]).then(|| RequestId::from_random(bytes))
}

/// The honeypot: hidden from people and from assistive technology, filled in by programs that fill in everything.
#[component]
fn Trap() -> impl IntoView {
    view! {
        <div class="trap" aria-hidden="true">
            <label for=HONEYPOT>"Leave this empty"</label>
            <input type="text" id=HONEYPOT name=HONEYPOT tabindex="-1" autocomplete="off"/>
        </div>
    }
}

/// Fields that a hosted form service expects in every request, such as an access key, also in one that the browser
/// posts.
#[component]
fn ExtraFields() -> impl IntoView {
    let site: StoredValue<SiteInfo> = expect_context();
    site.with_value(|site| site.form.extra.clone())
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect::<Vec<_>>()
}

/// What stands in the form's place if the endpoint cannot be used.
#[component]
fn CallUs() -> impl IntoView {
    let site: StoredValue<SiteInfo> = expect_context();
    let phone = site.with_value(|site| site.phone.clone());
    view! {
        <div class="notice">
            <h2>"Call us instead"</h2>
            <p>
                "The form is not working at the moment. Call us at "
                <a class="phone" href=phone.href>{phone.text}</a>
                " to ask for a consultation."
            </p>
        </div>
    }
}

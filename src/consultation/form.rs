//! The form: native first, taken over by the app once it runs.

use ::consultation::{
    count_characters, email,
    endpoint::Endpoint,
    field::{BestTime, ContactPreference, Field, HONEYPOT, MESSAGE_MAX},
    rules::validate,
    topic,
};
use leptos::ev::{Event, SubmitEvent};
use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlFormElement;

use super::controls::{TextField, described_by, error_message, hint, invalid, radios, text_field};
use super::outcome::focus_outcome;
use super::{Consultation, Phase, dom, send};
use crate::content::{CLINIC, Kind, REQUEST};
use crate::environment::{href, use_environment};
use crate::routes;

/// The form's id, by which the "Try again" button outside of it belongs to it.
pub(super) const FORM_ID: &str = "consultation-form";

/// The form, or the phone number where the endpoint's setting cannot be used: better no form than one that
/// sends data to the wrong place.
pub(crate) fn form() -> AnyView {
    let endpoint = use_environment().with_value(|environment| environment.endpoint.clone());
    // Pages are only written with a setting that can be used, so the form is what stands in them. A deployer
    // may have changed the setting since; that is judged after hydration.
    let is_usable = RwSignal::new(true);
    let judged = endpoint.clone();
    Effect::new(move |_| is_usable.set(Endpoint::parse(&judged).is_ok()));
    let view = move || {
        if is_usable.get() {
            usable_form(endpoint.clone())
        } else {
            call_us()
        }
    };
    view.into_any()
}

fn usable_form(endpoint: String) -> AnyView {
    let state = expect_context::<Consultation>();
    let element = NodeRef::<html::Form>::new();
    // Turned on after hydration, so that the page written natively and the one in the browser agree.
    let enhanced = RwSignal::new(false);
    let count = RwSignal::new(0);
    let noted = move |form: &HtmlFormElement| {
        let answers = dom::read(form);
        count.set(count_characters(&answers.message));
        state.typed(answers);
    };
    let action = endpoint.clone();
    Effect::new(move |_| {
        let Some(form) = element.get() else { return };
        let kept = state.answers.get_value();
        // Typed before the app started, or put back by the browser; else what was typed before the visitor
        // went to another page of the site.
        if dom::read(&form).is_empty() && !kept.is_empty() {
            dom::fill(&form, &kept);
        }
        noted(&form);
        // Where a deployer has changed the setting in the built page, the form's own attribute follows it.
        let _ = form.set_attribute("action", &action);
        enhanced.set(true);
    });
    let on_input = move |_: Event| {
        if let Some(form) = element.get_untracked() {
            noted(&form);
        }
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(form) = element.get_untracked() {
            noted(&form);
            submit(state);
        }
    };

    view! {
        <form
            class="form"
            id=FORM_ID
            action=endpoint
            method="post"
            novalidate=enhanced
            node_ref=element
            on:input=on_input
            on:submit=on_submit
            aria-labelledby="form-heading"
        >
            <h2 id="form-heading">"Your request"</h2>
            {text_field(
                state,
                Field::Name,
                TextField { kind: "text", autocomplete: "name", required: true, ..TextField::default() },
                (),
            )}
            {radios(
                state,
                Field::ContactPreference,
                &ContactPreference::ALL.map(|choice| (choice.value(), choice.label())),
                true,
            )}
            {text_field(
                state,
                Field::Phone,
                TextField { kind: "tel", autocomplete: "tel", ..TextField::default() },
                (),
            )}
            {text_field(
                state,
                Field::Email,
                TextField { kind: "email", autocomplete: "email", ..TextField::default() },
                spelling_question(state, element),
            )}
            {radios(
                state,
                Field::BestTime,
                &BestTime::ALL.map(|choice| (choice.value(), choice.label())),
                false,
            )}
            {topic_field(state)}
            {message_field(state, enhanced, count)}
            {consent_field(state)}
            {trap()}
            {extra_fields()}
            {form_end(state)}
        </form>
    }
    .into_any()
}

/// What a press of the button does.
fn submit(state: Consultation) {
    if state.is_under_way() {
        return;
    }
    let mut answers = state.answers.get_value();
    // What was typed before the other way of contact was chosen is out of sight now, and must not go along.
    match ContactPreference::from_value(&answers.contact_preference).map(ContactPreference::needs) {
        Some(Field::Phone) => answers.email.clear(),
        Some(_) => answers.phone.clear(),
        None => {}
    }
    match validate(&answers) {
        Err(errors) => {
            state.phase.set(Phase::Editing);
            state.general.set(Vec::new());
            state.errors.set(errors);
            focus_outcome();
        }
        Ok(valid) => {
            state.errors.set(Vec::new());
            state.general.set(Vec::new());
            let suggestion = valid.email.as_deref().and_then(email::suggest);
            let is_settled = state
                .confirmed_email
                .with_value(|confirmed| *confirmed == answers.email);
            if suggestion.is_some() && !is_settled {
                // Asked once; the next press sends the address as it stands.
                state.confirmed_email.set_value(answers.email);
                state.suggestion.set(suggestion);
                request_animation_frame(|| super::outcome::focus_first("#email-question"));
                return;
            }
            state.suggestion.set(None);
            send::start(state, valid, &answers.honeypot);
        }
    }
}

/// Asks about a likely slip in the email address. It is only asked: the address may be right.
fn spelling_question(state: Consultation, form: NodeRef<html::Form>) -> AnyView {
    let answer = move |with: Option<String>| {
        let Some(form) = form.get_untracked() else {
            return;
        };
        let mut answers = dom::read(&form);
        if let Some(email) = with {
            answers.email = email;
            dom::fill(&form, &answers);
        }
        state.confirmed_email.set_value(answers.email.clone());
        state.suggestion.set(None);
        state.typed(answers);
        super::outcome::focus_first("#email");
    };
    let question = move || {
        state.suggestion.get().map(|suggestion| {
            let taken = suggestion.clone();
            view! {
                <div class="question" id="email-question" tabindex="-1" role="group" aria-labelledby="email-question-text">
                    <p id="email-question-text">"Did you mean " <strong>{suggestion}</strong> "?"</p>
                    <button class="button button-small" type="button" on:click=move |_| answer(Some(taken.clone()))>
                        "Yes, change it"
                    </button>
                    <button class="button button-small button-quiet" type="button" on:click=move |_| answer(None)>
                        "No, keep mine"
                    </button>
                </div>
            }
        })
    };
    question.into_any()
}

fn topic_field(state: Consultation) -> AnyView {
    let field = Field::Topic;
    let name = field.name();
    let error = state.error(field);
    let conditions: Vec<_> = routes::of_kind(Kind::Condition)
        .map(|page| {
            let slug = page.path.rsplit('/').next().unwrap_or_default();
            view! { <option value=slug>{page.title}</option> }
        })
        .collect();
    view! {
        <div class="field field-topic" class:has-error=move || error.with(Option::is_some)>
            <label class="label" for=name>{field.label()}</label>
            {hint(field)}
            {error_message(field, error)}
            <select
                class="input"
                id=name
                name=name
                aria-describedby=described_by(field, error)
                aria-invalid=invalid(error)
            >
                <option value="">"Choose, or leave empty"</option>
                {conditions}
                <option value=topic::SOMETHING_ELSE>{topic::SOMETHING_ELSE_LABEL}</option>
                <option value=topic::PREFER_NOT_TO_SAY>{topic::PREFER_NOT_TO_SAY_LABEL}</option>
            </select>
        </div>
    }
    .into_any()
}

fn message_field(state: Consultation, enhanced: RwSignal<bool>, count: RwSignal<usize>) -> AnyView {
    let field = Field::Message;
    let name = field.name();
    let error = state.error(field);
    let described = described_by(field, error);
    // Read out only when typing pauses: every keystroke would be noise.
    let spoken = RwSignal::new(String::new());
    let timer = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |earlier: Option<usize>| {
        let count = count.get();
        if earlier.is_some_and(|earlier| earlier != count) {
            timer.update_value(|timer| {
                if let Some(timer) = timer.take() {
                    timer.clear();
                }
                let say = move || spoken.set(characters_left(count));
                *timer = set_timeout_with_handle(say, std::time::Duration::from_secs(1)).ok();
            });
        }
        count
    });
    view! {
        <div class="field field-message" class:has-error=move || error.with(Option::is_some)>
            <label class="label" for=name>{field.label()}</label>
            {hint(field)}
            {error_message(field, error)}
            <textarea
                class="input"
                id=name
                name=name
                rows="5"
                spellcheck="true"
                aria-describedby=move || {
                    let mut ids = described().unwrap_or_default();
                    ids.push_str(" message-limit");
                    Some(ids)
                }
                aria-invalid=invalid(error)
            ></textarea>
            <p class="hint count" class:count-over=move || { count.get() > MESSAGE_MAX } id="message-limit">
                {move || if enhanced.get() { characters_left(count.get()) } else { characters_left(0) }}
            </p>
            <p class="visually-hidden" role="status">{spoken}</p>
        </div>
    }
    .into_any()
}

/// "You have 12 characters left", or how many there are too many.
fn characters_left(count: usize) -> String {
    let (number, ending) = if count > MESSAGE_MAX {
        (count - MESSAGE_MAX, "too many")
    } else {
        (MESSAGE_MAX - count, "left")
    };
    let mut text = String::from("You have ");
    let digits = number.to_string();
    // 1,000: American readers expect the comma.
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text.push_str(if number == 1 {
        " character "
    } else {
        " characters "
    });
    text.push_str(ending);
    text
}

fn consent_field(state: Consultation) -> AnyView {
    let field = Field::Consent;
    let name = field.name();
    let error = state.error(field);
    view! {
        <div class="field field-consent" class:has-error=move || error.with(Option::is_some)>
            {error_message(field, error)}
            <div class="choice">
                <input
                    type="checkbox"
                    id=name
                    name=name
                    value="yes"
                    required
                    aria-describedby=described_by(field, error)
                    aria-invalid=invalid(error)
                />
                <label for=name>{field.label()}</label>
            </div>
            <p class="hint">"What happens to them is on our " <a href=href("/privacy")>"privacy page"</a> "."</p>
        </div>
    }
    .into_any()
}

/// Shown instead of the form where it cannot be sent.
fn call_us() -> AnyView {
    view! {
        <div class="notice">
            <h2>"Call us instead"</h2>
            <p>
                "The form is not working at the moment. Call us at "
                <a class="phone" href=CLINIC.phone_link>{CLINIC.phone}</a>
                " to ask for a consultation."
            </p>
        </div>
    }
    .into_any()
}

/// Hidden from people and from assistive technology; programs that fill in everything fill it in too.
fn trap() -> AnyView {
    view! {
            <div class="trap" aria-hidden="true">
                <label for=HONEYPOT>"Leave this empty"</label>
                <input type="text" id=HONEYPOT name=HONEYPOT tabindex="-1" autocomplete="off"/>
            </div>
    }
    .into_any()
}

/// What a hosted form service wants to find in every request, also in one that the browser posts by itself.
fn extra_fields() -> AnyView {
    REQUEST
        .extra
        .iter()
        .map(|(name, value)| view! { <input type="hidden" name=*name value=*value/> }.into_any())
        .collect::<Vec<_>>()
        .into_any()
}

/// The button, and what it has set going.
fn form_end(state: Consultation) -> AnyView {
    view! {
            <div class="form-end">
                // Never disabled: a button that does nothing without saying why is worse than one that answers.
                <button class="button" type="submit">
                    {move || match state.phase.get() {
                        Phase::Sending | Phase::Waiting => "Sending…",
                        _ => "Send request",
                    }}
                </button>
                <p class="progress" role="status">
                    {move || match state.phase.get() {
                        Phase::Sending => "Sending your request…",
                        Phase::Waiting => "This is taking longer than usual. Still trying…",
                        _ => "",
                    }}
                </p>
            </div>
    }
    .into_any()
}

//! The form as finished HTML: a native form, which works without the app; see [`super::enhance`] for what the
//! app adds.

use consultation_rules::{
    field::{Field, HONEYPOT},
    topic,
};
use content_compiler::Encoding;
use leptos::prelude::*;

use super::controls::{TextField, described_by, error_place, hint, radios, text_field};
use super::{
    CALL_US_ID, COUNT_ID, COUNT_SPOKEN_ID, FORM_ID, PROGRESS_ID, QUESTION_PLACE_ID,
    characters_allowed,
};
use crate::content::{Kind, phone_link, site};
use crate::environment::{href, use_environment};
use crate::routes;

/// At most this many conditions are offered as topics: more would be no help to choose from.
const TOPICS_MOST: usize = 50;

/// The form, and beside it, hidden, what takes its place where it cannot be sent: better no form than one that
/// sends data to the wrong place.
pub(crate) fn form() -> AnyView {
    let endpoint = use_environment().with_value(|environment| environment.endpoint.clone());
    let settings = &site().settings.consultation;
    let encoding = match settings.encoding {
        Encoding::Json => "json",
        Encoding::Form => "form",
    };
    view! {
        <form
            class="form"
            id=FORM_ID
            action=endpoint
            method="post"
            data-encoding=encoding
            data-success-response=settings.success_response.value()
            aria-labelledby="form-heading"
        >
            <h2 id="form-heading">"Your request"</h2>
            {text_field(
                Field::Name,
                TextField { kind: "text", autocomplete: "name", required: true },
                (),
            )}
            {radios(Field::ContactPreference, true)}
            {text_field(
                Field::Phone,
                TextField { kind: "tel", autocomplete: "tel", ..TextField::default() },
                (),
            )}
            {text_field(
                Field::Email,
                TextField { kind: "email", autocomplete: "email", ..TextField::default() },
                view! { <div id=QUESTION_PLACE_ID></div> },
            )}
            {radios(Field::BestTime, false)}
            {topic_field()}
            {message_field()}
            {consent_field()}
            {trap()}
            {extra_fields()}
            <div class="form-end">
                // Never disabled: a button that does nothing without saying why is worse than one that answers.
                <button class="button" type="submit">"Send request"</button>
                <p class="progress" role="status" id=PROGRESS_ID></p>
            </div>
        </form>
        <div class="notice" id=CALL_US_ID hidden>
            <h2>"Call us instead"</h2>
            <p>
                "The form is not working at the moment. Call us at "
                <a class="phone" href=phone_link()>{site().settings.clinic.phone.value.as_str()}</a>
                " to ask for a consultation."
            </p>
        </div>
    }
    .into_any()
}

fn topic_field() -> AnyView {
    let field = Field::Topic;
    let name = field.name();
    let conditions: Vec<_> = routes::of_kind(Kind::Condition)
        .take(TOPICS_MOST)
        .map(|page| {
            let slug = page.path.rsplit('/').next().unwrap_or_default();
            view! { <option value=slug>{page.title.as_str()}</option> }
        })
        .collect();
    view! {
        <div class="field field-topic">
            <label class="label" for=name>{field.label()}</label>
            {hint(field)}
            {error_place(field)}
            <select class="input" id=name name=name aria-describedby=described_by(field)>
                <option value="">"Choose, or leave empty"</option>
                {conditions}
                {topic::CHOICES.map(|choice| view! { <option value=choice.value>{choice.label}</option> })}
            </select>
        </div>
    }
    .into_any()
}

fn message_field() -> AnyView {
    let field = Field::Message;
    let name = field.name();
    let described = [
        described_by(field).unwrap_or_default().as_str(),
        " ",
        COUNT_ID,
    ]
    .concat();
    view! {
        <div class="field field-message">
            <label class="label" for=name>{field.label()}</label>
            {hint(field)}
            {error_place(field)}
            <textarea
                class="input"
                id=name
                name=name
                rows="5"
                spellcheck="true"
                dir="auto"
                aria-describedby=described
            ></textarea>
            <p class="hint count" id=COUNT_ID>{characters_allowed()}</p>
            <p class="visually-hidden" role="status" id=COUNT_SPOKEN_ID></p>
        </div>
    }
    .into_any()
}

fn consent_field() -> AnyView {
    let field = Field::Consent;
    let name = field.name();
    view! {
        <div class="field field-consent">
            {error_place(field)}
            <div class="choice">
                <input type="checkbox" id=name name=name value="yes" required/>
                <label for=name>{field.label()}</label>
            </div>
            <p class="hint">"What happens to them is on our " <a href=href("/privacy")>"privacy page"</a> "."</p>
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
    site()
        .settings
        .consultation
        .extra
        .iter()
        .map(|(name, value)| {
            view! { <input type="hidden" name=name.as_str() value=value.as_str()/> }.into_any()
        })
        .collect::<Vec<_>>()
        .into_any()
}

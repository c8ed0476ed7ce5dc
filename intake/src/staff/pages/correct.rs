//! The form to correct a request's answers.

use super::words::{choice, choices};
use ::site::consultation::textarea_content;
use ::site::page_file::Choice;
use consultation_rules::{Control, FIELDS, Field, FieldError, FieldSpec, Submission};
use leptos::prelude::*;

/// A request's answers, to be corrected. The person's consent is not among them.
#[component]
pub fn Correct(
    /// The request's id.
    id: String,
    /// Its reference.
    reference: String,
    /// The conditions that the form lets visitors choose.
    topics: Vec<Choice>,
    /// The answers as they are, or as they were typed.
    answers: Submission,
    /// What is wrong with them.
    errors: Vec<FieldError>,
) -> impl IntoView {
    let back = format!("/requests/{id}");
    let summary: Vec<_> = errors
        .iter()
        .map(|error| {
            let href = format!("#{}", error.field.spec().name);
            view! { <li><a href=href>{error.message.clone()}</a></li> }
        })
        .collect();
    let fields: Vec<_> = FIELDS
        .iter()
        .filter(|spec| spec.field != Field::Consent)
        .map(|spec| {
            let value = answers.get(spec.field).to_owned();
            let error = errors
                .iter()
                .find(|error| error.field == spec.field)
                .map(|error| error.message.to_string());
            let more = if spec.field == Field::Topic {
                topics.clone()
            } else {
                Vec::new()
            };
            view! { <Answer spec value more error/> }
        })
        .collect();
    view! {
        {(!summary.is_empty()).then(|| view! {
            <div class="error-summary" role="alert"><h2>"There is a problem"</h2><ul>{summary}</ul></div>
        })}
        <h1>"Correct request " {reference}</h1>
        <p>"Only what the person has told you to change. The history says who changed which answers."</p>
        <form class="staff-form" method="post">
            {fields}
            <p class="buttons">
                <button type="submit" class="button">"Save"</button>
                <a class="button button-quiet" href=back>"Leave it as it is"</a>
            </p>
        </form>
    }
}

#[component]
fn Answer(
    spec: &'static FieldSpec,
    value: String,
    more: Vec<Choice>,
    error: Option<String>,
) -> impl IntoView {
    let name = spec.name;
    let message_id = format!("{name}-error");
    let described = error.is_some().then(|| message_id.clone());
    let invalid = error.is_some().then_some("true");
    let class = if error.is_some() { "has-error" } else { "" };
    let control = match spec.control {
        Control::TextArea { .. } => view! {
            <textarea class="input" id=name name=name rows="6" aria-describedby=described aria-invalid=invalid>
                {textarea_content(value)}
            </textarea>
        }
        .into_any(),
        Control::Radios(_) | Control::Select(_) => view! {
            <select class="input" id=name name=name aria-describedby=described aria-invalid=invalid>
                {options(spec.field, &more, &value)}
            </select>
        }
        .into_any(),
        Control::Text { input_type, .. } => view! {
            <input
                class="input" id=name name=name type=input_type value=value autocomplete="off"
                aria-describedby=described aria-invalid=invalid
            />
        }
        .into_any(),
        Control::Checkbox => ().into_any(),
    };
    view! {
        <div class=class>
            <label class="label" for=name>{spec.label}</label>
            {error.map(|error| view! { <p class="error-message" id=message_id>{error}</p> })}
            {control}
        </div>
    }
}

/// The choices of a list, with "none" and with a value that is none of them any more.
fn options(field: Field, more: &[Choice], value: &str) -> Vec<impl IntoView + use<>> {
    let mut options = vec![(String::new(), "–".to_owned())];
    options.extend(choices(field, more));
    if !options.iter().any(|(known, _)| known == value) {
        options.push((value.to_owned(), choice(field, value, more)));
    }
    let value = value.to_owned();
    options
        .into_iter()
        .map(|(known, words)| {
            let is_chosen = known == value;
            view! { <option value=known selected=is_chosen>{words}</option> }
        })
        .collect()
}

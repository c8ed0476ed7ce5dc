//! The form to correct a request's answers.

use super::words::textarea_content;
use consultation_rules::{Choice, Control, FIELDS, Field, FieldError, FieldSpec, Submission};
use leptos::prelude::*;

/// A request's answers, to be corrected. The person's consent is not among them.
#[component]
pub fn Correct(
    /// The request's id.
    id: String,
    /// Its reference.
    reference: String,
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
            view! { <Answer spec value error/> }
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
fn Answer(spec: &'static FieldSpec, value: String, error: Option<String>) -> impl IntoView {
    let name = spec.name;
    let message_id = format!("{name}-error");
    let described = error.is_some().then(|| message_id.clone());
    let invalid = error.is_some().then_some("true");
    let class = if error.is_some() { "has-error" } else { "" };
    let control = match spec.control {
        Control::TextArea { .. } => view! {
            <textarea class="input" id=name name=name rows="6" aria-describedby=described aria-invalid=invalid>
                {textarea_content(&value)}
            </textarea>
        }
        .into_any(),
        Control::Radios(choices) | Control::Select(choices) => view! {
            <select class="input" id=name name=name aria-describedby=described aria-invalid=invalid>
                {options(choices, &value)}
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

/// The choices of a list, with "none" and with a value that is none of them, such as a condition.
fn options(choices: &'static [Choice], value: &str) -> Vec<impl IntoView + use<>> {
    let mut options = vec![(String::new(), "–".to_owned())];
    options.extend(
        choices
            .iter()
            .map(|choice| (choice.value.to_owned(), choice.label.to_owned())),
    );
    if !options.iter().any(|(known, _)| known == value) {
        options.push((value.to_owned(), value.replace('-', " ")));
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

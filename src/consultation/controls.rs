//! The form's controls: label, hint, error and input, tied together as the GOV.UK Design System ties them.
//! The place of an error stands in the page from the start, hidden; the app fills it.

use consultation_rules::{Control, Field};
use leptos::prelude::*;

use super::error_id;

/// What sets a text field apart from the others.
#[derive(Clone, Copy, Default)]
pub(super) struct TextField {
    /// `type` of the input.
    pub kind: &'static str,
    /// Autofill token (HTML Standard, 4.10.18.7).
    pub autocomplete: &'static str,
    /// Whether the browser insists on it where the app does not run.
    pub required: bool,
}

/// A one-line text field, with anything that has to follow it. None of them is prose: the keyboard must not
/// correct or underline names and addresses. A name is written in the direction of its own script; numbers and
/// email addresses keep the page's.
pub(super) fn text_field(field: Field, shape: TextField, after: impl IntoAny) -> AnyView {
    let name = field.name();
    view! {
        <div class=["field field-", name].concat()>
            <label class="label" for=name>{field.label()}</label>
            {hint(field)}
            {error_place(field)}
            <input
                class="input"
                id=name
                name=name
                type=shape.kind
                autocomplete=shape.autocomplete
                autocapitalize=(shape.kind == "email").then_some("none")
                spellcheck="false"
                dir=(shape.kind == "text").then_some("auto")
                required=shape.required
                aria-describedby=described_by(field)
            />
            {after.into_any()}
        </div>
    }
    .into_any()
}

/// A field's group of radio buttons.
pub(super) fn radios(field: Field, required: bool) -> AnyView {
    let name = field.name();
    let choices = match field.spec().control {
        Control::Radios(choices) => choices,
        _ => &[],
    };
    let items: Vec<_> = choices
        .iter()
        .enumerate()
        .map(|(index, choice)| {
            // The first is the one that the error summary links to.
            let id = if index == 0 {
                name.to_owned()
            } else {
                [name, "-", choice.value].concat()
            };
            view! {
                <div class="choice">
                    <input type="radio" id=id.clone() name=name value=choice.value required=required/>
                    <label for=id>{choice.label}</label>
                </div>
            }
            .into_any()
        })
        .collect();
    view! {
        <fieldset class=["field field-", name].concat() aria-describedby=described_by(field)>
            <legend class="label">{field.label()}</legend>
            {hint(field)}
            {error_place(field)}
            <div class="choices">{items}</div>
        </fieldset>
    }
    .into_any()
}

/// The hint of a field that has one.
pub(super) fn hint(field: Field) -> AnyView {
    field
        .hint()
        .map(|hint| view! { <p class="hint" id=[field.name(), "-hint"].concat()>{hint}</p> })
        .into_any()
}

/// Where the field's error will stand.
pub(super) fn error_place(field: Field) -> AnyView {
    view! {
        <p class="error-message" id=error_id(field) hidden>
            // The color says it to the eye; this says it to the ear.
            <span class="visually-hidden">"Error: "</span>
            <span></span>
        </p>
    }
    .into_any()
}

/// The id of the hint, for `aria-describedby`; the app adds the error's.
pub(super) fn described_by(field: Field) -> Option<String> {
    field.hint().map(|_| [field.name(), "-hint"].concat())
}

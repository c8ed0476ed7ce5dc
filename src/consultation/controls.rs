//! The form's controls: label, hint, error and input, tied together as the GOV.UK Design System ties them.

use ::consultation::field::Field;
use leptos::prelude::*;

use super::Consultation;

/// What sets a text field apart from the others.
#[derive(Clone, Copy, Default)]
pub(super) struct TextField {
    /// `type` of the input.
    pub kind: &'static str,
    /// Autofill token (HTML Standard, 4.10.18.7).
    pub autocomplete: &'static str,
    /// Whether the browser insists on it where the app does not run.
    pub required: bool,
    /// Whether the keyboard may correct and underline what is typed: not for names and addresses.
    pub is_prose: bool,
}

/// A one-line text field, with anything that has to follow it.
pub(super) fn text_field(
    state: Consultation,
    field: Field,
    shape: TextField,
    after: impl IntoAny,
) -> AnyView {
    let name = field.name();
    let error = state.error(field);
    view! {
        <div class=["field field-", name].concat() class:has-error=move || error.with(Option::is_some)>
            <label class="label" for=name>{field.label()}</label>
            {hint(field)}
            {error_message(field, error)}
            <input
                class="input"
                id=name
                name=name
                type=shape.kind
                autocomplete=shape.autocomplete
                autocapitalize=(!shape.is_prose && shape.kind == "email").then_some("none")
                spellcheck=if shape.is_prose { "true" } else { "false" }
                required=shape.required
                aria-describedby=described_by(field, error)
                aria-invalid=invalid(error)
            />
            {after.into_any()}
        </div>
    }
    .into_any()
}

/// A group of radio buttons from (value, label).
pub(super) fn radios(
    state: Consultation,
    field: Field,
    choices: &[(&'static str, &'static str)],
    required: bool,
) -> AnyView {
    let name = field.name();
    let error = state.error(field);
    let items: Vec<_> = choices
        .iter()
        .enumerate()
        .map(|(index, (value, label))| {
            // The first is the one that the error summary links to.
            let id = if index == 0 {
                name.to_owned()
            } else {
                [name, "-", value].concat()
            };
            view! {
                <div class="choice">
                    <input
                        type="radio"
                        id=id.clone()
                        name=name
                        value=*value
                        required=required
                        aria-invalid=invalid(error)
                    />
                    <label for=id>{*label}</label>
                </div>
            }
            .into_any()
        })
        .collect();
    view! {
        <fieldset
            class=["field field-", name].concat()
            class:has-error=move || error.with(Option::is_some)
            aria-describedby=described_by(field, error)
        >
            <legend class="label">{field.label()}</legend>
            {hint(field)}
            {error_message(field, error)}
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

/// The error at a field, when there is one.
pub(super) fn error_message(field: Field, error: Memo<Option<String>>) -> AnyView {
    let message = move || {
        error.get().map(|message| {
            view! {
                <p class="error-message" id=[field.name(), "-error"].concat()>
                    // The color says it to the eye; this says it to the ear.
                    <span class="visually-hidden">"Error: "</span>
                    {message}
                </p>
            }
        })
    };
    message.into_any()
}

/// The ids of the hint and of the error, for `aria-describedby`.
pub(super) fn described_by(
    field: Field,
    error: Memo<Option<String>>,
) -> impl Fn() -> Option<String> + Send + Sync + 'static {
    move || {
        let name = field.name();
        let hint = field.hint().map(|_| [name, "-hint"].concat());
        let error = error
            .with(Option::is_some)
            .then(|| [name, "-error"].concat());
        match (hint, error) {
            (Some(hint), Some(error)) => Some([hint, error].join(" ")),
            (hint, error) => hint.or(error),
        }
    }
}

/// `aria-invalid`, present only while there is an error.
pub(super) fn invalid(
    error: Memo<Option<String>>,
) -> impl Fn() -> Option<&'static str> + Send + Sync + 'static {
    move || error.with(Option::is_some).then_some("true")
}

//! Reads and fills the form's controls.

use consultation_rules::{
    Answers,
    field::{Field, HONEYPOT},
};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, FormData, HtmlInputElement};

use super::FORM_ID;
use crate::browser::{by_id, find, find_all};

/// What stands in the form, if one is shown.
pub(super) fn read() -> Option<Answers> {
    let data = FormData::new_with_form(by_id(FORM_ID)?.unchecked_ref()).ok()?;
    let text = |name: &str| data.get(name).as_string().unwrap_or_default();
    let field = |field: Field| text(field.name());
    Some(Answers {
        name: field(Field::Name),
        contact_preference: field(Field::ContactPreference),
        phone: field(Field::Phone),
        email: field(Field::Email),
        best_time: field(Field::BestTime),
        topic: field(Field::Topic),
        message: field(Field::Message),
        consent: !field(Field::Consent).is_empty(),
        honeypot: text(HONEYPOT),
    })
}

/// Puts answers back into a form that has just been shown again.
pub(super) fn fill(answers: &Answers) {
    for (field, value) in [
        (Field::Name, &answers.name),
        (Field::Phone, &answers.phone),
        (Field::Email, &answers.email),
        (Field::Topic, &answers.topic),
        (Field::Message, &answers.message),
    ] {
        if let Some(control) = by_id(field.name()) {
            set_value(&control, value);
        }
    }
    for (field, value) in [
        (
            Field::ContactPreference,
            answers.contact_preference.as_str(),
        ),
        (Field::BestTime, &answers.best_time),
        (Field::Consent, if answers.consent { "yes" } else { "" }),
    ] {
        if !value.is_empty()
            && let Some(choice) = find(&["[name=", field.name(), "][value=", value, "]"].concat())
        {
            choice
                .unchecked_into::<HtmlInputElement>()
                .set_checked(true);
        }
    }
}

/// Puts another address into the email field.
pub(super) fn set_email(email: &str) {
    if let Some(control) = by_id(Field::Email.name()) {
        set_value(&control, email);
    }
}

/// Leaves a form to the start script, as a property of the window: in memory, like all that is typed. Without one,
/// takes back what was left there.
pub(super) fn leave(form: Option<&Element>) {
    let form = form.map_or(JsValue::UNDEFINED, Into::into);
    let _ = js_sys::Reflect::set(&window(), &JsValue::from_str("unsent"), &form);
}

/// The hidden fields that go with every request, as (name, value).
pub(super) fn hidden_fields() -> Vec<(String, String)> {
    find_all(&["#", FORM_ID, " input[type=hidden]"].concat())
        .into_iter()
        .map(|input| {
            let input: HtmlInputElement = input.unchecked_into();
            (input.name(), input.value())
        })
        .collect()
}

/// The `value` that inputs, selects and text areas share.
fn set_value(control: &Element, value: &str) {
    control.unchecked_ref::<HtmlInputElement>().set_value(value);
}

//! Reads and fills the form's controls. They are uncontrolled: what stands in them belongs to the visitor,
//! also before the app has started.

use ::consultation::{
    Answers,
    field::{Field, HONEYPOT},
};
use wasm_bindgen::JsCast;
use web_sys::{
    FormData, HtmlFormElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement,
};

/// What stands in the form.
pub(super) fn read(form: &HtmlFormElement) -> Answers {
    let Ok(data) = FormData::new_with_form(form) else {
        return Answers::default();
    };
    let text = |name: &str| data.get(name).as_string().unwrap_or_default();
    let field = |field: Field| text(field.name());
    Answers {
        name: field(Field::Name),
        contact_preference: field(Field::ContactPreference),
        phone: field(Field::Phone),
        email: field(Field::Email),
        best_time: field(Field::BestTime),
        topic: field(Field::Topic),
        message: field(Field::Message),
        consent: data.has(Field::Consent.name()),
        honeypot: text(HONEYPOT),
    }
}

/// Puts answers back into a form that has just been shown again.
pub(super) fn fill(form: &HtmlFormElement, answers: &Answers) {
    let find = |selector: String| form.query_selector(&selector).ok().flatten();
    for (field, value) in [
        (Field::Name, &answers.name),
        (Field::Phone, &answers.phone),
        (Field::Email, &answers.email),
        (Field::Topic, &answers.topic),
        (Field::Message, &answers.message),
    ] {
        let Some(element) = find(["[name=", field.name(), "]"].concat()) else {
            continue;
        };
        if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
            input.set_value(value);
        } else if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
            area.set_value(value);
        } else if let Some(select) = element.dyn_ref::<HtmlSelectElement>() {
            select.set_value(value);
        }
    }
    for (field, value) in [
        (Field::ContactPreference, &answers.contact_preference),
        (Field::BestTime, &answers.best_time),
    ] {
        if !value.is_empty()
            && let Some(radio) = find(["[name=", field.name(), "][value=", value, "]"].concat())
        {
            radio.unchecked_into::<HtmlInputElement>().set_checked(true);
        }
    }
    if answers.consent
        && let Some(checkbox) = find(["[name=", Field::Consent.name(), "]"].concat())
    {
        checkbox
            .unchecked_into::<HtmlInputElement>()
            .set_checked(true);
    }
}

use consultation_rules::{
    ContactPreference, Control, FIELDS, Field, HONEYPOT, MESSAGE_MAX, NAME_MAX, Required, topic,
};

#[test]
fn every_field_is_found_by_its_wire_name_and_by_no_other() {
    for field in Field::ALL {
        assert_eq!(Field::from_name(field.name()), Some(field));
    }
    for name in ["", "Name", " name", "contact-preference", HONEYPOT, "id"] {
        assert_eq!(Field::from_name(name), None, "{name}");
    }
}

#[test]
fn the_fields_come_in_page_order() {
    let names = Field::ALL.map(Field::name);
    assert_eq!(
        names,
        [
            "name",
            "contact_preference",
            "phone",
            "email",
            "best_time",
            "topic",
            "message",
            "consent"
        ]
    );
    assert!(Field::ALL.is_sorted());
}

#[test]
fn every_choice_is_found_by_its_wire_value_and_by_no_other() {
    for choice in ContactPreference::ALL {
        assert_eq!(ContactPreference::from_value(choice.value()), Some(choice));
    }
    assert_eq!(ContactPreference::from_value("Phone"), None);
    assert_eq!(ContactPreference::from_value(""), None);
}

#[test]
fn every_way_of_contact_is_a_choice_of_its_field_in_the_same_order() {
    let Control::Radios(choices) = Field::ContactPreference.spec().control else {
        panic!("radio buttons");
    };
    let values: Vec<&str> = choices.iter().map(|choice| choice.value).collect();
    assert_eq!(values, ContactPreference::ALL.map(ContactPreference::value));
}

#[test]
fn a_call_or_a_text_message_needs_a_phone_and_email_an_address() {
    let required = |preference| -> Vec<Field> {
        FIELDS
            .iter()
            .filter(|spec| spec.required != Required::Always)
            .filter(|spec| spec.required.applies_to(preference))
            .map(|spec| spec.field)
            .collect()
    };
    assert_eq!(required(Some(ContactPreference::Phone)), [Field::Phone]);
    assert_eq!(required(Some(ContactPreference::Text)), [Field::Phone]);
    assert_eq!(required(Some(ContactPreference::Email)), [Field::Email]);
    assert_eq!(required(None), []);
}

#[test]
fn a_topic_is_a_slug_of_any_page_that_is_or_was() {
    for slug in [
        topic::CHOICES[0].value,
        topic::CHOICES[1].value,
        "depression",
        "ptsd",
        "bipolar-disorder",
        "covid-19",
        "a",
        &"a".repeat(64),
    ] {
        assert!(topic::is_well_formed(slug), "{slug}");
    }
    for other in [
        "",
        "Depression",
        "-depression",
        "depression-",
        "bipolar--disorder",
        "bipolar disorder",
        "bipolar_disorder",
        "dépression",
        "../etc",
        "a\nb",
        &"a".repeat(65),
    ] {
        assert!(!topic::is_well_formed(other), "{other:?}");
    }
}

#[test]
fn labels_and_hints_are_written_in_the_house_style() {
    let words = FIELDS.iter().flat_map(|spec| {
        let choices = match spec.control {
            Control::Radios(choices) | Control::Select(choices) => choices,
            _ => &[],
        };
        [Some(spec.label), spec.hint]
            .into_iter()
            .flatten()
            .chain(choices.iter().map(|choice| choice.label))
    });
    for text in words {
        crate::rules::is_in_house_style(text);
    }
}

#[test]
fn the_limits_are_those_of_the_contract() {
    assert_eq!((NAME_MAX, MESSAGE_MAX), (120, 1000));
    assert_eq!(consultation_rules::EMAIL_MAX, 254);
    assert_eq!(consultation_rules::PHONE_DIGITS, 7..=15);
}

use consultation::{
    BestTime, ContactPreference, ELAPSED, Field, HONEYPOT, MESSAGE_MAX, NAME_MAX, topic,
};

#[test]
fn every_field_is_found_by_its_wire_name_and_by_no_other() {
    for field in Field::ALL {
        assert_eq!(Field::from_name(field.name()), Some(field));
    }
    for name in [
        "",
        "Name",
        " name",
        "contact-preference",
        HONEYPOT,
        ELAPSED,
        "id",
    ] {
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
    for choice in BestTime::ALL {
        assert_eq!(BestTime::from_value(choice.value()), Some(choice));
    }
    assert_eq!(BestTime::from_value("night"), None);
}

#[test]
fn a_call_or_a_text_message_needs_a_phone_and_email_an_address() {
    assert_eq!(ContactPreference::Phone.needs(), Field::Phone);
    assert_eq!(ContactPreference::Text.needs(), Field::Phone);
    assert_eq!(ContactPreference::Email.needs(), Field::Email);
}

#[test]
fn a_topic_is_a_slug_of_any_page_that_is_or_was() {
    for slug in [
        topic::SOMETHING_ELSE,
        topic::PREFER_NOT_TO_SAY,
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
    let words = Field::ALL
        .into_iter()
        .flat_map(|field| [Some(field.label()), field.hint()])
        .flatten()
        .chain(ContactPreference::ALL.map(ContactPreference::label))
        .chain(BestTime::ALL.map(BestTime::label))
        .chain([topic::SOMETHING_ELSE_LABEL, topic::PREFER_NOT_TO_SAY_LABEL]);
    for text in words {
        crate::rules::is_in_house_style(text);
    }
}

#[test]
fn the_limits_are_those_of_the_contract() {
    assert_eq!((NAME_MAX, MESSAGE_MAX), (120, 1000));
    assert_eq!(consultation::EMAIL_MAX, 254);
    assert_eq!(consultation::PHONE_DIGITS, 7..=15);
}

use crate::{ana, valid};
use consultation::{Answers, BestTime, ContactPreference, Field, FieldError, validate};

/// The fields to correct and what is said about them.
fn said(answers: &Answers) -> Vec<(Field, String)> {
    let errors = validate(answers).expect_err("something to correct");
    errors
        .into_iter()
        .map(|FieldError { field, message }| (field, message.into_owned()))
        .collect()
}

fn said_once(answers: &Answers, field: Field, message: &str) {
    assert_eq!(said(answers), [(field, message.to_owned())]);
}

/// The rules of style for every word that people read here.
pub(crate) fn is_in_house_style(text: &str) {
    let lower = text.to_lowercase();
    for word in [
        "please",
        "invalid",
        "oops",
        "sorry",
        "forgot",
        "must be valid",
    ] {
        assert!(!lower.contains(word), "“{word}” in {text:?}");
    }
    assert!(!text.contains(['\'', '"']), "a straight quote in {text:?}");
    assert!(!text.ends_with('.'), "a period at the end of {text:?}");
    assert!(!text.contains("  "), "two spaces in {text:?}");
    assert!(text.starts_with(|c: char| c.is_uppercase()), "{text:?}");
}

#[test]
fn answers_with_everything_needed_are_accepted() {
    let answers = valid(&ana());
    assert_eq!(answers.name, "Ana María O’Neil");
    assert_eq!(answers.contact_preference, ContactPreference::Phone);
    assert_eq!(answers.phone.as_deref(), Some("(555) 010-0123"));
    assert_eq!(answers.email, None);
    assert_eq!(answers.best_time, None);
    assert_eq!(answers.topic, None);
    assert_eq!(answers.message, None);
}

#[test]
fn an_empty_form_is_told_everything_it_needs_in_page_order() {
    assert_eq!(
        said(&Answers::default()),
        [
            (Field::Name, "Enter your full name".to_owned()),
            (
                Field::ContactPreference,
                "Select how we should contact you".to_owned()
            ),
            (
                Field::Consent,
                "Check the box to let us use your answers to reply to you".to_owned()
            ),
        ]
    );
}

#[test]
fn a_form_wrong_in_every_field_is_told_each_once_in_page_order() {
    let mut answers = Answers {
        name: "\0".to_owned(),
        contact_preference: "text".to_owned(),
        phone: "none".to_owned(),
        email: "none".to_owned(),
        best_time: "never".to_owned(),
        topic: "No Such Thing".to_owned(),
        message: "x".repeat(1001),
        consent: false,
        honeypot: String::new(),
    };
    let fields = |answers: &Answers| -> Vec<Field> {
        said(answers).into_iter().map(|(field, _)| field).collect()
    };
    assert_eq!(
        fields(&answers),
        [
            Field::Name,
            Field::Phone,
            Field::BestTime,
            Field::Topic,
            Field::Message,
            Field::Consent
        ]
    );
    answers.contact_preference = "email".to_owned();
    assert_eq!(
        fields(&answers),
        [
            Field::Name,
            Field::Email,
            Field::Topic,
            Field::Message,
            Field::Consent
        ]
    );
}

#[test]
fn names_of_any_script_and_punctuation_are_accepted() {
    for name in [
        "X",
        "O’Neil-Smith, Jr.",
        "José Ñandú",
        "李小龍",
        "محمد بن عبد الله",
        "نگار\u{200C}الهی", // with a joiner that Persian writing needs
        "Владимир",
        "አበበ",
        "5",
        "=cmd()",
        "Robert'); DROP TABLE",
        "<b>Ana</b>",
        "👩‍⚕️",
        "e\u{301}",
    ] {
        let answers = Answers {
            name: name.to_owned(),
            ..ana()
        };
        assert_eq!(valid(&answers).name, name);
    }
}

#[test]
fn a_name_that_nobody_can_see_is_missing() {
    for name in [
        "",
        "   ",
        "\t\r\n",
        "\u{A0}\u{3000}",
        "\u{200B}\u{200D}\u{FEFF}",
        "\u{3164}",
        "\u{AD}",
    ] {
        let answers = Answers {
            name: name.to_owned(),
            ..ana()
        };
        said_once(&answers, Field::Name, "Enter your full name");
    }
}

#[test]
fn a_name_has_at_most_120_characters_after_trimming() {
    for letter in ["a", "é", "字", "👍"] {
        let mut answers = Answers {
            name: [" ", &letter.repeat(120), "\u{A0}"].concat(),
            ..ana()
        };
        assert_eq!(valid(&answers).name, letter.repeat(120));
        answers.name = letter.repeat(121);
        said_once(
            &answers,
            Field::Name,
            "Full name must be 120 characters or fewer",
        );
    }
    // An accent of its own is a character of its own.
    let answers = Answers {
        name: ["e\u{301}".repeat(60), "x".to_owned()].concat(),
        ..ana()
    };
    said_once(
        &answers,
        Field::Name,
        "Full name must be 120 characters or fewer",
    );
}

#[test]
fn control_characters_in_a_name_are_refused_in_words_that_help() {
    for name in [
        "Ana\0",
        "\0",
        "Ana\tMaría",
        "Ana\nMaría",
        "Ana\u{1b}[2J",
        "Ana\u{85}María",
    ] {
        let answers = Answers {
            name: name.to_owned(),
            ..ana()
        };
        said_once(
            &answers,
            Field::Name,
            "Enter your full name without tabs or hidden characters",
        );
    }
}

#[test]
fn without_a_choice_nothing_is_said_about_phone_and_email() {
    for preference in ["", "fax", "Phone", "phone\0"] {
        let answers = Answers {
            contact_preference: preference.to_owned(),
            phone: "none".to_owned(),
            email: "none".to_owned(),
            best_time: "never".to_owned(),
            ..ana()
        };
        said_once(
            &answers,
            Field::ContactPreference,
            "Select how we should contact you",
        );
    }
}

#[test]
fn the_choice_decides_whether_phone_or_email_is_required() {
    let nothing = Answers {
        phone: String::new(),
        ..ana()
    };
    for (preference, field, message) in [
        (
            "phone",
            Field::Phone,
            "Enter a phone number, like (555) 010-0123",
        ),
        (
            "text",
            Field::Phone,
            "Enter a phone number, like (555) 010-0123",
        ),
        (
            "email",
            Field::Email,
            "Enter an email address in the correct format, like name@example.com",
        ),
    ] {
        let answers = Answers {
            contact_preference: preference.to_owned(),
            ..nothing.clone()
        };
        said_once(&answers, field, message);
    }
}

#[test]
fn what_the_choice_does_not_need_is_kept_if_it_is_right_and_left_out_if_not() {
    let by_email = Answers {
        contact_preference: "email".to_owned(),
        email: "ana@example.com".to_owned(),
        ..ana()
    };
    assert_eq!(
        valid(&by_email).phone.as_deref(),
        Some("(555) 010-0123"),
        "kept"
    );
    for phone in ["555", "none", "5550100123\0"] {
        let answers = Answers {
            phone: phone.to_owned(),
            ..by_email.clone()
        };
        assert_eq!(valid(&answers).phone, None, "{phone:?} is left out");
    }
    let by_phone = Answers {
        email: "ana@example".to_owned(),
        ..ana()
    };
    assert_eq!(valid(&by_phone).email, None, "left out");
}

#[test]
fn the_best_time_is_for_calls_and_text_messages() {
    for preference in ["phone", "text"] {
        for time in BestTime::ALL {
            let answers = Answers {
                contact_preference: preference.to_owned(),
                best_time: time.value().to_owned(),
                ..ana()
            };
            assert_eq!(valid(&answers).best_time, Some(time));
        }
        let answers = Answers {
            contact_preference: preference.to_owned(),
            best_time: "midnight".to_owned(),
            ..ana()
        };
        said_once(
            &answers,
            Field::BestTime,
            "Select the best time from the list",
        );
    }
    for time in ["morning", "midnight"] {
        let answers = Answers {
            contact_preference: "email".to_owned(),
            email: "ana@example.com".to_owned(),
            best_time: time.to_owned(),
            ..ana()
        };
        assert_eq!(valid(&answers).best_time, None, "{time} is left out");
    }
}

#[test]
fn a_topic_whose_page_was_removed_since_does_not_stop_anyone() {
    let mut answers = Answers {
        topic: "a-page-of-last-year".to_owned(),
        ..ana()
    };
    assert_eq!(
        valid(&answers).topic.as_deref(),
        Some("a-page-of-last-year")
    );
    answers.topic = "Not a slug".to_owned();
    said_once(
        &answers,
        Field::Topic,
        "Select what your request is about from the list",
    );
}

#[test]
fn a_message_has_at_most_1000_characters_as_typed() {
    for letter in ["a", "é", "字", "👍", "\n", "\r\n"] {
        let mut answers = Answers {
            message: ["x", &letter.repeat(998), "x"].concat(),
            ..ana()
        };
        assert!(validate(&answers).is_ok(), "1,000 of {letter:?}");
        answers.message.push('x');
        said_once(
            &answers,
            Field::Message,
            "Message must be 1,000 characters or fewer",
        );
    }
    let mut answers = Answers {
        message: "e\u{301}".repeat(500),
        ..ana()
    };
    assert!(validate(&answers).is_ok(), "an accent of its own counts");
    answers.message.push(' ');
    said_once(
        &answers,
        Field::Message,
        "Message must be 1,000 characters or fewer",
    );
}

#[test]
fn a_message_keeps_its_lines_and_tabs_and_loses_the_space_around_it() {
    for (typed, kept) in [
        ("  Hello\r\n\r\nthere\t!  \r\n", Some("Hello\n\nthere\t!")),
        (
            "one\rtwo\nthree\r\nfour\n\rfive",
            Some("one\ntwo\nthree\nfour\n\nfive"),
        ),
        (" \r\n\t\u{200B} ", None),
        ("", None),
    ] {
        let answers = Answers {
            message: typed.to_owned(),
            ..ana()
        };
        assert_eq!(valid(&answers).message.as_deref(), kept, "{typed:?}");
    }
}

#[test]
fn control_characters_in_a_message_are_refused_in_words_that_help() {
    for message in [
        "a\0b",
        "\0",
        "a\u{b}b",
        "a\u{1b}[31mb",
        "a\u{7f}",
        "a\u{9b}b",
    ] {
        let answers = Answers {
            message: message.to_owned(),
            ..ana()
        };
        said_once(
            &answers,
            Field::Message,
            "Message must not have hidden characters. Paste it as plain text",
        );
    }
}

#[test]
fn nothing_is_accepted_without_consent() {
    let answers = Answers {
        consent: false,
        ..ana()
    };
    said_once(
        &answers,
        Field::Consent,
        "Check the box to let us use your answers to reply to you",
    );
}

#[test]
fn the_trap_field_is_not_the_rules_business() {
    let answers = Answers {
        honeypot: "https://spam.example".to_owned(),
        ..ana()
    };
    assert!(validate(&answers).is_ok());
}

#[test]
fn every_message_is_written_in_the_house_style() {
    let long = "x".repeat(2000);
    let mut count = 0;
    for preference in ["", "phone", "email"] {
        for text in ["", "x", "\0", "555", "5550123 x", &long] {
            let answers = Answers {
                name: text.to_owned(),
                contact_preference: preference.to_owned(),
                phone: text.to_owned(),
                email: ["ana@", text, ".com"].concat(),
                best_time: text.to_owned(),
                topic: text.to_uppercase(),
                message: text.to_owned(),
                ..Answers::default()
            };
            for (_, message) in said(&answers) {
                is_in_house_style(&message);
                count += 1;
            }
        }
    }
    assert!(count > 40);
}

#[test]
fn only_what_a_person_typed_or_chose_makes_answers_not_empty() {
    assert!(Answers::default().is_empty());
    let spaces = Answers {
        name: "  ".to_owned(),
        message: "\r\n".to_owned(),
        honeypot: "filled by a program".to_owned(),
        ..Answers::default()
    };
    assert!(spaces.is_empty());
    let x = || "x".to_owned();
    let none = Answers::default;
    for answers in [
        Answers {
            name: x(),
            ..none()
        },
        Answers {
            contact_preference: x(),
            ..none()
        },
        Answers {
            phone: x(),
            ..none()
        },
        Answers {
            email: x(),
            ..none()
        },
        Answers {
            best_time: x(),
            ..none()
        },
        Answers {
            topic: x(),
            ..none()
        },
        Answers {
            message: x(),
            ..none()
        },
        Answers {
            consent: true,
            ..none()
        },
    ] {
        assert!(!answers.is_empty());
    }
}

#[test]
fn debug_output_shows_nothing_that_was_typed() {
    let answers = ana();
    let request = consultation::Received {
        id: Some(crate::id()),
        answers: answers.clone(),
        elapsed_ms: Some(7),
    };
    let valid_request = request.validate().expect("valid answers");
    let shown = format!(
        "{answers:?} {:?} {request:?} {valid_request:?}",
        valid(&answers)
    );
    for typed in ["Ana", "555", "0123"] {
        assert!(!shown.contains(typed), "{typed} in {shown}");
    }
}

use crate::{ana, caught, changed, valid};
use consultation_rules::{CHECKED, FIELDS, Field, FieldError, Submission, validate};
use std::fmt::Write;

/// The fields to correct and what is said about them.
fn said(answers: &Submission) -> Vec<(Field, String)> {
    let errors = validate(answers).expect_err("something to correct");
    errors
        .into_iter()
        .map(|FieldError { field, message }| (field, message.into_owned()))
        .collect()
}

fn said_once(answers: &Submission, field: Field, message: &str) {
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
    let values = Field::ALL.map(|field| answers.value(field));
    assert_eq!(
        values,
        [
            Some("Ana María O’Neil"),
            Some("phone"),
            Some("(555) 010-0123"),
            None,
            None,
            None,
            None,
            Some(CHECKED),
        ]
    );
}

#[test]
fn an_empty_form_is_told_everything_it_needs_in_page_order() {
    assert_eq!(
        said(&Submission::default()),
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
    let mut answers = changed(
        Submission::default(),
        &[
            (Field::Name, &"x".repeat(121)),
            (Field::ContactPreference, "text"),
            (Field::Phone, "none"),
            (Field::Email, "none"),
            (Field::BestTime, "never"),
            (Field::Topic, "No Such Thing"),
            (Field::Message, &"x".repeat(1001)),
            (Field::Consent, ""),
        ],
    );
    let fields = |answers: &Submission| -> Vec<Field> {
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
    answers.set(Field::ContactPreference, "email".to_owned());
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
        let answers = changed(ana(), &[(Field::Name, name)]);
        assert_eq!(valid(&answers).value(Field::Name), Some(name));
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
        let answers = changed(ana(), &[(Field::Name, name)]);
        said_once(&answers, Field::Name, "Enter your full name");
    }
}

#[test]
fn a_name_has_at_most_120_characters_after_trimming() {
    for letter in ["a", "é", "字", "👍"] {
        let mut answers = changed(
            ana(),
            &[(Field::Name, &[" ", &letter.repeat(120), "\u{A0}"].concat())],
        );
        assert_eq!(
            valid(&answers).value(Field::Name),
            Some(&*letter.repeat(120))
        );
        answers.set(Field::Name, letter.repeat(121));
        said_once(
            &answers,
            Field::Name,
            "Full name must be 120 characters or fewer",
        );
    }
    // An accent of its own is a character of its own.
    let answers = changed(
        ana(),
        &[(
            Field::Name,
            &["e\u{301}".repeat(60), "x".to_owned()].concat(),
        )],
    );
    said_once(
        &answers,
        Field::Name,
        "Full name must be 120 characters or fewer",
    );
}

#[test]
fn tabs_line_ends_and_control_characters_in_a_name_do_not_stop_anyone() {
    for (typed, kept) in [
        ("Ana\tMaría", "Ana María"),
        ("Ana\nMaría", "Ana María"),
        ("Ana\u{b}María", "Ana María"),
        ("Ana\u{85}María", "Ana María"),
        ("Ana\0", "Ana"),
        ("\tAna\u{1b}[2J\r\n", "Ana[2J"),
    ] {
        let answers = changed(ana(), &[(Field::Name, typed)]);
        assert_eq!(valid(&answers).value(Field::Name), Some(kept), "{typed:?}");
    }
}

#[test]
fn without_a_choice_nothing_is_said_about_phone_and_email() {
    for preference in ["", "fax", "Phone", "phone\0"] {
        let answers = changed(
            ana(),
            &[
                (Field::ContactPreference, preference),
                (Field::Phone, "none"),
                (Field::Email, "none"),
                (Field::BestTime, "never"),
            ],
        );
        said_once(
            &answers,
            Field::ContactPreference,
            "Select how we should contact you",
        );
    }
}

#[test]
fn the_choice_decides_whether_phone_or_email_is_required() {
    let nothing = changed(ana(), &[(Field::Phone, "")]);
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
        let answers = changed(nothing.clone(), &[(Field::ContactPreference, preference)]);
        said_once(&answers, field, message);
    }
}

#[test]
fn what_the_choice_does_not_need_is_kept_if_it_is_right_and_left_out_if_not() {
    let by_email = changed(
        ana(),
        &[
            (Field::ContactPreference, "email"),
            (Field::Email, "ana@example.com"),
        ],
    );
    assert_eq!(
        valid(&by_email).value(Field::Phone),
        Some("(555) 010-0123"),
        "kept"
    );
    for phone in ["555", "none", "5550100123 x"] {
        let answers = changed(by_email.clone(), &[(Field::Phone, phone)]);
        assert_eq!(
            valid(&answers).value(Field::Phone),
            None,
            "{phone:?} is left out"
        );
    }
    let by_phone = changed(ana(), &[(Field::Email, "ana@example")]);
    assert_eq!(valid(&by_phone).value(Field::Email), None, "left out");
}

#[test]
fn the_best_time_is_for_calls_and_text_messages() {
    for preference in ["phone", "text"] {
        for time in ["any", "morning", "afternoon", "evening"] {
            let answers = changed(
                ana(),
                &[
                    (Field::ContactPreference, preference),
                    (Field::BestTime, time),
                ],
            );
            assert_eq!(valid(&answers).value(Field::BestTime), Some(time));
        }
        let answers = changed(
            ana(),
            &[
                (Field::ContactPreference, preference),
                (Field::BestTime, "midnight"),
            ],
        );
        said_once(
            &answers,
            Field::BestTime,
            "Select the best time from the list",
        );
    }
    for time in ["morning", "midnight"] {
        let answers = changed(
            ana(),
            &[
                (Field::ContactPreference, "email"),
                (Field::Email, "ana@example.com"),
                (Field::BestTime, time),
            ],
        );
        assert_eq!(
            valid(&answers).value(Field::BestTime),
            None,
            "{time} is left out"
        );
    }
}

#[test]
fn a_topic_whose_page_was_removed_since_does_not_stop_anyone() {
    let mut answers = changed(ana(), &[(Field::Topic, "a-page-of-last-year")]);
    assert_eq!(
        valid(&answers).value(Field::Topic),
        Some("a-page-of-last-year")
    );
    answers.set(Field::Topic, "Not a slug".to_owned());
    said_once(
        &answers,
        Field::Topic,
        "Select what your request is about from the list",
    );
}

#[test]
fn a_message_has_at_most_1000_characters_as_typed() {
    for letter in ["a", "é", "字", "👍", "\n", "\r\n"] {
        let mut answers = changed(
            ana(),
            &[(Field::Message, &["x", &letter.repeat(998), "x"].concat())],
        );
        assert!(validate(&answers).is_ok(), "1,000 of {letter:?}");
        answers.set(Field::Message, [answers.get(Field::Message), "x"].concat());
        said_once(
            &answers,
            Field::Message,
            "Message must be 1,000 characters or fewer",
        );
    }
    let mut answers = changed(ana(), &[(Field::Message, &"e\u{301}".repeat(500))]);
    assert!(validate(&answers).is_ok(), "an accent of its own counts");
    answers.set(Field::Message, [answers.get(Field::Message), " "].concat());
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
        let answers = changed(ana(), &[(Field::Message, typed)]);
        assert_eq!(valid(&answers).value(Field::Message), kept, "{typed:?}");
    }
}

/// Word's line break is U+000B; nobody can find a control character to take it out.
#[test]
fn control_characters_in_a_message_do_not_stop_anyone() {
    for (typed, kept) in [
        ("a\u{b}b", Some("a\nb")),
        ("a\u{c}b\u{85}c\u{2028}d\u{2029}e", Some("a\nb\nc\nd\ne")),
        ("a\0b\u{1b}[31mc\u{7f}\u{9b}d", Some("ab[31mcd")),
        ("\0", None),
    ] {
        let answers = changed(ana(), &[(Field::Message, typed)]);
        assert_eq!(valid(&answers).value(Field::Message), kept, "{typed:?}");
    }
}

#[test]
fn what_would_be_dropped_from_a_text_is_bounded_too() {
    let spaces = |count: usize| " ".repeat(count);
    for (field, text, fits) in [
        (Field::Name, "Ana", 541),
        (Field::Phone, "5550100123", 310),
        (Field::Email, "ana@example.com", 303),
    ] {
        let typed = |count| {
            let text = [text, &spaces(count)].concat();
            changed(
                ana(),
                &[
                    (Field::ContactPreference, "email"),
                    (Field::Email, "ana@example.com"),
                    (field, &text),
                ],
            )
        };
        assert!(valid(&typed(fits)).value(field).is_some(), "{field:?}");
        let more = validate(&typed(fits + 1)).map(|valid| valid.value(field).map(str::to_owned));
        assert!(!matches!(more, Ok(Some(_))), "{field:?}");
    }
}

#[test]
fn nothing_is_accepted_without_consent() {
    let answers = changed(ana(), &[(Field::Consent, "")]);
    said_once(
        &answers,
        Field::Consent,
        "Check the box to let us use your answers to reply to you",
    );
}

#[test]
fn the_trap_field_is_not_the_rules_business() {
    let answers = caught(ana(), "https://spam.example");
    assert!(validate(&answers).is_ok());
}

#[test]
fn every_message_is_written_in_the_house_style() {
    let long = "x".repeat(2000);
    let mut count = 0;
    for preference in ["", "phone", "email"] {
        for text in ["", "x", "\0", "555", "5550123 x", &long] {
            let answers = changed(
                Submission::default(),
                &[
                    (Field::Name, text),
                    (Field::ContactPreference, preference),
                    (Field::Phone, text),
                    (Field::Email, &["ana@", text, ".com"].concat()),
                    (Field::BestTime, text),
                    (Field::Topic, &text.to_uppercase()),
                    (Field::Message, text),
                ],
            );
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
    assert!(Submission::default().is_empty());
    let spaces = caught(
        changed(
            Submission::default(),
            &[(Field::Name, "  "), (Field::Message, "\r\n")],
        ),
        "filled by a program",
    );
    assert!(spaces.is_empty());
    for field in Field::ALL {
        let answers = changed(Submission::default(), &[(field, "x")]);
        assert!(!answers.is_empty());
    }
}

#[test]
fn debug_output_shows_nothing_that_was_typed() {
    let answers = ana();
    let request = consultation_rules::PostedRequest {
        id: Some(crate::id()),
        submission: answers.clone(),
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

/// What an endpoint that takes 16 KiB must never answer with 413: every field at its longest, with what
/// is dropped around it, in characters that take most bytes.
#[test]
fn every_field_at_its_longest_fits_into_16_kib() {
    let most =
        |text: &str, bytes: usize| [text, &"\u{2060}".repeat((bytes - text.len()) / 3)].concat();
    // Letters of Old Italic and digits of mathematics, four bytes each.
    let typed = [
        (Field::Name, most(&"𐌀".repeat(120), 120 * 4 + 64)),
        (Field::ContactPreference, "email".to_owned()),
        (
            Field::Phone,
            most(&["(".repeat(49), "𝟓".repeat(15)].concat(), 64 * 4 + 64),
        ),
        (
            Field::Email,
            most(
                &[
                    "𐌀".repeat(16),
                    "@".to_owned(),
                    "𐌀𐌀𐌀𐌀𐌀𐌀𐌀.".repeat(6),
                    "example".to_owned(),
                ]
                .concat(),
                254 + 64,
            ),
        ),
        (Field::BestTime, "afternoon".to_owned()),
        (Field::Topic, "a".repeat(64)),
        (Field::Message, "👍".repeat(1000)),
        (Field::Consent, CHECKED.to_owned()),
    ];
    let mut answers = Submission::default();
    let mut body = ["id=", crate::id().as_str(), "&referral_code="].concat();
    for (field, text) in &typed {
        answers.set(*field, text);
        let mut encoded = String::new();
        for byte in text.bytes() {
            write!(encoded, "%{byte:02X}").expect("a string takes everything");
        }
        body.push_str(&["&", field.name(), "=", &encoded].concat());
    }
    let valid = valid(&answers);
    assert!(
        FIELDS
            .iter()
            .filter(|spec| valid.value(spec.field).is_none())
            .map(|spec| spec.field)
            .eq([Field::BestTime])
    );
    assert!(body.len() <= 16 * 1024, "{}", body.len());
    let posted = consultation_rules::from_form(body.as_bytes()).expect("a form");
    assert_eq!(posted.submission, answers);
}

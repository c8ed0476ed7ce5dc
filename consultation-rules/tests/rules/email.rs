use crate::{ana, changed};
use consultation_rules::email::{is_well_formed, normalize, suggest};
use consultation_rules::{Field, validate};

fn said_about(email: &str) -> Option<String> {
    let answers = changed(
        ana(),
        &[(Field::ContactPreference, "email"), (Field::Email, email)],
    );
    match validate(&answers) {
        Ok(valid) => {
            assert!(valid.value(Field::Email).is_some());
            None
        }
        Err(errors) => {
            assert_eq!(errors.len(), 1);
            Some(errors[0].message.to_string())
        }
    }
}

/// An address of exactly this many characters.
fn of_length(length: usize) -> String {
    let mut email = ["a".repeat(64), "@".to_owned()].concat();
    while email.len() + 64 < length {
        email.push_str(&"b".repeat(60));
        email.push('.');
    }
    let rest = length - email.len() - 4;
    [email, "c".repeat(rest), ".com".to_owned()].concat()
}

#[test]
fn addresses_that_mail_can_reach_are_accepted() {
    for email in [
        "ana@example.com",
        "  ana@example.com\n",
        "\u{FEFF}ana@example.com\u{200B}",
        "Ana.Maria@Example.COM",
        "ana+clinic@example.com",
        "o'neil@example.com",
        "ana_maria-1@mail.example.co.uk",
        "!#$%&'*+/=?^_`{|}~-@example.com",
        "a@b.co",
        ".ana..maria.@example.com", // browsers accept it, and some providers gave such names
        "1@2.3com",
        "ana@xn--bcher-kva.example",
        "ana@bücher.example",
        "josé@example.com",
        "用户@例子.中国",
        "अजय@डाटा.भारत",
        "चन्द्र@हिन्दी.भारत", // with viramas, which are marks and not alphabetic
        "jose\u{301}@example.com",
        "ana@٣٤٥.example",
        "o’neil@example.com", // asked about
        &["a".repeat(64), "@example.com".to_owned()].concat(),
        &["a@".to_owned(), "b".repeat(63), ".com".to_owned()].concat(),
        &of_length(254),
    ] {
        assert!(is_well_formed(email), "{email:?}");
        assert_eq!(said_about(email), None, "{email:?}");
    }
}

#[test]
fn what_no_mail_can_reach_is_shown_the_format() {
    for email in [
        "",
        " ",
        "ana",
        "ana@",
        "@example.com",
        "@",
        "ana@example",
        "ana@xn--fiqs8s",
        "ana@@example.com",
        "ana@maria@example.com",
        "ana maria@example.com",
        "ana@exam ple.com",
        "ana@example.com, maria@example.com",
        "ana@example..com",
        "ana@.example.com",
        "ana@-example.com",
        "ana@example-.com",
        "ana@exam_ple.com",
        "ana@example.c",
        "ana@192.0.2.1",
        "ana@[192.0.2.1]",
        "\"ana maria\"@example.com",
        "Ana <ana@example.com>",
        "ana(home)@example.com",
        "ana\\@example.com",
        "ana@example.com/",
        "ana@exam–ple.com",
        "ana＠example.com",
        "ana@example.com，",
        "ana@example.com。",
        "«ana@example.com»",
        "（ana@example.com）",
        "ana@example.com»",
        "ana@exa☎mple.com",
        "ana👍@example.com",
        "ana@exam\tple.com",
        "ana@exam\nple.com",
        "ana\u{A0}@example.com",
        &["a".repeat(65), "@example.com".to_owned()].concat(),
        &["a@".to_owned(), "b".repeat(64), ".com".to_owned()].concat(),
    ] {
        assert!(!is_well_formed(email), "{email:?}");
        assert_eq!(
            said_about(email).as_deref(),
            Some("Enter an email address in the correct format, like name@example.com"),
            "{email:?}"
        );
    }
}

#[test]
fn an_address_that_is_too_long_is_told_the_limit() {
    assert_eq!(of_length(255).len(), 255);
    assert_eq!(
        said_about(&of_length(255)).as_deref(),
        Some("Email address must be 254 characters or fewer")
    );
}

/// The clinic's reply would bounce with them, and nobody can find them to take them out.
#[test]
fn what_nobody_can_see_is_dropped_from_an_address() {
    for hidden in [
        "\u{200D}",
        "\u{200C}",
        "\u{FE0F}",
        "\u{34F}",
        "\u{61C}",
        "\u{180E}",
        "\u{3164}",
        "\u{FFFC}",
        "\u{E0061}",
        "\u{AD}",
        "\u{200B}",
        "\u{202E}",
        "\u{FEFF}",
        "\0",
        "\u{7f}",
    ] {
        for typed in [
            ["ana", hidden, "@example.com"].concat(),
            [hidden, "ana@exam", hidden, "ple.com", hidden].concat(),
        ] {
            let answers = changed(
                ana(),
                &[(Field::ContactPreference, "email"), (Field::Email, &typed)],
            );
            let valid = crate::valid(&answers);
            assert_eq!(
                valid.value(Field::Email),
                Some("ana@example.com"),
                "{typed:?}"
            );
        }
    }
}

#[test]
fn a_joiner_stays_between_letters_that_are_written_with_it() {
    let typed = "ana@\u{200C}نامه\u{200C}ای.example";
    assert_eq!(normalize(typed), "ana@نامه\u{200C}ای.example");
    assert!(is_well_formed(typed));
}

#[test]
fn what_comes_along_with_a_copied_address_is_dropped() {
    for typed in [
        "ana@example.com.",
        "ana@example.com,",
        "ana@example.com ;",
        "<ana@example.com>",
        " < ana@example.com > ",
        "<ana@example.com>;",
        "mailto:ana@example.com",
        "MAILTO:ana@example.com",
        "\tana@example.com\u{b}",
        "\u{A0}ana@example.com\u{3000}",
    ] {
        assert_eq!(normalize(typed), "ana@example.com", "{typed:?}");
    }
}

#[test]
fn a_typographic_apostrophe_is_asked_about() {
    for typed in [
        "o’neil@example.com",
        "o‘neil@example.com",
        "oʼneil@example.com",
    ] {
        assert_eq!(said_about(typed), None);
        assert_eq!(suggest(typed).as_deref(), Some("o'neil@example.com"));
    }
    assert_eq!(
        suggest("o’neil@gmial.com").as_deref(),
        Some("o'neil@gmail.com")
    );
    assert_eq!(suggest("o'neil@example.com"), None);
}

#[test]
fn a_slip_of_the_finger_is_asked_about() {
    for (typed, meant) in [
        ("ana@gmial.com", "ana@gmail.com"),
        ("ana@gmai.com", "ana@gmail.com"),
        ("ana@gmal.com", "ana@gmail.com"),
        ("ana@gnail.com", "ana@gmail.com"),
        ("ana@gmaill.com", "ana@gmail.com"),
        ("ana@gmail.co", "ana@gmail.com"),
        ("ana@gmail.cm", "ana@gmail.com"),
        ("ana@gmail.con", "ana@gmail.com"),
        ("ana@gmail.cmo", "ana@gmail.com"),
        ("ana@gmailcom", "ana@gmail.com"),
        ("ana@gmial.con", "ana@gmail.com"),
        ("ana@yaho.com", "ana@yahoo.com"),
        ("ana@yahooo.com", "ana@yahoo.com"),
        ("ana@hotnail.com", "ana@hotmail.com"),
        ("ana@hotmial.com", "ana@hotmail.com"),
        ("ana@outlok.com", "ana@outlook.com"),
        ("ana@outloo.com", "ana@outlook.com"),
        ("ana@iclod.com", "ana@icloud.com"),
        ("ana@icloud.vom", "ana@icloud.com"),
        ("ana@comcast.nett", "ana@comcast.net"),
        ("ana@comcas.net", "ana@comcast.net"),
        ("ana@aol.con", "ana@aol.com"),
        ("ana@example.con", "ana@example.com"),
        ("ana@school.example.eud", "ana@school.example.edu"),
        ("Ana+Clinic@GMIAL.com", "Ana+Clinic@gmail.com"),
        ("  ana@gmial.com ", "ana@gmail.com"),
    ] {
        assert_eq!(suggest(typed).as_deref(), Some(meant), "{typed}");
    }
}

#[test]
fn an_address_that_may_well_be_right_is_not_questioned() {
    for email in [
        "ana@gmail.com",
        "ana@GMAIL.COM",
        "ana@googlemail.com",
        "ana@ymail.com",
        "ana@mail.com",
        "ana@email.com",
        "ana@cloud.com",
        "ana@proton.me",
        "ana@protonmail.com",
        "ana@protonmail.ch",
        "ana@yahoo.ca",
        "ana@yahoo.co.uk",
        "ana@yahoo.fr",
        "ana@hotmail.co.uk",
        "ana@hotmail.fr",
        "ana@outlook.es",
        "ana@live.co.uk",
        "ana@love.com",
        "ana@mac.com",
        "ana@max.com",
        "ana@col.com",
        "ana@ms.com",
        "ana@att.com",
        "ana@verizon.com",
        "ana@example.com",
        "ana@example.co",
        "ana@example.cm",
        "ana@example.om",
        "ana@conn.example",
        "ana@con.com",
        "ana@gmail.example.com",
        "ana@bücher.example",
        "ana@gmаil.com", // a Cyrillic letter: somebody's own domain, or a trap, but no slip
    ] {
        assert_eq!(suggest(email), None, "{email}");
    }
}

#[test]
fn what_is_no_address_gets_no_suggestion() {
    for text in [
        "",
        "ana",
        "@gmial.com",
        "ana maria@gmial.com",
        "ana@@gmial.com",
        "ana@",
        "ana@con",
        "ana@.con",
        "ana@-x.con",
    ] {
        assert_eq!(suggest(text), None, "{text:?}");
    }
}

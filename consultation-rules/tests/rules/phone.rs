use crate::{ana, changed, valid};
use consultation_rules::{Field, phone::digits_ok, validate};

fn said_about(phone: &str) -> Option<String> {
    let answers = changed(ana(), &[(Field::Phone, phone)]);
    match validate(&answers) {
        Ok(valid) => {
            assert!(valid.value(Field::Phone).is_some());
            None
        }
        Err(errors) => {
            assert_eq!(errors.len(), 1);
            Some(errors[0].message.to_string())
        }
    }
}

#[test]
fn any_layout_a_person_types_is_accepted() {
    for phone in [
        "5550123",
        "555-0123",
        "5550100123",
        "555 010 0123",
        "555-010-0123",
        "555.010.0123",
        "555/010/0123",
        "(555) 010-0123",
        "(555)010-0123",
        "1-555-010-0123",
        "1 (555) 010-0123",
        "+1 555 010 0123",
        "+15550100123",
        "(+1) 555 010 0123",
        "+1 (0) 555 010 0123",
        "+ 1 555 010 0123",
        "001 555 010 0123",
        "  555 010 0123  ",
        "555\u{A0}010\u{A0}0123",     // no-break spaces
        "555\u{202F}010\u{2009}0123", // narrow ones
        "555‐010‑0123",               // hyphen, non-breaking hyphen
        "555–010—0123",               // en dash, em dash
        "555−010−0123",               // minus signs
        "555·010·0123",
        "\u{202A}+1 555 010 0123\u{202C}", // as copied from a contact
        "+1\u{2060}555\u{200B}0100123",
        "５５５ー０１０ー０１２３", // full width, as an input method types it
        "（５５５）０１０－０１２３",
        "＋１ ５５５ ０１０ ０１２３",
        "٥٥٥ ٠١٠ ٠١٢٣",    // Arabic-Indic digits
        "۵۵۵۰۱۰۰۱۲۳",      // Persian digits
        "५५५ ०१० ०१२३",    // Devanagari digits
        "555010012312345", // fifteen digits
    ] {
        assert!(digits_ok(phone), "{phone:?}");
        assert_eq!(said_about(phone), None, "{phone:?}");
    }
}

#[test]
fn an_extension_is_accepted_in_every_usual_way() {
    for phone in [
        "555-010-0123 ext 12",
        "555-010-0123 ext. 12",
        "555-010-0123 Ext.12",
        "555-010-0123 EXT: 12",
        "555-010-0123 extn 12",
        "555-010-0123 extension 12",
        "555-010-0123x12",
        "555-010-0123 x 12",
        "555-010-0123 X12",
        "555-010-0123 #12",
        "555-010-0123#12",
        "555-010-0123 (ext 12)",
        "555-010-0123 ext 1",
        "555-010-0123 ext 12345678",
        "٥٥٥٠١٠٠١٢٣ x١٢",
        "５５５０１００１２３＃１２",
        "555010012312345 x12345678",
    ] {
        assert_eq!(said_about(phone), None, "{phone:?}");
    }
}

#[test]
fn what_is_no_phone_number_is_shown_an_example() {
    for phone in [
        "",
        " ",
        "\u{200B}",
        "call me",
        "ana@example.com",
        "555-CALL-NOW",
        "555 010 0123 or 555 010 0124",
        "555 010 0123; 555 010 0124",
        "555,010,0123",
        "555+010+0123",
        "++1 555 010 0123",
        "555 010 0123+",
        "*67 555 010 0123",
        "555 010 0123 ext 12 x 3",
        "555 010 0123 #1#2",
        "555 010 0123 exten 12",
        "555 010 0123 e12",
        "555: 010 0123",
        "#5550100123",
        "ext 12",
        "+",
        "()",
        "½½½½½½½",
        "①②③④⑤⑥⑦",
        "四五六七八九十",
        &["5".repeat(10), " ".repeat(60), "5".to_owned()].concat(),
    ] {
        assert!(!digits_ok(phone), "{phone:?}");
        assert_eq!(
            said_about(phone).as_deref(),
            Some("Enter a phone number, like (555) 010-0123"),
            "{phone:?}"
        );
    }
}

#[test]
fn a_number_with_too_few_or_too_many_digits_is_told_how_many_it_takes() {
    for phone in [
        "1",
        "911",
        "010-012",
        "5550100123123456",
        "010012 ext 1234567",
    ] {
        assert_eq!(
            said_about(phone).as_deref(),
            Some("Phone number must have 7 to 15 digits, like (555) 010-0123"),
            "{phone:?}"
        );
    }
}

#[test]
fn an_extension_needs_one_to_eight_digits() {
    for phone in [
        "555 010 0123 ext",
        "555 010 0123 x",
        "555 010 0123 #",
        "555 010 0123 ext 123456789",
    ] {
        assert_eq!(
            said_about(phone).as_deref(),
            Some("Enter the extension in 1 to 8 digits, like (555) 010-0123 ext 12"),
            "{phone:?}"
        );
    }
}

#[test]
fn control_characters_in_a_number_are_refused_in_words_that_help() {
    for phone in [
        "555\t010 0123",
        "555 010\n0123",
        "555 010 0123\0",
        "\u{85}5550100123\u{7f}",
    ] {
        assert_eq!(
            said_about(phone).as_deref(),
            Some("Enter a phone number without tabs or hidden characters"),
            "{phone:?}"
        );
    }
}

#[test]
fn a_number_is_kept_as_typed() {
    let answers = changed(ana(), &[(Field::Phone, " ( 555 )  010–0123  Ext. 7 ")]);
    assert_eq!(
        valid(&answers).value(Field::Phone),
        Some("( 555 )  010–0123  Ext. 7")
    );
}

use crate::{ana, changed, valid};
use consultation_rules::phone::{dialable, digits_ok};
use consultation_rules::{Field, validate};

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
        "20261128",
        "26 11 28 01",
        "2026-13-45",
        "☎ 555-010-0123",
        "5️⃣5️⃣5️⃣0100123",
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
        "555-010-0123, ext. 12",
        "555-010-0123,ext 12",
        "555-010-0123; x12",
        "555-010-0123;ext=12",
        "+15550100123;ext=12",
        "555-010-0123 , #12",
        "5550100123,12",
        "5550100123,,12",
        "555-010-0123， ext 12",
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
        "555 0100, 555 0101",
        "2026-11-28",
        "2026/11/28",
        "2026.1.2",
        "11/28/2026",
        "28.11.2026",
        "28 11 2026",
        "555-010-0123 (call after 5)",
        "555-010-0123 cell",
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

/// What comes along when a number is copied, and what nobody can see, is dropped, not refused.
#[test]
fn what_surrounds_a_copied_number_is_no_reason_to_refuse_it() {
    for (typed, kept) in [
        ("tel:+15550100123", "+15550100123"),
        ("TEL:555-010-0123", "555-010-0123"),
        ("+1\u{FE0F}-555-123-4567", "+1-555-123-4567"),
        ("\u{202A}+1 555 010 0123\u{202C}", "+1 555 010 0123"),
        ("555\u{200B}0100\u{2060}123\u{FFFC}", "5550100123"),
        ("5550100123,", "5550100123"),
        ("5550100123 ; ", "5550100123"),
        ("5550100123，", "5550100123"),
        ("555\t010 0123", "555 010 0123"),
        ("555 010\n0123", "555 010 0123"),
        ("555 010 0123\0", "555 010 0123"),
        ("\u{85}5550100123\u{7f}", "5550100123"),
    ] {
        let answers = changed(ana(), &[(Field::Phone, typed)]);
        assert_eq!(valid(&answers).value(Field::Phone), Some(kept), "{typed:?}");
    }
}

#[test]
fn a_remark_in_parentheses_is_no_reason_to_refuse_a_number() {
    for phone in [
        "555-010-0123 (cell)",
        "(home) 555-010-0123",
        "555-010-0123 (móvil)",
        "555-010-0123 x12 (my work)",
    ] {
        assert_eq!(said_about(phone), None, "{phone:?}");
    }
}

#[test]
fn a_text_message_needs_an_area_code_and_a_call_does_not() {
    let by_text = |phone: &str| {
        let answers = changed(
            ana(),
            &[(Field::ContactPreference, "text"), (Field::Phone, phone)],
        );
        validate(&answers).map_err(|errors| errors[0].message.to_string())
    };
    for phone in ["555-0123", "555 010 012", "+1 555 0123"] {
        assert_eq!(
            by_text(phone).as_ref().map_err(String::as_str),
            Err("Enter a phone number with its area code, like (555) 010-0123"),
            "{phone}"
        );
    }
    for phone in [
        "(555) 010-0123",
        "+290 50000",
        "011 290 50000",
        "1 555 010 0123",
    ] {
        assert!(by_text(phone).is_ok(), "{phone}");
    }
    assert_eq!(said_about("555-0123"), None, "for a call");
}

#[test]
fn beside_what_was_typed_there_is_a_form_to_dial() {
    for (typed, dialed) in [
        ("(555) 010-0123", "+15550100123"),
        ("1-555-010-0123", "+15550100123"),
        ("+1 555 010 0123", "+15550100123"),
        ("001 555 010 0123", "+15550100123"),
        ("011 44 20 7946 0000", "+442079460000"),
        ("+44 (0)20 7946 0000", "+442079460000"),
        ("+1 (0) 555 010 0123", "+15550100123"),
        ("tel:+15550100123", "+15550100123"),
        ("555-010-0123, ext. 12", "+15550100123;ext=12"),
        ("+15550100123;ext=12", "+15550100123;ext=12"),
        ("5550100123,,12", "+15550100123;ext=12"),
        ("555-010-0123 (cell)", "+15550100123"),
        ("٥٥٥ ٠١٠ ٠١٢٣", "+15550100123"),
        ("５５５－０１０－０１２３＃１２", "+15550100123;ext=12"),
        ("۵۵۵۰۱۰۰۱۲۳", "+15550100123"),
        // Of which country is not certain.
        ("555-0123", "5550123"),
        ("020 7946 0000", "02079460000"),
        ("0555 010 0123", "05550100123"),
    ] {
        assert_eq!(dialable(typed).as_deref(), Some(dialed), "{typed:?}");
    }
    for typed in ["", "call me", "911", "2026-11-28"] {
        assert_eq!(dialable(typed), None, "{typed:?}");
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

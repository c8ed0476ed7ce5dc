//! What looks right in an editor, and would be gone or different on the page: told by class, not by a list of signs.

mod content;

use std::fs;

use content::{Content, PTSD, messages_for};

/// Puts all texts on one page, and fails unless a message about each of them has the part.
fn assert_each(name: &str, texts: &[&str], part: &str) {
    let content = Content::new(name);
    let before = fs::read_to_string(content.path(PTSD)).unwrap();
    let mut line = before.lines().count() + 2;
    // Paragraphs keep the texts apart.
    let content = content.append(PTSD, &texts.join("\n\nText.\n\n"));
    let errors = content.reading().errors;
    for text in texts {
        let lines = line..line + text.split('\n').count();
        let messages: Vec<String> = errors
            .iter()
            .filter(|error| lines.contains(&error.line))
            .map(ToString::to_string)
            .collect();
        assert!(
            messages.iter().any(|message| message.contains(part)),
            "{text:?} gives {messages:#?}, none with {part:?}"
        );
        line = lines.end + 3;
    }
}

/// All texts on one page, which has no mistake then.
fn assert_fine(name: &str, texts: &[&str]) {
    let messages = messages_for(name, PTSD, &texts.join("\n\n"));
    assert_eq!(messages, Vec::<String>::new());
}

#[test]
fn no_word_vanishes() {
    assert_each(
        "gone_line",
        &[
            "[Update]: closed",
            "[Update]: <closed>",
            "Text.\n\n[July 4]: closed 'all day'",
            "> [Update]: closed",
            "- [Update]: closed",
            "::: note Hours\n[Update]: closed\n:::",
        ],
        "no reader would see it",
    );
    assert_each(
        "gone_cell",
        &[
            "| a | b |\n|---|---|\n| 1 | 2 | gone |",
            "| a |\n|---|\n| 1 | gone | gone |",
            "Text\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 | gone",
        ],
        "this row has more cells",
    );
    assert_each(
        "gone_address",
        &["See [this][that].\n\n[that]: /privacy"],
        "would not be shown",
    );
    assert_each(
        "gone_attribute",
        &["### More {#more .lead}", "### More {.lead}"],
        "the anchor of this heading",
    );
    assert_fine(
        "gone_nothing",
        &[
            "See [*this* page](/privacy \"The page\") and <desk@clinic.example>, at 5 & 6 &amp; 7.",
            "Update: closed.",
            "| a | b |\n|---|---|\n| 1 | 2 |",
            "### A heading {#a-heading}",
            "12. twelve\n13. thirteen",
        ],
    );
}

#[test]
fn lists_stay_in_one_piece_and_keep_their_numbers() {
    assert_each(
        "list_torn",
        &[
            "1. one\n - part\n - part\n2. two",
            "1. one\n  - part\n2. two",
            "1. one\n- part\n2. two",
            "- one\n* two\n- three",
            "- one\n * part",
            "1. one\n\n  * part\n\n2. two",
            "1. one\n1) two",
        ],
        "another one starts",
    );
    assert_each(
        "list_level",
        &[
            "- one\n - part",
            "- one\n  - part\n   - part",
            "1. one\n 2. two",
        ],
        "between two levels",
    );
    assert_each(
        "list_number",
        &[
            "1. one\n3. three",
            "5. five\n7. seven",
            "1. one\n2. two\n2. three",
        ],
        "would be shown as",
    );
    assert_each(
        "list_within",
        &["Steps:\n2. two", "Steps:\n3) three\n4) four"],
        "within the paragraph above",
    );
    assert_fine(
        "list_fine",
        &[
            "1. one\n   - part\n   - part\n2. two",
            "Text.",
            "- one\n  - part\n    - part of it\n- two",
            "More text.",
            "1. one\n1. two\n1. three",
            "Text again.",
            "5. five\n6. six",
            "And more.",
            "10. ten\n    - part\n11. eleven",
        ],
    );
    // Told once for the list, not once for each of its pieces.
    let messages = messages_for("list_once", PTSD, "1. one\n - part\n2. two");
    assert_eq!(messages.len(), 1, "{messages:#?}");
}

#[test]
fn any_sign_that_starts_a_line_is_a_pasted_bullet() {
    assert_each(
        "bullet",
        &[
            "➢ one",
            "✓ one",
            "✔\u{fe0f} one",
            "§ one",
            "❖ one",
            "◆ one",
            "■ one",
            "○ one",
            "→ one",
            "⇒ one",
            "★ one",
            "☐ one",
            "🎉 one",
            "⁃ one",
            "‣ one",
            "※ one",
            "— one",
            "o one",
            "o\tone",
            "-> one",
            "✓one",
            "•one",
            "  ➢ one",
            "¶ one",
            "- • one",
            "1. ➢ one",
            "- ✓ one",
        ],
        "starts with a pasted sign",
    );
    assert_fine(
        "bullet_fine",
        &[
            "“Quoted” words.",
            "‘Quoted’ words.",
            "(An aside.)",
            "¿Habla español?",
            "€5 a visit.",
            "$5 a visit.",
            "…and so on.",
            "*Stressed* words.",
            "**Bold** words.",
            "[A link](/privacy).",
            "Á la carte.",
            "字 one.",
            "½ of it.",
            "One — two.",
            "Often. O my.",
        ],
    );
}

#[test]
fn numbers_and_letters_of_other_lists_are_told() {
    assert_each(
        "letter",
        &[
            "a. one",
            "b) two",
            "(a) one",
            "(1) one",
            "1.) one",
            "iv. four",
            "ii) two",
            "A) one",
            "① one",
            "A. one\nB. two",
            "II. two",
        ],
        "makes no list",
    );
    assert_fine(
        "letter_fine",
        &[
            "A. Roe wrote it.",
            "I was there.",
            "In 1. and 2.",
            "(See below.)",
            "i.e. that.",
            "It. Is.",
        ],
    );
}

#[test]
fn marks_of_other_programs_are_told() {
    assert_each(
        "foreign",
        &[
            "Text {{< x >}}",
            "{% include x %}",
            "Text\n{: .lead}",
            "Well done :tada:",
            "So :+1:",
            "==marked==",
            "A $$x^2$$",
            "Line\\\\nbreak",
            "A ``` b",
            "See [[PTSD]]",
            "![[desk.png]]",
            "Text &amp;nbsp; text",
            "__bold",
            "_open words",
            "$\\frac12$",
            "x^2^",
            "[toc]",
        ],
        "shown as typed",
    );
    assert_fine(
        "foreign_fine",
        &[
            "At 9:30: come.",
            "One: two: three.",
            "A & B; C.",
            "snake_case stays.",
            "n > 5, and 3 < 4.",
            "Note: :-) is fine.",
        ],
    );
}

#[test]
fn spaces_that_are_none_to_markdown_are_told() {
    for (index, space) in ["\u{a0}", "\u{202f}", "\u{2003}", "\u{3000}", "\u{2009}"]
        .into_iter()
        .enumerate()
    {
        let texts: Vec<String> = [
            "1.{}one", "-{}one", "*{}one", "##{}One", "{}", "{}one", "1){}one", "  {}one",
            "> {}one",
        ]
        .iter()
        .map(|text| text.replace("{}", space))
        .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        assert_each(&format!("space_{index}"), &texts, "plain");
    }
    assert_each(
        "separator",
        &[
            "One\u{2028}two",
            "One\u{2029}two",
            "One\u{b}two",
            "One\u{85}two",
        ],
        "invisible character",
    );
    assert_each(
        "private",
        &["\u{f0a7} one", "One \u{f0e0} two", "\u{f0b7}\tone"],
        "invisible character",
    );
    assert_fine(
        "space_fine",
        &["Take 10\u{a0}mg at 9\u{202f}AM.", "A\u{2009}thin one."],
    );
}

#[test]
fn inches_are_no_quotation() {
    let body = |name: &str, text: &str| {
        let site = Content::new(name).append(PTSD, text).compile().unwrap();
        let page = site
            .pages
            .into_iter()
            .find(|page| page.path == "/conditions/ptsd")
            .unwrap();
        page.body
    };
    let html = body(
        "inches",
        "A 10\" screen. From 10\" to 12\" wide. \"A 10\" screen\", he said. \"Take 10\" and \"20\".\n\nAn 8\"x10\" print.",
    );
    for part in [
        "A 10″ screen.",
        "From 10″ to 12″ wide.",
        "“Take 10” and “20”.",
        "An 8″x10″ print.",
    ] {
        assert!(html.contains(part), "{part} is not in {html}");
    }
    let site = Content::new("inches_title")
        .replace(
            PTSD,
            "summary = \"",
            "summary = 'A 10\" screen, and more about it.' #",
        )
        .compile()
        .unwrap();
    assert!(
        site.pages
            .iter()
            .any(|page| page.summary.starts_with("A 10″ screen,"))
    );
}

#[test]
fn addresses_and_numbers_that_nobody_can_tap_are_told() {
    for (index, (text, link)) in [
        (
            "Write to desk@clinic.example.",
            "write `[desk@clinic.example](mailto:desk@clinic.example)`",
        ),
        (
            "See www.example.org for more.",
            "write `[www.example.org](https://www.example.org)`",
        ),
        (
            "Call (555) 010-0199 now.",
            "write `[(555) 010-0199](tel:+15550100199)`",
        ),
        (
            "- or **555-010-0199**",
            "write `[555-010-0199](tel:+15550100199)`",
        ),
        (
            "| Phone |\n|---|\n| 555.010.0199 |",
            "write `[555.010.0199](tel:+15550100199)`",
        ),
        ("See http://example.org.", "to its encrypted address"),
    ]
    .into_iter()
    .enumerate()
    {
        let messages = messages_for(&format!("bare_{index}"), "pages/privacy.md", text);
        assert_eq!(messages.len(), 1, "{messages:#?}");
        assert!(messages[0].contains(link), "{messages:#?}");
    }
    let fine = "Write to [desk@clinic.example](mailto:desk@clinic.example), <desk@clinic.example>, or [(555) 010-0199](tel:+15550100199). Fax: (555) 010-0123.";
    assert_eq!(
        messages_for("bare_fine", "pages/privacy.md", fine),
        Vec::<String>::new()
    );
}

#[test]
fn names_that_readers_cannot_tell_apart_are_told() {
    for (name, file, from, to, message) in [
        (
            "same_title",
            PTSD,
            "title = \"Post-traumatic stress disorder (PTSD)\"",
            "title = \"DEPRESSION\"",
            "the title “",
        ),
        (
            "same_nav",
            PTSD,
            "nav = \"PTSD\"",
            "nav = \"depression\"",
            "in menus already belongs to",
        ),
        (
            "same_nav_elsewhere",
            "pages/privacy.md",
            "nav = \"Privacy\"",
            "nav = \"PTSD\"",
            "in menus already belongs to",
        ),
    ] {
        let told = Content::new(name).replace(file, from, to).message(message);
        assert!(told.contains("of its own"), "{told}");
    }
}

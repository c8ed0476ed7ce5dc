//! The facts at the top of a page: every mistake, all at once, each on its line.

mod content;

use std::fs;

use content::{Content, PTSD, frozen, line_of};

/// The messages for a page whose front matter had some lines replaced.
fn messages(name: &str, replaced: &[(&str, &str)]) -> Vec<String> {
    let content = replaced
        .iter()
        .fold(Content::new(name), |content, (from, to)| {
            content.replace(PTSD, from, to)
        });
    match content.compile() {
        Ok(_) => Vec::new(),
        Err(diagnostics) => diagnostics.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn all_mistakes_of_a_page_are_told_at_once_and_each_once() {
    let content = Content::new("front_all")
        .replace(PTSD, "title = ", "titel = ")
        .replace(PTSD, "nav = ", "# nav = ")
        .replace(PTSD, "order = 4", "order = \"four\"")
        .replace(PTSD, "updated = 2026-11-23", "updated = 11/23/2026")
        .replace(PTSD, "review_by = 2027-11-23", "review_by = \"2027-11-23\"")
        .append(PTSD, "About 12% did.");
    let messages = content.messages();
    let at = |start: &str| {
        format!(
            "content/conditions/ptsd.md:{}: ",
            line_of(&content, PTSD, start)
        )
    };
    let expected = [
        format!("{}there is no key `titel`. To mend it: write `title` instead of `titel`.", at("titel")),
        "content/conditions/ptsd.md:1: `nav` is missing or empty. To mend it: add a line like `nav = \"Panic disorder\"`.".into(),
        format!("{}the value of `order` has the wrong form. To mend it: write it like `order = 5`.", at("order")),
        format!("{}the date of `updated` cannot be read: updated = 11/23/2026. To mend it: write it like `updated = 2026-11-23`: year, month and day with two digits each.", at("updated")),
        format!("{}`review_by` has quotation marks, which a date does not have. To mend it: write it like `review_by = 2027-11-23`.", at("review_by")),
    ];
    for message in &expected {
        assert!(
            messages.contains(message),
            "{message}\nis not in {messages:#?}"
        );
    }
    assert!(
        messages
            .last()
            .unwrap()
            .contains("a percentage stands here without a source")
    );
    assert_eq!(messages.len(), 6, "{messages:#?}");
}

#[test]
fn what_people_type_in_place_of_a_value_is_explained() {
    let nav = "nav = \"PTSD\"";
    for (name, to, message) in [
        (
            "front_curly",
            "nav = “PTSD”",
            "`nav` has curly quotation marks around its text. To mend it: use straight ones, like `nav = \"Panic disorder\"`.",
        ),
        (
            "front_bare",
            "nav = PTSD",
            "the value of `nav` cannot be read: PTSD. To mend it: write it like `nav = \"Panic disorder\"`, with straight quotation marks around text.",
        ),
        (
            "front_colon",
            "nav: \"PTSD\"",
            "this line is not a key with a value: nav: \"PTSD\". To mend it: write it with an equals sign, like `nav = \"Panic disorder\"`.",
        ),
        (
            "front_open",
            "nav = \"PTSD",
            "the text of `nav` has no quotation mark at its end. To mend it: close it, like `nav = \"Panic disorder\"`.",
        ),
        (
            "front_inner",
            "nav = \"The \"P\" word\"",
            "quotation marks stand within the text of `nav`. To mend it: inside the text use curly ones (“ and ”), or single ones.",
        ),
        (
            "front_twice",
            "nav = \"PTSD\"\nnav = \"PTSD\"",
            "`nav` stands here twice. To mend it: delete one of the two lines.",
        ),
        (
            "front_word",
            "nav\u{a0}= \"PTSD\"",
            "this line has a space that is not a plain one (U+00A0), as Word writes it. To mend it: type the line again instead of pasting it.",
        ),
        (
            "front_number",
            "nav = 5",
            "the value of `nav` has the wrong form. To mend it: write it like `nav = \"Panic disorder\"`.",
        ),
        (
            "front_empty",
            "nav = \" \"",
            "`nav` is missing or empty. To mend it: add a line like `nav = \"Panic disorder\"`.",
        ),
        (
            "front_capital",
            "Nav = \"PTSD\"",
            "there is no key `Nav`. To mend it: write `nav` instead of `Nav`.",
        ),
    ] {
        let found = messages(name, &[(nav, to)]);
        assert_eq!(found.len(), 1, "{found:#?}");
        let expected = format!(
            "content/conditions/ptsd.md:{}: {message}",
            if name == "front_twice" { 4 } else { 3 }
        );
        assert_eq!(found[0], expected);
    }
}

#[test]
fn dates_in_other_forms_are_shown_the_right_one() {
    for (name, date) in [
        ("date_us", "11/23/2026"),
        ("date_words", "November 23, 2026"),
        ("date_dots", "23.11.2026"),
        ("date_short", "2026-1-3"),
        ("date_nothing", ""),
        ("date_impossible", "2026-02-30"),
    ] {
        let found = messages(
            name,
            &[("updated = 2026-11-23", &format!("updated = {date}"))],
        );
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(
            found[0].contains("write it like `updated = 2026-11-23`"),
            "{found:#?}"
        );
    }
    let far = messages(
        "date_far",
        &[("review_by = 2027-11-23", "review_by = 2037-11-23")],
    );
    assert!(far[0].contains("is more than 3 years away"), "{far:#?}");
}

#[test]
fn texts_that_are_cut_off_elsewhere_have_limits() {
    let long = "x".repeat(161);
    for (name, key, text, told) in [
        (
            "long_description",
            "description",
            long.as_str(),
            "`description` has 161 characters, not 50 to 160. To mend it: shorten it; search engines show about that much.",
        ),
        (
            "short_description",
            "description",
            "About PTSD.",
            "`description` has 11 characters, not 50 to 160. To mend it: lengthen it; search engines show about that much.",
        ),
        (
            "long_title",
            "title",
            &long[..71],
            "`title` has 71 characters, not 2 to 70. To mend it: shorten it; search engines and browser tabs cut off the rest.",
        ),
        (
            "long_nav",
            "nav",
            &long[..31],
            "`nav` has 31 characters, not 2 to 30. To mend it: shorten it; it has to fit into menus.",
        ),
        (
            "long_summary",
            "summary",
            &long[..121],
            "`summary` has 121 characters, not 20 to 120. To mend it: shorten it; it has to fit onto a card.",
        ),
    ] {
        let content = Content::new(name);
        let file = fs::read_to_string(content.path(PTSD)).unwrap();
        let line = file
            .lines()
            .find(|line| line.starts_with(&format!("{key} =")))
            .unwrap()
            .to_owned();
        let found = messages(name, &[(&line, &format!("{key} = \"{text}\""))]);
        assert!(
            found.iter().any(|message| message.ends_with(told)),
            "{found:#?}"
        );
    }
}

#[test]
fn a_fence_of_another_kind_is_explained() {
    let text = fs::read_to_string(frozen().join(PTSD)).unwrap();
    let dashes = Content::new("dashes").write(PTSD, text.replace("+++", "---").as_bytes());
    assert_eq!(
        dashes.message("---"),
        "content/conditions/ptsd.md:1: the front matter starts with `---`, not `+++`. To mend it: start the file with a line `+++`, then lines like `title = \"Panic disorder\"`, then a line `+++`."
    );
    let pushed = Content::new("pushed").write(PTSD, format!("\n{text}").as_bytes());
    assert!(
        pushed
            .message("ptsd.md:1: ")
            .contains("an empty line stands before the front matter")
    );
}

#[test]
fn two_pages_share_neither_title_nor_place() {
    let text = fs::read_to_string(frozen().join(PTSD)).unwrap();
    let content = Content::new("copied").write("conditions/copied.md", text.as_bytes());
    assert_eq!(
        content.message("the title"),
        "content/conditions/ptsd.md:2: the title “Post-traumatic stress disorder (PTSD)” already belongs to content/conditions/copied.md. To mend it: give each page a title of its own."
    );
    assert!(content.message("`order = 4`").contains("like `order = 5`"));
    let own = messages(
        "related_self",
        &[("related = [\"depression\"", "related = [\"ptsd\"")],
    );
    assert!(
        own[0].contains("`related` names the page itself"),
        "{own:#?}"
    );
    let open = messages("related_open", &[("\"anxiety\"]", "\"anxiety\"")]);
    assert_eq!(open.len(), 1, "{open:#?}");
    assert!(
        open[0].contains("ptsd.md:7: the list of `related` has no `]` at its end"),
        "{open:#?}"
    );
    let twice = messages("related_twice", &[("\"anxiety\"]", "\"depression\"]")]);
    assert!(twice[0].contains("has \"depression\" twice"), "{twice:#?}");
    let unknown = messages("related_unknown", &[("\"anxiety\"]", "\"anxeity\"]")]);
    assert!(
        unknown[0].contains("names a page that does not exist: /conditions/anxeity"),
        "{unknown:#?}"
    );
}

#[test]
fn a_condition_may_have_a_medical_name_for_machines() {
    let site = Content::new("about")
        .replace(
            PTSD,
            "order = 4",
            "order = 4\nabout = \"Posttraumatic stress disorder\"",
        )
        .compile()
        .unwrap();
    let about = |path: &str| {
        site.pages
            .iter()
            .find(|page| page.path == path)
            .unwrap()
            .about
            .clone()
    };
    assert_eq!(
        about("/conditions/ptsd").as_deref(),
        Some("Posttraumatic stress disorder")
    );
    assert_eq!(
        about("/conditions/depression").as_deref(),
        Some("Depression")
    );
    assert_eq!(about("/").as_deref(), Some("Depression"));
    assert_eq!(about("/privacy"), None);
    let misplaced = Content::new("about_plain").replace(
        "pages/privacy.md",
        "nav = ",
        "about = \"Privacy\"\nnav = ",
    );
    assert!(
        misplaced
            .message("`about` names a condition")
            .contains("delete the line")
    );
}

#[test]
fn a_page_tells_its_words_and_what_it_cites() {
    let site = Content::new("cited").compile().unwrap();
    let page = site
        .pages
        .iter()
        .find(|page| page.path == "/conditions/ptsd")
        .unwrap();
    assert!((400..1000).contains(&page.words), "{}", page.words);
    assert_eq!(&page.cited[..2], ["nimh-ptsd-2023", "schnurr-2024"]);
    for key in &page.cited {
        let source = site.bibliography.get(key).unwrap();
        assert!(!source.title.is_empty() && source.year > 1990);
    }
    assert!(site.bibliography.iter().any(|(key, _)| key == "feder-2014"));
}

#[test]
fn straight_quotation_marks_reach_no_title() {
    let site = Content::new("quotes")
        .replace(PTSD, "nav = \"PTSD\"", "nav = \"PTSD, what's it?\"")
        .compile()
        .unwrap();
    assert!(site.pages.iter().any(|page| page.nav == "PTSD, what’s it?"));
}

#[test]
fn a_clinical_review_is_a_name_a_degree_and_a_day() {
    let review = "review_by = 2027-11-23";
    let with = |name: &str, lines: &str| messages(name, &[(review, &format!("{review}\n{lines}"))]);
    for (name, lines, message) in [
        (
            "review_not",
            "reviewed_by = \"Not reviewed\"",
            "`reviewed_by` names nobody: \"Not reviewed\"",
        ),
        (
            "review_later",
            "reviewed_by = \"To be confirmed\"",
            "`reviewed_by` names nobody",
        ),
        (
            "review_xxx",
            "reviewed_by = \"xxx\"",
            "`reviewed_by` names nobody",
        ),
        (
            "review_bare",
            "reviewed_by = \"Ana Roe\"\nreviewed_on = 2026-11-20",
            "is not a person’s whole name, a comma and a degree",
        ),
        (
            "review_dayless",
            "reviewed_by = \"Ana Roe, MD\"",
            "this review has no day. To mend it: add a line like `reviewed_on = 2026-11-23`",
        ),
        (
            "review_nobody",
            "reviewed_on = 2026-11-20",
            "`reviewed_by` does not say whose",
        ),
        (
            "review_ahead",
            "reviewed_by = \"Ana Roe, MD\"\nreviewed_on = 2026-11-24",
            "`reviewed_on` (November 24, 2026) has not come yet",
        ),
        (
            "review_text",
            "reviewed_by = \"Ana Roe, MD\"\nreviewed_on = \"soon\"",
            "`reviewed_on` has quotation marks",
        ),
    ] {
        let found = with(name, lines);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].contains(message), "{found:#?}");
    }
    let site = Content::new("review_fine")
        .replace(
            PTSD,
            review,
            &format!("{review}\nreviewed_by = \"Ana Roe, MD\"\nreviewed_on = 2026-11-20"),
        )
        .compile()
        .unwrap();
    let page = site
        .pages
        .iter()
        .find(|page| page.path == "/conditions/ptsd")
        .unwrap();
    assert_eq!(page.reviewed_by.as_deref(), Some("Ana Roe, MD"));
    assert_eq!(page.reviewed_on.text, "November 20, 2026");
}

//! A claim has its source in the same sentence, or says why not.

mod content;

use content::{Content, PTSD, line_of, messages_for};

const REMEDY: &str = "To mend it: cite one of content/sources.toml behind the sentence, like `[^anand-2023]`, or say why it needs none: `[^uncited: the reason]`.";

#[test]
fn a_percentage_without_a_source_is_quoted_with_its_line() {
    let content = Content::new("claim_percent").append(
        PTSD,
        "Some text first. Dr. Lee saw 10.1% improve. More text.",
    );
    let line = line_of(&content, PTSD, "Some text first.");
    assert_eq!(
        content.message("percentage"),
        format!(
            "content/conditions/ptsd.md:{line}: a percentage stands here without a source: “Dr. Lee saw 10.1% improve.” {REMEDY}"
        )
    );
}

#[test]
fn claims_are_found_wherever_text_stands() {
    for (name, lines) in [
        ("claim_list", "- fine\n- about 12% of them"),
        (
            "claim_card",
            "::: note Something to know\nA trial of 12 people was small.\n:::",
        ),
        ("claim_table", "| a | b |\n|---|---|\n| x | 12% |"),
        (
            "claim_figure",
            "::: figure response-after-24-hours.svg\nAbout 47% responded.\n:::",
        ),
        (
            "claim_lines",
            "The text goes over\ntwo lines, and 47 percent\nresponded.",
        ),
        ("claim_approval", "It is approved."),
        (
            "claim_other_sentence",
            "This one is cited.[^feder-2014] But 12% are not.",
        ),
        ("claim_bold", "About **47**% responded."),
    ] {
        let messages = messages_for(name, PTSD, lines);
        assert!(
            messages.len() == 1 && messages[0].contains("without a source"),
            "{lines:?} gives {messages:#?}"
        );
    }
}

#[test]
fn a_source_in_or_right_behind_the_sentence_is_enough() {
    for (name, lines) in [
        (
            "cited_behind",
            "About 47% felt better.[^feder-2014] The rest did not.",
        ),
        ("cited_inside", "About 47%[^feder-2014] felt better."),
        (
            "cited_twice",
            "About 47% felt better.[^feder-2014][^feder-2021]",
        ),
        ("cited_quote", "It is “approved.”[^feder-2014]"),
        (
            "cited_lines",
            "About 47%\nfelt better.[^feder-2014]\nThe rest did not.",
        ),
        ("cited_heading", "### Is it approved?"),
        ("cited_nothing", "Call 988, or see a doctor 2 times a week."),
    ] {
        assert_eq!(
            messages_for(name, PTSD, lines),
            Vec::<String>::new(),
            "{lines:?}"
        );
    }
}

#[test]
fn pages_about_the_site_need_no_sources() {
    let lines = "We reach 100% of people.";
    assert_eq!(
        messages_for("claim_plain", "pages/privacy.md", lines),
        Vec::<String>::new()
    );
}

#[test]
fn an_exception_gives_its_reason_and_is_not_shown() {
    let content = Content::new("excused").append(
        PTSD,
        "Feeling 100% sure is rare.[^uncited: a figure of speech, no finding] It said \"yes, 5%.\"[^uncited: another figure of speech]",
    );
    let site = content.compile().unwrap();
    let page = site
        .pages
        .iter()
        .find(|page| page.path == "/conditions/ptsd")
        .unwrap();
    assert!(
        page.body
            .contains("<p>Feeling 100% sure is rare. It said “yes, 5%.”</p>"),
        "{}",
        page.body
    );
}

#[test]
fn an_exception_without_a_reason_or_an_end_or_a_claim_is_a_mistake() {
    let content = Content::new("no_reason").append(PTSD, "About 5% did.[^uncited: ok]");
    let line = line_of(&content, PTSD, "About 5%");
    assert_eq!(
        content.message("gives no reason"),
        format!(
            "content/conditions/ptsd.md:{line}: the exception `[^uncited: ok]` gives no reason. To mend it: say in some words why this sentence may stand like this: `[^uncited: the reason]`."
        )
    );
    let content = Content::new("no_end").append(PTSD, "About 5% did.[^uncited: it is so");
    assert!(
        content
            .message("has no end on its line")
            .contains("close it with `]`")
    );
    for (name, text) in [
        (
            "useless_plain",
            "Nothing to prove here.[^uncited: the reason is this]",
        ),
        (
            "useless_cited",
            "About 5% did.[^feder-2014][^uncited: the reason is this]",
        ),
    ] {
        let content = Content::new(name).append(PTSD, text);
        let line = line_of(&content, PTSD, &text[..8]);
        let message = content.message("is not needed");
        assert!(
            message.starts_with(&format!("content/conditions/ptsd.md:{line}: ")),
            "{message}"
        );
        assert!(message.contains("delete it"), "{message}");
    }
}

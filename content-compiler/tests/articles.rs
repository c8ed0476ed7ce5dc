//! Further articles, in `content/articles/`, and medical claims wherever they stand.

mod content;

use std::fs;

use content::{Content, frozen, messages_for};

/// A plain page's text under another name.
fn article(name: &str, lines: &str) -> Content {
    let text = fs::read_to_string(frozen().join("pages/accessibility.md")).unwrap();
    let title = text.lines().find(|line| line.starts_with("title")).unwrap();
    let nav = text.lines().find(|line| line.starts_with("nav")).unwrap();
    let facts = text
        .split("+++")
        .nth(1)
        .unwrap()
        .replace(title, "title = \"Sleep and mood\"")
        .replace(nav, "nav = \"Sleep\"");
    let content = Content::new(name);
    fs::create_dir(content.path("articles")).unwrap();
    content.write(
        "articles/sleep.md",
        format!("+++{facts}+++\n\n{lines}\n").as_bytes(),
    )
}

#[test]
fn an_article_is_a_file_in_its_folder() {
    let site = article("article_file", "Sleep well.")
        .compile()
        .unwrap_or_else(|found| panic!("{found:#?}"));
    let page = site
        .pages
        .iter()
        .find(|page| page.path == "/sleep")
        .unwrap();
    assert!(page.is_medical && page.title == "Sleep and mood");
}

#[test]
fn an_article_cites_its_claims_and_may_name_its_condition() {
    let line = "About 47% slept more.";
    assert!(
        article("article_claim", line)
            .message("a percentage")
            .contains("articles/sleep.md:")
    );
    assert!(
        article("article_any", "A room for 12 people.")
            .message("a number of people")
            .contains("articles/sleep.md:")
    );
    let cited = article("article_cited", "About 47% slept more.[^noetel-2024]").replace(
        "articles/sleep.md",
        "updated = ",
        "about = \"Depression\"\nupdated = ",
    );
    assert!(cited.compile().is_ok(), "{:#?}", cited.compile());
}

#[test]
fn an_article_keeps_the_rules_of_names() {
    let text = fs::read(article("article_names", "Sleep.").path("articles/sleep.md")).unwrap();
    let content = article("article_twice", "Sleep.").write("pages/sleep.md", &text);
    assert!(content.message("already belongs to").contains("sleep.md"));
    let content = article("article_reserved", "Sleep.").write("articles/api.md", &text);
    assert!(
        content
            .message("the site’s own machinery")
            .contains("articles/api.md")
    );
}

#[test]
fn medical_claims_of_any_page_need_their_source() {
    for (index, line) in [
        "About 47% felt better.",
        "Ketamine helped 41 people.",
        "About 1 in 5 adults has it.",
        "The FDA has not looked at it.",
        "The medicine is approved.",
        "The odds ratio was 2.",
        "A trial of 158 found nothing.",
        "Symptoms were twice as likely.",
    ]
    .into_iter()
    .enumerate()
    {
        let messages = messages_for(&format!("claim_page_{index}"), "pages/privacy.md", line);
        assert!(
            messages
                .iter()
                .any(|message| message.contains("without a source")),
            "{line}: {messages:#?}"
        );
    }
    let fine = "A card costs 3% more. The room seats 12 people. Your insurer has approved the visit. We answer twice as fast.";
    assert_eq!(
        messages_for("claim_page_fine", "pages/privacy.md", fine),
        Vec::<String>::new()
    );
}

#[test]
fn texts_that_cannot_cite_make_no_medical_claims() {
    for (name, file, from, to) in [
        (
            "claim_tagline",
            "site.toml",
            "Plain answers about",
            "47% felt better:",
        ),
        (
            "claim_notice",
            "site.toml",
            "It is general information",
            "About 47% felt better",
        ),
        (
            "claim_alt",
            "pages/privacy.md",
            "This page is about",
            "![About 47% felt better](/pixel.gif) This page is about",
        ),
        (
            "claim_description",
            "pages/privacy.md",
            "description = \"",
            "description = \"47% felt better. ",
        ),
    ] {
        let content = Content::new(name).replace(file, from, to);
        fs::write(
            content.folder.join("public/pixel.gif"),
            b"GIF89a\x01\0\x01\0\0\0\0;",
        )
        .unwrap();
        assert!(content.message("a percentage stands").contains("cite"));
    }
}

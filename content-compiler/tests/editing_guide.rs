//! Whoever follows docs/editing.md succeeds: its examples are tried as they stand.

mod content;

use std::fs;

use content::{Content, PTSD, frozen, messages_for, root};

/// The code blocks of the guide, in order.
fn examples() -> Vec<String> {
    let guide = fs::read_to_string(root().join("docs/editing.md")).unwrap();
    guide
        .split("```markdown\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect()
}

/// The example that starts with a text.
fn example(start: &str) -> String {
    examples()
        .into_iter()
        .find(|example| example.starts_with(start))
        .unwrap_or_else(|| panic!("no example starts with {start:?}"))
}

#[test]
fn the_page_to_copy_is_complete_and_has_no_mistake() {
    let content =
        Content::new("guide_page").write("conditions/panic-disorder.md", example("+++").as_bytes());
    let site = content
        .compile()
        .unwrap_or_else(|diagnostics| panic!("{diagnostics:#?}"));
    let page = site
        .pages
        .iter()
        .find(|page| page.path == "/conditions/panic-disorder")
        .unwrap();
    assert_eq!(page.about.as_deref(), Some("Panic disorder"));
    for id in ["what-it-is", "signs", "treatments", "ketamine", "get-help"] {
        assert!(page.contents.iter().any(|heading| heading.id == id), "{id}");
    }
}

#[test]
fn the_sections_of_the_page_to_copy_are_those_of_every_condition() {
    let site = Content::new("guide_sections")
        .write("conditions/panic-disorder.md", example("+++").as_bytes())
        .compile()
        .unwrap();
    let ids = |path: &str| -> Vec<String> {
        let page = site.pages.iter().find(|page| page.path == path).unwrap();
        page.contents
            .iter()
            .map(|heading| heading.id.clone())
            .collect()
    };
    let own = ids("/conditions/panic-disorder");
    for path in ["depression", "anxiety", "bipolar-disorder", "ptsd"] {
        assert_eq!(ids(&format!("/conditions/{path}")), own);
    }
}

#[test]
fn the_other_examples_work_as_they_stand() {
    for (name, start) in [
        ("guide_claims", "About 47%"),
        ("guide_uncited", "No one can"),
        ("guide_self_care", "::: self-care"),
        ("guide_card", "::: ask-for-help"),
        ("guide_note", "::: note"),
        ("guide_figure", "::: figure"),
        ("guide_abbreviation", "You may hear"),
        ("guide_table", "| Visit"),
    ] {
        assert_eq!(
            messages_for(name, PTSD, &example(start)),
            Vec::<String>::new()
        );
    }
    // A condition has its own already.
    let emergency = messages_for(
        "guide_emergency",
        "pages/privacy.md",
        &example("::: emergency"),
    );
    assert_eq!(emergency, Vec::<String>::new());
    let points = format!("+++\n\n{}", example("::: key-points"));
    let text = fs::read_to_string(frozen().join(PTSD)).unwrap();
    let (facts, rest) = text[3..].split_once("+++\n").unwrap();
    let page = ["+++", facts, &points, rest].concat();
    Content::new("guide_points")
        .write(PTSD, page.as_bytes())
        .compile()
        .unwrap_or_else(|diagnostics| panic!("{diagnostics:#?}"));
}

#[test]
fn every_component_is_shown_with_its_markdown_and_a_small_picture_of_it() {
    let guide = fs::read_to_string(root().join("docs/editing.md")).unwrap();
    for (start, picture) in [
        ("::: key-points", "key-points"),
        ("::: self-care", "self-care"),
        ("::: ask-for-help", "ask-for-help"),
        ("::: emergency", "emergency"),
        ("::: note", "note"),
        ("::: figure", "figure"),
        ("You may hear", "abbreviation"),
        ("| Visit", "table"),
    ] {
        let after = guide
            .split_once(&format!("{}```\n\n![", example(start)))
            .unwrap_or_else(|| panic!("no picture follows {start}"))
            .1;
        assert!(
            after
                .split_once("](")
                .unwrap()
                .1
                .starts_with(&format!("pictures/{picture}.png)")),
            "{picture}"
        );
        let file = fs::read(root().join(format!("docs/pictures/{picture}.png"))).unwrap();
        assert!(
            file.starts_with(b"\x89PNG") && file.len() < 60_000,
            "{picture}"
        );
    }
}

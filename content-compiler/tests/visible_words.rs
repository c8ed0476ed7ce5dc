//! Every word that a reader can see keeps the same rules, whatever file it comes from.

mod content;

use std::collections::BTreeSet;
use std::fs;

use content::{Content, PTSD};
use content_compiler::{Diagnostic, TextKind};

/// A picture of one pixel: GIF89a.
const PIXEL: &[u8] = b"GIF89a\x01\0\x01\0\0\0\0;";

/// Where a reader meets words, each with a way to put some there.
const PLACES: [(&str, &str, &str, &str); 21] = [
    ("title", PTSD, "title = \"Post", "title = \"{} Post"),
    ("nav", PTSD, "nav = \"PTSD\"", "nav = \"{} PTSD\""),
    (
        "description",
        PTSD,
        "description = \"",
        "description = \"{} ",
    ),
    ("summary", PTSD, "summary = \"", "summary = \"{} "),
    ("about", PTSD, "order = 4", "order = 4\nabout = \"{}\""),
    (
        "prose",
        PTSD,
        "## Common signs {#signs}",
        "## Common signs {#signs}\n\nPlease {} now.\n",
    ),
    (
        "table",
        PTSD,
        "## Common signs {#signs}",
        "## Common signs {#signs}\n\n| a | b |\n|---|---|\n| {} | c |\n",
    ),
    (
        "card",
        PTSD,
        "## Common signs {#signs}",
        "## Common signs {#signs}\n\n::: note Some {} here\nText.\n:::\n",
    ),
    (
        "heading",
        PTSD,
        "## Usual treatments come first {#treatments}",
        "## Usual {} {#treatments}",
    ),
    (
        "caption",
        "article.md",
        "A simplified theory in three steps.",
        "{}.",
    ),
    (
        "alternative",
        PTSD,
        "## Common signs {#signs}",
        "## Common signs {#signs}\n\n![Some {} here](/pixel.gif)\n",
    ),
    (
        "link title",
        PTSD,
        "## Common signs {#signs}",
        "## Common signs {#signs}\n\n[Text](/ \"Some {} here\").\n",
    ),
    (
        "drawing",
        "figures/how-ketamine-acts.svg",
        "The theory is not settled.",
        "The theory is {}.",
    ),
    ("tagline", "site.toml", "Plain answers", "Plain {} answers"),
    (
        "hours",
        "site.toml",
        "hours = { value = \"\"",
        "hours = { value = \"{}\"",
    ),
    ("crisis", "site.toml", "free, 24/7", "{}, free, 24/7"),
    (
        "notice",
        "site.toml",
        "It is general information",
        "It is {} general information",
    ),
    (
        "announcement",
        "announcement.toml",
        "text = \"\"",
        "text = \"Closed {} today.\"",
    ),
    (
        "location",
        "locations.toml",
        "# [[location]]\n# name = \"Main Street office\"",
        "[[location]]\nname = \"Main {} office\"",
    ),
    (
        "street",
        "locations.toml",
        "# street = \"1 Sample Street, Suite 2\"",
        "street = \"1 {} Sample Street\"",
    ),
    (
        "city",
        "locations.toml",
        "# city = \"Sampleville\"",
        "city = \"{} Sampleville\"",
    ),
];

/// A picture of its own, of which a reader sees the words.
const DRAWN: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">
<text>
Some <tspan>{}</tspan> here</text></svg>"#;

/// Puts words into every place at once, and fails unless a message has a part for each of them.
fn assert_everywhere(rule: &str, words: &str, parts: &[&str]) {
    let mut content = Content::new(&format!("visible_{rule}"));
    fs::write(content.folder.join("public/pixel.gif"), PIXEL).unwrap();
    for (_, file, from, to) in PLACES {
        let words = if file.starts_with("figures/") {
            in_xml(words)
        } else {
            words.to_owned()
        };
        content = content.replace(file, from, &to.replace("{}", &words));
    }
    fs::write(
        content.folder.join("public/drawn.svg"),
        DRAWN.replace("{}", &in_xml(words)),
    )
    .unwrap();
    let errors = content.reading().errors;
    for file in [
        PTSD,
        "article.md",
        "figures/how-ketamine-acts.svg",
        "site.toml",
        "announcement.toml",
        "locations.toml",
    ] {
        let places: Vec<&str> = PLACES
            .iter()
            .filter(|place| place.1 == file)
            .map(|place| place.0)
            .collect();
        let lines: BTreeSet<usize> = errors
            .iter()
            .filter(|error| error.file == format!("content/{file}"))
            .filter(|error| parts.iter().any(|part| error.problem.contains(part)))
            .map(|error| error.line)
            .collect();
        assert!(
            lines.len() >= places.len(),
            "{words:?} in {places:?} of {file} is told on the lines {lines:?} only: {errors:#?}"
        );
    }
    let in_picture = errors
        .iter()
        .find(|error| error.file == "public/drawn.svg")
        .unwrap_or_else(|| panic!("{words:?} in a picture is not told: {errors:#?}"));
    assert_eq!(in_picture.line, 3);
    assert!(parts.iter().any(|part| in_picture.problem.contains(part)));
}

/// Words as XML has them.
fn in_xml(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;")
}

#[test]
fn unfinished_words_are_found_everywhere() {
    assert_everywhere("todo", "TODO", &["TODO marks text that is not finished"]);
}

#[test]
fn marks_that_readers_would_see_are_found_everywhere() {
    for (rule, words) in [
        ("bold", "**odd"),
        ("curly", "{{< x >}}"),
        ("emoji", "a :tada: b"),
    ] {
        assert_everywhere(rule, words, &["shown as typed"]);
    }
}

#[test]
fn characters_that_nobody_sees_are_found_everywhere() {
    for (rule, c) in [
        ("width", '\u{200b}'),
        ("separator", '\u{2028}'),
        ("private", '\u{f0a7}'),
    ] {
        assert_everywhere(rule, &format!("a{c}b"), &["invisible character"]);
    }
}

#[test]
fn no_html_reaches_a_page_from_anywhere() {
    assert_everywhere("html", "<b>x</b>", &["HTML stands here", "shown as typed"]);
    for (name, block) in [
        ("card_html", "::: note <b>x</b>\nText.\n:::"),
        ("card_script", "::: note [x](javascript:y)\nText.\n:::"),
        ("card_nowhere", "::: note [x](/nowhere)\nText.\n:::"),
    ] {
        let content = Content::new(name).append(PTSD, block);
        assert!(content.compile().is_err(), "{block}");
    }
}

#[test]
fn codes_for_what_nobody_sees_are_found_too() {
    for (name, file, from, to) in [
        (
            "code_prose",
            PTSD,
            "## Common signs {#signs}",
            "## Common signs {#signs}\n\nRe&shy;lief.\n",
        ),
        (
            "code_toml",
            "site.toml",
            "Plain answers",
            "Plain\\u200B answers",
        ),
        (
            "code_svg",
            "figures/how-ketamine-acts.svg",
            "The theory is",
            "The&#8203; theory is",
        ),
    ] {
        let message = Content::new(name)
            .replace(file, from, to)
            .message("invisible character");
        assert!(
            message.starts_with(&format!("content/{file}:")) && message.contains("delete the code"),
            "{message}"
        );
    }
}

#[test]
fn sources_and_abbreviations_are_read_by_the_same_rules() {
    for (name, file, from, to) in [
        (
            "source_todo",
            "sources.toml",
            "title = \"",
            "title = \"TODO ",
        ),
        (
            "source_html",
            "sources.toml",
            "title = \"",
            "title = \"<i>x</i> ",
        ),
        (
            "source_entity",
            "sources.toml",
            "publisher = \"",
            "publisher = \"A &amp; B ",
        ),
        (
            "source_width",
            "sources.toml",
            "authors = \"",
            "authors = \"\u{200b}",
        ),
        (
            "meaning_todo",
            "abbreviations.toml",
            "IV = \"",
            "IV = \"TBD ",
        ),
        (
            "meaning_bold",
            "abbreviations.toml",
            "IV = \"",
            "IV = \"**very** ",
        ),
    ] {
        let diagnostics: Vec<Diagnostic> = Content::new(name)
            .replace(file, from, to)
            .compile()
            .expect_err(name);
        assert!(
            diagnostics
                .iter()
                .all(|found| found.file == format!("content/{file}")),
            "{diagnostics:#?}"
        );
    }
}

#[test]
fn the_list_has_the_words_of_every_file() {
    let content = Content::new("visible_list");
    let reading = content.reading();
    assert_eq!(reading.errors, []);
    for (kind, file, start) in [
        (TextKind::Fact("tagline"), "site.toml", "Plain answers"),
        (TextKind::Fact("phone"), "site.toml", "(555) 010-0199"),
        (TextKind::Prose, "site.toml", "Call 988, text 988, or chat"),
        (
            TextKind::Prose,
            "site.toml",
            "A clinician has not yet reviewed",
        ),
        (TextKind::Source, "sources.toml", "Zanos P"),
        (TextKind::Meaning, "abbreviations.toml", "Food and Drug"),
        (
            TextKind::Figure,
            "figures/how-ketamine-acts.svg",
            "Ketamine blocks NMDA receptors, docking sites on brain cells.",
        ),
        (
            TextKind::Figure,
            "figures/how-ketamine-acts.svg",
            "Three steps from top to bottom",
        ),
        (TextKind::Fact("nav"), PTSD, "PTSD"),
        (TextKind::Heading, PTSD, "Common signs"),
        (TextKind::Heading, PTSD, "Get help right away if"),
    ] {
        assert!(
            reading.texts.iter().any(|text| text.kind == kind
                && text.file == format!("content/{file}")
                && text.text.starts_with(start)),
            "{start} of {file} is not in the list"
        );
    }
}

#[test]
fn an_announcement_and_the_locations_keep_the_same_rules() {
    let announcement =
        |text: &str| format!("text = \"{text}\"\nfirst_day = 2026-11-20\nlast_day = 2026-11-30\n");
    for (index, (text, part)) in [
        ("TODO", "not finished"),
        ("<b>Closed</b>", "HTML stands here"),
        ("Closed :tada:", "shown as typed"),
        ("[x](javascript:y)", "not a link"),
        ("[x](/nowhere)", "there is no page /nowhere"),
        ("Call (555) 010-0199", "is not a link"),
        ("47% felt better.", "no source can be cited"),
        ("# Closed", "one paragraph"),
    ]
    .into_iter()
    .enumerate()
    {
        let content = Content::new(&format!("announced_{index}"))
            .write("announcement.toml", announcement(text).as_bytes());
        let message = content.message(part);
        assert!(
            message.starts_with("content/announcement.toml:1: "),
            "{message}"
        );
    }
    for (name, street) in [("todo", "TODO"), ("mark", "1 **Sample** Street")] {
        let location = format!(
            "[[location]]\nname = \"Office\"\nstreet = \"{street}\"\ncity = \"Sampleville\"\n"
        );
        let content =
            Content::new(&format!("located_{name}")).write("locations.toml", location.as_bytes());
        let message = content.message("content/locations.toml:3: ");
        assert!(message.contains("not finished") || message.contains("shown as typed"));
    }
}

//! Whoever does what a message says has fewer mistakes than before.

mod content;

use std::fs;

use content::{Content, PTSD, frozen};
use content_compiler::Diagnostic;

fn errors(content: &Content) -> Vec<Diagnostic> {
    content.compile().err().unwrap_or_default()
}

/// The error whose remedy has a part.
fn remedy<'a>(errors: &'a [Diagnostic], part: &str) -> &'a str {
    errors
        .iter()
        .map(|error| error.remedy.as_str())
        .find(|remedy| remedy.contains(part))
        .unwrap_or_else(|| panic!("no remedy has {part:?}: {errors:#?}"))
}

/// What is typed, a part of the remedy, and the text after doing what it says.
const LINES: [(&str, &str, &str); 34] = [
    (
        "See [x](https://greaterwellness.example/privacy).",
        "`/privacy`",
        "See [x](/privacy).",
    ),
    (
        "See [x](HTTPS://GreaterWellness.Example/privacy).",
        "`/privacy`",
        "See [x](/privacy).",
    ),
    (
        "See [x](http://greaterwellness.example).",
        "`/`",
        "See [x](/).",
    ),
    (
        "See [x](//greaterwellness.example/privacy#where).",
        "`/privacy#where`",
        "See [x](/privacy#where).",
    ),
    (
        "See [x](http://127.0.0.1:8080/privacy).",
        "`/privacy`",
        "See [x](/privacy).",
    ),
    (
        "See [x](https://localhost/privacy).",
        "`/privacy`",
        "See [x](/privacy).",
    ),
    ("See [x](http://[::1]:8080).", "`/`", "See [x](/)."),
    (
        "See [x](http://192.168.1.20:8080/privacy).",
        "`/privacy`",
        "See [x](/privacy).",
    ),
    (
        "See [x](http://mac.local/privacy).",
        "`/privacy`",
        "See [x](/privacy).",
    ),
    (
        "See [x](http://example.org/a).",
        "`https://` address",
        "See [x](https://example.org/a).",
    ),
    (
        "See [x](/404).",
        "like `/conditions/depression`",
        "See [x](/conditions/depression).",
    ),
    (
        "See [x](/conditions/depresion).",
        "link to `/conditions/depression`",
        "See [x](/conditions/depression).",
    ),
    (
        "See [x](/Privacy/).",
        "link to `/privacy`",
        "See [x](/privacy).",
    ),
    ("See [x](#Signs).", "use `#signs`", "See [x](#signs)."),
    (
        "See [x](desk@clinic.example).",
        "start it with `mailto:`",
        "See [x](mailto:desk@clinic.example).",
    ),
    (
        "See [x](<tel:(555) 010-0199 x12>).",
        "`tel:+15550100199;ext=12`",
        "See [x](tel:+15550100199;ext=12).",
    ),
    (
        "Write to desk@clinic.example.",
        "`[desk@clinic.example](mailto:desk@clinic.example)`",
        "Write to [desk@clinic.example](mailto:desk@clinic.example).",
    ),
    (
        "See www.example.org.",
        "`[www.example.org](https://www.example.org)`",
        "See [www.example.org](https://www.example.org).",
    ),
    (
        "Call (555) 010-0199.",
        "`[(555) 010-0199](tel:+15550100199)`",
        "Call [(555) 010-0199](tel:+15550100199).",
    ),
    (
        "See https://example.org/.",
        "`[988lifeline.org](https://988lifeline.org/)`",
        "See [example.org](https://example.org/).",
    ),
    (
        "[Update]: closed",
        "like `Update: closed`",
        "Update: closed",
    ),
    (
        "| a | b |\n|---|---|\n| 1 | 2 | 3 |",
        "as many cells",
        "| a | b |\n|---|---|\n| 1 | 2, 3 |",
    ),
    (
        "1. one\n - part\n2. two",
        "put 3 spaces",
        "1. one\n   - part\n2. two",
    ),
    ("- one\n * part", "put 2 spaces", "- one\n  * part"),
    ("- one\n* two", "the same sign, a hyphen", "- one\n- two"),
    ("- one\n - two", "put 0 spaces", "- one\n- two"),
    ("1. one\n3. three", "write `2.`", "1. one\n2. three"),
    ("a. one", "like `1. one item`", "1. one"),
    ("➢ one", "like `- one item`", "- one"),
    ("-\u{a0}one", "like `- one item`", "- one"),
    ("\u{a0}One", "delete the space", "One"),
    ("Text &amp;nbsp; text", "type the sign itself", "Text text"),
    (
        "Ask about TMS.",
        "with the abbreviation behind it in brackets",
        "Ask about transcranial magnetic stimulation (TMS).",
    ),
    (
        "Text {: .lead}",
        "delete the curly brackets and what stands in them",
        "Text",
    ),
];

#[test]
fn each_line_is_mended_by_its_remedy() {
    for (index, (typed, part, mended)) in LINES.into_iter().enumerate() {
        let name = format!("remedy_{index}");
        let content = Content::new(&name).append(PTSD, typed);
        let before = errors(&content);
        remedy(&before, part);
        let after = errors(&content.replace(PTSD, typed, mended));
        assert_eq!(after, [], "{typed:?} as {mended:?}; before: {before:#?}");
    }
}

#[test]
fn an_abbreviation_may_be_listed_instead() {
    let content = Content::new("remedy_listed").append(PTSD, "Ask about TMS.");
    let before = errors(&content);
    assert!(remedy(&before, "below [well-known]").contains("add `TMS = \"…\"`"));
    let content = content.replace(
        "abbreviations.toml",
        "[well-known]\n",
        "[well-known]\nTMS = \"magnets beside the head\"\n",
    );
    assert_eq!(errors(&content), []);
}

#[test]
fn another_site_is_not_this_one() {
    for (index, to) in [
        "https://greaterwellness.example.org/help",
        "https://greaterwellness.examples/",
        "https://www.greaterwellness.example/",
    ]
    .into_iter()
    .enumerate()
    {
        let content =
            Content::new(&format!("remedy_other_{index}")).append(PTSD, &format!("See [x]({to})."));
        assert_eq!(errors(&content), [], "{to}");
    }
}

/// What is replaced in `site.toml` by what, a part of the remedy, and what the remedy makes of it.
const DETAILS: [(&str, &str, &str, &str); 10] = [
    (
        "[Call 988](tel:988)",
        "[Call 988] (tel:988)",
        "like `[call 988](tel:988)`",
        "[call 988](tel:988)",
    ),
    (
        "[Call 988](tel:988)",
        "[Call 988](tel:9888)",
        "exactly `tel:988`",
        "[Call 988](tel:988)",
    ),
    (
        "https://988lifeline.org/chat/",
        "988lifeline.org/chat/",
        "with `https://`",
        "https://988lifeline.org/chat/",
    ),
    (
        "[crisis]\n",
        "",
        "a line `[crisis]`, before `heading`",
        "[crisis]\n",
    ),
    (
        "[not_reviewed]\n",
        "",
        "a line `[not_reviewed]`, before `text`",
        "[not_reviewed]\n",
    ),
    ("tagline = ", "tag = ", "", "tagline = "),
    (
        "hours = { value = \"\", placeholder = true }\n",
        "",
        "put it back",
        "hours = { value = \"\" }\n",
    ),
    (
        "(555) 010-0199",
        "(555) 010-0199 or 0123",
        "(555) 010-0199 ext. 12",
        "(555) 010-0199 ext. 12",
    ),
    (
        "https://greaterwellness.example",
        "https://clinic",
        "https://www.example.org",
        "https://www.example.org",
    ),
    (
        "Plain answers",
        "<b>Plain</b> answers",
        "write plain words",
        "Plain answers",
    ),
];

#[test]
fn each_of_the_clinics_details_is_mended_by_its_remedy() {
    for (index, (from, to, part, mended)) in DETAILS.into_iter().enumerate() {
        let name = format!("remedy_detail_{index}");
        let content = Content::new(&name);
        let text = fs::read_to_string(content.path("site.toml")).unwrap();
        let (before, after) = text.split_once(from).unwrap();
        let content = content.write("site.toml", [before, to, after].concat().as_bytes());
        let found = errors(&content);
        remedy(&found, part);
        let content = content.write("site.toml", [before, mended, after].concat().as_bytes());
        assert_eq!(
            errors(&content),
            [],
            "{to:?} as {mended:?}; before: {found:#?}"
        );
    }
}

#[test]
fn an_earlier_version_beside_a_page_is_deleted_and_never_put_over_it() {
    let text = fs::read(frozen().join(PTSD)).unwrap();
    for (index, file) in [
        "conditions/ptsd.md.bak",
        "conditions/ptsd.bak",
        "conditions/ptsd.txt",
        "conditions/ptsd copy.md",
        "conditions/Copy of ptsd.md",
        "conditions/ptsd (1).md",
        "conditions/PTSD.md",
        "conditions/ptsd.old.md",
        "conditions/ptsd-kopie.MD",
        "ptsd.md",
        "ptsd-old.md",
    ]
    .into_iter()
    .enumerate()
    {
        let content = Content::new(&format!("remedy_file_{index}")).write(file, &text);
        let before = errors(&content);
        assert_eq!(before.len(), 1, "{before:#?}");
        assert!(
            remedy(&before, "delete it if it is a copy of `ptsd.md`")
                .contains("keep earlier versions outside")
        );
        assert_eq!(errors(&content.remove(file)), []);
    }
}

#[test]
fn pictures_go_where_pictures_are() {
    for (index, (folder, file)) in [
        ("images", "desk.webp"),
        ("images", ""),
        ("photos", "a.HEIC"),
        ("page", "desk.png"),
        ("conditions/images", "desk.jpg"),
        ("pages", "desk.jpg"),
    ]
    .into_iter()
    .enumerate()
    {
        let content = Content::new(&format!("remedy_picture_{index}"));
        fs::create_dir_all(content.path(folder)).unwrap();
        if !file.is_empty() {
            fs::write(content.path(folder).join(file), b"x").unwrap();
        }
        let before = errors(&content);
        assert_eq!(before.len(), 1, "{before:#?}");
        assert!(remedy(&before, "to public/images").contains("content/figures"));
        if folder == "pages" {
            fs::remove_file(content.path(folder).join(file)).unwrap();
        } else {
            fs::remove_dir_all(content.path(folder)).unwrap();
        }
        assert_eq!(errors(&content), []);
    }
}

#[test]
fn what_the_site_cannot_do_without_is_never_to_be_deleted() {
    for (index, file) in [
        "site.toml",
        "sources.toml",
        "abbreviations.toml",
        "article.md",
        "pages/not-found.md",
    ]
    .into_iter()
    .enumerate()
    {
        let before = errors(&Content::new(&format!("remedy_empty_{index}")).write(file, b" \n"));
        let told = before
            .iter()
            .find(|error| error.file == format!("content/{file}"))
            .unwrap();
        assert!(
            told.remedy.contains("put its content back") && !told.remedy.contains("delete"),
            "{told}"
        );
    }
}

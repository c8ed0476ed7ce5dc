//! `site.toml`: its words stand on every page, and keep the rules of every page.

mod content;

use content::{Content, PTSD, line_of};

/// The messages after a replacement in `site.toml`, each without the file's name.
fn told(name: &str, from: &str, to: &str) -> Vec<String> {
    let content = Content::new(name).replace("site.toml", from, to);
    let Err(diagnostics) = content.compile() else {
        return Vec::new();
    };
    diagnostics
        .iter()
        .map(|diagnostic| {
            let told = diagnostic.to_string();
            told.strip_prefix("content/site.toml:")
                .unwrap_or_else(|| panic!("{told} is about another file"))
                .to_owned()
        })
        .collect()
}

/// Fails unless one of the messages has each of the parts.
fn assert_told(messages: &[String], parts: &[&str]) {
    for part in parts {
        assert!(
            messages.iter().any(|message| message.contains(part)),
            "{part:?} is not in {messages:#?}"
        );
    }
}

const CALL: &str = "[Call 988](tel:988)";
const TEXT: &str = "[text 988](sms:988)";
const CHAT: &str = "[chat at 988lifeline.org](https://988lifeline.org/chat/)";
const NOW: &str = "[call 911](tel:911)";

/// What breaks crisis help: what is replaced by what, and what is told.
const BROKEN: [(&str, &str, &str, &[&str]); 21] = [
    (
        "crisis_space",
        CALL,
        "[Call 988] (tel:988)",
        &["no link to tel:988", "shown as typed"],
    ),
    (
        "crisis_digit",
        CALL,
        "[Call 988](tel:9888)",
        &["no link to tel:988", "leads to tel:9888"],
    ),
    ("crisis_plain", CALL, "Call 988", &["no link to tel:988"]),
    (
        "crisis_empty",
        CALL,
        "[](tel:988)",
        &["no link to tel:988", "the link has no words"],
    ),
    (
        "crisis_comment",
        CALL,
        "<!-- [Call 988](tel:988) -->",
        &["no link to tel:988", "HTML stands here"],
    ),
    (
        "crisis_code",
        CALL,
        "`[Call 988](tel:988)`",
        &["no link to tel:988"],
    ),
    (
        "crisis_escaped",
        CALL,
        "\\\\[Call 988](tel:988)",
        &["no link to tel:988"],
    ),
    (
        "crisis_spaces",
        CALL,
        "[Call 988](<tel: 988>)",
        &["no link to tel:988"],
    ),
    (
        "crisis_capital",
        CALL,
        "[Call 988](TEL:988)",
        &["no link to tel:988"],
    ),
    (
        "crisis_slashes",
        CALL,
        "[Call 988](tel://988)",
        &["no link to tel:988"],
    ),
    (
        "crisis_text",
        TEXT,
        "[text 988](tel:988)",
        &["no link to sms:988"],
    ),
    (
        "crisis_sms",
        TEXT,
        "[text 988](sms:741741)",
        &["no link to sms:988", "leads to sms:741741"],
    ),
    (
        "crisis_other",
        NOW,
        "[call 911](tel:988)",
        &["no link to tel:911", "which is another number"],
    ),
    (
        "crisis_chat",
        CHAT,
        "[chat](988lifeline.org/chat)",
        &["not a link that works from every page"],
    ),
    (
        "crisis_http",
        CHAT,
        "[chat](http://988lifeline.org/chat/)",
        &["is not encrypted"],
    ),
    (
        "crisis_page",
        CHAT,
        "[chat](/conditions/depresion)",
        &["there is no page /conditions/depresion"],
    ),
    (
        "crisis_anchor",
        CHAT,
        "[chat](/#nowhere)",
        &["no heading with the anchor #nowhere"],
    ),
    (
        "crisis_script",
        CHAT,
        "[chat](javascript:x)",
        &["not a link"],
    ),
    ("crisis_html", CHAT, "<b>chat</b>", &["HTML stands here"]),
    (
        "crisis_image",
        CALL,
        "![Call 988](tel:988)",
        &["no link to tel:988"],
    ),
    ("crisis_none", CALL, "", &["no link to tel:988"]),
];

#[test]
fn crisis_help_holds_links_that_dial_or_nothing_is_built() {
    for (name, from, to, parts) in BROKEN {
        let messages = told(name, from, to);
        assert_told(&messages, parts);
    }
}

#[test]
fn other_words_for_the_same_help_are_fine() {
    let content = Content::new("crisis_fine").replace(
        "site.toml",
        CALL,
        "You are not alone: [call](tel:988)",
    );
    let site = content
        .compile()
        .unwrap_or_else(|diagnostics| panic!("{diagnostics:#?}"));
    assert!(
        site.settings
            .crisis
            .text
            .contains("<a href=\"tel:988\">call</a>")
    );
}

#[test]
fn all_mistakes_of_the_file_are_told_at_once() {
    let content = Content::new("site_all")
        .replace("site.toml", "tagline = ", "tagine = ")
        .replace(
            "site.toml",
            "phone = { value = \"(555) 010-0199\", placeholder = true }",
            "phone = { value = \"call us\" }",
        )
        .replace(
            "site.toml",
            "hours = { value = \"\", placeholder = true }",
            "hours = \"9 to 5\"",
        )
        .replace(
            "site.toml",
            "https://greaterwellness.example",
            "greaterwellness.example",
        )
        .replace("site.toml", CALL, "Call 988")
        .replace("site.toml", "encoding = \"json\"", "encoding = \"xml\"");
    let messages = content.messages();
    assert_told(
        &messages,
        &[
            "there is no key `tagine`",
            "\"call us\" is not a phone number",
            "this value is not in its brackets",
            "not the address of a site",
            "no link to tel:988",
            "`form`",
        ],
    );
    assert_eq!(messages.len(), 7, "{messages:#?}");
}

#[test]
fn a_line_of_brackets_that_is_gone_is_asked_for() {
    for (name, header, below) in [
        ("no_clinic", "[clinic]\n", "name"),
        ("no_crisis", "[crisis]\n", "heading"),
        ("no_review", "[not_reviewed]\n", "text"),
        ("no_form", "[consultation]\n", "encoding"),
    ] {
        let messages = told(name, header, "");
        assert_eq!(messages.len(), 1, "{messages:#?}");
        let header = header.trim();
        assert!(
            messages[0].contains(&format!("the line `{header}` above `{below}` is missing. To mend it: put it back: a line `{header}`, before `{below}`.")),
            "{messages:#?}"
        );
    }
    let content = Content::new("no_crisis_at_all");
    let text = std::fs::read_to_string(content.path("site.toml")).unwrap();
    let (before, rest) = text.split_once("[crisis]\n").unwrap();
    let (_, after) = rest.split_once("[not_reviewed]").unwrap();
    let content = content.write(
        "site.toml",
        [before, "[not_reviewed]", after].concat().as_bytes(),
    );
    assert!(
        content
            .message("the section `[crisis]` is missing")
            .contains("heading, text, emergency")
    );
}

#[test]
fn nothing_that_must_be_said_is_left_empty() {
    for (name, from, to, key) in [
        (
            "empty_name",
            "name = \"Greater Wellness Clinic\"",
            "name = \"\"",
            "name",
        ),
        (
            "empty_heading",
            "heading = \"In crisis or thinking about suicide?\"",
            "heading = \" \"",
            "heading",
        ),
        ("empty_url", "https://greaterwellness.example", "", "url"),
        ("empty_phone", "(555) 010-0199", "", "phone"),
    ] {
        let messages = told(name, from, to);
        assert_told(&messages, &[&format!("`{key}` is empty")]);
    }
    let content = Content::new("empty_notice");
    let line = line_of(&content, "site.toml", "text = \"A clinician");
    let text = std::fs::read_to_string(content.path("site.toml")).unwrap();
    let notice = text.lines().nth(line - 1).unwrap().to_owned();
    let content = content.replace("site.toml", &notice, "text = \"\"");
    assert!(
        content
            .message("`text` is empty")
            .contains(&format!("site.toml:{line}: "))
    );
    assert!(
        content
            .replace("site.toml", "text = \"\"\n", "")
            .message("`text` is missing")
            .contains("not yet reviewed")
    );
}

#[test]
fn the_sites_address_is_a_whole_domain() {
    for (index, url) in [
        "https://clinic",
        "https://localhost:8080",
        "https://127.0.0.1",
        "https://clinic.",
        "https://.example.org",
        "https://a..example.org",
        "https://user@example.org",
        "https://example.org/clinic",
        "https://exa mple.org",
        "https://-a.example.org",
        "https://Example.org",
        "http://example.org",
        "//example.org",
    ]
    .into_iter()
    .enumerate()
    {
        let messages = told(
            &format!("url_{index}"),
            "https://greaterwellness.example",
            url,
        );
        assert_eq!(messages.len(), 1, "{url}: {messages:#?}");
        assert_told(&messages, &["is not the address of a site"]);
    }
    for (index, url) in [
        "https://www.example.org",
        "https://xn--clnica-3va.example/",
        "https://a-b.example.co",
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(
            told(
                &format!("url_fine_{index}"),
                "https://greaterwellness.example",
                url
            ),
            Vec::<String>::new()
        );
    }
}

#[test]
fn the_phone_number_dials_the_clinic_and_its_extension() {
    let site = Content::new("phone_extension")
        .replace("site.toml", "(555) 010-0199", "(555) 010-0199 ext. 12")
        .compile()
        .unwrap();
    assert_eq!(site.settings.clinic.phone_link(), "tel:+15550100199;ext=12");
    for (index, phone) in [
        "(555) 010-0199 or (555) 010-0123",
        "(555) 010-0199 / 0123",
        "010-0199",
        "1-800-CLINIC",
    ]
    .into_iter()
    .enumerate()
    {
        let messages = told(&format!("phone_{index}"), "(555) 010-0199", phone);
        assert_eq!(messages.len(), 1, "{messages:#?}");
        assert_told(&messages, &["one number"]);
    }
}

#[test]
fn links_dial_one_number_and_the_one_that_they_name() {
    for (index, (line, part)) in [
        ("[Call us](tel:5550100199,12).", "tel:"),
        ("[Call us](tel:555010019912).", "not one whole phone number"),
        (
            "[Call us](<tel:(555) 010-0199 ext. 12>).",
            "write `tel:+15550100199;ext=12`",
        ),
        ("[Write](sms:9888).", "one whole number"),
        (
            "[(555) 010-0199](tel:+15550100189).",
            "which is another number",
        ),
        ("[Call 911](tel:988).", "which is another number"),
    ]
    .into_iter()
    .enumerate()
    {
        let message = Content::new(&format!("dial_{index}"))
            .append(PTSD, line)
            .message("tel:");
        assert!(message.contains(part), "{message}");
    }
    let fine = Content::new("dial_fine").append(
        PTSD,
        "[Call (555) 010-0199 ext. 12](tel:+15550100199;ext=12) or [text us](sms:+15550100199).",
    );
    assert!(fine.compile().is_ok());
}

#[test]
fn what_is_typed_wrong_is_named_and_corrected() {
    for (name, from, to, message) in [
        (
            "header_capital",
            "[crisis]",
            "[Crisis]",
            "there is no section `[Crisis]`. To mend it: write `[crisis]` instead",
        ),
        (
            "header_other",
            "[not_reviewed]",
            "[not-reviewed]",
            "write `[not_reviewed]` instead of `[not-reviewed]`",
        ),
        (
            "curly",
            "name = \"Greater Wellness Clinic\"",
            "name = “Greater Wellness Clinic”",
            "curly quotation marks",
        ),
        (
            "bare",
            "name = \"Greater Wellness Clinic\"",
            "name = Greater Wellness Clinic",
            "like `name = \"Greater Wellness Clinic\"`",
        ),
        (
            "twice",
            "name = \"Greater Wellness Clinic\"",
            "name = \"A\"\nname = \"B\"",
            "delete one of the two lines",
        ),
    ] {
        let messages = told(name, from, to);
        assert_eq!(messages.len(), 1, "{messages:#?}");
        assert_told(&messages, &[message]);
    }
}

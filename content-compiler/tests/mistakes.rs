//! Every mistake an editor makes has a message that names file, line and remedy.

mod content;

use std::fs;

use consultation_rules::SuccessResponse;
use content::{Content, PTSD, TODAY, frozen, line_of, root};
use content_compiler::{Site, compile};

#[test]
fn neither_the_tests_content_nor_the_real_one_has_a_mistake() {
    for (content, public) in [("tests/content", "tests/public"), ("content", "public")] {
        let compiled = compile(&root().join(content), content, &root().join(public), TODAY);
        assert!(compiled.is_ok(), "{compiled:#?}");
    }
}

#[test]
fn a_new_condition_is_one_file() {
    let text = fs::read_to_string(frozen().join(PTSD)).unwrap();
    let content = Content::new("new_condition").write(
        "conditions/ocd.md",
        text.replace("PTSD", "OCD")
            .replace("order = 4", "order = 5")
            .as_bytes(),
    );
    let site = content.compile().unwrap();
    let page = site
        .pages
        .iter()
        .find(|page| page.path == "/conditions/ocd")
        .unwrap();
    assert_eq!(page.nav, "OCD");
}

#[test]
fn a_missing_key_is_named_with_an_example() {
    let content = Content::new("missing_key").replace(PTSD, "nav = ", "# nav = ");
    let message = content.message("`nav` is missing");
    assert!(
        message.starts_with("content/conditions/ptsd.md:1: "),
        "{message}"
    );
    assert!(message.contains("nav = \"Panic disorder\""), "{message}");
}

#[test]
fn a_misspelt_key_is_corrected() {
    let content = Content::new("misspelt_key").replace(PTSD, "title = ", "titel = ");
    let line = line_of(&content, PTSD, "titel");
    let message = content.message("there is no key `titel`");
    assert!(
        message.starts_with(&format!("content/conditions/ptsd.md:{line}: ")),
        "{message}"
    );
    assert!(
        message.contains("write `title` instead of `titel`"),
        "{message}"
    );
}

#[test]
fn text_without_quotation_marks_is_explained() {
    let content = Content::new("no_quotes").replace(PTSD, "nav = \"PTSD\"", "nav = PTSD");
    let line = line_of(&content, PTSD, "nav");
    assert!(
        content
            .message("quotation marks")
            .contains(&format!("ptsd.md:{line}: "))
    );
}

#[test]
fn a_bad_date_is_shown_the_right_form() {
    for (name, date) in [
        ("date_text", "\"soon\""),
        ("date_time", "2026-11-23T10:00:00Z"),
        ("date_day", "2026-02-31"),
    ] {
        let content =
            Content::new(name).replace(PTSD, "updated = 2026-11-23", &format!("updated = {date}"));
        let line = line_of(&content, PTSD, "updated");
        let message = content.message(&format!("ptsd.md:{line}: "));
        assert!(message.contains("2026-11-23"), "{message}");
    }
}

#[test]
fn a_review_before_the_update_is_refused() {
    let content =
        Content::new("review").replace(PTSD, "review_by = 2027-11-23", "review_by = 2025-11-23");
    assert!(
        content
            .message("`review_by`")
            .contains("is not after `updated`")
    );
}

#[test]
fn a_page_past_its_review_date_gets_a_warning_that_names_it() {
    let content = Content::new("past");
    let site = compile(
        &content.path(""),
        "content",
        &content.folder.join("public"),
        "2030-01-01",
    )
    .unwrap();
    let warning = site
        .warnings
        .iter()
        .find(|warning| warning.file.ends_with("ptsd.md"))
        .unwrap();
    assert!(warning.problem.contains("has passed"));
}

#[test]
fn front_matter_without_a_start_or_an_end_is_explained() {
    let text = fs::read_to_string(frozen().join(PTSD)).unwrap();
    let no_start = Content::new("no_start").write(PTSD, &text.as_bytes()[4..]);
    assert!(
        no_start
            .message("front matter is missing")
            .contains("ptsd.md:1: ")
    );
    let no_end = Content::new("no_end").write(PTSD, text.replacen("\n+++\n", "\n", 2).as_bytes());
    assert!(no_end.message("front matter").contains("ptsd.md:1: "));
}

#[test]
fn a_file_name_that_cannot_be_an_address_is_refused() {
    let text = fs::read_to_string(frozen().join("pages/privacy.md")).unwrap();
    let text = text.replace("\"Privacy\"", "\"My page\"");
    let content = Content::new("bad_name").write("pages/My Page.md", text.as_bytes());
    assert!(
        content
            .message("My Page.md")
            .contains("small letters, digits and single hyphens")
    );
}

#[test]
fn a_broken_link_is_shown_with_the_page_that_was_meant() {
    let content = Content::new("broken_link").append(PTSD, "See [this](/conditions/depresion).");
    let line = line_of(&content, PTSD, "See [this]");
    let message = content.message("there is no page /conditions/depresion");
    assert!(
        message.starts_with(&format!("content/conditions/ptsd.md:{line}: ")),
        "{message}"
    );
    assert!(
        message.contains("link to `/conditions/depression`"),
        "{message}"
    );
}

#[test]
fn a_broken_anchor_is_shown_with_those_that_exist() {
    let content =
        Content::new("broken_anchor").append(PTSD, "See [this](/#nowhere) and [that](#signs).");
    let message = content.message("#nowhere");
    assert!(message.contains("what-is-ketamine"), "{message}");
    assert_eq!(content.compile().unwrap_err().len(), 1);
}

#[test]
fn links_that_do_not_work_from_every_page_are_refused() {
    assert!(
        Content::new("relative")
            .append(PTSD, "[a](depression)")
            .message("\"depression\"")
            .contains("start it with `/`")
    );
    assert!(
        Content::new("insecure")
            .append(PTSD, "[a](http://example.org/)")
            .message("not encrypted")
            .contains("https://")
    );
    assert!(
        Content::new("script")
            .append(PTSD, "[a](javascript:x)")
            .message("javascript")
            .contains("not a link")
    );
}

#[test]
fn an_unknown_source_is_shown_with_the_one_that_was_meant() {
    let content = Content::new("unknown_source").append(PTSD, "A claim.[^feder-2015]");
    let line = line_of(&content, PTSD, "A claim.");
    let message = content.message("there is no source [feder-2015]");
    assert!(
        message.starts_with(&format!("content/conditions/ptsd.md:{line}: ")),
        "{message}"
    );
    assert!(message.contains("cite `[^feder-"), "{message}");
}

#[test]
fn sources_are_checked() {
    let unused = "\n[nobody-2020]\nauthors = \"Nobody A\"\ntitle = \"T\"\npublisher = \"P\"\nyear = 2020\ndoi = \"10.1000/x\"\nchecked = 2026-11-23\n";
    assert!(
        Content::new("unused")
            .append("sources.toml", unused)
            .message("no page cites [nobody-2020]")
            .contains("delete it")
    );
    let bad_doi = unused.replace("10.1000/x", "doi:10.1000");
    assert!(
        Content::new("bad_doi")
            .append("sources.toml", &bad_doi)
            .message("is not a DOI")
            .contains("from `10.` on")
    );
    let twice = format!("{unused}{}", unused.replace("nobody-2020", "nobody-2021"));
    assert!(
        Content::new("twice")
            .append("sources.toml", &twice)
            .message("is the same source as")
            .contains("delete one")
    );
    let nowhere = unused.replace("doi = \"10.1000/x\"\n", "");
    assert!(
        Content::new("nowhere")
            .append("sources.toml", &nowhere)
            .message("neither `doi` nor `url`")
            .contains("add one")
    );
}

#[test]
fn headings_keep_their_order() {
    assert!(
        Content::new("h1")
            .append(PTSD, "# Title")
            .message("one `#`")
            .contains("start sections with `##`")
    );
    assert!(
        Content::new("skipped")
            .append(PTSD, "#### Deep")
            .message("skips a level")
            .contains("instead of ####")
    );
    assert!(
        Content::new("same_anchor")
            .append(PTSD, "## Again {#signs}")
            .message("#signs")
            .contains("twice")
    );
}

#[test]
fn html_is_refused_and_a_sign_is_not() {
    assert!(
        Content::new("html")
            .append(PTSD, "<div>x</div>")
            .message("HTML stands here")
            .contains("Markdown")
    );
    assert!(
        Content::new("inline_html")
            .append(PTSD, "a <b>x</b>")
            .message("HTML")
            .contains("ptsd.md:")
    );
    assert!(
        Content::new("sign")
            .append(PTSD, "a \\< b and 3 < 4")
            .compile()
            .is_ok()
    );
}

#[test]
fn an_image_needs_its_file_and_words_for_who_cannot_see_it() {
    let missing = Content::new("no_image").append(PTSD, "![A desk](/images/desk.webp)");
    assert!(
        missing
            .message("there is no image")
            .contains("public/images")
    );
    assert!(
        missing
            .append(PTSD, "![](/images/desk.webp)")
            .message("no alternative text")
            .contains("brackets")
    );
}

#[test]
fn blocks_are_checked() {
    let open = Content::new("unclosed").append(PTSD, "::: note Left open\n\nText");
    let line = line_of(&open, PTSD, "::: note Left open");
    assert!(
        open.message("is not closed")
            .contains(&format!("ptsd.md:{line}: "))
    );
    assert!(
        Content::new("stray")
            .append(PTSD, ":::")
            .message("none is open")
            .contains("delete it")
    );
    assert!(
        Content::new("kind")
            .append(PTSD, "::: emergancy Call\n:::")
            .message("no block named")
            .contains("write `::: emergency`")
    );
    assert!(
        Content::new("untitled")
            .append(PTSD, "::: note\nx\n:::")
            .message("has no title")
            .contains("::: note Title")
    );
    assert!(
        Content::new("figure")
            .append(PTSD, "::: figure nothing.svg\nx\n:::")
            .message("no figure nothing.svg")
            .contains("content/figures")
    );
}

#[test]
fn a_figure_may_hold_only_shapes_and_text() {
    let svg = |inner: &str| {
        format!("<svg viewBox=\"0 0 1 1\"><title>T</title><desc>D</desc>{inner}</svg>")
    };
    for (name, inner, found) in [
        ("fig_script", "<script>1</script>", "`<script`"),
        ("fig_event", "<rect onclick='x()'/>", "`onclick`"),
        (
            "fig_load",
            "<image href=\"https://example.org/x\"/>",
            "`<image`",
        ),
    ] {
        let content = Content::new(name)
            .write("figures/test.svg", svg(inner).as_bytes())
            .append(PTSD, "::: figure test.svg\nCaption\n:::");
        assert!(content.message(found).contains("only shapes and text"));
    }
    let nameless = Content::new("fig_name")
        .write("figures/test.svg", b"<svg viewBox=\"0 0 1 1\"></svg>")
        .append(PTSD, "::: figure test.svg\nCaption\n:::");
    assert!(
        nameless
            .message("has no `<title>`")
            .contains("people who cannot see it")
    );
}

#[test]
fn files_of_any_kind_are_survived() {
    assert!(
        Content::new("latin1")
            .write(PTSD, b"+++\ntitle = \"caf\xe9\"\n")
            .message("not UTF-8")
            .contains("ptsd.md:2: ")
    );
    assert!(
        Content::new("empty")
            .write(PTSD, b" \n")
            .message("this file is empty")
            .contains("delete it")
    );
    assert!(
        Content::new("enormous")
            .write(PTSD, &vec![b'x'; 600 * 1024])
            .message("more than the 512")
            .contains("split it")
    );
    assert!(
        Content::new("gone")
            .remove("article.md")
            .message("article.md")
            .contains("missing")
    );
    assert!(
        Content::new("no_page")
            .remove("pages/not-found.md")
            .message("not-found.md")
            .contains("put the file back")
    );
    let text = fs::read_to_string(frozen().join(PTSD)).unwrap();
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let (unix, windows) = (
        Content::new("unix").compile().unwrap(),
        Content::new("windows")
            .write(PTSD, windows.as_bytes())
            .compile()
            .unwrap(),
    );
    let body = |site: &Site| {
        site.pages
            .iter()
            .find(|page| page.path == "/conditions/ptsd")
            .unwrap()
            .body
            .clone()
    };
    assert_eq!(body(&unix), body(&windows));
}

#[test]
fn site_toml_is_checked() {
    assert!(
        Content::new("phone")
            .replace("site.toml", "(555) 010-0199", "call us")
            .message("is not a phone number")
            .contains("area code")
    );
    assert!(
        Content::new("crisis")
            .replace("site.toml", "tel:988", "tel:555")
            .message("no link to tel:988")
            .contains("put it back")
    );
    assert!(
        Content::new("url")
            .replace(
                "site.toml",
                "https://greaterwellness.example",
                "greaterwellness.example"
            )
            .message("not the address of a site")
            .contains("https://")
    );
    for (name, zone, remedy) in [
        (
            "zone_space",
            "America/New York",
            "write \"America/New_York\"",
        ),
        ("zone_short", "EST5", "like \"America/New_York\""),
        ("zone_empty", "", "like \"America/New_York\""),
    ] {
        let content = Content::new(name).replace("site.toml", "\"UTC\"", &format!("{zone:?}"));
        let message = content.message("is not a time zone");
        assert!(message.contains(remedy), "{message}");
    }
    let without = Content::new("zone_none").replace(
        "site.toml",
        "time_zone = { value = \"UTC\", placeholder = true }",
        "",
    );
    assert_eq!(
        without.compile().unwrap().settings.clinic.time_zone.value,
        "UTC"
    );
    let site = Content::new("placeholders").compile().unwrap();
    assert!(
        site.warnings
            .iter()
            .any(|warning| warning.problem.contains("`phone` is still a placeholder"))
    );
}

#[test]
fn the_form_may_send_what_a_hosted_service_asks_for_and_nothing_of_its_own_twice() {
    let content = Content::new("service")
        .replace("site.toml", "encoding = \"json\"", "encoding = \"form\"")
        .replace(
            "site.toml",
            "extra = {}",
            "extra = { access_key = \"public\" }",
        );
    let settings = content.compile().unwrap().settings.consultation;
    assert_eq!(settings.encoding, content_compiler::Encoding::Form);
    assert_eq!(settings.extra["access_key"], "public");
    let own =
        Content::new("own_field").replace("site.toml", "extra = {}", "extra = { phone = \"1\" }");
    assert!(
        own.message("which the form itself sends")
            .contains("access_key")
    );
    let unknown =
        Content::new("encoding").replace("site.toml", "encoding = \"json\"", "encoding = \"xml\"");
    assert!(unknown.message("site.toml").contains("`form`"));
}

#[test]
fn only_json_says_that_a_request_has_arrived_unless_site_toml_says_otherwise() {
    const LINE: &str = "success_response = \"json\"";
    let read = |content: Content| {
        let settings = content.compile().unwrap().settings;
        settings.consultation.success_response
    };
    let said = |name, value| Content::new(name).replace("site.toml", LINE, value);
    assert_eq!(read(Content::new("json_said")), SuccessResponse::Json);
    assert_eq!(read(said("json_left_out", "")), SuccessResponse::Json);
    let html = said("html_said", "success_response = \"html\"");
    assert_eq!(read(html), SuccessResponse::Html);
    let empty = said("empty_said", "success_response = \"empty\"");
    assert_eq!(read(empty), SuccessResponse::Empty);
    let line = line_of(
        &Content::new("success_line"),
        "site.toml",
        "success_response",
    );
    for (name, value) in [
        ("success_wrong", "success_response = \"page\""),
        ("success_true", "success_response = true"),
    ] {
        let wrong = said(name, value).message("this cannot be read");
        assert!(wrong.contains(&format!("site.toml:{line}")), "{wrong}");
    }
    let wrong = said("success_named", "success_response = \"page\"").message("this cannot be read");
    for name in ["`json`", "`html`", "`empty`"] {
        assert!(wrong.contains(name), "{wrong}");
    }
}

#[test]
fn the_former_name_of_a_setting_is_told_its_new_one() {
    let former = Content::new("former_name")
        .replace(
            "site.toml",
            "success_response = \"json\"",
            "html_answer = \"success\"",
        )
        .message("`html_answer` is now `success_response`");
    assert!(former.contains("success_response = \"html\""), "{former}");
}

#[test]
fn all_mistakes_are_told_at_once() {
    let content = Content::new("several")
        .append(PTSD, "[^nobody] <b>")
        .replace("pages/privacy.md", "title = ", "titel = ");
    assert!(content.compile().unwrap_err().len() >= 3);
}

#[test]
fn days_are_counted_as_the_calendar_counts_them() {
    assert_eq!(content_compiler::iso_date(0), "1970-01-01");
    assert_eq!(content_compiler::iso_date(951_782_400), "2000-02-29");
    assert_eq!(content_compiler::iso_date(1_795_392_000), "2026-11-23");
}

//! The mistakes that people make most, each with the whole of its message.

mod content;

use std::fs;

use content::{Content, PTSD, frozen, line_of, messages_for};

/// The only message, whose place is a file of `content/` and the line that starts with a text.
fn only(content: &Content, file: &str, start: &str) -> String {
    let diagnostics = content.compile().expect_err("the mistake was not noticed");
    assert_eq!(diagnostics.len(), 1, "{diagnostics:#?}");
    let place = format!("content/{file}:{}: ", line_of(content, file, start));
    let told = diagnostics[0].to_string();
    told.strip_prefix(&place)
        .unwrap_or_else(|| panic!("{told} is not at {place}"))
        .to_owned()
}

#[test]
fn keys_and_dates_of_the_front_matter() {
    for (name, from, to, start, message) in [
        (
            "exact_missing",
            "nav = \"PTSD\"\n",
            "",
            "+++",
            "`nav` is missing or empty. To mend it: add a line like `nav = \"Panic disorder\"`.",
        ),
        (
            "exact_misspelt",
            "title = ",
            "titel = ",
            "titel",
            "there is no key `titel`. To mend it: write `title` instead of `titel`.",
        ),
        (
            "exact_date",
            "updated = 2026-11-23",
            "updated = 2026-02-30",
            "updated",
            "the date of `updated` cannot be read: updated = 2026-02-30. To mend it: write it like `updated = 2026-11-23`: year, month and day with two digits each.",
        ),
        (
            "exact_review",
            "review_by = 2027-11-23",
            "review_by = 2026-01-23",
            "review_by",
            "`review_by` (2026-01-23) is not after `updated` (2026-11-23). To mend it: set the day by which the page has to be read again, at most a year or two ahead.",
        ),
    ] {
        let content = Content::new(name).replace(PTSD, from, to);
        assert_eq!(only(&content, PTSD, start), message);
    }
}

#[test]
fn a_second_page_with_the_same_address() {
    let text = fs::read_to_string(frozen().join("pages/privacy.md"))
        .unwrap()
        .replace("title = \"Privacy\"", "title = \"Another page\"")
        .replace("nav = \"Privacy\"", "nav = \"Another page\"");
    let content = Content::new("exact_slug").write("pages/404.md", text.as_bytes());
    assert_eq!(
        only(&content, "pages/not-found.md", "+++"),
        "the address /404 already belongs to content/pages/404.md. To mend it: rename one of the two files."
    );
}

#[test]
fn links_headings_images_html_and_blocks() {
    for (name, lines, message) in [
        (
            "exact_link",
            "See [this](/conditions/depresion).",
            "there is no page /conditions/depresion. To mend it: link to `/conditions/depression`.",
        ),
        (
            "exact_anchor",
            "See [this](#nowhere).",
            "/conditions/ptsd has no heading with the anchor #nowhere. To mend it: use one of its anchors: get-help, ketamine, signs, sources, treatments, what-it-is.",
        ),
        (
            "exact_figure",
            "::: figure brain.svg\nText.\n:::",
            "there is no figure brain.svg. To mend it: put the file into content/figures.",
        ),
        (
            "exact_level",
            "#### Deep",
            "this heading skips a level: from 2 to 4. To mend it: start it with ### instead of ####.",
        ),
        (
            "exact_html",
            "a <b>strong</b> word",
            "HTML stands here, which pages may not contain. To mend it: write it in Markdown; a `<` meant as a sign is written `\\<`.",
        ),
        (
            "exact_unclosed",
            "::: note Left open\nText.",
            "the block \"Left open\" that starts here is not closed by line 81. To mend it: put a line `:::` after its last line; blocks cannot stand inside blocks.",
        ),
    ] {
        let messages = messages_for(name, PTSD, lines);
        let place = format!("content/{PTSD}:79: ");
        // An element of HTML has a start and an end.
        let expected = vec![format!("{place}{message}"); if name == "exact_html" { 2 } else { 1 }];
        assert_eq!(messages, expected);
    }
    let content = Content::new("exact_image").append(PTSD, "![](/images/desk.webp)");
    fs::create_dir_all(content.folder.join("public/images")).unwrap();
    fs::write(
        content.folder.join("public/images/desk.webp"),
        b"RIFF\x1e\0\0\0WEBPVP8L\x11\0\0\0\x2f\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
    )
    .unwrap();
    assert_eq!(
        only(&content, PTSD, "![]"),
        "the image has no alternative text. To mend it: say in the brackets what it shows: `![A nurse at a desk](/images/desk.webp)`."
    );
}

#[test]
fn files_that_are_not_text_or_too_much_of_it() {
    let enormous = vec![b'x'; 600 * 1024];
    for (name, bytes, line, message) in [
        (
            "exact_latin1",
            b"+++\ntitle = \"caf\xe9\"\n".as_slice(),
            2,
            "this file is not UTF-8 text. To mend it: save it again with the encoding UTF-8.",
        ),
        (
            "exact_utf16",
            b"\xff\xfe+\0+\0+\0",
            1,
            "this file is UTF-16 text, not UTF-8. To mend it: save it again with the encoding UTF-8.",
        ),
        (
            "exact_empty",
            b" \n",
            1,
            "this file is empty. To mend it: write its content, or delete it.",
        ),
        (
            "exact_enormous",
            &enormous,
            1,
            "this file has 600 KB, more than the 512 allowed. To mend it: split it into several pages, and keep pictures in their own files.",
        ),
        (
            "exact_word",
            b"PK\x03\x04\x14\0\x06\0",
            1,
            "this is a Word or LibreOffice document, not plain text, whatever its name says. To mend it: copy its text into a plain text file.",
        ),
        (
            "exact_rtf",
            b"{\\rtf1 hello}",
            1,
            "this is an RTF document, not plain text, whatever its name says. To mend it: copy its text into a plain text file.",
        ),
    ] {
        let diagnostics = Content::new(name).write(PTSD, bytes).compile().unwrap_err();
        assert_eq!(diagnostics.len(), 1, "{diagnostics:#?}");
        assert_eq!(
            diagnostics[0].to_string(),
            format!("content/{PTSD}:{line}: {message}")
        );
    }
}

#[test]
fn what_other_systems_write_into_files_changes_nothing() {
    let text = fs::read_to_string(frozen().join(PTSD)).unwrap();
    let body = |name: &str, text: &str| {
        let site = Content::new(name)
            .write(PTSD, text.as_bytes())
            .compile()
            .unwrap();
        let page = site
            .pages
            .into_iter()
            .find(|page| page.path == "/conditions/ptsd");
        page.unwrap().body
    };
    let plain = body("exact_plain", &text);
    assert_eq!(body("exact_crlf", &text.replace('\n', "\r\n")), plain);
    assert_eq!(body("exact_bom", &format!("\u{feff}{text}")), plain);
}

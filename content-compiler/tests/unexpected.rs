//! Mistakes that nobody had thought of at first, found by trying: each is told with its line and what to do.

mod content;

use std::fs;

use content::{Content, PTSD, frozen, messages_for};

/// Adds lines to a page and gives the only message, without its place, which has to be the first of them.
fn told(name: &str, lines: &str) -> String {
    let messages = messages_for(name, PTSD, lines);
    assert_eq!(messages.len(), 1, "{lines:?} gives {messages:#?}");
    let place = format!("content/{PTSD}:79: ");
    messages[0]
        .strip_prefix(&place)
        .unwrap_or_else(|| panic!("{} is not at {place}", messages[0]))
        .to_owned()
}

#[test]
fn headings_that_are_none_or_not_meant() {
    for (name, lines, message) in [
        (
            "odd_underlined",
            "Some text here.\n---",
            "the line of `---` or `===` below makes this text a heading. To mend it: put an empty line between them, or start a heading with `##`.",
        ),
        (
            "odd_underlined_twice",
            "Some text here.\n===",
            "the line of `---` or `===` below makes this text a heading. To mend it: put an empty line between them, or start a heading with `##`.",
        ),
        (
            "odd_anchor",
            "## Signs of it {signs-b}",
            "the anchor of this heading is not written right: “## Signs of it {signs-b}”. To mend it: write it like `## Common signs {#signs}`: a `#` and the name, without spaces.",
        ),
        (
            "odd_round",
            "## Signs of it (#signs-b)",
            "`(#` would be shown as typed: “Signs of it (#signs-b)”. To mend it: write a heading’s anchor in curly brackets: `{#signs}`.",
        ),
        (
            "odd_wordless",
            "## {#signs-b}",
            "this heading has no words. To mend it: write them behind the `#`, or delete the line.",
        ),
        (
            "odd_deep",
            "####### Seven",
            "this line has 7 `#`, more than a heading can have: “####### Seven”. To mend it: start sections with `##` and headings within them with `###`.",
        ),
        (
            "odd_taken",
            "## Contents",
            "the anchor #contents is one that the page itself has, around its text. To mend it: give the heading another, like `{#other-name}`.",
        ),
        (
            "odd_linked",
            "## Signs of [it](/conditions/anxiety)",
            "a link stands in a heading, which is itself the link to its section. To mend it: put it into the text below.",
        ),
        (
            "odd_card_anchor",
            "### Card 1",
            "the anchor #card-1 is one that the page itself has, around its text. To mend it: give the heading another, like `{#other-name}`.",
        ),
    ] {
        assert_eq!(told(name, lines), message);
    }
}

#[test]
fn marks_that_would_be_shown_as_typed() {
    for (name, line, mark, remedy) in [
        (
            "odd_star",
            "This is *important.",
            "*",
            "close the stressed words",
        ),
        (
            "odd_struck",
            "This is ~~gone~~.",
            "~~",
            "pages have no struck-out text",
        ),
        (
            "odd_reference",
            "See [this][that].",
            "[",
            "write a link as `[words](address)`",
        ),
        (
            "odd_open",
            "Some felt better.[^feder-2014",
            "[^",
            "with both brackets",
        ),
        (
            "odd_caret",
            "Some felt better.[feder-2014]",
            "[",
            "a citation as `[^anand-2023]`",
        ),
        (
            "odd_parenthesis",
            "Some felt better.(^feder-2014)",
            "(^",
            "with both brackets",
        ),
        ("odd_box", "- [ ] item", "[ ]", "there are no boxes to tick"),
        (
            "odd_table",
            "| a | b |\n| c | d |",
            "|",
            "a line like `|---|---|`",
        ),
        (
            "odd_uneven",
            "| a | b |\n|---|\n| 1 | 2 |",
            "|",
            "a line like `|---|---|`",
        ),
        (
            "odd_quoted",
            "> ::: note A\n> Text",
            ":::",
            "start the line of a card with its colons",
        ),
        (
            "odd_bare",
            "See https://example.org/ for more.",
            "https://",
            "make it a link with words",
        ),
        (
            "odd_spaced",
            "See [x](/conditions/bipolar disorder).",
            "](",
            "no space in the address",
        ),
    ] {
        let message = told(name, line);
        assert!(
            message.starts_with(&format!("`{mark}` would be shown as typed: “"))
                && message.contains(remedy),
            "{message}"
        );
    }
    let table = "A table:\n\n| a | b |\n|---|---|\n| 1 | 2 |";
    assert_eq!(
        messages_for("odd_good_table", PTSD, table),
        Vec::<String>::new()
    );
}

#[test]
fn leftovers_of_other_programs() {
    assert_eq!(
        told("odd_number", "1.First"),
        "this list item has no plain space after its number: “1.First”. To mend it: type a space between them, like `1. one item`."
    );
    assert_eq!(
        told("odd_fence", "+++"),
        "a line `+++` stands in the text. To mend it: delete it; the facts at the top stand between two such lines, and there are no more."
    );
    assert_eq!(
        told("odd_lorem", "Lorem ipsum dolor sit amet."),
        "Lorem ipsum marks text that is not finished: “Lorem ipsum dolor sit amet.” To mend it: finish it, or leave the page out until it is."
    );
    assert_eq!(
        told("odd_nul", "a\0b"),
        "this line has an invisible character (U+0000), as pasting from Word brings it: “ab”. To mend it: delete the line and type it again."
    );
    let conflict = messages_for(
        "odd_conflict",
        PTSD,
        "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x",
    );
    assert!(
        conflict[0].contains(":79: two versions of this text were put together here")
            && conflict[0].contains("keep the version that is right"),
        "{conflict:#?}"
    );
    // The parts of this emoji are joined by a character of no width.
    let emoji = "A smile 😀, and a health worker 👩\u{200d}⚕\u{fe0f}.";
    assert_eq!(messages_for("odd_emoji", PTSD, emoji), Vec::<String>::new());
}

#[test]
fn addresses_that_lead_nowhere() {
    for (name, line, message) in [
        (
            "odd_case",
            "See [x](/Conditions/PTSD).",
            "there is no page /Conditions/PTSD. To mend it: link to `/conditions/ptsd`.",
        ),
        (
            "odd_html",
            "See [x](/privacy.html).",
            "there is no page /privacy.html. To mend it: link to `/privacy`.",
        ),
        (
            "odd_query",
            "See [x](/privacy?from=mail).",
            "there is no page /privacy?from=mail. To mend it: link to `/privacy`.",
        ),
        (
            "odd_anchor_case",
            "See [x](#Signs).",
            "/conditions/ptsd has no heading with the anchor #Signs. To mend it: use `#signs`.",
        ),
        (
            "odd_tel",
            "Call [us](tel:).",
            "\"tel:\" has no phone number. To mend it: write it with its digits: `[call 988](tel:988)`, `[(555) 010-0199](tel:+15550100199)`.",
        ),
        (
            "odd_scheme",
            "See [x](https://).",
            "\"https://\" is not a whole address. To mend it: write all of it, like `https://988lifeline.org/` or `mailto:name@example.org`.",
        ),
        (
            "odd_mail",
            "Write to [us](desk@clinic.example).",
            "\"desk@clinic.example\" is an email address without `mailto:`. To mend it: start it with `mailto:`.",
        ),
        (
            "odd_source_case",
            "Some felt better.[^Feder-2014]",
            "there is no source [Feder-2014] in content/sources.toml. To mend it: cite `[^feder-2014]`.",
        ),
    ] {
        assert_eq!(told(name, line), message);
    }
    let leaflet = Content::new("odd_leaflet").append(PTSD, "See the [leaflet](/leaflet.pdf).");
    assert!(
        leaflet
            .message("there is no page /leaflet.pdf")
            .contains("link to a page")
    );
    fs::write(leaflet.folder.join("public/leaflet.pdf"), b"%PDF").unwrap();
    assert!(leaflet.compile().is_ok());
}

#[test]
fn blocks_that_end_in_words_and_figures_that_stand_twice() {
    let ended = messages_for("odd_end", PTSD, "::: note A\nText.\n::: end");
    assert_eq!(
        ended,
        [format!(
            "content/{PTSD}:81: words stand behind the colons that close a block: ::: end. To mend it: write only `:::`."
        )]
    );
    let figure = "::: figure response-after-24-hours.svg\nText.[^dean-2021]\n:::";
    let twice = messages_for("odd_twice", PTSD, &format!("{figure}\n\n{figure}"));
    assert_eq!(
        twice,
        [format!(
            "content/{PTSD}:83: the figure response-after-24-hours.svg stands on this page twice. To mend it: delete one of the two, and point to the other in words."
        )]
    );
    let broken = Content::new("odd_figure")
        .write("figures/broken.svg", b"<svg>\xff</svg>")
        .append(PTSD, "::: figure broken.svg\nText.\n:::");
    assert!(
        broken
            .message("the figure broken.svg cannot be used: this file is not UTF-8 text")
            .contains("save it again")
    );
}

#[test]
fn images_that_browsers_do_not_show_or_wait_long_for() {
    let content = Content::new("odd_images").append(
        PTSD,
        "![A desk](/images/desk.heic)\n\n![A chair](/images/chair.webp)",
    );
    fs::create_dir_all(content.folder.join("public/images")).unwrap();
    fs::write(content.folder.join("public/images/desk.heic"), b"x").unwrap();
    fs::write(
        content.folder.join("public/images/chair.webp"),
        vec![0; 3 << 20],
    )
    .unwrap();
    assert!(
        content
            .message("browsers do not show the image /images/desk.heic")
            .ends_with("save it in one of the forms avif, gif, jpeg, jpg, png, svg, webp.")
    );
    assert!(
        content
            .message("the image /images/chair.webp has 3072 KB, more than the 400 allowed")
            .contains("save it as JPEG")
    );
}

#[test]
fn an_image_that_is_none_is_told() {
    let content = Content::new("unreadable_images").append(
        PTSD,
        "![A desk](/images/desk.webp)\n\n![A plan](/images/plan.svg)",
    );
    let images = content.folder.join("public/images");
    fs::create_dir_all(&images).unwrap();
    fs::write(images.join("desk.webp"), b"x").unwrap();
    fs::write(
        images.join("plan.svg"),
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 x y'></svg>",
    )
    .unwrap();
    for image in ["/images/desk.webp", "/images/plan.svg"] {
        assert!(
            content
                .message(&format!("the image {image} cannot be read"))
                .contains("save it anew")
        );
    }
}

#[test]
fn facts_at_the_top_that_are_none() {
    let nav = "nav = \"PTSD\"";
    let review = "review_by = 2027-11-23";
    for (name, from, to, line, message) in [
        (
            "odd_copied",
            review,
            "review_by = 2027-11-23\nreviewed_by = \"Name, degree\"",
            10,
            "`reviewed_by` names nobody: \"Name, degree\". To mend it: delete the line until a clinician has signed; the page then says that none has.",
        ),
        (
            "odd_none",
            review,
            "review_by = 2027-11-23\nreviewed_by = \"None.\"",
            10,
            "`reviewed_by` names nobody: \"None.\". To mend it: delete the line until a clinician has signed; the page then says that none has.",
        ),
        (
            "odd_zero",
            "order = 4",
            "order = 0",
            6,
            "`order` is 0. To mend it: count from 1.",
        ),
        (
            "odd_padded",
            "order = 4",
            "order = 04",
            6,
            "the value of `order` cannot be read: 04. To mend it: write it like `order = 5`.",
        ),
        (
            "odd_width",
            nav,
            "nav = \"PT\u{200b}SD\"",
            3,
            "this line has an invisible character (U+200B), as pasting from Word brings it: “nav = \"PTSD\"”. To mend it: delete the line and type it again.",
        ),
        (
            "odd_markdown",
            nav,
            "nav = \"**PTSD**\"",
            3,
            "`**` in `nav` would be shown as typed. To mend it: write plain words; Markdown is for the text below.",
        ),
        (
            "odd_tag",
            nav,
            "nav = \"<b>PTSD</b>\"",
            3,
            "`<` in `nav` would be shown as typed. To mend it: write plain words; Markdown is for the text below.",
        ),
        (
            "odd_comma",
            nav,
            "nav = \"PTSD\",",
            3,
            "a comma stands behind the value of `nav`. To mend it: delete it.",
        ),
        (
            "odd_backslash",
            nav,
            "nav = \"PT\\SD\"",
            3,
            "a backslash stands in the text of `nav`. To mend it: delete it, or write two.",
        ),
        (
            "odd_claim",
            "summary = \"",
            "summary = \"About 47% felt better. ",
            5,
            "a percentage stands in `summary`, which cannot cite a source: ",
        ),
    ] {
        let diagnostics = Content::new(name)
            .replace(PTSD, from, to)
            .compile()
            .unwrap_err();
        let told = diagnostics[0].to_string();
        assert!(
            told.starts_with(&format!("content/{PTSD}:{line}: {message}")),
            "{told}"
        );
    }
}

#[test]
fn lines_at_the_top_that_are_no_keys() {
    let nav = "nav = \"PTSD\"";
    let remark = Content::new("odd_remark").replace(PTSD, nav, "// nav = \"PTSD\"");
    assert!(
        remark
            .message("this line is no key")
            .contains("start a remark with `#`")
    );
    let section = Content::new("odd_section").replace(PTSD, nav, "[nav]");
    assert_eq!(
        section.compile().unwrap_err()[0].to_string(),
        format!(
            "content/{PTSD}:3: a section stands here, which pages do not have: [nav]. To mend it: write it in one line, like `nav = \"Panic disorder\"`."
        )
    );
    // Over several lines, lists are as good.
    let list = Content::new("odd_list").replace(
        PTSD,
        "related = [\"depression\", \"anxiety\"]",
        "related = [\n  \"depression\",\n  \"anxiety\",\n]",
    );
    assert!(list.compile().is_ok());
    let empty = Content::new("odd_unsigned").replace(
        PTSD,
        "review_by = 2027-11-23",
        "review_by = 2027-11-23\nreviewed_by = \"\"",
    );
    let site = empty.compile().unwrap();
    assert!(site.pages.iter().all(|page| page.reviewed_by.is_none()));
    for (name, fence) in [("odd_indented", " +++"), ("odd_four", "++++")] {
        let text = fs::read_to_string(frozen().join(PTSD)).unwrap();
        let content = Content::new(name).write(PTSD, text.replacen("+++", fence, 1).as_bytes());
        assert!(
            content
                .message(&format!("the first line is {fence:?}, not `+++`"))
                .starts_with(&format!("content/{PTSD}:1: "))
        );
    }
}

#[test]
fn files_in_places_where_nobody_reads_them() {
    let text = fs::read_to_string(frozen().join("pages/privacy.md")).unwrap();
    let text = text.replace("\"Privacy\"", "\"Panic\"").into_bytes();
    for (name, file, message) in [
        (
            "odd_top",
            "panic.md",
            "content/panic.md:1: this page lies where no page is read. To mend it: move it to content/conditions if it is about a condition, else to content/pages.",
        ),
        (
            "odd_api",
            "pages/api.md",
            "content/pages/api.md:1: the address /api is taken by the site’s own machinery. To mend it: give the file another name.",
        ),
    ] {
        let content = Content::new(name).write(file, &text);
        assert_eq!(content.message(&format!("{file}:1")), message);
    }
    let folder = Content::new("odd_folder");
    fs::create_dir(folder.path("condition")).unwrap();
    assert_eq!(
        folder.message("no page is read"),
        "content/condition:1: no page is read from this folder. To mend it: move its files to content/conditions and delete it."
    );
    for file in [
        "#ptsd.md#",
        "~$ptsd.md",
        "Thumbs.db",
        "desktop.ini",
        ".ptsd.md.swp",
    ] {
        let content = Content::new("odd_leftover").write(&format!("conditions/{file}"), &text);
        assert!(content.compile().is_ok(), "{file}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_the_file_system_that_leads_to_itself() {
    let content = Content::new("odd_loop");
    std::os::unix::fs::symlink("loop.md", content.path("conditions/loop.md")).unwrap();
    assert_eq!(
        content.message("loop.md"),
        "content/conditions/loop.md:1: this is a link to a file that is not there. To mend it: delete it, and put the file itself here."
    );
}

#[test]
fn the_clinics_details() {
    for (name, from, to, line, message) in [
        (
            "odd_detail",
            "phone = { value = \"(555) 010-0199\", placeholder = true }",
            "phone = \"(555) 010-0199\"",
            16,
            "this value is not in its brackets. To mend it: write it like `phone = { value = \"(555) 010-0199\" }`.",
        ),
        (
            "odd_detail_key",
            "tagline = ",
            "tagine = ",
            14,
            "there is no key `tagine` in this section. To mend it: write `tagline` instead of `tagine`.",
        ),
        (
            "odd_detail_missing",
            "hours = { value = \"\", placeholder = true }",
            "",
            10,
            "`hours` is missing in this section. To mend it: put it back; nothing is shown for an empty value.",
        ),
    ] {
        let content = Content::new(name).replace("site.toml", from, to);
        assert_eq!(
            content.message("site.toml"),
            format!("content/site.toml:{line}: {message}")
        );
    }
}

#[test]
fn a_public_file_that_takes_the_place_of_a_page_is_told_and_what_programs_leave_behind_is_not_published()
 {
    let content = Content::new("public_names");
    let public = content.folder.join("public");
    let write = |name: &str| {
        let path = public.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "x").unwrap();
    };
    for name in [
        "leaflet.pdf",
        "conditions/ptsd/leaflet.pdf",
        ".well-known/security.txt",
        ".DS_Store",
        "images/Thumbs.db",
        ".git/config",
        "leaflet.pdf~",
    ] {
        write(name);
    }
    assert!(content.compile().is_ok());
    let published: Vec<String> = content_compiler::public_files::published(&public)
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    assert_eq!(
        published,
        [
            ".well-known/security.txt",
            "conditions/ptsd/leaflet.pdf",
            "leaflet.pdf"
        ]
    );
    for name in ["privacy", "Conditions/PTSD/index.html", "robots.txt"] {
        write(name);
    }
    let messages = content.messages();
    assert_eq!(
        messages,
        [
            "public/Conditions/PTSD/index.html:1: this file takes the address of the page /conditions/ptsd. To mend it: give it another name, or delete it.",
            "public/privacy:1: this file takes the address of the page /privacy. To mend it: give it another name, or delete it.",
            "public/robots.txt:1: the build writes a file of this name itself. To mend it: give it another name, or delete it.",
        ]
    );
}

#[test]
fn a_picture_that_browsers_would_not_show_is_told_with_what_to_do() {
    const SVG: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 2 1'>";
    for (name, bytes, told) in [
        (
            "a.jpg",
            &b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"[..],
            "a HEIC picture, as iPhones take them",
        ),
        ("a.jpg", b"II*\0\x08\0\0\0", "a TIFF picture"),
        ("a.png", b"8BPS\0\x01", "a Photoshop document"),
        ("a.webp", b"\xff\x0a\xfa\x1f", "a JPEG XL picture"),
        (
            "a.jpg",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0IEND",
            "end its name with `.png`",
        ),
        (
            "a.png",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0",
            "the end of the image /images/a.png is missing",
        ),
        (
            "a.svg",
            b"<svg viewBox='0 0 2 1'></svg>",
            "browsers show nothing of it",
        ),
        ("a.svg", SVG, "is no whole SVG"),
        (
            "a.svg",
            &[SVG, b"<script>1</script></svg>"].concat(),
            "`<script`, which can run a program",
        ),
        (
            "a.svg",
            &[SVG, b"<path onclick='x()'/></svg>"].concat(),
            "`onclick`, which can run a program",
        ),
    ] {
        let content = Content::new("told_images").append(PTSD, &format!("![A](/images/{name})"));
        let images = content.folder.join("public/images");
        fs::create_dir_all(&images).unwrap();
        fs::write(images.join(name), bytes).unwrap();
        content.message(told);
    }
}

#[test]
fn the_name_of_a_picture_is_that_of_its_file_byte_for_byte() {
    const SVG: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 2 1'/>";
    for (file, written, told) in [
        ("Desk.svg", "/images/desk.svg", "`/images/Desk.svg`"),
        ("desk#1.svg", "/images/desk#1.svg", "has a `#`"),
        ("desk?.svg", "/images/desk?.svg", "has a `?`"),
    ] {
        let content = Content::new("picture_names").append(PTSD, &format!("![A]({written})"));
        let images = content.folder.join("public/images");
        fs::create_dir_all(&images).unwrap();
        fs::write(images.join(file), SVG).unwrap();
        content.message(told);
    }
}

#[test]
fn a_figure_is_whole_and_has_no_color_that_the_dark_swallows() {
    for (inner, told) in [
        ("<g><path class='fig-line' d='M0 0'/>", "is no whole SVG"),
        ("<path d='M0 0'/>", "a <path> without a color class"),
        ("<text fill='#000'>1</text>", "the color #000"),
    ] {
        let svg = format!("<svg viewBox=\"0 0 1 1\"><title>T</title><desc>D</desc>{inner}</svg>");
        Content::new("figure_faults")
            .write("figures/test.svg", svg.as_bytes())
            .append(PTSD, "::: figure test.svg\nCaption\n:::")
            .message(told);
    }
}

//! What someone gets wrong who edits the pages for the first time: each is told with its line and what to do.

mod content;

use std::fs;

use content::{Content, PTSD, frozen, line_of, messages_for};

/// Adds one line to a page and gives the only message, without the place, which has to be that line.
fn told(name: &str, line: &str) -> String {
    let text = fs::read_to_string(frozen().join(PTSD)).unwrap();
    let number = text.lines().count() + 2;
    let messages = messages_for(name, PTSD, line);
    assert_eq!(messages.len(), 1, "{line:?} gives {messages:#?}");
    let place = format!("content/conditions/ptsd.md:{number}: ");
    messages[0]
        .strip_prefix(&place)
        .unwrap_or_else(|| panic!("{} is not on line {number}", messages[0]))
        .to_owned()
}

#[test]
fn marks_that_markdown_does_not_take_as_meant_are_explained() {
    for (name, line, message) in [
        (
            "no_space",
            "##More signs",
            "this heading has no plain space after its `#`: “##More signs”. To mend it: type a space between them, like `## Common signs`.",
        ),
        (
            "word_space",
            "##\u{a0}More signs",
            "this heading has no plain space after its `#`: “##\u{a0}More signs”. To mend it: type a space between them, like `## Common signs`.",
        ),
        (
            "word_bullet",
            "• one item",
            "this list item starts with a pasted sign: “• one item”. To mend it: start it with a hyphen and a space, like `- one item`.",
        ),
        (
            "bare_hyphen",
            "-one item",
            "this list item has no plain space after its hyphen: “-one item”. To mend it: type a space between them, like `- one item`.",
        ),
        (
            "zero_width",
            "Some\u{200b}thing",
            "this line has an invisible character (U+200B), as pasting from Word brings it: “Something”. To mend it: delete the line and type it again.",
        ),
        (
            "indented",
            "    Some text.",
            "this line stands indented, or between ```, and would be shown as computer code. To mend it: delete the space before it, or the ```.",
        ),
        (
            "tabbed",
            "\tSome text.",
            "this line stands indented, or between ```, and would be shown as computer code. To mend it: delete the space before it, or the ```.",
        ),
        (
            "open_bold",
            "This is **important.",
            "`**` would be shown as typed: “This is **important.” To mend it: close the bold words: `**important**`, without space inside.",
        ),
        (
            "spaced_link",
            "See [this] (/privacy).",
            "`] (` would be shown as typed: “See [this] (/privacy).” To mend it: delete the space between the link’s words and its address: `[words](address)`.",
        ),
        (
            "h1",
            "# PTSD",
            "this heading has one `#`, which is the page’s title. To mend it: start sections with `##`; the title stands in the front matter.",
        ),
    ] {
        assert_eq!(told(name, line), message);
    }
}

#[test]
fn citations_stand_directly_behind_a_sentence() {
    for (name, line, message) in [
        (
            "spaced_citation",
            "Some felt better. [^feder-2014]",
            "a space stands before a citation: “Some felt better. [^feder-2014]”. To mend it: put it directly behind the sentence: `felt better.[^anand-2023]`.",
        ),
        (
            "heading_citation",
            "### It helps[^feder-2014]",
            "a citation stands in a heading or title, where it would be read out with it. To mend it: put it behind the sentence below that makes the claim.",
        ),
        (
            "footnote",
            "[^feder-2014]: Feder and others, 2014.",
            "a footnote’s text stands here: “[^feder-2014]: Feder and others, 2014.” To mend it: delete it; what a citation refers to is listed in content/sources.toml.",
        ),
    ] {
        assert_eq!(told(name, line), message);
    }
    let card =
        Content::new("card_citation").append(PTSD, "::: note It helps[^feder-2014]\nText.\n:::");
    assert!(
        card.message("heading or title")
            .contains("put it behind the sentence")
    );
}

#[test]
fn links_that_lead_nowhere_or_around_are_explained() {
    for (name, line, message) in [
        (
            "link_empty",
            "See [this]().",
            "the link has no address. To mend it: write it behind the words: `[PTSD](/conditions/ptsd)`.",
        ),
        (
            "link_wordless",
            "See [](/privacy).",
            "the link has no words. To mend it: write in the brackets where it leads: `[PTSD](/conditions/ptsd)`.",
        ),
        (
            "link_own",
            "See [this](https://greaterwellness.example/privacy).",
            "https://greaterwellness.example/privacy is a page of this very site. To mend it: link to it without the site’s address: `/privacy`.",
        ),
        (
            "link_home",
            "See [this](https://greaterwellness.example).",
            "https://greaterwellness.example is a page of this very site. To mend it: link to it without the site’s address: `/`.",
        ),
        (
            "link_http",
            "See [this](http://example.org/).",
            "http://example.org/ is not encrypted. To mend it: link to its `https://` address.",
        ),
        (
            "link_slash",
            "See [this](conditions/ptsd).",
            "\"conditions/ptsd\" is not a link that works from every page. To mend it: start it with `/` for this site (`/conditions/ptsd`) or with `https://` for another.",
        ),
        (
            "link_www",
            "See [this](www.example.org).",
            "\"www.example.org\" is not a link that works from every page. To mend it: start it with `/` for this site (`/conditions/ptsd`) or with `https://` for another.",
        ),
        (
            "link_end",
            "See [this](/conditions/anxiety/).",
            "there is no page /conditions/anxiety/. To mend it: link to `/conditions/anxiety`.",
        ),
        (
            "link_file",
            "See [this](/conditions/anxiety.md).",
            "there is no page /conditions/anxiety.md. To mend it: link to `/conditions/anxiety`.",
        ),
    ] {
        assert_eq!(told(name, line), message);
    }
}

#[test]
fn almost_blocks_are_explained() {
    for (name, lines, message) in [
        (
            "block_indented",
            " ::: note Title\nText.\n:::",
            "this line is almost that of a block: ::: note Title. To mend it: start it with exactly three colons, without space before them.",
        ),
        (
            "block_two",
            ":: note Title\nText.\n:::",
            "this line is almost that of a block: :: note Title. To mend it: start it with exactly three colons, without space before them.",
        ),
        (
            "block_four",
            ":::: note Title\nText.\n:::",
            "this line is almost that of a block: :::: note Title. To mend it: start it with exactly three colons, without space before them.",
        ),
        (
            "block_capital",
            "::: Note Title\nText.\n:::",
            "there is no block named \"Note\". To mend it: write `::: note`.",
        ),
        (
            "block_spaces",
            ":::   nota   Title  \nText.\n:::  ",
            "there is no block named \"nota\". To mend it: write `::: note`.",
        ),
    ] {
        assert_eq!(told(name, lines), message);
    }
    let fine = messages_for("block_fine", PTSD, "::: note\tTitle  \nText.\n:::\t");
    assert_eq!(fine, Vec::<String>::new());
    let nested = messages_for(
        "block_nested",
        PTSD,
        "::: note Outer\nText.\n::: note Inner\nText.\n:::\n:::",
    );
    assert_eq!(nested.len(), 2, "{nested:#?}");
    assert!(
        nested[0].contains("the block \"Outer\" that starts here is not closed")
            && nested[0].contains("blocks cannot stand inside blocks")
    );
    assert!(nested[1].contains("closes a block, but none is open"));
}

#[test]
fn all_mistakes_of_a_page_are_told_and_not_only_that_of_its_first_block() {
    let messages = messages_for(
        "all_blocks",
        PTSD,
        "::: nots A\nText.\n:::\n\nSee [this](/nowhere).\n\n::: note\nAbout 5% did.\n:::",
    );
    for part in [
        "no block named \"nots\"",
        "no page /nowhere",
        "has no title",
        "a percentage",
    ] {
        assert!(
            messages.iter().any(|message| message.contains(part)),
            "{part} is not in {messages:#?}"
        );
    }
}

#[test]
fn files_that_are_no_pages_are_explained() {
    let text = fs::read(frozen().join("pages/privacy.md")).unwrap();
    for (name, file, message) in [
        (
            "file_upper",
            "OCD.MD",
            "content/conditions/OCD.MD:1: this file name cannot become a web address. To mend it: use small letters, digits and single hyphens, and end it with `.md`, like `ocd.md`.",
        ),
        (
            "file_txt",
            "ocd.txt",
            "content/conditions/ocd.txt:1: the name of this file does not end with `.md`. To mend it: name it `ocd.md`, or move it away if it is no page.",
        ),
        (
            "file_double",
            "ocd.md.txt",
            "content/conditions/ocd.md.txt:1: the name of this file does not end with `.md`. To mend it: name it `ocd.md`, or move it away if it is no page.",
        ),
        (
            "file_word",
            "Panic disorder.docx",
            "content/conditions/Panic disorder.docx:1: a .docx file is not plain text. To mend it: copy its text into a new plain text file `panic-disorder.md`.",
        ),
        (
            "file_space",
            "Panic disorder.md",
            "content/conditions/Panic disorder.md:1: this file name cannot become a web address. To mend it: use small letters, digits and single hyphens, and end it with `.md`, like `panic-disorder.md`.",
        ),
    ] {
        let content = Content::new(name).write(&format!("conditions/{file}"), &text);
        assert_eq!(content.message(file), message);
        assert_eq!(content.compile().unwrap_err().len(), 1);
    }
    let folder = Content::new("file_folder");
    fs::create_dir(folder.path("conditions/more")).unwrap();
    assert!(
        folder
            .message("a folder stands here")
            .contains("move its files one folder up")
    );
    let backup = Content::new("file_backup")
        .write("conditions/ptsd.md~", &text)
        .write("conditions/.DS_Store", b"x");
    assert!(backup.compile().is_ok());
}

#[test]
fn an_old_mac_file_is_read_like_any_other() {
    let text = fs::read_to_string(frozen().join(PTSD))
        .unwrap()
        .replace('\n', "\r");
    assert!(
        Content::new("old_mac")
            .write(PTSD, text.as_bytes())
            .compile()
            .is_ok()
    );
}

#[test]
fn an_unreadable_page_is_told_once_and_not_by_those_that_link_to_it() {
    let content = Content::new("unreadable").write(PTSD, b"\xff\xfe\x00");
    let diagnostics = content.compile().unwrap_err();
    assert_eq!(diagnostics.len(), 1, "{diagnostics:#?}");
}

#[test]
fn cards_follow_their_rules() {
    for (name, lines, message) in [
        (
            "card_second",
            "::: emergency Call 911 now\n[Call 911](tel:911).\n:::",
            "the card “Call 911 now” is the second emergency card of this page. To mend it: put both into one: where two things are the most urgent, none is.",
        ),
        (
            "card_verb",
            "::: ask-for-help If you feel worse\nCall us.\n:::",
            "the card “If you feel worse” does not begin with what to do. To mend it: begin its title with Contact, Call, Ask or the like.",
        ),
        (
            "card_list",
            "::: ask-for-help Contact a clinician\n- you feel worse\n:::",
            "the list of the card “Contact a clinician” does not continue its title. To mend it: let title and list item read as one sentence: “Contact a clinician if” and “- you cannot sleep”.",
        ),
        (
            "card_mixed",
            "::: self-care What you can do\n[Call 911](tel:911).\n:::",
            "the card “What you can do” mixes self-care with an emergency. To mend it: move what needs 911 or 988 into the page’s emergency card.",
        ),
        (
            "card_late",
            "::: key-points In short\n- One.\n:::",
            "the card “In short” does not stand at the top of the page, or is the second of its kind. To mend it: put the page’s key points into one card before the first `##`.",
        ),
        (
            "card_empty",
            "::: note Something\n\n:::",
            "the card “Something” has no text. To mend it: write it between the two `:::` lines, or delete both.",
        ),
    ] {
        assert_eq!(told(name, lines), message);
    }
    let silent =
        Content::new("card_silent").append("pages/privacy.md", "::: emergency Get help\nNow.\n:::");
    let line = line_of(&silent, "pages/privacy.md", "::: emergency");
    assert_eq!(
        silent.message("says nobody to call"),
        format!(
            "content/pages/privacy.md:{line}: the card “Get help” says nobody to call. To mend it: add a link to tap: `[Call 911](tel:911)` or `[call or text 988](tel:988)`."
        )
    );
    let none = Content::new("card_none").replace(PTSD, "::: emergency Get", "::: note Get");
    assert!(
        none.message("does not tell when to get help now")
            .contains("copy that of another condition")
    );
}

//! A page that gets another address keeps its old one, and no published address is lost in silence.

mod content;

use content::{Content, PTSD, line_of};

const DEPRESSION: &str = "conditions/depression.md";

/// The front matter of a condition with one line more.
fn with(name: &str, file: &str, line: &str) -> Content {
    Content::new(name).replace(file, "updated = ", &format!("{line}\nupdated = "))
}

#[test]
fn a_page_keeps_the_addresses_it_had() {
    let site = with(
        "was",
        PTSD,
        "was = [\"/ptsd\", \"/conditions/post-traumatic-stress\"]",
    )
    .compile()
    .unwrap_or_else(|diagnostics| panic!("{diagnostics:#?}"));
    let page = site
        .pages
        .iter()
        .find(|page| page.path == "/conditions/ptsd")
        .unwrap();
    assert_eq!(page.was, ["/ptsd", "/conditions/post-traumatic-stress"]);
}

#[test]
fn an_old_address_that_cannot_lead_anywhere_is_told() {
    for (name, was, told) in [
        (
            "was_whole",
            "[\"https://clinic.example/ptsd\"]",
            "`was` has \"https://clinic.example/ptsd\", which is no address within the site. To mend it: write only the part behind the domain, like `was = [\"/old-address\"]`, in small letters, digits and hyphens.",
        ),
        (
            "was_bare",
            "[\"ptsd\"]",
            "`was` has \"ptsd\", which is no address within the site. To mend it: start it with a slash: `was = [\"/ptsd\"]`.",
        ),
        (
            "was_file",
            "[\"/conditions/ptsd.md\"]",
            "`was` has \"/conditions/ptsd.md\"",
        ),
        ("was_root", "[\"/\"]", "`was` has \"/\""),
        ("was_slash", "[\"/old/\"]", "`was = [\"/old\"]`"),
        (
            "was_text",
            "\"/ptsd-old\"",
            "the value of `was` has the wrong form. To mend it: write it like `was = [\"/old-address\"]`.",
        ),
        ("was_number", "[5]", "the value of `was` has the wrong form"),
        (
            "was_twice",
            "[\"/ptsd-old\", \"/ptsd-old\"]",
            "`was` has \"/ptsd-old\" twice. To mend it: delete one of the two.",
        ),
        (
            "was_self",
            "[\"/conditions/ptsd\"]",
            "`was` has the page's own address, /conditions/ptsd. To mend it: delete it from `was`.",
        ),
        (
            "was_other",
            "[\"/conditions/anxiety\"]",
            "`was` has /conditions/anxiety, where content/conditions/anxiety.md is shown. To mend it: delete it from `was`, or give that page another file name.",
        ),
        (
            "was_api",
            "[\"/api/consultations\"]",
            "the address /api/consultations is taken by the site’s own machinery. To mend it: delete it from `was`.",
        ),
        (
            "was_404",
            "[\"/404\"]",
            "the address /404 is taken by the site’s own machinery",
        ),
    ] {
        let content = with(name, PTSD, &format!("was = {was}"));
        let message = content.message(told);
        let place = format!("content/{PTSD}:{}: ", line_of(&content, PTSD, "was"));
        assert!(message.starts_with(&place), "{message}");
    }
}

#[test]
fn two_pages_cannot_have_had_one_address() {
    let content = with("was_both", PTSD, "was = [\"/old\"]").replace(
        DEPRESSION,
        "updated = ",
        "was = [\"/old\"]\nupdated = ",
    );
    let message = content.message("/old");
    assert!(
        message.contains("`was` has /old, which also leads to content/conditions/depression.md. To mend it: name it in one of the two."),
        "{message}"
    );
}

#[test]
fn the_page_for_unknown_addresses_has_none() {
    let content = with("was_not_found", "pages/not-found.md", "was = [\"/old\"]");
    let message = content.message("no address leads");
    assert!(
        message.contains("no address leads to this page. To mend it: delete the line."),
        "{message}"
    );
}

#[test]
fn a_link_to_an_old_address_is_told_the_new_one() {
    let content = with("was_linked", PTSD, "was = [\"/stress\"]")
        .append("pages/privacy.md", "See [stress](/stress).");
    assert!(
        content
            .message("/stress")
            .contains("there is no page /stress. To mend it: link to `/conditions/ptsd`.")
    );

    let content = with("was_related", PTSD, "was = [\"/conditions/stress\"]").replace(
        DEPRESSION,
        "related = [",
        "related = [\"stress\", ",
    );
    assert!(content.message("stress").contains("`related` names a page that does not exist: /conditions/stress. To mend it: write `ptsd` in its place."));
}

/// What is said of published addresses.
fn of_published(content: &Content) -> Vec<String> {
    let site = content
        .compile()
        .unwrap_or_else(|diagnostics| panic!("{diagnostics:#?}"));
    site.warnings
        .iter()
        .filter(|warning| warning.file.ends_with("published.txt"))
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_published_address_that_leads_nowhere_now_is_a_warning() {
    let list = "# Published.\n/\n/conditions/ptsd\n/conditions/trauma\n";
    let published = |content: Content| content.write("published.txt", list.as_bytes());
    assert_eq!(
        of_published(&published(Content::new("published_gone"))),
        [
            "content/published.txt:4: /conditions/trauma was published, and leads nowhere now. To mend it: put `was = [\"/conditions/trauma\"]` into the facts of the page that took its place, or delete this line if visitors may find nothing there."
        ]
    );
    // Once a page says that it was there, it leads there.
    let renamed = with("published_renamed", PTSD, "was = [\"/conditions/trauma\"]");
    assert_eq!(of_published(&published(renamed)), [""; 0]);
}

#[test]
fn a_list_of_published_addresses_that_cannot_be_read_is_told() {
    let missing = Content::new("published_missing").remove("published.txt");
    assert_eq!(
        of_published(&missing),
        [
            "content/published.txt:1: this file is missing, so nobody is told of a published address that leads nowhere. To mend it: put it back, or run `make build`, which writes it."
        ]
    );
    let odd = Content::new("published_odd").write("published.txt", b"/\nconditions/ptsd\n");
    assert!(
        of_published(&odd)[0].starts_with(
            "content/published.txt:2: \"conditions/ptsd\" is no address within the site"
        )
    );
}

#[test]
fn what_is_published_is_added_to_the_list_in_order_and_stays_there() {
    let content = Content::new("published_record")
        .write("published.txt", "# Kept.\n/conditions/trauma\n".as_bytes());
    let folder = content.path("");
    let site = content.compile().unwrap();
    let added = content_compiler::record_published(&folder, &site.pages).unwrap();
    assert!(added.contains(&"/conditions/ptsd".to_owned()), "{added:?}");
    let list = std::fs::read_to_string(content.path("published.txt")).unwrap();
    assert!(
        list.starts_with("# Kept.\n/\n/accessibility\n/conditions\n/conditions/anxiety\n"),
        "{list}"
    );
    assert!(
        list.contains("\n/conditions/trauma\n") && !list.contains("404"),
        "{list}"
    );
    // A second time there is nothing to add, and the file stays as it is.
    assert_eq!(
        content_compiler::record_published(&folder, &site.pages).unwrap(),
        [""; 0]
    );
    assert_eq!(
        std::fs::read_to_string(content.path("published.txt")).unwrap(),
        list
    );
}

//! Which pages stand in the menu and at the end of every page.

mod content;

use content::Content;
use content_compiler::{Menu, compile_release};

const FILE: &str = "menu.toml";

fn with(name: &str, lines: &str) -> Content {
    Content::new(name)
        .write(
            "pages/our-team.md",
            "+++\ntitle = \"Our team\"\nnav = \"Our team\"\ndescription = \"Who works at the clinic, and whom you meet at a first appointment.\"\nupdated = 2026-11-23\nreview_by = 2027-11-23\n+++\n\nWe are four people.\n".as_bytes(),
        )
        .write(FILE, lines.as_bytes())
}

fn menu(content: &Content) -> Menu {
    let site = content.compile();
    site.unwrap_or_else(|diagnostics| panic!("{diagnostics:#?}"))
        .menu
}

#[test]
fn the_menu_and_the_footer_have_the_pages_in_the_order_that_is_written() {
    let content = with(
        "menu",
        "menu = [\"/conditions/ptsd\", \"/our-team\", \"/\"]\nfooter = [\"/privacy\", \"/our-team\", \"/accessibility\"]\n",
    );
    let menu = menu(&content);
    assert_eq!(menu.header, ["/conditions/ptsd", "/our-team", "/"]);
    assert_eq!(menu.footer, ["/privacy", "/our-team", "/accessibility"]);
}

#[test]
fn what_is_not_written_is_as_without_the_file() {
    for content in [
        with("menu_nothing", "# Nothing.\n"),
        with("menu_none", "").remove(FILE),
    ] {
        let menu = menu(&content);
        assert_eq!(menu.header, ["/", "/conditions"]);
        assert_eq!(
            menu.footer,
            [
                "/",
                "/conditions",
                "/consultation",
                "/accessibility",
                "/our-team",
                "/privacy"
            ]
        );
    }
    // A page of the menu stands in the footer once.
    let menu = menu(&with("menu_header", "menu = [\"/our-team\", \"/\"]\n"));
    assert_eq!(
        menu.footer,
        [
            "/our-team",
            "/",
            "/consultation",
            "/accessibility",
            "/privacy"
        ]
    );
}

#[test]
fn what_is_wrong_with_a_list_is_told_on_its_line() {
    for (name, lines, told) in [
        (
            "menu_typo",
            "menu = [\n  \"/\",\n  \"/our-taem\",\n]\n",
            "content/menu.toml:3: there is no page /our-taem. To mend it: write `/our-team`.",
        ),
        (
            "menu_twice",
            "menu = [\"/\", \"/\"]\n",
            "content/menu.toml:1: `menu` has / twice. To mend it: delete one of the two.",
        ),
        (
            "menu_received",
            "footer = [\"/consultation/received\"]\n",
            "content/menu.toml:1: /consultation/received is a page that nobody can go to by a menu. To mend it: delete it from the list.",
        ),
        (
            "menu_404",
            "menu = [\"/404\"]\n",
            "/404 is a page that nobody can go to by a menu",
        ),
        (
            "menu_long",
            "menu = [\"/\", \"/conditions\", \"/our-team\", \"/consultation\", \"/privacy\", \"/accessibility\", \"/conditions/ptsd\"]\n",
            "content/menu.toml:1: the menu has 7 pages, more than 6. To mend it: keep those that most people look for, and name the others in `footer`.",
        ),
        (
            "menu_key",
            "header = [\"/\"]\n",
            "content/menu.toml:1: there is no key `header` here. To mend it: delete it; the keys are menu, footer.",
        ),
        (
            "menu_text",
            "menu = \"/\"\n",
            "content/menu.toml:1: this line cannot be read: menu = \"/\". To mend it: write it like `menu = [\"/\", \"/conditions\", \"/our-team\"]`.",
        ),
    ] {
        let message = with(name, lines).message(told);
        assert!(message.contains(told), "{message}");
    }
}

#[test]
fn a_renamed_page_is_told_by_its_new_address() {
    let content = with("menu_renamed", "menu = [\"/staff\"]\n").replace(
        "pages/our-team.md",
        "updated = ",
        "was = [\"/staff\"]\nupdated = ",
    );
    assert!(
        content
            .message("/staff")
            .contains("there is no page /staff. To mend it: write `/our-team`.")
    );
}

#[test]
fn a_page_that_nothing_leads_to_is_a_warning() {
    let footer = "footer = [\"/privacy\", \"/accessibility\"]\n";
    let told = |content: &Content| -> Vec<String> {
        let warnings = content.compile().unwrap().warnings;
        let own = warnings
            .iter()
            .filter(|warning| warning.file.ends_with(FILE));
        own.map(ToString::to_string).collect()
    };
    assert_eq!(
        told(&with("menu_lost", footer)),
        [
            "content/menu.toml:1: nothing leads to /our-team. To mend it: add \"/our-team\" to `menu` or `footer`, or link to it from another page."
        ]
    );
    let linked = with("menu_linked", footer).append("article.md", "Meet [our team](/our-team).");
    assert_eq!(told(&linked), [""; 0]);
}

#[test]
fn a_menu_may_name_a_draft_which_a_release_leaves_out() {
    let content = with("menu_draft", "menu = [\"/\", \"/our-team\"]\n").replace(
        "pages/our-team.md",
        "updated = ",
        "draft = true\nupdated = ",
    );
    assert_eq!(menu(&content).header, ["/", "/our-team"]);
    let public = content.folder.join("public");
    let release = compile_release(&content.path(""), "content", &public, content::TODAY).unwrap();
    assert_eq!(release.menu.header, ["/"]);
}

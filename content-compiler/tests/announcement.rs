//! What is announced at the top of every page.

mod content;

use content::Content;
use content_compiler::{Announcement, When};

const FILE: &str = "announcement.toml";

fn with(name: &str, lines: &str) -> Content {
    Content::new(name).write(FILE, lines.as_bytes())
}

fn announced(name: &str, lines: &str) -> Option<Announcement> {
    let site = with(name, lines).compile();
    site.unwrap_or_else(|diagnostics| panic!("{diagnostics:#?}"))
        .announcement
}

#[test]
fn a_text_is_announced_from_its_first_day_to_its_last() {
    let announced = announced(
        "announced",
        "text = \"We are closed on *Monday*. See [conditions](/conditions).\"\nfirst_day = 2026-11-20\nlast_day = 2026-11-30\n",
    )
    .unwrap();
    assert_eq!(
        announced.text,
        "We are closed on <em>Monday</em>. See <a href=\"/conditions\">conditions</a>."
    );
    assert_eq!(announced.first_day.iso, "2026-11-20");
    assert_eq!(announced.last_day.text, "November 30, 2026");
}

/// The tests' day is 2026-11-23.
#[test]
fn the_day_of_the_build_stands_before_within_or_after_its_days() {
    for (name, first, last, when) in [
        ("announced_later", "2026-11-24", "2026-11-30", When::Later),
        ("announced_first", "2026-11-23", "2026-11-30", When::Now),
        ("announced_last", "2026-11-20", "2026-11-23", When::Now),
        ("announced_over", "2026-11-20", "2026-11-22", When::Over),
    ] {
        let lines = format!("text = \"Closed.\"\nfirst_day = {first}\nlast_day = {last}\n");
        let site = with(name, &lines).compile().unwrap();
        assert_eq!(site.announcement.unwrap().when, when, "{name}");
        let told = site
            .warnings
            .iter()
            .find(|warning| warning.file.ends_with(FILE));
        assert_eq!(told.is_some(), when == When::Over, "{told:?}");
    }
    let over = with(
        "announced_told",
        "text = \"Closed.\"\nfirst_day = 2026-11-20\nlast_day = 2026-11-22\n",
    );
    let warnings = over.compile().unwrap().warnings;
    let told = warnings
        .iter()
        .find(|warning| warning.file.ends_with(FILE))
        .unwrap();
    assert_eq!(
        told.to_string(),
        "content/announcement.toml:3: the announcement’s last day, November 22, 2026, is over, so it is not shown. To mend it: write another one with its days, or leave its text empty: `text = \"\"`."
    );
}

#[test]
fn without_a_text_or_the_file_nothing_is_announced() {
    assert_eq!(
        announced("announced_empty", "text = \" \"\nfirst_day = 2026-11-20\n"),
        None
    );
    let content = with("announced_none", "").remove(FILE);
    assert_eq!(content.compile().unwrap().announcement, None);
}

#[test]
fn what_is_wrong_with_it_is_told_with_the_remedy() {
    let days = "first_day = 2026-11-20\nlast_day = 2026-11-30\n";
    let long = "word ".repeat(41);
    for (name, lines, told) in [
        (
            "announced_no_day",
            "text = \"Closed.\"\nlast_day = 2026-11-30\n".to_owned(),
            "content/announcement.toml:1: the announcement has no `first_day`. To mend it: write it like `first_day = 2026-06-27`.",
        ),
        (
            "announced_order",
            "text = \"Closed.\"\nfirst_day = 2026-11-30\nlast_day = 2026-11-20\n".into(),
            "content/announcement.toml:3: `last_day` (November 20, 2026) is before `first_day` (November 30, 2026). To mend it: correct one of the two.",
        ),
        (
            "announced_time",
            "text = \"Closed.\"\nfirst_day = 2026-11-20T08:00:00\nlast_day = 2026-11-30\n".into(),
            "content/announcement.toml:2: `first_day` has to be a day, without a time. To mend it: write it like `first_day = 2026-06-27`.",
        ),
        (
            "announced_american",
            "text = \"Closed.\"\nfirst_day = 11/20/2026\nlast_day = 2026-11-30\n".into(),
            "content/announcement.toml:2: this line cannot be read: first_day = 11/20/2026. To mend it: write it like `first_day = 2026-06-27`.",
        ),
        (
            "announced_quoted",
            "text = \"Closed.\"\nfirst_day = \"2026-11-20\"\nlast_day = 2026-11-30\n".into(),
            "content/announcement.toml:2: this line cannot be read: first_day = \"2026-11-20\". To mend it: write it like `first_day = 2026-06-27`.",
        ),
        (
            "announced_key",
            format!("text = \"Closed.\"\nlast_dy = 2026-11-30\n{days}"),
            "content/announcement.toml:2: there is no key `last_dy` here. To mend it: write `last_day` instead of `last_dy`.",
        ),
        (
            "announced_twice",
            format!("text = \"Closed.\"\ntext = \"Open.\"\n{days}"),
            "content/announcement.toml:2: `text` stands here twice. To mend it: delete one of the two lines.",
        ),
        (
            "announced_link",
            format!("text = \"See [PTSD](/conditions/ptds).\"\n{days}"),
            "content/announcement.toml:1: there is no page /conditions/ptds. To mend it: link to `/conditions/ptsd`.",
        ),
        (
            "announced_long",
            format!("text = \"{}\"\n{days}", long.trim()),
            "content/announcement.toml:1: `text` has 204 characters, more than 200. To mend it: shorten it, and link to a page that says the rest.",
        ),
    ] {
        let diagnostics = with(name, &lines).compile().expect_err(name);
        let messages: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
        assert_eq!(messages, [told], "{name}");
    }
}

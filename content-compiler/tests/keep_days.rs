//! How long requests are kept is said by the setting that they are deleted by.

mod content;

use content::Content;

const LINES: &str = "{if keep_days} Deleted {keep_days} days later.\n\
    {if not keep_days} Staff delete them by hand.";

/// The privacy page's text with `keep_days` written like this in `site.toml`.
fn privacy(name: &str, setting: &str) -> String {
    let site = Content::new(name)
        .append("pages/privacy.md", LINES)
        .replace(
            "site.toml",
            "encoding = \"json\"",
            &format!("encoding = \"json\"\n{setting}"),
        )
        .compile()
        .unwrap();
    let page = site.pages.into_iter().find(|page| page.path == "/privacy");
    page.unwrap().body
}

#[test]
fn the_privacy_page_states_the_number_of_days() {
    let body = privacy("keep_days_set", "keep_days = 41");
    assert!(body.contains("Deleted 41 days later."), "{body}");
    assert!(!body.contains("by hand") && !body.contains('{'), "{body}");
}

#[test]
fn without_a_number_it_states_none() {
    let body = privacy("keep_days_unset", "");
    assert!(body.contains("Staff delete them by hand."), "{body}");
    assert!(
        !body.contains("days later") && !body.contains('{'),
        "{body}"
    );
}

#[test]
fn what_is_no_number_of_days_is_refused_with_its_line() {
    for days in ["0", "3651"] {
        let diagnostics = Content::new("keep_days_wrong")
            .replace(
                "site.toml",
                "encoding = \"json\"",
                &format!("encoding = \"json\"\nkeep_days = {days}"),
            )
            .compile()
            .unwrap_err();
        let message = diagnostics[0].to_string();
        assert!(message.contains("keep_days"), "{message}");
        assert!(message.contains("from 1 to 3650"), "{message}");
    }
}

//! A draft is shown in the preview, with a mark, and never published.

mod content;

use content::{Content, PTSD, TODAY};
use content_compiler::{Diagnostic, Site, compile_release, record_published};

const ANXIETY: &str = "conditions/anxiety.md";
const NEW: &str = "pages/fees.md";

/// A plain page.
fn page(draft: &str, text: &str) -> String {
    format!(
        "+++\ntitle = \"Fees and insurance\"\nnav = \"Fees\"\n\
         description = \"What an appointment costs, and how to ask your insurance about it.\"\n\
         {draft}updated = 2026-11-23\nreview_by = 2027-11-23\n+++\n\n{text}\n"
    )
}

fn with(name: &str, draft: &str, text: &str) -> Content {
    Content::new(name).write(NEW, page(draft, text).as_bytes())
}

fn release(content: &Content) -> Result<Site, Vec<Diagnostic>> {
    compile_release(
        &content.path(""),
        "content",
        &content.folder.join("public"),
        TODAY,
    )
}

fn messages(diagnostics: &[Diagnostic]) -> Vec<String> {
    diagnostics.iter().map(ToString::to_string).collect()
}

#[test]
fn a_draft_is_marked_in_the_preview_and_left_out_of_a_release() {
    let content = with("draft", "draft = true\n", "Ask us what it costs.");
    let preview = content.compile().unwrap();
    let page = preview
        .pages
        .iter()
        .find(|page| page.path == "/fees")
        .unwrap();
    assert!(page.is_draft);
    assert_eq!(
        (page.title.as_str(), page.nav.as_str()),
        ("Fees and insurance (draft)", "Fees (draft)")
    );

    let release = release(&content).unwrap();
    assert!(
        release
            .pages
            .iter()
            .all(|page| page.path != "/fees" && !page.is_draft)
    );
    let told = messages(&release.warnings);
    assert!(
        told.contains(&"content/pages/fees.md:5: this page is a draft, so it is not published. To mend it: delete `draft = true` once it is finished.".to_owned()),
        "{told:#?}"
    );
    // It was never published.
    assert!(
        !record_published(&content.path(""), &release.pages)
            .unwrap()
            .contains(&"/fees".to_owned())
    );
}

#[test]
fn a_page_that_is_no_draft_is_published() {
    for (name, draft) in [("draft_false", "draft = false\n"), ("draft_none", "")] {
        let content = with(name, draft, "Ask us what it costs.");
        assert!(
            release(&content)
                .unwrap()
                .pages
                .iter()
                .any(|page| page.path == "/fees" && page.title == "Fees and insurance")
        );
    }
}

#[test]
fn an_unfinished_draft_does_not_keep_the_rest_from_being_published() {
    let content = with(
        "draft_unfinished",
        "draft = true\n",
        "See [nowhere](/nowhere).\n\n## \n",
    );
    assert!(content.message("/nowhere").contains(NEW));
    assert!(release(&content).is_ok());
    // The mistakes of the others do.
    let content = content.append(PTSD, "See [nowhere](/elsewhere).");
    let told = messages(&release(&content).unwrap_err());
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].contains("there is no page /elsewhere"), "{told:#?}");
}

#[test]
fn nothing_published_leads_to_a_draft() {
    let content = with("draft_linked", "draft = true\n", "Ask us.")
        .append("pages/privacy.md", "See [fees](/fees).");
    let expected = "/fees is a draft, which is not published. To mend it: take the link out until it is finished, or make this page a draft as well: `draft = true`.";
    assert!(content.message("/fees").contains(expected));
    assert!(messages(&release(&content).unwrap_err())[0].contains(expected));

    let related =
        Content::new("draft_related").replace(ANXIETY, "updated = ", "draft = true\nupdated = ");
    assert!(related.message("`related`").contains("`related` names a draft, which is not published: /conditions/anxiety. To mend it: take it out until it is finished, or make this page a draft as well: `draft = true`."));

    // A draft may lead to a draft.
    let both = with("draft_both", "draft = true\n", "See [us](/visit-us).").write(
        "pages/visit-us.md",
        page("draft = true\n", "Welcome. See [fees](/fees).")
            .replace("Fees and insurance", "Visit us")
            .as_bytes(),
    );
    assert!(both.compile().is_ok());
}

#[test]
fn a_published_address_that_is_a_draft_now_is_a_warning() {
    let content =
        with("draft_published", "draft = true\n", "Ask us.").write("published.txt", b"/fees\n");
    let told = messages(&content.compile().unwrap().warnings);
    assert!(
        told.iter().any(|told| told
            .starts_with("content/published.txt:1: /fees was published, and leads nowhere now")),
        "{told:#?}"
    );
}

#[test]
fn what_a_draft_cannot_be_is_told() {
    for (name, file, draft, told) in [
        (
            "draft_quoted",
            PTSD,
            "\"true\"",
            "the value of `draft` has the wrong form. To mend it: write it like `draft = true`.",
        ),
        (
            "draft_yes",
            PTSD,
            "yes",
            "the value of `draft` cannot be read: yes. To mend it: write it like `draft = true`.",
        ),
        (
            "draft_article",
            "article.md",
            "true",
            "the site cannot do without this page, so it cannot be a draft. To mend it: delete the line.",
        ),
        (
            "draft_form",
            "pages/consultation.md",
            "true",
            "the site cannot do without this page",
        ),
        (
            "draft_not_found",
            "pages/not-found.md",
            "true",
            "the site cannot do without this page",
        ),
    ] {
        let content =
            Content::new(name).replace(file, "updated = ", &format!("draft = {draft}\nupdated = "));
        let message = content.message(told);
        assert!(message.contains(file), "{message}");
        assert!(
            messages(&release(&content).unwrap_err())
                .iter()
                .any(|message| message.contains(told))
        );
    }
}

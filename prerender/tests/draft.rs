//! The preview of a draft. One test: a process writes one site.

mod edited;

use edited::Edited;

#[test]
fn a_draft_is_in_the_preview_with_a_mark() {
    let site = Edited::new();
    site.write(
        "pages/fees.md",
        "+++\ntitle = \"Fees and insurance\"\nnav = \"Fees\"\ndraft = true\n\
         description = \"What an appointment costs, and how to ask your insurance about it.\"\n\
         updated = 2026-11-23\nreview_by = 2027-11-23\n+++\n\nAsk us what it costs.\n",
    );
    site.build(true)
        .unwrap_or_else(|problem| panic!("{problem:#?}"));
    let page = site.page("fees/index.html");
    for mark in [
        "<mark>Draft: in this preview only. A release leaves it out.</mark>",
        "Fees and insurance (draft)</h1>",
        // Wherever the page is named.
        ">Fees (draft)</a>",
    ] {
        assert!(page.contains(mark), "{mark} is not in {page}");
    }
    assert!(!site.page("index.html").contains("<mark>"));
}

//! Abbreviations are written out where a page first uses them, and marked in each section.

mod content;

use content::{Content, PTSD, line_of, messages_for};

#[test]
fn an_abbreviation_that_nothing_explains_is_quoted() {
    let content = Content::new("abbr_unknown").append(PTSD, "Ask about TMS and SSRIs.");
    let line = line_of(&content, PTSD, "Ask about TMS");
    assert_eq!(
        content.message("TMS is not"),
        format!(
            "content/conditions/ptsd.md:{line}: TMS is not explained where the page first uses it: “Ask about TMS and SSRIs.” To mend it: write it out with the abbreviation behind it in brackets, or add `TMS = \"…\"` below [well-known] in content/abbreviations.toml; write a word that is only meant to be strong as `**tms**`."
        )
    );
    assert!(content.message("SSRI is not").contains("`SSRI = \"…\"`"));
}

#[test]
fn a_listed_one_is_written_out_at_its_first_use_and_told_once() {
    let messages = messages_for(
        "abbr_listed",
        PTSD,
        "Ask about CBT. More about CBT.\n\nAnd CBT.",
    );
    assert_eq!(messages.len(), 1, "{messages:#?}");
    assert!(messages[0].contains("CBT is not explained where the page first uses it: “Ask about CBT.” To mend it: write it out here: “cognitive behavioral therapy (CBT)”."), "{messages:#?}");
}

#[test]
fn explained_and_well_known_ones_are_fine() {
    for (name, text) in [
        (
            "abbr_explained",
            "Cognitive behavioral therapy (CBT) helps. So CBT it is.",
        ),
        (
            "abbr_own",
            "Transcranial magnetic stimulation (TMS) is another. TMS uses magnets.",
        ),
        (
            "abbr_plural",
            "Selective serotonin reuptake inhibitors (SSRIs) help. One SSRI is enough.",
        ),
        ("abbr_known", "In the US and by IV."),
        (
            "abbr_everyday",
            "OK. We are open from 9 AM to 5 PM in New York, NY. Ask for Ana Roe, MD, or send a PDF.",
        ),
        ("abbr_heading", "### About CBT\n\nText."),
        ("abbr_name", "The study STAR\\*D, part II, Schedule III."),
    ] {
        assert_eq!(
            messages_for(name, PTSD, text),
            Vec::<String>::new(),
            "{text}"
        );
    }
}

#[test]
fn the_first_use_in_a_section_carries_its_meaning() {
    let site = Content::new("abbr_marked")
        .append(PTSD, "## One\n\nIt is PTSD. The [PTSD page](/) is long. PTSD again, in the US.\n\n### PTSD below\n\n## Two\n\nPTSD once more.")
        .compile()
        .unwrap();
    let body = &site
        .pages
        .iter()
        .find(|page| page.path == "/conditions/ptsd")
        .unwrap()
        .body;
    let end = body.split_once("id=\"one\">").unwrap().1;
    assert!(end.contains(r#"<p>It is <abbr title="post-traumatic stress disorder">PTSD</abbr>. The <a href="/">PTSD page</a> is long. PTSD again, in the <abbr title="United States">US</abbr>.</p>"#), "{end}");
    assert!(end.contains(r##"<a class="heading-link" href="#ptsd-below">PTSD below</a></h3>"##));
    assert!(
        end.contains(
            r#"<p><abbr title="post-traumatic stress disorder">PTSD</abbr> once more.</p>"#
        )
    );
    // Where it is written out, the meaning stands beside it already.
    assert!(body.contains("<p>Post-traumatic stress disorder (PTSD) can develop"));
}

#[test]
fn a_list_that_cannot_be_read_is_told_once() {
    let twice = Content::new("abbr_twice").append("abbreviations.toml", "US = \"again\"");
    let diagnostics = twice.compile().unwrap_err();
    assert_eq!(diagnostics.len(), 1, "{diagnostics:#?}");
    assert!(
        diagnostics[0]
            .to_string()
            .starts_with("content/abbreviations.toml:")
    );
    assert!(diagnostics[0].remedy.contains("each once"));
    let gone = Content::new("abbr_gone").remove("abbreviations.toml");
    assert_eq!(gone.compile().unwrap_err().len(), 1);
}

//! Mistakes in `sources.toml`: each told on its line, all at once.

mod content;

use std::fs;

use content::{Content, PTSD, TODAY};
use content_compiler::compile;

/// The only message after the block of feder-2014 had a line replaced, without the file's name.
fn told(name: &str, from: &str, to: &str) -> (usize, String) {
    let content = Content::new(name);
    let text = fs::read_to_string(content.path("sources.toml")).unwrap();
    let (before, block) = text.split_once("[feder-2014]").unwrap();
    assert!(block.contains(from));
    let changed = format!("{before}[feder-2014]{}", block.replacen(from, to, 1));
    let content = content.write("sources.toml", changed.as_bytes());
    let diagnostics = content.compile().unwrap_err();
    assert_eq!(diagnostics.len(), 1, "{diagnostics:#?}");
    let start = 1 + text
        .lines()
        .position(|line| line == "[feder-2014]")
        .unwrap();
    let told = diagnostics[0].to_string();
    let place = format!("content/sources.toml:{}: ", diagnostics[0].line);
    (
        diagnostics[0].line - start,
        told.strip_prefix(&place).unwrap().to_owned(),
    )
}

#[test]
fn each_mistake_is_told_on_its_line() {
    for (name, from, to, line, message) in [
        (
            "source_missing",
            "year = 2014\n",
            "",
            0,
            "[feder-2014] has no `year`. To mend it: add a line like `year = 2023`.",
        ),
        (
            "source_key",
            "authors = ",
            "author = ",
            1,
            "there is no key `author`. To mend it: write `authors` instead of `author`.",
        ),
        (
            "source_year",
            "year = 2014",
            "year = \"2014\"",
            4,
            "the value of `year` cannot be read: \"2014\". To mend it: write it like `year = 2023`.",
        ),
        (
            "source_date",
            "checked = 2026-11-23",
            "checked = 11/23/2026",
            6,
            "the value of `checked` cannot be read: 11/23/2026. To mend it: write it like `checked = 2026-11-23`.",
        ),
        (
            "source_curly",
            "publisher = \"JAMA Psychiatry\"",
            "publisher = “JAMA Psychiatry”",
            3,
            "`publisher` has curly quotation marks around its text. To mend it: use straight ones, like `publisher = \"Journal, agency or publisher\"`.",
        ),
        (
            "source_twice",
            "year = 2014",
            "year = 2014\nyear = 2014",
            5,
            "year stands here twice. To mend it: delete one of the two.",
        ),
        (
            "source_doi",
            "10.1001/jamapsychiatry.2014.62",
            "https://doi.org/10.1001/jamapsychiatry.2014.62",
            0,
            "\"https://doi.org/10.1001/jamapsychiatry.2014.62\" is not a DOI. To mend it: write it from `10.` on, like \"10.1056/NEJMoa2302399\".",
        ),
        (
            "source_text",
            "authors = ",
            "See the journal.\nauthors = ",
            1,
            "this line cannot be read: See the journal. To mend it: write the source’s key in square brackets, like [anand-2023], and below it lines like `year = 2023`.",
        ),
    ] {
        assert_eq!(told(name, from, to), (line, message.to_owned()), "{name}");
    }
}

#[test]
fn several_are_told_at_once_and_no_citation_of_them() {
    let diagnostics = Content::new("sources_several")
        .replace("sources.toml", "year = 2025", "year = ")
        .replace(
            "sources.toml",
            "[anand-2023]\nauthors = ",
            "[anand-2023]\nautors = ",
        )
        .append("sources.toml", "[kuyken-2016]\nyear = 2016")
        .compile()
        .unwrap_err();
    assert_eq!(diagnostics.len(), 3, "{diagnostics:#?}");
    assert!(
        diagnostics
            .iter()
            .any(|diagnostic| diagnostic.problem == "[kuyken-2016] stands here twice"),
        "{diagnostics:#?}"
    );
}

#[test]
fn straight_apostrophes_in_titles_are_printed_curly() {
    let content = Content::new("source_quotes").replace(
        "sources.toml",
        "Efficacy of Intravenous",
        "What's the Efficacy of Intravenous",
    );
    let site = compile(
        &content.path(""),
        "content",
        &content.folder.join("public"),
        TODAY,
    )
    .unwrap();
    let page = site
        .pages
        .iter()
        .find(|page| page.file.ends_with(PTSD))
        .unwrap();
    assert!(page.sources.contains("What’s the Efficacy"));
}

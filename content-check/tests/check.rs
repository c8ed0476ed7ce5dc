//! What the check finds in the pages, and how it ends.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use content_check::{Report, check};

const PTSD: &str = "conditions/ptsd.md";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A copy of the tests' content with lines added to a page.
fn content(name: &str, file: &str, lines: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    copy(&root().join("tests/content"), &folder);
    let text = fs::read_to_string(folder.join(file)).unwrap();
    fs::write(folder.join(file), format!("{text}\n{lines}\n")).unwrap();
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn report(content: &Path) -> Report {
    check(content, "content", &root().join("tests/public"), &today())
}

/// The day on which a page was last changed, so that no page is of the future, and none overdue for having lain here.
fn today() -> String {
    let content = root().join("tests/content");
    let folders = [
        content.clone(),
        content.join("conditions"),
        content.join("pages"),
    ];
    folders
        .iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap().flatten())
        .filter_map(|entry| fs::read_to_string(entry.path()).ok())
        .filter_map(|text| {
            let day = text.split_once("\nupdated = ")?.1;
            Some(day.lines().next()?.to_owned())
        })
        .max()
        .expect("a page says when it was changed")
}

/// The errors after lines were added to a page.
fn errors(name: &str, lines: &str) -> Vec<String> {
    report(&content(name, PTSD, lines))
        .errors
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// Seconds from 1970 to a day from 2026 on.
fn seconds(day: &str) -> u64 {
    (1_767_225_600..)
        .step_by(86_400)
        .find(|seconds| content_compiler::iso_date(*seconds) == day)
        .expect("a day")
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_content-check"))
        .args(arguments)
        .env("SOURCE_DATE_EPOCH", seconds(&today()).to_string())
        .current_dir(root())
        .output()
        .unwrap()
}

#[test]
fn the_pages_of_the_tests_have_no_finding() {
    let report = report(&root().join("tests/content"));
    assert!(
        report.errors.is_empty() && report.warnings.is_empty(),
        "{report}"
    );
    assert!(report.grades.len() >= 10);
    assert_eq!(report.weakest.len(), 3);
}

#[test]
fn it_ends_well_without_findings_and_badly_with_them() {
    let frozen = ["--content", "tests/content", "--public", "tests/public"];
    assert_eq!(run(&frozen).status.code(), Some(0));
    assert_eq!(
        run(&[&frozen[..], &["--strict"]].concat()).status.code(),
        Some(0)
    );
    assert_eq!(run(&["--nonsense"]).status.code(), Some(2));
    assert_eq!(run(&["--content"]).status.code(), Some(2));
    let help = String::from_utf8(run(&["--help"]).stdout).unwrap();
    for option in ["--strict", "--content", "--public"] {
        assert!(help.contains(option), "{help}");
    }
    let broken = content("exit", PTSD, "It is a miracle.");
    let output = run(&["--content", broken.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let line = 1 + fs::read_to_string(broken.join(PTSD))
        .unwrap()
        .lines()
        .position(|line| line == "It is a miracle.")
        .unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(
        shown.starts_with(&format!(
            "{}/{PTSD}:{line}: error: “miracle*” stands in “It is a miracle.”: ",
            broken.display()
        )),
        "{shown}"
    );
}

#[test]
fn a_page_past_its_review_date_fails_only_when_strict() {
    let old = content("old", PTSD, "");
    let text = fs::read_to_string(old.join(PTSD)).unwrap();
    fs::write(
        old.join(PTSD),
        text.replace("updated = 2026-11-23", "updated = 2024-11-23")
            .replace("review_by = 2027-11-23", "review_by = 2025-11-23"),
    )
    .unwrap();
    let folder = old.to_str().unwrap();
    let output = run(&["--content", folder]);
    assert_eq!(output.status.code(), Some(0));
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(
        shown.contains(&format!(
            "{folder}/{PTSD}:9: warning: the review date November 23, 2025 has passed. "
        )),
        "{shown}"
    );
    assert_eq!(
        run(&["--strict", "--content", folder]).status.code(),
        Some(1)
    );
}

#[test]
fn mistakes_that_stop_a_build_are_told_as_well() {
    let errors = errors("compile", "See [this](/nowhere). It is a miracle.");
    assert!(
        errors
            .iter()
            .any(|error| error.contains("there is no page /nowhere")),
        "{errors:#?}"
    );
    assert!(
        errors.iter().any(|error| error.contains("miracle*")),
        "{errors:#?}"
    );
}

#[test]
fn every_forbidden_word_of_the_clinic_is_found() {
    for (index, sentence) in [
        "Ketamine brings long-lasting relief.",
        "It has high efficacy.",
        "It cures depression.",
        "The infusion is safe.",
        "Ketamine is a breakthrough.",
        "Ketamine treats mania.",
        "It helps with panic attacks.",
        "Ketamine eases hyperarousal.",
        "Ketamine prevents suicide.",
        "Ketamine is not yet FDA-approved.[^fda-2023]",
        "Ask about our discounts.",
        "Hurry and call.",
        "Our doctors know it well.",
        "This site is HIPAA compliant.",
        "Read our testimonials.",
    ]
    .into_iter()
    .enumerate()
    {
        let errors = errors(&format!("forbidden_{index}"), sentence);
        assert!(
            errors.iter().any(|error| error.contains("stands in")),
            "{sentence} gives {errors:#?}"
        );
    }
}

#[test]
fn a_word_may_stand_denied_or_limited_or_excused() {
    for (index, sentence) in [
        "Ketamine is not a cure.",
        "It does not prevent suicide.",
        "Ketamine should not be seen as a treatment for panic attacks.",
        "It was called a breakthrough, but its benefit fades within days.",
        "Go to a place where you are safe.[^wording: about a crisis, not a treatment]",
    ]
    .into_iter()
    .enumerate()
    {
        let errors = errors(&format!("allowed_{index}"), sentence);
        assert_eq!(errors, Vec::<String>::new());
    }
    let useless = errors("useless", "All is well.[^wording: for no reason at all]");
    assert!(
        useless[0].contains("the exception `[^wording: …]` is not needed"),
        "{useless:#?}"
    );
}

#[test]
fn titles_and_descriptions_are_read_as_well() {
    let folder = content("front", PTSD, "");
    let text = fs::read_to_string(folder.join(PTSD)).unwrap();
    let changed = text.replace("and why trials of ketamine disagree.", "and a miracle.");
    assert_ne!(text, changed);
    fs::write(folder.join(PTSD), changed).unwrap();
    let errors = report(&folder).errors;
    assert_eq!((errors.len(), errors[0].line), (1, 5), "{errors:#?}");
}

#[test]
fn spelling_is_american() {
    let found = errors("spelling", "People recieve counselling.");
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(
        found[0].contains("“recieve” is misspelt") && found[0].contains("write receive"),
        "{found:#?}"
    );
    assert!(
        found[1].contains("“counselling” is not American spelling")
            && found[1].contains("write counseling"),
        "{found:#?}"
    );
}

#[test]
fn straight_quotes_in_drawings_and_details_are_found() {
    let folder = content("quotes", PTSD, "");
    let figure = folder.join("figures/how-ketamine-acts.svg");
    let text = fs::read_to_string(&figure).unwrap();
    fs::write(
        &figure,
        text.replace("The theory is not settled.", "It isn't settled."),
    )
    .unwrap();
    let errors = report(&folder).errors;
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert_eq!(
        (errors[0].file.as_str(), errors[0].line),
        ("content/figures/how-ketamine-acts.svg", 3)
    );
}

#[test]
fn a_page_that_is_hard_to_read_gets_a_warning() {
    let hard = "Pharmacological characterization necessitates multidisciplinary consideration of neurobiological heterogeneity. ".repeat(40);
    let report = report(&content("hard", PTSD, &hard));
    assert!(
        report.warnings.iter().any(|warning| warning
            .problem
            .contains("this page reads like school grade")),
        "{report}"
    );
    assert!(report.weakest[0].quoted.starts_with("“Pharmacological"));
}

#[test]
fn a_rule_that_cannot_be_read_is_told() {
    let folder = content("rules", "wording.toml", "[[rule]]\navoid = \"one\"");
    let errors = report(&folder).errors;
    assert!(
        errors[0].file == "content/wording.toml" && errors[0].line > 50,
        "{errors:#?}"
    );
}

#[test]
fn every_word_that_a_reader_can_see_is_read() {
    for (index, (file, from, to, line)) in [
        (
            "site.toml",
            "Plain answers about ketamine and mental health care",
            "We cure depression. A safe, proven miracle.",
            14,
        ),
        ("site.toml", "free, 24/7", "a miracle, free, 24/7", 34),
        (
            "site.toml",
            "hours = { value = \"\"",
            "hours = { value = \"Hurry\"",
            20,
        ),
        (
            "figures/how-ketamine-acts.svg",
            "The theory is not settled.",
            "A miracle.",
            3,
        ),
        (
            "abbreviations.toml",
            "IV = \"intravenous",
            "IV = \"miracle, intravenous",
            17,
        ),
        (
            "announcement.toml",
            "text = \"\"",
            "text = \"A miracle today.\"",
            7,
        ),
        (
            "locations.toml",
            "# [[location]]\n# name = \"Main Street office\"",
            "[[location]]\nstreet = \"1 Sample Street\"\ncity = \"Sampleville\"\nname = \"Miracle office\"",
            11,
        ),
        (PTSD, "order = 4", "order = 4\nabout = \"Miracle\"", 7),
        (
            PTSD,
            "## Common signs {#signs}",
            "## Common miracles {#signs}",
            20,
        ),
        (
            PTSD,
            "## Common signs {#signs}",
            "::: note A miracle\nText.\n:::\n\n## Common signs {#signs}",
            20,
        ),
        (
            PTSD,
            "## Common signs {#signs}",
            "[Text](/ \"A miracle\").\n\n## Common signs {#signs}",
            20,
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let folder = content(&format!("seen_{index}"), PTSD, "");
        let text = fs::read_to_string(folder.join(file)).unwrap();
        let changed = text.replacen(from, to, 1);
        assert_ne!(text, changed);
        fs::write(folder.join(file), changed).unwrap();
        let report = report(&folder);
        let found = report
            .errors
            .iter()
            .find(|error| error.problem.contains("stands in"))
            .unwrap_or_else(|| panic!("{to}: {report}"));
        assert_eq!(
            (found.file.as_str(), found.line),
            (format!("content/{file}").as_str(), line),
            "{report}"
        );
    }
}

#[test]
fn a_remedy_asks_for_an_exception_only_where_one_can_stand() {
    let folder = content("excuse", PTSD, "It is a miracle.");
    let text = fs::read_to_string(folder.join("site.toml")).unwrap();
    fs::write(
        folder.join("site.toml"),
        text.replace("Plain answers", "Miracle answers"),
    )
    .unwrap();
    let errors = report(&folder).errors;
    let remedy = |file: &str| {
        &errors
            .iter()
            .find(|error| error.file.ends_with(file))
            .unwrap()
            .remedy
    };
    assert!(remedy("ptsd.md").contains("[^wording: the reason]"));
    assert!(!remedy("site.toml").contains("[^wording"));
}

#[test]
fn titles_of_sources_are_quoted_as_they_are() {
    let folder = content("quoted_source", PTSD, "");
    let text = fs::read_to_string(folder.join("sources.toml")).unwrap();
    fs::write(
        folder.join("sources.toml"),
        text.replacen("title = \"", "title = \"A breakthrough in counselling: ", 1),
    )
    .unwrap();
    let report = report(&folder);
    assert!(report.errors.is_empty(), "{report}");
}

/// A name, what becomes of a file's text (nothing: the file is gone), and the message.
type Broken<'a> = (&'a str, &'a dyn Fn(&str) -> Option<Vec<u8>>, &'a str);

#[test]
fn a_guard_that_cannot_read_its_rules_says_so() {
    let utf16 =
        |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let broken: [Broken<'_>; 7] = [
        ("missing", &|_| None, "this file is missing"),
        ("empty", &|_| Some(Vec::new()), "this file is empty"),
        ("utf16", &|text| Some(utf16(text)), "UTF-16"),
        (
            "utf16_mark",
            &|text| Some(utf16(&format!("\u{feff}{text}"))),
            "UTF-16",
        ),
        (
            "utf16_big",
            &|text| {
                Some(
                    format!("\u{feff}{text}")
                        .encode_utf16()
                        .flat_map(u16::to_be_bytes)
                        .collect(),
                )
            },
            "UTF-16",
        ),
        (
            "latin1",
            &|text| Some([text.as_bytes(), b"\n# caf\xe9\n"].concat()),
            "not UTF-8",
        ),
        (
            "word",
            &|_| Some(b"PK\x03\x04".to_vec()),
            "a Word or LibreOffice document",
        ),
    ];
    // The others are told of by the compiler, in the same way; one kind of each will do.
    for (file, kinds) in [
        ("wording.toml", 7),
        ("words.txt", 7),
        ("abbreviations.toml", 1),
        ("sources.toml", 1),
        ("site.toml", 1),
    ] {
        for (name, write, message) in &broken[..kinds] {
            let folder = content(&format!("guard_{name}"), PTSD, "");
            let text = fs::read_to_string(folder.join(file)).unwrap();
            match write(&text) {
                Some(bytes) => fs::write(folder.join(file), bytes).unwrap(),
                None => fs::remove_file(folder.join(file)).unwrap(),
            }
            let report = report(&folder);
            let place = format!("content/{file}");
            assert!(
                report
                    .errors
                    .iter()
                    .any(|error| error.file == place && error.problem.contains(message)),
                "{file} {name}: {report}"
            );
        }
    }
    // A byte order mark means nothing; what stands behind it counts.
    for file in ["wording.toml", "words.txt"] {
        let folder = content("guard_mark", PTSD, "It is a miracle.");
        let text = fs::read_to_string(folder.join(file)).unwrap();
        fs::write(folder.join(file), format!("\u{feff}{text}")).unwrap();
        let report = report(&folder);
        assert_eq!(report.errors.len(), 1, "{report}");
        assert!(report.errors[0].problem.contains("miracle*"));
    }
    for (name, rules) in [
        ("none", "# no rules any more\n"),
        ("other", "[[rules]]\n"),
        ("half", "[[rule]]\navoid = [\"a\"]\n"),
        (
            "wordless",
            "[[rule]]\navoid = []\nwhy = \"x\"\ninstead = \"y\"\n",
        ),
        (
            "blank",
            "[[rule]]\navoid = [\"a\"]\nunless = [\"\"]\nwhy = \"x\"\ninstead = \"y\"\n",
        ),
        (
            "any",
            "[[rule]]\navoid = [\"a\"]\nunless = [\"*\"]\nwhy = \"x\"\ninstead = \"y\"\n",
        ),
    ] {
        let folder = content(&format!("guard_{name}"), PTSD, "");
        fs::write(folder.join("wording.toml"), rules).unwrap();
        let report = report(&folder);
        assert!(
            report
                .errors
                .iter()
                .any(|error| error.file == "content/wording.toml"),
            "{report}"
        );
    }
}

#[test]
fn a_rule_with_a_mistake_hides_neither_the_others_nor_their_mistakes() {
    let folder = content(
        "rules_two",
        "wording.toml",
        "[[rule]]\navoid = \"one\"\nwhy = \"x\"\ninstead = \"y\"\n\n[[rule]]\navoid = [\"two\"]\n",
    );
    fs::write(
        folder.join(PTSD),
        fs::read_to_string(folder.join(PTSD)).unwrap() + "\nIt is a miracle.\n",
    )
    .unwrap();
    let report = report(&folder);
    let told = |file: &str| {
        report
            .errors
            .iter()
            .filter(|error| error.file.ends_with(file))
            .count()
    };
    assert_eq!((told("wording.toml"), told("ptsd.md")), (2, 1), "{report}");
}

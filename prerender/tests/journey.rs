//! A stranger's journey by docs/editing.md: a copy of content/ is edited as the guide says, with the guide's own
//! examples, and built. One test: a process writes one site.

mod edited;

use std::fs;

use edited::{Edited, root};

/// The first code block behind a heading of the guide that starts with a text.
fn example(heading: &str, start: &str) -> String {
    let guide = fs::read_to_string(root().join("docs/editing.md")).unwrap();
    let (_, section) = guide
        .split_once(&format!("\n## {heading}\n"))
        .unwrap_or_else(|| panic!("the guide has no section {heading:?}"));
    // Blocks are every second part between fences.
    section
        .split("\n```")
        .skip(1)
        .step_by(2)
        .filter_map(|block| block.split_once('\n'))
        .map(|(_, text)| format!("{text}\n"))
        .find(|text| text.starts_with(start))
        .unwrap_or_else(|| panic!("{heading:?} has no example that starts with {start:?}"))
}

#[test]
fn a_stranger_edits_the_site_by_the_guide_alone() {
    let site = Edited::new();
    add_pages(&site);
    rename_a_page(&site);
    announce_and_draft(&site);
    let report = site
        .build(false)
        .unwrap_or_else(|problem| panic!("{problem:#?}"));

    the_new_pages_are_where_they_belong(&site);
    the_location_is_shown_and_told_to_machines(&site);
    the_note_stands_in_front_of_what_the_app_hydrates(&site);
    the_old_address_leads_to_the_new_one(&site);

    // A draft is in no release.
    assert!(!site.page("index.html").contains("Social anxiety"));
    assert!(!site.built("conditions/social-anxiety").exists());
    assert!(
        report
            .warnings
            .contains("social-anxiety.md:8: this page is a draft"),
        "{}",
        report.warnings
    );

    // Nothing that was published is lost.
    assert!(
        !report.warnings.contains("published.txt"),
        "{}",
        report.warnings
    );
}

/// "Add a condition", "Add any other page", "The menu", "Locations and hours".
fn add_pages(site: &Edited) {
    site.write(
        "conditions/panic-disorder.md",
        &example("Add a condition", "+++"),
    );
    site.write("pages/our-team.md", &example("Add any other page", "+++"));
    let footer = example("The menu", "footer = ").replace("/privacy", "/your-privacy");
    site.write(
        "menu.toml",
        &format!("{}{footer}", example("The menu", "menu = ")),
    );
    site.write(
        "locations.toml",
        &example("Locations and hours", "[[location]]"),
    );
}

/// "Rename a page": another file name, what it was, and the links that are told.
fn rename_a_page(site: &Edited) {
    fs::rename(
        site.path("pages/privacy.md"),
        site.path("pages/your-privacy.md"),
    )
    .unwrap();
    let was = example("Rename a page", "was = ");
    site.replace(
        "pages/your-privacy.md",
        "updated = ",
        &format!("{was}updated = "),
    );
    site.replace("pages/consultation.md", "(/privacy", "(/your-privacy");
}

/// "Announce something", from today on, and "Write a draft".
fn announce_and_draft(site: &Edited) {
    let announcement = example("Announce something", "text = ");
    let days = announcement
        .replace("2026-06-27", &content_compiler::today())
        .replace("2026-07-04", "2099-07-04");
    assert_ne!(announcement, days);
    site.write("announcement.toml", &days);

    let draft = example("Add a condition", "+++")
        .replace("Panic disorder", "Social anxiety")
        .replace(
            "order = 5\n",
            &format!("order = 6\n{}", example("Write a draft", "draft = ")),
        );
    site.write("conditions/social-anxiety.md", &draft);
}

fn the_new_pages_are_where_they_belong(site: &Edited) {
    let page = |file: &str| site.page(file);
    let home = page("index.html");
    assert!(
        home.contains("href=\"/clinic/conditions/panic-disorder\""),
        "{home}"
    );
    assert!(
        page("conditions/panic-disorder/index.html").contains("<h1 tabindex=\"-1\">Panic disorder")
    );
    assert!(page("consultation/index.html").contains("value=\"panic-disorder\""));

    // The plain page stands in the menu and at the end of every page.
    for file in ["index.html", "404.html", "conditions/ptsd/index.html"] {
        let html = page(file);
        let (_, menu) = html
            .split_once("class=\"menu\"")
            .unwrap_or_else(|| panic!("{html}"));
        let (menu, rest) = menu.split_once("</nav>").unwrap();
        let links: Vec<&str> = menu
            .split("href=\"")
            .skip(1)
            .map(|link| link.split('"').next().unwrap())
            .collect();
        assert_eq!(
            links,
            ["/clinic/", "/clinic/conditions", "/clinic/our-team"],
            "{file}"
        );
        let (_, footer) = rest.split_once("This site").unwrap();
        let (footer, _) = footer.split_once("</nav>").unwrap();
        let links: Vec<&str> = footer
            .split("href=\"")
            .skip(1)
            .map(|link| link.split('"').next().unwrap())
            .collect();
        assert_eq!(
            links,
            [
                "/clinic/our-team",
                "/clinic/consultation",
                "/clinic/accessibility",
                "/clinic/your-privacy"
            ],
            "{file}"
        );
    }
    let team = page("our-team/index.html");
    assert!(
        team.contains("id=\"front-desk\"") && team.contains("aria-current=\"page\""),
        "{team}"
    );
}

fn the_location_is_shown_and_told_to_machines(site: &Edited) {
    let home = site.page("index.html");
    for part in [
        "<p>1 Sample Street, Suite 2<br>Sampleville, NY 00000</p>",
        "<dt>Hours</dt><dd>Monday to Thursday: 9 am to 5 pm</dd>",
        "<dd>Friday: 9 am to noon and 1 pm to 3 pm</dd>",
        "<dd>Sunday: Closed</dd>",
        "<a href=\"tel:+15550100101\">(555) 010-0101</a>",
        "<dt>Fax</dt><dd>(555) 010-0102</dd>",
        "<a href=\"mailto:front-desk@clinic.example\">",
        "\"openingHours\":[\"Mo-Th 09:00-17:00\",\"Fr 09:00-12:00\",\"Fr 13:00-15:00\"]",
        "\"faxNumber\":\"(555) 010-0102\"",
        "\"streetAddress\":\"1 Sample Street, Suite 2\"",
    ] {
        assert!(home.contains(part), "{part} is not in {home}");
    }
}

fn the_note_stands_in_front_of_what_the_app_hydrates(site: &Edited) {
    for file in ["index.html", "404.html", "consultation/index.html"] {
        let html = site.page(file);
        let (before, _) = html.split_once("<div id=\"app\"").unwrap();
        let note = "data-last-day=\"2099-07-04\"><p>The clinic is closed on July 4. In a crisis, call or text <a href=\"tel:988\">988</a>. ";
        assert!(before.contains(note), "{before}");
        // The skip link stays the first that can have the focus.
        assert!(before.find("class=\"skip-link\"") < before.find("class=\"announcement\""));
        assert!(before.contains(
            "This note holds through <time datetime=\"2099-07-04\">July 4, 2099</time>."
        ));
        assert!(html.contains("note.dataset.lastDay"), "{html}");
    }
}

fn the_old_address_leads_to_the_new_one(site: &Edited) {
    let page = |file: &str| site.page(file);
    assert_eq!(
        page("_redirects"),
        "/clinic/privacy /clinic/your-privacy 301\n/clinic/privacy/ /clinic/your-privacy 301\n"
    );
    assert!(page("_redirects.nginx").contains("location = /clinic/privacy {"));
    let moved = page("privacy/index.html");
    assert!(
        moved.contains(
            "<link rel=\"canonical\" href=\"https://greaterwellness.example/clinic/your-privacy\">"
        ),
        "{moved}"
    );
    assert!(
        moved.contains("<meta http-equiv=\"refresh\" content=\"0; url=/clinic/your-privacy\">"),
        "{moved}"
    );
    assert!(
        moved.contains("<a href=\"/clinic/your-privacy\">"),
        "{moved}"
    );
    assert!(moved.contains("Content-Security-Policy"), "{moved}");
    assert!(!site.built("privacy/page.json").exists());
    let sitemap = page("sitemap.xml");
    assert!(
        sitemap.contains("/clinic/your-privacy</loc>") && !sitemap.contains("/clinic/privacy<"),
        "{sitemap}"
    );
}

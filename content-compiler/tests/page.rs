//! The markup of a page: headings with links, citations with their ways back.

mod content;

use std::fs;

use content::{Content, PTSD};
use content_compiler::Page;

fn page(content: &Content) -> Page {
    let site = content.compile().unwrap();
    site.pages
        .into_iter()
        .find(|page| page.path == "/conditions/ptsd")
        .unwrap()
}

/// The part of a text between two others.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let rest = text
        .split_once(start)
        .unwrap_or_else(|| panic!("{start:?} is not in {text}"))
        .1;
    rest.split_once(end).unwrap().0
}

#[test]
fn an_image_brings_its_size_so_that_nothing_moves_when_it_comes() {
    const PNG: &[u8] =
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x06@\0\0\x03\x84\x08\x02\0\0\0....\0\0\0\0IEND....";
    let content = Content::new("sized_images").append(
        PTSD,
        "![A desk](/images/desk.png)\n\n![A plan](/images/plan.svg)",
    );
    let images = content.folder.join("public/images");
    fs::create_dir_all(&images).unwrap();
    fs::write(images.join("desk.png"), PNG).unwrap();
    fs::write(
        images.join("plan.svg"),
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 320.5 200'></svg>",
    )
    .unwrap();
    let body = page(&content).body;
    for image in [
        r#"<img src="/images/desk.png" width="1600" height="900" alt="A desk" loading="lazy">"#,
        r#"<img src="/images/plan.svg" width="320" height="200" alt="A plan" loading="lazy">"#,
    ] {
        assert!(body.contains(image), "{image}");
    }
}

#[test]
fn a_heading_is_the_link_to_its_section() {
    let page = page(&Content::new("anchors").append(PTSD, "### “Why” & *how*?\n\nText."));
    for heading in [
        r##"<h2 class="heading" id="signs"><a class="heading-link" href="#signs">Common signs</a></h2>"##,
        r##"<h3 class="heading" id="why-how"><a class="heading-link" href="#why-how">“Why” &amp; <em>how</em>?</a></h3>"##,
    ] {
        assert!(page.body.contains(heading), "{}", page.body);
    }
    // A card is no section.
    assert!(!between(&page.body, "card-title", "card-body").contains("heading-link"));
    assert_eq!(page.contents.first().unwrap().text, "What is PTSD?");
}

#[test]
fn citations_lead_to_their_source_and_say_which_it_is() {
    let page = page(&Content::new("citations"));
    assert!(page.body.contains(
        r##"<sup class="citation"><a id="cite-1-1" href="#source-1" role="doc-noteref" aria-label="Source 1: National Institute of Mental Health 2023">1</a></sup>"##
    ));
    let once = page
        .cited
        .iter()
        .position(|key| key == "feder-2021")
        .unwrap()
        + 1;
    assert!(page.body.contains(&format!(
        r#"aria-label="Source {once}: Feder 2021">{once}</a>"#
    )));
}

#[test]
fn citations_side_by_side_are_two_numbers_without_styles_too() {
    let body = page(&Content::new("side_by_side").append(
        PTSD,
        "It is so.[^feder-2014][^feder-2021] And so.[^feder-2021]",
    ))
    .body;
    let spaced = body.matches("<sup class=\"citation\">\u{202f}<a").count();
    assert_eq!(
        spaced,
        1 + page(&Content::new("not_side_by_side"))
            .body
            .matches('\u{202f}')
            .count()
    );
    let last = &body[body.rfind("It is so.").unwrap()..];
    assert_eq!(
        last.matches("</sup><sup class=\"citation\">\u{202f}<a")
            .count(),
        1
    );
    assert_eq!(last.matches("And so.<sup class=\"citation\"><a").count(), 1);
}

#[test]
fn a_source_links_its_title_and_leads_back_to_every_place() {
    let page = page(&Content::new("back"));
    let once = page
        .cited
        .iter()
        .position(|key| key == "feder-2021")
        .unwrap()
        + 1;
    let source = between(
        &page.sources,
        &format!("<li id=\"source-{once}\">"),
        "</li>",
    );
    assert_eq!(
        source,
        format!(
            "Feder A, Costi S, Rutter SB, et al. <cite><a href=\"https://doi.org/10.1176/appi.ajp.2020.20050596\">A Randomized Controlled Trial of Repeated Ketamine Administration for Chronic Posttraumatic Stress Disorder</a></cite>. American Journal of Psychiatry, 2021. <span class=\"locator\">doi:10.1176/<wbr>appi.ajp.2020.20050596</span> <a class=\"back\" href=\"#cite-{once}-1\" role=\"doc-backlink\" aria-label=\"Back to where source {once} is cited\">↩&#xFE0E;</a>"
        )
    );
    let often = between(&page.sources, "<li id=\"source-1\">", "</li>");
    for place in ["1", "2"] {
        assert!(often.contains(&format!(
            "href=\"#cite-1-{place}\" role=\"doc-backlink\" aria-label=\"Back to where source 1 is cited, place {place} of 2\">↩&#xFE0E;<sup>{place}</sup></a>"
        )), "{often}");
    }
}

#[test]
fn every_way_between_text_and_sources_arrives() {
    let page = page(&Content::new("both_ways"));
    for (from, to) in [(&page.body, &page.sources), (&page.sources, &page.body)] {
        for link in from.split("href=\"#").skip(1) {
            let id = link.split('"').next().unwrap();
            if id.starts_with("source-") || id.starts_with("cite-") {
                assert_eq!(to.matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
            }
        }
    }
}

#[test]
fn a_table_is_aligned_by_classes_named_by_its_first_row_and_may_hold_a_bar() {
    let table = "| Visit | How often | | Price |\n|:--|:-:|---|--:|\n| *First* visit | once | 1 \\| 2 | 90 |\n\nWords with a bar \\| in them.";
    let page = page(&Content::new("table").append(PTSD, table));
    let (_, html) = page.body.split_once("<div class=\"table\"").unwrap();
    assert_eq!(
        html.trim_end(),
        " role=\"region\" aria-label=\"Table: Visit, How often, Price\" tabindex=\"0\"><table><thead><tr>\
        <th scope=\"col\">Visit</th><th scope=\"col\" class=\"align-center\">How often</th><td></td><th scope=\"col\" class=\"align-end\">Price</th>\
        </tr></thead><tbody>\n<tr><td><em>First</em> visit</td><td class=\"align-center\">once</td><td>1 | 2</td><td class=\"align-end\">90</td></tr>\n\
        </tbody></table></div>\n<p>Words with a bar | in them.</p>"
    );
    assert!(!html.contains("style="));
}

#[test]
fn a_photo_that_its_camera_has_turned_keeps_its_place_upright() {
    // A JPEG of 4 by 3 pixels with Exif orientation 6 (a quarter turn), as far as its size is known.
    let exif =
        b"\xff\xe1\0\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    let frame = b"\xff\xc0\0\x0b\x08\0\x03\0\x04\x01\x01\x11\0\xff\xd9";
    let photo = [&b"\xff\xd8"[..], exif, frame].concat();
    let content = Content::new("turned_photo").append(PTSD, "![A desk](/images/desk.jpg)");
    let images = content.folder.join("public/images");
    fs::create_dir_all(&images).unwrap();
    fs::write(images.join("desk.jpg"), photo).unwrap();
    let body = page(&content).body;
    assert!(body.contains(r#"width="3" height="4""#), "{body}");
    // The same with 4032 by 3024 pixels, as phones take them: the build makes the sizes.
    let frame = b"\xff\xc0\0\x0b\x08\x0b\xd0\x0f\xc0\x01\x01\x11\0\xff\xd9";
    fs::write(
        images.join("desk.jpg"),
        [&b"\xff\xd8"[..], exif, frame].concat(),
    )
    .unwrap();
    let body = page(&content).body;
    let expected = r#"<img src="/images/desk.jpg" srcset="/images/desk-480w.jpg 480w, /images/desk-800w.jpg 800w, /images/desk.jpg 1280w" sizes="(min-width: 44rem) 40rem, calc(100vw - 2rem)" width="1280" height="1706" alt="A desk" loading="lazy">"#;
    assert!(body.contains(expected), "{body}");
}

//! What a page says to machines: JSON-LD 1.1 with the vocabulary of schema.org.
//!
//! It stands behind the page's content, because nothing that a reader sees needs it, and because what it repeats of
//! the page then costs a few bytes. Browsers run no script of its type, whatever the security policy says (HTML
//! Standard, 4.12.1, "data block").

use serde_json::{Map, Value, json};

use site::content::{Clinic, Kind, Location, Page, site};
use site::environment::Environment;
use site::routes;

use crate::address::{absolute, canonical, is_indexed};

/// The language of all pages (BCP 47); `<html lang>` says the same.
pub(crate) const LANGUAGE: &str = "en-US";

/// The data block of a page; empty for pages that search engines do not list.
pub(crate) fn block(page: &Page, environment: &Environment) -> String {
    if !is_indexed(page) {
        return String::new();
    }
    let mut graph = vec![web_page(page, environment)];
    graph.extend(breadcrumb(page, environment));
    let data = json!({ "@context": "https://schema.org", "@graph": graph });
    // Nothing in it may end the element, or look like the start of another (HTML Standard, 4.12.1.3).
    let json = data.to_string().replace('<', "\\u003c");
    format!("<script type=\"application/ld+json\">{json}</script>")
}

fn web_page(page: &Page, environment: &Environment) -> Value {
    let clinic = &site().settings.clinic;
    let mut data = object(json!({
        "@type": kind(page),
        "name": page.title,
        "url": canonical(page, environment),
        "inLanguage": LANGUAGE,
        "dateModified": page.updated.iso,
        "isPartOf": {
            "@type": "WebSite",
            "name": clinic.name,
            "url": absolute("/", environment),
        },
        "publisher": medical_clinic(clinic, &site().locations),
    }));
    if let Some(condition) = &page.about {
        data.insert(
            "about".into(),
            json!({ "@type": "MedicalCondition", "name": condition }),
        );
    }
    if let Some(name) = &page.reviewed_by {
        data.insert("lastReviewed".into(), page.updated.iso.as_str().into());
        data.insert("reviewedBy".into(), reviewer(name));
    }
    if !page.cited.is_empty() {
        data.insert(
            "citation".into(),
            page.cited.iter().map(|key| citation(key)).collect(),
        );
    }
    Value::Object(data)
}

/// The type of a page. Only those that speak of medicine are medical.
fn kind(page: &Page) -> &'static str {
    match page.kind {
        kind if kind.is_medical() => "MedicalWebPage",
        Kind::Conditions => "CollectionPage",
        Kind::Consultation => "ContactPage",
        _ => "WebPage",
    }
}

/// The clinic, with what is real of it: a placeholder helps nobody who calls it. The hours of `site.toml` are left out,
/// because they are written for people; those of a location are written by day. One location is the clinic itself, of
/// several each is a part of it.
fn medical_clinic(clinic: &Clinic, locations: &[Location]) -> Value {
    let mut data = object(json!({ "@type": "MedicalClinic", "name": clinic.name }));
    for (property, detail) in [
        ("url", &clinic.url),
        ("telephone", &clinic.phone),
        ("address", &clinic.address),
    ] {
        if !detail.placeholder && !detail.value.is_empty() {
            data.insert(property.into(), detail.value.as_str().into());
        }
    }
    match locations {
        [] => {}
        [only] => data.extend(place(only)),
        several => {
            let parts = several.iter().map(|location| {
                let mut part = object(json!({ "@type": "MedicalClinic", "name": location.name }));
                part.extend(place(location));
                Value::Object(part)
            });
            data.insert("subOrganization".into(), parts.collect());
        }
    }
    Value::Object(data)
}

/// What is known of a location, but for its name.
fn place(location: &Location) -> Map<String, Value> {
    let given = |properties: &[(&str, &str)]| -> Map<String, Value> {
        properties
            .iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(property, text)| ((*property).to_owned(), Value::from(*text)))
            .collect()
    };
    let mut address = object(json!({ "@type": "PostalAddress" }));
    address.extend(given(&[
        ("streetAddress", &location.street),
        ("addressLocality", &location.city),
        ("addressRegion", &location.state),
        ("postalCode", &location.zip),
    ]));
    let phone = location.phone.as_ref().map_or("", |(text, _)| text);
    let mut data = given(&[
        ("telephone", phone),
        ("faxNumber", &location.fax),
        ("email", &location.email),
    ]);
    data.insert("address".into(), Value::Object(address));
    let hours: Vec<Value> = location
        .hours
        .iter()
        .flat_map(|hours| &hours.machine)
        .map(|hours| hours.as_str().into())
        .collect();
    if !hours.is_empty() {
        data.insert("openingHours".into(), Value::Array(hours));
    }
    data
}

/// "Name, degree", as the front matter has it.
fn reviewer(name: &str) -> Value {
    let (name, degree) = name.split_once(',').unwrap_or((name, ""));
    let mut data = object(json!({ "@type": "Person", "name": name.trim() }));
    if !degree.trim().is_empty() {
        data.insert("honorificSuffix".into(), degree.trim().into());
    }
    Value::Object(data)
}

fn citation(key: &str) -> Value {
    site().bibliography.get(key).map_or(
        Value::Null,
        |source| json!({ "@type": "CreativeWork", "name": source.title, "url": source.link() }),
    )
}

/// The trail that the page shows, with the page itself at its end.
fn breadcrumb(page: &Page, environment: &Environment) -> Option<Value> {
    let above = routes::above(page);
    if above.is_empty() {
        return None;
    }
    let mut steps: Vec<Value> = above
        .iter()
        .map(|(name, path)| json!({ "name": name, "item": { "@id": absolute(path, environment) } }))
        .collect();
    steps.push(json!({ "name": page.title }));
    for (step, position) in steps.iter_mut().zip(1_u32..) {
        step["@type"] = "ListItem".into();
        step["position"] = position.into();
    }
    Some(json!({ "@type": "BreadcrumbList", "itemListElement": steps }))
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use site::content::{Detail, Hours};

    fn environment() -> Environment {
        Environment {
            base: "/clinic".to_owned(),
            endpoint: String::new(),
            automatic_retries: true,
            build: String::new(),
        }
    }

    fn page(path: &str) -> Page {
        routes::known(path).expect("the page exists").clone()
    }

    /// The nodes of a page's data.
    fn graph(page: &Page) -> Value {
        let block = block(page, &environment());
        let json = block
            .strip_prefix("<script type=\"application/ld+json\">")
            .and_then(|rest| rest.strip_suffix("</script>"))
            .unwrap_or_else(|| panic!("no data block: {block}"));
        let mut data: Value = serde_json::from_str(json).expect("JSON");
        assert_eq!(data["@context"], "https://schema.org");
        data["@graph"].take()
    }

    #[test]
    fn a_condition_says_what_it_is_about_when_it_was_changed_and_what_it_cites() {
        let ptsd = page("/conditions/ptsd");
        let data = &graph(&ptsd)[0];
        assert_eq!(data["@type"], "MedicalWebPage");
        assert_eq!(data["about"]["@type"], "MedicalCondition");
        assert_eq!(data["about"]["name"], ptsd.about.as_deref().unwrap());
        assert_eq!(data["dateModified"], ptsd.updated.iso.as_str());
        let url = data["url"].as_str().unwrap();
        assert!(
            url.starts_with("https://") && url.ends_with("/clinic/conditions/ptsd"),
            "{url}"
        );
        let cited = data["citation"].as_array().unwrap();
        assert_eq!(cited.len(), ptsd.cited.len());
        for (citation, key) in cited.iter().zip(&ptsd.cited) {
            let source = site().bibliography.get(key).unwrap();
            assert_eq!(citation["url"], source.link().as_str());
            assert_eq!(citation["name"], source.title.as_str());
        }
    }

    #[test]
    fn a_review_is_claimed_only_once_someone_has_signed() {
        let mut ptsd = page("/conditions/ptsd");
        ptsd.reviewed_by = None;
        let data = &graph(&ptsd)[0];
        assert!(data.get("lastReviewed").is_none() && data.get("reviewedBy").is_none());
        ptsd.reviewed_by = Some("Sample Clinician, MD".into());
        let data = &graph(&ptsd)[0];
        assert_eq!(data["lastReviewed"], ptsd.updated.iso.as_str());
        assert_eq!(
            data["reviewedBy"],
            json!({ "@type": "Person", "name": "Sample Clinician", "honorificSuffix": "MD" })
        );
    }

    #[test]
    fn of_the_clinic_only_what_is_real_is_said() {
        let detail = |value: &str, placeholder| Detail {
            value: value.into(),
            placeholder,
        };
        let mut clinic = Clinic {
            name: "Sample Clinic".into(),
            phone: detail("(555) 010-0199", true),
            url: detail("https://clinic.example", true),
            ..Clinic::default()
        };
        let bare = json!({ "@type": "MedicalClinic", "name": "Sample Clinic" });
        assert_eq!(medical_clinic(&clinic, &[]), bare);
        clinic.phone.placeholder = false;
        clinic.url.placeholder = false;
        clinic.address = detail("1 Sample Street", false);
        assert_eq!(
            medical_clinic(&clinic, &[]),
            json!({
                "@type": "MedicalClinic", "name": "Sample Clinic", "telephone": "(555) 010-0199",
                "url": "https://clinic.example", "address": "1 Sample Street"
            })
        );
    }

    #[test]
    fn one_location_is_the_clinic_and_several_are_its_parts() {
        let clinic = Clinic {
            name: "Sample Clinic".into(),
            ..Clinic::default()
        };
        let location = Location {
            name: "Main office".into(),
            street: "1 Sample Street".into(),
            city: "Sampleville".into(),
            state: "NY".into(),
            phone: Some(("(555) 010-0101".into(), "tel:+15550100101".into())),
            fax: "(555) 010-0102".into(),
            email: "desk@clinic.example".into(),
            hours: vec![Hours {
                days: "Monday to Friday".into(),
                text: "9 am to 5 pm".into(),
                machine: vec!["Mo-Fr 09:00-17:00".into()],
            }],
            ..Location::default()
        };
        let place = json!({
            "@type": "MedicalClinic", "name": "Sample Clinic", "telephone": "(555) 010-0101",
            "faxNumber": "(555) 010-0102", "email": "desk@clinic.example", "openingHours": ["Mo-Fr 09:00-17:00"],
            "address": {
                "@type": "PostalAddress", "streetAddress": "1 Sample Street", "addressLocality": "Sampleville",
                "addressRegion": "NY"
            }
        });
        assert_eq!(
            medical_clinic(&clinic, std::slice::from_ref(&location)),
            place
        );
        let other = Location {
            name: "Second office".into(),
            ..Location::default()
        };
        let both = medical_clinic(&clinic, &[location, other]);
        assert_eq!(both["name"], "Sample Clinic");
        assert!(both.get("address").is_none());
        let parts = both["subOrganization"].as_array().unwrap();
        assert_eq!(parts[0]["name"], "Main office");
        assert_eq!(parts[0]["openingHours"], place["openingHours"]);
        assert_eq!(parts[1]["name"], "Second office");
        assert!(parts[1].get("openingHours").is_none());
    }

    #[test]
    fn the_trail_ends_with_the_page_itself() {
        let ptsd = page("/conditions/ptsd");
        let trail = &graph(&ptsd)[1];
        assert_eq!(trail["@type"], "BreadcrumbList");
        let steps = trail["itemListElement"].as_array().unwrap();
        let names: Vec<_> = steps
            .iter()
            .map(|step| step["name"].as_str().unwrap())
            .collect();
        assert_eq!(names, ["Home", &page("/conditions").nav, &ptsd.title]);
        assert!(steps[2].get("item").is_none());
        assert_eq!(steps[1]["position"], 2);
        assert!(
            graph(&page("/")).get(1).is_none(),
            "the first page has no trail"
        );
    }

    #[test]
    fn nothing_that_staff_write_ends_the_block() {
        let mut ptsd = page("/conditions/ptsd");
        ptsd.title = "</script><script>alert(1)//<!--".into();
        let block = block(&ptsd, &environment());
        assert_eq!(block.matches('<').count(), 2, "{block}");
        assert_eq!(graph(&ptsd)[0]["name"], ptsd.title.as_str());
    }

    #[test]
    fn pages_that_nobody_should_find_say_nothing() {
        assert_eq!(block(&page(site::paths::RECEIVED), &environment()), "");
        let index = include_str!("../../index.html");
        assert!(index.contains(&format!("<html lang=\"{LANGUAGE}\">")));
    }
}

//! Where the clinic can be visited.

mod content;

use content::Content;

const FILE: &str = "locations.toml";

const WHOLE: &str = r#"[[location]]
name = "Main Street office"
street = "1 Sample Street, Suite 2"
city = "Sampleville"
state = "NY"
zip = "00000"
phone = "(555) 010-0101"
fax = "(555) 010-0102"
email = "front-desk@clinic.example"
monday = "9 am to 5 pm"
tuesday = "9 am to 5 pm"
wednesday = "9 am to 5 pm"
thursday = "9 am to 5 pm"
friday = "9 am to noon, 1 pm to 3 pm"
saturday = "by appointment"
sunday = "closed"
"#;

fn with(name: &str, lines: &str) -> Content {
    Content::new(name).write(FILE, lines.as_bytes())
}

#[test]
fn several_locations_have_their_address_hours_and_numbers() {
    let second = "\n[[location]]\nname = \"Second office\"\nstreet = \"3 Sample Street\"\ncity = \"Sampleville\"\n";
    let site = with("locations", &format!("{WHOLE}{second}"))
        .compile()
        .unwrap_or_else(|diagnostics| panic!("{diagnostics:#?}"));
    let [first, second] = site.locations.as_slice() else {
        panic!("{:#?}", site.locations)
    };
    assert_eq!(
        first.phone,
        Some(("(555) 010-0101".to_owned(), "tel:+15550100101".to_owned()))
    );
    assert_eq!(
        (first.fax.as_str(), first.email.as_str()),
        ("(555) 010-0102", "front-desk@clinic.example")
    );
    let hours: Vec<(&str, &str)> = first
        .hours
        .iter()
        .map(|hours| (hours.days.as_str(), hours.text.as_str()))
        .collect();
    assert_eq!(
        hours,
        [
            ("Monday to Thursday", "9 am to 5 pm"),
            ("Friday", "9 am to noon and 1 pm to 3 pm"),
            ("Saturday", "By appointment"),
            ("Sunday", "Closed")
        ]
    );
    assert_eq!(first.hours[1].machine, ["Fr 09:00-12:00", "Fr 13:00-15:00"]);
    assert!(second.hours.is_empty() && second.phone.is_none());
}

#[test]
fn without_the_file_or_with_remarks_alone_there_are_none() {
    for content in [
        with("locations_none", "").remove(FILE),
        with("locations_remarks", "# None yet.\n"),
    ] {
        assert_eq!(content.compile().unwrap().locations, []);
    }
}

#[test]
fn with_locations_nobody_has_to_give_an_address_and_hours_in_site_toml() {
    let told = |content: &Content| -> Vec<String> {
        let warnings = content.compile().unwrap().warnings;
        let own = warnings.iter().map(ToString::to_string);
        own.filter(|told| told.contains("`address`") || told.contains("`hours`"))
            .collect()
    };
    assert_eq!(told(&with("locations_placeholder", WHOLE)), [""; 0]);
    let both = with("locations_both", WHOLE).replace(
        "site.toml",
        "hours = { value = \"\"",
        "hours = { value = \"9 to 5\"",
    );
    assert_eq!(
        told(&both),
        [
            "content/site.toml:1: `hours` is not shown, because locations.toml has locations. To mend it: write it there, and leave it empty here: `value = \"\"`."
        ]
    );
}

#[test]
fn what_is_wrong_with_a_location_is_told_on_its_line() {
    for (name, from, to, told) in [
        (
            "locations_name",
            "name = \"Main Street office\"\n",
            "",
            "content/locations.toml:1: this location has no `name`. To mend it: add a line like `name = \"Main Street office\"`.",
        ),
        (
            "locations_day",
            "sunday = \"closed\"\n",
            "",
            "content/locations.toml:1: this location does not say when it is open on Sunday. To mend it: add a line like `sunday = \"closed\"`, or delete all seven days.",
        ),
        (
            "locations_hours",
            "monday = \"9 am to 5 pm\"",
            "monday = \"9 to 5\"",
            "content/locations.toml:10: `monday = \"9 to 5\"` does not say which times are am and which are pm. To mend it: write it like \"9 am to 5 pm\", \"9 am to noon, 1 pm to 5 pm\", \"closed\" or \"by appointment\".",
        ),
        (
            "locations_phone",
            "phone = \"(555) 010-0101\"",
            "phone = \"010-0101\"",
            "content/locations.toml:7: \"010-0101\" is not one whole phone number. To mend it: write one number with its area code, like `phone = \"(555) 010-0101\"`.",
        ),
        (
            "locations_phones",
            "phone = \"(555) 010-0101\"",
            "phone = \"(555) 010-0101 or (555) 010-0102\"",
            "content/locations.toml:7: \"(555) 010-0101 or (555) 010-0102\" is not one whole phone number",
        ),
        (
            "locations_email",
            "front-desk@clinic.example",
            "front-desk at clinic.example",
            "content/locations.toml:9: \"front-desk at clinic.example\" is not an email address. To mend it: write it like `email = \"front-desk@clinic.example\"`.",
        ),
        (
            "locations_key",
            "street = ",
            "stret = ",
            "content/locations.toml:3: there is no key `stret` here. To mend it: write `street` instead of `stret`.",
        ),
        (
            "locations_header",
            "[[location]]",
            "[location]",
            "content/locations.toml:1: this line cannot be read: [location]. To mend it: write it like `[[location]]`.",
        ),
    ] {
        let message = with(name, &WHOLE.replace(from, to)).message(told);
        assert!(message.starts_with("content/locations.toml:"), "{message}");
    }
    let message = with("locations_twice", &format!("{WHOLE}\n{WHOLE}")).message("two locations");
    assert_eq!(
        message,
        "content/locations.toml:19: two locations are called “Main Street office”. To mend it: give each a name of its own."
    );
}

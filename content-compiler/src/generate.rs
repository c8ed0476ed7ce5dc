//! Writes the compiled site as Rust source, for `include!`.

use std::fmt::Write;

use crate::{Date, Mistake, Page, Site};

/// Static data for the site crate: `CLINIC`, `CRISIS`, `NOT_REVIEWED`, `REQUEST` and `PAGES` of the types in its
/// module `content`.
#[must_use]
pub fn rust(site: &Site) -> String {
    let mut out = String::new();
    let clinic = &site.settings.clinic;
    let crisis = &site.settings.crisis;
    let _ = write!(
        out,
        "pub static CLINIC: Clinic = Clinic {{ name: {:?}, tagline: {:?}, phone: {:?}, phone_link: {:?}, address: {:?}, hours: {:?}, url: {:?} }};\n\
         pub static CRISIS: Crisis = Crisis {{ heading: {:?}, text: {:?}, emergency: {:?} }};\n\
         pub static NOT_REVIEWED: &str = {:?};\n\
         pub static REQUEST: Request = Request {{ as_form: {:?}, extra: &{:?} }};\n\
         pub static PAGES: &[Page] = &[\n",
        clinic.name,
        clinic.tagline,
        clinic.phone.value,
        tel(&clinic.phone.value),
        clinic.address.value,
        clinic.hours.value,
        clinic.url.value,
        crisis.heading,
        crisis.text,
        crisis.emergency,
        site.settings.not_reviewed.text,
        site.settings.consultation.encoding == crate::Encoding::Form,
        site.settings.consultation.extra.iter().collect::<Vec<_>>(),
    );
    for page in &site.pages {
        one_page(&mut out, page);
    }
    out.push_str("];\n");
    out
}

/// Source that stops the compiler with the mistakes, and with nothing else: the items exist, but are empty.
#[must_use]
pub fn errors(mistakes: &[Mistake]) -> String {
    let mut out = String::new();
    for mistake in mistakes {
        let _ = writeln!(out, "compile_error!({:?});", mistake.to_string());
    }
    out.push_str(
        "pub static CLINIC: Clinic = Clinic { name: \"\", tagline: \"\", phone: \"\", phone_link: \"\", address: \"\", hours: \"\", url: \"\" };\n\
         pub static CRISIS: Crisis = Crisis { heading: \"\", text: \"\", emergency: \"\" };\n\
         pub static NOT_REVIEWED: &str = \"\";\n\
         pub static REQUEST: Request = Request { as_form: false, extra: &[] };\n\
         pub static PAGES: &[Page] = &[];\n",
    );
    out
}

fn one_page(out: &mut String, page: &Page) {
    let contents: Vec<String> = page
        .contents
        .iter()
        .map(|heading| {
            format!(
                "Heading {{ id: {:?}, text: {:?} }}",
                heading.id, heading.text
            )
        })
        .collect();
    let _ = writeln!(
        out,
        "Page {{ path: {:?}, kind: Kind::{:?}, title: {:?}, nav: {:?}, description: {:?}, summary: {:?}, lead: {:?}, body: {:?}, contents: &[{}], sources: {:?}, updated: {}, review_by: {}, reviewed_by: {:?}, related: &{:?}, reading_minutes: {} }},",
        page.path,
        page.kind,
        page.title,
        page.nav,
        page.description,
        page.summary,
        page.lead,
        page.body,
        contents.join(", "),
        page.sources,
        date(&page.updated),
        date(&page.review_by),
        page.reviewed_by,
        page.related,
        page.reading_minutes,
    );
}

fn date(date: &Date) -> String {
    format!("Date {{ iso: {:?}, text: {:?} }}", date.iso, date.text)
}

/// RFC 3966 link for a North American number, or for any that starts with `+`.
fn tel(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    match (phone.trim_start().starts_with('+'), digits.len()) {
        (true, _) => format!("tel:+{digits}"),
        (false, 10) => format!("tel:+1{digits}"),
        (false, 11) if digits.starts_with('1') => format!("tel:+{digits}"),
        (false, _) => format!("tel:{digits}"),
    }
}

//! The page a browser without scripting gets when its form was not accepted: what to do, and the
//! form with the answers still in it.
//!
//! The form is the site's own component. Where the built site is at hand, it stands in the site's
//! own document; else in a plain one that needs no file of the site.

use crate::log;
use crate::refusal::Words;
use ::security_headers::{page as built, policy};
use ::site::consultation::SubmissionState;
use ::site::page_file::{Choice, FILE_NAME, PageFile};
use ::site::render::refused_submission;
use ::site::site_info::{DATA_ID, DocumentData, SiteInfo};
use ::site::structure;
use consultation_rules::{Control, Field, FieldError, Submission};
use lol_html::html_content::ContentType;
use lol_html::{RewriteStrSettings, element, rewrite_str, text};
use std::path::Path;

/// What the page needs to know about the clinic's site.
#[derive(Clone, Debug)]
pub struct Page<'a> {
    /// Where the site is: an origin and a base path, or the base path alone if it is right here.
    pub site: String,
    /// The origin of the page that posted the form, if it is a site elsewhere.
    pub origin: Option<&'a str>,
    /// Further origins that a posted form may lead to.
    pub origins: Vec<&'a str>,
    /// The clinic's phone number, if known.
    pub phone: Option<&'a str>,
    /// Folder of the built site, if known.
    pub folder: Option<&'a Path>,
}

/// A page to answer with.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The whole document.
    pub html: String,
    /// Its content security policy (CSP Level 3), as a header.
    pub policy: String,
}

impl Page<'_> {
    /// The address of a page of the site; `path` starts with a slash.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.site)
    }

    /// The page for fields that need correcting.
    #[must_use]
    pub fn field_errors(&self, errors: &[FieldError], submission: &Submission) -> Rendered {
        self.render(submission, errors, &[])
    }

    /// The page for a request that could not be accepted as it is. Where the answers could not be
    /// read, the form is empty; a browser's "Back" still has them.
    #[must_use]
    pub fn refusal(&self, words: Words, submission: Option<&Submission>) -> Rendered {
        let answers = if submission.is_some() {
            "Your answers are still here."
        } else {
            "Your browser’s Back button brings your answers back."
        };
        let what = format!("{}. {}", words.heading, words.text);
        let mut general = vec![what, answers.to_owned()];
        if let Some(phone) = self.phone {
            general.push(format!("You can also call us at {phone}."));
        }
        self.render(submission.unwrap_or(&Submission::default()), &[], &general)
    }

    fn render(
        &self,
        submission: &Submission,
        errors: &[FieldError],
        general: &[String],
    ) -> Rendered {
        let state =
            || SubmissionState::refused(submission.clone(), errors.to_vec(), general.to_vec());
        if let Some(folder) = self.folder {
            match BuiltForm::read(folder) {
                Ok(form) => match form.render(self.origin, state) {
                    Ok(rendered) => return rendered,
                    Err(error) => log::trouble(&format!("the form's page: {error}")),
                },
                Err(error) => log::trouble(&error),
            }
        }
        self.plain(submission.get(Field::Topic), state)
    }

    /// The form in a document of its own. The site's conditions are not known here, so the one that
    /// was chosen stays in the list without its name.
    fn plain(&self, topic: &str, state: impl FnOnce() -> SubmissionState) -> Rendered {
        let mut file = PageFile::default();
        HEADING.clone_into(&mut file.html.heading);
        if is_a_condition(topic) {
            file.topics.push(Choice {
                value: topic.to_owned(),
                label: "What you chose before".to_owned(),
            });
        }
        let info = SiteInfo {
            base: self.site.clone(),
            ..SiteInfo::default()
        };
        // Posted to where it came from.
        let main = refused_submission(file, info, state).replace(" action=\"\"", "");
        let mut policy = format!(
            "default-src 'none'; style-src {}; base-uri 'none'; frame-ancestors 'none'; \
             form-action 'self'",
            policy::hash(STYLE)
        );
        for origin in &self.origins {
            policy.push(' ');
            policy.push_str(origin);
        }
        Rendered {
            html: self.document(&main),
            policy,
        }
    }

    /// Help stands where it stands on every page of the site (WCAG 2.2, 3.2.6): in a crisis at the top, the phone
    /// number at the end.
    fn document(&self, main: &str) -> String {
        let call = match self.phone {
            Some(phone) => format!(
                "You can also call us at <a href=\"tel:{}\">{}</a>.",
                dialed(phone),
                escape(phone)
            ),
            None => "You can also call us; our number is on every page of our site.".to_owned(),
        };
        format!(
            "<!doctype html><html lang=\"en-US\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"robots\" content=\"noindex\"><title>Error: {HEADING}</title>\
             <style>{STYLE}</style></head><body>\
             <header><p><a href=\"{}\">Our website</a></p>\
             <p>In a crisis, call or text <a href=\"tel:988\">988</a> at any time. \
             In immediate danger, call <a href=\"tel:911\">911</a>.</p></header>\
             <main id=\"main\">{main}</main>\
             <footer><p><a href=\"{}\">Open the form again</a></p><p>{call}</p></footer></body></html>",
            escape(&self.link("/")),
            escape(&self.link("/consultation"))
        )
    }
}

/// The heading of the plain page.
const HEADING: &str = "Request a consultation";

/// The form's page as the site was built. Read anew for each answer, as the site's files are, so that
/// a new release is shown at once.
#[derive(Debug)]
pub struct BuiltForm {
    document: String,
    file: PageFile,
    info: SiteInfo,
}

impl BuiltForm {
    /// Reads it from the built site in `folder`.
    ///
    /// # Errors
    /// A sentence for the operator if there is no such page.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let folder = folder.join("consultation");
        let read = |name: &str| {
            let path = folder.join(name);
            std::fs::read_to_string(&path)
                .map_err(|error| format!("{} can’t be read: {error}", path.display()))
        };
        let not_ours =
            |what: &str| format!("{} is not of this site’s build: {what}", folder.display());
        let document = read("index.html")?;
        let file = serde_json::from_str(&read(FILE_NAME)?)
            .map_err(|error| not_ours(&error.to_string()))?;
        let mut data = String::new();
        let collect = text!(format!("script[id='{DATA_ID}']"), |chunk| {
            data.push_str(chunk.as_str());
            Ok(())
        });
        let settings = RewriteStrSettings::new().append_element_content_handler(collect);
        rewrite_str(&document, settings.with_strict(false))
            .map_err(|error| not_ours(&error.to_string()))?;
        let data: DocumentData =
            serde_json::from_str(&data).map_err(|error| not_ours(&error.to_string()))?;
        let mut info = data.site;
        // Where the document's own form posts to: a deployer may have changed it since the build.
        info.endpoint = built::endpoint(&document).unwrap_or_default();
        Ok(Self {
            document,
            file,
            info,
        })
    }

    /// The clinic's name.
    #[must_use]
    pub fn clinic(&self) -> &str {
        &self.info.clinic
    }

    /// The conditions that the form lets visitors choose.
    #[must_use]
    pub fn topics(&self) -> &[Choice] {
        &self.file.topics
    }

    /// The document with the submission in it and without scripts, so that it stays as it is. With
    /// `origin` its addresses lead to that site, and its policy allows that.
    fn render(
        self,
        origin: Option<&str>,
        state: impl FnOnce() -> SubmissionState,
    ) -> Result<Rendered, String> {
        let stated = built::policy(&self.document).ok_or("it states no security policy")?;
        let policy = match origin {
            Some(origin) => also_from(&stated, origin),
            None => stated,
        };
        let main = refused_submission(self.file, self.info, state);
        let changes = RewriteStrSettings::new()
            .append_element_content_handler(element!("main[id='main']", |element| {
                element.set_inner_content(&main, ContentType::Html);
                Ok(())
            }))
            .append_element_content_handler(element!("title", |element| {
                element.prepend("Error: ", ContentType::Text);
                Ok(())
            }))
            .append_element_content_handler(element!("script", |element| {
                element.remove();
                Ok(())
            }))
            .append_element_content_handler(element!(
                format!("[{}]", structure::ATTRIBUTE),
                |element| {
                    element.remove_attribute(structure::ATTRIBUTE);
                    Ok(())
                }
            ))
            .append_element_content_handler(element!(
                "meta[http-equiv='content-security-policy' i]",
                |element| {
                    // Names, hashes and origins: nothing that ends an attribute.
                    element.set_attribute("content", &policy)?;
                    Ok(())
                }
            ));
        let failed = |error: lol_html::errors::RewritingError| error.to_string();
        let mut html = rewrite_str(&self.document, changes.with_strict(false)).map_err(failed)?;
        if let Some(origin) = origin {
            let absolute = element!("[href^='/']", |element| {
                if let Some(path) = element.get_attribute("href")
                    && !path.starts_with("//")
                {
                    element.set_attribute("href", &format!("{origin}{path}"))?;
                }
                Ok(())
            });
            let changes = RewriteStrSettings::new().append_element_content_handler(absolute);
            html = rewrite_str(&html, changes.with_strict(false)).map_err(failed)?;
        }
        Ok(Rendered {
            html,
            policy: policy::as_header(&policy),
        })
    }
}

/// The policy of a page of `origin` that is answered from here: its forms lead back there (browsers
/// also apply `form-action` to where a posted form is sent on to), and its images are there.
fn also_from(policy: &str, origin: &str) -> String {
    let directives = policy.split(';').map(str::trim).map(|directive| {
        let name = directive.split_ascii_whitespace().next().unwrap_or("");
        if matches!(name, "form-action" | "img-src" | "manifest-src")
            && !directive
                .split_ascii_whitespace()
                .any(|source| source == origin)
        {
            format!("{directive} {origin}")
        } else {
            directive.to_owned()
        }
    });
    directives.collect::<Vec<_>>().join("; ")
}

/// The digits of a phone number, and a plus at its start, for a `tel:` link (RFC 3966).
fn dialed(phone: &str) -> String {
    phone
        .chars()
        .enumerate()
        .filter(|(index, c)| c.is_ascii_digit() || (*index == 0 && *c == '+'))
        .map(|(_, c)| c)
        .collect()
}

/// Text that is only text, in content and in quoted attributes.
fn escape(text: &str) -> String {
    html_escape::encode_quoted_attribute(text).into_owned()
}

/// Whether a topic is one of the site's conditions and not one of the field's own choices.
fn is_a_condition(topic: &str) -> bool {
    let Control::Select(choices) = Field::Topic.spec().control else {
        return false;
    };
    !topic.is_empty() && choices.iter().all(|choice| choice.value != topic)
}

/// The site's colors: contrast at least 7:1 for text and 3:1 for borders (WCAG 2.2), in light and in dark.
const STYLE: &str = "\
:root{color-scheme:light dark;--paper:#fbf7f0;--ink:#1d2a2b;--muted:#465355;--edge:#6f7472;\
--link:#0b5a58;--button:#fff;--error:#a3211b}\
@media(prefers-color-scheme:dark){:root{--paper:#141b1c;--ink:#ebe6dc;--muted:#b9bdb8;--edge:#8c9794;\
--link:#86cfc5;--button:#06211f;--error:#ffb0a6}}\
body{margin:0;background:var(--paper);color:var(--ink);font:1.125rem/1.5 system-ui,sans-serif;\
overflow-wrap:anywhere}\
header,main,footer{max-inline-size:40rem;margin:auto;padding:1rem 1.5rem}\
header p:first-child{font-weight:600}\
header p,footer p{margin-block:0}\
a{color:var(--link)}\
header a,footer a,li a,a[href$=privacy]{padding-block:.4rem}\
header p+p{margin-block-start:.5rem}\
li+li{margin-block-start:.5rem}\
h1,h2{font-size:1.5rem;line-height:1.25;margin-block:0 .75rem}\
.error-summary{margin-block-end:1.5rem;border:.25rem solid var(--error);border-radius:.75rem;padding:1rem 1.25rem}\
.error-summary>:last-child{margin-block-end:0}\
.error-summary a{color:var(--error);font-weight:600}\
.field{border:0;margin:1.5rem 0;padding:0}\
.visually-hidden,.trap{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%)}\
label,legend{display:block;font-weight:600;padding:0}\
.choice label{font-weight:400}\
.choice{display:flex;gap:.5rem;font-weight:400;padding-block:.6rem}\
.choice input{flex:none;inline-size:1.5rem;block-size:1.5rem;margin:0}\
.hint{margin:0;color:var(--muted)}\
.error-message{margin:0;color:var(--error);font-weight:600}\
input:not([type=radio],[type=checkbox]),select,textarea{box-sizing:border-box;inline-size:100%;\
min-block-size:3rem;background:transparent;color:inherit;font:inherit;padding:.5rem;\
border:2px solid var(--edge);border-radius:.375rem}\
option{background:var(--paper)}\
[aria-invalid]{border-color:var(--error)}\
button{font:inherit;font-weight:600;padding:.75rem 1.5rem;min-block-size:2.75rem;border:2px solid transparent;\
border-radius:1.5rem;background:var(--link);color:var(--button)}\
@media(forced-colors:active){button{background:ButtonFace;border-color:ButtonText;color:ButtonText}}\
:focus-visible{outline:.1875rem solid;outline-offset:.125rem}";

#[cfg(test)]
mod tests {
    use super::*;
    use consultation_rules::CHECKED;

    fn page() -> Page<'static> {
        Page {
            site: "/clinic".into(),
            origin: None,
            origins: vec!["https://www.example.com"],
            phone: Some("(555) 010-0199"),
            folder: None,
        }
    }

    fn submission() -> Submission {
        let mut submission = Submission::default();
        for (field, typed) in [
            (Field::Name, "Sample <b>\"Person\"</b> & 'Co'"),
            (Field::ContactPreference, "text"),
            (Field::Phone, "\"><script>alert(1)</script>"),
            (Field::Email, "sample@example.com"),
            (Field::BestTime, "evening"),
            (Field::Topic, "ptsd"),
            (Field::Message, "\n</textarea><script>alert(2)</script>"),
            (Field::Consent, CHECKED),
        ] {
            submission.set(field, typed);
        }
        submission
    }

    const WORDS: Words = Words {
        heading: "A",
        text: "B",
    };

    /// A built site with just what this page needs.
    fn built_site() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let form = folder.path().join("consultation");
        std::fs::create_dir(&form).unwrap();
        let mut file = PageFile::default();
        "Ask us".clone_into(&mut file.html.heading);
        file.topics = vec![Choice {
            value: "ptsd".into(),
            label: "PTSD & more".into(),
        }];
        let mut data = DocumentData::default();
        data.site.form.extra = vec![("form-name".into(), "consultation".into())];
        data.site.base = "/clinic".into();
        let json = serde_json::to_string(&data).unwrap();
        let policy = built::meta("default-src 'none'; img-src 'self'; form-action 'self'");
        let document = format!(
            "<!doctype html><html lang=en-US><head>{policy}<meta name=\"{}\" content=\"/api/consultations\">\
             <link rel=icon href=/clinic/icon><title>Ask us – Clinic</title></head><body>\
             <div id=app {}=\"x\"><header>Top</header><main id=\"main\" tabindex=\"-1\"><p>before</p></main></div>\
             <script type=\"application/json\" id=\"{DATA_ID}\">{json}</script><script>start()</script></body></html>",
            built::ENDPOINT,
            structure::ATTRIBUTE
        );
        std::fs::write(form.join("index.html"), document).unwrap();
        std::fs::write(form.join(FILE_NAME), serde_json::to_string(&file).unwrap()).unwrap();
        folder
    }

    fn has_every_answer(html: &str) {
        let tag = |start: &str| {
            let tag = html.split_once(start).expect(start).1;
            tag.split_once('>').expect("its end").0.to_owned()
        };
        let text = |start: &str| html_escape::decode_html_entities(&tag(start)).into_owned();
        assert!(
            text("<input id=\"name\"").contains("value=\"Sample <b"),
            "{html}"
        );
        assert!(tag("id=\"contact_preference-text\"").contains(" checked"));
        assert!(!tag("id=\"contact_preference-email\"").contains(" checked"));
        assert!(tag("<input id=\"email\"").contains("value=\"sample@example.com\""));
        assert!(tag("value=\"evening\"").contains(" checked"), "{html}");
        assert!(
            tag("<option value=\"ptsd\"").contains(" selected"),
            "{html}"
        );
        assert!(tag("id=\"consent\"").contains(" checked"));
        assert!(
            html.contains("&lt;/textarea&gt;&lt;script&gt;alert(2)"),
            "{html}"
        );
        assert!(tag("<input id=\"name\"").contains("dir=\"auto\""));
        assert!(tag("<textarea id=\"message\"").contains("dir=\"auto\""));
        assert!(!tag("<input id=\"phone\"").contains("dir="));
        // The trap is there, and empty.
        assert!(!tag("name=\"referral_code\"").contains("value="), "{html}");
        assert!(!html.contains("<script"), "{html}");
        assert_eq!(html.matches("</textarea>").count(), 1);
        // One line break for the parser to drop, one of the visitor's.
        assert!(html.contains(">\n\n&lt;/textarea&gt;"), "{html}");
        assert_eq!(html.matches("<form").count(), 1);
    }

    #[test]
    fn every_answer_is_in_the_form_again_with_and_without_the_site() {
        has_every_answer(&page().refusal(WORDS, Some(&submission())).html);
        let site = built_site();
        let page = Page {
            folder: Some(site.path()),
            ..page()
        };
        let rendered = page.refusal(WORDS, Some(&submission()));
        has_every_answer(&rendered.html);
        for part in [
            "<title>Error: Ask us – Clinic</title>",
            "<header>Top</header>",
            "A. B",
            "PTSD &amp; more",
            "type=\"hidden\" name=\"form-name\" value=\"consultation\"",
            "action=\"/api/consultations\"",
            "href=\"/clinic/privacy\"",
        ] {
            assert!(rendered.html.contains(part), "{part} in {}", rendered.html);
        }
        for part in ["before", structure::ATTRIBUTE] {
            assert!(!rendered.html.contains(part), "{part} in {}", rendered.html);
        }
        assert!(rendered.policy.contains("frame-ancestors 'none'"));
    }

    #[test]
    fn a_site_elsewhere_is_linked_by_its_origin_and_may_be_led_back_to() {
        let site = built_site();
        let page = Page {
            folder: Some(site.path()),
            origin: Some("https://www.example.com"),
            ..page()
        };
        let rendered = page.refusal(WORDS, None);
        for link in ["/clinic/icon", "/clinic/privacy"] {
            let link = format!("href=\"https://www.example.com{link}\"");
            assert!(rendered.html.contains(&link), "{link} in {}", rendered.html);
        }
        let allowed = "form-action 'self' https://www.example.com";
        assert!(rendered.policy.contains(allowed), "{}", rendered.policy);
        assert!(built::policy(&rendered.html).unwrap().contains(allowed));
    }

    #[test]
    fn a_folder_without_the_forms_page_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let error = BuiltForm::read(folder.path()).unwrap_err();
        assert!(error.contains("consultation/index.html"), "{error}");
        std::fs::create_dir(folder.path().join("consultation")).unwrap();
        for name in ["index.html", FILE_NAME] {
            std::fs::write(folder.path().join("consultation").join(name), "{}").unwrap();
        }
        let error = BuiltForm::read(folder.path()).unwrap_err();
        assert!(error.contains("not of this site’s build"), "{error}");
    }

    #[test]
    fn an_error_stands_at_the_top_and_at_its_field_and_is_tied_to_it() {
        let error = FieldError {
            field: Field::Phone,
            message: "Enter a phone number".into(),
        };
        let html = page().field_errors(&[error], &Submission::default()).html;
        for part in [
            "<title>Error: ",
            "<a href=\"#phone\">Enter a phone number</a>",
            "id=\"phone-error\"",
            "aria-describedby=\"phone-hint phone-error\"",
            "aria-invalid=\"true\"",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn without_the_site_the_page_claims_no_topic_and_leads_to_the_site() {
        let Rendered { html, policy } = page().refusal(WORDS, None);
        assert!(
            html.contains("href=\"tel:5550100199\">(555) 010-0199<"),
            "{html}"
        );
        assert!(html.contains("href=\"/clinic/consultation\""), "{html}");
        assert!(!html.contains("ptsd"), "{html}");
        let html = page().refusal(WORDS, Some(&submission())).html;
        assert!(html.contains(">What you chose before</option>"), "{html}");
        assert!(policy.contains("default-src 'none'"), "{policy}");
        assert!(!policy.contains("script-src"), "{policy}");
        assert!(
            policy.ends_with("form-action 'self' https://www.example.com"),
            "{policy}"
        );
    }
}

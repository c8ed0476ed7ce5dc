//! The page a browser without scripting gets when its form was not accepted: what to do, and the
//! form with the answers still in it.
//!
//! It stands on its own, with no file of the site, because it must work when something else
//! doesn't. Every value in it is escaped, and its content security policy allows no script at all.

use crate::refusal::Words;
use ::security_headers::policy::hash;
use consultation_rules::{
    CHECKED, Choice, Control, FIELDS, Field, FieldError, HONEYPOT, Submission,
};
use std::borrow::Cow;
use std::fmt::Write;

/// What the page needs to know about the clinic's site.
#[derive(Clone, Debug)]
pub struct Page<'a> {
    /// Where the site is: an origin and a base path, or the base path alone if it is right here.
    pub site: String,
    /// Further origins that a posted form may lead to.
    pub origins: Vec<&'a str>,
    /// The clinic's phone number, if known.
    pub phone: Option<&'a str>,
}

impl Page<'_> {
    /// The address of a page of the site; `path` starts with a slash.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.site)
    }

    /// The page for fields that need correcting.
    #[must_use]
    pub fn field_errors(&self, errors: &[FieldError], submission: &Submission) -> String {
        let mut main =
            String::from("<div class=\"problem\" role=\"alert\"><h1>There is a problem</h1><ul>");
        for error in errors {
            push(
                &mut main,
                format_args!(
                    "<li><a href=\"#{}\">{}</a></li>",
                    error.field.name(),
                    escape(&error.message)
                ),
            );
        }
        main.push_str("</ul></div>");
        self.form(&mut main, errors, submission, "Send request");
        self.document("Error: Request a consultation", &main)
    }

    /// The page for a request that could not be accepted as it is. Where the answers could not be
    /// read, it leads back to the form; a browser's "Back" still has them.
    #[must_use]
    pub fn refusal(&self, words: Words, submission: Option<&Submission>) -> String {
        let mut main = format!(
            "<div class=\"problem\" role=\"alert\"><h1>{}</h1><p>{}</p></div>",
            words.heading, words.text
        );
        if let Some(submission) = submission {
            main.push_str("<p>Your answers are still here.</p>");
            self.form(&mut main, &[], submission, "Try again");
        } else {
            push(
                &mut main,
                format_args!(
                    "<p>Your browser’s Back button brings your answers back, or \
                     <a href=\"{}\">open the form again</a>.</p>",
                    escape(&self.link("/consultation"))
                ),
            );
        }
        self.document(&format!("Error: {}", words.heading), &main)
    }

    /// The policy of this page (CSP Level 3): its own inline style, posting back, nothing else.
    /// Browsers also apply `form-action` to where a posted form is sent on to, so the site's origin
    /// must be in it.
    #[must_use]
    pub fn content_security_policy(&self) -> String {
        let mut policy = format!(
            "default-src 'none'; style-src {}; base-uri 'none'; frame-ancestors 'none'; \
             form-action 'self'",
            hash(STYLE)
        );
        for origin in &self.origins {
            push(&mut policy, format_args!(" {origin}"));
        }
        policy
    }

    /// Help stands where it stands on every page of the site (WCAG 2.2, 3.2.6): in a crisis at the top, the phone
    /// number at the end.
    fn document(&self, title: &str, main: &str) -> String {
        let call = match self.phone {
            Some(phone) => format!(
                "You can also call us at <a href=\"tel:{}\">{}</a>.",
                dialed(phone),
                escape(phone)
            ),
            None => "You can also call us; our number is on every page of our site.".to_owned(),
        };
        format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"robots\" content=\"noindex\"><title>{} · Greater Wellness Clinic</title>\
             <style>{STYLE}</style></head><body>\
             <header><p><a href=\"{}\">Greater Wellness Clinic</a></p>\
             <p>In a crisis, call or text <a href=\"tel:988\">988</a> at any time. \
             In immediate danger, call <a href=\"tel:911\">911</a>.</p></header>\
             <main>{main}</main><footer><p>{call}</p></footer></body></html>",
            escape(title),
            escape(&self.link("/"))
        )
    }

    /// The form. It posts to the address it came from, and it has no id: sent again unchanged, the
    /// endpoint knows it by its answers; changed, it is a new request.
    fn form(
        &self,
        main: &mut String,
        errors: &[FieldError],
        submission: &Submission,
        submit: &str,
    ) {
        let form = Form { errors };
        main.push_str("<form method=\"post\" novalidate>");
        for spec in &FIELDS {
            let (field, value) = (spec.field, submission.get(spec.field));
            match spec.control {
                Control::Text {
                    input_type,
                    autocomplete,
                } => form.text(main, field, input_type, autocomplete, value),
                Control::Radios(choices) => form.radios(main, field, choices, value),
                Control::Select(choices) => form.select(main, field, choices, value),
                Control::TextArea { max_characters } => {
                    form.text_area(main, field, max_characters, value);
                }
                Control::Checkbox => form.checkbox(main, field, value, &self.link("/privacy")),
            }
        }
        // The trap of the site's own form, hidden from everyone.
        push(
            main,
            format_args!(
                "<div hidden><label>Leave this empty <input name=\"{HONEYPOT}\" tabindex=\"-1\" \
                 autocomplete=\"off\"></label></div><button>{submit}</button></form>"
            ),
        );
    }
}

struct Form<'a> {
    errors: &'a [FieldError],
}

impl Form<'_> {
    fn text(&self, main: &mut String, field: Field, kind: &str, autocomplete: &str, value: &str) {
        let name = field.name();
        push(
            main,
            format_args!(
                "<div class=\"field\"><label for=\"{name}\">{}</label>",
                field.label()
            ),
        );
        let described = self.notes(main, field);
        push(
            main,
            format_args!(
                "<input id=\"{name}\" name=\"{name}\" type=\"{kind}\" \
                 autocomplete=\"{autocomplete}\" spellcheck=\"false\"{} value=\"{}\"{described}></div>",
                // A name in the direction of its own script; numbers and email addresses keep the page's.
                if kind == "text" { " dir=\"auto\"" } else { "" },
                escape(value)
            ),
        );
    }

    fn radios(&self, main: &mut String, field: Field, choices: &[Choice], chosen: &str) {
        let name = field.name();
        main.push_str("<fieldset class=\"field\"");
        let mut inside = String::new();
        let described = self.notes(&mut inside, field);
        push(
            main,
            format_args!("{described}><legend>{}</legend>{inside}", field.label()),
        );
        for (index, Choice { value, label }) in choices.iter().enumerate() {
            // The first one carries the name the error links to.
            let id = if index == 0 {
                Cow::Borrowed(name)
            } else {
                Cow::Owned(format!("{name}-{value}"))
            };
            push(
                main,
                format_args!(
                    "<label class=\"choice\"><input type=\"radio\" id=\"{id}\" name=\"{name}\" \
                     value=\"{value}\"{}> {label}</label>",
                    if chosen == *value { " checked" } else { "" }
                ),
            );
        }
        main.push_str("</fieldset>");
    }

    /// The site's list of conditions isn't known here, so the one that was chosen stays in the list
    /// under its slug's words.
    fn select(&self, main: &mut String, field: Field, choices: &[Choice], chosen: &str) {
        let name = field.name();
        push(
            main,
            format_args!(
                "<div class=\"field\"><label for=\"{name}\">{}</label>",
                field.label()
            ),
        );
        let described = self.notes(main, field);
        push(
            main,
            format_args!("<select id=\"{name}\" name=\"{name}\"{described}>"),
        );
        let mut options = vec![("", Cow::Borrowed("Choose one"))];
        options.extend(
            choices
                .iter()
                .map(|choice| (choice.value, choice.label.into())),
        );
        if !options.iter().any(|(value, _)| *value == chosen) {
            options.insert(1, (chosen, words_of_slug(chosen).into()));
        }
        for (value, label) in options {
            push(
                main,
                format_args!(
                    "<option value=\"{}\"{}>{}</option>",
                    escape(value),
                    if chosen == value { " selected" } else { "" },
                    escape(&label)
                ),
            );
        }
        main.push_str("</select></div>");
    }

    fn text_area(&self, main: &mut String, field: Field, max_characters: usize, value: &str) {
        let name = field.name();
        push(
            main,
            format_args!(
                "<div class=\"field\"><label for=\"{name}\">{}</label>",
                field.label()
            ),
        );
        let described = self.notes(main, field);
        // HTML drops one line break after the tag, so it gets one to drop.
        push(
            main,
            format_args!(
                "<p class=\"hint\">At most {max_characters} characters</p>\
                 <textarea id=\"{name}\" name=\"{name}\" rows=\"6\" dir=\"auto\"{described}>\n{}</textarea></div>",
                escape(value)
            ),
        );
    }

    fn checkbox(&self, main: &mut String, field: Field, value: &str, privacy: &str) {
        let name = field.name();
        main.push_str("<div class=\"field\">");
        let described = self.notes(main, field);
        push(
            main,
            format_args!(
                "<label class=\"choice\"><input type=\"checkbox\" id=\"{name}\" name=\"{name}\" \
                 value=\"{CHECKED}\"{}{described}> {}</label> <a href=\"{}\">Privacy</a></div>",
                if value == CHECKED { " checked" } else { "" },
                field.label(),
                escape(privacy)
            ),
        );
    }

    /// The field's hint and error, and the attributes that tie them to its control.
    fn notes(&self, main: &mut String, field: Field) -> String {
        let name = field.name();
        let mut ids = Vec::new();
        if let Some(hint) = field.hint() {
            push(
                main,
                format_args!("<p class=\"hint\" id=\"{name}-hint\">{}</p>", escape(hint)),
            );
            ids.push(format!("{name}-hint"));
        }
        let error = self.errors.iter().find(|error| error.field == field);
        if let Some(error) = error {
            push(
                main,
                format_args!(
                    "<p class=\"error\" id=\"{name}-error\">Error: {}</p>",
                    escape(&error.message)
                ),
            );
            ids.push(format!("{name}-error"));
        }
        let mut attributes = String::new();
        if !ids.is_empty() {
            push(
                &mut attributes,
                format_args!(" aria-describedby=\"{}\"", ids.join(" ")),
            );
        }
        if error.is_some() {
            attributes.push_str(" aria-invalid=\"true\"");
        }
        attributes
    }
}

fn push(to: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string can't fail.
    let _ = to.write_fmt(text);
}

/// `anxiety-disorders` as "Anxiety disorders".
fn words_of_slug(slug: &str) -> String {
    let mut words = slug.replace('-', " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
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
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    escaped
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
h1{font-size:1.5rem;line-height:1.25;margin-block:0 .75rem}\
.problem{border:.25rem solid var(--error);border-radius:.75rem;padding:1rem 1.25rem}\
.problem>:last-child{margin-block-end:0}\
.problem a{color:var(--error);font-weight:600}\
.field{border:0;margin:1.5rem 0;padding:0}\
label,legend{display:block;font-weight:600;padding:0}\
.choice{display:flex;gap:.5rem;font-weight:400;padding-block:.6rem}\
.choice input{flex:none;inline-size:1.5rem;block-size:1.5rem;margin:0}\
.hint{margin:0;color:var(--muted)}\
.error{margin:0;color:var(--error);font-weight:600}\
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

    fn page() -> Page<'static> {
        Page {
            site: "/clinic".into(),
            origins: vec!["https://www.example.com"],
            phone: Some("(555) 010-0199"),
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
            (Field::Topic, "\"><img src=x>"),
            (Field::Message, "\n</textarea><script>alert(2)</script>"),
            (Field::Consent, CHECKED),
        ] {
            submission.set(field, typed);
        }
        submission
    }

    #[test]
    fn typed_values_can_not_become_markup() {
        let html = page().field_errors(&[], &submission());
        assert!(!html.contains("<script"), "{html}");
        assert!(!html.contains("<img"), "{html}");
        assert!(!html.contains("<b>"), "{html}");
        assert_eq!(html.matches("</textarea>").count(), 1);
    }

    #[test]
    fn every_answer_is_in_the_form_again() {
        let html = page().refusal(
            Words {
                heading: "A",
                text: "B",
            },
            Some(&submission()),
        );
        for part in [
            "value=\"Sample &lt;b&gt;&quot;Person&quot;&lt;/b&gt; &amp; &#39;Co&#39;\"",
            "value=\"text\" checked",
            "value=\"sample@example.com\"",
            "value=\"evening\" checked",
            "value=\"&quot;&gt;&lt;img src=x&gt;\" selected",
            ">\n\n&lt;/textarea&gt;&lt;script",
            "value=\"yes\" checked",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn an_error_stands_at_the_top_and_at_its_field_and_is_tied_to_it() {
        let error = FieldError {
            field: Field::Phone,
            message: "Enter a phone number".into(),
        };
        let html = page().field_errors(&[error], &Submission::default());
        assert!(html.contains("<title>Error: "), "{html}");
        assert!(
            html.contains("<a href=\"#phone\">Enter a phone number</a>"),
            "{html}"
        );
        assert!(
            html.contains("id=\"phone-error\">Error: Enter a phone number"),
            "{html}"
        );
        assert!(
            html.contains("aria-describedby=\"phone-hint phone-error\" aria-invalid=\"true\""),
            "{html}"
        );
    }

    #[test]
    fn name_and_message_keep_the_direction_of_their_script() {
        let html = page().field_errors(&[], &submission());
        for (control, has_direction) in [
            ("<input id=\"name\"", true),
            ("<textarea id=\"message\"", true),
            ("<input id=\"phone\"", false),
            ("<input id=\"email\"", false),
        ] {
            let tag = html.split_once(control).expect(control).1;
            let tag = tag.split_once('>').expect("its end").0;
            assert_eq!(
                tag.contains("dir=\"auto\""),
                has_direction,
                "{control}{tag}"
            );
        }
    }

    #[test]
    fn a_failure_gives_the_phone_number() {
        let html = page().refusal(
            Words {
                heading: "A",
                text: "B",
            },
            None,
        );
        assert!(
            html.contains("href=\"tel:5550100199\">(555) 010-0199<"),
            "{html}"
        );
        assert!(html.contains("href=\"/clinic/consultation\""), "{html}");
    }

    #[test]
    fn the_policy_allows_no_script_and_the_way_to_the_site() {
        let policy = page().content_security_policy();
        assert!(policy.contains("default-src 'none'"), "{policy}");
        assert!(!policy.contains("script-src"), "{policy}");
        assert!(
            policy.ends_with("form-action 'self' https://www.example.com"),
            "{policy}"
        );
    }

    #[test]
    fn a_slug_reads_as_words() {
        assert_eq!(words_of_slug("anxiety-disorders"), "Anxiety disorders");
        assert_eq!(words_of_slug("ünï"), "ünï");
        assert_eq!(words_of_slug(""), "");
    }
}

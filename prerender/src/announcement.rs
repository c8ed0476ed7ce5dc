//! The announcement at the top of every page. It stands outside of the app's root element, so the WebAssembly knows
//! nothing of it.
//!
//! A page is written once and read for weeks, so its days are honored three times: a release leaves out what is over, the
//! page's script shows and hides it by the visitor's calendar, and the text says until when it holds, which stays true
//! without scripting.

use html_escape::encode_double_quoted_attribute as escape;
use site::content::{Announcement, Date, When};
use site::environment::Environment;

/// The script of a page that has one.
pub(crate) const SCRIPT: &str = include_str!("announcement.js");

/// What a page shows.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    /// Its HTML; empty for nothing.
    pub html: String,
    /// Whether the page needs [`SCRIPT`].
    pub has_script: bool,
}

/// A release shows it on its days. A preview shows it always, and says when a release does.
pub(crate) fn shown(
    announcement: Option<&Announcement>,
    is_preview: bool,
    environment: &Environment,
) -> Shown {
    let Some(announcement) = announcement else {
        return Shown::default();
    };
    if announcement.when == When::Over && !is_preview {
        return Shown::default();
    }
    let (first, last) = (&announcement.first_day, &announcement.last_day);
    let (attributes, mark) = match (is_preview, announcement.when) {
        (true, When::Now) => (String::new(), String::new()),
        (true, when) => {
            let when = if when == When::Over {
                "no longer"
            } else {
                "not yet"
            };
            let mark = format!(
                "<span>Preview: {when} on the published site, which shows it from {} to {}.</span>",
                first.text, last.text
            );
            (String::new(), mark)
        }
        (false, when) => {
            let hidden = if when == When::Later { " hidden" } else { "" };
            let days = format!(
                " data-first-day=\"{}\" data-last-day=\"{}\"{hidden}",
                escape(&first.iso),
                escape(&last.iso)
            );
            (days, String::new())
        }
    };
    let html = format!(
        "<section class=\"announcement\" aria-label=\"Announcement\"{attributes}><p>{} \
         <span>This note holds through {}.</span>{mark}</p></section>",
        environment.html(&announcement.text),
        time(last)
    );
    Shown {
        html,
        has_script: !is_preview,
    }
}

fn time(date: &Date) -> String {
    format!("<time datetime=\"{}\">{}</time>", date.iso, date.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(when: When, is_preview: bool) -> Shown {
        let date = |iso: &str, text: &str| Date {
            iso: iso.into(),
            text: text.into(),
        };
        let announcement = Announcement {
            text: "Closed. <a href=\"/visit\">More</a>".into(),
            first_day: date("2026-06-27", "June 27, 2026"),
            last_day: date("2026-07-04", "July 4, 2026"),
            when,
        };
        let environment = Environment {
            base: "/clinic".to_owned(),
            endpoint: String::new(),
            automatic_retries: true,
            build: String::new(),
        };
        shown(Some(&announcement), is_preview, &environment)
    }

    #[test]
    fn a_release_shows_it_on_its_days_and_says_until_when() {
        let now = html(When::Now, false);
        assert_eq!(
            now.html,
            "<section class=\"announcement\" aria-label=\"Announcement\" data-first-day=\"2026-06-27\" \
             data-last-day=\"2026-07-04\"><p>Closed. <a href=\"/clinic/visit\">More</a> \
             <span>This note holds through \
             <time datetime=\"2026-07-04\">July 4, 2026</time>.</span></p></section>"
        );
        assert!(now.has_script);
        // Without scripting nothing is shown too early.
        assert!(html(When::Later, false).html.contains("\" hidden><p>"));
        let over = html(When::Over, false);
        assert!(over.html.is_empty() && !over.has_script);
    }

    #[test]
    fn a_preview_shows_it_at_once_and_says_when_a_release_does() {
        for (when, mark) in [
            (
                When::Later,
                "Preview: not yet on the published site, which shows it from June 27, 2026 to July 4, 2026.",
            ),
            (When::Over, "Preview: no longer on the published site"),
        ] {
            let preview = html(when, true);
            assert!(preview.html.contains(mark), "{}", preview.html);
            // Its script would hide it.
            assert!(!preview.has_script && !preview.html.contains("hidden"));
        }
        assert!(!html(When::Now, true).html.contains("Preview"));
    }
}

//! What a notice says: which requests there are, how many wait, where the queue is. Not one answer is
//! in it: the types here have no place for any.

use crate::time_zone::TimeZone;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// A request that is told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its id.
    pub id: String,
    /// Its reference.
    pub reference: String,
    /// When it was received: UTC, RFC 3339.
    pub received_at: String,
    /// Whether an earlier notice of it may have arrived.
    pub again: bool,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// These requests have come in.
    New {
        /// The requests, oldest first; at least one.
        requests: Vec<Told>,
        /// How many are new in all.
        waiting: u64,
    },
    /// These requests are overdue.
    Overdue {
        /// The day, like `2026-11-28`.
        day: String,
        /// The first of them, oldest first; at least one.
        requests: Vec<Told>,
        /// How many there are in all.
        overdue: u64,
        /// Whether an earlier digest of this day may have arrived.
        again: bool,
    },
}

/// What every notice is written with.
#[derive(Clone, Copy, Debug)]
pub struct Style<'a> {
    /// The clinic's time zone.
    pub zone: &'a TimeZone,
    /// The queue's address, if known.
    pub queue: Option<&'a str>,
}

impl Notice {
    /// The subject of an e-mail.
    #[must_use]
    pub fn subject(&self) -> String {
        match self {
            Self::New { requests, .. } => {
                let is_again = requests.iter().all(|told| told.again);
                match requests.as_slice() {
                    [one] if is_again => {
                        format!("Again: new consultation request {}", one.reference)
                    }
                    [one] => format!("New consultation request {}", one.reference),
                    many if is_again => {
                        format!("Again: {} new consultation requests", many.len())
                    }
                    many => format!("{} new consultation requests", many.len()),
                }
            }
            Self::Overdue { overdue, again, .. } => {
                let again = if *again { "Again: " } else { "" };
                format!(
                    "{again}{} overdue",
                    counted(*overdue, "consultation request")
                )
            }
        }
    }

    /// The text of an e-mail: ASCII, lines ending in LF.
    #[must_use]
    pub fn text(&self, style: Style<'_>) -> String {
        let mut text = String::new();
        match self {
            Self::New { requests, waiting } => {
                let (again, first): (Vec<&Told>, Vec<&Told>) =
                    requests.iter().partition(|told| told.again);
                if !first.is_empty() {
                    text += "New requests for a consultation:\n\n";
                    list(&mut text, &first, style);
                }
                if !again.is_empty() {
                    text += "Again, because an earlier notice of these may not have arrived:\n\n";
                    list(&mut text, &again, style);
                }
                let wait = if *waiting == 1 { "waits" } else { "wait" };
                let _ = writeln!(
                    text,
                    "{} {wait} for someone to take them.",
                    counted(*waiting, "new request")
                );
            }
            Self::Overdue {
                requests,
                overdue,
                again,
                ..
            } => {
                if *again {
                    text += "Again, because an earlier message of today may not have arrived.\n\n";
                }
                let are = if *overdue == 1 { "is" } else { "are" };
                let _ = writeln!(
                    text,
                    "{} {are} overdue. Waiting longest:\n",
                    counted(*overdue, "request")
                );
                list(&mut text, &requests.iter().collect::<Vec<_>>(), style);
            }
        }
        match style.queue {
            Some(queue) => {
                let _ = writeln!(text, "\nOpen the queue: {queue}");
            }
            None => text += "\nOpen the queue, or run `intake list` on the server.\n",
        }
        text += "\nWhat people wrote is not in this message; it is in the queue only.\n";
        text
    }

    /// The event of a webhook, as Standard Webhooks shape it.
    #[must_use]
    pub fn event(&self, style: Style<'_>, now: &str) -> Value {
        let queue = style.queue;
        match self {
            Self::New { requests, waiting } => json!({
                "type": "consultation.requested",
                "timestamp": now,
                "data": {
                    "requests": events(requests),
                    "waiting": waiting,
                    "queue": queue,
                }
            }),
            Self::Overdue {
                day,
                requests,
                overdue,
                again,
            } => json!({
                "type": "consultations.overdue",
                "timestamp": now,
                "data": {
                    "day": day,
                    "requests": events(requests),
                    "overdue": overdue,
                    "queue": queue,
                    "again": again,
                }
            }),
        }
    }
}

fn events(requests: &[Told]) -> Vec<Value> {
    let event = |told: &Told| {
        json!({
            "reference": told.reference,
            "received_at": told.received_at,
            "again": told.again,
        })
    };
    requests.iter().map(event).collect()
}

fn list(text: &mut String, requests: &[&Told], style: Style<'_>) {
    for told in requests {
        let local = style.zone.local(&told.received_at);
        let _ = writeln!(
            text,
            "  {}  received {} ({})",
            told.reference,
            local.get(..16).unwrap_or(&local),
            style.zone
        );
    }
    text.push('\n');
}

fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(reference: &str, again: bool) -> Told {
        Told {
            id: "0b0e7c12-0000-4000-8000-000000000000".into(),
            reference: reference.into(),
            received_at: "2026-11-28T15:32:10.000Z".into(),
            again,
        }
    }

    #[test]
    fn a_notice_names_the_reference_the_time_how_many_wait_and_the_queue() {
        let zone: TimeZone = "America/New_York".parse().unwrap();
        let style = Style {
            zone: &zone,
            queue: Some("https://staff.example.com/queue"),
        };
        let notice = Notice::New {
            requests: vec![told("0B0E-7C12", false)],
            waiting: 3,
        };
        assert_eq!(notice.subject(), "New consultation request 0B0E-7C12");
        assert_eq!(
            notice.text(style),
            "New requests for a consultation:\n\n  0B0E-7C12  received 2026-11-28 10:32 \
             (America/New_York)\n\n3 new requests wait for someone to take them.\n\nOpen the \
             queue: https://staff.example.com/queue\n\nWhat people wrote is not in this message; \
             it is in the queue only.\n"
        );
        let event = notice.event(style, "2026-11-28T15:32:11.000Z");
        assert_eq!(event["type"], "consultation.requested");
        assert_eq!(event["data"]["requests"][0]["reference"], "0B0E-7C12");
        assert_eq!(event["data"]["requests"][0]["again"], false);
    }

    #[test]
    fn what_may_have_been_told_before_is_told_as_again() {
        let zone = TimeZone::default();
        let style = Style {
            zone: &zone,
            queue: None,
        };
        let both = Notice::New {
            requests: vec![told("AAAA-0001", true), told("AAAA-0002", false)],
            waiting: 2,
        };
        let text = both.text(style);
        let again = text.find("Again").unwrap();
        assert!(text.find("AAAA-0002").unwrap() < again, "{text}");
        assert!(text.find("AAAA-0001").unwrap() > again, "{text}");
        assert_eq!(both.subject(), "2 new consultation requests");
        let again = Notice::New {
            requests: vec![told("AAAA-0001", true)],
            waiting: 2,
        };
        assert!(again.subject().starts_with("Again: "));
        assert_eq!(again.event(style, "")["data"]["requests"][0]["again"], true);
    }

    #[test]
    fn a_digest_says_how_many_are_overdue() {
        let zone = TimeZone::default();
        let style = Style {
            zone: &zone,
            queue: None,
        };
        let digest = Notice::Overdue {
            day: "2026-11-28".into(),
            requests: vec![told("AAAA-0001", false)],
            overdue: 1,
            again: true,
        };
        assert_eq!(digest.subject(), "Again: 1 consultation request overdue");
        let text = digest.text(style);
        assert!(text.contains("1 request is overdue"), "{text}");
        assert!(
            text.contains("AAAA-0001") && text.contains("Again"),
            "{text}"
        );
    }
}

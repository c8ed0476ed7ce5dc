//! Times and choices in words for staff.

use crate::time_zone::TimeZone;
use ::site::page_file::Choice;
use consultation_rules::{Control, Field};
use jiff::Timestamp;
use std::time::SystemTime;

/// How long it is from a stored time to `now`, in one unit: `3 minutes`.
#[must_use]
pub fn waited(since: &str, now: SystemTime) -> String {
    let (Ok(since), Ok(now)) = (since.parse::<Timestamp>(), Timestamp::try_from(now)) else {
        return String::new();
    };
    let minutes = (now.as_second() - since.as_second()).max(0) / 60;
    let (count, unit) = match minutes {
        0 => return "under a minute".to_owned(),
        1..60 => (minutes, "minute"),
        60..2880 => (minutes / 60, "hour"),
        _ => (minutes / 1440, "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

/// A stored time as the clinic's clocks have it, to the minute.
pub(super) fn local(zone: &TimeZone, stored: &str) -> String {
    let time = zone.local(stored);
    time.get(..16).unwrap_or(&time).to_owned()
}

/// The choices that a field offers, as value and words: `more` from the site's content, then its own.
pub(super) fn choices(field: Field, more: &[Choice]) -> Vec<(String, String)> {
    let own = match field.spec().control {
        Control::Radios(choices) | Control::Select(choices) => choices,
        _ => &[],
    };
    let more = more
        .iter()
        .map(|choice| (choice.value.clone(), choice.label.clone()));
    let own = own
        .iter()
        .map(|choice| (choice.value.to_owned(), choice.label.to_owned()));
    more.chain(own).collect()
}

/// The words that a visitor saw at a choice; the value itself where it is none any more.
pub(super) fn choice(field: Field, value: &str, more: &[Choice]) -> String {
    choices(field, more)
        .into_iter()
        .find(|(known, _)| known == value)
        .map_or_else(|| value.replace('-', " "), |(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, UNIX_EPOCH};

    #[test]
    fn a_wait_is_said_in_one_unit() {
        let after = |minutes| {
            let now = UNIX_EPOCH + Duration::from_mins(minutes);
            waited("1970-01-01T00:00:00.000Z", now)
        };
        assert_eq!(after(0), "under a minute");
        assert_eq!(after(1), "1 minute");
        assert_eq!(after(59), "59 minutes");
        assert_eq!(after(60), "1 hour");
        assert_eq!(after(47 * 60 + 59), "47 hours");
        assert_eq!(after(48 * 60), "2 days");
        assert_eq!(
            waited("2026-11-28T10:00:00.000Z", UNIX_EPOCH),
            "under a minute"
        );
    }
}

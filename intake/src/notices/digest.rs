//! When the digest of what is overdue is sent: each day at a time on the clinic's clocks.

use super::settings::DigestTime;
use crate::time_zone::TimeZone;
use jiff::Timestamp;
use std::time::SystemTime;

/// The day, like `2026-11-28`, whose digest is due: today's, from its time until midnight. So one whose
/// time passed while the server was down is still sent. `None` before, or if there is none.
#[must_use]
pub fn day(now: SystemTime, zone: &TimeZone, at: DigestTime) -> Option<String> {
    let clocks = zone.clocks(Timestamp::try_from(now).ok()?);
    (clocks.time() >= at.0?).then(|| clocks.date().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(now: &str) -> Option<String> {
        let now: Timestamp = now.parse().unwrap();
        let zone = "America/New_York".parse().unwrap();
        day(
            SystemTime::try_from(now).unwrap(),
            &zone,
            "08:00".parse().unwrap(),
        )
    }

    #[test]
    fn a_digest_is_due_from_its_time_on_the_clinics_clocks_until_midnight() {
        for (now, day) in [
            ("2026-11-28T12:59:59Z", None),
            ("2026-11-28T13:00:00Z", Some("2026-11-28")),
            ("2026-11-29T04:59:59Z", Some("2026-11-28")),
            ("2026-11-29T05:00:00Z", None),
            // Daylight saving time.
            ("2026-07-01T11:59:59Z", None),
            ("2026-07-01T12:00:00Z", Some("2026-07-01")),
        ] {
            assert_eq!(due(now).as_deref(), day, "{now}");
        }
    }

    #[test]
    fn it_comes_on_the_days_when_the_clocks_change_too() {
        for (before, after) in [
            ("2026-03-08T11:59:59Z", "2026-03-08T12:00:00Z"),
            ("2026-11-01T12:59:59Z", "2026-11-01T13:00:00Z"),
        ] {
            assert_eq!(due(before), None);
            assert!(due(after).is_some());
        }
    }

    #[test]
    fn there_is_none_if_it_is_off() {
        let zone = TimeZone::default();
        assert_eq!(day(SystemTime::now(), &zone, DigestTime(None)), None);
    }
}

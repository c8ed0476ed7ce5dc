//! UTC time as text.

use jiff::Timestamp;
use std::time::SystemTime;

/// `time` in UTC with milliseconds, as RFC 3339 writes it: `2026-11-23T09:08:07.006Z`.
///
/// Text of equal length, so comparing two of them as text compares the times. A time before 1970
/// is given as the start of 1970; no clock this program meets shows one on purpose.
#[must_use]
pub fn utc(time: SystemTime) -> String {
    let time = Timestamp::try_from(time).unwrap_or(Timestamp::UNIX_EPOCH);
    text(time.max(Timestamp::UNIX_EPOCH))
}

/// The same for a time that was read from text.
#[must_use]
pub fn text(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, UNIX_EPOCH};

    fn at(milliseconds: u64) -> String {
        utc(UNIX_EPOCH + Duration::from_millis(milliseconds))
    }

    #[test]
    fn known_moments_read_as_the_calendar_says() {
        assert_eq!(at(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(at(951_782_399_999), "2000-02-28T23:59:59.999Z");
        assert_eq!(at(951_782_400_000), "2000-02-29T00:00:00.000Z");
        assert_eq!(at(951_868_800_000), "2000-03-01T00:00:00.000Z");
        assert_eq!(at(1_795_424_887_006), "2026-11-23T09:08:07.006Z");
        assert_eq!(at(4_107_542_400_000), "2100-03-01T00:00:00.000Z");
    }

    #[test]
    fn a_clock_before_1970_does_not_stop_the_program() {
        assert_eq!(
            utc(UNIX_EPOCH - Duration::from_secs(1)),
            "1970-01-01T00:00:00.000Z"
        );
    }
}

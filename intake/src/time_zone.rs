//! Times as the clinic's staff read and write them: in the clinic's time zone.

use crate::clock::text;
use crate::site::clinic;
use ::site::clinic_file::FILE_NAME;
use jiff::Timestamp;
use jiff::civil::DateTime;
use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// A time zone of the IANA database, like `America/New_York`, or `UTC`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeZone {
    name: String,
    rules: jiff::tz::TimeZone,
}

impl TimeZone {
    /// The clinic's time zone as the built site in `folder` says it (`[clinic] time_zone` in
    /// `content/site.toml`); `None` if it says nothing, as those built by an earlier version.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub fn of_site(folder: &Path) -> Result<Option<Self>, String> {
        let with_remedy = |error| format!("{error}; give the time zone with --time-zone");
        let Some(clinic) = clinic(folder).map_err(with_remedy)? else {
            return Ok(None);
        };
        let zone = clinic.time_zone.parse().map_err(|error: String| {
            with_remedy(format!("{FILE_NAME} in {}: {error}", folder.display()))
        })?;
        Ok(Some(zone))
    }

    /// Date and time on the clocks of this zone.
    #[must_use]
    pub fn clocks(&self, time: Timestamp) -> DateTime {
        self.rules.to_datetime(time)
    }

    /// A stored time (UTC, RFC 3339) as `2026-11-23 09:08:07` in this zone. What is no time is given
    /// back as it is.
    #[must_use]
    pub fn local(&self, stored: &str) -> String {
        match stored.parse::<Timestamp>() {
            Ok(time) => {
                let local = time.to_zoned_datetime(self.rules.clone());
                local.strftime("%Y-%m-%d %H:%M:%S").to_string()
            }
            Err(_) => stored.to_owned(),
        }
    }

    /// The moment that somebody means, as it would be stored: a date (its first moment), a date and
    /// a time like `2026-11-23T09:08` in this zone, or a time with an offset (RFC 3339).
    ///
    /// # Errors
    /// A sentence for the operator.
    pub fn stored(&self, written: &str) -> Result<String, String> {
        let time = written.parse::<Timestamp>().or_else(|_| {
            let local: DateTime = written.parse()?;
            Ok::<_, jiff::Error>(local.to_zoned_datetime(self.rules.clone())?.timestamp())
        });
        time.map(text).map_err(|_| {
            format!("“{written}” is not a time; write it like 2026-11-23 or 2026-11-23T09:08")
        })
    }
}

/// UTC.
impl Default for TimeZone {
    fn default() -> Self {
        Self {
            name: "UTC".to_owned(),
            rules: jiff::tz::TimeZone::UTC,
        }
    }
}

impl FromStr for TimeZone {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let rules = jiff::tz::TimeZone::get(name).map_err(|_| {
            format!("“{name}” is not a time zone; write it like America/New_York or UTC")
        })?;
        Ok(Self {
            name: name.to_owned(),
            rules,
        })
    }
}

impl fmt::Display for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> TimeZone {
        name.parse().unwrap()
    }

    #[test]
    fn stored_times_are_shown_as_the_clinics_clocks_did() {
        let new_york = zone("America/New_York");
        for (stored, local) in [
            ("2026-07-01T16:00:00.000Z", "2026-07-01 12:00:00"),
            ("2026-12-01T16:00:59.999Z", "2026-12-01 11:00:59"),
            ("2026-12-01T02:00:00.000Z", "2026-11-30 21:00:00"),
            ("no time", "no time"),
        ] {
            assert_eq!(new_york.local(stored), local);
        }
        assert_eq!(
            zone("UTC").local("2026-07-01T16:00:00.000Z"),
            "2026-07-01 16:00:00"
        );
    }

    #[test]
    fn written_times_are_those_of_the_zone_unless_they_say_otherwise() {
        let new_york = zone("America/New_York");
        for (written, stored) in [
            ("2026-07-01", "2026-07-01T04:00:00.000Z"),
            ("2026-12-01", "2026-12-01T05:00:00.000Z"),
            ("2026-12-01T09:30", "2026-12-01T14:30:00.000Z"),
            ("2026-12-01 09:30", "2026-12-01T14:30:00.000Z"),
            ("2026-12-01T09:30:00Z", "2026-12-01T09:30:00.000Z"),
            ("2026-12-01T09:30:00+01:00", "2026-12-01T08:30:00.000Z"),
        ] {
            assert_eq!(new_york.stored(written).as_deref(), Ok(stored), "{written}");
        }
        for written in ["", "yesterday", "2026-02-30", "12/01/2026"] {
            assert!(new_york.stored(written).is_err(), "{written}");
        }
    }

    #[test]
    fn what_is_no_zone_is_refused() {
        for name in ["", "Nowhere/Here", "EST5", "../etc/passwd"] {
            assert!(name.parse::<TimeZone>().is_err(), "{name}");
        }
    }
}

//! The `Retry-After` header (RFC 9110, section 10.2.3).

/// Milliseconds from `now_unix_ms` (milliseconds since 1970 UTC) until a request may be sent again;
/// zero if that time has passed. `None` if the value is neither whole seconds nor an HTTP date.
pub(crate) fn parse(value: &str, now_unix_ms: u64) -> Option<u64> {
    let value = value.trim_ascii();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a u64 holds still mean "much later".
        return Some(
            value
                .parse::<u64>()
                .unwrap_or(u64::MAX)
                .saturating_mul(1000),
        );
    }
    Some(http_date(value, now_unix_ms)?.saturating_sub(now_unix_ms))
}

/// An HTTP date (RFC 9110, section 5.6.7) as milliseconds since 1970 UTC; an earlier one gives zero.
///
/// All three forms that a recipient must read, by their order of words; the day's name is ignored:
/// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`.
fn http_date(value: &str, now_unix_ms: u64) -> Option<u64> {
    let mut words = [""; 6];
    let mut count = 0;
    for word in value.split([' ', ',', '-']).filter(|word| !word.is_empty()) {
        *words.get_mut(count)? = word;
        count += 1;
    }
    let ((6, [_, day, month, year, time, "GMT"]) | (5, [_, month, day, time, year, _])) =
        (count, words)
    else {
        return None;
    };
    let day = number(day, 2).filter(|day| (1..=31).contains(day))?;
    let month = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    .iter()
    .position(|name| *name == month)?;
    let year = match year.len() {
        2 => full_year(number(year, 2)?, now_unix_ms),
        4 => number(year, 4)?,
        _ => return None,
    };
    let mut parts = time.split(':');
    let hour = number(parts.next()?, 2).filter(|hour| *hour < 24)?;
    let minute = number(parts.next()?, 2).filter(|minute| *minute < 60)?;
    // 60 is a leap second.
    let second = number(parts.next()?, 2).filter(|second| *second <= 60)?;
    if parts.next().is_some() {
        return None;
    }
    let seconds =
        (days_before(year, month)? + day - 1) * 86_400 + hour * 3600 + minute * 60 + second;
    Some(seconds * 1000)
}

fn number(digits: &str, most: usize) -> Option<u64> {
    let fine = digits.len() <= most && digits.bytes().all(|byte| byte.is_ascii_digit());
    if fine { digits.parse().ok() } else { None }
}

/// A year of two digits: one that would be more than 50 years ahead is the last one past with these
/// digits (RFC 9110, section 5.6.7).
fn full_year(two_digits: u64, now_unix_ms: u64) -> u64 {
    const AVERAGE_YEAR_MS: u64 = 31_556_952_000;
    let this_year = 1970 + now_unix_ms / AVERAGE_YEAR_MS;
    let mut year = this_year - this_year % 100 + two_digits;
    if year + 50 < this_year {
        year += 100;
    }
    if year > this_year + 50 {
        year -= 100;
    }
    year
}

/// Days from 1970-01-01 to the first of a month (`0` is January). `None` before 1970.
fn days_before(year: u64, month: usize) -> Option<u64> {
    const BEFORE_MONTH: [u64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let past = year.checked_sub(1970)?;
    let leap_days_to = |year: u64| year / 4 - year / 100 + year / 400;
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    Some(
        past * 365 + leap_days_to(year - 1) - leap_days_to(1969)
            + BEFORE_MONTH[month]
            + u64::from(is_leap && month > 1),
    )
}

#[cfg(test)]
mod tests {
    use super::parse;

    /// 1994-11-06 08:49:37 UTC, the moment of RFC 9110's examples.
    const EXAMPLE: u64 = 784_111_777_000;

    #[test]
    fn seconds_become_milliseconds() {
        assert_eq!(parse("120", 0), Some(120_000));
        assert_eq!(parse(" 0 ", 0), Some(0));
        assert_eq!(parse("99999999999999999999999", 0), Some(u64::MAX));
    }

    #[test]
    fn all_three_forms_of_a_date_are_the_same_moment() {
        for date in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(parse(date, EXAMPLE - 90_000), Some(90_000), "{date}");
            assert_eq!(parse(date, EXAMPLE + 1), Some(0), "{date} has passed");
        }
    }

    #[test]
    fn leap_days_and_leap_seconds_are_counted() {
        let march = 1_709_251_200_000; // 2024-03-01 00:00:00 UTC
        assert_eq!(parse("Thu, 29 Feb 2024 23:59:60 GMT", march - 7), Some(7));
        assert_eq!(parse("Fri, 01 Mar 2024 00:00:00 GMT", march - 7), Some(7));
        let century = 4_107_542_400_000; // 2100-03-01, after a February of 28 days
        assert_eq!(parse("Mon, 01 Mar 2100 00:00:00 GMT", century - 7), Some(7));
        let after = 4_133_980_800_000; // 2101-01-01
        assert_eq!(parse("Sat, 01 Jan 2101 00:00:00 GMT", after - 7), Some(7));
    }

    #[test]
    fn a_year_of_two_digits_is_the_nearest_one() {
        let now = 1_795_000_000_000; // November 2026
        assert!(parse("Sunday, 06-Nov-27 08:49:37 GMT", now).is_some_and(|ms| ms > 0));
        assert_eq!(parse("Sunday, 06-Nov-94 08:49:37 GMT", now), Some(0));
        let end_of_century = 4_101_000_000_000; // December 2099
        assert!(
            parse("Sunday, 06-Nov-01 08:49:37 GMT", end_of_century)
                .is_some_and(|ms| (1..3 * 366 * 86_400_000).contains(&ms))
        );
    }

    #[test]
    fn anything_else_says_nothing() {
        for value in [
            "",
            " ",
            "-5",
            "+5",
            "1.5",
            "5 s",
            "soon",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 06 Nov 1994 08:60:00 GMT",
            "Sun, 06 Nov 1994 08:49:61 GMT",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 06 Nov 1994 08:49:37:00 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 32 Nov 1994 08:49:37 GMT",
            "Sun, 06 nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 194 08:49:37 GMT",
            "Sun, 06 Nov 19944 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 GMT again",
            "１２",
        ] {
            assert_eq!(parse(value, 0), None, "{value:?}");
        }
    }
}

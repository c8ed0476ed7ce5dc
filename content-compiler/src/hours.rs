//! When a location is open, as staff write it for each day, for people and for machines.

/// The days of the week from Monday on: the key, the name that people read, and schema.org's.
pub(crate) const DAYS: [(&str, &str, &str); 7] = [
    ("monday", "Monday", "Mo"),
    ("tuesday", "Tuesday", "Tu"),
    ("wednesday", "Wednesday", "We"),
    ("thursday", "Thursday", "Th"),
    ("friday", "Friday", "Fr"),
    ("saturday", "Saturday", "Sa"),
    ("sunday", "Sunday", "Su"),
];

/// A day's hours, in minutes since midnight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Day {
    Closed,
    ByAppointment,
    /// From and to, in order.
    Open(Vec<(u16, u16)>),
}

/// Days in a row with the same hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    /// "Monday to Friday"
    pub days: String,
    /// "9 am to noon and 1 pm to 5 pm"
    pub text: String,
    /// As schema.org's `openingHours` has it, `Mo-Fr 09:00-12:00`; empty for days on which nobody can just come.
    pub machine: Vec<String>,
}

/// How a day is written, for messages.
pub(crate) const EXAMPLE: &str =
    "\"9 am to 5 pm\", \"9 am to noon, 1 pm to 5 pm\", \"closed\" or \"by appointment\"";

/// Reads what was written for one day; the error says what is wrong with it.
pub(crate) fn read(text: &str) -> Result<Day, &'static str> {
    let text = text.trim().to_lowercase();
    match text.as_str() {
        "closed" => return Ok(Day::Closed),
        "by appointment" | "by appointment only" => return Ok(Day::ByAppointment),
        _ => {}
    }
    let text = text
        .replace("a.m.", "am")
        .replace("p.m.", "pm")
        .replace(['–', '—'], "-")
        .replace(" to ", "-")
        .replace(" and ", ",");
    let mut open: Vec<(u16, u16)> = Vec::new();
    for part in text.split([',', ';', '&']) {
        let (from, to) = part
            .split_once('-')
            .ok_or("has no time from which to which it is open")?;
        let (from, to) = (Time::read(from)?, Time::read(to)?);
        // "9 to 5" and "1:00 to 5:00" can be meant in two ways.
        let has_24_hours = from.is_24_hours() || to.is_24_hours();
        if !(from.is_certain && to.is_certain || has_24_hours) {
            return Err("does not say which times are am and which are pm");
        }
        if to.minutes <= from.minutes || open.last().is_some_and(|(_, last)| *last > from.minutes) {
            return Err("has times that do not follow each other");
        }
        open.push((from.minutes, to.minutes));
    }
    Ok(Day::Open(open))
}

struct Time {
    minutes: u16,
    /// Whether it says am or pm, or is noon or midnight.
    is_certain: bool,
    /// Whether it is written with hours and minutes of two digits.
    has_two_digits: bool,
}

impl Time {
    fn read(text: &str) -> Result<Self, &'static str> {
        const WRONG: &str = "has a time that cannot be read";
        let text = text.trim();
        let certain = |minutes| {
            Ok(Self {
                minutes,
                is_certain: true,
                has_two_digits: false,
            })
        };
        match text {
            "noon" => return certain(12 * 60),
            "midnight" => return certain(24 * 60),
            _ => {}
        }
        let (clock, half) = if let Some(clock) = text.strip_suffix("am") {
            (clock.trim(), Some(0))
        } else if let Some(clock) = text.strip_suffix("pm") {
            (clock.trim(), Some(12))
        } else {
            (text, None)
        };
        let (hour, minute) = clock.split_once(':').unwrap_or((clock, "00"));
        let number = |text: &str, most: u16| {
            let is_number =
                (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            is_number
                .then(|| text.parse::<u16>().ok())
                .flatten()
                .filter(|number| *number <= most)
                .ok_or(WRONG)
        };
        let minutes = if minute.len() == 2 {
            number(minute, 59)?
        } else {
            return Err(WRONG);
        };
        match half {
            Some(half) => {
                let hour = number(hour, 12)?;
                if hour == 0 {
                    return Err(WRONG);
                }
                certain((hour % 12 + half) * 60 + minutes)
            }
            None => Ok(Self {
                minutes: number(hour, 23)? * 60 + minutes,
                is_certain: false,
                has_two_digits: clock.len() == 5,
            }),
        }
    }

    /// Whether only a clock of 24 hours writes it so.
    fn is_24_hours(&self) -> bool {
        !self.is_certain && (self.minutes >= 13 * 60 || self.has_two_digits)
    }
}

/// The hours of a week, Monday first, with days in a row that have the same ones together.
pub(crate) fn week(days: &[Day]) -> Vec<Hours> {
    let mut groups: Vec<(usize, usize)> = Vec::new();
    for (index, day) in days.iter().enumerate() {
        match groups.last_mut() {
            Some((first, last)) if days[*first] == *day => *last = index,
            _ => groups.push((index, index)),
        }
    }
    groups
        .into_iter()
        .map(|(first, last)| {
            let between = |from: &str, to: &str, word: &str| {
                if first == last {
                    from.to_owned()
                } else {
                    format!("{from}{word}{to}")
                }
            };
            let join = if last == first + 1 { " and " } else { " to " };
            let machine_days = between(DAYS[first].2, DAYS[last].2, "-");
            let (text, machine) = match &days[first] {
                Day::Closed => ("Closed".to_owned(), Vec::new()),
                Day::ByAppointment => ("By appointment".to_owned(), Vec::new()),
                Day::Open(open) => (
                    open.iter()
                        .map(|(from, to)| format!("{} to {}", spoken(*from), spoken(*to)))
                        .collect::<Vec<_>>()
                        .join(" and "),
                    open.iter()
                        .map(|(from, to)| format!("{machine_days} {}-{}", clock(*from), clock(*to)))
                        .collect(),
                ),
            };
            Hours {
                days: between(DAYS[first].1, DAYS[last].1, join),
                text,
                machine,
            }
        })
        .collect()
}

/// "9 am", "9:30 am", "noon".
fn spoken(minutes: u16) -> String {
    let (hour, minute) = (minutes / 60, minutes % 60);
    match (hour, minute) {
        (12, 0) => return "noon".into(),
        (0 | 24, 0) => return "midnight".into(),
        _ => {}
    }
    let half = if hour % 24 < 12 { "am" } else { "pm" };
    let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
    if minute == 0 {
        format!("{hour} {half}")
    } else {
        format!("{hour}:{minute:02} {half}")
    }
}

/// `09:30`; midnight at a day's end is its last minute, because schema.org's day has no 24:00.
fn clock(minutes: u16) -> String {
    let minutes = minutes.min(24 * 60 - 1);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(text: &str) -> Vec<(u16, u16)> {
        match read(text) {
            Ok(Day::Open(open)) => open,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn hours_are_read_as_people_write_them() {
        let nine_to_five = [(9 * 60, 17 * 60)];
        for text in [
            "9 am to 5 pm",
            "9am-5pm",
            "9 a.m. – 5 p.m.",
            "9:00 AM to 5:00 PM",
            "09:00 to 17:00",
            "9:00-17:00",
            " 9 AM to 5 pm ",
        ] {
            assert_eq!(open(text), nine_to_five, "{text}");
        }
        assert_eq!(
            open("9 am to noon, 1:30 pm to 5 pm"),
            [(540, 720), (810, 1020)]
        );
        assert_eq!(
            open("9 am to 12 pm and 1 pm to 5 pm"),
            [(540, 720), (780, 1020)]
        );
        assert_eq!(open("6 pm to midnight"), [(1080, 1440)]);
        assert_eq!(open("12 am to 12:30 pm"), [(0, 750)]);
        assert_eq!(read("Closed"), Ok(Day::Closed));
        assert_eq!(read("By appointment"), Ok(Day::ByAppointment));
    }

    #[test]
    fn what_can_be_meant_in_two_ways_or_in_none_is_refused() {
        for (text, why) in [
            ("9 to 5", "does not say which times are am and which are pm"),
            (
                "1:00 to 5:00",
                "does not say which times are am and which are pm",
            ),
            (
                "9 to 5 pm",
                "does not say which times are am and which are pm",
            ),
            ("5 pm to 9 am", "has times that do not follow each other"),
            (
                "1 pm to 5 pm, 9 am to noon",
                "has times that do not follow each other",
            ),
            (
                "9 am to noon, 11 am to 5 pm",
                "has times that do not follow each other",
            ),
            ("25:00 to 26:00", "has a time that cannot be read"),
            ("0 am to 5 pm", "has a time that cannot be read"),
            ("13 pm to 5 pm", "has a time that cannot be read"),
            ("9:5 am to 5 pm", "has a time that cannot be read"),
            ("9 am", "has no time from which to which it is open"),
            ("mornings", "has no time from which to which it is open"),
            ("", "has no time from which to which it is open"),
        ] {
            assert_eq!(read(text), Err(why), "{text}");
        }
    }

    #[test]
    fn days_in_a_row_with_the_same_hours_stand_together() {
        let day = |text: &str| read(text).unwrap();
        let days = [
            day("9 am to 5 pm"),
            day("9 am to 5 pm"),
            day("9 am to noon, 1 pm to 5:30 pm"),
            day("9 am to 5 pm"),
            day("9 am to 5 pm"),
            day("by appointment"),
            day("closed"),
        ];
        let week: Vec<(String, String, String)> = week(&days)
            .into_iter()
            .map(|hours| (hours.days, hours.text, hours.machine.join(", ")))
            .collect();
        let expected = [
            ("Monday and Tuesday", "9 am to 5 pm", "Mo-Tu 09:00-17:00"),
            (
                "Wednesday",
                "9 am to noon and 1 pm to 5:30 pm",
                "We 09:00-12:00, We 13:00-17:30",
            ),
            ("Thursday and Friday", "9 am to 5 pm", "Th-Fr 09:00-17:00"),
            ("Saturday", "By appointment", ""),
            ("Sunday", "Closed", ""),
        ];
        assert_eq!(
            week,
            expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()))
        );
    }
}

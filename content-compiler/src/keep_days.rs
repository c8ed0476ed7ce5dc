//! Lines of a page that depend on whether `keep_days` is set in `site.toml`: how long requests are kept is said by the
//! number that they are deleted by.

/// Starts a line that is on the page if the number is set.
const IF_SET: &str = "{if keep_days} ";

/// Starts a line that is on the page if it is not.
const IF_NOT_SET: &str = "{if not keep_days} ";

/// Stands for the number.
const NUMBER: &str = "{keep_days}";

/// The text of a page with the lines that hold, and with the number in them. A line that does not hold is empty, so that
/// the others keep their numbers.
pub(crate) fn apply(text: &str, keep_days: Option<u16>) -> String {
    let number = keep_days.map_or_else(|| NUMBER.to_owned(), |days| days.to_string());
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| {
            let (held, other) = if keep_days.is_some() {
                (IF_SET, IF_NOT_SET)
            } else {
                (IF_NOT_SET, IF_SET)
            };
            match line.strip_prefix(held) {
                Some(rest) => rest.replace(NUMBER, &number),
                None if line.starts_with(other) => String::new(),
                None => line.to_owned(),
            }
        })
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "First\n{if keep_days} Deleted {keep_days} days later.\n\
        {if not keep_days} Staff delete them.\nLast {x}";

    #[test]
    fn a_page_states_the_number_if_there_is_one() {
        assert_eq!(
            apply(TEXT, Some(90)),
            "First\nDeleted 90 days later.\n\nLast {x}"
        );
        assert_eq!(apply(TEXT, None), "First\n\nStaff delete them.\nLast {x}");
    }
}

//! Lists that Markdown reads differently than they look: torn into several, flattened, or numbered anew.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::invisible::quoted;

/// A list while its items come.
struct Open {
    /// The number of its first item; none for bullets.
    start: Option<u64>,
    items: u64,
    /// Whether all numbers so far are the same, as in `1. 1. 1.`, which asks to be counted.
    is_counted: bool,
    /// How far its first item is indented.
    column: usize,
}

/// Reports lists that would not be shown as they stand: (position, problem, remedy).
pub(super) fn check(
    text: &str,
    events: &[(Event<'_>, Range<usize>)],
) -> Vec<(usize, String, String)> {
    let mut found = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    // What ended right before, and whether that is told of already.
    let mut ended: Option<(Open, bool)> = None;
    for (event, range) in events {
        let before = ended.take();
        match event {
            Event::Start(Tag::List(start)) => {
                let at = range.start + leading(&text[range.start.min(text.len())..]);
                let column = column(text, at);
                // The third part of a torn list mends itself with the second.
                if let Some((list, false)) = before {
                    found.push(torn(text, at, column, &list, *start));
                }
                open.push(Open {
                    start: *start,
                    items: 0,
                    is_counted: true,
                    column,
                });
            }
            Event::SoftBreak => {
                found.extend(within_paragraph(text, range.end));
            }
            Event::Start(Tag::Item) => {
                let at = range.start + leading(&text[range.start.min(text.len())..]);
                if let Some(list) = open.last_mut() {
                    found.extend(item(text, at, list));
                }
            }
            Event::End(TagEnd::List(_)) => {
                if let Some(list) = open.pop() {
                    let is_told = found.iter().any(|(position, ..)| range.contains(position));
                    ended = Some((list, is_told));
                }
            }
            _ => {}
        }
    }
    found
}

/// A line of a paragraph that was meant to start a list: one that does not count from 1 needs an empty line before it.
fn within_paragraph(text: &str, at: usize) -> Option<(usize, String, String)> {
    let line = text.get(at..)?.lines().next()?.trim_start();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let is_item = (1..=2).contains(&digits)
        && [". ", ") "]
            .iter()
            .any(|mark| line[digits..].starts_with(mark));
    is_item.then(|| {
        (
            at,
            format!(
                "this line would be shown within the paragraph above, not as an item of a list: {}",
                quoted(line)
            ),
            "put an empty line before the list, or write the number in words".into(),
        )
    })
}

/// How many spaces a text starts with.
fn leading(text: &str) -> usize {
    text.len() - text.trim_start_matches(' ').len()
}

/// How many characters stand before a position on its line.
fn column(text: &str, at: usize) -> usize {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    text[start..at].chars().count()
}

fn line(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    text[start..].lines().next().unwrap_or_default()
}

/// A list that follows another one directly.
fn torn(
    text: &str,
    at: usize,
    column: usize,
    before: &Open,
    start: Option<u64>,
) -> (usize, String, String) {
    let problem = format!(
        "the list above ends here and another one starts: {}",
        quoted(line(text, at))
    );
    let remedy = match (before.start, start) {
        (Some(_), None) => format!(
            "put {} spaces before its sign if it belongs to the number above; else put a line of text between the lists",
            before.column + 3
        ),
        (None, None) if column > before.column => {
            format!("put {} spaces before its sign, so that it belongs to the item above", before.column + 2)
        }
        (None, None) => "start all items of a list with the same sign, a hyphen".into(),
        _ => "put a line of text between the two lists, or start all items of one list in the same way".into(),
    };
    (at, problem, remedy)
}

fn item(text: &str, at: usize, list: &mut Open) -> Option<(usize, String, String)> {
    let index = list.items;
    list.items += 1;
    let indent = column(text, at);
    if indent != list.column {
        let step = if list.start.is_some() { 3 } else { 2 };
        return Some((
            at,
            format!(
                "this list item stands between two levels: {}",
                quoted(line(text, at))
            ),
            format!(
                "put {} spaces before it for the level above, or {} to make it a part of the item above",
                list.column,
                list.column + step
            ),
        ));
    }
    let start = list.start?;
    let digits = text[at..].bytes().take_while(u8::is_ascii_digit).count();
    let number: u64 = text[at..at + digits].parse().ok()?;
    let shown = start + index;
    list.is_counted &= number == start;
    (number != shown && !list.is_counted).then(|| {
        (
            at,
            format!(
                "this list item would be shown as {shown}, not {number}: {}",
                quoted(line(text, at))
            ),
            format!("write `{shown}.`; a list counts on from its first number"),
        )
    })
}

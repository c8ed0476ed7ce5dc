//! Words that Markdown takes for marks of its own, so that they would be gone from the page.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag};

use crate::invisible::quoted;

/// Reports words of a text that none of its events shows: (position, problem, remedy), one for each line.
///
/// It does not look for the ways in which words vanish. It looks for letters and digits that arrived nowhere, and
/// leaves out what is there to vanish: addresses, anchors, numbers of list items.
pub(super) fn check(
    text: &str,
    events: &[(Event<'_>, Range<usize>)],
) -> Vec<(usize, String, String)> {
    let mut is_shown = vec![false; text.len()];
    for (event, range) in events {
        if let Some(shown) = accounted_for(text, event, range) {
            let end = shown.end.min(text.len());
            is_shown[shown.start.min(end)..end].fill(true);
        }
    }
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let is_gone = |(at, c): &(usize, char)| c.is_alphanumeric() && !is_shown[start + *at];
        let gone: Vec<usize> = line
            .char_indices()
            .filter(is_gone)
            .map(|(at, _)| at)
            .collect();
        if let (Some(first), Some(last)) = (gone.first(), gone.last()) {
            let end = last + line[*last..].chars().next().map_or(1, char::len_utf8);
            let (problem, remedy) = explain(line.trim(), &line[*first..end]);
            found.push((start + first, problem, remedy));
        }
        start += line.len();
    }
    found
}

/// The part of a text that an event shows, or that is right not to be shown.
fn accounted_for(text: &str, event: &Event<'_>, range: &Range<usize>) -> Option<Range<usize>> {
    // The events also know of what was put after the text.
    let written = text.get(range.start..range.end.min(text.len()));
    match event {
        Event::Text(_) | Event::Code(_) | Event::FootnoteReference(_) => Some(range.clone()),
        // These are refused with a message of their own.
        Event::Html(_)
        | Event::InlineHtml(_)
        | Event::Start(Tag::HtmlBlock | Tag::CodeBlock(_) | Tag::FootnoteDefinition(_)) => {
            Some(range.clone())
        }
        Event::Start(Tag::Link { link_type, .. } | Tag::Image { link_type, .. }) => match link_type
        {
            LinkType::Inline => Some(range.start + written?.rfind("](")?..range.end),
            LinkType::Autolink | LinkType::Email => Some(range.clone()),
            _ => None,
        },
        // What else may stand in its brackets has a message of its own.
        Event::Start(Tag::Heading {
            id, classes, attrs, ..
        }) if id.is_some() || !classes.is_empty() || !attrs.is_empty() => {
            Some(range.start + written?.rfind('{')?..range.end)
        }
        Event::Start(Tag::Item) => {
            let number = written?.trim_start();
            let indent = written?.len() - number.len();
            let digits = number.bytes().take_while(u8::is_ascii_digit).count();
            Some(range.start..range.start + indent + digits)
        }
        _ => None,
    }
}

fn explain(line: &str, gone: &str) -> (String, String) {
    let words = line.trim_start_matches(['>', '-', '*', '+', ' ']);
    if let Some((label, rest)) = words
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("]:"))
    {
        return (
            format!(
                "Markdown takes this line for a link’s address, and no reader would see it: {}",
                quoted(line)
            ),
            format!(
                "write it without square brackets, like `{label}: {}`; a link’s address stands directly behind its words: `[words](address)`",
                rest.trim()
            ),
        );
    }
    if line.contains('|') {
        return (
            format!(
                "“{gone}” would not be shown: this row has more cells than the first row of its table"
            ),
            "give every row as many cells as the first one has".into(),
        );
    }
    (
        format!("“{gone}” would not be shown: Markdown takes it for a mark: {}", quoted(line)),
        "delete it, or write it in another way; a link’s address stands directly behind its words: `[words](address)`".into(),
    )
}

//! Quotation marks, apostrophes and dashes as they are printed.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

/// A plain text with curly quotation marks and apostrophes, dashes for `--` and `---`, and `…` for three stops, as
/// smart punctuation gives them in Markdown; for the texts that are not Markdown (titles, names of sources).
pub(crate) fn typographic(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open = 0_usize;
    for c in text.chars() {
        let opens = out
            .chars()
            .next_back()
            .is_none_or(|before| before.is_whitespace() || "([{“‘—–-/".contains(before));
        let after_digit = out.ends_with(|c: char| c.is_ascii_digit());
        out.push(match (c, opens) {
            ('"', true) => {
                open += 1;
                '“'
            }
            // Inches: no quotation is open that it could end.
            ('"', false) if after_digit && open == 0 => '″',
            ('"', false) => {
                open = open.saturating_sub(1);
                '”'
            }
            ('\'', true) => '‘',
            ('\'', false) => '’',
            (c, _) => c,
        });
    }
    out.replace("---", "—")
        .replace("--", "–")
        .replace("...", "…")
}

/// Mends quotation marks that Markdown's smart punctuation has turned the wrong way: one behind a digit that ends no
/// quotation stands for inches. Marks of one paragraph are looked at together.
pub(crate) fn inches(text: &str, events: &mut [(Event<'_>, Range<usize>)]) {
    let mut open = 0_usize;
    for (event, range) in events {
        match event {
            Event::Start(_) | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell) => {
                open = if matches!(
                    event,
                    Event::Start(Tag::Emphasis | Tag::Strong | Tag::Link { .. })
                ) {
                    open
                } else {
                    0
                };
            }
            Event::Text(mark) if matches!(mark.as_ref(), "“" | "”") => {
                let before = text.get(..range.start).unwrap_or_default();
                let after_digit = before.ends_with(|c: char| c.is_ascii_digit());
                let is_typed = text.get(range.clone()) == Some("\"");
                if is_typed && after_digit && (mark.as_ref() == "“" || open == 0) {
                    *mark = "″".into();
                } else if mark.as_ref() == "“" {
                    open += 1;
                } else {
                    open = open.saturating_sub(1);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::typographic;

    #[test]
    fn straight_marks_become_curly_ones() {
        assert_eq!(
            typographic("We can't say \"it's 'fast'\" (\"yet\")..."),
            "We can’t say “it’s ‘fast’” (“yet”)…"
        );
        assert_eq!(typographic("STAR*D 2001--2003"), "STAR*D 2001–2003");
        assert_eq!(
            typographic("A 10\" screen, \"size 10\""),
            "A 10″ screen, “size 10”"
        );
    }
}

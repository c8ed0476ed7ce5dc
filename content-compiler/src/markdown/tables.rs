//! Tables: their alignment by classes, because the site's policy refuses `style` attributes (CSP Level 3, `style-src-attr`),
//! and around each a container that scrolls where the table is wider than the page. It has a name and takes focus, so that
//! a keyboard scrolls it too (WCAG 2.2, 2.1.1).

use html_escape::encode_double_quoted_attribute as escape;
use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

/// A table whose end has not come yet.
pub(super) struct OpenTable {
    alignments: Vec<Alignment>,
    /// The cell that is open, from 0 in each row.
    column: usize,
    /// The words of the cells in its first row, by which the table is named.
    headers: Vec<String>,
    is_head: bool,
    /// Places, among the events written, of the table's opening tag and of the open cell's.
    start: usize,
    cell: usize,
}

/// Takes an event of a table and writes its HTML to `out`; gives back any other event, and notes the words of the first
/// row. `open` is the table around it, if there is one.
pub(super) fn take<'a>(
    open: &mut Option<OpenTable>,
    event: Event<'a>,
    out: &mut Vec<Event<'a>>,
) -> Option<Event<'a>> {
    let html = |html: &str| Event::Html(html.to_owned().into());
    if let Event::Start(Tag::Table(alignments)) = event {
        *open = Some(OpenTable {
            alignments,
            column: 0,
            headers: Vec::new(),
            is_head: false,
            start: out.len(),
            cell: out.len(),
        });
        out.push(html(""));
        return None;
    }
    let Some(table) = open else {
        return Some(event);
    };
    match &event {
        Event::Start(Tag::TableHead) => {
            table.is_head = true;
            out.push(html("<table><thead><tr>"));
        }
        Event::End(TagEnd::TableHead) => {
            table.is_head = false;
            out.push(html("</tr></thead><tbody>\n"));
        }
        Event::Start(Tag::TableRow) => {
            table.column = 0;
            out.push(html("<tr>"));
        }
        Event::End(TagEnd::TableRow) => out.push(html("</tr>\n")),
        Event::Start(Tag::TableCell) => {
            table.cell = out.len();
            if table.is_head {
                table.headers.push(String::new());
            }
            out.push(html(""));
        }
        Event::End(TagEnd::TableCell) => {
            let (tag, end) = table.tags(out.len() == table.cell + 1);
            out[table.cell] = html(&tag);
            out.push(html(end));
            table.column += 1;
        }
        Event::End(TagEnd::Table) => {
            out[table.start] = html(&table.opening());
            out.push(html("</tbody></table></div>\n"));
            *open = None;
        }
        Event::Text(text) => {
            if let Some(header) = table.headers.last_mut().filter(|_| table.is_head) {
                header.push_str(text);
            }
            return Some(event);
        }
        _ => return Some(event),
    }
    None
}

impl OpenTable {
    /// The tags of the open cell.
    fn tags(&self, is_empty: bool) -> (String, &'static str) {
        let class = match self.alignments.get(self.column) {
            Some(Alignment::Center) => " class=\"align-center\"",
            Some(Alignment::Right) => " class=\"align-end\"",
            _ => "",
        };
        // A header without words is none (WCAG 2.2, 1.3.1): the corner above the names of rows.
        if self.is_head && !is_empty {
            (format!("<th scope=\"col\"{class}>"), "</th>")
        } else {
            (format!("<td{class}>"), "</td>")
        }
    }

    /// The container's opening tag.
    fn opening(&self) -> String {
        let words: Vec<&str> = self
            .headers
            .iter()
            .map(|header| header.trim())
            .filter(|header| !header.is_empty())
            .collect();
        let name = if words.is_empty() {
            "Table".to_owned()
        } else {
            format!("Table: {}", words.join(", "))
        };
        format!(
            r#"<div class="table" role="region" aria-label="{}" tabindex="0">"#,
            escape(&name)
        )
    }
}

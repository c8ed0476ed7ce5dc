//! Characters that nobody sees in an editor, and that break words, addresses and searches.

/// What is wrong with a line that holds a character which nobody sees, and the remedy.
pub(crate) fn invisible(line: &str) -> Option<(String, String)> {
    let mut before = ' ';
    let mut found = None;
    for c in line.chars() {
        // Joins the parts of one emoji.
        let joins = c == '\u{200d}' && u32::from(before) > 0x2000;
        if is_invisible(c) && !joins {
            found = Some(c);
            break;
        }
        before = c;
    }
    found.map(|c| {
        (
            format!(
                "this line has an invisible character (U+{:04X}), as pasting from Word brings it: {}",
                u32::from(c),
                quoted(line)
            ),
            "delete the line and type it again".into(),
        )
    })
}

/// The start of a line, at most 60 characters, in quotation marks, without characters that nobody sees.
pub(crate) fn quoted(line: &str) -> String {
    let visible: String = line.chars().filter(|c| !is_invisible(*c)).collect();
    let start: String = visible.trim().chars().take(60).collect();
    if start.len() < visible.trim().len() {
        format!("“{start}…”")
    } else {
        format!("“{start}”")
    }
}

/// Characters that nobody types and nobody sees: controls, zero widths, soft hyphens, and the sign for what could not
/// be read.
fn is_invisible(c: char) -> bool {
    c.is_control() && c != '\t'
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fffd}')
}

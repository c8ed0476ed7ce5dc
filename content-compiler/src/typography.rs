//! Quotation marks, apostrophes and dashes as they are printed.

/// A plain text with curly quotation marks and apostrophes, dashes for `--` and `---`, and `…` for three stops, as
/// smart punctuation gives them in Markdown; for the texts that are not Markdown (titles, names of sources).
pub(crate) fn typographic(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let opens = out
            .chars()
            .next_back()
            .is_none_or(|before| before.is_whitespace() || "([{“‘—–-/".contains(before));
        out.push(match (c, opens) {
            ('"', true) => '“',
            ('"', false) => '”',
            ('\'', true) => '‘',
            ('\'', false) => '’',
            (c, _) => c,
        });
    }
    out.replace("---", "—")
        .replace("--", "–")
        .replace("...", "…")
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
    }
}

//! The site's own blocks: lines between `::: kind title` and `:::`.

/// A stretch of a page's text.
pub(super) enum Segment<'a> {
    /// Plain Markdown; `line` is that of its first line.
    Text { text: &'a str, line: usize },
    /// One `:::` block.
    Block(Block<'a>),
}

/// One `:::` block; `line` is that of its opening line.
pub(super) struct Block<'a> {
    pub kind: BlockKind,
    /// What follows the kind on the opening line.
    pub title: &'a str,
    pub text: &'a str,
    pub line: usize,
}

/// What a block becomes.
#[derive(Clone, Copy)]
pub(super) enum BlockKind {
    Figure,
    /// `spoken` precedes the title for those who cannot see the card's color.
    Card {
        class: &'static str,
        spoken: &'static str,
    },
}

const KINDS: [(&str, BlockKind); 6] = [
    (
        "self-care",
        BlockKind::Card {
            class: "card-self-care",
            spoken: "What you can do",
        },
    ),
    (
        "ask-for-help",
        BlockKind::Card {
            class: "card-ask-for-help",
            spoken: "Ask for help",
        },
    ),
    (
        "emergency",
        BlockKind::Card {
            class: "card-emergency",
            spoken: "Act now",
        },
    ),
    (
        "key-points",
        BlockKind::Card {
            class: "card-key-points",
            spoken: "",
        },
    ),
    (
        "note",
        BlockKind::Card {
            class: "card-note",
            spoken: "",
        },
    ),
    ("figure", BlockKind::Figure),
];

/// Cuts a text into plain Markdown and blocks. The error is (line, problem, remedy).
pub(super) fn split(
    text: &str,
    first_line: usize,
) -> Result<Vec<Segment<'_>>, (usize, String, String)> {
    let mut segments = Vec::new();
    let mut open: Option<(BlockKind, &str, usize)> = None;
    let (mut start, mut start_line, mut position) = (0, first_line, 0);
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let number = first_line + index;
        let next = position + line.len();
        if let Some(rest) = line.trim_end().strip_prefix(":::") {
            let rest = rest.trim();
            match (open.take(), rest.is_empty()) {
                (None, true) => {
                    return Err((
                        number,
                        "this `:::` closes a block, but none is open".into(),
                        "delete it, or open the block with a line like `::: note Title`".into(),
                    ));
                }
                (None, false) => {
                    segments.push(Segment::Text {
                        text: &text[start..position],
                        line: start_line,
                    });
                    let (kind, title) = rest.split_once(' ').unwrap_or((rest, ""));
                    open = Some((
                        known(kind, number)?,
                        checked(kind, title.trim(), number)?,
                        number,
                    ));
                    start = next;
                }
                (Some((kind, title, line)), true) => {
                    segments.push(Segment::Block(Block {
                        kind,
                        title,
                        text: &text[start..position],
                        line,
                    }));
                    (start, start_line) = (next, number + 1);
                }
                (Some((_, title, line)), false) => return Err(unclosed(title, line, number)),
            }
        }
        position = next;
    }
    if let Some((_, title, line)) = open {
        return Err(unclosed(title, line, first_line + text.lines().count()));
    }
    segments.push(Segment::Text {
        text: &text[start..],
        line: start_line,
    });
    Ok(segments)
}

fn known(kind: &str, line: usize) -> Result<BlockKind, (usize, String, String)> {
    if let Some((_, known)) = KINDS.iter().find(|(name, _)| *name == kind) {
        return Ok(*known);
    }
    let names: Vec<&str> = KINDS.iter().map(|(name, _)| *name).collect();
    let remedy = match crate::front_matter::nearest(kind, &names) {
        Some(meant) => format!("write `::: {meant}`"),
        None => format!("use one of {}", names.join(", ")),
    };
    Err((line, format!("there is no block named {kind:?}"), remedy))
}

fn checked<'a>(
    kind: &str,
    title: &'a str,
    line: usize,
) -> Result<&'a str, (usize, String, String)> {
    if title.is_empty() {
        return Err((
            line,
            format!("the block `::: {kind}` has no title"),
            if kind == "figure" {
                "name the picture: `::: figure response-after-24-hours.svg`".into()
            } else {
                format!("write one on the same line: `::: {kind} Title`")
            },
        ));
    }
    Ok(title)
}

fn unclosed(title: &str, line: usize, found: usize) -> (usize, String, String) {
    (
        line,
        format!("the block {title:?} that starts here is not closed by line {found}"),
        "put a line `:::` after its last line; blocks cannot stand inside blocks".into(),
    )
}

//! The site's own blocks: lines between `::: kind title` and `:::`.

use crate::nearest::nearest;

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
        name: &'static str,
        class: &'static str,
        spoken: &'static str,
    },
}

const KINDS: [(&str, BlockKind); 6] = [
    (
        "self-care",
        BlockKind::Card {
            name: "self-care",
            class: "card-self-care",
            spoken: "What you can do",
        },
    ),
    (
        "ask-for-help",
        BlockKind::Card {
            name: "ask-for-help",
            class: "card-ask-for-help",
            spoken: "Ask for help",
        },
    ),
    (
        "emergency",
        BlockKind::Card {
            name: "emergency",
            class: "card-emergency",
            spoken: "Act now",
        },
    ),
    (
        "key-points",
        BlockKind::Card {
            name: "key-points",
            class: "card-key-points",
            spoken: "",
        },
    ),
    (
        "note",
        BlockKind::Card {
            name: "note",
            class: "card-note",
            spoken: "",
        },
    ),
    ("figure", BlockKind::Figure),
];

/// What people write to close a block.
const CLOSING: [&str; 4] = ["end", "close", "stop", "/"];

/// What a block of an unknown kind is read as.
const ASIDE: BlockKind = BlockKind::Card {
    name: "note",
    class: "card-note",
    spoken: "",
};

/// What is wrong with a line of a block: (line, problem, remedy).
pub(super) type Wrong = (usize, String, String);

/// Cuts a text into plain Markdown and blocks, and gives what is wrong with the blocks' own lines. What is wrong is
/// read as what was most likely meant, so that the rest can be checked as well.
pub(super) fn split(text: &str, first_line: usize) -> (Vec<Segment<'_>>, Vec<Wrong>) {
    let (mut segments, mut wrong) = (Vec::new(), Vec::new());
    let mut open: Option<(BlockKind, &str, usize)> = None;
    let (mut start, mut start_line, mut position) = (0, first_line, 0);
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let number = first_line + index;
        let next = position + line.len();
        let Some(rest) = fence(line, number, &mut wrong) else {
            position = next;
            continue;
        };
        let piece = &text[start..position];
        let closes = open.is_some() && CLOSING.contains(&rest.to_lowercase().as_str());
        if closes {
            wrong.push((
                number,
                format!(
                    "words stand behind the colons that close a block: {}",
                    line.trim()
                ),
                "write only `:::`".into(),
            ));
        }
        let is_opening = !rest.is_empty() && !closes;
        match open.take() {
            Some((kind, title, line)) => {
                if is_opening {
                    wrong.push(unclosed(title, line, number));
                }
                segments.push(Segment::Block(Block {
                    kind,
                    title,
                    text: piece,
                    line,
                }));
            }
            None => segments.push(Segment::Text {
                text: piece,
                line: start_line,
            }),
        }
        if is_opening {
            let (name, title) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            let kind = known(name).unwrap_or_else(|(problem, remedy)| {
                wrong.push((number, problem, remedy));
                ASIDE
            });
            if title.is_empty() {
                wrong.push(untitled(name, number));
            }
            open = Some((kind, title.trim(), number));
        } else if !matches!(segments.last(), Some(Segment::Block(_))) {
            wrong.push((
                number,
                "this `:::` closes a block, but none is open".into(),
                "delete it, or open the block with a line like `::: note Title`".into(),
            ));
        }
        (start, start_line, position) = (next, number + 1, next);
    }
    if let Some((kind, title, line)) = open {
        wrong.push(unclosed(title, line, first_line + text.lines().count()));
        segments.push(Segment::Block(Block {
            kind,
            title,
            text: &text[start..],
            line,
        }));
    } else {
        segments.push(Segment::Text {
            text: &text[start..],
            line: start_line,
        });
    }
    (segments, wrong)
}

/// What follows the colons, if a line opens or closes a block; also where the colons are not quite right.
fn fence<'a>(line: &'a str, number: usize, wrong: &mut Vec<Wrong>) -> Option<&'a str> {
    let written = line.trim();
    let rest = written.trim_start_matches(':');
    let colons = written.len() - rest.len();
    if colons < 2 {
        return None;
    }
    if colons != 3 || !line.starts_with(':') {
        wrong.push((
            number,
            format!("this line is almost that of a block: {written}"),
            "start it with exactly three colons, without space before them".into(),
        ));
    }
    Some(rest.trim())
}

fn known(kind: &str) -> Result<BlockKind, (String, String)> {
    if let Some((_, known)) = KINDS.iter().find(|(name, _)| *name == kind) {
        return Ok(*known);
    }
    let names: Vec<&str> = KINDS.iter().map(|(name, _)| *name).collect();
    let remedy = match nearest(&kind.to_lowercase(), &names) {
        Some(meant) => format!("write `::: {meant}`"),
        None => format!("use one of {}", names.join(", ")),
    };
    Err((format!("there is no block named {kind:?}"), remedy))
}

fn untitled(kind: &str, line: usize) -> Wrong {
    (
        line,
        format!("the block `::: {kind}` has no title"),
        if kind == "figure" {
            "name the picture: `::: figure response-after-24-hours.svg`".into()
        } else {
            format!("write one on the same line: `::: {kind} Title`")
        },
    )
}

fn unclosed(title: &str, line: usize, found: usize) -> Wrong {
    (
        line,
        format!("the block {title:?} that starts here is not closed by line {found}"),
        "put a line `:::` after its last line; blocks cannot stand inside blocks".into(),
    )
}

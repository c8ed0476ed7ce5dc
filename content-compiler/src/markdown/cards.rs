//! The rules of use of cards, after those of the NHS digital service manual ("care cards"): one level of urgency for
//! each card, a title that tells what to do, and an emergency that tells whom to call.

use super::blocks::Block;

/// Words with which the title of a card that asks for action begins.
const ASK: [&str; 9] = [
    "Contact", "Call", "Ask", "See", "Talk", "Tell", "Speak", "Make", "Book",
];
const ACT: [&str; 4] = ["Call", "Get", "Go", "Text"];

/// How many cards of each kind a page has so far.
#[derive(Default)]
pub(super) struct Seen {
    key_points: usize,
    emergencies: usize,
}

impl Seen {
    /// What is wrong with one card, as (problem, remedy). `in_section` tells whether a heading stands before it.
    pub fn check(
        &mut self,
        name: &str,
        card: &Block<'_>,
        in_section: bool,
    ) -> Vec<(String, String)> {
        let mut wrong = Vec::new();
        let mut say = |problem: String, remedy: &str| wrong.push((problem, remedy.to_owned()));
        let quoted = format!("the card “{}”", card.title);
        if card.text.trim().is_empty() {
            say(
                format!("{quoted} has no text"),
                "write it between the two `:::` lines, or delete both",
            );
        }
        let has_call = card.text.contains("](tel:911)") || card.text.contains("](tel:988)");
        let needs_verb = |verbs: &[&str], say: &mut dyn FnMut(String, &str)| {
            if !verbs.iter().any(|verb| first_word(card.title) == *verb) {
                say(
                    format!("{quoted} does not begin with what to do"),
                    &format!("begin its title with {} or the like", verbs[..3].join(", ")),
                );
            }
            let has_list = card.text.lines().any(|line| line.starts_with("- "));
            let reads_on = card
                .title
                .split(' ')
                .any(|word| word == "if" || word == "when");
            if has_list && (!reads_on || card.title.ends_with(['.', ':', '!'])) {
                say(
                    format!("the list of {quoted} does not continue its title"),
                    "let title and list item read as one sentence: “Contact a clinician if” and “- you cannot sleep”",
                );
            }
        };
        match name {
            "emergency" => {
                self.emergencies += 1;
                if self.emergencies > 1 {
                    say(
                        format!("{quoted} is the second emergency card of this page"),
                        "put both into one: where two things are the most urgent, none is",
                    );
                }
                if !has_call {
                    say(
                        format!("{quoted} says nobody to call"),
                        "add a link to tap: `[Call 911](tel:911)` or `[call or text 988](tel:988)`",
                    );
                }
                needs_verb(&ACT, &mut say);
            }
            "ask-for-help" => needs_verb(&ASK, &mut say),
            "self-care" if has_call => say(
                format!("{quoted} mixes self-care with an emergency"),
                "move what needs 911 or 988 into the page’s emergency card",
            ),
            "key-points" => {
                self.key_points += 1;
                if self.key_points > 1 || in_section {
                    say(
                        format!(
                            "{quoted} does not stand at the top of the page, or is the second of its kind"
                        ),
                        "put the page’s key points into one card before the first `##`",
                    );
                }
            }
            _ => {}
        }
        wrong
    }

    /// Whether the page tells when to act at once.
    pub fn has_emergency(&self) -> bool {
        self.emergencies > 0
    }
}

fn first_word(title: &str) -> &str {
    title.split(' ').next().unwrap_or_default()
}

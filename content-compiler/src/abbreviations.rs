//! `abbreviations.toml`: what abbreviations mean. A page explains them in its text, because a tooltip reaches nobody
//! who reads by touch or keyboard; the `<abbr>` is a reminder for who has forgotten.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::Diagnostic;
use crate::prose::{Passage, PassageKind};
use crate::source_file::SourceFile;
use crate::toml_file::TomlFile;
use crate::typography::typographic;
use crate::visible_text::{TextKind, VisibleText, unfinished};

/// What every reader in the US knows, or nobody would write out: times of day, states, degrees behind a name,
/// directions in an address, and what dictionaries list as words. Medicine has none of these.
const EVERYDAY: &str = "\
    AM PM ET EST EDT CT CST CDT MT MST MDT PT PST PDT UTC \
    AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR \
    PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR NYC LA \
    MD DO NP PA RN LPN DNP APRN CRNA LCSW LMFT LPC LMHC MA MS MSN BSN MPH MBA BC BS BA JD JR SR \
    USA UK EU UN TV OK ID FAQ PDF PIN ATM GPS PO NE NW SE SW VIP CEO CD DVD PC IT HR DIY RSVP ASAP ZIP AKA";

/// All abbreviations with what they mean.
#[derive(Debug, Default)]
pub(crate) struct Abbreviations {
    spelled_out: BTreeMap<String, String>,
    well_known: BTreeMap<String, String>,
    /// What a reader sees of them.
    pub texts: Vec<VisibleText>,
    /// Whether the file could not be read whole; then nothing is known about any abbreviation.
    is_unreadable: bool,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    #[serde(default)]
    spelled_out: BTreeMap<String, String>,
    #[serde(default)]
    well_known: BTreeMap<String, String>,
}

impl Abbreviations {
    pub fn parse(file: Result<SourceFile, Diagnostic>, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let unreadable = Self {
            is_unreadable: true,
            ..Self::default()
        };
        let file = match file {
            Ok(file) => file,
            Err(diagnostic) => {
                diagnostics.push(diagnostic);
                return unreadable;
            }
        };
        let toml = TomlFile::<File>::read(&file, diagnostics, |message, _| {
            let first = message.lines().next().unwrap_or_default();
            (
                format!("this cannot be read ({first})"),
                "write lines like `FDA = \"Food and Drug Administration\"` below [spelled-out] or [well-known], each once".into(),
            )
        });
        let texts = [
            ("spelled-out", &toml.value.spelled_out),
            ("well-known", &toml.value.well_known),
        ]
        .into_iter()
        .flat_map(|(section, table)| {
            table.iter().map(|(short, long)| {
                let line = toml.place(section, short);
                VisibleText::plain(TextKind::Meaning, long, &file.shown_as, line)
            })
        })
        .collect();
        let typographic = |table: BTreeMap<String, String>| {
            table
                .into_iter()
                .map(|(short, long)| (short, typographic(long.trim())))
                .collect()
        };
        Self {
            spelled_out: typographic(toml.value.spelled_out),
            well_known: typographic(toml.value.well_known),
            texts,
            is_unreadable: toml.is_incomplete,
        }
    }

    /// What an abbreviation means, for its `<abbr>`.
    fn meaning(&self, short: &str) -> Option<&str> {
        self.spelled_out
            .get(short)
            .or_else(|| self.well_known.get(short))
            .map(String::as_str)
    }

    /// Reports every abbreviation that a page uses without explaining it. Headings may explain one, as the page's
    /// title may, and need not.
    pub fn check(
        &self,
        file: &str,
        title: &str,
        passages: &[Passage],
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        if self.is_unreadable {
            return;
        }
        let mut explained = BTreeSet::new();
        for (short, _) in found(title) {
            if self.is_explained(short, title) {
                explained.insert(short.to_owned());
            }
        }
        for passage in passages {
            for sentence in &passage.sentences {
                for (short, _) in found(&sentence.text) {
                    let is_known = self.well_known.contains_key(short)
                        || EVERYDAY.split(' ').any(|known| known == short)
                        || unfinished(short).is_some();
                    if is_known || explained.contains(short) {
                        continue;
                    }
                    let is_here = self.is_explained(short, &sentence.text);
                    if passage.kind == PassageKind::Heading && !is_here {
                        continue;
                    }
                    // Told once: the next ones mend themselves with the first.
                    explained.insert(short.to_owned());
                    if !is_here {
                        let remedy = match self.spelled_out.get(short) {
                            Some(long) => format!("write it out here: “{long} ({short})”"),
                            None => format!(
                                "write it out with the abbreviation behind it in brackets, or add `{short} = \"…\"` below [well-known] in content/abbreviations.toml; write a word that is only meant to be strong as `**{}**`",
                                short.to_lowercase()
                            ),
                        };
                        diagnostics.push(Diagnostic::new(
                            file,
                            sentence.line,
                            format!(
                                "{short} is not explained where the page first uses it: {}",
                                sentence.quoted()
                            ),
                            remedy,
                        ));
                    }
                }
            }
        }
    }

    /// Whether a text has "Long Name (LN)"; the name has to be the listed one, if one is.
    fn is_explained(&self, short: &str, text: &str) -> bool {
        let plural = format!("({short}s)");
        let Some(before) = text
            .split_once(&format!("({short})"))
            .or_else(|| text.split_once(&plural))
            .map(|(before, _)| before.trim_end().to_lowercase())
        else {
            return false;
        };
        self.spelled_out
            .get(short)
            .map_or(!before.is_empty(), |long| {
                before.ends_with(&long.to_lowercase())
            })
    }

    /// Parts a text into plain pieces and abbreviations with their meanings. `seen` has those that need no more
    /// `<abbr>` and gets the new ones; one that is written out right there needs none.
    pub fn mark<'a>(
        &'a self,
        text: &'a str,
        seen: &mut BTreeSet<String>,
    ) -> Vec<(&'a str, Option<&'a str>)> {
        let (mut pieces, mut start) = (Vec::new(), 0);
        for (short, at) in found(text) {
            let Some(meaning) = self.meaning(short) else {
                continue;
            };
            if !seen.insert(short.to_owned()) || self.is_explained(short, text) {
                continue;
            }
            pieces.push((&text[start..at], None));
            pieces.push((short, Some(meaning)));
            start = at + short.len();
        }
        pieces.push((&text[start..], None));
        pieces
    }
}

/// The abbreviations in a text with their places: words of two or more capitals, also before a plural s. Roman numerals
/// are none, but IV is (a drip is meant more often than the fourth).
fn found(text: &str) -> impl Iterator<Item = (&str, usize)> {
    // A star is part of a name ("STAR*D").
    text.split(|c: char| !c.is_alphanumeric() && c != '*')
        .filter_map(move |word| {
            let at = word.as_ptr() as usize - text.as_ptr() as usize;
            let short = word.strip_suffix('s').unwrap_or(word);
            let is_short = short.len() >= 2 && short.bytes().all(|byte| byte.is_ascii_uppercase());
            let is_numeral = short != "IV" && short.bytes().all(|byte| b"IVX".contains(&byte));
            (is_short && !is_numeral).then_some((short, at))
        })
}

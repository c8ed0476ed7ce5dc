//! The colors in `style/tokens.css` against WCAG 2.2: which of them meet is declared here, and the style sheets are
//! read to see that nothing else does.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// What stands on what. The number is the least contrast: 7 for what is read as running text (1.4.6, AAA), 4.5 for
/// all other text (1.4.3), 3 for parts of controls and figures (1.4.11).
const PAIRS: &[(&str, &[&str], f64)] = &[
    (
        "ink",
        &[
            "paper",
            "surface",
            "paper-deep",
            "accent-soft",
            "sun-far",
            "sun-mid",
        ],
        BODY,
    ),
    // Captions, summaries, hints, sources.
    ("muted", &["paper", "surface"], BODY),
    // Below the heading: how old the page is.
    ("muted", &["accent-soft", "sun-far"], TEXT),
    ("on-crisis", &["crisis"], BODY),
    ("on-deep", &["deep"], BODY),
    (
        "accent",
        &["paper", "surface", "accent-soft", "sun-far", "sun-mid"],
        TEXT,
    ),
    (
        "accent-strong",
        &["paper", "surface", "accent-soft", "sun-far", "sun-mid"],
        TEXT,
    ),
    ("on-accent", &["accent", "accent-strong"], TEXT),
    ("ask", &["ask-soft"], TEXT),
    ("error", &["paper", "surface"], TEXT),
    (
        "edge",
        &["paper", "surface", "paper-deep", "second-soft"],
        PART,
    ),
    ("accent", &["paper-deep", "second-soft"], PART),
    ("second", &["surface", "paper-deep"], PART),
    ("crisis-line", &["paper", "surface", "accent-soft"], PART),
    ("ask", &["paper", "surface"], PART),
];
const BODY: f64 = 7.0;
const TEXT: f64 = 4.5;
const PART: f64 = 3.0;

/// What carries no meaning: lines between things that stand apart without them, the rising sun.
const DECORATION: &[&str] = &["line", "sun", "sun-near"];

/// The focus has two rings, so that one of them shows on any ground.
const FOCUS: [&str; 2] = ["focus", "focus-gap"];

type Tokens = BTreeMap<String, String>;

fn style(file: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("style");
    let css = fs::read_to_string(folder.join(file)).expect("a style sheet");
    without_comments(&css)
}

fn style_sheets() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("style");
    let files = fs::read_dir(folder).expect("style/");
    let mut css: Vec<_> = files
        .map(|file| fs::read_to_string(file.expect("a file").path()).expect("a style sheet"))
        .map(|css| without_comments(&css))
        .collect();
    css.sort();
    css
}

fn without_comments(css: &str) -> String {
    let mut parts = css.split("/*");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str(part.split_once("*/").expect("a comment that ends").1);
    }
    kept
}

/// The innermost blocks of a style sheet, each with everything that stands before its brace on the way in.
fn blocks(css: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut found = Vec::new();
    let mut path: Vec<String> = Vec::new();
    let mut text = String::new();
    for character in css.chars() {
        match character {
            '{' => path.push(std::mem::take(&mut text).trim().to_owned()),
            '}' => {
                let declarations: Vec<_> = text
                    .split(';')
                    .filter_map(|line| line.split_once(':'))
                    .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
                    .collect();
                if !declarations.is_empty() {
                    found.push((path.join(" "), declarations));
                }
                text.clear();
                path.pop();
            }
            // What stands before a nested rule in the same block is not needed here.
            ';' if text.trim_start().starts_with('@') => text.clear(),
            other => text.push(other),
        }
    }
    found
}

/// The tokens set in the blocks whose condition contains the words; with empty words, those without a condition.
fn set_in(condition: &str) -> Tokens {
    let mut tokens = Tokens::new();
    for (path, declarations) in blocks(&style("tokens.css")) {
        let is_meant = if condition.is_empty() {
            !path.contains("@media")
        } else {
            path.contains(condition)
        };
        if is_meant {
            for (name, value) in declarations {
                if let Some(name) = name.strip_prefix("--") {
                    tokens.insert(name.to_owned(), value);
                }
            }
        }
    }
    assert!(!tokens.is_empty(), "tokens for {condition:?}");
    tokens
}

/// Every scheme that has colors of its own, as (name, tokens, whether more contrast is asked for).
fn schemes() -> Vec<(&'static str, Tokens, bool)> {
    let light = set_in("");
    let mut dark = light.clone();
    dark.extend(set_in("prefers-color-scheme: dark"));
    let more = set_in("prefers-contrast: more");
    let with_more = |tokens: &Tokens| {
        let mut tokens = tokens.clone();
        tokens.extend(more.clone());
        tokens
    };
    vec![
        ("light, more contrast", with_more(&light), true),
        ("dark, more contrast", with_more(&dark), true),
        ("light", light, false),
        ("dark", dark, false),
    ]
}

/// The names of the tokens that are colors.
static COLORS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let tokens = set_in("");
    let colors = tokens
        .into_iter()
        .filter(|(_, value)| value.starts_with('#'));
    colors.map(|(name, _)| name).collect()
});

/// A token's red, green and blue, from 0 to 1.
fn color(tokens: &Tokens, name: &str) -> [f64; 3] {
    let value = tokens
        .get(name)
        .unwrap_or_else(|| panic!("there is no --{name}"));
    if let Some(other) = value.strip_prefix("var(--") {
        return color(tokens, other.trim_end_matches(')'));
    }
    let digits = value.strip_prefix('#').filter(|digits| digits.len() == 6);
    let digits = digits.unwrap_or_else(|| panic!("--{name} is {value}, not #rrggbb"));
    [0, 2, 4].map(|at| {
        f64::from(u8::from_str_radix(&digits[at..at + 2], 16).expect("a hexadecimal number"))
            / 255.0
    })
}

/// Relative luminance (WCAG 2.2, "relative luminance").
fn luminance(color: [f64; 3]) -> f64 {
    let [red, green, blue] = color.map(|part| {
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// Contrast ratio, from 1 to 21 (WCAG 2.2, "contrast ratio").
fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The color tokens that a value names.
fn named(value: &str) -> Vec<String> {
    let names = value.split("var(--").skip(1);
    names
        .filter_map(|rest| rest.split([')', ',']).next())
        .filter(|name| COLORS.contains(*name))
        .map(str::to_owned)
        .collect()
}

#[test]
fn black_on_white_is_21_and_a_gray_is_what_the_standard_says() {
    assert!((contrast([0.0; 3], [1.0; 3]) - 21.0).abs() < 1e-9);
    // #767676 is the lightest gray that has 4.5 on white.
    let gray = |level: u8| [f64::from(level) / 255.0; 3];
    assert!(contrast(gray(0x76), [1.0; 3]) >= 4.5);
    assert!(contrast(gray(0x77), [1.0; 3]) < 4.5);
}

#[test]
fn every_pair_has_its_contrast_in_every_scheme() {
    let mut too_weak = Vec::new();
    for (scheme, tokens, more) in schemes() {
        for (front, grounds, least) in PAIRS {
            // Whoever asks for more contrast gets AAA for all text.
            let least = if more && *least == TEXT { BODY } else { *least };
            for ground in *grounds {
                let ratio = contrast(color(&tokens, front), color(&tokens, ground));
                if ratio < least {
                    too_weak.push(format!(
                        "{scheme}: {front} on {ground} {ratio:.2} < {least}"
                    ));
                }
            }
        }
    }
    assert!(too_weak.is_empty(), "{}", too_weak.join("\n"));
}

#[test]
fn the_focus_shows_on_every_ground() {
    for (scheme, tokens, _) in schemes() {
        for ground in COLORS.iter() {
            let ring = |name| contrast(color(&tokens, name), color(&tokens, ground));
            let shown = FOCUS.map(ring).into_iter().fold(0.0, f64::max);
            assert!(shown >= PART, "{scheme}: the focus on {ground} {shown:.2}");
        }
    }
}

#[test]
fn every_color_stands_in_a_pair_or_is_decoration() {
    let mut known: BTreeSet<_> = DECORATION
        .iter()
        .chain(&FOCUS)
        .map(|name| (*name).to_owned())
        .collect();
    for (front, grounds, _) in PAIRS {
        known.insert((*front).to_owned());
        known.extend(grounds.iter().map(|ground| (*ground).to_owned()));
    }
    assert_eq!(*COLORS, known);
}

#[test]
fn the_style_sheets_let_nothing_else_meet() {
    let pairs: BTreeSet<_> = PAIRS
        .iter()
        .flat_map(|(front, grounds, _)| grounds.iter().map(move |ground| (*front, *ground)))
        .collect();
    let mut unknown = Vec::new();
    let mut seen = 0;
    for css in style_sheets() {
        for (path, declarations) in blocks(&css) {
            let of = |properties: &[&str]| -> Vec<String> {
                let meant = declarations
                    .iter()
                    .filter(|(name, _)| properties.contains(&name.as_str()));
                meant.flat_map(|(_, value)| named(value)).collect()
            };
            let (fronts, grounds) = (
                of(&["color", "fill"]),
                of(&["background", "background-color"]),
            );
            for front in &fronts {
                seen += 1;
                let declared = pairs.iter().any(|(known, _)| known == front)
                    || pairs
                        .iter()
                        .any(|(_, ground)| path.contains(".fig-") && ground == front);
                if !declared {
                    unknown.push(format!("{path}: nothing is declared for {front}"));
                }
                for ground in &grounds {
                    let is_text_on_it = grounds.len() == 1;
                    if is_text_on_it && !pairs.contains(&(front.as_str(), ground.as_str())) {
                        unknown.push(format!("{path}: {front} on {ground}"));
                    }
                }
            }
            for ground in &grounds {
                seen += 1;
                let declared = pairs.iter().any(|(_, known)| known == ground)
                    || DECORATION.contains(&ground.as_str());
                // A form's tick or a step's number, which have their own color in the same rule.
                if !declared && fronts.is_empty() {
                    unknown.push(format!("{path}: nothing is declared on {ground}"));
                }
            }
        }
    }
    assert!(unknown.is_empty(), "{}", unknown.join("\n"));
    assert!(
        seen > 60,
        "only {seen} colors were found in style/: are they still read?"
    );
}

#[test]
fn no_color_stands_outside_of_the_tokens() {
    for css in style_sheets() {
        for (path, declarations) in blocks(&css) {
            if path.contains("tokens") || path.contains("@media print") {
                continue;
            }
            for (name, value) in declarations {
                let is_color = value.split([' ', ',', '(']).any(|word| {
                    word.starts_with('#')
                        || ["rgb", "hsl", "oklch", "white", "black"].contains(&word)
                });
                assert!(!is_color, "{path}: {name}: {value}");
            }
        }
    }
}

/// Browsers replace colors themselves, except in drawings and gradients.
#[test]
fn with_forced_colors_drawings_and_the_openings_ground_are_in_the_systems_colors() {
    let system = ["Canvas", "CanvasText", "LinkText", "Highlight"];
    let forced = set_in("forced-colors: active");
    for (name, value) in &forced {
        assert!(system.contains(&value.as_str()), "--{name}: {value}");
    }
    for css in style_sheets() {
        for (path, declarations) in blocks(&css) {
            for (property, value) in declarations {
                let is_kept = ["fill", "stroke"].contains(&property.as_str())
                    || (path.contains(".opening") && property == "background");
                for name in named(&value).into_iter().filter(|_| is_kept) {
                    assert!(
                        forced.contains_key(&name),
                        "{path}: --{name} is not replaced"
                    );
                }
            }
        }
    }
}

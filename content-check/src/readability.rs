//! How hard a page is to read: the Flesch–Kincaid grade level.

use content_compiler::{Page, PassageKind, is_whole_sentence};

/// A page above this grade gets a warning. The clinic writes for readers of 12 to 14 years, grades 7 to 9.
pub const MAX_GRADE: f64 = 9.0;

/// The readability of a page.
#[derive(Debug, Clone)]
pub struct Grade {
    /// The page's file.
    pub file: String,
    /// Flesch–Kincaid grade level: US school years.
    pub grade: f64,
    /// Words of the whole page.
    pub words: usize,
}

/// A sentence that is hard to read.
#[derive(Debug, Clone)]
pub struct WeakSentence {
    /// The page's file.
    pub file: String,
    /// The line on which it starts.
    pub line: usize,
    /// Its own grade.
    pub grade: f64,
    /// The sentence, shortened.
    pub quoted: String,
}

#[derive(Clone, Copy, Default)]
struct Counts {
    sentences: usize,
    words: usize,
    syllables: usize,
}

impl Counts {
    fn of(sentence: &str) -> Self {
        let words = || {
            sentence
                .split(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '/'))
                .filter(|word| word.contains(char::is_alphanumeric))
        };
        Self {
            sentences: 1,
            words: words().count(),
            syllables: words().map(syllables).sum(),
        }
    }

    /// Kincaid et al. 1975, *Derivation of New Readability Formulas for Navy Enlisted Personnel*:
    /// 0.39 × words per sentence + 11.8 × syllables per word − 15.59.
    #[allow(clippy::cast_precision_loss, reason = "no page has 2^52 words")]
    fn grade(self) -> f64 {
        let (sentences, words, syllables) = (
            self.sentences as f64,
            self.words as f64,
            self.syllables as f64,
        );
        0.39 * (words / sentences) + 11.8 * (syllables / words) - 15.59
    }
}

/// The grade of a page's whole sentences; `None` if it has none. Headings and list items without a full stop are left
/// out: the formula takes them for very short sentences, so a page of lists would seem easy whatever it says.
pub(crate) fn grade(page: &Page) -> Option<Grade> {
    let mut counts = Counts::default();
    for sentence in whole(page) {
        let of = Counts::of(&sentence.text);
        counts.sentences += 1;
        counts.words += of.words;
        counts.syllables += of.syllables;
    }
    (counts.words > 0).then(|| Grade {
        file: page.file.clone(),
        grade: counts.grade(),
        words: page.words,
    })
}

/// Each whole sentence with its own grade.
pub(crate) fn sentences(page: &Page) -> impl Iterator<Item = WeakSentence> {
    // The formula makes no sense of a few words ("Other anxiety disorders.").
    let long = whole(page).filter(|sentence| Counts::of(&sentence.text).words >= 8);
    long.map(|sentence| WeakSentence {
        file: page.file.clone(),
        line: sentence.line,
        grade: Counts::of(&sentence.text).grade(),
        quoted: sentence.quoted(),
    })
}

fn whole(page: &Page) -> impl Iterator<Item = &content_compiler::Sentence> {
    page.passages
        .iter()
        .filter(|passage| passage.kind == PassageKind::Text)
        .flat_map(|passage| &passage.sentences)
        .filter(|sentence| is_whole_sentence(&sentence.text))
}

/// How many syllables an English word has, at least 1; estimated from its spelling, as all such formulas do. Capitals
/// (FDA) count one for each letter, figures one for each digit.
#[must_use]
pub fn syllables(word: &str) -> usize {
    let letters: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
    if letters.chars().any(|c| c.is_ascii_digit())
        || letters.len() > 1
            && letters
                .trim_end_matches('s')
                .chars()
                .all(char::is_uppercase)
    {
        return letters.chars().filter(|c| !c.is_lowercase()).count().max(1);
    }
    let word = letters.to_lowercase();
    if let Some((_, known)) = IRREGULAR.iter().find(|(known, _)| *known == word) {
        return *known;
    }
    let chars: Vec<char> = word.chars().collect();
    let is_vowel = |index: usize| {
        matches!(chars[index], 'a' | 'e' | 'i' | 'o' | 'u' | 'y') && (index > 0 || chars[0] != 'y')
    };
    let groups = (0..chars.len())
        .filter(|index| is_vowel(*index) && (*index == 0 || !is_vowel(*index - 1)))
        .count();
    // Two vowels that are spoken apart: "cre-ate", "sci-ence", "tri-al", "situ-ation", "be-ing".
    let apart: usize = APART.iter().map(|pair| word.matches(pair).count()).sum();
    let together: usize = TOGETHER.iter().map(|part| word.matches(part).count()).sum();
    let mut count = groups + apart - together.min(apart);
    count += usize::from(word.ends_with("ism") || word.ends_with("isms"));
    count -= usize::from(has_silent_end(&word));
    // "immediate-ly", "safe-ly".
    count -= usize::from(word.ends_with("ely") && word.len() > 4);
    // "some-times", "life-time": the first part's e is silent as well.
    count -= usize::from(
        SILENT_FIRST
            .iter()
            .any(|part| word.starts_with(part) && word.len() > part.len()),
    )
    .min(count.saturating_sub(1));
    count.max(1)
}

/// Words whose spelling misleads.
const IRREGULAR: [(&str, usize); 15] = [
    ("anxious", 2),
    ("creature", 2),
    ("idea", 3),
    ("ideas", 3),
    ("reality", 4),
    ("people", 2),
    ("peoples", 2),
    ("every", 2),
    ("everyday", 3),
    ("business", 2),
    ("area", 3),
    ("areas", 3),
    ("being", 2),
    ("medicine", 3),
    ("evening", 2),
];

/// Vowels next to each other that belong to two syllables.
const APART: [&str; 16] = [
    "ia", "io", "iu", "eo", "ua", "uo", "rea", "crea", "eing", "ying", "oing", "uing", "ien",
    "iet", "iol", "yo",
];

/// Parts in which they do not.
const TOGETHER: [&str; 24] = [
    "tion", "sion", "cion", "gion", "cial", "tial", "cian", "tian", "cious", "tious", "gious",
    "gua", "qua", "quo", "real", "read", "reak", "reat", "ream", "ssio", "you", "tient", "cient",
    "friend",
];

const SILENT_FIRST: [&str; 6] = ["some", "life", "time", "home", "care", "safe"];

/// Whether the last e is not spoken: "time", "times", "used", but not "table", "places", "treated".
fn has_silent_end(word: &str) -> bool {
    let vowels_before = |stem: &str| stem.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    let ends_in_vowel = |stem: &str| stem.ends_with(['a', 'e', 'i', 'o', 'u', 'y']);
    if let Some(stem) = word.strip_suffix("ed") {
        return vowels_before(stem) && !ends_in_vowel(stem) && !stem.ends_with(['t', 'd']);
    }
    if let Some(stem) = word.strip_suffix("es") {
        return vowels_before(stem)
            && !ends_in_vowel(stem)
            && !["c", "g", "s", "x", "z", "ch", "sh"]
                .iter()
                .any(|end| stem.ends_with(end))
            && !is_consonant_and_l(stem);
    }
    word.strip_suffix('e').is_some_and(|stem| {
        vowels_before(stem) && !ends_in_vowel(stem) && !is_consonant_and_l(stem)
    })
}

fn is_consonant_and_l(stem: &str) -> bool {
    stem.strip_suffix('l').is_some_and(|rest| {
        !rest.is_empty() && !rest.ends_with(['a', 'e', 'i', 'o', 'u', 'y', 'l'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_those_that_are_spoken() {
        // From the CMU Pronouncing Dictionary, and for names of medicines from their labels.
        let wrong: Vec<String> = [
            "1: a the used time times eye you through great read year clear help brain sleep weight",
            "2: people table treated places being science trial quiet anxious patient someone sometimes approved treatment",
            "2: doctor breathing trying creature easy reader social special nation conscious study going doing",
            "3: created reaction idea area ketamine depression disorder clinician evidence medicine glutamate receptor",
            "3: condition several serious period radio however carefully insomnia:4 medication:4 mania:3",
            "4: emergency situation anesthetic psychiatric anxiety esketamine usually experience reality evaluate",
            "5: antidepressant dissociative immediately hospitalization:6 neuroplasticity:6 reanalysis",
            "2: 47 lifetimes ect:1 science lived:1 needed helped:1 worried reliance:3 client giant",
        ]
        .iter()
        .flat_map(|line| {
            let (all, words) = line.split_once(": ").unwrap();
            words.split(' ').map(move |word| word.split_once(':').unwrap_or((word, all)))
        })
        .filter(|(word, count)| syllables(word).to_string() != **count)
        .map(|(word, count)| format!("{word}: {} for {count}", syllables(word)))
        .collect();
        assert_eq!(wrong, Vec::<String>::new());
        assert_eq!((syllables("FDA"), syllables("SSRIs")), (3, 4));
    }

    #[test]
    fn the_grade_is_that_of_the_formula() {
        let grade = |text: &str| Counts::of(text).grade();
        // 6 words, 6 syllables: 0.39 × 6 + 11.8 − 15.59.
        assert!((grade("The cat sat on the mat.") - -1.45).abs() < 0.001);
        // 4 words, 8 syllables: 0.39 × 4 + 11.8 × 2 − 15.59.
        assert!((grade("Ketamine is a medicine.") - 9.57).abs() < 0.001);
    }
}

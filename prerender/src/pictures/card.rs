//! The picture that a shared link shows: the page's title over the site's mark.

use std::sync::Arc;

use html_escape::encode_double_quoted_attribute;
use resvg::usvg::{self, Node, Options, Tree, fontdb};

use super::{png, raster, woff};

/// Pixels; the drawing has the same.
pub(crate) const WIDTH: u16 = 1200;
/// Pixels.
pub(crate) const HEIGHT: u16 = 630;

const DRAWING: &str = include_str!("card.svg");
/// Source Serif 4, SemiBold, as the npm package @fontsource/source-serif-4 5.3.1 has it for Latin; its license lies
/// beside it. The drawing may not depend on the fonts of a machine.
const FONT: &[u8] = include_bytes!("source-serif-4-latin-600-normal.woff");

/// Where text begins, in pixels from the left.
const LEFT: u16 = 72;
/// How wide a line of the title may be: up to the sun.
const TITLE_WIDTH: f32 = 760.0;
/// Font sizes of the title, and how many lines it may then have.
const TITLE_SIZES: [(u16, usize); 4] = [(88, 2), (76, 3), (66, 4), (54, 5)];
/// The middle of the sky, in pixels from the top.
const TITLE_MIDDLE: f32 = 240.0;
const LINE_HEIGHT: f32 = 1.16;
/// The middle of the sea's line of text.
const NAME_BASELINE: f32 = 568.0;
const NAME_SIZES: [(u16, usize); 2] = [(40, 1), (28, 1)];

/// Draws cards of one clinic.
pub(crate) struct Painter {
    options: Options<'static>,
    /// The drawing with the clinic's name in it.
    drawing: String,
}

impl Painter {
    /// Takes the clinic's name.
    pub fn new(name: &str) -> Result<Self, String> {
        let mut fonts = fontdb::Database::new();
        fonts.load_font_data(woff::sfnt(FONT).ok_or("The font of the pictures is broken.")?);
        let font = fonts.faces().next().ok_or("The pictures have no font.")?;
        let options = Options {
            font_family: font.families[0].0.clone(),
            fontdb: Arc::new(fonts),
            ..Options::default()
        };
        let mut painter = Self {
            options,
            drawing: String::new(),
        };
        let name = match painter.fitted(name, f32::from(WIDTH - 2 * LEFT), &NAME_SIZES)? {
            Some((size, lines)) => text(&lines[0], NAME_BASELINE, size),
            None => String::new(),
        };
        painter.drawing = DRAWING.replace("{name}", &name);
        Ok(painter)
    }

    /// The card of a page, as PNG. A title that the font has no letters for, or that is too long for every size, is
    /// left out: a name without a picture is still better than boxes.
    pub fn card(&self, title: &str) -> Result<Vec<u8>, String> {
        let mut lines = String::new();
        if let Some((size, words)) = self.fitted(title, TITLE_WIDTH, &TITLE_SIZES)? {
            let step = f32::from(size) * LINE_HEIGHT;
            let count = f32::from(u8::try_from(words.len()).unwrap_or(u8::MAX));
            // The x-height's middle of the middle line comes to stand there.
            let mut baseline = TITLE_MIDDLE - (count - 1.0) / 2.0 * step + f32::from(size) * 0.24;
            for line in words {
                lines.push_str(&text(&line, baseline, size));
                baseline += step;
            }
        }
        let tree = self.parse(&self.drawing.replace("{title}", &lines))?;
        png(raster(&tree, WIDTH, HEIGHT, 1.0)?)
    }

    /// The largest size at which a text fits, with its lines.
    fn fitted(
        &self,
        words: &str,
        width: f32,
        sizes: &[(u16, usize)],
    ) -> Result<Option<(u16, Vec<String>)>, String> {
        for (size, most) in sizes {
            if let Some(lines) = self.lines(words, width, *size)?
                && lines.len() <= *most
            {
                return Ok(Some((*size, lines)));
            }
        }
        Ok(None)
    }

    /// The text broken at spaces; none if a word is too wide or has a character that the font lacks.
    fn lines(&self, words: &str, width: f32, size: u16) -> Result<Option<Vec<String>>, String> {
        let mut lines: Vec<String> = Vec::new();
        for word in words.split_whitespace() {
            let longer = lines.last().map(|line| format!("{line} {word}"));
            if let Some(longer) = longer
                && self
                    .width(&longer, size)?
                    .is_some_and(|found| found <= width)
            {
                lines.pop();
                lines.push(longer);
            } else if self.width(word, size)?.is_some_and(|found| found <= width) {
                lines.push(word.to_owned());
            } else {
                return Ok(None);
            }
        }
        Ok((!lines.is_empty()).then_some(lines))
    }

    /// How wide a line is in pixels; none if the font lacks one of its characters.
    fn width(&self, line: &str, size: u16) -> Result<Option<f32>, String> {
        let tree = self.parse(&format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\">{}</svg>",
            text(line, 0.0, size)
        ))?;
        Ok(match tree.root().children().first() {
            Some(Node::Text(text)) if is_complete(text) => Some(text.bounding_box().width()),
            _ => None,
        })
    }

    fn parse(&self, svg: &str) -> Result<Tree, String> {
        Tree::from_str(svg, &self.options)
            .map_err(|error| format!("The picture for shared links cannot be drawn: {error}"))
    }
}

/// Whether the font has every character: the glyph 0 is a box that says it has not (OpenType, `.notdef`).
fn is_complete(text: &usvg::Text) -> bool {
    text.layouted()
        .iter()
        .flat_map(|span| &span.positioned_glyphs)
        .all(|glyph| glyph.id.0 != 0)
}

fn text(line: &str, baseline: f32, size: u16) -> String {
    format!(
        "<text x=\"{LEFT}\" y=\"{baseline}\" font-size=\"{size}\">{}</text>",
        encode_double_quoted_attribute(line)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn painter() -> Painter {
        Painter::new("Sample Clinic").unwrap()
    }

    #[test]
    fn a_title_is_broken_into_lines_and_drawn_as_large_as_it_fits() {
        let painter = painter();
        let fitted = |title: &str| painter.fitted(title, TITLE_WIDTH, &TITLE_SIZES).unwrap();
        assert_eq!(fitted("Depression"), Some((88, vec!["Depression".into()])));
        let (size, lines) =
            fitted("Ketamine infusion for depression: what it can and cannot do").unwrap();
        assert!(size < 88 && lines.len() > 1, "{size} {lines:?}");
        for line in &lines {
            assert!(painter.width(line, size).unwrap().unwrap() <= TITLE_WIDTH);
        }
        // The longest title that a page may have.
        assert!(
            fitted("Wide words matter most when mammograms warm women who mumble a lot").is_some()
        );
    }

    #[test]
    fn a_card_has_the_size_that_the_page_says_and_is_the_same_every_time() {
        let png = painter()
            .card("“Depression” – what’s known & what isn’t")
            .unwrap();
        let decoder = png::Decoder::new(std::io::Cursor::new(&png));
        let reader = decoder.read_info().unwrap();
        assert_eq!(reader.info().size(), (WIDTH.into(), HEIGHT.into()));
        assert_eq!(
            painter()
                .card("“Depression” – what’s known & what isn’t")
                .unwrap(),
            png
        );
        assert_ne!(painter().card("Depression").unwrap(), png);
        assert!(png.len() < 60_000, "{}", png.len());
    }

    #[test]
    fn what_the_font_cannot_write_is_left_out_rather_than_drawn_as_boxes() {
        let painter = painter();
        let empty = painter.card("").unwrap();
        assert_eq!(painter.card("抑うつ").unwrap(), empty);
        assert_eq!(painter.card(&"m".repeat(70)).unwrap(), empty);
        assert_ne!(painter.card("Dépression").unwrap(), empty);
    }
}

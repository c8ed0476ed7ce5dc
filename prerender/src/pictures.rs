//! Pictures that are drawn with the site: what shared links show, and the icons. All are SVG first.

mod card;
mod icons;
mod woff;

use std::collections::BTreeMap;
use std::path::Path;
use std::thread;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::Tree;

pub(crate) use card::{HEIGHT, WIDTH};
pub(crate) use icons::write_all as write_icons;

use site::content::{Page, site};

use crate::address::is_indexed;
use crate::disk::write;
use crate::fingerprint::fingerprint;

/// Draws the picture of every page that may be shared, beside the page, and gives their paths within the site by the
/// pages' paths. A picture's name changes with what it shows, because those who show shared links keep pictures.
pub(crate) fn write_cards(dist: &Path) -> Result<BTreeMap<&'static str, String>, String> {
    let clinic = &site().settings.clinic;
    let pages: Vec<&'static Page> = site()
        .pages
        .iter()
        .filter(|page| is_indexed(page))
        .collect();
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let draw = |pages: &[&'static Page]| -> Result<Vec<(&'static str, String)>, String> {
        let painter = card::Painter::new(&clinic.name)?;
        let mut drawn = Vec::new();
        for page in pages {
            let png = painter.card(&page.title)?;
            let path = format!(
                "{}/social-{:016x}.png",
                page.path.trim_end_matches('/'),
                fingerprint([png.as_slice()])
            );
            write(&dist.join(&path[1..]), &png)?;
            drawn.push((page.path.as_str(), path));
        }
        Ok(drawn)
    };
    thread::scope(|scope| {
        let parts: Vec<_> = pages
            .chunks(pages.len().div_ceil(threads).max(1))
            .map(|part| scope.spawn(move || draw(part)))
            .collect();
        let mut all = BTreeMap::new();
        for part in parts {
            let drawn = part.join().map_err(|_| "A picture cannot be drawn.")?;
            all.extend(drawn?);
        }
        Ok(all)
    })
}

/// A drawing in pixels. `zoom` is how much larger than the picture it is drawn, from its center: 1 shows all of it.
fn raster(tree: &Tree, width: u16, height: u16, zoom: f32) -> Result<Pixmap, String> {
    let mut pixels = Pixmap::new(width.into(), height.into()).ok_or("A picture has no size.")?;
    let (width, height) = (f32::from(width), f32::from(height));
    let scale = (width / tree.size().width()).min(height / tree.size().height()) * zoom;
    let middle = |whole: f32, drawn: f32| (whole - drawn * scale) / 2.0;
    let transform = Transform::from_row(
        scale,
        0.0,
        0.0,
        scale,
        middle(width, tree.size().width()),
        middle(height, tree.size().height()),
    );
    resvg::render(tree, transform, &mut pixels.as_mut());
    Ok(pixels)
}

/// The pixels as PNG (ISO/IEC 15948).
fn png(pixels: Pixmap) -> Result<Vec<u8>, String> {
    let (width, height) = (pixels.width(), pixels.height());
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    // Flat colors: what a row has in common with the one above is almost everything.
    encoder.set_filter(png::Filter::Up);
    encoder.set_compression(png::Compression::Balanced);
    encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(&pixels.take_demultiplied()))
        .map_err(|error| format!("A picture cannot be written: {error}"))?;
    Ok(file)
}

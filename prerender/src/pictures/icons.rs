//! The icons, all from `public/favicon.svg`, and the web manifest that lists them.

use std::path::Path;

use resvg::usvg::{Options, Tree};

use site::content::site;

use super::{png, raster};
use crate::disk::{read_text, write};

/// For tabs at twice the usual density, and whatever asks for this very name.
const ICO_SIDE: u8 = 32;
/// The mark is round. Where a system wants to cut out a shape of its own, it is drawn so much larger that the circle
/// goes around the whole square; what matters of it stays inside of the safe zone (Web Application Manifest, "Icon
/// masks and safe zone").
const AROUND: f32 = std::f32::consts::SQRT_2;
/// Name, side in pixels, zoom.
const PNGS: [(&str, u16, f32); 4] = [
    ("icon-192.png", 192, 1.0),
    ("icon-512.png", 512, 1.0),
    ("icon-maskable-512.png", 512, AROUND),
    // Apple's systems cut it out too, and show what is transparent as black.
    ("apple-touch-icon.png", 180, AROUND),
];
/// `--paper` in `style/tokens.css`.
const PAPER: &str = "#fbf7f0";

/// Writes the icons and the manifest.
pub(crate) fn write_all(public: &Path, dist: &Path) -> Result<(), String> {
    let tree = Tree::from_str(
        &read_text(&public.join("favicon.svg"))?,
        &Options::default(),
    )
    .map_err(|error| format!("public/favicon.svg cannot be drawn: {error}"))?;
    for (name, side, zoom) in PNGS {
        write(&dist.join(name), &png(raster(&tree, side, side, zoom)?)?)?;
    }
    let small = png(raster(&tree, ICO_SIDE.into(), ICO_SIDE.into(), 1.0)?)?;
    write(&dist.join("favicon.ico"), &ico(&small))?;
    write(&dist.join("site.webmanifest"), manifest().as_bytes())
}

/// An icon file with one picture, a PNG as Windows Vista and later read it.
fn ico(png: &[u8]) -> Vec<u8> {
    let length = u32::try_from(png.len()).expect("an icon is small");
    // Reserved, type "icon", one picture; its sides, no palette, reserved, one plane, 32 bits a pixel.
    let mut file = vec![0, 0, 1, 0, 1, 0, ICO_SIDE, ICO_SIDE, 0, 0, 1, 0, 32, 0];
    file.extend(length.to_le_bytes());
    file.extend(22_u32.to_le_bytes());
    file.extend(png);
    file
}

/// Web Application Manifest (W3C). Its addresses are relative to its own, so it works below any path. The site does
/// not pass itself off as an app: it opens in the browser.
fn manifest() -> String {
    let clinic = &site().settings.clinic;
    let icon = |name: &str, side: u16| serde_json::json!({ "src": name, "sizes": format!("{side}x{side}"), "type": "image/png" });
    let mut icons: Vec<_> = PNGS[..3]
        .iter()
        .map(|(name, side, _)| icon(name, *side))
        .collect();
    icons[2]["purpose"] = "maskable".into();
    serde_json::json!({
        "name": clinic.name,
        "lang": "en-US",
        "start_url": "./",
        "display": "browser",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": icons,
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_lists_the_icons_and_leaves_the_place_open() {
        let manifest: serde_json::Value = serde_json::from_str(&manifest()).unwrap();
        assert_eq!(manifest["name"], site().settings.clinic.name.as_str());
        assert_eq!(manifest["icons"][0]["sizes"], "192x192");
        assert_eq!(manifest["icons"][2]["purpose"], "maskable");
        assert_eq!(manifest["start_url"], "./");
    }

    #[test]
    fn the_colors_are_those_of_the_style() {
        let tokens = include_str!("../../../style/tokens.css");
        let papers: Vec<&str> = tokens
            .split("--paper: ")
            .skip(1)
            .filter_map(|rest| rest.split(';').next())
            .collect();
        assert!(papers.len() > 1, "light and dark: {papers:?}");
        assert_eq!(papers[0], PAPER);
        let index = include_str!("../../../index.html");
        let theme = |media: &str, paper: &str| {
            format!("<meta name=\"theme-color\" content=\"{paper}\"{media}>")
        };
        let dark = index.find(&theme(" media=\"(prefers-color-scheme:dark)\"", papers[1]));
        let light = index.find(&theme("", papers[0]));
        // The first that applies is taken.
        assert!(dark.is_some() && dark < light, "{dark:?} {light:?}");
    }

    #[test]
    fn where_a_system_cuts_the_icon_out_nothing_shows_through() {
        let svg = include_str!("../../../public/favicon.svg");
        let tree = Tree::from_str(svg, &Options::default()).unwrap();
        let is_solid = |zoom| {
            let pixels = raster(&tree, 180, 180, zoom).unwrap();
            pixels.pixels().iter().all(|pixel| pixel.alpha() == u8::MAX)
        };
        assert!(is_solid(AROUND));
        assert!(!is_solid(1.0));
    }
}

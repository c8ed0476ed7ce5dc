//! Pictures in `public/`: whether browsers show what a file really holds, and its size upright.

use std::fs;
use std::path::Path;

use crate::figure;

/// A picture that cannot be used: (problem, remedy).
type Fault = (String, String);

/// Endings of files that all browsers show (HTML Living Standard leaves it to them; these are what they agree on).
const ENDINGS: [&str; 7] = ["avif", "gif", "jpeg", "jpg", "png", "svg", "webp"];

/// More than this makes a page slow on a phone.
const MAX_KILOBYTES: u64 = 400;

/// A photo may be as large as any phone takes it, because the build makes the sizes of it that visitors load.
const MAX_PHOTO_KILOBYTES: u64 = 20 * 1024;

/// The widest a photo is published, in pixels: the text's column on a screen of twice the usual density.
pub const WIDEST: usize = 1280;

/// The narrower sizes of a photo, in pixels.
const NARROWER: [usize; 2] = [480, 800];

/// The widths in which a photo so wide, in pixels, is published, the widest last, with the ends of their files' names: of
/// `desk.jpg` there are `desk-480w.jpg` and `desk.jpg` itself.
#[must_use]
pub fn widths(width: usize) -> Vec<(usize, String)> {
    let widest = width.min(WIDEST);
    let mut widths: Vec<_> = NARROWER
        .into_iter()
        .filter(|narrower| *narrower < widest)
        .map(|narrower| (narrower, format!("-{narrower}w")))
        .collect();
    widths.push((widest, String::new()));
    widths
}

/// Whether the build makes sizes of a file, by its name.
#[must_use]
pub fn is_photo(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ending.eq_ignore_ascii_case("jpg") || ending.eq_ignore_ascii_case("jpeg")
}

/// Address, width and height of a picture as attributes of `<img>`. `width` and `height` are those of its file, upright.
pub(crate) fn attributes(url: &str, width: usize, height: usize) -> String {
    if !is_photo(url) {
        return format!(r#"src="{url}" width="{width}" height="{height}""#);
    }
    let widths = widths(width);
    let (stem, ending) = url.rsplit_once('.').unwrap_or((url, ""));
    let sizes: Vec<String> = widths
        .iter()
        .map(|(width, end)| format!("{stem}{end}.{ending} {width}w"))
        .collect();
    let set = if sizes.len() > 1 {
        // The column of text, and the window's width without its margins (style/layout.css).
        format!(
            r#" srcset="{}" sizes="(min-width: 44rem) 40rem, calc(100vw - 2rem)""#,
            sizes.join(", ")
        )
    } else {
        String::new()
    };
    let shown = width.min(WIDEST);
    let height = (height * shown / width.max(1)).max(1);
    format!(r#"src="{url}"{set} width="{shown}" height="{height}""#)
}

/// What a file holds, by its first bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    Avif,
    Gif,
    Jpeg,
    Png,
    Svg,
    Webp,
    /// A form of pictures that browsers do not show, by its name.
    Foreign(&'static str),
    Unknown,
}

/// Signs in names that an address takes for something else (RFC 3986, sections 2.1 and 3).
const MISREAD: [char; 4] = ['#', '?', '%', '\\'];

/// The sign in an address within the site that makes browsers ask for another file than the one that is there.
pub(crate) fn misread(url: &str) -> Option<Fault> {
    let sign = url.chars().find(|c| MISREAD.contains(c))?;
    Some((
        format!("the name {url} has a `{sign}`, which means something else in an address"),
        "give the file a name of letters, digits and hyphens, and write that here".into(),
    ))
}

/// A file of `public` whose name differs from an address only in capitals, as an address. Some systems take one for the
/// other; servers do not.
pub(crate) fn other_capitals(public: &Path, url: &str) -> Option<String> {
    let mut folder = public.to_owned();
    let mut address = String::new();
    for part in url.trim_start_matches('/').split('/') {
        let names = fs::read_dir(&folder).ok()?.flatten();
        let mut names: Vec<_> = names
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| name.to_lowercase() == part.to_lowercase())
            .collect();
        names.sort_by_key(|name| name != part);
        let name = names.first()?;
        folder.push(name);
        address.push('/');
        address.push_str(name);
    }
    (address != url && folder.is_file()).then_some(address)
}

/// Width and height in pixels of the picture in a file, as it is shown: turned as its camera says.
pub(crate) fn size(file: &Path, url: &str) -> Result<(usize, usize), Fault> {
    let ending = url.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending = ending.to_lowercase();
    if !ENDINGS.contains(&ending.as_str()) {
        return Err((
            format!("browsers do not show the image {url}"),
            format!("save it in one of the forms {}", ENDINGS.join(", ")),
        ));
    }
    let kilobytes = file.metadata().map_or(0, |file| file.len()) / 1024;
    let most = if is_photo(url) {
        MAX_PHOTO_KILOBYTES
    } else {
        MAX_KILOBYTES
    };
    if kilobytes > most {
        return Err((
            format!("the image {url} has {kilobytes} KB, more than the {most} allowed"),
            "save it as JPEG: of that, the build makes the sizes that visitors need".into(),
        ));
    }
    let unreadable = || {
        (
            format!("the image {url} cannot be read"),
            "open it in a program for pictures and save it anew, an SVG with a viewBox".to_owned(),
        )
    };
    let bytes = fs::read(file).map_err(|_| unreadable())?;
    let content = content_of(&bytes);
    let right: &[&str] = match content {
        Content::Avif => &["avif"],
        Content::Gif => &["gif"],
        Content::Jpeg => &["jpg", "jpeg"],
        Content::Png => &["png"],
        Content::Svg => &["svg"],
        Content::Webp => &["webp"],
        Content::Foreign(name) => {
            return Err((
                format!(
                    "the image {url} is {name}, whatever its name says, which browsers do not show"
                ),
                "open it in a program for pictures, export it as JPEG, and put that file in its place".into(),
            ));
        }
        Content::Unknown => return Err(unreadable()),
    };
    if !right.contains(&ending.as_str()) {
        return Err((
            format!(
                "the image {url} holds another form of picture than its name says: .{}",
                right[0]
            ),
            format!(
                "end its name with `.{}`, in the folder and here: renaming does not convert a picture",
                right[0]
            ),
        ));
    }
    if content == Content::Svg {
        return svg_size(&bytes, url, unreadable);
    }
    if is_cut(content, &bytes) {
        return Err((
            format!("the end of the image {url} is missing"),
            "copy it again from where it comes; it was cut off on its way".into(),
        ));
    }
    let size = imagesize::blob_size(&bytes).map_err(|_| unreadable())?;
    if content == Content::Jpeg && orientation(&bytes).is_some_and(|turn| (5..=8).contains(&turn)) {
        return Ok((size.height, size.width));
    }
    Ok((size.width, size.height))
}

fn content_of(bytes: &[u8]) -> Content {
    let has = |at: usize, sign: &[u8]| bytes.get(at..).is_some_and(|rest| rest.starts_with(sign));
    // ISO/IEC 14496-12: the brand of a file of boxes.
    let brand = bytes.get(8..12).filter(|_| has(4, b"ftyp"));
    match brand {
        Some(b"avif" | b"avis") => return Content::Avif,
        Some(b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1") => {
            return Content::Foreign("a HEIC picture, as iPhones take them");
        }
        Some(_) => return Content::Foreign("a film"),
        None => {}
    }
    let signs: [(&[u8], Content); 11] = [
        (b"GIF8", Content::Gif),
        (b"\xff\xd8\xff", Content::Jpeg),
        (b"\x89PNG\r\n\x1a\n", Content::Png),
        (b"II*\0", Content::Foreign("a TIFF picture")),
        (b"MM\0*", Content::Foreign("a TIFF picture")),
        (b"8BPS", Content::Foreign("a Photoshop document")),
        (b"\xff\x0a", Content::Foreign("a JPEG XL picture")),
        (b"\0\0\0\x0cJXL ", Content::Foreign("a JPEG XL picture")),
        (b"BM", Content::Foreign("a BMP picture")),
        (b"%PDF", Content::Foreign("a PDF")),
        (b"%!PS", Content::Foreign("a PostScript document")),
    ];
    if has(0, b"RIFF") && has(8, b"WEBP") {
        return Content::Webp;
    }
    if let Some((_, content)) = signs.into_iter().find(|(sign, _)| has(0, sign)) {
        return content;
    }
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
    if start
        .trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with('<')
        && start.contains("<svg")
    {
        Content::Svg
    } else {
        Content::Unknown
    }
}

/// Whether what must stand at the end of a file is not there.
fn is_cut(content: Content, bytes: &[u8]) -> bool {
    match content {
        // ISO/IEC 15948, 11.2.5: the chunk IEND is the last.
        Content::Png => !bytes
            .windows(4)
            .rev()
            .take(4096)
            .any(|part| part == b"IEND"),
        // ITU-T T.81, B.1.1.3: the marker EOI. Cameras put more behind it.
        Content::Jpeg => !bytes.windows(2).rev().any(|part| part == b"\xff\xd9"),
        Content::Gif => !bytes.ends_with(b";"),
        // The size of the container; an odd one is followed by a byte that programs leave out.
        Content::Webp => bytes
            .get(4..8)
            .and_then(|size| size.try_into().ok())
            .is_none_or(|size| bytes.len() + 1 < 8 + u32::from_le_bytes(size) as usize),
        _ => false,
    }
}

/// The number by which a camera says how the picture is turned, 1 to 8 (Exif 2.3, tag 0x0112 of the first directory).
fn orientation(jpeg: &[u8]) -> Option<u16> {
    let mut at = 2;
    // The segments before the picture's data (ITU-T T.81, B.1.1.4).
    loop {
        let [0xff, marker, high, low] = *jpeg.get(at..at + 4)? else {
            return None;
        };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let segment = jpeg.get(at + 4..at + 2 + length)?;
        if marker == 0xe1
            && let Some(tiff) = segment.strip_prefix(b"Exif\0\0")
        {
            return orientation_in(tiff);
        }
        if marker == 0xda {
            return None;
        }
        at += 2 + length;
    }
}

fn orientation_in(tiff: &[u8]) -> Option<u16> {
    let is_little = tiff.starts_with(b"II");
    let short = |at: usize| {
        let bytes = tiff.get(at..at + 2)?.try_into().ok()?;
        Some(if is_little {
            u16::from_le_bytes(bytes)
        } else {
            u16::from_be_bytes(bytes)
        })
    };
    let long = |at: usize| {
        let bytes = tiff.get(at..at + 4)?.try_into().ok()?;
        Some(if is_little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        } as usize)
    };
    let directory = long(4)?;
    (0..usize::from(short(directory)?))
        .map(|entry| directory + 2 + 12 * entry)
        .find(|entry| short(*entry) == Some(0x0112))
        .and_then(|entry| short(entry + 8))
}

fn svg_size(
    bytes: &[u8],
    url: &str,
    unreadable: impl Fn() -> Fault,
) -> Result<(usize, usize), Fault> {
    let text = std::str::from_utf8(bytes).map_err(|_| unreadable())?;
    let options = roxmltree::ParsingOptions {
        // Drawing programs write a document type.
        allow_dtd: true,
        ..Default::default()
    };
    let text = text.trim_start_matches('\u{feff}');
    let document = roxmltree::Document::parse_with_options(text, options).map_err(|error| {
        (
            format!("the image {url} is no whole SVG: {error}"),
            "export it again as SVG; browsers show nothing of it as it is".into(),
        )
    })?;
    let root = document.root_element();
    if root.tag_name().namespace() != Some("http://www.w3.org/2000/svg") {
        return Err((
            format!("the image {url} does not say that it is an SVG, so browsers show nothing of it"),
            "write `xmlns=\"http://www.w3.org/2000/svg\"` into its tag `<svg …>`, or export it again".into(),
        ));
    }
    if let Some(found) = document.descendants().find_map(figure::what_runs) {
        return Err((
            format!("the image {url} contains `{found}`, which can run a program"),
            "export it again as a plain picture, without scripts".into(),
        ));
    }
    figure::size(root.attribute("viewBox").unwrap_or_default()).ok_or_else(unreadable)
}

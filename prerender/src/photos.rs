//! Photos in the sizes that visitors need: upright, without what cameras write beside the picture (such as the place), and
//! kept from one build to the next, because making them takes longer than everything else in the preview.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageReader};

use site::content::picture::widths;

use crate::disk::{read_bytes, write};
use crate::fingerprint::fingerprint;

/// Of 100; differences from the original are not seen at this.
const QUALITY: u8 = 80;

/// Changes when the same photo has to give other files.
const VERSION: &[u8] = b"1";

/// Writes the sizes of a photo, a JPEG, beside `target` and the widest to it.
pub(crate) fn write_sizes(photo: &Path, target: &Path, cache: &Path) -> Result<(), String> {
    let bytes = read_bytes(photo)?;
    let cached = cache.join(format!("{:016x}", fingerprint([VERSION, &bytes])));
    if !cached.is_dir() {
        make(&bytes, &cached).map_err(|error| {
            format!(
                "{}: this photo cannot be read ({error}). To mend it: open it in a program for pictures and save it anew as JPEG.",
                photo.display()
            )
        })?;
    }
    let name =
        |path: Option<&std::ffi::OsStr>| path.unwrap_or_default().to_string_lossy().into_owned();
    let (stem, ending) = (name(target.file_stem()), name(target.extension()));
    for entry in fs::read_dir(&cached).into_iter().flatten().flatten() {
        let end = name(entry.path().file_stem());
        let file = target.with_file_name(format!(
            "{stem}{}.{ending}",
            end.trim_start_matches("photo")
        ));
        write(&file, &read_bytes(&entry.path())?)?;
    }
    Ok(())
}

/// Writes all sizes into a folder, which is there only when they are complete.
fn make(bytes: &[u8], folder: &Path) -> Result<(), String> {
    let failed = |error: image::ImageError| error.to_string();
    let reader = ImageReader::with_format(Cursor::new(bytes), image::ImageFormat::Jpeg);
    let mut decoder = reader.into_decoder().map_err(failed)?;
    let turn = decoder.orientation().map_err(failed)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(failed)?;
    picture.apply_orientation(turn);
    let part = folder.with_extension("part");
    let (width, height) = (picture.width(), picture.height());
    for (to, end) in widths(width as usize).into_iter().rev() {
        let to = u32::try_from(to).unwrap_or(width);
        let down =
            u32::try_from(u64::from(height) * u64::from(to) / u64::from(width)).unwrap_or(height);
        // Each from the one before, which is quicker than from a photo of many megapixels and looks the same.
        if to < picture.width() {
            picture = picture.resize_exact(to, down.max(1), FilterType::CatmullRom);
        }
        let mut jpeg = Vec::new();
        picture
            .to_rgb8()
            .write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, QUALITY))
            .map_err(failed)?;
        write(&part.join(format!("photo{end}.jpg")), &jpeg)?;
    }
    fs::rename(&part, folder).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_is_written_upright_in_its_sizes_and_without_its_camera_s_notes() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let mut jpeg = Vec::new();
        image::RgbImage::from_fn(1600, 1200, |x, y| {
            image::Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 99])
        })
        .write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, 90))
        .unwrap();
        // Exif with a quarter turn (6), behind the first marker.
        let exif = b"\xff\xe1\0\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        let photo = [&jpeg[..2], exif, &jpeg[2..]].concat();
        fs::write(path("desk.jpg"), photo).unwrap();
        for _ in 0..2 {
            write_sizes(&path("desk.jpg"), &path("dist/desk.jpg"), &path("cache")).unwrap();
            for (name, size) in [
                ("desk.jpg", (1200, 1600)),
                ("desk-800w.jpg", (800, 1066)),
                ("desk-480w.jpg", (480, 640)),
            ] {
                let file = path("dist").join(name);
                assert_eq!(image::image_dimensions(&file).unwrap(), size, "{name}");
                let bytes = fs::read(file).unwrap();
                assert!(!bytes.windows(4).any(|part| part == b"Exif"), "{name}");
            }
            fs::remove_dir_all(path("dist")).unwrap();
        }
        fs::write(path("desk.jpg"), b"\xff\xd8\xff").unwrap();
        let told = write_sizes(&path("desk.jpg"), &path("dist/desk.jpg"), &path("cache"));
        assert!(told.unwrap_err().contains("save it anew as JPEG"));
    }
}

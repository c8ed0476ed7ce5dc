//! Unpacks a font: web fonts come compressed, drawing wants the plain file (WOFF File Format 1.0, W3C).

use std::io::Read;

use flate2::read::ZlibDecoder;

const HEADER: usize = 44;
const ENTRY: usize = 20;
/// The same two in the plain file (OpenType, "Organization of an OpenType font").
const PLAIN_HEADER: usize = 12;
const PLAIN_ENTRY: usize = 16;

/// The font as an SFNT file (TrueType or OpenType); none if the bytes are no such font.
pub(crate) fn sfnt(woff: &[u8]) -> Option<Vec<u8>> {
    if woff.get(..4)? != b"wOFF" {
        return None;
    }
    let count = u16::from_be_bytes(woff.get(12..14)?.try_into().ok()?);
    let tables = usize::from(count);
    let mut plain = woff.get(4..8)?.to_vec();
    // How the tables can be searched by halves.
    let power = count.checked_ilog2()?;
    let range = 16_u16.checked_shl(power)?;
    for number in [
        count,
        range,
        u16::try_from(power).ok()?,
        (count * 16).checked_sub(range)?,
    ] {
        plain.extend(number.to_be_bytes());
    }
    plain.resize(PLAIN_HEADER + tables * PLAIN_ENTRY, 0);
    for index in 0..tables {
        let entry = woff.get(HEADER + index * ENTRY..)?.get(..ENTRY)?;
        let number = |at: usize| {
            let bytes: [u8; 4] = entry[at..at + 4].try_into().ok()?;
            usize::try_from(u32::from_be_bytes(bytes)).ok()
        };
        let (offset, packed, length) = (number(4)?, number(8)?, number(12)?);
        let stored = woff.get(offset..)?.get(..packed)?;
        let place = u32::try_from(plain.len()).ok()?;
        let from = plain.len();
        if packed < length {
            ZlibDecoder::new(stored).read_to_end(&mut plain).ok()?;
        } else {
            plain.extend(stored);
        }
        if plain.len() - from != length {
            return None;
        }
        // Tables begin at multiples of four.
        plain.resize(plain.len().next_multiple_of(4), 0);
        let to = &mut plain[PLAIN_HEADER + index * PLAIN_ENTRY..][..PLAIN_ENTRY];
        to[..4].copy_from_slice(&entry[..4]);
        to[4..8].copy_from_slice(&entry[16..]);
        to[8..12].copy_from_slice(&place.to_be_bytes());
        to[12..].copy_from_slice(&entry[12..16]);
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::sfnt;

    #[test]
    fn what_is_no_font_or_cut_off_is_refused() {
        let font = include_bytes!("source-serif-4-latin-600-normal.woff");
        assert!(sfnt(font).is_some_and(|plain| plain.len() > font.len()));
        assert_eq!(sfnt(b"wOF2"), None);
        for length in [0, 3, 12, 60, font.len() / 2] {
            assert_eq!(sfnt(&font[..length]), None, "{length}");
        }
    }
}

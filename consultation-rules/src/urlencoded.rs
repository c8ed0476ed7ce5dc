//! `application/x-www-form-urlencoded` (URL Standard, section 5).

/// Writes `name=value`, after a `&` unless it is the first.
pub(crate) fn push_pair(out: &mut String, name: &str, value: &str) {
    if !out.is_empty() {
        out.push('&');
    }
    push_encoded(out, name);
    out.push('=');
    push_encoded(out, value);
}

fn push_encoded(out: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'*' | b'-' | b'.' | b'_' => {
                out.push(char::from(byte));
            }
            b' ' => out.push('+'),
            _ => {
                out.push('%');
                out.push(char::from(HEX[usize::from(byte >> 4)]));
                out.push(char::from(HEX[usize::from(byte & 0x0f)]));
            }
        }
    }
}

/// Reads the pairs of a body, in order, duplicates included.
///
/// Stricter than the URL Standard, which lets a broken escape stand and replaces bytes that are no
/// UTF-8: here both give `None`, because a text that isn't what the person typed must not be kept.
#[cfg(any(feature = "endpoint", test))]
pub(crate) fn pairs(body: &[u8]) -> Option<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    for pair in body.split(|byte| *byte == b'&') {
        if pair.is_empty() {
            continue;
        }
        let equals = pair.iter().position(|byte| *byte == b'=');
        let (name, value) = match equals {
            Some(at) => (&pair[..at], &pair[at + 1..]),
            None => (pair, &[][..]),
        };
        pairs.push((decode(name)?, decode(value)?));
    }
    Some(pairs)
}

#[cfg(any(feature = "endpoint", test))]
fn decode(text: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => hex(*rest.next()?)? << 4 | hex(*rest.next()?)?,
            _ => *byte,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(any(feature = "endpoint", test))]
fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{pairs, push_pair};

    #[test]
    fn a_pair_reads_back_as_it_was_written() {
        let mut body = String::new();
        push_pair(&mut body, "name", "José & O’Neil = 100% +1\n");
        push_pair(&mut body, "a b", "");
        assert_eq!(
            body,
            "name=Jos%C3%A9+%26+O%E2%80%99Neil+%3D+100%25+%2B1%0A&a+b="
        );
        assert_eq!(
            pairs(body.as_bytes()),
            Some(vec![
                ("name".to_owned(), "José & O’Neil = 100% +1\n".to_owned()),
                ("a b".to_owned(), String::new()),
            ])
        );
    }

    #[test]
    fn empty_pairs_are_skipped_and_a_name_may_stand_alone() {
        assert_eq!(
            pairs(b"&&a&=b&"),
            Some(vec![
                ("a".to_owned(), String::new()),
                (String::new(), "b".to_owned()),
            ])
        );
        assert_eq!(pairs(b""), Some(Vec::new()));
    }

    #[test]
    fn broken_escapes_and_bytes_that_are_no_text_are_refused() {
        for body in [&b"a=%"[..], b"a=%4", b"a=%zz", b"%=1", b"a=%FF", b"a=\xFF"] {
            assert_eq!(pairs(body), None, "{body:?}");
        }
    }
}

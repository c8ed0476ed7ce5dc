//! The id that makes a retry safe.

/// The id of one submission: a UUID (RFC 9562) in lower-case text.
///
/// It goes with every try of the same submission, so an endpoint stores them once. A changed submission gets
/// a new one. Ids carry no meaning and no personal data, so `Debug` shows them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RequestId(String);

impl RequestId {
    /// A version 4 UUID (RFC 9562, section 5.4) from 16 random bytes; six of their bits are
    /// overwritten with the version and the variant. The bytes must come from a secure source.
    #[must_use]
    pub fn from_random(mut bytes: [u8; 16]) -> Self {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let mut text = String::with_capacity(36);
        for (index, byte) in bytes.into_iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                text.push('-');
            }
            text.push(char::from(HEX[usize::from(byte >> 4)]));
            text.push(char::from(HEX[usize::from(byte & 0x0f)]));
        }
        Self(text)
    }

    /// Reads a UUID of any version: 8-4-4-4-12 hexadecimal digits, either case, nothing around them.
    ///
    /// `None` for anything else, and for the nil and max UUIDs (RFC 9562, sections 5.9 and 5.10):
    /// those stand for "no id", and two people sending one would be taken for the same request.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let well_formed = text.len() == 36
            && text.bytes().enumerate().all(|(index, byte)| match index {
                8 | 13 | 18 | 23 => byte == b'-',
                _ => byte.is_ascii_hexdigit(),
            });
        if !well_formed {
            return None;
        }
        let text = text.to_ascii_lowercase();
        let only = |digit: u8| text.bytes().all(|byte| byte == digit || byte == b'-');
        if only(b'0') || only(b'f') {
            return None;
        }
        Some(Self(text))
    }

    /// The UUID in lower case, 36 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A short form to say on the phone: the first eight digits, like `0B0E-7C12`.
    ///
    /// Hexadecimal has no letter that is mistaken for a digit. It is the start of the id, so an id
    /// can be found by it; at 32 bits it is not unique by itself.
    #[must_use]
    pub fn reference(&self) -> String {
        let mut reference = self.0[..8].to_ascii_uppercase();
        reference.insert(4, '-');
        reference
    }
}

#[cfg(test)]
mod tests {
    use super::RequestId;

    #[test]
    fn random_bytes_become_a_version_4_uuid() {
        assert_eq!(
            RequestId::from_random([0xff; 16]).as_str(),
            "ffffffff-ffff-4fff-bfff-ffffffffffff"
        );
        assert_eq!(
            RequestId::from_random([0; 16]).as_str(),
            "00000000-0000-4000-8000-000000000000"
        );
        let counting = std::array::from_fn(|index| u8::try_from(index * 17).expect("a byte"));
        let id = RequestId::from_random(counting);
        assert_eq!(id.as_str(), "00112233-4455-4677-8899-aabbccddeeff");
        assert_eq!(RequestId::parse(id.as_str()), Some(id));
    }

    #[test]
    fn a_uuid_of_any_version_and_case_is_read_and_kept_in_lower_case() {
        for text in [
            "0B0E7C12-4D5E-4F60-8A7B-9C0D1E2F3A4B",
            "c232ab00-9414-11ec-b3c8-9f6bdeced846", // version 1
            "017F22E2-79B0-7CC3-98C4-DC0C0C07398F", // version 7
        ] {
            let id = RequestId::parse(text).expect("a UUID");
            assert_eq!(id.as_str(), text.to_ascii_lowercase());
        }
    }

    #[test]
    fn anything_but_a_uuid_that_stands_for_one_request_is_refused() {
        for text in [
            "",
            "0b0e7c12",
            "0b0e7c124d5e4f608a7b9c0d1e2f3a4b",
            "0b0e7c12-4d5e-4f60-8a7b-9c0d1e2f3a4",
            "0b0e7c12-4d5e-4f60-8a7b-9c0d1e2f3a4bb",
            "0b0e7c12-4d5e-4f60-8a7b-9c0d1e2f3a4g",
            "0b0e7c1-24d5e-4f60-8a7b-9c0d1e2f3a4b",
            "{0b0e7c12-4d5e-4f60-8a7b-9c0d1e2f3a4b}",
            " 0b0e7c12-4d5e-4f60-8a7b-9c0d1e2f3a4b",
            "0b0e7c12-4d5e-4f60-8a7b-9c0d1e2f3aé",
            "00000000-0000-0000-0000-000000000000",
            "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
        ] {
            assert_eq!(RequestId::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn the_reference_is_the_start_of_the_id_to_say_on_the_phone() {
        let id = RequestId::parse("0b0e7c12-4d5e-4f60-8a7b-9c0d1e2f3a4b").expect("a UUID");
        assert_eq!(id.reference(), "0B0E-7C12");
    }
}

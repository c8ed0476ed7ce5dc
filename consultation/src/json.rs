//! Just enough JSON (RFC 8259): reading into a tree, and writing strings.
//!
//! By hand, because this runs in the browser: reading with serde_json made the WebAssembly 6 KB
//! larger, compressed. The tests hold the two side by side on generated texts.

/// A JSON value. Objects keep every member, duplicates included, in order.
#[derive(Debug, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    /// A number; its value only if it is a whole one that fits, written without a sign, a point or
    /// an exponent.
    Number(Option<u64>),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// How deep lists and objects may nest, so that no text can exhaust the stack.
const DEEPEST: u8 = 64;

impl Json {
    /// Reads one JSON text. A byte order mark before it is skipped, as RFC 8259, section 8.1
    /// allows. `None` if it is no JSON, has half a surrogate pair, or nests deeper than 64 levels.
    pub(crate) fn parse(text: &str) -> Option<Json> {
        let mut reader = Reader {
            text,
            at: if text.starts_with('\u{FEFF}') { 3 } else { 0 },
        };
        let json = reader.value(DEEPEST)?;
        (reader.at == text.len()).then_some(json)
    }

    /// The first member of this name, if this is an object that has one.
    pub(crate) fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Json::Object(members) => members
                .iter()
                .find_map(|(key, value)| (key == name).then_some(value)),
            _ => None,
        }
    }

    /// The text, if this is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    /// Index of the next byte; always between two characters.
    at: usize,
}

impl Reader<'_> {
    /// The next byte, left where it is; 0, which has no place in JSON, at the end.
    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    fn take(&mut self, byte: u8) -> bool {
        let next = self.peek() == byte;
        if next {
            self.at += 1;
        }
        next
    }

    fn space(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    /// A value with the white space around it.
    fn value(&mut self, deeper: u8) -> Option<Json> {
        self.space();
        let value = match self.peek() {
            b'"' => Json::Text(self.string()?),
            b'{' => self.object(deeper.checked_sub(1)?)?,
            b'[' => self.list(deeper.checked_sub(1)?)?,
            b'-' | b'0'..=b'9' => self.number()?,
            b'n' => self.word("null", Json::Null)?,
            b't' => self.word("true", Json::Bool(true))?,
            b'f' => self.word("false", Json::Bool(false))?,
            _ => return None,
        };
        self.space();
        Some(value)
    }

    fn word(&mut self, word: &str, value: Json) -> Option<Json> {
        let found = self.text.as_bytes()[self.at..].starts_with(word.as_bytes());
        self.at += word.len();
        found.then_some(value)
    }

    fn object(&mut self, deeper: u8) -> Option<Json> {
        let mut members = Vec::new();
        self.at += 1;
        self.space();
        if self.take(b'}') {
            return Some(Json::Object(members));
        }
        loop {
            self.space();
            let name = self.string()?;
            self.space();
            if !self.take(b':') {
                return None;
            }
            members.push((name, self.value(deeper)?));
            if self.take(b'}') {
                return Some(Json::Object(members));
            }
            if !self.take(b',') {
                return None;
            }
        }
    }

    fn list(&mut self, deeper: u8) -> Option<Json> {
        let mut items = Vec::new();
        self.at += 1;
        self.space();
        if self.take(b']') {
            return Some(Json::List(items));
        }
        loop {
            items.push(self.value(deeper)?);
            if self.take(b']') {
                return Some(Json::List(items));
            }
            if !self.take(b',') {
                return None;
            }
        }
    }

    fn number(&mut self) -> Option<Json> {
        let mut whole = !self.take(b'-');
        let start = self.at;
        if !self.take(b'0') {
            self.digits()?;
        }
        let end = self.at;
        if self.take(b'.') {
            whole = false;
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            whole = false;
            let _ = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        let value = if whole {
            self.text[start..end].parse().ok()
        } else {
            None
        };
        Some(Json::Number(value))
    }

    /// One digit or more.
    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    fn string(&mut self) -> Option<String> {
        if !self.take(b'"') {
            return None;
        }
        let mut out = String::new();
        loop {
            let start = self.at;
            // Bytes of a character beyond ASCII are all above 0x7F, so this stops between two.
            while !matches!(self.peek(), b'"' | b'\\' | 0..=0x1f) {
                self.at += 1;
            }
            out.push_str(&self.text[start..self.at]);
            if self.take(b'"') {
                return Some(out);
            }
            if !self.take(b'\\') {
                return None;
            }
            out.push(self.escape()?);
        }
    }

    /// What a backslash stands before.
    fn escape(&mut self) -> Option<char> {
        let byte = self.peek();
        // After a byte beyond ASCII `at` would be inside a character; such an escape is refused.
        self.at += 1;
        Some(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{C}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.hex4()?;
                let code = if unit & 0xFC00 == 0xD800 {
                    if !(self.take(b'\\') && self.take(b'u')) {
                        return None;
                    }
                    let low = self.hex4()?;
                    if low & 0xFC00 != 0xDC00 {
                        return None;
                    }
                    0x1_0000 + ((unit & 0x3FF) << 10) + (low & 0x3FF)
                } else {
                    unit
                };
                char::from_u32(code)?
            }
            _ => return None,
        })
    }

    fn hex4(&mut self) -> Option<u32> {
        let mut code = 0;
        for _ in 0..4 {
            code = code << 4 | char::from(self.peek()).to_digit(16)?;
            self.at += 1;
        }
        Some(code)
    }
}
/// Writes `text` as a JSON string.
pub(crate) fn push_string(out: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\0'..='\x1f' => {
                let code = c as usize;
                out.push_str("\\u00");
                out.push(char::from(HEX[code >> 4]));
                out.push(char::from(HEX[code & 0x0f]));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::{Json, push_string};
    use proptest::prelude::*;
    use serde_json::Value;

    /// What serde_json makes of the same value; numbers that aren't kept become null.
    fn value(json: Json) -> Value {
        match json {
            Json::Null | Json::Number(None) => Value::Null,
            Json::Bool(yes) => yes.into(),
            Json::Number(Some(number)) => number.into(),
            Json::Text(text) => text.into(),
            Json::List(items) => items.into_iter().map(value).collect(),
            Json::Object(members) => members
                .into_iter()
                .map(|(name, member)| (name, value(member)))
                .collect(),
        }
    }

    fn without_other_numbers(value: &mut Value) {
        match value {
            Value::Number(number) if !number.is_u64() => *value = Value::Null,
            Value::Array(items) => items.iter_mut().for_each(without_other_numbers),
            Value::Object(members) => members.values_mut().for_each(without_other_numbers),
            _ => {}
        }
    }

    fn reads_like_serde_json(text: &str) -> Result<(), TestCaseError> {
        let expected = serde_json::from_str(text).ok().map(|mut expected| {
            without_other_numbers(&mut expected);
            expected
        });
        prop_assert_eq!(Json::parse(text).map(value), expected, "{:?}", text);
        Ok(())
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            (-1e9..1e9).prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::vec((any::<String>(), inner), 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn generated_json_reads_like_with_serde_json(value in any_value(), pretty: bool) {
            let text = if pretty { format!("{value:#}") } else { value.to_string() };
            reads_like_serde_json(&text)?;
        }

        #[test]
        fn json_with_one_character_wrong_reads_like_with_serde_json(
            value in any_value(),
            at: prop::sample::Index,
            wrong in prop::option::of(prop::sample::select(&b"{}[],:\"\\ \n0-1.eEtn\x01x"[..])),
        ) {
            let mut text: Vec<char> = value.to_string().chars().collect();
            let at = at.index(text.len());
            match wrong {
                Some(wrong) => text[at] = char::from(wrong),
                None => drop(text.remove(at)),
            }
            let text: String = text.into_iter().collect();
            // An exponent that comes about by chance may be beyond what serde_json takes. That is no
            // reason to reject the case: proptest gives up after a thousand rejections.
            let is_out_of_range = serde_json::from_str::<Value>(&text)
                .is_err_and(|error| error.to_string().starts_with("number out of range"));
            if is_out_of_range {
                return Ok(());
            }
            reads_like_serde_json(&text)?;
        }

        #[test]
        fn scraps_of_json_read_like_with_serde_json(
            scraps in prop::collection::vec(
                prop::sample::select(&[
                    "{", "}", "[", "]", ",", ":", " ", "\n", "\t", "\"", "\"", "\"a\"", "\\", "\\u",
                    "\\n", "\\x", "\"\\u00e9\"", "\"\\ud83d\\ude00\"", "\\ud83d", "\\udE00", "é", "😀",
                    "\u{7}", "0", "-", "1", "25", ".", "e", "E", "+", "null", "true", "false", "nul",
                ][..]),
                0..10,
            ),
        ) {
            reads_like_serde_json(&scraps.concat())?;
        }

        #[test]
        fn any_text_is_a_string_that_reads_back(text: String) {
            let mut json = String::new();
            push_string(&mut json, &text);
            let read: String = serde_json::from_str(&json).expect("a JSON string");
            prop_assert_eq!(&read, &text);
            prop_assert_eq!(Json::parse(&json), Some(Json::Text(text)));
        }
    }

    #[test]
    fn what_only_looks_like_json_is_none() {
        for text in [
            "",
            " ",
            "01",
            "-",
            "-01",
            "1.",
            ".5",
            "1e",
            "1e+",
            "+1",
            "0x1",
            "NaN",
            "nul",
            "nulll",
            "True",
            "[1,]",
            "[,1]",
            "[1 2]",
            "[",
            "{",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{1:2}",
            "{a:1}",
            "1 2",
            "\"",
            "\"\\",
            "\"\\\"",
            "\"\\x\"",
            "\"\\é\"",
            "\"\\u12\"",
            "\"\\u12g4\"",
            "\"\\u+123\"",
            "\"\u{1f}\"",
            "\"\\ud800\"",
            "\"\\udc00\"",
            "\"\\ud800x\"",
            "\"\\ud800\\n\"",
            "\"\\ud800\\u0041\"",
            "\"\\ud800\\ud800\"",
            "'a'",
            "/**/1",
            "\u{a0}1",
            "\u{b}1",
        ] {
            assert_eq!(Json::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn every_ascii_character_survives_writing_and_reading() {
        let text: String = ('\0'..='\x7f').collect();
        let mut json = String::new();
        push_string(&mut json, &text);
        assert!(!json.chars().any(|c| c < ' '), "{json:?}");
        assert_eq!(Json::parse(&json), Some(Json::Text(text)));
    }

    #[test]
    fn every_escape_is_read() {
        let json = r#""\"\\\/\b\f\n\r\t\u0041\u00e9\uD83D\ude00""#;
        let text = "\"\\/\u{8}\u{c}\n\r\tAé😀".to_owned();
        assert_eq!(Json::parse(json), Some(Json::Text(text)));
    }

    #[test]
    fn a_text_that_nests_too_deep_is_no_json_and_does_not_overflow_the_stack() {
        let nested = |levels: usize| ["[".repeat(levels), "]".repeat(levels)].concat();
        assert!(Json::parse(&nested(64)).is_some());
        assert!(Json::parse(&nested(65)).is_none());
        assert!(Json::parse(&"[".repeat(1_000_000)).is_none());
        assert!(Json::parse(&r#"{"a":"#.repeat(1_000_000)).is_none());
    }

    #[test]
    fn a_byte_order_mark_is_skipped_before_json_and_nowhere_else() {
        assert_eq!(Json::parse("\u{FEFF} null"), Some(Json::Null));
        assert_eq!(Json::parse("null\u{FEFF}"), None);
        assert_eq!(Json::parse("\u{FEFF}\u{FEFF}null"), None);
    }

    #[test]
    fn an_object_keeps_every_member_and_gives_the_first_of_a_name() {
        let json = Json::parse(r#"{"a":1,"b":2,"a":3}"#).expect("JSON");
        assert_eq!(json.get("a"), Some(&Json::Number(Some(1))));
        assert!(matches!(json, Json::Object(members) if members.len() == 3));
    }

    #[test]
    fn only_whole_numbers_from_zero_up_keep_their_value() {
        for (text, number) in [
            ("0", Some(0)),
            ("18446744073709551615", Some(u64::MAX)),
            ("18446744073709551616", None),
            ("-1", None),
            ("-0", None),
            ("1.0", None),
            ("1e3", None),
            ("1e999", None),
        ] {
            assert_eq!(Json::parse(text), Some(Json::Number(number)), "{text}");
        }
    }
}

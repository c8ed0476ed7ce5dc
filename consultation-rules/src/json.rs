//! A JSON value, read by whatever parser the platform has.

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A JSON value. Objects keep their members in order, and one that comes twice as often as the
/// parser reports it (`JSON.parse` reports the last).
///
/// `Debug` shows its kind only: a request's values must not end up in a log.
#[derive(Clone, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object.
    Object(Vec<(String, Json)>),
}

/// How deep lists and objects may nest. Reading is recursive, and WebAssembly's stack is small: a
/// page that the browser's parser takes must not exhaust it.
const DEEPEST: u8 = 64;

impl Json {
    /// The first member of this name, if this is an object that has one.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Json::Object(members) => members
                .iter()
                .find_map(|(key, value)| (key == name).then_some(value)),
            _ => None,
        }
    }

    /// The text, if this is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Json::Null => "Null",
            Json::Bool(_) => "Bool",
            Json::Number(_) => "Number",
            Json::Text(_) => "Text",
            Json::List(_) => "List",
            Json::Object(_) => "Object",
        })
    }
}

/// Fails for what nests deeper than 64 levels, and for values that JSON doesn't have.
impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Reader { deeper: DEEPEST }.deserialize(deserializer)
    }
}

/// Reads a value in which lists and objects may nest this deep.
#[derive(Clone, Copy)]
struct Reader {
    deeper: u8,
}

impl Reader {
    fn inside<E: Error>(self) -> Result<Self, E> {
        match self.deeper.checked_sub(1) {
            Some(deeper) => Ok(Self { deeper }),
            None => Err(E::custom("nests too deep")),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Reader {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a JSON number is a double to most readers"
    )]
    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value as f64))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a JSON number is a double to most readers"
    )]
    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(Json::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let inside = self.inside()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inside)? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let inside = self.inside()?;
        let mut object = Vec::new();
        while let Some(name) = members.next_key()? {
            object.push((name, members.next_value_seed(inside)?));
        }
        Ok(Json::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::Json;

    fn read(text: &str) -> Option<Json> {
        serde_json::from_str(text).ok()
    }

    #[test]
    fn every_kind_of_value_is_read() {
        assert_eq!(read("null"), Some(Json::Null));
        assert_eq!(read("true"), Some(Json::Bool(true)));
        assert_eq!(read("-1"), Some(Json::Number(-1.0)));
        assert_eq!(
            read("18446744073709551615"),
            Some(Json::Number(18_446_744_073_709_551_615.0))
        );
        assert_eq!(read("2.5"), Some(Json::Number(2.5)));
        assert_eq!(read(r#""\u00e9\n""#), Some(Json::Text("é\n".to_owned())));
        assert_eq!(
            read(r#"[[],{"a":"b"}]"#),
            Some(Json::List(vec![
                Json::List(vec![]),
                Json::Object(vec![("a".to_owned(), Json::Text("b".to_owned()))]),
            ]))
        );
    }

    #[test]
    fn an_object_keeps_every_member_and_gives_the_first_of_a_name() {
        let json = read(r#"{"a":1,"b":2,"a":3}"#).expect("JSON");
        assert_eq!(json.get("a"), Some(&Json::Number(1.0)));
        assert!(matches!(json, Json::Object(members) if members.len() == 3));
    }

    #[test]
    fn what_nests_too_deep_is_refused_even_by_a_parser_without_a_limit() {
        let nested = |levels: usize| ["[".repeat(levels), "]".repeat(levels)].concat();
        assert!(read(&nested(64)).is_some());
        assert!(read(&nested(65)).is_none());
        assert!(read(&[r#"{"a":"#.repeat(65), "1".to_owned(), "}".repeat(65)].concat()).is_none());
    }
}

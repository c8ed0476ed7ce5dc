//! Typed data from JSON, parsed by the browser: `JSON.parse` is there already, while `serde_json` would add 12 KB to
//! what visitors load, and `serde-wasm-bindgen` 11 KB more than this file, for error messages and for types that JSON
//! lacks.

use std::fmt;

use js_sys::{Array, JSON, Object};
use serde::de::value::StringDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;
use wasm_bindgen::{JsCast, JsValue};

/// Reads JSON; `None` if it is not valid JSON or does not have the shape of `T`.
pub(crate) fn parse_json<T: DeserializeOwned>(text: &str) -> Option<T> {
    T::deserialize(Value(JSON::parse(text).ok()?)).ok()
}

/// The JSON has another shape. It carries no details, because callers only need to know that there is no value.
#[derive(Debug)]
struct WrongShape;

impl fmt::Display for WrongShape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the JSON is of another shape")
    }
}

impl std::error::Error for WrongShape {}

impl Error for WrongShape {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// A value that `JSON.parse` has made.
struct Value(JsValue);

impl<'de> Deserializer<'de> for Value {
    type Error = WrongShape;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, WrongShape> {
        let Self(value) = &self;
        if value.is_string() {
            self.deserialize_string(visitor)
        } else if let Some(truth) = value.as_bool() {
            visitor.visit_bool(truth)
        } else if let Some(number) = value.as_f64() {
            visitor.visit_f64(number)
        } else if Array::is_array(value) {
            self.deserialize_seq(visitor)
        } else if value.is_object() {
            self.deserialize_map(visitor)
        } else {
            visitor.visit_unit()
        }
    }

    // The types of this site's own data have methods of their own. Through `deserialize_any` each of them would compile
    // all of its branches.

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, WrongShape> {
        visitor.visit_string(self.0.as_string().ok_or(WrongShape)?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, WrongShape> {
        self.deserialize_string(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, WrongShape> {
        self.deserialize_string(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, WrongShape> {
        visitor.visit_bool(self.0.as_bool().ok_or(WrongShape)?)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, WrongShape> {
        visitor.visit_seq(Items(self.0.dyn_into().map_err(|_| WrongShape)?, 0))
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, WrongShape> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, WrongShape> {
        let object: Object = self.0.dyn_into().map_err(|_| WrongShape)?;
        visitor.visit_map(Members(Object::entries(&object), 0))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, WrongShape> {
        self.deserialize_map(visitor)
    }

    /// A member that the type does not have.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, WrongShape> {
        visitor.visit_unit()
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, WrongShape> {
        if self.0.is_null() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    /// Variants without data only, by their name.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, WrongShape> {
        let name: StringDeserializer<WrongShape> =
            self.0.as_string().ok_or(WrongShape)?.into_deserializer();
        visitor.visit_enum(name)
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct newtype_struct tuple_struct
    }
}

/// A list, and how many of its items have been read.
struct Items(Array, u32);

impl<'de> SeqAccess<'de> for Items {
    type Error = WrongShape;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, WrongShape> {
        if self.1 == self.0.length() {
            return Ok(None);
        }
        self.1 += 1;
        seed.deserialize(Value(self.0.get(self.1 - 1))).map(Some)
    }
}

/// The members of an object as pairs of name and value, and how many have been read.
struct Members(Array, u32);

impl Members {
    fn part(&self, index: u32) -> Value {
        Value(Array::from(&self.0.get(self.1)).get(index))
    }
}

impl<'de> MapAccess<'de> for Members {
    type Error = WrongShape;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, WrongShape> {
        if self.1 == self.0.length() {
            return Ok(None);
        }
        seed.deserialize(self.part(0)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, WrongShape> {
        let value = self.part(1);
        self.1 += 1;
        seed.deserialize(value)
    }
}

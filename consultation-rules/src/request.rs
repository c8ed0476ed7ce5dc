//! Writing a request: JSON, or a form's urlencoded body.

use crate::field::{Control, FIELDS};
use crate::urlencoded::push_pair;
use crate::{Field, HONEYPOT, RequestId, ValidSubmission};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// The body of a JSON request: serialized, it is one object with `extra` first, then the keys of the
/// contract in their order, with `null` for what is absent and `true` for a checked box.
///
/// It is a map to serde. With `serde_wasm_bindgen`, use `Serializer::json_compatible()`, which
/// writes objects and `null` instead of `Map` and `undefined`.
pub struct RequestBody<'a> {
    /// The id that goes with every try of the same submission.
    pub id: &'a RequestId,
    /// What was typed.
    pub submission: &'a ValidSubmission,
    /// For what a hosted form service wants besides, and for [`HONEYPOT`] if it was filled, as
    /// (name, value). Pairs named like another value of the request are left out, and so is a
    /// name's second pair.
    pub extra: &'a [(String, String)],
}

impl RequestBody<'_> {
    fn extras(&self) -> impl Iterator<Item = &(String, String)> {
        self.extra.iter().enumerate().filter_map(|(index, pair)| {
            let name = pair.0.as_str();
            let taken = is_known(name) && name != HONEYPOT
                || self.extra[..index].iter().any(|earlier| earlier.0 == name);
            (!taken).then_some(pair)
        })
    }
}

/// Whether a request has a value of this name, the trap field included.
fn is_known(name: &str) -> bool {
    name == "id" || name == HONEYPOT || Field::from_name(name).is_some()
}

impl Serialize for RequestBody<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        for (name, value) in self.extras() {
            object.serialize_entry(name, value)?;
        }
        object.serialize_entry("id", self.id.as_str())?;
        for spec in &FIELDS {
            let value = self.submission.value(spec.field);
            match spec.control {
                Control::Checkbox => object.serialize_entry(spec.name, &value.is_some())?,
                _ => object.serialize_entry(spec.name, &value)?,
            }
        }
        object.end()
    }
}

/// The request as `application/x-www-form-urlencoded` (URL Standard, section 5), for hosted form
/// services: the same names and order as in JSON, without what is absent, and [`CHECKED`](crate::CHECKED) for a
/// checked box.
#[must_use]
pub fn to_form(body: &RequestBody<'_>) -> String {
    let mut out = String::new();
    for (name, value) in body.extras() {
        push_pair(&mut out, name, value);
    }
    push_pair(&mut out, "id", body.id.as_str());
    for spec in &FIELDS {
        if let Some(value) = body.submission.value(spec.field) {
            push_pair(&mut out, spec.name, value);
        }
    }
    out
}

//! Typed data and the browser's own JSON parser.

use serde::de::DeserializeOwned;

/// Typed data from JSON, read by the browser's own parser: `serde_json` would add 12 KB to what visitors load.
pub(crate) fn parse_json<T: DeserializeOwned>(text: &str) -> Option<T> {
    let value = js_sys::JSON::parse(text).ok()?;
    serde_wasm_bindgen::from_value(value).ok()
}

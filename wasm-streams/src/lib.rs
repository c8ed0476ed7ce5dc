//! Stands in for the crate `wasm-streams` (see `[patch.crates-io]` in the workspace's `Cargo.toml`).
//!
//! Leptos depends on it for the bodies of server functions. This site has none, but the crate exports functions to
//! JavaScript, which no linker may leave out: every visitor would load them (docs/decisions/2026-11-24-a-small-app.md).
//! What Leptos names is here, with the same signatures; nothing calls it.

use futures::stream::{Empty, Stream};
use wasm_bindgen::JsValue;

/// A stream of JavaScript, as server functions would read and write them.
#[derive(Debug)]
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// Takes a stream over.
    #[must_use]
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    /// Would make a stream for the body of a request.
    ///
    /// # Panics
    /// Always: there are no server functions.
    #[must_use]
    pub fn from_stream<S>(_stream: S) -> Self
    where
        S: Stream<Item = Result<JsValue, JsValue>> + 'static,
    {
        panic!("this site has no server functions")
    }

    /// Gives the stream back.
    #[must_use]
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// Would read the body of an answer.
    ///
    /// # Panics
    /// Always: there are no server functions.
    pub fn into_stream(self) -> Empty<Result<JsValue, JsValue>> {
        panic!("this site has no server functions")
    }
}

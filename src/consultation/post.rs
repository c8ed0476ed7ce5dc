//! One try to send: a request with its time limit, and the start of the response.

use std::cell::Cell;
use std::rc::Rc;

use consultation_rules::response::BODY_MAX;
use gloo_net::http::{Request, Response};
use gloo_timers::callback::Timeout;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReadableStreamDefaultReader, RequestCredentials};

/// At most this much of a response's body is read, in bytes: one more than [`BODY_MAX`], so that a body that was cut
/// off is not taken for a whole one.
const READ_MAX: usize = BODY_MAX + 1;

/// The parts of a response that its meaning depends on.
pub(super) struct Received {
    pub status: u16,
    pub content_type: Option<String>,
    pub retry_after: Option<String>,
    pub body: String,
}

/// Why there is no response.
pub(super) enum NoResponse {
    TimedOut,
    Network,
}

/// Posts a body and reads the response, both within `timeout_ms` milliseconds.
pub(super) async fn post(
    endpoint: &str,
    content_type: &str,
    body: String,
    timeout_ms: u32,
) -> Result<Received, NoResponse> {
    let controller = AbortController::new().map_err(|_| NoResponse::Network)?;
    let signal = controller.signal();
    let timed_out = Rc::new(Cell::new(false));
    let timer = Timeout::new(timeout_ms, {
        let timed_out = Rc::clone(&timed_out);
        move || {
            timed_out.set(true);
            controller.abort();
        }
    });
    let response = async {
        let response = Request::post(endpoint)
            .header("Accept", "application/json")
            .header("Content-Type", content_type)
            .credentials(RequestCredentials::Omit)
            .abort_signal(Some(&signal))
            .body(body)
            .ok()?
            .send()
            .await
            .ok()?;
        let header = |name: &str| response.headers().get(name);
        Some(Received {
            status: response.status(),
            content_type: header("content-type"),
            retry_after: header("retry-after"),
            body: read(&response).await?,
        })
    }
    .await;
    drop(timer);
    response.ok_or(if timed_out.get() {
        NoResponse::TimedOut
    } else {
        NoResponse::Network
    })
}

/// The body as text, cut at [`READ_MAX`]; `None` if the connection broke off before its end.
async fn read(response: &Response) -> Option<String> {
    let Some(stream) = response.body() else {
        return Some(String::new());
    };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    while bytes.len() < READ_MAX {
        let chunk = JsFuture::from(reader.read()).await.ok()?;
        let value = Reflect::get(&chunk, &JsValue::from_str("value")).ok()?;
        if value.is_undefined() {
            return Some(String::from_utf8_lossy(&bytes).into_owned());
        }
        let chunk: Uint8Array = value.unchecked_into();
        let room = u32::try_from(READ_MAX - bytes.len()).unwrap_or_default();
        bytes.extend(chunk.subarray(0, chunk.length().min(room)).to_vec());
    }
    let _ = reader.cancel();
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

//! What the staff see: Leptos components, rendered on the server, in the site's look and without any
//! need of scripting.
//!
//! Whatever a visitor wrote is put into a page as text or as an attribute's value, which Leptos
//! escapes everywhere but in a `<textarea>`, where [`textarea_content`](::site::consultation::textarea_content) does, and in a
//! `<noscript>`, in which only fixed words stand.

// A component owns its props.
#![allow(clippy::needless_pass_by_value)]

mod correct;
mod export;
mod layout;
mod log;
mod message;
mod people;
mod queue;
mod request;
mod sign_in;
mod words;

pub use correct::Correct;
pub use export::Export;
pub use layout::{Frame, document};
pub use log::Log;
pub use message::{DeleteQuestion, Deleted, Message, OnFromElsewhere};
pub use people::People;
pub use queue::{Queue, Shown};
pub use request::{RequestPage, Whole};
pub use sign_in::{Invitation, RecoveryCodes, SignIn};
pub use words::waited;

/// The style sheet: the site's own values, text, buttons and forms, and what only these pages have.
pub const STYLE: &str = concat!(
    include_str!("../../../../style/tokens.css"),
    include_str!("../../../../style/base.css"),
    include_str!("../../../../style/button.css"),
    include_str!("../../../../style/form.css"),
    include_str!("staff.css"),
);

/// Says when something new has come. Without it the pages do all else.
pub const SCRIPT: &str = include_str!("staff.js");

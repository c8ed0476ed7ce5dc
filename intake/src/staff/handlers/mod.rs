//! What the staff's pages do: a file for each, with its queries and its form.

pub mod correct;
pub mod delete;
pub mod export;
pub mod invitation;
pub mod log;
pub mod people;
pub mod preview;
pub mod queue;
pub mod request;
pub mod sign_in;

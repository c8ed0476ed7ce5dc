//! The staff's pages: the queue of requests, for a front desk that has a browser and no shell.
//!
//! They have a listener of their own (`intake serve --staff`), so that no address of the public one
//! can ever show a request. [`routes`] is the table of its addresses, with the checks around them in
//! [`checks`] and what each does in [`handlers`]; [`queue`] and [`requests`] read and change requests,
//! [`people`], [`sessions`] and [`throttle`] are about who may; [`pages`] is what is seen. Every
//! change, and every look at a request, is a line in the [`audit_log`](crate::audit_log).

mod checks;
pub mod desk;
mod handlers;
pub mod pages;
pub mod people;
pub mod queue;
mod replies;
pub mod requests;
pub mod routes;
pub mod secret;
pub mod sessions;
pub mod settings;
mod signed_in;
pub mod throttle;

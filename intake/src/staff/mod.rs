//! The staff's pages: the queue of requests, for a front desk that has a browser and no shell.
//!
//! They have a listener of their own (`intake serve --staff`), so that no address of the public one
//! can ever show a request. [`desk`] takes what a browser sends, finds the session and answers;
//! [`queue`] and [`requests`] read and change requests, [`people`], [`sessions`] and [`throttle`]
//! are about who may; [`pages`] is what is seen. Every change, and every look at a request, is a
//! line in the [`audit_log`](crate::audit_log).

pub mod asked;
pub mod desk;
pub mod pages;
pub mod people;
pub mod queue;
pub mod requests;
pub mod secret;
pub mod sessions;
pub mod settings;
pub mod throttle;

//! `intake`: the default endpoint of the consultation form.
//!
//! It takes requests over HTTP as docs/openapi.yaml describes, judges them with the same rules as
//! the page (crate `consultation-rules`), and stores each exactly once in SQLite before it says so. With
//! `--site` it serves the built site too, so that one program runs everything on one machine.
//!
//! The way of a request: [`server`] accepts the connection, [`routes`] finds who answers,
//! [`consultations`] reads, judges and hands over to [`store`], [`answer`] says what became of it,
//! to a program as JSON and to a browser without scripting as a [`page`].
//!
//! What people typed goes into the database and, to staff on this machine, out of it by
//! [`command`]. It goes nowhere else: not into the log, not into an error.

pub mod answer;
pub mod app;
pub mod audit_log;
pub mod backups;
pub mod body;
pub mod client_address;
pub mod clock;
pub mod command;
pub mod connections;
pub mod consent;
pub mod consultations;
pub mod cors;
pub mod database;
pub mod erasing;
pub mod export;
pub mod list;
pub mod log;
pub mod notices;
pub mod opened_files;
pub mod page;
pub mod progress;
pub mod rate_limit;
pub mod refusal;
pub mod retention;
pub mod routes;
pub mod saved;
pub mod search;
pub mod security_headers;
pub mod server;
pub mod service_worker;
pub mod settings;
pub mod show;
pub mod site;
pub mod staff;
pub mod store;
pub mod system_user;
pub mod time_zone;

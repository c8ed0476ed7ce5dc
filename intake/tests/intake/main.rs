//! `intake` from outside: over real HTTP, with a real SQLite file, and as the program it is.

mod backups;
mod browser;
mod commands;
mod crash;
mod crash_notices;
mod cross_origin;
mod erasing;
mod full_disk;
mod limits;
mod logging;
mod mail_server;
mod moved_file;
mod nginx;
mod notices;
mod posting;
mod power_loss;
mod program;
mod requests;
mod restore;
mod retention;
mod serving;
mod site;
mod staff;
mod staff_attacks;
mod stopping;

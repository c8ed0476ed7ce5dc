//! How many rows a second SQLite can commit one by one on this disk, as intake sets it up: WAL and
//! `synchronous=FULL`. The limit that `make bench` shows beside intake's own figure.
//!
//! Takes the path of a database to make, and the seconds to run; prints commits a second.

use std::time::{Duration, Instant};

fn main() -> rusqlite::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(path), Some(Ok(seconds))) = (
        arguments.next(),
        arguments.next().map(|text| text.parse::<u64>()),
    ) else {
        eprintln!("usage: commit_rate DATABASE SECONDS");
        std::process::exit(2);
    };
    let connection = rusqlite::Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.execute_batch("CREATE TABLE rows (id TEXT PRIMARY KEY, body TEXT) STRICT")?;
    let mut insert = connection.prepare("INSERT INTO rows VALUES (?1, ?2)")?;
    let (start, run) = (Instant::now(), Duration::from_secs(seconds));
    let mut commits: u32 = 0;
    while start.elapsed() < run {
        insert.execute((
            format!("{commits:08x}-0000-4000-8000-000000000000"),
            "x".repeat(200),
        ))?;
        commits += 1;
    }
    println!("{:.0}", f64::from(commits) / start.elapsed().as_secs_f64());
    Ok(())
}

//! `notice-removals FILE FOLDER…`: as long as it runs, gives FILE a new time whenever a file below the folders is gone, so
//! that Trunk, which watches FILE, builds anew. `tools/serve.sh` runs it.

use std::fs::File;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use prerender::Removals;

/// Looking through a hundred files takes less than a millisecond; nobody notices this wait beside the build's own second.
const PAUSE: Duration = Duration::from_millis(200);

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let Some(file) = arguments.next() else {
        eprintln!("usage: notice-removals FILE FOLDER…");
        return ExitCode::from(2);
    };
    let mut removals = Removals::of(arguments.collect());
    loop {
        std::thread::sleep(PAUSE);
        if removals.look() {
            let touched = File::options()
                .append(true)
                .open(&file)
                .and_then(|file| file.set_modified(SystemTime::now()));
            if let Err(error) = touched {
                eprintln!(
                    "notice-removals: {} cannot be touched: {error}",
                    file.display()
                );
                return ExitCode::FAILURE;
            }
        }
    }
}

//! Starts the command line of `intake`.

use std::process::ExitCode;

fn main() -> ExitCode {
    intake::log::turn_on();
    // The default message of a panic can quote the text it happened in, which may be somebody's
    // answer. Where it happened is enough.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        intake::log::trouble(&format!("a bug at {place}; report it"));
    }));
    intake::command::run()
}

//! `cargo run -p content-check -- [--strict] [--content FOLDER]`: what is wrong or weak in the pages.
//!
//! Prints every finding as `file:line`, then the readability of each page. Exits with 1 if there is an error, or with
//! `--strict` also for a warning; with 2 if it was called wrongly.

use std::path::PathBuf;
use std::process::ExitCode;

use content_check::{Report, check};

const USAGE: &str = "usage: content-check [--strict] [--content FOLDER] [--public FOLDER]";

fn main() -> ExitCode {
    let mut is_strict = false;
    let (mut content, mut public) = (PathBuf::from("content"), PathBuf::from("public"));
    let mut arguments = std::env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        let mut folder = |place: &mut PathBuf| {
            arguments
                .next()
                .map(|given| *place = given.into())
                .is_some()
        };
        let is_known = match argument.to_str() {
            Some("--strict") => {
                is_strict = true;
                true
            }
            Some("--content") => folder(&mut content),
            Some("--public") => folder(&mut public),
            _ => false,
        };
        if !is_known {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    }
    let report = check(
        &content,
        &content.to_string_lossy(),
        &public,
        &content_compiler::today(),
    );
    print!("{report}");
    if has_failed(&report, is_strict) {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

fn has_failed(report: &Report, is_strict: bool) -> bool {
    !report.errors.is_empty() || is_strict && !report.warnings.is_empty()
}

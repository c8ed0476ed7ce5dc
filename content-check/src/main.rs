//! The command line of content-check: what is wrong or weak in the pages.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use content_check::{Report, check};

/// Reads the pages in content/ as an editor would: what is wrong or weak in them.
///
/// Prints every finding as file:line, then the readability of each page. Exits with 1 if there is an error, with 2 if it
/// was called wrongly.
#[derive(Debug, Parser)]
#[command(about, long_about)]
struct Arguments {
    /// Exit with 1 for a warning too
    #[arg(long)]
    strict: bool,
    /// The folder with the site's words
    #[arg(long, value_name = "FOLDER", default_value = "content")]
    content: PathBuf,
    /// The folder with the images that pages may name
    #[arg(long, value_name = "FOLDER", default_value = "public")]
    public: PathBuf,
}

fn main() -> ExitCode {
    let Arguments {
        strict,
        content,
        public,
    } = Arguments::parse();
    let report = check(
        &content,
        &content.to_string_lossy(),
        &public,
        &content_compiler::today(),
    );
    print!("{report}");
    if has_failed(&report, strict) {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

fn has_failed(report: &Report, is_strict: bool) -> bool {
    !report.errors.is_empty() || is_strict && !report.warnings.is_empty()
}

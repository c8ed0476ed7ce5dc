//! Writes every page as finished HTML; see [`site::prerender`]. Trunk runs it by `tools/prerender.sh`.

use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "usage: prerender --dist FOLDER [--public-url URL]

Takes the folder that `trunk build --release` has filled and writes every page of the site into it.
CONSULTATION_ENDPOINT in the environment replaces the endpoint named in index.html.";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (mut dist, mut public_url) = (None, "/".to_owned());
    while let Some(argument) = arguments.next() {
        match (argument.as_str(), arguments.next()) {
            ("--dist", Some(folder)) => dist = Some(PathBuf::from(folder)),
            ("--public-url", Some(url)) => public_url = url,
            _ => dist = None,
        }
    }
    let Some(dist) = dist else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let endpoint = std::env::var("CONSULTATION_ENDPOINT")
        .ok()
        .filter(|setting| !setting.is_empty());
    match site::prerender::run(&site::prerender::Options {
        dist,
        public_url,
        endpoint,
    }) {
        Ok(report) => {
            println!(
                "{} pages written; the form posts to {}",
                report.pages, report.endpoint
            );
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("prerender: {problem}");
            ExitCode::FAILURE
        }
    }
}

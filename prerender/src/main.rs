//! Writes every page as finished HTML; see [`prerender`]. Trunk runs it by `tools/prerender.sh`.

use std::path::PathBuf;
use std::process::ExitCode;

use prerender::{Options, Problem};

const USAGE: &str = "usage: prerender --dist FOLDER [--public-url URL] [--content FOLDER] [--public FOLDER] [--quick]
       prerender --dist FOLDER --endpoint SETTING

Takes the folder that Trunk has filled and writes every page of the site into it, from content/ and public/.
With --quick it writes no compressed copies and no pictures for shared links, for the preview.
CONSULTATION_ENDPOINT in the environment replaces the endpoint named in index.html.

With --endpoint it builds nothing: it sets another endpoint in a finished site, everywhere it stands.";

fn main() -> ExitCode {
    let Some((options, new_endpoint)) = options() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    if let Some(endpoint) = new_endpoint {
        return match prerender::set_endpoint(&options.dist, &endpoint) {
            Ok(changed) => {
                println!("{changed} files changed; the form posts to {endpoint}");
                ExitCode::SUCCESS
            }
            Err(problem) => {
                eprintln!("prerender: {problem}");
                ExitCode::FAILURE
            }
        };
    }
    match prerender::run(&options) {
        Ok(report) => {
            if !report.warnings.is_empty() && options.publish {
                eprintln!("Before the site is published:\n{}", report.warnings);
            }
            println!(
                "{} pages written; the form posts to {}",
                report.pages, report.endpoint
            );
            ExitCode::SUCCESS
        }
        Err(Problem::Content { lines, shown }) => {
            eprintln!("{lines}");
            // The preview goes on with pages that show the mistakes, and recovers with the next save.
            if shown {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(Problem::Build(problem)) => {
            eprintln!("prerender: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// What the command line asks for, and the endpoint that is to be set in a finished site, if any; none if it cannot
/// be understood.
fn options() -> Option<(Options, Option<String>)> {
    let mut arguments = std::env::args().skip(1);
    let mut dist = None;
    let mut new_endpoint = None;
    let mut options = Options {
        dist: PathBuf::new(),
        content: "content".into(),
        public: "public".into(),
        public_url: "/".into(),
        endpoint: std::env::var("CONSULTATION_ENDPOINT")
            .ok()
            .filter(|setting| !setting.is_empty()),
        publish: true,
    };
    while let Some(argument) = arguments.next() {
        if argument == "--quick" {
            options.publish = false;
            continue;
        }
        let value = arguments.next()?;
        match argument.as_str() {
            "--dist" => dist = Some(PathBuf::from(value)),
            "--public-url" => options.public_url = value,
            "--content" => options.content = value.into(),
            "--endpoint" => new_endpoint = Some(value),
            "--public" => options.public = value.into(),
            _ => return None,
        }
    }
    options.dist = dist?;
    Some((options, new_endpoint))
}

//! The command line of the prerenderer. Trunk runs it by `tools/prerender.sh`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use prerender::{Options, Problem};

/// Writes every page of the site as finished HTML, from content/ and public/, into the folder that Trunk has filled.
///
/// `CONSULTATION_ENDPOINT` in the environment replaces the endpoint that index.html names.
///
/// With --endpoint it builds nothing: it sets another endpoint in a finished site, everywhere it stands.
#[derive(Debug, Parser)]
#[command(about, long_about)]
struct Arguments {
    /// The folder that Trunk has filled, or with --endpoint the finished site
    #[arg(
        long,
        value_name = "FOLDER",
        required_unless_present = "record_published"
    )]
    dist: Option<PathBuf>,
    /// The path, or the whole URL, under which the site will lie
    #[arg(long, value_name = "URL", default_value = "/")]
    public_url: String,
    /// The folder with the site's words
    #[arg(long, value_name = "FOLDER", default_value = "content")]
    content: PathBuf,
    /// The folder with the images that pages may name
    #[arg(long, value_name = "FOLDER", default_value = "public")]
    public: PathBuf,
    /// Write no compressed copies and no pictures for shared links, as the preview does
    #[arg(long)]
    quick: bool,
    /// Set this endpoint in a finished site instead of writing one
    #[arg(long, value_name = "SETTING", conflicts_with_all = ["public_url", "content", "public", "quick"])]
    endpoint: Option<String>,
    /// Write no site, but add the addresses of its pages to published.txt in the folder with the words
    #[arg(long, conflicts_with_all = ["dist", "public_url", "quick", "endpoint"])]
    record_published: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let Some(dist) = arguments.dist else {
        return record_published(&arguments.content, &arguments.public);
    };
    match arguments.endpoint {
        Some(setting) => set_endpoint(&dist, &setting),
        None => write_site(&Options {
            dist,
            content: arguments.content,
            public: arguments.public,
            public_url: arguments.public_url,
            endpoint: std::env::var("CONSULTATION_ENDPOINT")
                .ok()
                .filter(|setting| !setting.is_empty()),
            publish: !arguments.quick,
        }),
    }
}

fn record_published(content: &Path, public: &Path) -> ExitCode {
    match prerender::record_published(content, public) {
        Ok(added) => {
            if !added.is_empty() {
                println!(
                    "New in {}, to be committed:\n{}",
                    content.join("published.txt").display(),
                    added.join("\n")
                );
            }
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("prerender: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn set_endpoint(dist: &Path, setting: &str) -> ExitCode {
    match prerender::set_endpoint(dist, setting) {
        Ok(changed) => {
            println!("{changed} files changed; the form posts to {setting}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("prerender: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn write_site(options: &Options) -> ExitCode {
    match prerender::run(options) {
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

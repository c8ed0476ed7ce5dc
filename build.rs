//! Compiles `content/` into static data. Staff see mistakes as compiler errors that name file and line.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=content");
    println!("cargo::rerun-if-changed=public");
    let out = Path::new(&env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("content.rs");
    let generated = match content_compiler::compile(
        Path::new("content"),
        "content",
        Path::new("public"),
        &today(),
    ) {
        Ok(site) => {
            // Said once, in the build that publishes.
            if env::var("PROFILE").is_ok_and(|profile| profile == "release")
                && env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32")
            {
                for warning in &site.warnings {
                    println!("cargo::warning={warning}");
                }
            }
            content_compiler::generate::rust(&site)
        }
        Err(mistakes) => content_compiler::generate::errors(&mistakes),
    };
    fs::write(out, generated).expect("OUT_DIR can be written");
}

/// Today in UTC as ISO 8601. The build sets `SOURCE_DATE_EPOCH` where it has to be reproducible.
fn today() -> String {
    println!("cargo::rerun-if-env-changed=SOURCE_DATE_EPOCH");
    let seconds = env::var("SOURCE_DATE_EPOCH")
        .ok()
        .and_then(|text| text.parse::<u64>().ok())
        .unwrap_or_else(|| {
            SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| since.as_secs())
        });
    content_compiler::iso_date(seconds)
}

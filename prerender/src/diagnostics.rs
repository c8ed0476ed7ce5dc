//! What the preview shows while the content has mistakes: each with its place and its remedy. The next save that
//! mends them brings the page back.

use std::fmt::Write;

use html_escape::encode_text as escape;
use site::content::Diagnostic;

/// A whole document; `reload` is Trunk's script that loads the page again after the next build.
pub(super) fn page(diagnostics: &[Diagnostic], reload: &str) -> String {
    let mut items = String::new();
    for diagnostic in diagnostics {
        // Writing to a String cannot fail.
        let _ = write!(
            items,
            "<li><p><code>{}:{}</code></p><p>{}.</p><p><strong>To mend it:</strong> {}.</p></li>",
            escape(&diagnostic.file),
            diagnostic.line,
            escape(&diagnostic.problem),
            escape(&diagnostic.remedy)
        );
    }
    let heading = match diagnostics.len() {
        1 => "There is a mistake in the content".to_owned(),
        number => format!("There are {number} mistakes in the content"),
    };
    format!(
        "<!doctype html><html lang=\"en-US\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{heading}</title><style>{STYLE}</style></head><body><main><h1>{heading}</h1><p>Mend it and save: this page comes back by itself. Nothing of the published site has changed.</p><ol>{items}</ol></main>{reload}</body></html>"
    )
}

const STYLE: &str = ":root{color-scheme:light dark}body{font:1.125rem/1.5 system-ui,sans-serif;margin:2rem auto;max-width:42rem;padding:0 1rem}li{border-inline-start:.25rem solid #c5382b;margin-block:1.5rem;padding-inline-start:1rem}code{font-size:1em;overflow-wrap:anywhere}p{margin-block:.25rem}";

//! A page's document, put together.

use security_headers::{page, policy};
use site::environment::Environment;
use site::render::Rendered;
use site::site_info::{DATA_ID, ROOT_ID};
use site::structure;

use crate::announcement::{self, Shown};
use crate::template::Template;

/// Comes before everything else that can have the focus. `rel` leaves it to the browser.
const SKIP_LINK: &str =
    "<a class=\"skip-link\" href=\"#main\" rel=\"external\">Skip to main content</a>";

/// What all pages of a build have in common: the same styles and scripts, and so the same policy.
pub(crate) struct Document {
    /// From `<!doctype html>` up to where a page says what it is.
    beginning: String,
    /// From there up to the body's content.
    middle: String,
    /// Behind the body's content.
    end: String,
    /// The content security policy. None in a preview, whose script reloads the page by a socket of its own.
    pub policy: Option<String>,
}

impl Document {
    /// `announcement` stands at the top of each page. `script` and `wasm` are the content of the files that the template names.
    pub fn new(
        template: &Template,
        environment: &Environment,
        endpoint: &consultation_rules::Endpoint,
        announcement: &Shown,
        script: &[u8],
        wasm: &[u8],
    ) -> Self {
        let import_map = import_map(&template.script, script);
        let start = start_script(template, announcement, wasm);
        let is_preview = !template.preview.is_empty();
        let policy = (!is_preview)
            .then(|| policy::for_page(&[&import_map, &start], &template.style, endpoint));
        let meta = policy.as_deref().map(page::meta).unwrap_or_default();
        Self {
            beginning: template.head(environment, &meta),
            middle: format!(
                "<style>{}</style></head><body>{SKIP_LINK}{}",
                template.style, announcement.html
            ),
            // The start script runs only after the page has been parsed, so its bytes come last.
            end: format!(
                "<script type=\"importmap\">{import_map}</script><script type=\"module\">{start}</script>{}</body></html>\n",
                template.preview
            ),
            policy,
        }
    }

    /// The whole HTML of a page. The app's root element comes behind the skip link and an announcement, then data for
    /// machines and for the app.
    pub fn of(&self, head: &str, page: &Rendered, structured_data: &str) -> String {
        let root = format!(
            "<div id=\"{ROOT_ID}\" {}=\"{}\">",
            structure::ATTRIBUTE,
            structure::of_html(&page.body)
        );
        let data = format!(
            "<script type=\"application/json\" id=\"{DATA_ID}\">{}</script>",
            crate::json(&page.data)
        );
        [
            &self.beginning,
            head,
            &self.middle,
            &root,
            &page.body,
            "</div>",
            structured_data,
            &data,
            &self.end,
        ]
        .concat()
    }
}

/// Has browsers refuse a script that is not the build's (HTML Standard, "import map integrity"). Browsers without that
/// load it unchecked.
fn import_map(address: &str, script: &[u8]) -> String {
    serde_json::json!({ "integrity": { address: policy::integrity(script) } }).to_string()
}

/// The script that starts the app, with the addresses of the build's files in it. What it does for the announcement
/// comes first: the page may not have been painted yet.
fn start_script(template: &Template, announcement: &Shown, wasm: &[u8]) -> String {
    let integrity = policy::integrity(wasm);
    let values = [
        ("SCRIPT", &template.script),
        ("WASM", &template.wasm),
        ("INTEGRITY", &integrity),
    ];
    let mut start = shortened(include_str!("start.js"));
    for (name, value) in values {
        start = start.replace(name, &format!("{value:?}"));
    }
    let announced = if announcement.has_script {
        // In a block of its own, so that its names stay there.
        format!("{{\n{}\n}}\n", shortened(announcement::SCRIPT))
    } else {
        String::new()
    };
    [
        &announced,
        &shortened(include_str!("trusted-types.js")),
        "\n",
        &start,
    ]
    .concat()
}

/// A script without its comments and indentation, which stand on lines of their own.
fn shortened(script: &str) -> String {
    script
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

//! What Trunk made of `index.html`, taken apart.

use std::cell::{Cell, RefCell};

use html_escape::{decode_html_entities, encode_double_quoted_attribute};
use lol_html::html_content::Element;
use lol_html::{RewriteStrSettings, element, rewrite_str, text};
use site::environment::{BUILD, Environment, PRERENDERED};
use site::site_info::{ENDPOINT_META, RETRIES_META};

use crate::fingerprint::fingerprint;

/// The parts of Trunk's page that are needed to write the site's own.
pub(crate) struct Template {
    /// The tags of the head that stay, `<html>` first.
    tags: Vec<Tag>,
    /// All styles, in order.
    pub style: String,
    /// Address of the module that loads the WebAssembly.
    pub script: String,
    /// Address of the WebAssembly.
    pub wasm: String,
    /// The endpoint as set in the page.
    pub endpoint: String,
    /// Whether the page may send a request again by itself.
    pub automatic_retries: bool,
    /// Names of the files whose content is now in every page.
    pub inlined: Vec<String>,
    /// What `trunk serve` puts into the body: the script that reloads the page after a build. Empty otherwise.
    pub preview: String,
}

/// A start tag and its attributes in order.
#[derive(Debug, Clone)]
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Template {
    /// Takes the page apart. `base` is the site's base path; `read` gives a file of the build by its name.
    pub fn parse(
        html: &str,
        base: &str,
        read: impl Fn(&str) -> Result<String, String>,
    ) -> Result<Self, String> {
        let page = TrunkPage::read(html)?;
        let mut template = Self {
            tags: Vec::new(),
            style: String::new(),
            script: String::new(),
            wasm: String::new(),
            endpoint: String::new(),
            automatic_retries: true,
            inlined: Vec::new(),
            preview: page.preview_script(),
        };
        for tag in page.tags {
            let href = tag.get("href").unwrap_or_default().to_owned();
            match (tag.name.as_str(), tag.get("rel")) {
                ("link", Some("stylesheet")) => {
                    let file = href
                        .strip_prefix(base)
                        .unwrap_or(&href)
                        .trim_start_matches('/')
                        .to_owned();
                    template.style.push_str(read(&file)?.trim());
                    template.inlined.push(file);
                }
                // Trunk asks for the WebAssembly before anything is painted; the pages do so after.
                ("link", Some("modulepreload")) => template.script = href,
                ("link", Some("preload")) => template.wasm = href,
                _ => template.tags.push(tag),
            }
        }
        // Files of the same content have the same name; each has to be removed only once.
        template.inlined.sort();
        template.inlined.dedup();
        // Nothing may end the style element early.
        if template.style.contains("</") {
            return Err("A stylesheet contains `</`. Remove it.".into());
        }
        if template.script.is_empty() || template.wasm.is_empty() {
            return Err("Trunk’s index.html names no script or no WebAssembly. Run `trunk build`, not this program alone.".into());
        }
        if template.tags.first().is_none_or(|tag| tag.name != "html") {
            return Err("index.html does not start with <html>. Put it back.".into());
        }
        template.endpoint = template
            .meta(ENDPOINT_META)
            .ok_or(format!(
                "index.html has no <meta name=\"{ENDPOINT_META}\">. Put it back."
            ))?
            .to_owned();
        template.automatic_retries = template.meta(RETRIES_META) != Some("off");
        Ok(template)
    }

    /// Has the preview ask `address`, a host with its port, for new builds. `trunk serve` writes its own into what it serves;
    /// this is for a preview that another server shows.
    pub fn reload_from(&mut self, address: &str) {
        self.preview = self
            .preview
            .replace("{{__TRUNK_ADDRESS__}}", address)
            .replace("{{__TRUNK_WS_BASE__}}", "/");
    }

    /// The document's beginning for a site at a place, up to where a page says what it is. `policy` is the `<meta>`
    /// of its security policy, which stands before anything that the policy is about.
    pub fn head(&self, environment: &Environment, policy: &str) -> String {
        let mut html = String::from("<!doctype html>");
        let mut policy = Some(policy);
        for tag in &self.tags {
            if !matches!(tag.name.as_str(), "html" | "meta")
                && let Some(policy) = policy.take()
            {
                html.push_str(policy);
            }
            let mut tag = tag.clone();
            if tag.name == "html" {
                tag.attributes
                    .push((PRERENDERED.into(), environment.base.clone()));
                tag.attributes
                    .push((BUILD.into(), environment.build.clone()));
            }
            if tag.get("name") == Some(ENDPOINT_META) {
                tag.set("content", &environment.endpoint);
            }
            // Addresses in index.html are written as seen from the first page.
            if let Some(href) = tag
                .get("href")
                .filter(|href| !href.starts_with(['/', '#']) && !href.contains(':'))
            {
                let href = environment.href(&format!("/{href}"));
                tag.set("href", &href);
            }
            tag.write(&mut html);
            if tag.name == "html" {
                html.push_str("<head>");
            }
        }
        html.push_str(policy.unwrap_or_default());
        html
    }

    /// Names this build: the app, which Trunk names by its content, and the styles.
    pub fn build(&self) -> String {
        let parts = [&self.script, &self.wasm, &self.style];
        format!("{:016x}", fingerprint(parts.map(String::as_bytes)))
    }

    fn meta(&self, name: &str) -> Option<&str> {
        self.tags
            .iter()
            .find(|tag| tag.get("name") == Some(name))?
            .get("content")
    }
}

impl Tag {
    fn of(element: &Element<'_, '_>) -> Self {
        let attributes = element.attributes().iter();
        Self {
            name: element.tag_name(),
            attributes: attributes
                .map(|attribute| {
                    let value = attribute.value();
                    (attribute.name(), decode_html_entities(&value).into_owned())
                })
                .collect(),
        }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    fn set(&mut self, name: &str, value: &str) {
        for (known, old) in &mut self.attributes {
            if known == name {
                value.clone_into(old);
            }
        }
    }

    fn write(&self, html: &mut String) {
        html.push('<');
        html.push_str(&self.name);
        for (name, value) in &self.attributes {
            html.push(' ');
            html.push_str(name);
            html.push_str("=\"");
            html.push_str(&encode_double_quoted_attribute(value));
            html.push('"');
        }
        html.push('>');
    }
}

/// Trunk's page as it is read: the tags of its head, `<html>` first, and the scripts in its body.
#[derive(Debug, Default)]
struct TrunkPage {
    tags: Vec<Tag>,
    scripts: Vec<String>,
}

impl TrunkPage {
    /// Reads the page, minified (as in a release) or not. Minified, it has no `<head>`, so the head is what stands in
    /// front of `<body>`.
    fn read(html: &str) -> Result<Self, String> {
        let in_body = Cell::new(false);
        let page = RefCell::new(Self::default());
        let settings = RewriteStrSettings::new()
            .append_element_content_handler(element!("html, meta, link", |element| {
                if !in_body.get() {
                    page.borrow_mut().tags.push(Tag::of(element));
                }
                Ok(())
            }))
            .append_element_content_handler(element!("body", |_| {
                in_body.set(true);
                Ok(())
            }))
            .append_element_content_handler(element!("body script", |_| {
                page.borrow_mut().scripts.push(String::new());
                Ok(())
            }))
            .append_element_content_handler(text!("body script", |text| {
                if let Some(script) = page.borrow_mut().scripts.last_mut() {
                    script.push_str(text.as_str());
                }
                Ok(())
            }));
        rewrite_str(html, settings)
            .map_err(|error| format!("index.html cannot be read: {error}"))?;
        Ok(page.into_inner())
    }

    /// The script by which `trunk serve` reloads the page; empty if there is none.
    fn preview_script(&self) -> String {
        self.scripts
            .iter()
            .find(|script| script.contains(".well-known/trunk/ws"))
            .map(|script| format!("<script>{script}</script>"))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEBUG: &str = r#"<!doctype html>
<html lang="en-US">
  <head>
    <!-- A comment with a <meta name="x"> in it. -->
    <meta name="consultation-endpoint" content="/api/consultations">
    <link rel="icon" href="favicon.svg">
    <link rel="stylesheet" href="/clinic/base-0123456789abcdef.css" integrity="sha384-x"/>
    <script type="module">import init from '/clinic/app.js'; if (1 < 2) init();</script>
    <link rel="modulepreload" href="/clinic/app.js"><link rel="preload" href="/clinic/app_bg.wasm" as="fetch"></head>
  <body></body>
</html>"#;
    const MINIFIED: &str = "<!doctype html><html lang=en-US><meta content=/api/consultations name=consultation-endpoint><link href=favicon.svg rel=icon><link href=/clinic/base-0123456789abcdef.css integrity=sha384-x rel=stylesheet><script type=module>import init from'/clinic/app.js';1<2&&init()</script><link href=/clinic/app.js rel=modulepreload><link href=/clinic/app_bg.wasm rel=preload></head><body></body></html>";

    fn parse(html: &str) -> Result<Template, String> {
        Template::parse(html, "/clinic", |file| {
            assert_eq!(file, "base-0123456789abcdef.css");
            Ok("p{color:red}".to_owned())
        })
    }

    fn environment() -> Environment {
        Environment {
            base: "/clinic".to_owned(),
            endpoint: "https://example.test/a?b&c".to_owned(),
            automatic_retries: true,
            build: "b1".to_owned(),
        }
    }

    #[test]
    fn the_script_that_reloads_the_preview_is_kept() {
        let script = "<script>const url = base + '.well-known/trunk/ws';</script>";
        let preview = MINIFIED.replace("<body></body>", &format!("<body>{script}</body>"));
        assert_eq!(parse(&preview).unwrap().preview, script);
        let script = "<script>connect('ws://' + '{{__TRUNK_ADDRESS__}}' + '{{__TRUNK_WS_BASE__}}' + '.well-known/trunk/ws')</script>";
        let preview = MINIFIED.replace("<body></body>", &format!("<body>{script}</body>"));
        let mut template = parse(&preview).unwrap();
        template.reload_from("127.0.0.1:8787");
        assert_eq!(
            template.preview,
            "<script>connect('ws://' + '127.0.0.1:8787' + '/' + '.well-known/trunk/ws')</script>"
        );
        assert_eq!(parse(MINIFIED).unwrap().preview, "");
    }

    #[test]
    fn trunks_page_is_read_minified_and_not() {
        for html in [DEBUG, MINIFIED] {
            let template = parse(html).unwrap();
            assert_eq!(template.style, "p{color:red}");
            assert_eq!(template.script, "/clinic/app.js");
            assert_eq!(template.wasm, "/clinic/app_bg.wasm");
            assert_eq!(template.endpoint, "/api/consultations");
            assert_eq!(template.inlined, ["base-0123456789abcdef.css"]);
            let head = template.head(&environment(), "<meta policy>");
            assert!(
                head.contains(
                    r#"<html lang="en-US" data-prerendered="/clinic" data-build="b1"><head>"#
                ),
                "{head}"
            );
            assert!(head.contains(r#"href="/clinic/favicon.svg""#), "{head}");
            assert!(
                head.contains(r#"content="https://example.test/a?b&amp;c""#),
                "{head}"
            );
            let policy = head.find("<meta policy>").expect("the policy");
            assert!(
                head.find("<meta content").or(head.find("<meta name")) < Some(policy)
                    && policy < head.find("<link").expect("a link"),
                "{head}"
            );
            assert!(
                !head.contains("<script") && !head.contains("stylesheet"),
                "{head}"
            );
        }
    }

    #[test]
    fn what_is_missing_is_said() {
        for (from, to, part) in [
            ("consultation-endpoint", "other", "consultation-endpoint"),
            ("modulepreload", "other", "Run `trunk build`"),
            ("<html lang=\"en-US\">", "", "<html>"),
        ] {
            let problem = parse(&DEBUG.replace(from, to)).err().expect(part);
            assert!(problem.contains(part), "{problem}");
        }
    }

    #[test]
    fn a_style_that_would_end_its_element_is_refused() {
        let template = Template::parse(MINIFIED, "/clinic", |_| {
            Ok("a::before{content:'</style>'}".into())
        });
        assert!(template.err().expect("refused").contains("`</`"));
    }
}

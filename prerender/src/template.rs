//! What Trunk made of `index.html`, taken apart.

use site::environment::{BUILD, ENDPOINT_META, Environment, PRERENDERED, RETRIES_META};

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
        let (head, body) = html
            .split_once("</head>")
            .ok_or("index.html has no </head>. Put it back.")?;
        let mut template = Self {
            tags: Vec::new(),
            style: String::new(),
            script: String::new(),
            wasm: String::new(),
            endpoint: String::new(),
            automatic_retries: true,
            inlined: Vec::new(),
            preview: preview_script(body),
        };
        for tag in start_tags(head) {
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
                ("script" | "head", _) => {}
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
            html.push_str(&value.replace('&', "&amp;").replace('"', "&quot;"));
            html.push('"');
        }
        html.push('>');
    }
}

/// The script by which `trunk serve` reloads the page; empty if the body has none.
fn preview_script(body: &str) -> String {
    let Some(start) = body.find("<script") else {
        return String::new();
    };
    let end = body.rfind("</script>").unwrap_or(start);
    let script = &body[start..end];
    if script.contains(".well-known/trunk/ws") {
        [script, "</script>"].concat()
    } else {
        String::new()
    }
}

/// The start tags of a document's head, quoted or not (Trunk minifies it in a release): void elements and
/// scripts, which is all that a head holds here.
fn start_tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let (tag, after) = start_tag(rest);
        rest = after;
        if tag.name == "script" {
            rest = rest.split_once("</script>").map_or("", |(_, after)| after);
        }
        if tag.name.bytes().all(|byte| byte.is_ascii_alphabetic()) && !tag.name.is_empty() {
            tags.push(tag);
        }
    }
    tags
}

/// Reads a tag from behind its `<` and gives what follows its `>`.
fn start_tag(text: &str) -> (Tag, &str) {
    let end_of_name = text
        .find(|c: char| c.is_whitespace() || c == '>')
        .unwrap_or(text.len());
    let mut tag = Tag {
        name: text[..end_of_name].to_lowercase(),
        attributes: Vec::new(),
    };
    let mut rest = &text[end_of_name..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return (tag, rest);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (tag, after);
        }
        let end = rest
            .find(|c: char| c.is_whitespace() || c == '>' || c == '=')
            .unwrap_or(rest.len());
        let name = rest[..end].to_lowercase();
        rest = &rest[end..];
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let quote = after.chars().next().filter(|c| *c == '"' || *c == '\'');
            let inner = if quote.is_some() { &after[1..] } else { after };
            let end = match quote {
                Some(quote) => inner.find(quote),
                None => inner.find(|c: char| c.is_whitespace() || c == '>'),
            }
            .unwrap_or(inner.len());
            value = &inner[..end];
            rest = inner[end..]
                .strip_prefix(quote.unwrap_or('\0'))
                .unwrap_or(&inner[end..]);
        }
        tag.attributes
            .push((name, value.replace("&quot;", "\"").replace("&amp;", "&")));
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
            ("</head>", "", "</head>"),
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

//! A fingerprint of the elements, texts and comments that hydration goes through.
//!
//! Hydration finds nodes by their position and checks nothing. A node that a browser extension, a rewriting proxy or a
//! translation has inserted would shift everything behind it. So the prerenderer writes the fingerprint of its HTML
//! into the document, and the app compares before it hydrates.

/// The attribute of the app's root element that holds the fingerprint.
pub const ATTRIBUTE: &str = "data-structure";

/// The attribute of elements whose inside is finished HTML. Hydration does not look inside, so the fingerprint does not
/// either: what an extension or a translation changes there does no harm.
pub const STATIC: &str = "data-static";

/// FNV-1a (64 bits) over the nodes in document order.
#[derive(Debug, Clone, Copy)]
pub struct Structure(u64);

impl Default for Structure {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Structure {
    /// An element begins. `name` is its tag name in lower case.
    pub fn open(&mut self, name: &str) {
        self.note(b"<");
        self.note(name.as_bytes());
        self.note(b">");
    }

    /// The innermost element ends.
    pub fn close(&mut self) {
        self.note(b"/");
    }

    /// A text that is not empty.
    pub fn text(&mut self) {
        self.note(b"t");
    }

    /// A comment. Leptos marks the boundaries of texts and the places of dynamic views with them.
    pub fn comment(&mut self) {
        self.note(b"c");
    }

    /// The fingerprint, 16 hexadecimal digits.
    #[must_use]
    pub fn finish(self) -> String {
        format!("{:016x}", self.0)
    }

    fn note(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// The fingerprint of finished HTML: the inside of the app's root element.
///
/// # Panics
/// If the HTML cannot be parsed, which the app's own always can.
#[cfg(feature = "ssr")]
#[must_use]
pub fn of_html(html: &str) -> String {
    use lol_html::{RewriteStrSettings, doc_comments, doc_text, element, end_tag, rewrite_str};
    use std::cell::RefCell;
    use std::rc::Rc;

    #[derive(Default)]
    struct Reading {
        structure: Structure,
        /// Whether the reader is inside of an element with [`STATIC`].
        in_static: bool,
        in_text: bool,
    }

    let reading = Rc::new(RefCell::new(Reading::default()));
    let elements = {
        let reading = Rc::clone(&reading);
        element!("*", move |element| {
            let mut now = reading.borrow_mut();
            if now.in_static {
                return Ok(());
            }
            now.in_text = false;
            now.structure.open(&element.tag_name());
            if !element.can_have_content() {
                now.structure.close();
                return Ok(());
            }
            let is_static = element.has_attribute(STATIC);
            now.in_static = is_static;
            let reading = Rc::clone(&reading);
            element.on_end_tag(end_tag!(move |_| {
                let mut now = reading.borrow_mut();
                if is_static {
                    now.in_static = false;
                }
                if !now.in_static {
                    now.in_text = false;
                    now.structure.close();
                }
                Ok(())
            }))?;
            Ok(())
        })
    };
    let comments = {
        let reading = Rc::clone(&reading);
        doc_comments!(move |_| {
            let mut now = reading.borrow_mut();
            if !now.in_static {
                now.in_text = false;
                now.structure.comment();
            }
            Ok(())
        })
    };
    let texts = {
        let reading = Rc::clone(&reading);
        doc_text!(move |chunk| {
            let mut now = reading.borrow_mut();
            // A text comes in chunks; the last may be empty.
            if !now.in_static && !now.in_text && !chunk.as_str().is_empty() {
                now.in_text = true;
                now.structure.text();
            }
            Ok(())
        })
    };
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(elements)
        .append_document_content_handler(comments)
        .append_document_content_handler(texts);
    rewrite_str(html, settings).expect("the app's own HTML is well formed");
    let structure = reading.borrow().structure;
    structure.finish()
}

/// The fingerprint of the inside of an element of the document.
#[cfg(feature = "hydrate")]
pub(crate) fn of_element(element: &web_sys::Element) -> String {
    let mut structure = Structure::default();
    note_children(element, &mut structure);
    structure.finish()
}

#[cfg(feature = "hydrate")]
fn note_children(parent: &web_sys::Node, structure: &mut Structure) {
    use wasm_bindgen::JsCast;
    use web_sys::{Element, Node};

    let mut next = parent.first_child();
    while let Some(node) = next {
        match node.node_type() {
            Node::ELEMENT_NODE => {
                let element: &Element = node.unchecked_ref();
                structure.open(&element.local_name());
                if !element.has_attribute(STATIC) {
                    note_children(&node, structure);
                }
                structure.close();
            }
            Node::TEXT_NODE => structure.text(),
            _ => structure.comment(),
        }
        next = node.next_sibling();
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn what_hydration_goes_through_is_told_apart_and_nothing_else() {
        let html = |inside: &str| format!("<header><p>One<!>two</p>{inside}</header>");
        let fingerprint = of_html(&html("<div data-static>a <b>b</b></div>"));
        assert_eq!(
            fingerprint,
            of_html(&html("<div data-static><font>x</font></div>"))
        );
        for other in [
            "",
            "<div>a</div>",
            "<div data-static></div><i></i>",
            "text<div data-static></div>",
        ] {
            assert_ne!(fingerprint, of_html(&html(other)), "{other}");
        }
        assert_ne!(of_html("<p>One</p>"), of_html("<p><font>One</font></p>"));
        assert_ne!(of_html("<p>a</p><br>"), of_html("<p>a<br></p>"));
    }
}

//! Collects the texts of a saved page that are no lines of the part with the operations, and may state something: a
//! banner, texts of images and of buttons. Short ones are labels of the site.

use html5gum::StartTag;

use super::super::grammar::is_sentence;
use super::super::lines::Line;
use super::super::{Location, UnrecognizedSection, short};
use crate::docs::inventory::normalise;

/// A label of a button or of an image, such as `Copy` or `Expand the menu`, has at most as many words.
const LABEL: usize = 3;

#[derive(Default)]
pub(super) struct Leftovers {
    found: Vec<UnrecognizedSection>,
    /// The text of the button that is being read.
    button: String,
}

impl Leftovers {
    /// Reads a part of the text of a button.
    pub(super) fn button(&mut self, text: &str) {
        self.button.push_str(text);
    }

    /// Reads the end of an element whose text is not part of the page.
    pub(super) fn end_of_button(&mut self, block: usize) {
        let text = std::mem::take(&mut self.button);
        self.labelled(&text, "button", block);
    }

    /// Reports what only an element or an attribute says: the text of an image, an explanation, text that is struck out.
    pub(super) fn marked(&mut self, tag: &StartTag<()>, name: &str, block: usize) {
        let attribute = |key: &str| {
            let value = tag.attributes.get(key.as_bytes())?;
            Some(String::from_utf8_lossy(value).into_owned())
        };
        match name {
            "img" => self.labelled(&attribute("alt").unwrap_or_default(), "image", block),
            "abbr" | "code" | "dfn" | "td" | "th" | "tr" => {
                self.labelled(&attribute("title").unwrap_or_default(), "explanation", block);
            }
            "del" | "s" | "strike" => self.report(Location::Block(block), "text that is struck out"),
            _ => {}
        }
    }

    /// Reports the text of a button or of an image that is more than a label.
    pub(super) fn labelled(&mut self, text: &str, kind: &str, block: usize) {
        let text = normalise(text);
        if text.split(' ').count() > LABEL {
            self.report(Location::Block(block), &format!("{kind}: {text}"));
        }
    }

    /// Reports a line outside of the part with the operations if it says something. Menus and titles do not.
    pub(super) fn outside(&mut self, line: &Line) {
        if is_sentence(&line.text()) {
            self.report(line.at.clone(), &line.text());
        }
    }

    fn report(&mut self, location: Location, text: &str) {
        self.found.push(UnrecognizedSection { location, heading: short(text), lines: 1 });
    }

    pub(super) fn into_found(self) -> Vec<UnrecognizedSection> {
        self.found
    }
}

//! Converts the text forms to a list of lines: text copied from a browser, with or without tabs between columns.
//!
//! The grammar reads a [`Line`]; HTML becomes the same type. This file does not interpret lines.

use super::{Location, ParseError};
use crate::docs::inventory::normalise;

/// The page has under three thousand lines.
const MAX_LINES: usize = 200_000;

/// A line that is not blank.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) at: Location,
    /// The cells; a single one if columns run together or there are no columns.
    pub(super) cells: Vec<String>,
    /// Whether a separator precedes the line: a blank line, or in HTML the end of a table.
    pub(super) gap: bool,
    /// Whether the source marks the line as code.
    pub(super) code: bool,
}

impl Line {
    /// Returns the line as one text.
    pub(super) fn text(&self) -> String {
        self.cells.join(" ")
    }

    /// Returns the cell of a line that has only one.
    pub(super) fn only(&self) -> Option<&str> {
        match self.cells.as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }
}

/// Splits the text into lines. Control characters mean that the file is not text.
pub(super) fn lines(text: &str) -> Result<Vec<Line>, ParseError> {
    let mut out = Vec::new();
    let mut gap = true;
    for (index, line) in text.lines().enumerate() {
        let at = Location::Line(index + 1);
        if index >= MAX_LINES {
            return Err(ParseError::new(at, format!("at most {MAX_LINES} lines"), "more"));
        }
        if let Some(control) = line.chars().find(|c| c.is_control() && *c != '\t' && *c != '\r') {
            let (expected, found) = match control {
                '\u{c}' => (
                    "a page copied from a browser, or saved as HTML",
                    "a form feed, as in the text of a PDF".to_owned(),
                ),
                _ => ("text, not a binary file", format!("control character U+{:04X}", u32::from(control))),
            };
            return Err(ParseError::new(at, expected, &found));
        }
        if line.trim().is_empty() {
            gap = true;
            continue;
        }
        // Only trailing white space is removed: a leading tab is an empty first column.
        let cells = line.trim_end().split('\t').map(normalise).collect();
        out.push(Line { at, cells, gap, code: false });
        gap = false;
    }
    Ok(out)
}

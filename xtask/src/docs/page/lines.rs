//! The text forms as a list of lines: what was copied from a browser, with tabs between columns or with none.
//!
//! A [`Line`] is what the grammar reads; HTML is turned into the same thing. Knows nothing of what a line means.

use super::{Location, ParseError};
use crate::docs::inventory::normalise;

/// The page has under three thousand lines.
const MAX_LINES: usize = 200_000;

/// A line that is not blank.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) at: Location,
    /// One cell where columns run together or where there are no columns.
    pub(super) cells: Vec<String>,
    /// Whether something separates it from the line before: a blank line, or in HTML the end of a table.
    pub(super) gap: bool,
    /// Whether the source says that this is code.
    pub(super) code: bool,
}

impl Line {
    /// The line as one text.
    pub(super) fn text(&self) -> String {
        self.cells.join(" ")
    }

    /// The line's only cell.
    pub(super) fn only(&self) -> Option<&str> {
        match self.cells.as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }
}

/// Splits the text. Control characters mean that it is not text at all.
pub(super) fn lines(text: &str) -> Result<Vec<Line>, ParseError> {
    let mut out = Vec::new();
    let mut gap = true;
    for (index, line) in text.lines().enumerate() {
        let at = Location::Line(index + 1);
        if index >= MAX_LINES {
            return Err(ParseError::new(at, format!("at most {MAX_LINES} lines"), "more"));
        }
        if let Some(control) = line.chars().find(|c| c.is_control() && *c != '\t' && *c != '\r') {
            let found = format!("control character U+{:04X}", u32::from(control));
            return Err(ParseError::new(at, "text, not a binary file", &found));
        }
        if line.trim().is_empty() {
            gap = true;
            continue;
        }
        // Only the end may lose its white space: a leading tab would be an empty first column.
        let cells = line.trim_end().split('\t').map(normalise).collect();
        out.push(Line { at, cells, gap, code: false });
        gap = false;
    }
    Ok(out)
}

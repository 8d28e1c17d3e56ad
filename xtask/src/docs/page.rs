//! Reads a saved docs page, in whichever form it was saved, into an [`Inventory`].
//!
//! Text (columns run together, or with tabs) and HTML become the same list of lines, which one grammar reads; the
//! Swagger document has a reader of its own. A page is read fully or refused: a [`ParseError`] says where and what was
//! expected. What the grammar has no place for, but can step over safely, is returned as an [`UnrecognizedSection`], never dropped.

mod grammar;
mod html;
mod line_kind;
mod lines;
mod nesting;
mod row;
mod swagger;

use std::fmt;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::inventory::Inventory;

/// The page is some 64 KiB of text; the Swagger document of the whole API a few MiB. Beyond this it is something else.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// A page that was read.
#[derive(Debug, Default)]
pub(crate) struct ParsedPage {
    pub(crate) inventory: Inventory,
    pub(crate) form: PageForm,
    /// Parts of the page that hold something this reader does not know.
    pub(crate) unrecognized: Vec<UnrecognizedSection>,
    /// What this form of the page cannot print_report, or says differently; nothing to act on.
    pub(crate) notes: Vec<String>,
    /// Facts this form can never contain, so that `diff` does not report them as removed.
    pub(crate) coverage: SourceCoverage,
}

/// Kinds of facts an input form does not carry, or carries beyond what the page prints.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SourceCoverage {
    /// Null marks on body fields are missing.
    pub(crate) nullable: bool,
    /// There are tables where the page prints none: below its depth limit, and for some statuses.
    pub(crate) tables: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageForm {
    #[default]
    Text,
    Html,
    Swagger,
}

/// Which operations of a Swagger document to read; the document is that of the whole API.
#[derive(Debug, Clone, Copy)]
pub(crate) enum PathSelection<'a> {
    All,
    /// Those whose full path one of these is.
    Paths(&'a [String]),
}

/// Where on the page something is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Location {
    Page,
    Line(usize),
    /// HTML has no useful lines: the table and row, counted from 1.
    Row(usize, usize),
    /// HTML outside of tables: the text block, counted from 1.
    Block(usize),
    Pointer(String),
}

/// Why a page was not read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ParseError {
    pub(crate) at: Location,
    pub(crate) expected: String,
    pub(crate) found: String,
}

/// A part of the page that was stepped over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnrecognizedSection {
    pub(crate) at: Location,
    pub(crate) heading: String,
    pub(crate) lines: usize,
}

impl ParseError {
    pub(crate) fn new(at: Location, expected: impl Into<String>, found: &str) -> Self {
        Self { at, expected: expected.into(), found: short(found) }
    }
}

/// Enough of a line to find it again, never a whole paragraph.
pub(crate) fn short(text: &str) -> String {
    const MAX: usize = 60;
    if text.chars().count() <= MAX {
        text.to_owned()
    } else {
        format!("{}…", text.chars().take(MAX).collect::<String>())
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page => write!(f, "the page"),
            Self::Line(line) => write!(f, "line {line}"),
            Self::Row(table, row) => write!(f, "HTML table {table}, row {row}"),
            Self::Block(block) => write!(f, "HTML text block {block}"),
            Self::Pointer(pointer) => write!(f, "JSON pointer {pointer}"),
        }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}", self.at, self.expected)?;
        if !self.found.is_empty() {
            write!(f, ", found `{}`", self.found)?;
        }
        Ok(())
    }
}

impl std::error::Error for ParseError {}

impl fmt::Display for UnrecognizedSection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = if self.lines == 1 { "line" } else { "lines" };
        write!(f, "{}: `{}` ({} {lines}) is no part of the page this reader knows", self.at, self.heading, self.lines)
    }
}

impl fmt::Display for PageForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Html => "HTML",
            Self::Swagger => "Swagger 2.0",
        })
    }
}

/// Reads the file, never more than [`MAX_BYTES`] of it.
///
/// # Errors
/// The file cannot be read, or the page is refused.
pub(crate) fn read_file(path: &Path, selection: PathSelection<'_>) -> Result<ParsedPage> {
    let file = File::open(path).with_context(|| format!("cannot open the page {}", path.display()))?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).with_context(|| format!("cannot read {}", path.display()))?;
    read(&bytes, selection)
        .with_context(|| format!("{} was not read as a docs page; nothing was written", path.display()))
}

/// Reads a page from memory.
///
/// # Errors
/// The page is refused.
pub(crate) fn read(bytes: &[u8], selection: PathSelection<'_>) -> Result<ParsedPage, ParseError> {
    if bytes.len() as u64 > MAX_BYTES {
        let expected = format!("at most {} MiB", MAX_BYTES / 1024 / 1024);
        return Err(ParseError::new(Location::Page, expected, "a larger file"));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes.iter().take(error.valid_up_to()).filter(|b| **b == b'\n').count() + 1;
        ParseError::new(Location::Line(line), "UTF-8 text", "bytes that are not UTF-8")
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match text.trim_start().chars().next() {
        None => Err(ParseError::new(Location::Page, "the text of the docs page", "an empty file")),
        Some('{') => swagger::read(text, selection),
        Some('<') => {
            let (inventory, unrecognized, notes) = grammar::read(&html::lines(text)?)?;
            Ok(ParsedPage { inventory, form: PageForm::Html, unrecognized, notes, ..ParsedPage::default() })
        }
        Some(_) => {
            let (inventory, unrecognized, notes) = grammar::read(&lines::lines(text)?)?;
            Ok(ParsedPage { inventory, form: PageForm::Text, unrecognized, notes, ..ParsedPage::default() })
        }
    }
}

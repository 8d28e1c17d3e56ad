//! Reads a saved docs page or contract, in any of the supported forms, into an [`Inventory`].
//!
//! Text (columns run together, or with tabs), Markdown and HTML become the same list of lines, which one grammar reads;
//! the Swagger contract has a separate reader. A page is read completely or refused: a [`ParseError`] has the location
//! and what was expected there. A part that the grammar does not know is returned as an [`UnrecognizedSection`], never
//! dropped.

mod grammar;
mod html;
mod line_kind;
mod lines;
mod markdown;
mod nesting;
mod other_forms;
mod row;
mod swagger;

use std::collections::BTreeSet;
use std::fmt;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::inventory::{Inventory, Method, Operation, PREFIX, path_shape, short_path};

/// The page is some 64 KiB of text; the Swagger document of the complete API a few MiB. A larger file is neither.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// The result of reading a page.
#[derive(Debug, Default)]
pub(crate) struct ParsedPage {
    pub(crate) inventory: Inventory,
    pub(crate) form: PageForm,
    /// Parts of the page with content that this reader does not know.
    pub(crate) unrecognized: Vec<UnrecognizedSection>,
    /// Parameters and fields of a contract that cannot be read: the method, the path, and the name.
    pub(crate) unread: BTreeSet<(Method, String, String)>,
    /// Remarks on how the page was read. They require no action.
    pub(crate) notes: Vec<String>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageForm {
    #[default]
    Text,
    Html,
    Markdown,
    Swagger,
}

/// Selects the operations to read; a contract describes the complete API.
#[derive(Debug, Clone)]
pub(crate) enum PathSelection<'a> {
    All,
    /// Operations with one of these paths or a path beside them, where a new operation is most likely.
    Known(&'a [String]),
    /// Operations whose path, complete or without the common prefix, matches: `*` is any part of a step, `**` any
    /// steps.
    Glob(String),
}

impl PathSelection<'_> {
    /// Returns whether operations of this complete path are read.
    pub(crate) fn takes(&self, path: &str) -> bool {
        match self {
            Self::All => true,
            Self::Known(list) => self.is_known(path) || list.iter().any(|known| is_beside(known, path)),
            Self::Glob(glob) => [path, short_path(path)].into_iter().any(|path| matches_glob(glob, path)),
        }
    }

    /// Returns whether the selection names this path.
    pub(crate) fn is_known(&self, path: &str) -> bool {
        matches!(self, Self::Known(list) if list.iter().any(|known| path_shape(known) == path_shape(path)))
    }
}

/// Returns whether two paths below the common prefix have the same first step.
fn is_beside(known: &str, path: &str) -> bool {
    let first = |path: &str| {
        let (path, prefix) = (path_shape(path), path_shape(PREFIX));
        path.strip_prefix(&prefix).and_then(|p| p.split('/').nth(1)).map(str::to_owned)
    };
    first(known).is_some() && first(known) == first(path)
}

fn matches_glob(glob: &str, path: &str) -> bool {
    fn matches(glob: &[u8], path: &[u8]) -> bool {
        match glob {
            [] => path.is_empty(),
            [b'*', b'*', rest @ ..] => (0..=path.len()).any(|skip| matches(rest, &path[skip..])),
            [b'*', rest @ ..] => {
                let end = path.iter().position(|b| *b == b'/').unwrap_or(path.len());
                (0..=end).any(|skip| matches(rest, &path[skip..]))
            }
            [first, rest @ ..] => path.first() == Some(first) && matches(rest, &path[1..]),
        }
    }
    // A run of stars means the same as one star; without runs, every glob is matched in little time.
    let mut short = glob.to_owned();
    while short.contains("***") {
        short = short.replace("***", "**");
    }
    matches(short.as_bytes(), path.as_bytes())
}

/// A location on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Location {
    Page,
    Line(usize),
    /// The table and row, counted from 1, because HTML has no useful line numbers.
    Row(usize, usize),
    /// The text block outside of tables in HTML, counted from 1.
    Block(usize),
    Pointer(String),
}

/// The reason why a page was refused.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ParseError {
    pub(crate) at: Location,
    pub(crate) expected: String,
    pub(crate) found: String,
}

/// A part of the page that was skipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnrecognizedSection {
    pub(crate) location: Location,
    pub(crate) heading: String,
    pub(crate) lines: usize,
}

impl ParseError {
    pub(crate) fn new(at: Location, expected: impl Into<String>, found: &str) -> Self {
        Self { at, expected: expected.into(), found: short(found) }
    }
}

/// Shortens a line to what is needed to find it again, so that no complete paragraph is repeated.
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
        write!(
            f,
            "{}: `{}` ({} {lines}) is not a part of the page this reader knows",
            self.location, self.heading, self.lines
        )
    }
}

impl fmt::Display for PageForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Html => "HTML",
            Self::Markdown => "Markdown",
            Self::Swagger => "Swagger 2.0",
        })
    }
}

/// Reads the file, at most [`MAX_BYTES`] of it.
///
/// # Errors
/// Returns an error if the file cannot be read or the page is refused.
pub(crate) fn read_file(path: &Path, selection: &PathSelection<'_>) -> Result<ParsedPage> {
    let file = File::open(path).with_context(|| format!("cannot open the page {}", path.display()))?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).with_context(|| format!("cannot read {}", path.display()))?;
    read(&bytes, selection)
        .with_context(|| format!("{} was not read as a docs page; nothing was written", path.display()))
}

/// Reads a page from memory.
///
/// # Errors
/// Returns an error if the page is refused.
pub(crate) fn read(bytes: &[u8], selection: &PathSelection<'_>) -> Result<ParsedPage, ParseError> {
    read_known(bytes, selection).map_err(|error| other_forms::named(bytes, error))
}

/// Reads a page in one of the supported forms.
fn read_known(bytes: &[u8], selection: &PathSelection<'_>) -> Result<ParsedPage, ParseError> {
    if bytes.len() as u64 > MAX_BYTES {
        let expected = format!("at most {} MiB", MAX_BYTES / 1024 / 1024);
        return Err(ParseError::new(Location::Page, expected, "a larger file"));
    }
    let text = decode(bytes)?;
    if text.contains('\r') && !text.contains('\n') {
        let expected = "lines that end with a line feed; convert the file, for example with `tr '\\r' '\\n'`";
        return Err(ParseError::new(Location::Page, expected, "lines that end with a carriage return only"));
    }
    let mut beside = Vec::new();
    let (form, lines) = match text.trim_start().chars().next() {
        None => return Err(ParseError::new(Location::Page, "the text of the docs page", "an empty file")),
        Some('{') => return swagger::read(text, selection),
        Some(_) if swagger::is_other_notation(text) => {
            let expected = "a contract as JSON without comments; convert it";
            return Err(ParseError::new(Location::Page, expected, "YAML, or JSON behind other text"));
        }
        Some('<') => {
            let (lines, others) = html::lines(text)?;
            beside = others;
            (PageForm::Html, lines)
        }
        Some(_) if markdown::is_markdown(text) => (PageForm::Markdown, markdown::lines(text)?),
        Some(_) => (PageForm::Text, lines::lines(text)?),
    };
    let mut page = grammar::read(lines, form)?;
    page.form = form;
    page.unrecognized.extend(beside);
    if let PathSelection::Glob(glob) = selection {
        let first = page.inventory.operations.first().map_or_else(String::new, Operation::id);
        page.inventory.operations.retain(|operation| selection.takes(&operation.path));
        if page.inventory.operations.is_empty() {
            let expected = format!("an operation whose path matches `{glob}`");
            return Err(ParseError::new(Location::Page, expected, &first));
        }
    }
    Ok(page)
}

/// Returns the text of a file in UTF-8. The error for another encoding names it and says how to convert the file.
fn decode(bytes: &[u8]) -> Result<&str, ParseError> {
    let utf16 = matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) || {
        let start = &bytes[..bytes.len().min(1024)];
        start.len() > 8 && start.iter().filter(|b| **b == 0).count() * 3 > start.len()
    };
    if utf16 {
        return Err(ParseError::new(Location::Page, "UTF-8 text; save the page again as UTF-8", "UTF-16 text"));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes.iter().take(error.valid_up_to()).filter(|b| **b == b'\n').count() + 1;
        let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
        let around = bytes.iter().skip(error.valid_up_to().saturating_sub(8)).take(16);
        let readable = around.clone().all(|b| !b.is_ascii_control() || b.is_ascii_whitespace());
        let found = if readable && (0x80..0xff).contains(&byte) {
            format!("byte {byte:#04x}, as in Windows-1252 or Latin-1 text")
        } else {
            "bytes that are not UTF-8".to_owned()
        };
        ParseError::new(Location::Line(line), "UTF-8 text; save the page again as UTF-8", &found)
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

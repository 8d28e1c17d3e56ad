//! The order of things on the page: operations, their sections, their tables.
//!
//! Reads the lines that text and HTML have in common; `tables` reads what stands in tables. Each function reads one level and leaves the cursor at the first
//! line it does not know; whoever called it decides whether that line may stand there.

mod tables;

use std::collections::HashSet;

use super::line_kind::{LineKind, heading, is_address, line_kind, sample_starts};
use super::lines::Line;
use super::row::looks_like_row;
use super::{Location, ParseError, UnrecognizedSection};
use crate::docs::inventory::{BodyShape, Inventory, Operation, PREFIX, Response, SERVER, Wording};

/// Lines that may stand between the example request and `Parameters`: the same request in five more languages.
const MAX_SAMPLE: usize = 400;

pub(super) struct Cursor<'a> {
    lines: &'a [Line],
    pub(super) next: usize,
    unrecognized: Vec<UnrecognizedSection>,
    notes: Vec<String>,
}

/// Reads all operations; the rest of the answer is what was stepped over, and remarks.
pub(super) fn read(lines: &[Line]) -> Result<(Inventory, Vec<UnrecognizedSection>, Vec<String>), ParseError> {
    let mut cursor = Cursor { lines, next: 0, unrecognized: Vec::new(), notes: Vec::new() };
    cursor.preamble()?;
    let mut inventory = Inventory::default();
    let mut seen = HashSet::new();
    while let Some(line) = cursor.peek() {
        let operation = cursor.operation()?;
        if !seen.insert(operation.id()) {
            return Err(ParseError::new(line.at.clone(), "each operation once", &operation.id()));
        }
        inventory.operations.push(operation);
    }
    Ok((inventory, cursor.unrecognized, cursor.notes))
}

impl<'a> Cursor<'a> {
    pub(super) fn peek(&self) -> Option<&'a Line> {
        self.lines.get(self.next)
    }

    /// The lines from one that was passed to the cursor.
    pub(super) fn since(&self, first: usize) -> &'a [Line] {
        &self.lines[first..self.next]
    }

    pub(super) fn line_kind(&self) -> Option<LineKind> {
        self.line_kind_at(self.next)
    }

    pub(super) fn line_kind_at(&self, index: usize) -> Option<LineKind> {
        line_kind(self.lines.get(index)?, self.lines.get(index + 1))
    }

    pub(super) fn refuse<T>(&self, expected: &str) -> Result<T, ParseError> {
        Err(match self.peek() {
            Some(line) => ParseError::new(line.at.clone(), expected, &line.text()),
            None => {
                let at = self.lines.last().map_or(Location::Page, |l| l.at.clone());
                ParseError::new(at, format!("{expected} after this line"), "the end of the page")
            }
        })
    }

    /// Menus and titles of the site, up to the first operation. Whatever belongs to an operation has no place here.
    fn preamble(&mut self) -> Result<(), ParseError> {
        const FIRST: &str = "a first operation: `GET Title` and its address on the next line";
        while let Some(line) = self.peek() {
            match self.line_kind() {
                Some(LineKind::Heading) => {
                    if self.next > 0 {
                        self.notes.push(format!("{} lines of menus and titles before the first operation", self.next));
                    }
                    return Ok(());
                }
                Some(LineKind::Header | LineKind::Parameters | LineKind::Response) => return self.refuse(FIRST),
                _ if looks_like_row(line) || line.only().is_some_and(is_address) => return self.refuse(FIRST),
                _ => self.next += 1,
            }
        }
        self.refuse(FIRST)
    }

    fn operation(&mut self) -> Result<Operation, ParseError> {
        let line = self.peek().filter(|_| self.line_kind() == Some(LineKind::Heading));
        let Some((line, (method, title))) = line.and_then(|l| Some((l, heading(l.only()?)?))) else {
            return self.refuse("an operation: `GET Title` and its address on the next line");
        };
        self.next += 1;
        let path = self.address()?;
        let mut operation = Operation::new(method, path, Wording::of(title));
        operation.summary = self.summary()?;
        operation.example = self.sample()?;
        self.parameters(&mut operation)?;
        check_placeholders(&operation, &line.at)?;
        self.responses(&mut operation)?;
        Ok(operation)
    }

    fn address(&mut self) -> Result<String, ParseError> {
        let text = self.peek().map(Line::text).unwrap_or_default();
        let path = text.strip_prefix(SERVER).and_then(|t| t.strip_prefix(PREFIX)).filter(|p| p.starts_with('/'));
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"/_-{}.".contains(&b);
        let Some(path) = path.filter(|p| p.bytes().all(plain)) else {
            return self.refuse(&format!("an address that begins with {SERVER}{PREFIX}/"));
        };
        self.next += 1;
        Ok(path.to_owned())
    }

    /// The paragraph below the address.
    fn summary(&mut self) -> Result<Wording, ParseError> {
        let mut text = String::new();
        while let Some(line) = self.peek() {
            if sample_starts(line) || matches!(self.line_kind(), Some(LineKind::Parameters | LineKind::Response)) {
                break;
            }
            if self.line_kind().is_some() || looks_like_row(line) || line.cells.len() > 1 {
                return self.refuse("a description, then an example that begins with `curl`, then `Parameters`");
            }
            text.push_str(&line.text());
            text.push(' ');
            self.next += 1;
        }
        Ok(Wording::of(&text))
    }

    /// The example request. Only the outermost bracket of what it sends is a fact; the rest repeats the tables.
    fn sample(&mut self) -> Result<Option<BodyShape>, ParseError> {
        const END: &str = "`Parameters` or `Response` after the example request";
        let mut shape = None;
        for _ in 0..MAX_SAMPLE {
            let Some(line) = self.peek() else { break };
            match self.line_kind() {
                Some(LineKind::Parameters | LineKind::Response) => return Ok(shape),
                Some(_) => return self.refuse(END),
                None if looks_like_row(line) => return self.refuse(END),
                None => {}
            }
            if let (None, Some((_, data))) = (shape, line.text().split_once("-d '")) {
                shape = match data.trim_start_matches('\\').chars().next() {
                    Some('{') => Some(BodyShape::Object),
                    Some('[') => Some(BodyShape::Array),
                    _ => return self.refuse("an example whose -d sends `{…` or `[…`"),
                };
            }
            self.next += 1;
        }
        self.refuse(END)
    }

    fn parameters(&mut self, operation: &mut Operation) -> Result<(), ParseError> {
        if self.line_kind() == Some(LineKind::Parameters) {
            self.next += 1;
        }
        let mut seen = Vec::new();
        loop {
            let mark = self.line_kind();
            match mark {
                Some(LineKind::Path | LineKind::Query | LineKind::Body) if seen.contains(&mark) => {
                    return self.refuse("each section of an operation once");
                }
                Some(LineKind::Path) => operation.path_params = self.params()?,
                Some(LineKind::Query) => operation.query = self.params()?,
                Some(LineKind::Body) => {
                    self.next += 1;
                    operation.body = self.fields()?;
                }
                Some(LineKind::Response) => {
                    self.next += 1;
                    return Ok(());
                }
                None if self.peek().is_some() => self.extra("`Path`, `Query`, `Body` or `Response`")?,
                _ => return self.refuse("`Path`, `Query`, `Body` or `Response`"),
            }
            seen.push(mark);
        }
    }

    fn responses(&mut self, operation: &mut Operation) -> Result<(), ParseError> {
        const STATUS: &str = "a status code such as 200";
        while let Some(line) = self.peek() {
            match self.line_kind() {
                Some(LineKind::Heading) => break,
                // The last line of the site, where the page was copied to its very end.
                None if self.next + 1 == self.lines.len() && line.text().starts_with('©') => self.next += 1,
                Some(LineKind::Status(code)) => {
                    if operation.responses.iter().any(|r| r.status == code) {
                        return self.refuse("each status of an operation once");
                    }
                    self.next += 1;
                    let response = self.response(code)?;
                    operation.responses.push(response);
                }
                None if !operation.responses.is_empty() && line.gap => self.extra(STATUS)?,
                _ => return self.refuse(STATUS),
            }
        }
        // Every operation of the page lists how it fails. One that does not was cut off.
        if !operation.responses.iter().any(|r| r.status >= 400) {
            return self.refuse(&format!("a failing status such as 500 for {}", operation.id()));
        }
        Ok(())
    }

    fn response(&mut self, status: u16) -> Result<Response, ParseError> {
        let mut wording = Wording(None);
        let mut said = false;
        if let Some(line) = self.peek().filter(|_| self.line_kind().is_none()) {
            if looks_like_row(line) || line.cells.len() > 1 {
                return self.refuse("the text of a status, or a table header");
            }
            wording = Wording::of(&line.text());
            said = true;
            self.next += 1;
        }
        let fields = if self.line_kind() == Some(LineKind::Header) { self.fields()? } else { Vec::new() };
        if !said && fields.is_empty() {
            return self.refuse(&format!("a text or a table for status {status}"));
        }
        Ok(Response { status, wording, fields })
    }

    /// A part of the page nobody expected us about: noted, and stepped over up to the next thing that is known.
    fn extra(&mut self, expected: &str) -> Result<(), ParseError> {
        let Some(first) = self.peek() else { return Ok(()) };
        let start = self.next;
        let mut in_table = false;
        while let Some(line) = self.peek() {
            match self.line_kind() {
                Some(LineKind::Header) => in_table = true,
                Some(LineKind::Parameters) => return self.refuse(expected),
                Some(_) => break,
                None if heading(line.only().unwrap_or_default()).is_some() => {
                    return self.refuse("the address of this operation on the next line");
                }
                None if !in_table && looks_like_row(line) => {
                    return self.refuse("the header of a table above its rows");
                }
                None => {}
            }
            self.next += 1;
        }
        let heading = super::short(&first.text());
        self.unrecognized.push(UnrecognizedSection { at: first.at.clone(), heading, lines: self.next - start });
        Ok(())
    }
}

/// The page says each path parameter twice, in the address and in the table.
fn check_placeholders(operation: &Operation, at: &Location) -> Result<(), ParseError> {
    let full = operation.full_path();
    let mut address: Vec<&str> =
        full.split('/').filter_map(|part| part.strip_prefix('{').and_then(|p| p.strip_suffix('}'))).collect();
    let mut table: Vec<&str> = operation.path_params.iter().map(|p| p.name.as_str()).collect();
    address.sort_unstable();
    table.sort_unstable();
    if address == table {
        return Ok(());
    }
    let expected = format!("the path parameters {} below `Path`, as in the address", address.join(", "));
    Err(ParseError::new(at.clone(), expected, &table.join(", ")))
}

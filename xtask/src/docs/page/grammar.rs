//! The grammar of the page: operations, their sections, their tables.
//!
//! Reads the lines, which all forms except the contract have in common. Each function reads one level and leaves the
//! cursor at the first line that it does not know; the caller decides whether this line is allowed there. Tables are
//! read in `grammar/tables.rs`, the example request in `grammar/example.rs`, and what is not part of an operation in
//! `grammar/surroundings.rs`.

mod curl;
mod example;
mod surroundings;
mod tables;

pub(super) use self::surroundings::{FIRST_OPERATION, is_sentence};
use self::surroundings::{is_end, is_last_line};

use std::collections::HashSet;

use super::line_kind::{
    LineKind, heading, is_address, join_methods, line_kind, mentions_status, sample_starts, status_with_reason,
};
use super::lines::Line;
use super::row::{expected_header, looks_like_row};
use super::{Location, PageForm, ParseError, ParsedPage, UnrecognizedSection};
use crate::docs::inventory::{Inventory, Operation, Response, SERVER, Wording};

pub(super) struct Cursor<'a> {
    lines: &'a [Line],
    pub(super) next: usize,
    unrecognized: Vec<UnrecognizedSection>,
    notes: Vec<String>,
    /// Titles of operations read so far: a table of contents repeats them.
    headings: HashSet<String>,
    /// Whether the last line of the site was read, which shows that the copy is complete.
    footer: bool,
}

/// Reads all operations, and returns them with skipped parts and remarks.
pub(super) fn read(mut lines: Vec<Line>, form: PageForm) -> Result<ParsedPage, ParseError> {
    join_methods(&mut lines);
    let lines = lines.as_slice();
    let mut cursor =
        Cursor { lines, next: 0, unrecognized: Vec::new(), notes: Vec::new(), headings: HashSet::new(), footer: false };
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
    if form == PageForm::Text && !cursor.footer {
        // Without the last line, a complete page cannot be distinguished from one that was cut off after a status.
        let location = lines.last().map_or(Location::Page, |line| line.at.clone());
        let heading = "the page ends here, without the site's last line (©…): it may have been cut off".to_owned();
        cursor.unrecognized.push(UnrecognizedSection { location, heading, lines: 1 });
    }
    let (unrecognized, notes) = (cursor.unrecognized, cursor.notes);
    Ok(ParsedPage { inventory, form, unrecognized, notes, ..ParsedPage::default() })
}

impl<'a> Cursor<'a> {
    pub(super) fn peek(&self) -> Option<&'a Line> {
        self.lines.get(self.next)
    }

    /// Returns the lines from `first` up to the cursor.
    pub(super) fn since(&self, first: usize) -> &'a [Line] {
        &self.lines[first..self.next]
    }

    pub(super) fn line_kind(&self) -> Option<LineKind> {
        self.line_kind_at(self.next)
    }

    pub(super) fn line_kind_at(&self, index: usize) -> Option<LineKind> {
        line_kind(self.lines.get(index)?, &self.lines[index + 1..])
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

    /// Reports a text that is between a title and what belongs to it, which is the line behind the text.
    fn notice(&mut self, belongs: impl Fn(LineKind) -> bool) {
        let is_text = self.peek().is_some_and(|line| line.gap && line.only().is_some() && !looks_like_row(line));
        if is_text && self.line_kind().is_none() && self.line_kind_at(self.next + 1).is_some_and(belongs) {
            let first = self.next;
            self.next += 1;
            self.report(first);
        }
    }

    /// Records skipped lines.
    fn report(&mut self, first: usize) {
        if let Some(line) = self.lines.get(first) {
            self.unrecognized.push(UnrecognizedSection {
                location: line.at.clone(),
                heading: super::short(&line.text()),
                lines: self.next - first,
            });
        }
    }

    fn operation(&mut self) -> Result<Operation, ParseError> {
        let line = self.peek().filter(|_| self.line_kind() == Some(LineKind::Heading));
        let Some((line, (method, title))) = line.and_then(|l| Some((l, heading(l.only()?)?))) else {
            return self.refuse("an operation: `GET Title` and its address on the next line");
        };
        self.headings.insert(title.to_owned());
        self.next += 1;
        if !self.peek().and_then(Line::only).is_some_and(is_address) {
            // The kind of the heading says that the address follows.
            let first = self.next;
            self.next += 1;
            self.report(first);
        }
        let path = self.address()?;
        let mut operation = Operation::new(method, path, Wording::of(title));
        operation.summary = self.summary()?;
        let sent = self.sample(&mut operation)?;
        self.parameters(&mut operation)?;
        check_placeholders(&operation, &line.at)?;
        self.compare_sent(&operation, &sent);
        self.responses(&mut operation)?;
        Ok(operation)
    }

    fn address(&mut self) -> Result<String, ParseError> {
        let text = self.peek().map(Line::text).unwrap_or_default();
        let path = text.strip_prefix(SERVER).filter(|p| p.starts_with('/') && !p.ends_with('/') && !p.contains("//"));
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"/_-{}.".contains(&b);
        let version = |p: &&str| {
            p[1..].split('/').next().is_some_and(|step| {
                step.len() > 1 && step.starts_with('v') && step[1..].bytes().all(|b| b.is_ascii_digit())
            })
        };
        let Some(path) = path.filter(|p| p.bytes().all(plain) && !version(p)) else {
            return self.refuse(&format!("an address that begins with {SERVER}/, without another version of the API"));
        };
        self.next += 1;
        Ok(path.to_owned())
    }

    /// Reads the paragraph below the address.
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

    fn parameters(&mut self, operation: &mut Operation) -> Result<(), ParseError> {
        if self.line_kind() == Some(LineKind::Parameters) {
            self.next += 1;
        }
        let mut seen = Vec::new();
        loop {
            let kind = self.line_kind();
            match kind {
                Some(LineKind::Path | LineKind::Query | LineKind::Body) if seen.contains(&kind) => {
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
                None if self.peek().is_some() => self.unknown_section("`Path`, `Query`, `Body` or `Response`")?,
                _ => return self.refuse("`Path`, `Query`, `Body` or `Response`"),
            }
            seen.push(kind);
        }
    }

    fn responses(&mut self, operation: &mut Operation) -> Result<(), ParseError> {
        const STATUS: &str = "a status code such as 200";
        const ALONE: &str = "a status code alone in its line, with its standard text, or with a text behind a colon";
        self.notice(|kind| matches!(kind, LineKind::Status(_)));
        while let Some(line) = self.peek() {
            match self.line_kind() {
                Some(LineKind::Heading) => break,
                Some(LineKind::Status(code)) => {
                    if operation.responses.iter().any(|r| r.status == code) {
                        return self.refuse("each status of an operation once");
                    }
                    let reason = status_with_reason(&line.text()).map(|(_, reason)| reason.to_owned());
                    self.next += 1;
                    let response = self.response(code, reason)?;
                    operation.responses.push(response);
                }
                None if mentions_status(&line.text()) => return self.refuse(ALONE),
                None if !operation.responses.is_empty() && is_end(line) && self.no_more_operations() => {
                    self.end_of_site();
                }
                None if !operation.responses.is_empty() && line.gap => self.unknown_section(STATUS)?,
                _ => return self.refuse(STATUS),
            }
        }
        // Every operation of the page lists its failures. An operation without any was cut off.
        if !operation.responses.iter().any(|r| r.status >= 400) {
            return self.refuse(&format!("a failing status such as 500 for {}", operation.id()));
        }
        Ok(())
    }

    /// Reads the text and the table of a status. The text may be the standard one, in the line of the status.
    fn response(&mut self, status: u16, reason: Option<String>) -> Result<Response, ParseError> {
        let mut wording = Wording::of(reason.as_deref().unwrap_or_default());
        let mut described = reason.is_some();
        let is_text = match self.line_kind() {
            None => !self.peek().is_some_and(|line| is_last_line(&line.text())),
            // The standard text of the status, below it.
            Some(LineKind::Status(again)) => {
                let text = self.peek().map(Line::text).unwrap_or_default();
                again == status && reason.is_none() && status_with_reason(&text).is_some()
            }
            Some(_) => false,
        };
        if let Some(line) = self.peek().filter(|_| is_text) {
            if looks_like_row(line) || line.cells.len() > 1 || expected_header(line).is_some() {
                return self.refuse(expected_header(line).unwrap_or("the text of a status, or a table header"));
            }
            wording = Wording::of(&line.text());
            described = true;
            self.next += 1;
        }
        let fields = if self.line_kind() == Some(LineKind::Header) { self.fields()? } else { Vec::new() };
        if !described && fields.is_empty() {
            return self.refuse(&format!("a text or a table for status {status}"));
        }
        Ok(Response { status, wording, fields })
    }
}

/// Checks that the address and the table have the same path parameters: the page lists each of them in both.
fn check_placeholders(operation: &Operation, at: &Location) -> Result<(), ParseError> {
    let parts = operation.path.split('/');
    let mut address: Vec<&str> =
        parts.filter_map(|part| part.strip_prefix('{').and_then(|p| p.strip_suffix('}'))).collect();
    let mut table: Vec<&str> = operation.path_params.iter().map(|p| p.name.as_str()).collect();
    address.sort_unstable();
    table.sort_unstable();
    if address == table {
        return Ok(());
    }
    let expected = format!("the path parameters {} below `Path`, as in the address", address.join(", "));
    Err(ParseError::new(at.clone(), expected, &table.join(", ")))
}

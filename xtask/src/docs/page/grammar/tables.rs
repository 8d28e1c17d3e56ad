//! Reads the tables of an operation: where each begins and ends, and which ones belong together.
//!
//! `row` parses a single row, `nesting` assigns tables to fields.

use std::collections::HashSet;

use super::Cursor;
use crate::docs::inventory::{Field, Param};
use crate::docs::page::line_kind::LineKind;
use crate::docs::page::lines::Line;
use crate::docs::page::nesting::{Table, nest};
use crate::docs::page::row::{self, Columns};
use crate::docs::page::{Location, ParseError};

impl<'a> Cursor<'a> {
    pub(super) fn params(&mut self) -> Result<Vec<Param>, ParseError> {
        self.next += 1;
        let mut params: Vec<Param> = Vec::new();
        let mut seen = HashSet::new();
        for line in self.rows(Columns::Four)? {
            let param = row::param(line)?;
            if !seen.insert(param.name.clone()) {
                return Err(ParseError::new(line.at.clone(), "each parameter once", &param.name));
            }
            params.push(param);
        }
        Ok(params)
    }

    /// Reads a table of fields and the tables below it.
    pub(super) fn fields(&mut self) -> Result<Vec<Field>, ParseError> {
        let mut tables = Vec::new();
        let mut at = self.peek().map_or(Location::Page, |l| l.at.clone());
        let mut name = String::new();
        loop {
            let mut rows: Vec<Field> = Vec::new();
            let mut seen = HashSet::new();
            for line in self.rows(Columns::Three)? {
                let field = row::field(line)?;
                if !seen.insert(field.name.clone()) {
                    return Err(ParseError::new(line.at.clone(), "each field of a table once", &field.name));
                }
                rows.push(field);
            }
            tables.push(Table { at, name, rows });
            let Some(line) = self.peek().filter(|_| self.names_a_table()) else { return nest(tables) };
            at = line.at.clone();
            name = line.text();
            self.next += 1;
        }
    }

    /// Returns whether this line is the name of a field and the next one the header of its table.
    fn names_a_table(&self) -> bool {
        self.line_kind_at(self.next + 1) == Some(LineKind::Header)
            && self.line_kind().is_none()
            && self.peek().and_then(Line::only).is_some_and(row::is_separate_name)
    }

    /// Reads the header at the cursor and at least one row below it.
    fn rows(&mut self, columns: Columns) -> Result<&'a [Line], ParseError> {
        let expected = match columns {
            Columns::Four => "the table header name, type, required, description",
            Columns::Three => "the table header Name, Type, Description",
        };
        self.notice(|kind| kind == LineKind::Header);
        if self.peek().and_then(row::header) != Some(columns) {
            return self.refuse(self.peek().and_then(row::expected_header).unwrap_or(expected));
        }
        self.next += 1;
        let first = self.next;
        while let Some(line) = self.peek() {
            if self.line_kind().is_some() || self.names_a_table() {
                break;
            }
            // After a gap, another part of the page may begin; without one, a line that is not a row is a damaged row.
            if line.gap && !is_row(line, columns) {
                break;
            }
            self.next += 1;
        }
        if self.next == first {
            return self.refuse("at least one row below a table header");
        }
        Ok(self.since(first))
    }
}

fn is_row(line: &Line, columns: Columns) -> bool {
    match columns {
        Columns::Four => row::param(line).is_ok(),
        Columns::Three => row::field(line).is_ok(),
    }
}

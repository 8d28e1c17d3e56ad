//! Reads what is around the operations: menus above them, the last lines of the site, sections that the grammar does not
//! know. All of it is counted or reported, and none of it may hide a part of an operation.

use super::Cursor;
use crate::docs::counted;
use crate::docs::inventory::Method;
use crate::docs::page::ParseError;
use crate::docs::page::line_kind::{LineKind, heading, is_address};
use crate::docs::page::lines::Line;
use crate::docs::page::row::looks_like_row;

/// What a page has to begin with, behind its menus.
pub(in crate::docs::page) const FIRST_OPERATION: &str =
    "a first operation: `GET Title` and its address on the next line";

impl Cursor<'_> {
    /// Skips menus and titles of the site before the first operation. They must not contain any part of an operation;
    /// sentences, such as a notice, are reported.
    pub(super) fn preamble(&mut self) -> Result<(), ParseError> {
        while let Some(line) = self.peek() {
            match self.line_kind() {
                Some(LineKind::Heading) => {
                    if self.next > 0 {
                        let lines = counted(self.next, "line");
                        self.notes.push(format!("{lines} of menus and titles before the first operation"));
                    }
                    return Ok(());
                }
                Some(LineKind::Header | LineKind::Parameters | LineKind::Response) => {
                    return self.refuse(FIRST_OPERATION);
                }
                _ if looks_like_row(line) || line.only().is_some_and(is_address) => {
                    return self.refuse(FIRST_OPERATION);
                }
                _ => {
                    let first = self.next;
                    self.next += 1;
                    if is_sentence(&line.text()) {
                        self.report(first);
                    }
                }
            }
        }
        self.refuse(FIRST_OPERATION)
    }

    pub(super) fn no_more_operations(&self) -> bool {
        let kinds = (self.next..self.lines.len()).map(|index| self.line_kind_at(index));
        kinds.flatten().next().is_none()
            && !self.lines[self.next..].iter().any(|line| looks_like_row(line) || line.only().is_some_and(is_address))
    }

    /// Reads the lines after the last operation: the site's last line, and in a browser's copy the table of contents.
    pub(super) fn end_of_site(&mut self) {
        let mut contents = 0;
        while let Some(line) = self.peek() {
            let text = line.text();
            let entry = heading(&text).map_or(text.as_str(), |(_, title)| title);
            if is_last_line(&text) {
                self.footer = true;
                self.next += 1;
            } else if self.headings.contains(entry) || text == "On this page" || Method::parse(&text).is_some() {
                contents += 1;
                self.next += 1;
            } else {
                let first = self.next;
                self.next += 1;
                self.report(first);
            }
        }
        if contents > 0 {
            let lines = counted(contents, "line");
            self.notes.push(format!("{lines} of a table of contents behind the last operation"));
        }
    }

    /// Reports an unknown section and skips it, up to the next known line.
    pub(super) fn unknown_section(&mut self, expected: &str) -> Result<(), ParseError> {
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
        let title = self.lines[start].text().to_ascii_lowercase();
        let mut words = title.split(|c: char| !c.is_ascii_alphabetic());
        if in_table && words.any(|word| SECTIONS.contains(&word)) {
            self.next = start;
            return self.refuse(expected);
        }
        self.report(start);
        Ok(())
    }
}

/// Returns whether the part behind the last operation may begin with this line.
pub(super) fn is_end(line: &Line) -> bool {
    line.gap || is_last_line(&line.text())
}

/// Returns whether this is the last line of the site.
pub(super) fn is_last_line(text: &str) -> bool {
    text.starts_with('©') || text.starts_with("Copyright")
}

/// Words of the titles of known sections: another title with one of them may be that section under another name.
const SECTIONS: [&str; 6] = ["path", "query", "body", "response", "responses", "parameters"];

/// Returns whether a line says something, unlike a title or an entry of a menu.
pub(in crate::docs::page) fn is_sentence(text: &str) -> bool {
    const LONG: usize = 8;
    let words = text.split_whitespace().count();
    heading(text).is_none() && (words >= LONG || words > 3 && text.ends_with(['.', '!', ':']))
}

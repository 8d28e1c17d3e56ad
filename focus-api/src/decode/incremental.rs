//! [`ElementReader`]: the bytes of a list in, the bytes of its elements out.
//!
//! It knows where each element ends before anybody parses it, so what comes out is the same wherever the chunks of the
//! body begin and end. Parsing an element is for `decode.rs`. How a list begins is told by `prefix.rs`, the object around
//! it is read by `members.rs`, the end of a value is found by `scanner.rs`.

#[cfg(test)]
mod tests;

use std::mem;
use std::ops::Range;

use bytes::Bytes;

use super::members::{Members, Walked};
use super::prefix::{Framing, Layout, ListPrefix};
use super::scanner::{Scanner, is_space};
use crate::error::Error;

/// How much of what cannot be read is waited for, so that its error says the same at every split and can name the
/// service's own error. The error keeps the first 200 bytes.
const MAX_SAMPLE: usize = 16 * 1024;

/// A buffer that grew beyond this for one large element is not kept for the next.
const MAX_IDLE_BUFFER: usize = 64 * 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Cuts a list into its elements while it arrives.
///
/// Elements that are complete in one chunk are read in place. Only an element that began in an earlier chunk is copied,
/// so the memory in use is one chunk and the largest element.
#[derive(Debug)]
pub(crate) struct ElementReader {
    operation: &'static str,
    layout: Layout,
    max_element_bytes: usize,
    /// The chunk that arrived last, and where its unread bytes begin.
    chunk: Bytes,
    offset: usize,
    /// Bytes of earlier chunks that belong to what is under way.
    kept: Vec<u8>,
    /// Whether the last chunk has arrived.
    complete: bool,
    state: State,
    framing: Framing,
    members: Members,
    scanner: Scanner,
    element: Location,
    count: usize,
}

#[derive(Clone, Copy, Debug)]
enum State {
    ByteOrderMark,
    Start,
    Prefix,
    /// Behind the opening bracket.
    FirstElement,
    /// Behind a comma, or between two JSON lines.
    NextElement,
    InElement,
    BehindElement,
    /// Behind the list, inside the object around it.
    Suffix,
    /// Behind everything; only white space may follow.
    End,
    /// Something cannot be read; its first bytes are waited for.
    Malformed(&'static str),
    Over,
}

/// Where the element read last is.
#[derive(Clone, Debug)]
enum Location {
    Chunk(Range<usize>),
    Kept,
}

/// What the bytes at hand amount to.
#[derive(Debug)]
pub(crate) enum Step {
    /// One element; [`ElementReader::element`] has its bytes.
    Element,
    /// Nothing until more bytes come.
    NeedMore,
    /// The list has ended, and so has the body.
    End,
    /// The list cannot be read any further.
    Failed(Error),
}

impl ElementReader {
    pub(crate) fn new(operation: &'static str, layout: Layout, max_element_bytes: usize) -> Self {
        Self {
            operation,
            layout,
            max_element_bytes,
            chunk: Bytes::new(),
            offset: 0,
            kept: Vec::new(),
            complete: false,
            state: State::ByteOrderMark,
            framing: Framing::Array,
            members: Members::default(),
            scanner: Scanner::default(),
            element: Location::Chunk(0..0),
            count: 0,
        }
    }

    /// Adds the next chunk of the body. Call it when [`step`](Self::step) needs more.
    pub(crate) fn push(&mut self, chunk: Bytes) {
        self.forget_element();
        if self.offset < self.chunk.len() {
            self.keep_rest();
        }
        (self.chunk, self.offset) = (chunk, 0);
    }

    /// Says that the body is complete.
    pub(crate) fn finish(&mut self) {
        self.complete = true;
    }

    /// Returns how many elements were found.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Returns the bytes of the element that [`step`](Self::step) found last.
    pub(crate) fn element(&self) -> &[u8] {
        match &self.element {
            Location::Chunk(range) => &self.chunk[range.clone()],
            Location::Kept => &self.kept,
        }
    }

    /// Returns what the object around the list says of the page, as far as it was read.
    pub(crate) fn members(&self) -> &Members {
        &self.members
    }

    /// Whether the bytes that came last are not part of a list, so that it failed before the connection did.
    pub(crate) fn is_malformed(&self) -> bool {
        matches!(self.state, State::Malformed(_))
    }

    /// Moves on to the next element.
    pub(crate) fn step(&mut self) -> Step {
        self.forget_element();
        loop {
            let next = match self.state {
                State::ByteOrderMark => self.byte_order_mark(),
                State::Start => self.start(),
                State::Prefix => self.prefix(),
                State::FirstElement | State::NextElement | State::BehindElement => self.between_elements(),
                State::InElement => self.in_element(),
                State::Suffix => self.suffix(),
                State::End => self.end(),
                State::Malformed(why) => self.malformed(why),
                State::Over => Some(Step::End),
            };
            if let Some(step) = next {
                if matches!(step, Step::End | Step::Failed(_)) {
                    self.state = State::Over;
                    (self.chunk, self.offset, self.kept) = (Bytes::new(), 0, Vec::new());
                }
                return step;
            }
        }
    }

    // Each of these either moves to another state and returns `None`, or returns a step.

    fn byte_order_mark(&mut self) -> Option<Step> {
        let complete = self.complete;
        let bytes = self.gather();
        if bytes.len() < BYTE_ORDER_MARK.len() && BYTE_ORDER_MARK.starts_with(bytes) && !complete {
            return Some(Step::NeedMore);
        }
        let length = if bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        self.consume(length);
        self.state = State::Start;
        None
    }

    fn start(&mut self) -> Option<Step> {
        if self.next_byte().is_some() {
            self.state = State::Prefix;
            None
        } else if self.complete {
            self.state = State::Malformed("the body is empty");
            None
        } else {
            Some(Step::NeedMore)
        }
    }

    fn prefix(&mut self) -> Option<Step> {
        let (layout, complete) = (self.layout, self.complete);
        let mut members = mem::take(&mut self.members);
        let prefix = ListPrefix::read(layout, self.gather(), &mut members, complete);
        self.members = members;
        if self.members.examined() > self.max_element_bytes {
            return Some(self.too_large());
        }
        match prefix {
            ListPrefix::NeedMore => return self.need_more("the body ends inside its first object"),
            ListPrefix::Found { framing, length } => {
                self.consume(length);
                self.framing = framing;
                self.state = State::FirstElement;
            }
            ListPrefix::Empty { length } => {
                self.consume(length);
                self.state = State::End;
            }
            ListPrefix::NotAList(why) => self.state = State::Malformed(why),
        }
        None
    }

    fn between_elements(&mut self) -> Option<Step> {
        let lines = self.framing == Framing::JsonLines;
        let Some(byte) = self.next_byte() else {
            return if lines && self.complete {
                Some(Step::End)
            } else {
                self.need_more("the body ends inside the list")
            };
        };
        self.state = match (byte, self.state) {
            (b',', State::BehindElement) if !lines => {
                self.offset += 1;
                State::NextElement
            }
            (b']', State::FirstElement | State::BehindElement) if !lines => {
                self.offset += 1;
                self.behind_list()
            }
            (
                b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n',
                State::FirstElement | State::NextElement,
            ) => State::InElement,
            _ => State::Malformed("something that is not part of a list follows"),
        };
        None
    }

    fn in_element(&mut self) -> Option<Step> {
        let fresh = &self.chunk[self.offset..];
        let found = self.scanner.end(fresh);
        let length = found.unwrap_or(fresh.len());
        if self.kept.len() + length > self.max_element_bytes {
            return Some(self.too_large());
        }
        if found.is_none() {
            // The end of the body ends a number on the last of JSON lines.
            let ends_here = self.complete && self.framing == Framing::JsonLines && self.scanner.is_bare();
            if !ends_here {
                return self.need_more("the body ends inside a task");
            }
            self.scanner = Scanner::default();
        }
        let range = self.offset..self.offset + length;
        self.offset = range.end;
        self.element = if self.kept.is_empty() {
            Location::Chunk(range)
        } else {
            self.kept.extend_from_slice(&self.chunk[range]);
            Location::Kept
        };
        self.count += 1;
        let lines = self.framing == Framing::JsonLines;
        self.state = if lines { State::NextElement } else { State::BehindElement };
        Some(Step::Element)
    }

    fn behind_list(&mut self) -> State {
        if self.framing == Framing::Wrapped {
            self.members.continue_behind_list();
            State::Suffix
        } else {
            State::End
        }
    }

    fn suffix(&mut self) -> Option<Step> {
        let mut members = mem::take(&mut self.members);
        let walked = members.walk(self.gather());
        self.members = members;
        if self.members.examined() > self.max_element_bytes {
            return Some(self.too_large());
        }
        match walked {
            Walked::NeedMore => return self.need_more("the body ends behind the list, inside the object around it"),
            Walked::End { length } => {
                self.consume(length);
                self.state = State::End;
            }
            Walked::List { .. } | Walked::Malformed => {
                self.state = State::Malformed("what follows the list is not the rest of an object");
            }
        }
        None
    }

    fn end(&mut self) -> Option<Step> {
        if self.next_byte().is_some() {
            self.state = State::Malformed("something follows the end of the list");
            return None;
        }
        Some(if self.complete { Step::End } else { Step::NeedMore })
    }

    fn malformed(&mut self, why: &str) -> Option<Step> {
        let complete = self.complete;
        let (operation, count) = (self.operation, self.count);
        let bytes = self.gather();
        if bytes.len() < MAX_SAMPLE && !complete {
            return Some(Step::NeedMore);
        }
        let sample = &bytes[..bytes.len().min(MAX_SAMPLE)];
        Some(Step::Failed(Error::decode(operation, None, ".", sample, &format!("after {count} tasks: {why}"))))
    }

    /// Waits for more bytes. If there are none, the list ended too early.
    fn need_more(&mut self, why: &str) -> Option<Step> {
        if self.complete {
            return Some(Step::Failed(Error::truncated_list(self.operation, self.count, why)));
        }
        self.keep_rest();
        Some(Step::NeedMore)
    }

    /// The sample is cut at the limit, where every split of the body has it.
    fn too_large(&mut self) -> Step {
        let limit = self.max_element_bytes;
        let (operation, count) = (self.operation, self.count);
        let bytes = self.gather();
        let sample = &bytes[..bytes.len().min(limit).min(MAX_SAMPLE)];
        let why = format!("after {count} tasks: one task is larger than {limit} bytes");
        Step::Failed(Error::decode(operation, None, ".", sample, &why))
    }

    // The bytes at hand.

    /// Skips white space and returns the byte behind it.
    fn next_byte(&mut self) -> Option<u8> {
        let fresh = &self.chunk[self.offset..];
        let spaces = fresh.iter().take_while(|byte| is_space(byte)).count();
        self.offset += spaces;
        fresh.get(spaces).copied()
    }

    /// Returns all bytes of what is under way, those of earlier chunks included.
    fn gather(&mut self) -> &[u8] {
        if self.kept.is_empty() {
            return &self.chunk[self.offset..];
        }
        self.keep_rest();
        &self.kept
    }

    /// Drops the first bytes that [`gather`](Self::gather) returned.
    fn consume(&mut self, length: usize) {
        if self.kept.is_empty() {
            self.offset += length;
        } else {
            (self.chunk, self.offset) = (Bytes::from(mem::take(&mut self.kept)), length);
        }
    }

    /// Copies what is unread, so that the next chunk can take the place of this one.
    fn keep_rest(&mut self) {
        self.kept.extend_from_slice(&self.chunk[self.offset..]);
        (self.chunk, self.offset) = (Bytes::new(), 0);
    }

    fn forget_element(&mut self) {
        if matches!(self.element, Location::Kept) {
            self.kept.clear();
            self.kept.shrink_to(MAX_IDLE_BUFFER);
        }
        self.element = Location::Chunk(0..0);
    }
}

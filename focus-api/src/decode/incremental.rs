//! [`ElementReader`]: splits the bytes of a list into the bytes of its elements.
//!
//! `scanner.rs` finds the end of an element without parsing it, so the result does not depend on how the body is split
//! into chunks. As an optimization, an object that can be parsed ends where its parser stopped, and is not scanned; see
//! [`Step::Candidate`].
//!
//! `decode.rs` parses the elements. `buffer.rs` keeps the bytes, `prefix.rs` recognizes how a list begins, and
//! `members.rs` reads the object around it.

#[cfg(test)]
mod tests;

use std::mem;

use bytes::Bytes;

use super::buffer::ChunkBuffer;
use super::members::{Members, Walked};
use super::prefix::{Framing, Layout, ListPrefix};
use super::scanner::Scanner;
use crate::error::Error;

/// The number of bytes that an error about malformed data needs, so that it is the same for every split into chunks and
/// can contain an error of the service. The error keeps the first 200 bytes.
const MAX_SAMPLE: usize = 16 * 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Splits a list into its elements while it arrives.
///
/// It does not interpret the elements, and keeps at most the largest element and the latest chunk in memory.
#[derive(Debug)]
pub(crate) struct ElementReader {
    operation: &'static str,
    layout: Layout,
    max_element_bytes: usize,
    buffer: ChunkBuffer,
    /// Whether the last chunk has arrived.
    complete: bool,
    state: State,
    framing: Framing,
    members: Members,
    scanner: Scanner,
    count: usize,
    /// An upper estimate of the length of the next elements: the largest recent length, which decays.
    usual_length: usize,
}

#[derive(Clone, Copy, Debug)]
enum State {
    ByteOrderMark,
    Start,
    Prefix,
    /// After the opening bracket.
    FirstElement,
    /// After a comma, or between two JSON lines.
    NextElement,
    /// Before an object that is probably complete in the chunk.
    Candidate,
    InElement,
    BehindElement,
    /// After the list, inside the object around it.
    Suffix,
    /// After the end; only white space may follow.
    End,
    /// The data is malformed; more of its bytes are needed for the error.
    Malformed(&'static str),
    Over,
}

/// The result of one step.
#[derive(Debug)]
pub(crate) enum Step {
    /// One element; [`ElementReader::element`] has its bytes.
    Element,
    /// An object begins with the first byte of [`ElementReader::candidate`] and probably ends in it.
    ///
    /// If it can be parsed, [`accept`](ElementReader::accept) makes it the element. Otherwise the next step scans for
    /// its end.
    Candidate,
    /// More bytes are needed.
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
            buffer: ChunkBuffer::default(),
            complete: false,
            state: State::ByteOrderMark,
            framing: Framing::Array,
            members: Members::default(),
            scanner: Scanner::default(),
            count: 0,
            usual_length: usize::MAX,
        }
    }

    /// Adds the next chunk of the body. Call it after [`Step::NeedMore`].
    pub(crate) fn push(&mut self, chunk: Bytes) {
        self.buffer.push(chunk);
    }

    /// Marks the body as complete.
    pub(crate) fn finish(&mut self) {
        self.complete = true;
    }

    /// Returns the number of elements that were found.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Returns whether the elements are JSON lines.
    pub(crate) fn is_json_lines(&self) -> bool {
        self.framing == Framing::JsonLines
    }

    /// Returns the bytes of the element that [`step`](Self::step) found last.
    pub(crate) fn element(&self) -> &[u8] {
        self.buffer.element()
    }

    /// Returns text that begins with the object of [`Step::Candidate`] and is probably longer than the object.
    pub(crate) fn candidate(&self) -> &str {
        let fresh = self.buffer.remaining();
        let length =
            fresh.len().min(self.usual_length.saturating_add(self.usual_length / 2)).min(self.max_element_bytes);
        match std::str::from_utf8(&fresh[..length]) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&fresh[..error.valid_up_to()]).unwrap_or_default(),
        }
    }

    /// Makes the first `length` bytes of the candidate the element.
    pub(crate) fn accept(&mut self, length: usize) {
        self.found(length);
    }

    /// Returns the members of the object around the list that were read so far.
    pub(crate) fn members(&self) -> &Members {
        &self.members
    }

    /// Returns whether the latest bytes are malformed, so that the list failed before the connection did.
    pub(crate) fn is_malformed(&self) -> bool {
        matches!(self.state, State::Malformed(_))
    }

    /// Moves on to the next element.
    pub(crate) fn step(&mut self) -> Step {
        self.buffer.forget_element();
        loop {
            let next = match self.state {
                State::ByteOrderMark => self.byte_order_mark(),
                State::Start => self.start(),
                State::Prefix => self.prefix(),
                State::FirstElement | State::NextElement | State::BehindElement => self.between_elements(),
                State::Candidate | State::InElement => self.in_element(),
                State::Suffix => self.suffix(),
                State::End => self.end(),
                State::Malformed(why) => self.malformed(why),
                State::Over => Some(Step::End),
            };
            if let Some(step) = next {
                match step {
                    // While a chunk is in use, the client reads the next one into a new buffer of up to 400 kB.
                    Step::NeedMore => self.buffer.keep(),
                    Step::End | Step::Failed(_) => {
                        self.state = State::Over;
                        self.buffer = ChunkBuffer::default();
                    }
                    Step::Element | Step::Candidate => {}
                }
                return step;
            }
        }
    }

    // Each of these methods either changes the state and returns `None`, or returns a step.

    fn byte_order_mark(&mut self) -> Option<Step> {
        let complete = self.complete;
        let bytes = self.buffer.all();
        let is_marked = bytes.starts_with(BYTE_ORDER_MARK);
        if !is_marked && BYTE_ORDER_MARK.starts_with(bytes) && !complete {
            return Some(Step::NeedMore);
        }
        // Bytes that are not a complete mark belong to the list.
        self.buffer.consume(if is_marked { BYTE_ORDER_MARK.len() } else { 0 });
        self.state = State::Start;
        None
    }

    fn start(&mut self) -> Option<Step> {
        if self.buffer.next_byte().is_some() {
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
        let prefix = ListPrefix::read(layout, self.buffer.all(), &mut members, complete);
        self.members = members;
        if self.members.examined() > self.max_element_bytes {
            return Some(self.too_large());
        }
        match prefix {
            ListPrefix::NeedMore => return self.need_more("the body ends inside its first object"),
            ListPrefix::Found { framing, length } => {
                self.buffer.consume(length);
                self.framing = framing;
                self.state = State::FirstElement;
            }
            ListPrefix::Empty { length } => {
                self.buffer.consume(length);
                self.state = State::End;
            }
            ListPrefix::NotAList(why) => self.state = State::Malformed(why),
        }
        None
    }

    fn between_elements(&mut self) -> Option<Step> {
        let lines = self.framing == Framing::JsonLines;
        let Some(byte) = self.buffer.next_byte() else {
            return if lines && self.complete {
                Some(Step::End)
            } else {
                self.need_more("the body ends inside the list")
            };
        };
        self.state = match (byte, self.state) {
            // JSON lines have no such state behind an element, and their first byte belongs to an element.
            (b',', State::BehindElement) => {
                self.buffer.skip(1);
                State::NextElement
            }
            (b']', State::FirstElement | State::BehindElement) => {
                self.buffer.skip(1);
                self.behind_list()
            }
            // The last byte of an object is its own, so the bytes after it do not change how it is parsed.
            (b'{', State::FirstElement | State::NextElement) if self.buffer.remaining().len() >= self.usual_length => {
                self.state = State::Candidate;
                return Some(Step::Candidate);
            }
            (
                b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n',
                State::FirstElement | State::NextElement,
            ) => State::InElement,
            _ => State::Malformed("unexpected text between the elements of the list"),
        };
        None
    }

    fn in_element(&mut self) -> Option<Step> {
        let fresh = self.buffer.remaining();
        let found = self.scanner.end(fresh);
        let length = found.unwrap_or(fresh.len());
        if self.buffer.kept() + length > self.max_element_bytes {
            return Some(self.too_large());
        }
        if found.is_none() {
            // The end of the body also ends a number on the last JSON line.
            let ends_here = self.complete && self.framing == Framing::JsonLines && self.scanner.is_bare();
            if !ends_here {
                return self.need_more("the body ends inside a task");
            }
            self.scanner = Scanner::default();
        }
        self.found(length);
        Some(Step::Element)
    }

    /// Makes the next `length` bytes the element, or the rest of it.
    fn found(&mut self, length: usize) {
        self.buffer.take_element(length);
        self.count += 1;
        let lines = self.framing == Framing::JsonLines;
        self.state = if lines { State::NextElement } else { State::BehindElement };
        let faded = if self.count == 1 { 0 } else { self.usual_length - self.usual_length / 16 };
        self.usual_length = faded.max(self.element().len());
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
        let walked = members.walk(self.buffer.all());
        self.members = members;
        if self.members.examined() > self.max_element_bytes {
            return Some(self.too_large());
        }
        match walked {
            Walked::NeedMore => return self.need_more("the body ends after the list, inside the object around it"),
            Walked::End { length } => {
                self.buffer.consume(length);
                self.state = State::End;
            }
            Walked::List { .. } | Walked::Malformed => {
                self.state = State::Malformed("the text after the list is not the rest of an object");
            }
        }
        None
    }

    fn end(&mut self) -> Option<Step> {
        if self.buffer.next_byte().is_some() {
            self.state = State::Malformed("unexpected text after the end of the list");
            return None;
        }
        Some(if self.complete { Step::End } else { Step::NeedMore })
    }

    fn malformed(&mut self, why: &str) -> Option<Step> {
        let complete = self.complete;
        let (operation, count) = (self.operation, self.count);
        let bytes = self.buffer.all();
        if bytes.len() < MAX_SAMPLE && !complete {
            return Some(Step::NeedMore);
        }
        Some(failed(operation, count, &bytes[..bytes.len().min(MAX_SAMPLE)], why))
    }

    /// Returns the step that needs more bytes, or the error of a list that ended too early.
    fn need_more(&self, why: &str) -> Option<Step> {
        if self.complete {
            return Some(Step::Failed(Error::truncated_list(self.operation, self.count, why)));
        }
        Some(Step::NeedMore)
    }

    /// Returns the error for a large element. Its sample ends at the limit, so that it is the same for every split.
    fn too_large(&mut self) -> Step {
        let limit = self.max_element_bytes;
        let (operation, count) = (self.operation, self.count);
        let bytes = self.buffer.all();
        let sample = &bytes[..bytes.len().min(limit).min(MAX_SAMPLE)];
        failed(operation, count, sample, &format!("one task is larger than {limit} bytes: raise `max_item_bytes`"))
    }
}

/// Returns the error of a list that is malformed after `count` elements; `sample` is the text after them.
fn failed(operation: &'static str, count: usize, sample: &[u8], why: &str) -> Step {
    let why = if count == 0 { why.to_owned() } else { format!("after {count} tasks: {why}") };
    Step::Failed(Error::decode(operation, None, ".", sample, &why))
}

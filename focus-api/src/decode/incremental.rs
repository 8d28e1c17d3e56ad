//! [`ElementReader`]: the bytes of a list in, the bytes of its elements out.
//!
//! Where an element ends is found by `scanner.rs`, not by parsing it, so what comes out is the same wherever the chunks of
//! the body begin and end. There is one short cut: an object that is parsed with success ends where its parser stopped,
//! and need not be scanned. See [`Step::Candidate`].
//!
//! Parsing an element is for `decode.rs`. The bytes are held by `buffer.rs`; how a list begins is told by `prefix.rs`, the
//! object around it is read by `members.rs`.

#[cfg(test)]
mod tests;

use std::mem;

use bytes::Bytes;

use super::buffer::ChunkBuffer;
use super::members::{Members, Walked};
use super::prefix::{Framing, Layout, ListPrefix};
use super::scanner::Scanner;
use crate::error::Error;

/// How much of what cannot be read is waited for, so that its error says the same at every split and can name the
/// service's own error. The error keeps the first 200 bytes.
const MAX_SAMPLE: usize = 16 * 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Cuts a list into its elements while it arrives.
///
/// It never looks at what the elements mean, and holds at most the largest of them beside the chunk that arrived last.
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
    /// A length that few of the next elements will exceed: the largest of late, which fades.
    usual_length: usize,
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
    /// In front of an object that is probably complete in the chunk.
    Candidate,
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

/// What the bytes at hand amount to.
#[derive(Debug)]
pub(crate) enum Step {
    /// One element; [`ElementReader::element`] has its bytes.
    Element,
    /// An object begins with the first byte of [`ElementReader::candidate`] and probably ends in it.
    ///
    /// If it can be parsed, [`accept`](ElementReader::accept) makes it the element. If not, whatever the reason, nothing
    /// follows from that: the next step scans for its end.
    Candidate,
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

    /// Adds the next chunk of the body. Call it when [`step`](Self::step) needs more.
    pub(crate) fn push(&mut self, chunk: Bytes) {
        self.buffer.push(chunk);
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
        self.buffer.element()
    }

    /// Returns text that begins with the object of [`Step::Candidate`], cut where it is probably longer than the object.
    pub(crate) fn candidate(&self) -> &str {
        let fresh = self.buffer.unread();
        let length = fresh.len().min(self.usual_length.saturating_mul(2)).min(self.max_element_bytes);
        match std::str::from_utf8(&fresh[..length]) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&fresh[..error.valid_up_to()]).unwrap_or_default(),
        }
    }

    /// Makes the first `length` bytes of the candidate the element.
    pub(crate) fn accept(&mut self, length: usize) {
        self.found(length);
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
                if matches!(step, Step::End | Step::Failed(_)) {
                    self.state = State::Over;
                    self.buffer = ChunkBuffer::default();
                }
                return step;
            }
        }
    }

    // Each of these either moves to another state and returns `None`, or returns a step.

    fn byte_order_mark(&mut self) -> Option<Step> {
        let complete = self.complete;
        let bytes = self.buffer.all();
        if bytes.len() < BYTE_ORDER_MARK.len() && BYTE_ORDER_MARK.starts_with(bytes) && !complete {
            return Some(Step::NeedMore);
        }
        let length = if bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        self.buffer.consume(length);
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
            (b',', State::BehindElement) if !lines => {
                self.buffer.skip(1);
                State::NextElement
            }
            (b']', State::FirstElement | State::BehindElement) if !lines => {
                self.buffer.skip(1);
                self.behind_list()
            }
            // An object ends with its own last byte, so nothing behind it can change what it is parsed as.
            (b'{', State::FirstElement | State::NextElement) if self.buffer.unread().len() >= self.usual_length => {
                self.state = State::Candidate;
                return Some(Step::Candidate);
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
        let fresh = self.buffer.unread();
        let found = self.scanner.end(fresh);
        let length = found.unwrap_or(fresh.len());
        if self.buffer.kept() + length > self.max_element_bytes {
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
        self.found(length);
        Some(Step::Element)
    }

    /// The next `length` bytes are the element, or the rest of it.
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
            Walked::NeedMore => return self.need_more("the body ends behind the list, inside the object around it"),
            Walked::End { length } => {
                self.buffer.consume(length);
                self.state = State::End;
            }
            Walked::List { .. } | Walked::Malformed => {
                self.state = State::Malformed("what follows the list is not the rest of an object");
            }
        }
        None
    }

    fn end(&mut self) -> Option<Step> {
        if self.buffer.next_byte().is_some() {
            self.state = State::Malformed("something follows the end of the list");
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

    /// Waits for more bytes. If there are none, the list ended too early.
    fn need_more(&mut self, why: &str) -> Option<Step> {
        if self.complete {
            return Some(Step::Failed(Error::truncated_list(self.operation, self.count, why)));
        }
        self.buffer.keep();
        Some(Step::NeedMore)
    }

    /// The sample is cut at the limit, where every split of the body has it.
    fn too_large(&mut self) -> Step {
        let limit = self.max_element_bytes;
        let (operation, count) = (self.operation, self.count);
        let bytes = self.buffer.all();
        let sample = &bytes[..bytes.len().min(limit).min(MAX_SAMPLE)];
        failed(operation, count, sample, &format!("one task is larger than {limit} bytes"))
    }
}

/// The list cannot be read any further than its first `count` elements; `sample` is what follows them.
fn failed(operation: &'static str, count: usize, sample: &[u8], why: &str) -> Step {
    let why = if count == 0 { why.to_owned() } else { format!("after {count} tasks: {why}") };
    Step::Failed(Error::decode(operation, None, ".", sample, &why))
}

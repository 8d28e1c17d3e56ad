//! [`Decoder`]: bytes in, tasks out, in memory bounded by the largest single task.
//!
//! There is no scanner of our own. At the start of each element serde_json reads the rest of the buffer: a whole value
//! moves on, "unexpected end" waits for more, anything else costs that element and no other.

#[cfg(test)]
mod tests;

use std::marker::PhantomData;

use serde::de::{DeserializeOwned, IgnoredAny};

use super::opening::{Form, Opening};
use crate::decode;
use crate::error::Error;

/// Consumed bytes are dropped from the front of the buffer once there are this many, and more than half of all.
const COMPACT: usize = 64 * 1024;

/// Turns an answer, as it arrives, into values.
pub(super) struct Decoder<T> {
    operation: &'static str,
    max_item_bytes: usize,
    buffer: Vec<u8>,
    /// Where unread bytes begin.
    offset: usize,
    /// An element that was not complete is looked at again when this many unread bytes are there: growing by half each
    /// time keeps the work for one huge element linear.
    enough: usize,
    form: Form,
    index: usize,
    /// Whether all bytes have arrived.
    complete: bool,
    over: bool,
    reads: PhantomData<fn() -> T>,
}

/// What the bytes at hand amount to.
pub(super) enum Step<'a, T> {
    /// One element, read or not, and its own bytes.
    Item { value: Box<Result<T, Error>>, json: &'a [u8], index: usize },
    /// Nothing yet.
    NeedMore,
    /// The list is over.
    End,
    /// The list cannot be read any further.
    Broken(Error),
}

impl<T: DeserializeOwned> Decoder<T> {
    pub(super) fn new(operation: &'static str, max_item_bytes: usize) -> Self {
        Self {
            operation,
            max_item_bytes,
            buffer: Vec::new(),
            offset: 0,
            enough: 1,
            form: Form::Unknown,
            index: 0,
            complete: false,
            over: false,
            reads: PhantomData,
        }
    }

    /// Adds bytes that arrived.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        if self.offset >= COMPACT && self.offset * 2 >= self.buffer.len() {
            self.buffer.drain(..self.offset);
            self.offset = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// Says that no more bytes will come.
    pub(super) fn finish(&mut self) {
        self.complete = true;
        self.enough = 0;
    }

    /// How many elements were seen.
    pub(super) fn count(&self) -> usize {
        self.index
    }

    /// Reads the next element, if it is there.
    pub(super) fn step(&mut self) -> Step<'_, T> {
        if self.over {
            return Step::End;
        }
        if self.form == Form::Unknown {
            if self.buffer.len() - self.offset < self.enough {
                return Step::NeedMore;
            }
            match Opening::read(&self.buffer[self.offset..], self.complete) {
                Opening::Found { form, length } => {
                    self.form = form;
                    self.offset += length;
                    self.enough = usize::from(!self.complete);
                }
                Opening::NeedMore if self.complete => return self.broken("it is empty"),
                Opening::NeedMore => return self.wait(),
                Opening::Empty => return self.end(),
                Opening::NoList => return self.broken("it is no list of tasks"),
            }
        }
        self.skip_separators();
        let rest = &self.buffer[self.offset..];
        match (rest.first(), self.form) {
            (None, Form::Lines) if self.complete => return self.end(),
            (Some(b']'), Form::Array) => return self.end(),
            (None, _) if self.complete => return self.broken("it ends in the middle of the list"),
            (None, _) => return Step::NeedMore,
            _ => {}
        }
        if rest.len() < self.enough {
            return Step::NeedMore;
        }
        self.element()
    }

    fn element(&mut self) -> Step<'_, T> {
        let rest = &self.buffer[self.offset..];
        let mut reader = serde_json::Deserializer::from_slice(rest).into_iter::<T>();
        let (value, length) = match reader.next() {
            Some(Ok(value)) => (Ok(value), reader.byte_offset()),
            Some(Err(error)) if error.is_eof() => return self.wait(),
            // Whatever is wrong with it: if it is JSON, its extent is known and the next element can be read.
            Some(Err(_)) | None => match extent(rest) {
                Extent::Whole(length) => (decode::element(self.operation, self.index, &rest[..length]), length),
                Extent::Unfinished => return self.wait(),
                Extent::NoJson(error) => return self.broken(&error),
            },
        };
        let (begin, index) = (self.offset, self.index);
        self.offset += length;
        self.index += 1;
        self.enough = usize::from(!self.complete);
        Step::Item { value: Box::new(value), json: &self.buffer[begin..self.offset], index }
    }

    /// The element at the offset is not complete.
    fn wait(&mut self) -> Step<'_, T> {
        let length = self.buffer.len() - self.offset;
        if self.complete {
            return self.broken("it ends in the middle of a task");
        }
        if length > self.max_item_bytes {
            return self.broken(&format!("one task is larger than {} bytes", self.max_item_bytes));
        }
        self.enough = length + length / 2;
        Step::NeedMore
    }

    fn skip_separators(&mut self) {
        let rest = &self.buffer[self.offset..];
        let separator = |byte: &u8| byte.is_ascii_whitespace() || *byte == b',';
        self.offset += rest.iter().take_while(|byte| separator(byte)).count();
    }

    fn end(&mut self) -> Step<'_, T> {
        self.over = true;
        Step::End
    }

    fn broken(&mut self, why: &str) -> Step<'_, T> {
        self.over = true;
        let count = self.index;
        if self.complete && count > 0 {
            return Step::Broken(Error::cut_short(self.operation, count, why));
        }
        let rest = &self.buffer[self.offset..];
        Step::Broken(Error::decode(self.operation, None, ".", rest, &format!("after {count} tasks: {why}")))
    }
}

enum Extent {
    Whole(usize),
    Unfinished,
    NoJson(String),
}

/// How long the JSON value at the start is.
fn extent(bytes: &[u8]) -> Extent {
    let mut reader = serde_json::Deserializer::from_slice(bytes).into_iter::<IgnoredAny>();
    match reader.next() {
        Some(Ok(_)) => Extent::Whole(reader.byte_offset()),
        Some(Err(error)) if error.is_eof() => Extent::Unfinished,
        Some(Err(error)) => Extent::NoJson(error.to_string()),
        None => Extent::Unfinished,
    }
}

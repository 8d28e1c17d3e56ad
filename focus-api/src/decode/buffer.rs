//! [`ChunkBuffer`]: the bytes of a body that are not consumed yet.
//!
//! Bytes are read in the chunk in which they arrived. Only an element that continues in the next chunk is copied, so
//! the buffer needs memory for one chunk and for the largest copied element. `incremental.rs` interprets the bytes.

use std::mem;
use std::ops::Range;

use bytes::Bytes;

use super::scanner::is_space;

/// The capacity to which the buffer is reduced after a large element.
pub(super) const MAX_IDLE_BUFFER: usize = 64 * 1024;

/// The latest chunk, and the bytes of earlier chunks that are still needed.
#[derive(Debug, Default)]
pub(super) struct ChunkBuffer {
    chunk: Bytes,
    /// The offset of the remaining bytes in the chunk.
    offset: usize,
    /// Bytes of earlier chunks, which precede those of the chunk.
    kept: Vec<u8>,
    element: Element,
}

/// The location of the element that was taken last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Element {
    #[default]
    None,
    Chunk(Range<usize>),
    Kept,
}

impl ChunkBuffer {
    /// Adds the next chunk.
    pub(super) fn push(&mut self, chunk: Bytes) {
        self.forget_element();
        if self.offset < self.chunk.len() {
            self.keep();
        }
        (self.chunk, self.offset) = (chunk, 0);
    }

    /// Returns the remaining bytes of the chunk.
    pub(super) fn remaining(&self) -> &[u8] {
        &self.chunk[self.offset..]
    }

    /// Skips white space and returns the next byte, which is not consumed.
    pub(super) fn next_byte(&mut self) -> Option<u8> {
        let spaces = self.remaining().iter().take_while(|byte| is_space(byte)).count();
        self.skip(spaces);
        self.remaining().first().copied()
    }

    /// Marks remaining bytes as read.
    pub(super) fn skip(&mut self, length: usize) {
        self.offset += length;
    }

    /// Copies the remaining bytes, so that the next chunk can follow.
    pub(super) fn keep(&mut self) {
        self.kept.extend_from_slice(&self.chunk[self.offset..]);
        (self.chunk, self.offset) = (Bytes::new(), 0);
    }

    /// Returns the number of kept bytes of earlier chunks.
    pub(super) fn kept(&self) -> usize {
        self.kept.len()
    }

    /// Returns the kept and the remaining bytes in one slice.
    pub(super) fn all(&mut self) -> &[u8] {
        if self.kept.is_empty() {
            return self.remaining();
        }
        self.keep();
        &self.kept
    }

    /// Drops the first bytes that [`all`](Self::all) returned; the others remain.
    pub(super) fn consume(&mut self, length: usize) {
        if self.kept.is_empty() {
            self.skip(length);
        } else {
            (self.chunk, self.offset) = (Bytes::from(mem::take(&mut self.kept)), length);
        }
    }

    /// Takes the kept bytes and the next `length` remaining bytes as an element.
    pub(super) fn take_element(&mut self, length: usize) {
        let range = self.offset..self.offset + length;
        self.offset = range.end;
        self.element = if self.kept.is_empty() {
            Element::Chunk(range)
        } else {
            self.kept.extend_from_slice(&self.chunk[range]);
            Element::Kept
        };
    }

    /// Returns the bytes of the element that was taken last.
    pub(super) fn element(&self) -> &[u8] {
        match &self.element {
            Element::None => &[],
            Element::Chunk(range) => &self.chunk[range.clone()],
            Element::Kept => &self.kept,
        }
    }

    /// Drops the bytes of the element that was taken last.
    pub(super) fn forget_element(&mut self) {
        if self.element == Element::Kept {
            self.kept.clear();
            self.kept.shrink_to(MAX_IDLE_BUFFER);
        }
        self.element = Element::None;
    }

    /// Returns the memory in use, and whether the element that was taken last was copied.
    #[cfg(test)]
    pub(super) fn footprint(&self) -> (usize, bool) {
        (self.chunk.len() + self.kept.capacity(), self.element == Element::Kept)
    }
}

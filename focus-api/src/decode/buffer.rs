//! [`ChunkBuffer`]: the bytes of a body that were not consumed yet.
//!
//! They are read where they arrived, in the chunk. Only what goes on in the next chunk is copied, so the memory in use is
//! one chunk and the largest thing that had to be copied. What the bytes mean is for `incremental.rs`.

use std::mem;
use std::ops::Range;

use bytes::Bytes;

use super::scanner::is_space;

/// A buffer that grew beyond this for one large element is not kept for the next.
pub(super) const MAX_IDLE_BUFFER: usize = 64 * 1024;

/// The chunk that arrived last, and what of earlier chunks is still needed.
#[derive(Debug, Default)]
pub(super) struct ChunkBuffer {
    chunk: Bytes,
    /// Where the unread bytes of the chunk begin.
    offset: usize,
    /// Bytes of earlier chunks, in front of those of the chunk.
    kept: Vec<u8>,
    element: Element,
}

/// Where the element taken last is.
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

    /// Returns the unread bytes of the chunk.
    pub(super) fn unread(&self) -> &[u8] {
        &self.chunk[self.offset..]
    }

    /// Skips white space and returns the byte behind it, which is still unread.
    pub(super) fn next_byte(&mut self) -> Option<u8> {
        let spaces = self.unread().iter().take_while(|byte| is_space(byte)).count();
        self.skip(spaces);
        self.unread().first().copied()
    }

    /// Marks unread bytes as read.
    pub(super) fn skip(&mut self, length: usize) {
        self.offset += length;
    }

    /// Copies what is unread, so that the next chunk can follow.
    pub(super) fn keep(&mut self) {
        self.kept.extend_from_slice(&self.chunk[self.offset..]);
        (self.chunk, self.offset) = (Bytes::new(), 0);
    }

    /// Returns how many bytes of earlier chunks are kept.
    pub(super) fn kept(&self) -> usize {
        self.kept.len()
    }

    /// Returns what is kept and what is unread, in one slice.
    pub(super) fn all(&mut self) -> &[u8] {
        if self.kept.is_empty() {
            return self.unread();
        }
        self.keep();
        &self.kept
    }

    /// Drops the first bytes that [`all`](Self::all) returned; the others are unread.
    pub(super) fn consume(&mut self, length: usize) {
        if self.kept.is_empty() {
            self.skip(length);
        } else {
            (self.chunk, self.offset) = (Bytes::from(mem::take(&mut self.kept)), length);
        }
    }

    /// Takes what is kept and the next `length` unread bytes as an element.
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

    /// Returns the bytes of the element taken last.
    pub(super) fn element(&self) -> &[u8] {
        match &self.element {
            Element::None => &[],
            Element::Chunk(range) => &self.chunk[range.clone()],
            Element::Kept => &self.kept,
        }
    }

    /// Drops the bytes of the element taken last.
    pub(super) fn forget_element(&mut self) {
        if self.element == Element::Kept {
            self.kept.clear();
            self.kept.shrink_to(MAX_IDLE_BUFFER);
        }
        self.element = Element::None;
    }

    /// Returns how much memory it holds, and whether the element taken last was copied.
    #[cfg(test)]
    pub(super) fn footprint(&self) -> (usize, bool) {
        (self.chunk.len() + self.kept.capacity(), self.element == Element::Kept)
    }
}

//! [`Scanner`]: finds the end of a JSON value without parsing it.
//!
//! Only brackets and strings matter, so every byte is examined once. The parser, which gets the complete value
//! afterwards, checks whether the value is valid JSON.

use memchr::memchr2;

/// Strings up to this many bytes are searched without `memchr2`.
const SHORT_STRING: usize = 32;

/// Finds the end of one JSON value whose bytes arrive in chunks.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Scanner {
    /// Brackets that are open.
    depth: usize,
    state: State,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Before the first byte of the value.
    #[default]
    Start,
    /// Inside brackets, outside a string.
    Brackets,
    String,
    /// After a backslash.
    Escaped,
    /// Inside a number or a literal, which ends before another byte.
    Bare,
}

impl Scanner {
    /// Returns the number of `bytes` that belong to the value, or `None` if the value continues after them.
    ///
    /// Call it with each chunk in order. The first chunk begins with the first byte of the value. After `Some` the
    /// scanner is ready for another value.
    pub(crate) fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        let length = self.advance(bytes)?;
        *self = Self::default();
        Some(length)
    }

    /// Returns whether the bytes so far are a number or a literal, which also ends at the end of the body.
    pub(crate) fn is_bare(&self) -> bool {
        self.state == State::Bare
    }

    fn advance(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut rest = bytes;
        if self.state == State::Start {
            let (first, behind) = rest.split_first()?;
            (self.state, self.depth) = match first {
                b'{' | b'[' => (State::Brackets, 1),
                b'"' => (State::String, 0),
                _ => (State::Bare, 0),
            };
            rest = behind;
        }
        if self.state == State::Bare {
            let length = rest.iter().position(ends_bare)?;
            return Some(bytes.len() - rest.len() + length);
        }
        // One iteration per string, with the bytes before it.
        loop {
            if self.state == State::Brackets {
                rest = self.brackets(rest)?;
                if self.depth == 0 {
                    return Some(bytes.len() - rest.len());
                }
                self.state = State::String;
            }
            if self.state == State::Escaped {
                rest = rest.split_first()?.1;
                self.state = State::String;
            }
            let at = quote_or_backslash(rest)?;
            let found = rest[at];
            rest = &rest[at + 1..];
            if found == b'\\' {
                self.state = State::Escaped;
            } else if self.depth == 0 {
                return Some(bytes.len() - rest.len());
            } else {
                self.state = State::Brackets;
            }
        }
    }

    /// Skips bytes up to the next string or the last closing bracket, and returns the bytes after the quote or bracket.
    #[inline(always)]
    fn brackets<'a>(&mut self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        let mut depth = self.depth;
        let mut rest = bytes.iter();
        while let Some(byte) = rest.next() {
            match byte {
                b'"' => {
                    self.depth = depth;
                    return Some(rest.as_slice());
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => {
                    depth -= 1;
                    if depth == 0 {
                        self.depth = 0;
                        return Some(rest.as_slice());
                    }
                }
                _ => {}
            }
        }
        self.depth = depth;
        None
    }
}

/// Returns the index of the first quote or backslash.
///
/// Most strings of a task are short. Searching them inline, eight bytes at a time, is faster than calling `memchr2`.
#[inline(always)]
fn quote_or_backslash(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::MAX / 0xff;
    const HIGH_BITS: u64 = ONES << 7;
    /// Sets the high bit of each byte that is zero. It may also be set in bytes above the lowest zero byte.
    const fn zeros(word: u64) -> u64 {
        word.wrapping_sub(ONES) & !word & HIGH_BITS
    }
    let mut at = 0;
    while at < SHORT_STRING {
        let Some(word) = bytes[at..].first_chunk() else { break };
        let word = u64::from_le_bytes(*word);
        let found = zeros(word ^ (ONES * b'"' as u64)) | zeros(word ^ (ONES * b'\\' as u64));
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    memchr2(b'"', b'\\', &bytes[at..]).map(|found| at + found)
}

/// Returns whether `byte` cannot be part of a number or a literal.
fn ends_bare(byte: &u8) -> bool {
    is_space(byte) || matches!(byte, b',' | b':' | b'[' | b']' | b'{' | b'}' | b'"')
}

/// Returns whether `byte` is white space in JSON.
pub(crate) fn is_space(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the length of the value in `text`, which must be the same for every split into two chunks.
    fn end(text: &str) -> Option<usize> {
        let bytes = text.as_bytes();
        let unsplit = Scanner::default().end(bytes);
        for split in 0..=bytes.len() {
            let mut scanner = Scanner::default();
            let (first, second) = bytes.split_at(split);
            let found = scanner.end(first).or_else(|| scanner.end(second).map(|length| split + length));
            assert_eq!(found, unsplit, "{text} split at byte {split}");
        }
        unsplit
    }

    #[test]
    fn a_container_or_string_ends_with_its_closing_byte() {
        assert_eq!(end(r#"{"a":[1,{"b":"]}"}]},"#), Some(20));
        assert_eq!(end("[]"), Some(2));
        assert_eq!(end(r#""a\"b\\",1"#), Some(8));
    }

    #[test]
    fn a_number_or_literal_ends_before_the_next_byte() {
        assert_eq!(end("-0.5e+7,"), Some(7));
        assert_eq!(end("null]"), Some(4));
        assert_eq!(end("12\n"), Some(2));
        assert_eq!(end("1e"), None);
    }

    #[test]
    fn an_unfinished_value_has_no_end() {
        for text in [r#"{"a":"}"#, r#""\""#, "[[]", r#"{"a":"\\\"}"#, ""] {
            assert_eq!(end(text), None, "{text}");
        }
    }

    #[test]
    fn the_first_quote_or_backslash_is_found_at_every_distance() {
        // Bytes with adjacent values, and letters of several bytes, are not matched.
        for filler in ["a", "!", "#", "[", "]", "\u{1}", "\u{7f}", "é", "𝄞"] {
            for found in ['"', '\\'] {
                for length in 0..70 {
                    let filler = filler.repeat(length);
                    let text = format!("{filler}{found}{filler}\"\\");
                    assert_eq!(quote_or_backslash(text.as_bytes()), Some(filler.len()), "{text}");
                }
            }
            assert_eq!(quote_or_backslash(filler.repeat(40).as_bytes()), None);
        }
    }
}

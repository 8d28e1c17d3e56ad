//! [`Scanner`]: where a JSON value ends, told without parsing it.
//!
//! Only brackets and strings count, so every byte is looked at once and no number, literal or escape can change the
//! outcome. Whether the value is valid JSON is for the parser, which is given the complete value afterwards.

use memchr::memchr2;

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
    /// Behind a backslash.
    Escaped,
    /// Inside a number or a literal, which only the byte behind it ends.
    Bare,
}

impl Scanner {
    /// Returns how many of `bytes` belong to the value, or `None` if it goes on behind them.
    ///
    /// Call it with each chunk in turn, the first beginning with the first byte of the value. After `Some` it is ready
    /// for another value.
    pub(crate) fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        let length = self.advance(bytes)?;
        *self = Self::default();
        Some(length)
    }

    /// Whether the bytes so far are a number or a literal, which the end of the body completes.
    pub(crate) fn is_bare(&self) -> bool {
        self.state == State::Bare
    }

    fn advance(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        loop {
            match self.state {
                State::Start => match bytes.get(at)? {
                    b'{' | b'[' => {
                        (self.depth, self.state) = (1, State::Brackets);
                        at += 1;
                    }
                    b'"' => {
                        self.state = State::String;
                        at += 1;
                    }
                    _ => self.state = State::Bare,
                },
                State::Brackets => {
                    at += self.brackets(&bytes[at..])?;
                    if self.depth == 0 {
                        return Some(at);
                    }
                    self.state = State::String;
                }
                State::String => {
                    at += memchr2(b'"', b'\\', &bytes[at..])? + 1;
                    self.state = match (bytes[at - 1], self.depth) {
                        (b'\\', _) => State::Escaped,
                        (_, 0) => return Some(at),
                        _ => State::Brackets,
                    };
                }
                State::Escaped => {
                    bytes.get(at)?;
                    at += 1;
                    self.state = State::String;
                }
                State::Bare => return bytes[at..].iter().position(ends_bare).map(|length| at + length),
            }
        }
    }

    /// Runs up to the next string or the last closing bracket and returns how many bytes that took.
    fn brackets(&mut self, bytes: &[u8]) -> Option<usize> {
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                b'"' => return Some(at + 1),
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some(at + 1);
                    }
                }
                _ => {}
            }
        }
        None
    }
}

/// Whether `byte` cannot be part of a number or a literal.
fn ends_bare(byte: &u8) -> bool {
    is_space(byte) || matches!(byte, b',' | b':' | b'[' | b']' | b'{' | b'}' | b'"')
}

/// White space as JSON defines it.
pub(crate) fn is_space(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many bytes of `text` the value takes, the same for every split into two chunks.
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
    fn a_number_or_literal_ends_before_the_byte_behind_it() {
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
}

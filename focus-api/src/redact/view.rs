//! [`View`]: a text without its escapes, which remembers where each byte comes from.
//!
//! A server, a proxy or a decoder may escape a secret in full, in part, or twice. A search in the view finds it, and the
//! match leads to the escaped text.

use memchr::memmem::Finder;

use super::is_invisible_format;

/// The bytes of a text in lower case, without invisible and control characters.
#[derive(Clone, PartialEq)]
pub(super) struct View {
    bytes: Vec<u8>,
    /// The begin and the end of the part of the text from which each byte comes.
    sources: Vec<(usize, usize)>,
}

impl View {
    pub(super) fn of(text: &str) -> Self {
        let mut view = Self { bytes: Vec::with_capacity(text.len()), sources: Vec::with_capacity(text.len()) };
        for (index, letter) in text.char_indices() {
            view.push(letter, (index, index + letter.len_utf8()));
        }
        view
    }

    /// Returns the parts of the text in which `needle`, which is in lower case, was found.
    pub(super) fn find<'a>(&'a self, needle: &'a Finder<'_>) -> impl Iterator<Item = (usize, usize)> + 'a {
        let length = needle.needle().len();
        needle.find_iter(&self.bytes).map(move |index| (self.sources[index].0, self.sources[index + length - 1].1))
    }

    /// Returns the view of the letters and digits alone.
    pub(super) fn dense(&self) -> Self {
        let kept = self.bytes.iter().zip(&self.sources).filter(|(byte, _)| byte.is_ascii_alphanumeric());
        let (bytes, sources) = kept.map(|(byte, source)| (*byte, *source)).unzip();
        Self { bytes, sources }
    }

    /// Returns the view without one level of escapes; `None` if it has no escapes.
    pub(super) fn unescaped(&self) -> Option<Self> {
        memchr::memchr3(b'\\', b'%', b'&', &self.bytes)?;
        let mut view = Self { bytes: Vec::with_capacity(self.bytes.len()), sources: Vec::new() };
        let mut at = 0;
        while at < self.bytes.len() {
            let (unescaped, length) = unescape(&self.bytes[at..]).unwrap_or((Unescaped::Byte(self.bytes[at]), 1));
            let source = (self.sources[at].0, self.sources[at + length - 1].1);
            match unescaped {
                // Part of an escaped character of several bytes, or a control character.
                Unescaped::Byte(byte) if !byte.is_ascii() || length == 1 => view.push_byte(byte, source),
                Unescaped::Byte(byte) => view.push(char::from(byte), source),
                Unescaped::Letter(letter) => view.push(letter, source),
            }
            at += length;
        }
        (view.bytes != self.bytes).then_some(view)
    }

    fn push(&mut self, letter: char, source: (usize, usize)) {
        if letter.is_control() || is_invisible_format(letter) {
            return;
        }
        for byte in letter.to_ascii_lowercase().encode_utf8(&mut [0; 4]).bytes() {
            self.push_byte(byte, source);
        }
    }

    fn push_byte(&mut self, byte: u8, source: (usize, usize)) {
        self.bytes.push(byte);
        self.sources.push(source);
    }
}

enum Unescaped {
    Byte(u8),
    Letter(char),
}

/// The named characters of HTML that escape markup.
const NAMED: [(&[u8], char); 5] =
    [(b"&amp;", '&'), (b"&lt;", '<'), (b"&gt;", '>'), (b"&quot;", '"'), (b"&apos;", '\'')];

/// Returns the character at the beginning of a text in lower case if it is escaped, with the length of the escape.
fn unescape(text: &[u8]) -> Option<(Unescaped, usize)> {
    match text {
        [b'%', digits @ ..] => Some((Unescaped::Byte(hex(digits.get(..2)?)?.try_into().ok()?), 3)),
        [b'&', b'#', b'x', rest @ ..] => numeric(rest, 16, 3),
        [b'&', b'#', rest @ ..] => numeric(rest, 10, 2),
        [b'&', ..] => {
            let (name, letter) = NAMED.iter().find(|(name, _)| text.starts_with(name))?;
            Some((Unescaped::Letter(*letter), name.len()))
        }
        [b'\\', b'u', b'{', rest @ ..] => {
            let end = rest.iter().take(8).position(|byte| *byte == b'}')?;
            Some((Unescaped::Letter(char::from_u32(hex(&rest[..end])?)?), end + 4))
        }
        [b'\\', b'u', rest @ ..] => utf16(rest),
        [b'\\', b'x', rest @ ..] => Some((Unescaped::Byte(hex(rest.get(..2)?)?.try_into().ok()?), 4)),
        [b'\\', b'n' | b'r' | b't' | b'b' | b'f' | b'0', ..] => Some((Unescaped::Letter('\0'), 2)),
        [b'\\', letter @ (b'\\' | b'/' | b'"' | b'\''), ..] => Some((Unescaped::Letter(char::from(*letter)), 2)),
        _ => None,
    }
}

/// Reads four hexadecimal digits behind `\u`, and the second half of a character that has two.
fn utf16(text: &[u8]) -> Option<(Unescaped, usize)> {
    let first = hex(text.get(..4)?)?;
    if let Some(letter) = char::from_u32(first) {
        return Some((Unescaped::Letter(letter), 6));
    }
    let second = hex(text.get(4..10)?.strip_prefix(b"\\u")?)?;
    let units = [first, second].map(|unit| u16::try_from(unit).unwrap_or_default());
    let letter = char::decode_utf16(units).next()?.ok()?;
    Some((Unescaped::Letter(letter), 12))
}

/// Reads a number that ends with a semicolon, after the first `before` bytes of the escape.
fn numeric(text: &[u8], radix: u32, before: usize) -> Option<(Unescaped, usize)> {
    let end = text.iter().take(8).position(|byte| *byte == b';')?;
    let number = u32::from_str_radix(std::str::from_utf8(&text[..end]).ok()?, radix).ok()?;
    Some((Unescaped::Letter(char::from_u32(number)?), before + end + 1))
}

fn hex(digits: &[u8]) -> Option<u32> {
    // A sign would also be read.
    let is_unsigned = digits.iter().all(u8::is_ascii_hexdigit);
    is_unsigned.then(|| u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the part of the text in which the needle is found after this many levels of escapes.
    fn found<'a>(text: &'a str, needle: &str, levels: usize) -> Option<&'a str> {
        let mut view = View::of(text);
        for _ in 0..levels {
            view = view.unescaped()?;
        }
        let (begin, end) = view.find(&Finder::new(needle)).next()?;
        Some(&text[begin..end])
    }

    #[test]
    fn every_form_of_an_escape_is_found() {
        for escaped in [
            "%41%c3%A4%26",
            r"\u0041\u00e4\u0026",
            r"\u{41}\u{E4}\u{26}",
            r"\x41\xc3\xa4\x26",
            "&#65;&#228;&amp;",
            "&#x41;&#XE4;&#38;",
            r"A\u00E4%26",
            "A\u{200b}ä\u{1}%00&",
        ] {
            assert_eq!(found(&format!("<{escaped}>"), "aä&", 1), Some(escaped), "{escaped}");
        }
        assert_eq!(found(r"<\ud83d\ude00>", "😀", 1), Some(r"\ud83d\ude00"));
        assert_eq!(found(r#"<\"\\\/\'\n>"#, r#""\/'"#, 1), Some(r#"\"\\\/\'"#));
        assert_eq!(found("<%2541%255c>", r"a\", 2), Some("%2541%255c"));
        assert_eq!(found(r"<\\u0041>", "a", 2), Some(r"\\u0041"));
    }

    #[test]
    fn an_incomplete_or_invalid_escape_stays() {
        for text in ["%", "%4", "%zz", r"\", r"\u004", r"\ud83d", r"\u{}", r"\u{110000}", "&#;", "&#x;", "&x;", "&#65"]
        {
            assert!(View::of(text).unescaped().is_none(), "{text}");
        }
    }
}

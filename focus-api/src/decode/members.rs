//! [`Members`]: reads the object around a list, without the list.
//!
//! It stops before the first element of the list and continues after the list; `incremental.rs` reads the elements.

use serde::de::IgnoredAny;

use super::scanner::{Scanner, is_space};
use crate::error::{denies_success, names_error};

/// Reads the members of the object around a list, across chunks, and keeps the numbers of the page.
#[derive(Debug)]
pub(crate) struct Members {
    pub(crate) page: Option<u64>,
    pub(crate) per_page: Option<u64>,
    pub(crate) total: Option<u64>,
    /// Whether the member of the list is `null`.
    pub(crate) list_is_null: bool,
    /// Whether the member of the list is neither a list nor `null`. The object is then not an empty list.
    pub(crate) list_is_other: bool,
    /// Whether another member has content, which may be the list under another name, or a message in place of the list.
    pub(crate) has_other_content: bool,
    /// Whether there is an error beside the list, or a member that denies success.
    pub(crate) names_error: bool,
    /// The number of bytes that were examined.
    examined: usize,
    expected: Expected,
    /// The key of the current member.
    key: Key,
    /// The offset of the current key or value.
    begin: usize,
    scanner: Scanner,
    has_list: bool,
}

#[derive(Clone, Copy, Debug)]
enum Expected {
    Brace,
    KeyOrEnd,
    Key,
    RestOfKey,
    Colon,
    Value,
    RestOfValue,
    CommaOrEnd,
}

/// The keys of members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    List,
    Page,
    PerPage,
    Total,
    Error,
    Success,
    Other,
}

/// The result of reading members.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Walked {
    NeedMore,
    /// The first element of the list begins after `length` bytes.
    List {
        length: usize,
    },
    /// The object ends after `length` bytes.
    End {
        length: usize,
    },
    /// The bytes are not the members of an object, or there is a second list.
    Malformed,
}

impl Default for Members {
    fn default() -> Self {
        Self {
            page: None,
            per_page: None,
            total: None,
            list_is_null: false,
            list_is_other: false,
            has_other_content: false,
            names_error: false,
            examined: 0,
            expected: Expected::Brace,
            key: Key::Other,
            begin: 0,
            scanner: Scanner::default(),
            has_list: false,
        }
    }
}

impl Members {
    /// Returns the number of bytes of the latest call that were examined.
    pub(crate) fn examined(&self) -> usize {
        self.examined
    }

    /// Continues with the bytes after the list.
    pub(crate) fn continue_behind_list(&mut self) {
        (self.examined, self.expected) = (0, Expected::CommaOrEnd);
    }

    /// Reads `bytes`. After [`Walked::NeedMore`], call it with the same bytes and more of them; it continues where it
    /// stopped.
    pub(crate) fn walk(&mut self, bytes: &[u8]) -> Walked {
        loop {
            if matches!(self.expected, Expected::RestOfKey | Expected::RestOfValue) {
                let Some(length) = self.scanner.end(&bytes[self.examined..]) else {
                    self.examined = bytes.len();
                    return Walked::NeedMore;
                };
                self.examined += length;
                let token = &bytes[self.begin..self.examined];
                let valid = match self.expected {
                    Expected::RestOfKey => self.take_key(token),
                    _ => self.take_value(token),
                };
                if !valid {
                    return Walked::Malformed;
                }
                continue;
            }
            self.examined += bytes[self.examined..].iter().take_while(|byte| is_space(byte)).count();
            let Some(byte) = bytes.get(self.examined) else { return Walked::NeedMore };
            self.begin = self.examined;
            self.expected = match (self.expected, byte) {
                (Expected::Brace, b'{') => Expected::KeyOrEnd,
                (Expected::KeyOrEnd | Expected::Key, b'"') => Expected::RestOfKey,
                (Expected::KeyOrEnd | Expected::CommaOrEnd, b'}') => {
                    self.examined += 1;
                    return Walked::End { length: self.examined };
                }
                (Expected::Colon, b':') => Expected::Value,
                (Expected::Value, b'[') if self.key == Key::List => {
                    self.examined += 1;
                    if self.has_list {
                        return Walked::Malformed;
                    }
                    self.has_list = true;
                    return Walked::List { length: self.examined };
                }
                (Expected::Value, _) => Expected::RestOfValue,
                (Expected::CommaOrEnd, b',') => Expected::Key,
                _ => return Walked::Malformed,
            };
            // The scanner needs the first byte of a key or value. Every other token is one byte.
            if !matches!(self.expected, Expected::RestOfKey | Expected::RestOfValue) {
                self.examined += 1;
            }
        }
    }

    fn take_key(&mut self, token: &[u8]) -> bool {
        self.expected = Expected::Colon;
        let key = serde_json::from_slice::<String>(token);
        self.key = match key.as_deref() {
            Ok("data" | "items") => Key::List,
            Ok("page") => Key::Page,
            Ok("per_page") => Key::PerPage,
            Ok("total") => Key::Total,
            Ok("error" | "errors") => Key::Error,
            Ok("success" | "ok") => Key::Success,
            _ => Key::Other,
        };
        key.is_ok()
    }

    fn take_value(&mut self, token: &[u8]) -> bool {
        self.expected = Expected::CommaOrEnd;
        match self.key {
            Key::List if token == b"null" => self.list_is_null = true,
            Key::List => self.list_is_other = true,
            Key::Page => self.page = count(token),
            Key::PerPage => self.per_page = count(token),
            Key::Total => self.total = count(token),
            Key::Error => self.names_error |= names_error(token),
            Key::Success => self.names_error |= denies_success(token),
            Key::Other => {
                let is_filled =
                    matches!(token, [b'[' | b'{' | b'"', content @ .., _] if !content.trim_ascii().is_empty());
                self.has_other_content |= is_filled;
            }
        }
        serde_json::from_slice::<IgnoredAny>(token).is_ok()
    }
}

/// Reads a count, which may be written as `30.0` or `"30"`.
fn count(token: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(token).ok()?.trim_matches('"');
    text.parse().ok().or_else(|| {
        let number: f64 = serde_json::from_str(text).ok()?;
        // serde_json's numbers are exact to about one unit in the last place, so below 2^51 every integer is exact.
        let exact = number.fract() == 0.0 && (0.0..2_251_799_813_685_248.0).contains(&number);
        exact.then_some(number as u64)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads `text` at once, checks that reading it byte by byte has the same result, and returns it.
    fn walk(text: &str) -> (Walked, Members) {
        let unsplit = |members: &mut Members| members.walk(text.as_bytes());
        let mut members = Members::default();
        let walked = unsplit(&mut members);
        let mut dripped = Members::default();
        let by_byte = (1..=text.len()).map(|end| dripped.walk(&text.as_bytes()[..end]));
        let found = by_byte.into_iter().find(|walked| *walked != Walked::NeedMore).unwrap_or(Walked::NeedMore);
        assert_eq!(found, walked, "{text}, byte by byte");
        (walked, members)
    }

    #[test]
    fn members_before_the_list_are_kept() {
        let (walked, members) = walk(r#" {"page" : 2, "x":{"data":[1]}, "t\u006ftal":30.0,"data": [{"#);
        assert_eq!(walked, Walked::List { length: 59 });
        assert_eq!((members.page, members.per_page, members.total), (Some(2), None, Some(30)));
    }

    #[test]
    fn members_after_the_list_are_kept() {
        let (_, mut members) = walk(r#"{"items":["#);
        members.continue_behind_list();
        assert_eq!(members.walk(br#", "total":"7","per_page":5 } "#), Walked::End { length: 28 });
        assert_eq!((members.page, members.per_page, members.total), (None, Some(5), Some(7)));
    }

    #[test]
    fn an_error_beside_the_list_is_noticed_unless_it_is_empty() {
        for (error, names_error) in [
            (r#""timeout""#, true),
            (r#"{"code":1}"#, true),
            ("true", true),
            ("null", false),
            ("false", false),
            ("0", false),
            (r#""""#, false),
            ("[]", false),
            ("{}", false),
            ("{ }", false),
            ("[\n]", false),
            ("\" \"", false),
            (r#""\u200b""#, false),
            ("0.0", false),
            ("[0]", true),
        ] {
            let (_, members) = walk(&format!(r#"{{"error":{error},"data":["#));
            assert_eq!(members.names_error, names_error, "{error}");
        }
        for (text, names_error) in [
            (r#"{"error":"x","error":null,"data":["#, true),
            (r#"{"errors":["x"],"data":["#, true),
            (r#"{"success":false,"data":["#, true),
            (r#"{"ok":0,"data":["#, true),
            (r#"{"success":"false","data":["#, true),
            (r#"{"ok":0.0,"data":["#, true),
            (r#"{"success":true,"errors":[],"ok":null,"data":["#, false),
        ] {
            assert_eq!(walk(text).1.names_error, names_error, "{text}");
        }
    }

    #[test]
    fn a_second_list_is_malformed() {
        let (_, mut members) = walk(r#"{"items":["#);
        members.continue_behind_list();
        assert_eq!(members.walk(br#","data":[]}"#), Walked::Malformed);
    }

    #[test]
    fn an_object_that_is_not_valid_json_is_malformed() {
        for text in [r#"{"a":tru}"#, r#"{"a" 1}"#, r#"{,"a":1}"#, r#"{"a":1,}"#, "{a:1}", r#"{"a":1]"#, r#"{"\x":1}"#] {
            assert_eq!(walk(text).0, Walked::Malformed, "{text}");
        }
    }

    #[test]
    fn a_number_that_is_not_a_count_is_none() {
        for text in ["-1", "1.5", "1e300", "\"many\"", "null", "[]"] {
            assert_eq!(count(text.as_bytes()), None, "{text}");
        }
        assert_eq!(count(b"1e3"), Some(1000));
    }
}

//! What kind of list an answer is, told from its first bytes.

use serde::de::IgnoredAny;

/// How the elements of a list are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Not known yet.
    Unknown,
    /// `[task, task]`, bare or inside `{"items": …}` or `{"data": …}`.
    Array,
    /// `task task`, usually one a line.
    Lines,
}

/// What the first bytes tell.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// The form, and how many bytes stand before the first element.
    Found { form: Form, length: usize },
    /// Too few bytes to tell.
    NeedMore,
    /// A list without elements.
    Empty,
    /// No list.
    NoList,
}

impl Opening {
    pub(super) fn read(bytes: &[u8], complete: bool) -> Self {
        let start = bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        match bytes.get(start) {
            None => Self::NeedMore,
            Some(b'[') => Self::Found { form: Form::Array, length: start + 1 },
            Some(b'{') => Self::inside_object(bytes, start, complete),
            Some(b'n') if bytes[start..].starts_with(b"null") => Self::Empty,
            Some(b'n') if b"null".starts_with(&bytes[start..]) && !complete => Self::NeedMore,
            Some(_) => Self::NoList,
        }
    }

    /// An object is the wrapper of a list, or the first of many tasks: walk over its members until one tells.
    fn inside_object(bytes: &[u8], start: usize, complete: bool) -> Self {
        let lines = Self::Found { form: Form::Lines, length: start };
        let undecided = if complete { lines } else { Self::NeedMore };
        let lines = || Self::Found { form: Form::Lines, length: start };
        let mut at = start + 1;
        loop {
            at = skip(bytes, at, b",");
            match bytes.get(at) {
                Some(b'"') => {}
                Some(_) => return lines(),
                None => return undecided,
            }
            let Some((key, after_key)) = member::<String>(bytes, at) else { return undecided };
            let value = skip(bytes, after_key, b":");
            let is_list = key == "items" || key == "data";
            match bytes.get(value) {
                Some(b'[') if is_list => return Self::Found { form: Form::Array, length: value + 1 },
                Some(b'n') if is_list && bytes[value..].starts_with(b"null") => return Self::Empty,
                None => return undecided,
                Some(_) => {}
            }
            // A number at the end of the bytes may go on.
            match member::<IgnoredAny>(bytes, value) {
                Some((_, end)) if end < bytes.len() => at = end,
                _ => return undecided,
            }
        }
    }
}

/// Skips white space and `extra`.
fn skip(bytes: &[u8], from: usize, extra: &[u8]) -> usize {
    let skipped = bytes[from..].iter().take_while(|byte| byte.is_ascii_whitespace() || extra.contains(byte));
    from + skipped.count()
}

/// Reads the JSON value at `from` and says where it ends.
fn member<T: serde::de::DeserializeOwned>(bytes: &[u8], from: usize) -> Option<(T, usize)> {
    let mut reader = serde_json::Deserializer::from_slice(&bytes[from..]).into_iter::<T>();
    match reader.next() {
        Some(Ok(value)) => Some((value, from + reader.byte_offset())),
        _ => None,
    }
}

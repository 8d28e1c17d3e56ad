//! [`ListPrefix`]: recognizes how the body of a list begins.
//!
//! `members.rs` reads the members of an object around the list, `incremental.rs` the elements.

use super::members::{Members, Walked};

/// The framing of the elements of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// `[task, task]`.
    Array,
    /// `{"data": [task, task]}` or `{"items": [task, task]}`, with other members before and after the list.
    Wrapped,
    /// `task task`, usually one per line.
    JsonLines,
}

/// The expected kind of body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// The body of a page. An object in it is the wrapper of a list.
    Page,
    /// The body of a stream. An object in it may also be the first of JSON lines.
    Stream,
}

/// The beginning of a body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ListPrefix {
    /// More bytes are needed.
    NeedMore,
    /// The first element begins after `length` bytes.
    Found { framing: Framing, length: usize },
    /// The list is empty and ends after `length` bytes.
    Empty { length: usize },
    /// The body is not a list, for this reason.
    NotAList(&'static str),
}

impl ListPrefix {
    /// Reads `bytes`, which begin with the first byte of the body that is not white space.
    ///
    /// After [`NeedMore`](Self::NeedMore), call it with the same bytes and more of them, and the same `members`.
    /// `complete` is whether the body has ended.
    pub(crate) fn read(layout: Layout, bytes: &[u8], members: &mut Members, complete: bool) -> Self {
        match bytes.first() {
            None => Self::NeedMore,
            Some(b'[') => Self::Found { framing: Framing::Array, length: 1 },
            Some(b'{') => Self::object(layout, members.walk(bytes), members),
            Some(b'n') if bytes.starts_with(b"null") => Self::Empty { length: 4 },
            Some(b'n') if b"null".starts_with(bytes) && !complete => Self::NeedMore,
            Some(_) => Self::NotAList("the body is not a list of tasks"),
        }
    }

    fn object(layout: Layout, walked: Walked, members: &Members) -> Self {
        match (walked, layout) {
            (Walked::NeedMore, _) => Self::NeedMore,
            (Walked::List { length }, _) => Self::Found { framing: Framing::Wrapped, length },
            (Walked::End { .. }, Layout::Page) if members.list_is_other => {
                Self::NotAList("the member `data` or `items` is not a list")
            }
            (Walked::End { length }, _) if members.list_is_null => Self::Empty { length },
            (Walked::End { length }, Layout::Page) if members.page.is_some() && !members.has_other_content => {
                Self::Empty { length }
            }
            (Walked::End { .. }, Layout::Page) => Self::NotAList("an object without a list of tasks"),
            (Walked::Malformed, Layout::Page) => Self::NotAList("the object around the list is not valid JSON"),
            // A malformed object is one undecodable element; those on the next lines can be read.
            (Walked::End { .. } | Walked::Malformed, Layout::Stream) => {
                Self::Found { framing: Framing::JsonLines, length: 0 }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_a_page_is_a_list_or_null() {
        for (value, is_empty) in [("null", true), ("7", false), ("\"text\"", false), ("true", false), ("{}", false)] {
            let body = format!(r#"{{"page":1,"data":{value}}}"#);
            let prefix = ListPrefix::read(Layout::Page, body.as_bytes(), &mut Members::default(), true);
            match prefix {
                ListPrefix::Empty { length } => assert!(is_empty && length == body.len(), "{body}"),
                ListPrefix::NotAList(why) => assert!(!is_empty && why.contains("is not a list"), "{body}: {why}"),
                ListPrefix::NeedMore | ListPrefix::Found { .. } => panic!("{body} has a list"),
            }
        }
    }
}

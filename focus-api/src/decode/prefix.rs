//! [`ListPrefix`]: how the body of a list begins, told from its first bytes.
//!
//! The members of an object around the list are read by `members.rs`, the elements by `incremental.rs`.

use super::members::{Members, Walked};

/// How the elements of a list are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// `[task, task]`.
    Array,
    /// `{"data": [task, task]}` or `{"items": [task, task]}`, with other members before and behind the list.
    Wrapped,
    /// `task task`, usually one a line.
    JsonLines,
}

/// Which bodies are expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// The body of a page. An object in it is the wrapper of a list.
    Page,
    /// The body of a stream. An object in it may also be the first of JSON lines.
    Stream,
}

/// What the first bytes of a body say of its list.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ListPrefix {
    /// There are too few of them.
    NeedMore,
    /// The first element begins behind `length` bytes.
    Found { framing: Framing, length: usize },
    /// The list has no elements; what follows it begins behind `length` bytes.
    Empty { length: usize },
    /// The body is not a list, for this reason.
    NotAList(&'static str),
}

impl ListPrefix {
    /// Reads `bytes`, which begin with the first byte of the body that is not white space.
    ///
    /// While it returns [`NeedMore`](Self::NeedMore), call it with the same bytes and more of them; `members` remembers
    /// how far it came. `complete` says that there are no more.
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
                Self::NotAList("an object with something else in place of its list")
            }
            (Walked::End { length }, _) if members.list_is_null => Self::Empty { length },
            (Walked::End { length }, Layout::Page) if members.page.is_some() => Self::Empty { length },
            (Walked::End { .. }, Layout::Page) => Self::NotAList("an object without a list of tasks"),
            (Walked::Malformed, Layout::Page) => Self::NotAList("the object around the list is not valid JSON"),
            // A malformed object costs one element; those on the next lines can be read.
            (Walked::End { .. } | Walked::Malformed, Layout::Stream) => {
                Self::Found { framing: Framing::JsonLines, length: 0 }
            }
        }
    }
}

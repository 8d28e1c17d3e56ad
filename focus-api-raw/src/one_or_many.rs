//! [`OneOrMany`]: the argument of setters that take one value or several.
//!
//! A single value converts if its type is [`Single`]. A filter that can also match the absence of an id takes an
//! [`IdFilter`](crate::IdFilter).

use std::collections::{BTreeSet, HashSet};

/// A list of values, converted from one value or from a collection.
///
/// ```
/// use focus_api_raw::Priority;
/// use focus_api_raw::types::{ListTasksQuery, TagId, TaskPatch};
///
/// let one = ListTasksQuery::new().priority(Priority::High);
/// let many = ListTasksQuery::new().priority(["high", "urgent"]);
/// let ids: Vec<TagId> = vec![TagId(7), TagId(9)];
/// let patch = TaskPatch::new().tags(&ids);
/// ```
///
/// An iterator can be collected into it: `ids.iter().filter(…).collect::<OneOrMany<TagId>>()`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OneOrMany<T>(Vec<T>);

impl<T> OneOrMany<T> {
    /// Returns a list of one value.
    pub fn one(value: impl Into<T>) -> Self {
        Self(vec![value.into()])
    }

    /// Returns the values.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<T> IntoIterator for OneOrMany<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<T, U: Into<T>> FromIterator<U> for OneOrMany<T> {
    fn from_iter<I: IntoIterator<Item = U>>(values: I) -> Self {
        Self(values.into_iter().map(Into::into).collect())
    }
}

/// A type whose values are elements of lists. Without it, the conversion from a single value would overlap with those from
/// arrays and vectors.
pub trait Single {}

impl<T: Single> From<T> for OneOrMany<T> {
    fn from(value: T) -> Self {
        Self(vec![value])
    }
}

impl<T: Single + Clone> From<&T> for OneOrMany<T> {
    fn from(value: &T) -> Self {
        Self(vec![value.clone()])
    }
}

impl Single for String {}
impl Single for i64 {}

/// Implements conversions from values that are converted to an element of the list.
macro_rules! from_one {
    ($target:ty: $($from:ty),*) => {
        $(impl ::std::convert::From<$from> for $target {
            fn from(value: $from) -> Self {
                Self::one(value)
            }
        })*
    };
}

from_one!(OneOrMany<String>: &str);
from_one!(OneOrMany<i64>: i32, u32);

/// Implements the conversions from collections, for [`OneOrMany`] and [`IdFilter`](crate::IdFilter).
macro_rules! from_collections {
    ($target:ident) => {
        impl<T, U: Into<T>, const N: usize> From<[U; N]> for $target<T> {
            fn from(values: [U; N]) -> Self {
                values.into_iter().collect()
            }
        }

        impl<T, U: Clone + Into<T>, const N: usize> From<&[U; N]> for $target<T> {
            fn from(values: &[U; N]) -> Self {
                values.iter().cloned().collect()
            }
        }

        impl<T, U: Clone + Into<T>> From<&[U]> for $target<T> {
            fn from(values: &[U]) -> Self {
                values.iter().cloned().collect()
            }
        }

        impl<T, U: Into<T>> From<Vec<U>> for $target<T> {
            fn from(values: Vec<U>) -> Self {
                values.into_iter().collect()
            }
        }

        impl<T, U: Clone + Into<T>> From<&Vec<U>> for $target<T> {
            fn from(values: &Vec<U>) -> Self {
                values.iter().cloned().collect()
            }
        }

        impl<T, U: Into<T>, S> From<HashSet<U, S>> for $target<T> {
            fn from(values: HashSet<U, S>) -> Self {
                values.into_iter().collect()
            }
        }

        impl<T, U: Into<T>> From<BTreeSet<U>> for $target<T> {
            fn from(values: BTreeSet<U>) -> Self {
                values.into_iter().collect()
            }
        }
    };
}

from_collections!(OneOrMany);

pub(crate) use {from_collections, from_one};

//! [`Page`]: one page of a list.

use focus_api_raw::types::{Task, TaskId};

use crate::decode;
use crate::error::Error;

/// One page of a list. Iterating over it yields its tasks.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Page<T = Task> {
    /// The tasks, in the order of the service.
    pub tasks: Vec<T>,
    /// An error for each task that could not be decoded, with its index on the page.
    pub decode_errors: Vec<Error>,
    /// The number of this page, from 1.
    pub number: u32,
    /// How many tasks a full page holds.
    pub per_page: u32,
    /// How many tasks match on all pages together, where the list says so: only the list of all tasks does.
    pub total: Option<u64>,
}

impl<T> Page<T> {
    /// Returns how many tasks the service sent on this page, decodable or not.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tasks.len() + self.decode_errors.len()
    }

    /// Returns whether the service sent no task on this page.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Iterates over the tasks of the page.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.tasks.iter()
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.tasks.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Page<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A page with its elements in order, decoded or not, and what following the list needs.
#[derive(Debug)]
pub(crate) struct DecodedPage<T> {
    pub(crate) elements: Vec<Result<T, Error>>,
    /// The ids of the elements, to tell one page from another.
    pub(crate) ids: Vec<Option<TaskId>>,
    pub(crate) number: u32,
    pub(crate) per_page: u32,
    pub(crate) total: Option<u64>,
}

impl<T> From<DecodedPage<T>> for Page<T> {
    fn from(page: DecodedPage<T>) -> Self {
        let (tasks, decode_errors) = decode::separate(page.elements);
        Self { tasks, decode_errors, number: page.number, per_page: page.per_page, total: page.total }
    }
}

//! [`Page`]: one page of a list.
//!
//! [`DecodedPage`] is the same page as the pagers hold it. Decoding its body is for `decode/list.rs`, asking for pages for
//! the pager.

use bytes::Bytes;
use focus_api_raw::types::{Task, TaskId};
use serde::de::DeserializeOwned;

use crate::decode::{self, Ids};
use crate::error::Error;
use crate::policy::FilterGuard;

/// One page of a list.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Page<T = Task> {
    /// The tasks, in the order of the service.
    pub tasks: Vec<T>,
    /// One error for each task that could not be decoded, with its index on the page and the reason.
    pub decode_errors: Vec<Error>,
    /// The number of this page, from 1.
    pub number: u32,
    /// The number of tasks on a full page.
    pub per_page: u32,
    /// The number of tasks on all pages together, where the service says so: only the list of all tasks does.
    pub total: Option<u64>,
}

impl<T> Page<T> {
    /// Returns the number of tasks the service sent on this page, decoded or not.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tasks.len() + self.decode_errors.len()
    }

    /// Returns whether the service sent no task on this page.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A page with its elements in order, decoded or not, and what a pager needs to go on.
#[derive(Debug)]
pub(crate) struct DecodedPage<T> {
    pub(crate) elements: Vec<Result<T, Error>>,
    /// The id of each element, if ids were asked for.
    pub(crate) ids: Vec<Option<TaskId>>,
    pub(crate) number: u32,
    pub(crate) per_page: u32,
    pub(crate) total: Option<u64>,
}

impl<T: DeserializeOwned + 'static> DecodedPage<T> {
    /// Decodes the body of a page. `number` and `per_page` are what was asked for; what the service says replaces them,
    /// except for a page size above the one asked for, which cannot be right.
    pub(crate) fn read(
        operation: &'static str,
        body: &Bytes,
        number: u32,
        per_page: u32,
        guard: &FilterGuard,
        ids: Ids,
    ) -> Result<Self, Error> {
        let list = decode::list(operation, body, guard, ids)?;
        let positive =
            |value: Option<u64>| value.and_then(|value| u32::try_from(value).ok()).filter(|value| *value > 0);
        Ok(Self {
            elements: list.elements,
            ids: list.ids,
            number: positive(list.page).unwrap_or(number),
            per_page: positive(list.per_page).map_or(per_page, |size| size.min(per_page)),
            total: list.total,
        })
    }
}

impl<T> DecodedPage<T> {
    /// Returns the number of the last page, if the service says how many tasks match.
    pub(crate) fn last_page(&self) -> Option<u32> {
        let pages = self.total?.div_ceil(u64::from(self.per_page.max(1)));
        Some(u32::try_from(pages).unwrap_or(u32::MAX))
    }
}

impl<T> From<DecodedPage<T>> for Page<T> {
    fn from(page: DecodedPage<T>) -> Self {
        let (tasks, decode_errors) = decode::separate(page.elements);
        Self { tasks, decode_errors, number: page.number, per_page: page.per_page, total: page.total }
    }
}

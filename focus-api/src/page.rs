//! [`Page`]: one page of a list.

use bytes::Bytes;
use focus_api_raw::types::{Task, TaskId};
use serde::de::DeserializeOwned;

use crate::decode;
use crate::error::Error;
use crate::policy::FilterGuard;

/// One page of a list.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Page<T = Task> {
    /// The tasks, in the order of the service.
    pub tasks: Vec<T>,
    /// Tasks that could not be read, each with its place on the page and the reason.
    pub undecodable: Vec<Error>,
    /// The number of this page, from 1.
    pub number: u32,
    /// How many tasks a full page holds.
    pub per_page: u32,
    /// How many tasks match on all pages together, where the list says so: only the list of all tasks does.
    pub total: Option<u64>,
}

impl<T> Page<T> {
    /// How many tasks the service sent on this page, readable or not.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tasks.len() + self.undecodable.len()
    }

    /// Whether the service sent no task on this page.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A page with its elements in order, readable or not, and what following the list needs.
#[derive(Debug)]
pub(crate) struct Leaf<T> {
    pub(crate) elements: Vec<Result<T, Error>>,
    pub(crate) ids: Vec<Option<TaskId>>,
    pub(crate) number: u32,
    pub(crate) per_page: u32,
    pub(crate) total: Option<u64>,
}

impl<T: DeserializeOwned> Leaf<T> {
    /// Reads the body of a page. `number` and `per_page` are what was asked for; the service's word counts more.
    pub(crate) fn read(
        operation: &'static str,
        body: &Bytes,
        number: u32,
        per_page: u32,
        guard: &FilterGuard,
    ) -> Result<Self, Error> {
        let list = decode::list(operation, body)?;
        if !guard.is_idle() {
            list.check(operation, guard)?;
        }
        let said = |value: Option<u64>| value.and_then(|value| u32::try_from(value).ok()).filter(|value| *value > 0);
        Ok(Self {
            elements: list.read(operation),
            ids: list.ids(),
            number: said(list.page).unwrap_or(number),
            per_page: said(list.per_page).unwrap_or(per_page),
            total: list.total,
        })
    }
}

impl<T> Leaf<T> {
    /// The last page there is, if the list says how many tasks match.
    pub(crate) fn last_page(&self) -> Option<u32> {
        let pages = self.total?.div_ceil(u64::from(self.per_page.max(1)));
        Some(u32::try_from(pages).unwrap_or(u32::MAX))
    }
}

impl<T> From<Leaf<T>> for Page<T> {
    fn from(leaf: Leaf<T>) -> Self {
        let (tasks, undecodable) = decode::separate(leaf.elements);
        Self { tasks, undecodable, number: leaf.number, per_page: leaf.per_page, total: leaf.total }
    }
}

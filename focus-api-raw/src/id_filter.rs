//! [`IdFilter`]: the argument of filters by id that can also ask for "no id".
//!
//! One element of such a filter is an [`OrNone`]; a filter without "none" takes a [`OneOrMany`](crate::OneOrMany).

use std::collections::{BTreeSet, HashSet};

use crate::OrNone;
use crate::one_or_many::from_collections;

/// Accepts any of some ids, the absence of an id, or both.
///
/// ```
/// use focus_api_raw::IdFilter;
/// use focus_api_raw::types::{ListTasksQuery, ProjectId};
///
/// let (site, app) = (ProjectId(7), ProjectId(9));
/// let one = ListTasksQuery::new().project(site);
/// let any = ListTasksQuery::new().project([site, app]);
/// let without_project = ListTasksQuery::new().project(IdFilter::none());
/// let any_or_none = ListTasksQuery::new().project(IdFilter::any([7, 9]).or_none());
/// ```
///
/// How the service combines ids with "none" is not documented; it presumably accepts either. A filter of no ids at all
/// stays empty: the API cannot express it, since an absent filter selects everything, and `focus-api` refuses to send it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdFilter<T>(Vec<OrNone<T>>);

impl<T> IdFilter<T> {
    /// Returns a filter that accepts one id.
    pub fn one(id: impl Into<T>) -> Self {
        Self(vec![OrNone::Id(id.into())])
    }

    /// Returns a filter that accepts each of these ids.
    pub fn any(ids: impl IntoIterator<Item = impl Into<T>>) -> Self {
        ids.into_iter().collect()
    }

    /// Returns a filter that accepts the absence of an id.
    #[must_use]
    pub fn none() -> Self {
        Self(vec![OrNone::None])
    }

    /// Also accepts the absence of an id.
    #[must_use]
    pub fn or_none(mut self) -> Self {
        self.0.push(OrNone::None);
        self
    }

    /// Returns a filter of these elements.
    #[must_use]
    pub fn from_elements(elements: Vec<OrNone<T>>) -> Self {
        Self(elements)
    }

    /// Returns the elements of the filter.
    #[must_use]
    pub fn into_elements(self) -> Vec<OrNone<T>> {
        self.0
    }

    /// Returns whether the filter accepts nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T, U: Into<T>> FromIterator<U> for IdFilter<T> {
    fn from_iter<I: IntoIterator<Item = U>>(ids: I) -> Self {
        Self(ids.into_iter().map(|id| OrNone::Id(id.into())).collect())
    }
}

from_collections!(IdFilter);

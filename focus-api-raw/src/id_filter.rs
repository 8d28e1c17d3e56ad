//! [`IdFilter`]: the argument of filters by id that can also match the absence of an id.
//!
//! Its elements are [`OrNone`]s. A filter that only matches ids takes a [`OneOrMany`](crate::OneOrMany).

use std::collections::{BTreeSet, HashSet};

use crate::OrNone;
use crate::id::{Id, from_integers};
use crate::one_or_many::from_collections;

/// A filter that matches any of several ids, the absence of an id, or both.
///
/// ```
/// use focus_api_raw::IdFilter;
/// use focus_api_raw::types::{ListTasksQuery, ProjectId};
///
/// let (site, app) = (ProjectId(7), ProjectId(9));
/// let one = ListTasksQuery::new().project(site);
/// let any = ListTasksQuery::new().project([site, app]);
/// let without_project = ListTasksQuery::new().project(IdFilter::none());
/// let any_or_none =
///     ListTasksQuery::new().project(IdFilter::any([7, 9]).or_none());
/// ```
///
/// How the service combines ids with "none" is not documented; it presumably matches either. An empty filter stays
/// empty. The API cannot express it, because a filter that is left out selects everything, so `focus-api` refuses to
/// send it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdFilter<T>(Vec<OrNone<T>>);

impl<T> IdFilter<T> {
    /// Returns a filter that matches one id.
    pub fn one(id: impl Into<T>) -> Self {
        Self(vec![OrNone::Id(id.into())])
    }

    /// Returns a filter that matches any of these ids.
    pub fn any(ids: impl IntoIterator<Item = impl Into<T>>) -> Self {
        ids.into_iter().collect()
    }

    /// Returns a filter that matches the absence of an id.
    #[must_use]
    pub fn none() -> Self {
        Self(vec![OrNone::None])
    }

    /// Also matches the absence of an id.
    #[must_use]
    pub fn or_none(mut self) -> Self {
        self.0.push(OrNone::None);
        self
    }

    /// Creates a filter from its elements.
    #[must_use]
    pub fn from_elements(elements: Vec<OrNone<T>>) -> Self {
        Self(elements)
    }

    /// Returns the elements of the filter.
    #[must_use]
    pub fn into_elements(self) -> Vec<OrNone<T>> {
        self.0
    }

    /// Returns whether the filter has no elements.
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

impl<T: Id> From<T> for IdFilter<T> {
    fn from(id: T) -> Self {
        Self::one(id)
    }
}

impl<T: Id + Clone> From<&T> for IdFilter<T> {
    fn from(id: &T) -> Self {
        Self::one(id.clone())
    }
}

impl<T> From<OrNone<T>> for IdFilter<T> {
    fn from(element: OrNone<T>) -> Self {
        Self::from_elements(vec![element])
    }
}

from_integers!(IdFilter);
from_collections!(IdFilter);

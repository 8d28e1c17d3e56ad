//! [`IdFilter`]: which ids a filter accepts, written the way one says it.

use crate::OrNone;

/// "One of these", "none at all", or both.
///
/// ```
/// use focus_api_raw::{IdFilter, types::ProjectId};
///
/// let (site, app) = (ProjectId(7), ProjectId(9));
/// let one: IdFilter<ProjectId> = site.into();
/// let any = IdFilter::any([site, app]);
/// let without_project = IdFilter::<ProjectId>::none();
/// let any_or_none = IdFilter::any([site, app]).or_none();
/// # let _ = (one, any, without_project, any_or_none);
/// ```
///
/// How the service reads ids together with "none" is not documented; it presumably means either.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdFilter<T>(Vec<OrNone<T>>);

impl<T> IdFilter<T> {
    /// Things that have one of these ids.
    pub fn any(ids: impl IntoIterator<Item = impl Into<T>>) -> Self {
        Self(ids.into_iter().map(|id| OrNone::Id(id.into())).collect())
    }

    /// Things that have no id.
    #[must_use]
    pub fn none() -> Self {
        Self(vec![OrNone::None])
    }

    /// Also things that have no id.
    #[must_use]
    pub fn or_none(mut self) -> Self {
        self.0.push(OrNone::None);
        self
    }
}

impl<T> From<T> for IdFilter<T> {
    fn from(id: T) -> Self {
        Self(vec![OrNone::Id(id)])
    }
}

impl<T, const N: usize> From<[T; N]> for IdFilter<T> {
    fn from(ids: [T; N]) -> Self {
        Self::any(ids)
    }
}

impl<T> From<Vec<T>> for IdFilter<T> {
    fn from(ids: Vec<T>) -> Self {
        Self::any(ids)
    }
}

impl<T: Clone> From<&[T]> for IdFilter<T> {
    fn from(ids: &[T]) -> Self {
        Self::any(ids.iter().cloned())
    }
}

impl<T> From<Vec<OrNone<T>>> for IdFilter<T> {
    fn from(elements: Vec<OrNone<T>>) -> Self {
        Self(elements)
    }
}

impl<T> From<IdFilter<T>> for Vec<OrNone<T>> {
    fn from(filter: IdFilter<T>) -> Self {
        filter.0
    }
}

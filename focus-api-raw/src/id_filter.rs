//! [`IdFilter`]: which ids a filter accepts, written the way one says it.

use crate::OrNone;

/// "One of these", "none at all", or both.
///
/// ```
/// use focus_api_raw::{IdFilter, types::ProjectId};
///
/// let (site, app) = (ProjectId(7), ProjectId(9));
/// let one: IdFilter<ProjectId> = site.into();
/// let any = IdFilter::<ProjectId>::any([site, app]);
/// let without_project = IdFilter::<ProjectId>::none();
/// let any_or_none = IdFilter::<ProjectId>::any([7, 9]).or_none();
/// # let _ = (one, any, without_project, any_or_none);
/// ```
///
/// How the service reads ids together with "none" is not documented; it presumably means either.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdFilter<T>(Vec<OrNone<T>>);

impl<T: From<i64>> IdFilter<T> {
    /// Things that have one of these ids.
    ///
    /// None at all would select nothing, which the API cannot say: an absent filter selects everything. Such a filter holds
    /// the id 0, which cannot exist, and `focus-api` refuses to send it.
    pub fn any(ids: impl IntoIterator<Item = impl Into<T>>) -> Self {
        let mut ids: Vec<OrNone<T>> = ids.into_iter().map(|id| OrNone::Id(id.into())).collect();
        if ids.is_empty() {
            ids.push(OrNone::Id(T::from(0)));
        }
        Self(ids)
    }
}

impl<T> IdFilter<T> {
    /// The ids alone, for filters that know no "none".
    #[must_use]
    pub fn into_ids(self) -> Vec<T> {
        let ids = self.0.into_iter().filter_map(|element| match element {
            OrNone::Id(id) => Some(id),
            OrNone::None => None,
        });
        ids.collect()
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

impl<T: From<i64>, const N: usize> From<[T; N]> for IdFilter<T> {
    fn from(ids: [T; N]) -> Self {
        Self::any(ids)
    }
}

impl<T: From<i64>> From<Vec<T>> for IdFilter<T> {
    fn from(ids: Vec<T>) -> Self {
        Self::any(ids)
    }
}

impl<T: Clone + From<i64>> From<&[T]> for IdFilter<T> {
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

//! [`TaskSelection`]: reads the ids of all tasks that a list or a stream selects, before they are changed.

use std::collections::HashSet;
use std::time::Instant;

use focus_api_raw::types::{Task, TaskId};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::paging::Items;
use crate::tasks::{ListRecurringTasks, ListTaskChildren, ListTaskParents, ListTasks, StreamTasks, validate};

/// A selection of tasks: a [list](crate::Tasks::list) or a [stream](crate::Tasks::stream) with its filters.
///
/// ```no_run
/// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
/// use focus_api::{TaskExt, bulk::TaskSelection};
///
/// let done = tasks.stream().archived(false).select(|task| task.is_done());
/// let report = tasks.bulk().archive_matching(done).await?;
/// # let _ = report; Ok(()) }
/// ```
///
/// The trait is sealed: only this crate implements it.
pub trait TaskSelection: sealed::Selection {
    /// Keeps only the tasks for which `keep` returns `true`. This counts as a filter.
    fn select<F>(self, keep: F) -> Selected<Self, F>
    where
        Self: Sized,
        F: FnMut(&Task) -> bool + Send + Sync + 'static,
    {
        Selected { selection: self, keep }
    }
}

impl<S: sealed::Selection> TaskSelection for S {}

/// A selection that a closure narrows. Created by [`TaskSelection::select`].
#[derive(Debug)]
#[must_use = "a selection does nothing by itself"]
pub struct Selected<S, F> {
    selection: S,
    keep: F,
}

pub(super) mod sealed {
    use super::*;

    /// The methods of a selection that only this crate calls.
    pub trait Selection: Send + Sync + 'static {
        /// Returns whether the selection has a filter.
        fn has_filter(&self) -> bool;

        /// Sets the time after which no request and no wait begins.
        fn read_until(self, end: Option<Instant>) -> Self;

        /// Reads the ids, in the order of the list.
        fn ids(self) -> impl Future<Output = Result<Vec<TaskId>, Error>> + Send;

        /// Reads the tasks, in the order of the list.
        fn tasks(self) -> impl Future<Output = Result<Vec<Task>, Error>> + Send;
    }
}

/// The only member that is decoded, so that errors in other members do not matter.
#[derive(Deserialize)]
struct Identified {
    id: TaskId,
}

macro_rules! list_selection {
    ($name:ident, $has_filter:expr) => {
        impl<T: DeserializeOwned + Send + 'static> sealed::Selection for $name<T> {
            fn has_filter(&self) -> bool {
                let has_filter: fn(&Self) -> bool = $has_filter;
                has_filter(self)
            }

            fn read_until(mut self, end: Option<Instant>) -> Self {
                self.context.options.wait_until = end;
                self
            }

            async fn ids(self) -> Result<Vec<TaskId>, Error> {
                let found = read(self.decode_as::<Identified>().items()).await?;
                Ok(distinct(found.into_iter().map(|task| task.id)))
            }

            async fn tasks(self) -> Result<Vec<Task>, Error> {
                read(self.decode_as::<Task>().items()).await
            }
        }
    };
}

list_selection!(ListTasks, |list| validate::has_filter(list.query()));
list_selection!(ListRecurringTasks, |list| validate::has_filter(list.query()));
// These lists belong to one task, which counts as a filter.
list_selection!(ListTaskChildren, |_| true);
list_selection!(ListTaskParents, |_| true);

impl<T: DeserializeOwned + Send + 'static> sealed::Selection for StreamTasks<T> {
    fn has_filter(&self) -> bool {
        self.has_filter()
    }

    fn read_until(mut self, end: Option<Instant>) -> Self {
        self.context.options.wait_until = end;
        self
    }

    async fn ids(self) -> Result<Vec<TaskId>, Error> {
        let found = self.decode_as::<Identified>().send().await?.try_collect().await?;
        Ok(distinct(found.into_iter().map(|task| task.id)))
    }

    async fn tasks(self) -> Result<Vec<Task>, Error> {
        self.decode_as::<Task>().send().await?.try_collect().await
    }
}

impl<S: sealed::Selection, F: FnMut(&Task) -> bool + Send + Sync + 'static> sealed::Selection for Selected<S, F> {
    fn has_filter(&self) -> bool {
        true
    }

    fn read_until(self, end: Option<Instant>) -> Self {
        Self { selection: self.selection.read_until(end), ..self }
    }

    async fn ids(self) -> Result<Vec<TaskId>, Error> {
        Ok(distinct(self.tasks().await?.into_iter().map(|task| task.id)))
    }

    async fn tasks(self) -> Result<Vec<Task>, Error> {
        let mut tasks = self.selection.tasks().await?;
        tasks.retain(self.keep);
        Ok(tasks)
    }
}

/// Reads a list to its end. A list that ends at its limit on requests is an error, because the report of the change would
/// not show that tasks are missing.
async fn read<T: Send + 'static>(mut items: Items<T>) -> Result<Vec<T>, Error> {
    let mut found = Vec::new();
    while let Some(task) = items.next().await {
        found.push(task?);
    }
    items.require_end().map(|()| found)
}

/// Removes duplicates: a list that changed while it was read can contain a task twice.
fn distinct(ids: impl Iterator<Item = TaskId>) -> Vec<TaskId> {
    let mut seen = HashSet::new();
    ids.filter(|id| seen.insert(*id)).collect()
}

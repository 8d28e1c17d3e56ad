//! [`Matching`]: everything a list or a stream selects, as ids read to the end before anything is changed.

use focus_api_raw::types::TaskId;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::request::Request;
use crate::tasks::{List, ListQuery, StreamTasks};

/// A selection of tasks: a [list](crate::Tasks::list) or a [stream](crate::Tasks::stream) with its filters.
///
/// Implemented by this crate alone.
pub trait Matching {
    /// The ids, in the order of the list.
    ///
    /// # Errors
    /// A list that cannot be read to its end, a task without an id, a filter that seems to be ignored.
    ///
    /// # Requests
    /// One for a stream, one a page for a list.
    fn ids(self) -> impl Future<Output = Result<Vec<TaskId>, Error>> + Send;
}

/// All that is read of a task here: whatever else is odd about it does not matter.
#[derive(Deserialize)]
struct Identified {
    id: TaskId,
}

impl<Q: ListQuery, T: DeserializeOwned + Send + 'static> Matching for Request<List<Q, T>> {
    async fn ids(self) -> Result<Vec<TaskId>, Error> {
        let found = self.decode_as::<Identified>().items().try_collect().await?;
        // A list that changed while it was read can name a task twice.
        let mut seen = std::collections::HashSet::new();
        Ok(found.into_iter().map(|task| task.id).filter(|id| seen.insert(*id)).collect())
    }
}

impl<T: Send + 'static> Matching for Request<StreamTasks<T>> {
    async fn ids(self) -> Result<Vec<TaskId>, Error> {
        let found = self.decode_as::<Identified>().send().await?.try_collect().await?;
        Ok(found.into_iter().map(|task| task.id).collect())
    }
}

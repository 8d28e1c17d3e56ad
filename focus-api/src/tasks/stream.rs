//! The list that comes in one answer.

use std::marker::PhantomData;

use focus_api_raw as raw;
use focus_api_raw::types::{StreamTasksQuery, Task};
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::policy::FilterGuard;
use crate::request::{Endpoint, Request};
use crate::stream::TaskStream;
use crate::transport::{Manner, Reply, Sent, pairs};
use crate::workspace::{Workspace, check_filter_ids};

/// The largest single task that is waited for, in bytes.
const MAX_ITEM_BYTES: usize = 16 * 1024 * 1024;

/// See [`Tasks::stream`](crate::Tasks::stream).
#[derive(Debug)]
pub struct StreamTasks<T = Task> {
    query: StreamTasksQuery,
    max_item_bytes: usize,
    reads: PhantomData<fn() -> T>,
}

// By hand, because a derive would ask for `T: Clone`.
impl<T> Clone for StreamTasks<T> {
    fn clone(&self) -> Self {
        Self { query: self.query.clone(), max_item_bytes: self.max_item_bytes, reads: PhantomData }
    }
}

impl<T> StreamTasks<T> {
    pub(super) fn new(query: StreamTasksQuery) -> Self {
        Self { query, max_item_bytes: MAX_ITEM_BYTES, reads: PhantomData }
    }
}

impl<T> Request<StreamTasks<T>> {
    focus_api_raw::__stream_tasks_query_setters! { .endpoint.query }

    /// The filter set as it stands, to be kept or compared.
    #[must_use]
    pub fn query_value(&self) -> &StreamTasksQuery {
        &self.endpoint.query
    }

    pub(super) fn query_mut(&mut self) -> &mut StreamTasksQuery {
        &mut self.endpoint.query
    }

    /// Whether tasks are checked against the filters; see
    /// [`ErrorKind::FilterIgnored`](crate::ErrorKind::FilterIgnored).
    pub fn filter_guard(mut self, on: bool) -> Self {
        self.options = self.options.filter_guard(on);
        self
    }

    /// The largest single task to wait for, in bytes: what bounds the memory a broken answer can take. 16 MiB by default.
    pub fn max_item_bytes(mut self, bytes: usize) -> Self {
        self.endpoint.max_item_bytes = bytes;
        self
    }

    /// Reads the tasks into a type of your own.
    pub fn decode_as<U>(self) -> Request<StreamTasks<U>> {
        let StreamTasks { query, max_item_bytes, .. } = self.endpoint;
        let endpoint = StreamTasks { query, max_item_bytes, reads: PhantomData };
        Request { workspace: self.workspace, options: self.options, endpoint }
    }
}

impl<T: DeserializeOwned + Send + 'static> Endpoint for StreamTasks<T> {
    type Output = TaskStream<T>;
    const ID: &'static str = "stream_tasks";
    const MANNER: Manner = Manner::Streaming;

    fn check(&self) -> Result<(), Error> {
        check_filter_ids(Self::ID, &self.query, &self.query())
    }

    fn query(&self) -> Vec<(String, String)> {
        pairs(&self.query)
    }

    fn start(&mut self, raw: raw::Client, at: &Workspace) -> Sent<'static> {
        let (organization, workspace) = (at.organization_id(), at.workspace_id());
        Box::pin(async move {
            let call = raw.stream_tasks().organization_id(organization).workspace_id(workspace);
            raw::unread::take(call.send().await)
        })
    }

    async fn finish(self, reply: Reply, guarded: bool) -> Result<TaskStream<T>, Error> {
        let guard = if guarded { FilterGuard::from(&self.query) } else { FilterGuard::default() };
        Ok(TaskStream::new(reply, guard, self.max_item_bytes))
    }
}

//! [`StreamTasks`]: the list that comes in one response. Reading it is `paging/task_stream.rs`.

use focus_api_raw as raw;
use focus_api_raw::Operation;
use focus_api_raw::types::StreamTasksQuery;
use serde::de::DeserializeOwned;

use super::validate;
use crate::endpoint::{Endpoint, RequestContext};
use crate::error::Error;
use crate::paging::TaskStream;
use crate::policy::FilterGuard;
use crate::request::{decoding_request, request_methods};
use crate::transport::{BodyMode, Response, append_query};
use crate::workspace::Workspace;

/// The largest single task that is read, in bytes.
const MAX_ITEM_BYTES: usize = 16 * 1024 * 1024;

decoding_request! {
    /// Streams the tasks of a workspace. Created by [`Tasks::stream`](crate::Tasks::stream).
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// let mut all = tasks.stream().archived(false).send().await?;
    /// while let Some(task) = all.next().await {
    ///     println!("{:?}", task?.name);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Requests
    /// One, whatever the number of tasks.
    pub struct StreamTasks<T> {
        query: StreamTasksQuery,
        max_item_bytes: usize,
    }
}

impl StreamTasks {
    pub(super) fn new(workspace: &Workspace, query: StreamTasksQuery) -> Self {
        let context = RequestContext::new(workspace);
        Self { context, query, max_item_bytes: MAX_ITEM_BYTES, decoded: std::marker::PhantomData }
    }
}

/// # Filters
impl<T> StreamTasks<T> {
    focus_api_raw::__stream_tasks_query_setters! { .query }
}

/// # Reading the stream
impl<T> StreamTasks<T> {
    /// Returns the filters, to be stored or compared.
    #[must_use]
    pub fn query(&self) -> &StreamTasksQuery {
        &self.query
    }

    /// Sets the largest single task to read, in bytes, which bounds the memory that a broken response can take. 16 MiB by
    /// default.
    pub fn max_item_bytes(mut self, bytes: usize) -> Self {
        self.max_item_bytes = bytes;
        self
    }

    /// Sets whether the tasks are checked against the filters; see
    /// [`ErrorKind::FilterIgnored`](crate::ErrorKind::FilterIgnored).
    pub fn filter_guard(mut self, on: bool) -> Self {
        self.context.options = self.context.options.filter_guard(on);
        self
    }
}

request_methods!(StreamTasks<T> => TaskStream<T>);

impl<T: DeserializeOwned + Send + 'static> Endpoint for StreamTasks<T> {
    type Output = TaskStream<T>;
    const OPERATION: &'static Operation = raw::operations::STREAM_TASKS;
    const BODY: BodyMode = BodyMode::Streaming;

    fn context(&self) -> &RequestContext {
        &self.context
    }

    fn validate(&self) -> Result<(), Error> {
        validate::filters(Self::OPERATION.id, &self.query)
    }

    fn build(&self, raw: &raw::Client) -> Result<reqwest::Request, raw::Error> {
        let (organization, workspace) = self.context.ids();
        let mut request = raw.stream_tasks().organization_id(organization).workspace_id(workspace).into_request()?;
        append_query(request.url_mut(), &self.query, self.context.workspace.client().transport().settings.arrays);
        Ok(request)
    }

    fn decode(self, response: Response) -> Result<TaskStream<T>, Error> {
        let check = if self.context.filter_guard() { FilterGuard::from(&self.query) } else { FilterGuard::default() };
        let idle_timeout = self.context.workspace.client().transport().settings.idle_timeout;
        Ok(TaskStream::new(response, idle_timeout, check, self.max_item_bytes))
    }
}

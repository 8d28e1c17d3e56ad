//! [`StreamTasks`]: the list of all tasks in one response. `paging/task_stream.rs` reads it.

use chrono::{DateTime, NaiveDate, Utc};
use focus_api_raw as raw;
use focus_api_raw::Operation;
use focus_api_raw::types::StreamTasksQuery;
use serde::de::DeserializeOwned;

use super::validate;
use crate::endpoint::{Endpoint, RequestContext};
use crate::error::Error;
use crate::paging::TaskStream;
use crate::policy::{Condition, Conditions, FilterGuard};
use crate::request::{decoding_request, request_methods};
use crate::transport::{BodyMode, Response, append_query};
use crate::workspace::Workspace;

/// The maximum size of a task, in bytes.
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
    /// One, for any number of tasks.
    pub struct StreamTasks<T> {
        query: StreamTasksQuery,
        conditions: Conditions,
        max_item_bytes: usize,
    }
}

impl StreamTasks {
    pub(super) fn new(workspace: &Workspace, query: StreamTasksQuery) -> Self {
        let context = RequestContext::new(workspace);
        let conditions = Conditions::default();
        Self { context, query, conditions, max_item_bytes: MAX_ITEM_BYTES, decoded: std::marker::PhantomData }
    }

    pub(super) fn changed_since(mut self, time: DateTime<Utc>) -> Self {
        self.query.include_project_completed = Some(true);
        self.with_condition(Condition::ChangedSince(time))
    }
}

/// # Filters
///
/// See the example of [`StreamTasks`].
impl<T> StreamTasks<T> {
    focus_api_raw::__stream_tasks_query_setters! { .query }
}

/// # Filters of the client
///
/// The service does not have these filters. It sends all tasks, and the client leaves out those that do not match, also
/// if they are [decoded](Self::decode_as) as another type.
impl<T> StreamTasks<T> {
    /// Selects tasks that are due before this day, done or not. The request has the filter for tasks with dates.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks, day: focus_api::chrono::NaiveDate) -> Result<(), focus_api::Error> {
    /// let due = tasks.stream().due_before(day).send().await?.try_collect().await?;
    /// # let _ = due; Ok(()) }
    /// ```
    pub fn due_before(self, day: NaiveDate) -> Self {
        self.with_dates(Condition::DueBefore(day))
    }

    /// Selects tasks that are due on this day, done or not; see [`due_before`](Self::due_before).
    pub fn due_on(self, day: NaiveDate) -> Self {
        self.with_dates(Condition::DueOn(day))
    }

    /// Selects tasks that are due before this day and not done, as [`TaskExt::is_overdue`](crate::TaskExt::is_overdue)
    /// does. The request has the filter for tasks with dates.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// let today = focus_api::chrono::Utc::now().date_naive();
    /// let late = tasks.stream().archived(false).overdue(today).send().await?;
    /// # let _ = late; Ok(()) }
    /// ```
    pub fn overdue(self, today: NaiveDate) -> Self {
        self.with_dates(Condition::OverdueOn(today))
    }

    /// Adds a condition on the due date, with the filter `has_dates`. The service's filters by overlap may leave out a
    /// task without a start date.
    fn with_dates(mut self, condition: Condition) -> Self {
        self.query.has_dates = Some(true);
        self.with_condition(condition)
    }

    fn with_condition(mut self, condition: Condition) -> Self {
        self.conditions.add(condition);
        self
    }

    /// Returns whether the stream has a filter.
    pub(crate) fn has_filter(&self) -> bool {
        validate::has_filter(&self.query) || !self.conditions.is_empty()
    }
}

/// # Reading the stream
///
/// See the example of [`StreamTasks`].
impl<T> StreamTasks<T> {
    /// Returns the filters of the request, for example to store them. [`Tasks::stream_with`](crate::Tasks::stream_with)
    /// reads them.
    #[must_use]
    pub fn query(&self) -> &StreamTasksQuery {
        &self.query
    }

    /// Sets the maximum size of a task, in bytes, which limits the memory for a malformed response. The default is 16
    /// MiB.
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
        Ok(TaskStream::new(response, idle_timeout, check, self.conditions, self.max_item_bytes))
    }
}

//! The verbs that read many tasks.

use focus_api_raw::types::{
    ListRecurringTasksQuery, ListTaskChildrenQuery, ListTaskParentsQuery, ListTasksQuery, StreamTasksQuery, TaskId,
};

use super::{List, StreamTasks, Tasks};
use crate::request::Request;

impl Tasks {
    /// The tasks of the workspace, filtered and sorted, page by page.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// use focus_api::{IdFilter, OrderBy, ProjectId};
    ///
    /// let mut open = tasks
    ///     .list()
    ///     .project(IdFilter::any([ProjectId(7), ProjectId(9)]).or_none())
    ///     .order_by([OrderBy::EndDate.asc(), OrderBy::project_field(3).desc()])
    ///     .items();
    /// while let Some(task) = open.next().await {
    ///     println!("{:?}", task?.name);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// Tasks of completed projects stay out unless
    /// [`include_project_completed`](Request::include_project_completed) is set. To read everything,
    /// [`stream`](Self::stream) costs one request in all.
    ///
    /// # Errors
    /// When it is read: those of [`Request::send`].
    ///
    /// # Requests
    /// One a page, 100 tasks a page.
    pub fn list(&self) -> Request<List<ListTasksQuery>> {
        self.list_with(ListTasksQuery::default())
    }

    /// As [`list`](Self::list), with filters from a value: a config file, a tool call, another list.
    ///
    /// # Errors
    /// When it is read: those of [`Request::send`].
    ///
    /// # Requests
    /// One a page.
    pub fn list_with(&self, query: ListTasksQuery) -> Request<List<ListTasksQuery>> {
        self.request(List::new(query, None))
    }

    /// The instances of repeating tasks, page by page.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// use focus_api::RecurringTaskId;
    ///
    /// let instances = tasks.recurring().recurring_task([RecurringTaskId(12)]).items().try_collect().await?;
    /// # let _ = instances; Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When it is read: those of [`Request::send`].
    ///
    /// # Requests
    /// One a page; one more if the last page is full, because this list has no total.
    pub fn recurring(&self) -> Request<List<ListRecurringTasksQuery>> {
        self.recurring_with(ListRecurringTasksQuery::default())
    }

    /// As [`recurring`](Self::recurring), with filters from a value.
    ///
    /// # Errors
    /// When it is read: those of [`Request::send`].
    ///
    /// # Requests
    /// As [`recurring`](Self::recurring).
    pub fn recurring_with(&self, query: ListRecurringTasksQuery) -> Request<List<ListRecurringTasksQuery>> {
        self.request(List::new(query, None))
    }

    /// The sub-tasks of a task, page by page. The docs page says the task itself is among them.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks, id: focus_api::TaskId) -> Result<(), focus_api::Error> {
    /// let family = tasks.children(id).items().try_collect().await?;
    /// # let _ = family; Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When it is read: those of [`Request::send`].
    ///
    /// # Requests
    /// As [`recurring`](Self::recurring).
    pub fn children(&self, id: impl Into<TaskId>) -> Request<List<ListTaskChildrenQuery>> {
        self.children_with(id, ListTaskChildrenQuery::default())
    }

    /// As [`children`](Self::children), with filters from a value.
    ///
    /// # Errors
    /// When it is read: those of [`Request::send`].
    ///
    /// # Requests
    /// As [`recurring`](Self::recurring).
    pub fn children_with(
        &self,
        id: impl Into<TaskId>,
        query: ListTaskChildrenQuery,
    ) -> Request<List<ListTaskChildrenQuery>> {
        self.request(List::new(query, Some(id.into())))
    }

    /// The tasks above a task, page by page. The docs page says the task itself is among them.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks, id: focus_api::TaskId) -> Result<(), focus_api::Error> {
    /// let path = tasks.parents(id).items().try_collect().await?;
    /// # let _ = path; Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When it is read: those of [`Request::send`].
    ///
    /// # Requests
    /// As [`recurring`](Self::recurring).
    pub fn parents(&self, id: impl Into<TaskId>) -> Request<List<ListTaskParentsQuery>> {
        self.parents_with(id, ListTaskParentsQuery::default())
    }

    /// As [`parents`](Self::parents), with filters from a value.
    ///
    /// # Errors
    /// When it is read: those of [`Request::send`].
    ///
    /// # Requests
    /// As [`recurring`](Self::recurring).
    pub fn parents_with(
        &self,
        id: impl Into<TaskId>,
        query: ListTaskParentsQuery,
    ) -> Request<List<ListTaskParentsQuery>> {
        self.request(List::new(query, Some(id.into())))
    }

    /// Every matching task in one answer, read task by task while it arrives.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// let mut all = tasks.stream().send().await?;
    /// while let Some(task) = all.next().await {
    ///     println!("{:?}", task?.name);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When it is read: those of [`Request::send`].
    ///
    /// # Requests
    /// One, however many tasks there are. Its filters are almost those of [`list`](Self::list).
    pub fn stream(&self) -> Request<StreamTasks> {
        self.stream_with(StreamTasksQuery::default())
    }

    /// As [`stream`](Self::stream), with filters from a value.
    ///
    /// # Errors
    /// When it is read: those of [`Request::send`].
    ///
    /// # Requests
    /// One.
    pub fn stream_with(&self, query: StreamTasksQuery) -> Request<StreamTasks> {
        self.request(StreamTasks::new(query))
    }
}

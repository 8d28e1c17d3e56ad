//! [`Tasks`]: the methods that create requests, the most common ones first.
//!
//! The files below `tasks/` have the request types, with their options, building and decoding. `bulk.rs` creates the
//! handle for changes of many tasks.

pub(crate) mod body;
mod calendar;
mod create;
mod drafts;
mod get;
mod image;
mod list;
mod stream;
mod update;
pub(crate) mod validate;

// Behind the lists, because the documentation has the same order: their own filters come before those by range.
mod filters;

use std::ops::Range;

use chrono::{DateTime, TimeZone, Utc};
use focus_api_raw::types::{
    ListRecurringTasksQuery, ListTaskChildrenQuery, ListTaskParentsQuery, ListTasksQuery, NewTask, StreamTasksQuery,
    TaskId, TaskPatch, TaskReplacement,
};

pub use calendar::SyncCalendar;
pub(crate) use create::is_same_name;
pub use create::{CreateTask, Created};
pub use drafts::{DraftFromImage, DraftFromList, DraftFromPrompt, Drafts};
pub use get::GetTask;
pub use image::Image;
pub use list::{ListRecurringTasks, ListTaskChildren, ListTaskParents, ListTasks};
pub use stream::StreamTasks;
pub use update::{ArchiveTask, DeleteTask, PatchTask, ReplaceTask, RestoreTask, UnarchiveTask};

use crate::workspace::Workspace;

/// The tasks of a workspace, with one method per operation. It is cheap to clone, and creating it sends no request.
///
/// ```no_run
/// # async fn example(client: focus_api::Client) -> Result<(), focus_api::Error> {
/// use focus_api::{NewTask, Priority};
///
/// let tasks = client.workspace(1234, 5678).tasks();
/// let created =
///     tasks.create(NewTask::new("Write the launch post").project(7)).await?;
/// let mut urgent = tasks.list().priority(Priority::High).items();
/// while let Some(task) = urgent.next().await {
///     println!("{:?}", task?.name);
/// }
/// # let _ = created; Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Tasks {
    workspace: Workspace,
}

impl Workspace {
    /// Returns the tasks of this workspace. See the example of [`Tasks`].
    #[must_use]
    pub fn tasks(&self) -> Tasks {
        Tasks { workspace: self.clone() }
    }
}

/// # Reading many tasks
impl Tasks {
    /// Lists the tasks of the workspace, filtered and sorted, page by page.
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
    /// Tasks of completed projects are left out unless
    /// [`include_project_completed`](ListTasks::include_project_completed) is set. [`stream`](Self::stream) reads all
    /// tasks with one request.
    ///
    /// # Errors
    /// When it is read: those of [`ListTasks::send`].
    ///
    /// # Requests
    /// One per page, 100 tasks per page; one more if the list has exactly one full page, because the total may be that of
    /// the page.
    pub fn list(&self) -> ListTasks {
        self.list_with(ListTasksQuery::default())
    }

    /// Lists tasks as [`list`](Self::list) does, with filters from a config file, a tool call or another list.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks, config: &str) -> Result<(), focus_api::Error> {
    /// let page = tasks.list_with(focus_api::from_json(config)?).await?;
    /// # let _ = page; Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When it is read: those of [`ListTasks::send`].
    ///
    /// # Requests
    /// One per page.
    pub fn list_with(&self, query: ListTasksQuery) -> ListTasks {
        ListTasks::new(&self.workspace, query)
    }

    /// Streams all tasks of the workspace in one response, decoded while it arrives.
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
    /// When it is sent: those of [`StreamTasks::send`]. The stream yields errors of single tasks at their positions.
    ///
    /// # Requests
    /// One, for any number of tasks.
    pub fn stream(&self) -> StreamTasks {
        self.stream_with(StreamTasksQuery::default())
    }

    /// Streams tasks as [`stream`](Self::stream) does, with filters from a value; see [`list_with`](Self::list_with).
    ///
    /// # Errors
    /// As for [`stream`](Self::stream).
    ///
    /// # Requests
    /// One.
    pub fn stream_with(&self, query: StreamTasksQuery) -> StreamTasks {
        StreamTasks::new(&self.workspace, query)
    }

    /// Streams the tasks that were changed at a time or later, including tasks of completed projects, for a job that
    /// follows the changes of a workspace.
    ///
    /// ```no_run
    /// # use focus_api::chrono::{DateTime, Utc};
    /// # async fn example(tasks: focus_api::Tasks, last: DateTime<Utc>) -> Result<(), focus_api::Error> {
    /// let mut changes = tasks.changed_since(last).archived(false).send().await?;
    /// while let Some(task) = changes.next().await {
    ///     println!("{}", task?.id);
    /// }
    /// let next = changes.changes_until();
    /// # let _ = next; Ok(()) }
    /// ```
    ///
    /// The service does not have this filter. It sends all tasks, and the client compares
    /// [`updated_at`](crate::Task::updated_at). A task without that field counts as changed. Store
    /// [`changes_until`](crate::paging::TaskStream::changes_until) for the next call, which returns changes at exactly
    /// that time again.
    ///
    /// `.archived(false)` leaves out archived tasks, `.archived(true)` returns only archived tasks. Whether a stream
    /// without that filter contains them is unknown. Deleted tasks are not returned: to find them, compare with a
    /// complete [`stream`](Self::stream).
    ///
    /// # Errors
    /// As for [`stream`](Self::stream).
    ///
    /// # Requests
    /// One.
    pub fn changed_since<Z: TimeZone>(&self, time: DateTime<Z>) -> StreamTasks {
        self.stream().changed_since(time.with_timezone(&Utc))
    }

    /// Lists the subtasks of a task, page by page. According to the docs page, the list includes the task itself.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks, id: focus_api::TaskId) -> Result<(), focus_api::Error> {
    /// let family = tasks.children(id).items().try_collect().await?;
    /// # let _ = family; Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When it is read: those of [`ListTaskChildren::send`].
    ///
    /// # Requests
    /// One per page; one more if the last page is full, because this list has no total.
    pub fn children(&self, id: impl Into<TaskId>) -> ListTaskChildren {
        self.children_with(id, ListTaskChildrenQuery::default())
    }

    /// Lists subtasks as [`children`](Self::children) does, with filters from a value; see
    /// [`list_with`](Self::list_with).
    ///
    /// # Errors
    /// As for [`children`](Self::children).
    ///
    /// # Requests
    /// As for [`children`](Self::children).
    pub fn children_with(&self, id: impl Into<TaskId>, query: ListTaskChildrenQuery) -> ListTaskChildren {
        ListTaskChildren::new(&self.workspace, id.into(), query)
    }

    /// Lists the ancestors of a task, page by page. According to the docs page, the list includes the task itself.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks, id: focus_api::TaskId) -> Result<(), focus_api::Error> {
    /// let path = tasks.parents(id).items().try_collect().await?;
    /// # let _ = path; Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When it is read: those of [`ListTaskParents::send`].
    ///
    /// # Requests
    /// As for [`children`](Self::children).
    pub fn parents(&self, id: impl Into<TaskId>) -> ListTaskParents {
        self.parents_with(id, ListTaskParentsQuery::default())
    }

    /// Lists ancestors as [`parents`](Self::parents) does, with filters from a value; see
    /// [`list_with`](Self::list_with).
    ///
    /// # Errors
    /// As for [`parents`](Self::parents).
    ///
    /// # Requests
    /// As for [`children`](Self::children).
    pub fn parents_with(&self, id: impl Into<TaskId>, query: ListTaskParentsQuery) -> ListTaskParents {
        ListTaskParents::new(&self.workspace, id.into(), query)
    }

    /// Lists the instances of recurring tasks, page by page.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// use focus_api::ids::RecurringTaskId;
    ///
    /// let instances = tasks
    ///     .recurring()
    ///     .recurring_task([RecurringTaskId(12)])
    ///     .items()
    ///     .try_collect()
    ///     .await?;
    /// # let _ = instances; Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When it is read: those of [`ListRecurringTasks::send`].
    ///
    /// # Requests
    /// As for [`children`](Self::children).
    pub fn recurring(&self) -> ListRecurringTasks {
        self.recurring_with(ListRecurringTasksQuery::default())
    }

    /// Lists instances as [`recurring`](Self::recurring) does, with filters from a value; see
    /// [`list_with`](Self::list_with).
    ///
    /// # Errors
    /// As for [`recurring`](Self::recurring).
    ///
    /// # Requests
    /// As for [`children`](Self::children).
    pub fn recurring_with(&self, query: ListRecurringTasksQuery) -> ListRecurringTasks {
        ListRecurringTasks::new(&self.workspace, query)
    }
}

/// # One task
impl Tasks {
    /// Reads one task, with its parent and counters.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// let task = tasks.get(4711).await?;
    /// # let _ = task; Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When it is sent: those of [`GetTask::send`].
    ///
    /// # Requests
    /// One.
    pub fn get(&self, id: impl Into<TaskId>) -> GetTask {
        GetTask::new(&self.workspace, id.into())
    }

    /// Creates a task.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// use focus_api::NewTask;
    ///
    /// let created = tasks
    ///     .create(NewTask::new("Call the printer").notes("before noon"))
    ///     .await?;
    /// println!("{:?}", created.id);
    /// # Ok(()) }
    /// ```
    ///
    /// A task without a status gets the first to-do status of the workspace. A subtask does not inherit the project of
    /// its parent. (Both seen on the live service.)
    ///
    /// # Errors
    /// When it is sent: those of [`CreateTask::send`].
    ///
    /// # Requests
    /// One, sent again only if no connection was made: the service cannot recognise a repeated create.
    pub fn create(&self, task: NewTask) -> CreateTask {
        CreateTask::new(&self.workspace, task)
    }

    /// Changes the fields of a task that the patch sets. Other fields are not changed.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks, id: focus_api::TaskId) -> Result<(), focus_api::Error> {
    /// use focus_api::{Priority, TaskPatch};
    ///
    /// tasks
    ///     .patch(id, TaskPatch::new().priority(Priority::Low).clear_end_date())
    ///     .await?;
    /// # Ok(()) }
    /// ```
    ///
    /// A patch that sets no field is refused before it is sent.
    ///
    /// # Errors
    /// When it is sent: those of [`PatchTask::send`].
    ///
    /// # Requests
    /// One.
    pub fn patch(&self, id: impl Into<TaskId>, patch: TaskPatch) -> PatchTask {
        PatchTask::new(&self.workspace, id.into(), patch)
    }

    /// Replaces a task. Every field that the replacement does not set is reset, including the project. To change some
    /// fields, use [`patch`](Self::patch).
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks, id: focus_api::TaskId) -> Result<(), focus_api::Error> {
    /// use focus_api::{StatusId, TaskReplacement};
    ///
    /// tasks
    ///     .replace(
    ///         id,
    ///         TaskReplacement::new("Call the printer", StatusId(3)).project(7),
    ///     )
    ///     .await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When it is sent: those of [`ReplaceTask::send`].
    ///
    /// # Requests
    /// One.
    pub fn replace(&self, id: impl Into<TaskId>, task: TaskReplacement) -> ReplaceTask {
        ReplaceTask::new(&self.workspace, id.into(), task)
    }

    /// Archives a task with its time blocks and time entries.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks, id: focus_api::TaskId) -> Result<(), focus_api::Error> {
    /// tasks.archive(id).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When it is sent: those of [`ArchiveTask::send`].
    ///
    /// # Requests
    /// One.
    pub fn archive(&self, id: impl Into<TaskId>) -> ArchiveTask {
        ArchiveTask::new(&self.workspace, id.into())
    }

    /// Unarchives a task.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks, id: focus_api::TaskId) -> Result<(), focus_api::Error> {
    /// tasks.unarchive(id).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When it is sent: those of [`UnarchiveTask::send`].
    ///
    /// # Requests
    /// One.
    pub fn unarchive(&self, id: impl Into<TaskId>) -> UnarchiveTask {
        UnarchiveTask::new(&self.workspace, id.into())
    }

    /// Deletes a task. [`restore`](Self::restore) restores it.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks, id: focus_api::TaskId) -> Result<(), focus_api::Error> {
    /// tasks.delete(id).outbound_sync(false).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When it is sent: those of [`DeleteTask::send`].
    ///
    /// # Requests
    /// One.
    pub fn delete(&self, id: impl Into<TaskId>) -> DeleteTask {
        DeleteTask::new(&self.workspace, id.into())
    }

    /// Restores a deleted task.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks, id: focus_api::TaskId) -> Result<(), focus_api::Error> {
    /// tasks.restore(id).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When it is sent: those of [`RestoreTask::send`].
    ///
    /// # Requests
    /// One.
    pub fn restore(&self, id: impl Into<TaskId>) -> RestoreTask {
        RestoreTask::new(&self.workspace, id.into())
    }
}

/// # Calendar and drafts
impl Tasks {
    /// Updates the tasks that mirror calendar events between two times, in any time zone.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// use focus_api::chrono::{TimeDelta, Utc};
    ///
    /// let now = Utc::now();
    /// let counts = tasks
    ///     .sync_calendar(now..now + TimeDelta::days(7))
    ///     .timezone("Europe/Berlin")
    ///     .await?;
    /// # let _ = counts; Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When it is sent: those of [`SyncCalendar::send`].
    ///
    /// # Requests
    /// One.
    pub fn sync_calendar<Z: TimeZone>(&self, range: Range<DateTime<Z>>) -> SyncCalendar {
        SyncCalendar::new(&self.workspace, &range)
    }

    /// Drafts tasks from an image, for example a photo of a whiteboard or a screenshot of a list.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// use focus_api::requests::Image;
    ///
    /// let drafts =
    ///     tasks.draft_from_image(Image::file("whiteboard.jpg").await?).await?;
    /// for draft in &drafts.tasks {
    ///     println!("{:?}", draft.name);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When it is sent: those of [`DraftFromImage::send`].
    ///
    /// # Requests
    /// One, with a time-out of two minutes by default.
    pub fn draft_from_image(&self, image: Image) -> DraftFromImage {
        DraftFromImage::new(&self.workspace, image)
    }

    /// Drafts one task for each line of a text.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// let drafts = tasks.draft_from_list("buy paper\ncall the printer").await?;
    /// # let _ = drafts; Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When it is sent: those of [`DraftFromList::send`].
    ///
    /// # Requests
    /// As for [`draft_from_image`](Self::draft_from_image).
    pub fn draft_from_list(&self, text: impl Into<String>) -> DraftFromList {
        DraftFromList::new(&self.workspace, text.into())
    }

    /// Drafts tasks for a goal.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// let drafts =
    ///     tasks.draft_from_prompt("launch the new website in March").await?;
    /// # let _ = drafts; Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When it is sent: those of [`DraftFromPrompt::send`].
    ///
    /// # Requests
    /// As for [`draft_from_image`](Self::draft_from_image).
    pub fn draft_from_prompt(&self, prompt: impl Into<String>) -> DraftFromPrompt {
        DraftFromPrompt::new(&self.workspace, prompt.into())
    }
}

/// # The workspace
impl Tasks {
    /// Returns the workspace of these tasks. See the example of [`Workspace`].
    #[must_use]
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }
}

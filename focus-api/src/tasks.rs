//! [`Tasks`]: every verb, in the order in which people meet them. Each returns a request.
//!
//! What a request can be told and how it is built and decoded is the file of its type below `tasks/`. Changes of many
//! tasks create their own handle in `bulk.rs`.

mod calendar;
mod create;
mod drafts;
mod filters;
mod get;
mod image;
mod list;
mod stream;
mod update;
pub(crate) mod validate;

use std::ops::Range;

use chrono::{DateTime, TimeZone, Utc};
use focus_api_raw::types::{
    ListRecurringTasksQuery, ListTaskChildrenQuery, ListTaskParentsQuery, ListTasksQuery, NewTask, StreamTasksQuery,
    TaskId, TaskPatch, TaskReplacement,
};

pub use calendar::SyncCalendar;
pub use create::{CreateTask, Created};
pub(crate) use create::{is_same_name, named};
pub use drafts::{DraftFromImage, DraftFromList, DraftFromPrompt, Drafts};
pub use get::GetTask;
pub use image::Image;
pub use list::{ListRecurringTasks, ListTaskChildren, ListTaskParents, ListTasks};
pub use stream::StreamTasks;
pub(crate) use update::not_empty;
pub use update::{ArchiveTask, DeleteTask, PatchTask, ReplaceTask, RestoreTask, UnarchiveTask};

use crate::workspace::Workspace;

/// The tasks of a workspace: every call begins here. Cheap to clone; creating one sends nothing.
///
/// ```no_run
/// # async fn example(client: focus_api::Client) -> Result<(), focus_api::Error> {
/// use focus_api::{NewTask, Priority};
///
/// let tasks = client.workspace(1234, 5678).tasks();
/// let created = tasks.create(NewTask::new("Write the launch post").project(7)).await?;
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
    /// Returns the tasks of this workspace.
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
    /// [`include_project_completed`](ListTasks::include_project_completed) is set. To read everything,
    /// [`stream`](Self::stream) costs one request in all.
    ///
    /// # Errors
    /// When it is read: those of [`ListTasks::send`].
    ///
    /// # Requests
    /// One per page, 100 tasks per page.
    pub fn list(&self) -> ListTasks {
        self.list_with(ListTasksQuery::default())
    }

    /// As [`list`](Self::list), with filters from a value: a config file, a tool call, another list.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks, config: &str) -> Result<(), Box<dyn std::error::Error>> {
    /// let page = tasks.list_with(serde_json::from_str(config)?).await?;
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
    /// When it is sent: those of [`StreamTasks::send`]. The stream yields errors of single tasks in their place.
    ///
    /// # Requests
    /// One, whatever the number of tasks.
    pub fn stream(&self) -> StreamTasks {
        self.stream_with(StreamTasksQuery::default())
    }

    /// As [`stream`](Self::stream), with filters from a value; see [`list_with`](Self::list_with).
    ///
    /// # Errors
    /// As for [`stream`](Self::stream).
    ///
    /// # Requests
    /// One.
    pub fn stream_with(&self, query: StreamTasksQuery) -> StreamTasks {
        StreamTasks::new(&self.workspace, query)
    }

    /// Streams the tasks that were changed at a moment or later, tasks of completed projects included: for a job that
    /// follows a workspace.
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
    /// The service has no such filter: all tasks arrive and [`updated_at`](crate::Task::updated_at) is compared here. A task
    /// without that moment counts as changed. Keep [`changes_until`](crate::paging::TaskStream::changes_until) for the next
    /// call; what changed at exactly that moment arrives once more.
    ///
    /// With `.archived(false)` archived tasks are left out, with `.archived(true)` only they arrive; whether a stream without
    /// that filter holds them is not known. A deleted task is not reported: to find it, compare with a complete
    /// [`stream`](Self::stream).
    ///
    /// # Errors
    /// As for [`stream`](Self::stream).
    ///
    /// # Requests
    /// One.
    pub fn changed_since<Z: TimeZone>(&self, moment: DateTime<Z>) -> StreamTasks {
        self.stream().changed_since(moment.with_timezone(&Utc))
    }

    /// Lists the subtasks of a task, page by page. The docs page says the task itself is among them.
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

    /// As [`children`](Self::children), with filters from a value; see [`list_with`](Self::list_with).
    ///
    /// # Errors
    /// As for [`children`](Self::children).
    ///
    /// # Requests
    /// As for [`children`](Self::children).
    pub fn children_with(&self, id: impl Into<TaskId>, query: ListTaskChildrenQuery) -> ListTaskChildren {
        ListTaskChildren::new(&self.workspace, id.into(), query)
    }

    /// Lists the tasks above a task, page by page. The docs page says the task itself is among them.
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

    /// As [`parents`](Self::parents), with filters from a value; see [`list_with`](Self::list_with).
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
    /// let instances = tasks.recurring().recurring_task([RecurringTaskId(12)]).items().try_collect().await?;
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

    /// As [`recurring`](Self::recurring), with filters from a value; see [`list_with`](Self::list_with).
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
    /// let created = tasks.create(NewTask::new("Call the printer").notes("before noon")).await?;
    /// println!("{:?}", created.id);
    /// # Ok(()) }
    /// ```
    ///
    /// Without a status it gets the workspace's first to-do status. A subtask does not inherit its parent's project. Both
    /// were seen on the live service.
    ///
    /// # Errors
    /// When it is sent: those of [`CreateTask::send`].
    ///
    /// # Requests
    /// One, sent again only if no connection was made: the service cannot recognise a repeated create.
    pub fn create(&self, task: NewTask) -> CreateTask {
        CreateTask::new(&self.workspace, task)
    }

    /// Changes some fields of a task and leaves the others as they are.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks, id: focus_api::TaskId) -> Result<(), focus_api::Error> {
    /// use focus_api::{Priority, TaskPatch};
    ///
    /// tasks.patch(id, TaskPatch::new().priority(Priority::Low).clear_end_date()).await?;
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

    /// Replaces a task: every field that the replacement leaves out is reset, and without a project the task leaves its
    /// project. [`patch`](Self::patch) is the safe edit.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks, id: focus_api::TaskId) -> Result<(), focus_api::Error> {
    /// use focus_api::{StatusId, TaskReplacement};
    ///
    /// tasks.replace(id, TaskReplacement::new("Call the printer", StatusId(3)).project(7)).await?;
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

    /// Takes a task out of the archive.
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

    /// Deletes a task. [`restore`](Self::restore) brings it back.
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
    /// Updates the tasks that mirror calendar events between two moments, of any time zone.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// use focus_api::chrono::{TimeDelta, Utc};
    ///
    /// let now = Utc::now();
    /// let counts = tasks.sync_calendar(now..now + TimeDelta::days(7)).timezone("Europe/Berlin").await?;
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

    /// Drafts tasks from an image: a photographed whiteboard, a screenshot of a list.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// use focus_api::requests::Image;
    ///
    /// let drafts = tasks.draft_from_image(Image::file("whiteboard.jpg").await?).await?;
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
    /// One, with a time-out of two minutes unless another is set.
    pub fn draft_from_image(&self, image: Image) -> DraftFromImage {
        DraftFromImage::new(&self.workspace, image)
    }

    /// Drafts one task for each entry of a text.
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

    /// Drafts the tasks that lead to a goal.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// let drafts = tasks.draft_from_prompt("launch the new website in March").await?;
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
    /// Returns the workspace of these tasks.
    #[must_use]
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }
}

//! [`Tasks`]: the verbs. Each makes a [`Request`]; what it does stands in a file of its own below.
//!
//! The verbs about one task are here; those that read many in `tasks/lists.rs`, those that draft in `tasks/drafts.rs`.

mod calendar;
mod change;
mod create;
mod drafts;
mod get;
mod list;
mod lists;
mod ranges;
mod stream;

use std::ops::Range;

use chrono::{DateTime, Utc};
use focus_api_raw::types::{NewTask, Task, TaskId, TaskPatch, TaskReplacement};

pub use calendar::SyncCalendar;
pub use change::{ArchiveTask, DeleteTask, PatchTask, ReplaceTask, RestoreTask, UnarchiveTask};
pub(crate) use create::created;
pub use create::{CreateTask, Created};
pub use drafts::{DraftFromImage, DraftFromList, DraftFromPrompt, Drafts, Image};
pub use get::GetTask;
pub use list::{List, ListQuery};
pub use stream::StreamTasks;

use crate::bulk::Bulk;
use crate::request::Request;
use crate::workspace::Workspace;

/// The tasks of a workspace: where every call begins. Cheap to clone; making one sends nothing.
///
/// ```no_run
/// # async fn example(client: focus_api::Client) -> Result<(), focus_api::Error> {
/// use focus_api::{NewTask, Priority, ProjectId};
///
/// let tasks = client.workspace(1234, 5678).tasks();
/// let created = tasks.create(NewTask::new("Write the launch post").project(ProjectId(7))).await?;
/// let mut urgent = tasks.list().priority([Priority::High]).items();
/// while let Some(task) = urgent.next().await {
///     println!("{:?}", task?.name);
/// }
/// # let _ = created; Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Tasks {
    workspace: Workspace,
}

impl Tasks {
    pub(crate) fn new(workspace: Workspace) -> Self {
        Self { workspace }
    }

    fn request<E>(&self, endpoint: E) -> Request<E> {
        Request::new(&self.workspace, endpoint)
    }

    /// The workspace these tasks live in.
    #[must_use]
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// One task, with its parent and counters.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// let task = tasks.get(4711).await?;
    /// # let _ = task; Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When it is sent: those of [`Request::send`].
    ///
    /// # Requests
    /// One.
    pub fn get(&self, id: impl Into<TaskId>) -> Request<GetTask<Task>> {
        self.request(GetTask::new(id.into()))
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
    /// Without a status it gets the workspace's first to-do status. A sub-task does not inherit its parent's project.
    ///
    /// # Errors
    /// When it is sent: those of [`Request::send`].
    ///
    /// # Requests
    /// One, sent again only if no connection was made: the service has no way to recognise a repeated create.
    pub fn create(&self, task: NewTask) -> Request<CreateTask<Task>> {
        self.request(CreateTask::new(task))
    }

    /// Changes some fields of a task and leaves the others alone.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks, id: focus_api::TaskId) -> Result<(), focus_api::Error> {
    /// use focus_api::{Priority, TaskPatch};
    ///
    /// tasks.patch(id, TaskPatch::new().priority(Priority::Low).clear_end_date()).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When it is sent: those of [`Request::send`].
    ///
    /// # Requests
    /// One.
    pub fn patch(&self, id: impl Into<TaskId>, patch: TaskPatch) -> Request<PatchTask> {
        self.request(PatchTask::new(id.into(), patch))
    }

    /// Replaces a task: every field the replacement leaves out is reset, and without a project the task leaves its
    /// project. [`patch`](Self::patch) is the safe edit.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks, id: focus_api::TaskId) -> Result<(), focus_api::Error> {
    /// use focus_api::{ProjectId, StatusId, TaskReplacement};
    ///
    /// tasks.replace(id, TaskReplacement::new("Call the printer", StatusId(3)).project(ProjectId(7))).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When it is sent: those of [`Request::send`].
    ///
    /// # Requests
    /// One.
    pub fn replace(&self, id: impl Into<TaskId>, task: TaskReplacement) -> Request<ReplaceTask> {
        self.request(ReplaceTask::new(id.into(), task))
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
    /// When it is sent: those of [`Request::send`].
    ///
    /// # Requests
    /// One.
    pub fn delete(&self, id: impl Into<TaskId>) -> Request<DeleteTask> {
        self.request(DeleteTask::new(id.into()))
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
    /// When it is sent: those of [`Request::send`].
    ///
    /// # Requests
    /// One.
    pub fn archive(&self, id: impl Into<TaskId>) -> Request<ArchiveTask> {
        self.request(ArchiveTask::new(id.into()))
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
    /// When it is sent: those of [`Request::send`].
    ///
    /// # Requests
    /// One.
    pub fn unarchive(&self, id: impl Into<TaskId>) -> Request<UnarchiveTask> {
        self.request(UnarchiveTask::new(id.into()))
    }

    /// Brings a deleted task back.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks, id: focus_api::TaskId) -> Result<(), focus_api::Error> {
    /// tasks.restore(id).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When it is sent: those of [`Request::send`].
    ///
    /// # Requests
    /// One.
    pub fn restore(&self, id: impl Into<TaskId>) -> Request<RestoreTask> {
        self.request(RestoreTask::new(id.into()))
    }

    /// Changes to any number of tasks, a hundred a request, every one accounted for.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks, ids: Vec<focus_api::TaskId>) {
    /// let report = tasks.bulk().archive(ids).await;
    /// println!("{report}");
    /// # }
    /// ```
    pub fn bulk(&self) -> Bulk {
        Bulk::new(self.workspace.clone())
    }

    /// Brings the tasks that mirror calendar events between two moments up to date.
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
    /// When it is sent: those of [`Request::send`].
    ///
    /// # Requests
    /// One.
    pub fn sync_calendar(&self, range: Range<DateTime<Utc>>) -> Request<SyncCalendar> {
        self.request(SyncCalendar::new(range))
    }
}

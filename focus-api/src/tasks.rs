//! [`Tasks`]: the verbs. Each makes a [`Request`]; what it does stands in a file of its own below.

mod calendar;
mod change;
mod create;
mod drafts;
mod get;
mod list;
mod ranges;
mod stream;

use std::ops::Range;
use std::time::Duration;

use chrono::{DateTime, Utc};
use focus_api_raw::types::{NewTask, Task, TaskId, TaskPatch, TaskReplacement};

pub use calendar::SyncCalendar;
pub use change::{ArchiveTask, DeleteTask, PatchTask, ReplaceTask, RestoreTask, UnarchiveTask};
pub(crate) use create::read_created;
pub use create::{CreateTask, Created};
pub use drafts::{DraftFromImage, DraftFromList, DraftFromPrompt, Drafts, Image};
pub use get::GetTask;
pub use list::{List, ListQuery};
pub use stream::StreamTasks;

use focus_api_raw::types::{ListRecurringTasksQuery, ListTaskChildrenQuery, ListTaskParentsQuery, ListTasksQuery};

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

    // --- Lists ---

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
    /// # Requests
    /// One a page, 100 tasks a page.
    pub fn list(&self) -> Request<List<ListTasksQuery>> {
        self.list_with(ListTasksQuery::default())
    }

    /// As [`list`](Self::list), with filters from a value: a config file, a tool call, another list.
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
    /// # Requests
    /// One a page; one more if the last page is full, because this list has no total.
    pub fn recurring(&self) -> Request<List<ListRecurringTasksQuery>> {
        self.recurring_with(ListRecurringTasksQuery::default())
    }

    /// As [`recurring`](Self::recurring), with filters from a value.
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
    /// # Requests
    /// As [`recurring`](Self::recurring).
    pub fn children(&self, id: impl Into<TaskId>) -> Request<List<ListTaskChildrenQuery>> {
        self.children_with(id, ListTaskChildrenQuery::default())
    }

    /// As [`children`](Self::children), with filters from a value.
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
    /// # Requests
    /// As [`recurring`](Self::recurring).
    pub fn parents(&self, id: impl Into<TaskId>) -> Request<List<ListTaskParentsQuery>> {
        self.parents_with(id, ListTaskParentsQuery::default())
    }

    /// As [`parents`](Self::parents), with filters from a value.
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
    /// # Requests
    /// One, however many tasks there are. Its filters are almost those of [`list`](Self::list).
    pub fn stream(&self) -> Request<StreamTasks> {
        self.stream_with(focus_api_raw::types::StreamTasksQuery::default())
    }

    /// As [`stream`](Self::stream), with filters from a value.
    ///
    /// # Requests
    /// One.
    pub fn stream_with(&self, query: focus_api_raw::types::StreamTasksQuery) -> Request<StreamTasks> {
        self.request(StreamTasks::new(query))
    }

    // --- One task ---

    /// One task, with its parent and counters.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// let task = tasks.get(4711).await?;
    /// # let _ = task; Ok(()) }
    /// ```
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
    /// # Requests
    /// One.
    pub fn restore(&self, id: impl Into<TaskId>) -> Request<RestoreTask> {
        self.request(RestoreTask::new(id.into()))
    }

    // --- Many tasks ---

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
    /// # Requests
    /// One.
    pub fn sync_calendar(&self, range: Range<DateTime<Utc>>) -> Request<SyncCalendar> {
        self.request(SyncCalendar::new(range))
    }

    // --- Drafts ---

    /// Drafts tasks from a picture: a photographed whiteboard, a screenshot of a list.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// use focus_api::Image;
    ///
    /// let drafts = tasks.draft_from_image(Image::file("whiteboard.jpg").await?).await?;
    /// for draft in &drafts.tasks {
    ///     println!("{:?}", draft.name);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Requests
    /// One. It may take a while: allow two minutes unless told otherwise.
    pub fn draft_from_image(&self, image: Image) -> Request<DraftFromImage<Task>> {
        self.request(DraftFromImage::new(image)).timeout(DRAFT_TIMEOUT)
    }

    /// Drafts one task for each entry of a pasted list.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// let drafts = tasks.draft_from_list("buy paper\ncall the printer").await?;
    /// # let _ = drafts; Ok(()) }
    /// ```
    ///
    /// # Requests
    /// One; as slow as [`draft_from_image`](Self::draft_from_image).
    pub fn draft_from_list(&self, text: impl Into<String>) -> Request<DraftFromList<Task>> {
        self.request(DraftFromList::new(text.into())).timeout(DRAFT_TIMEOUT)
    }

    /// Drafts the tasks that lead to a goal.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// let drafts = tasks.draft_from_prompt("launch the new website in March").await?;
    /// # let _ = drafts; Ok(()) }
    /// ```
    ///
    /// # Requests
    /// One; as slow as [`draft_from_image`](Self::draft_from_image).
    pub fn draft_from_prompt(&self, prompt: impl Into<String>) -> Request<DraftFromPrompt<Task>> {
        self.request(DraftFromPrompt::new(prompt.into())).timeout(DRAFT_TIMEOUT)
    }
}

/// Drafting runs a language model behind the service, which answers in its own time.
const DRAFT_TIMEOUT: Duration = Duration::from_secs(120);

//! A client for the Toggl Focus Tasks API that can run unattended on an account of 30 requests an hour.
//!
//! ```no_run
//! use focus_api::{Client, NewTask, Priority, TaskExt};
//!
//! # async fn example() -> Result<(), focus_api::Error> {
//! let client = Client::from_env()?; // TOGGL_FOCUS_API_TOKEN
//! let tasks = client.workspace(1234, 5678).tasks(); // both numbers are part of the address of the web app
//!
//! let mut urgent = tasks.list().priority(Priority::High).items();
//! while let Some(task) = urgent.next().await {
//!     println!("{}", task?.title());
//! }
//! tasks.create(NewTask::new("Write the launch post").priority(Priority::Medium)).await?.into_task()?;
//! # Ok(()) }
//! ```
//!
//! # Overview
//! | to | use | requests |
//! |---|---|---|
//! | read tasks with filters and order | [`Tasks::list`], then `items`, `pages` or `send` | one per 100 tasks |
//! | read the complete workspace | [`Tasks::stream`] | one |
//! | read the relatives of a task | [`Tasks::children`], [`Tasks::parents`], [`Tasks::recurring`] | one per 100 tasks |
//! | create, edit, delete, archive one task | [`Tasks::create`], [`patch`](Tasks::patch), [`delete`](Tasks::delete), [`archive`](Tasks::archive) … | one |
//! | change many tasks | [`Tasks::bulk`] | one per 100 tasks |
//! | draft tasks from an image or text | [`Tasks::draft_from_image`], [`draft_from_list`](Tasks::draft_from_list), [`draft_from_prompt`](Tasks::draft_from_prompt) | one |
//! | know what is left of the quota | [`Client::quota`] | none |
//!
//! The shape is always the same: a handle, a verb, options by name, then `.await`. Every request type takes the same
//! [options](options::CallOptions): time-outs, retries, a deadline, query parameters and body members that this crate does
//! not know.
//!
//! # Decisions made for you
//! - **Retries**: GET requests, and writes that failed before a connection was made. Never a spent quota. See
//!   [`RetryPolicy`].
//! - **Quota**: the latest value is kept, and named in every error. Waiting is opt-in: [`QuotaPolicy`].
//! - **Undecodable tasks**: each is one [`Error`] in its place; the other tasks arrive.
//! - **Ignored filters**: a list that contradicts its filter is an error before it can feed a bulk delete.
//! - **Unknown values**: an enumeration reads values it does not know and sends them back unchanged.
//! - **Secrets**: the key is in no `Debug`, trace or error, and never follows a redirect to another host.
//!
//! # Escape hatches
//! Unknown query parameters and body members: [`CallOptions::extra_query`](options::CallOptions::extra_query),
//! [`CallOptions::extra_body`](options::CallOptions::extra_body). A task type of your own: `decode_as`. The response as it
//! was received: `send_raw`. The generated client: [`Client::raw`].
//!
//! # Errors
//! One opaque [`Error`]; each [`ErrorKind`] documents what to do about it.
//!
//! # Features
//! `rustls` (default) or `native-tls`; `gzip` (default) reads compressed responses; `schemars` adds JSON Schema to filters
//! and bodies. Runs on tokio.

pub mod bulk;
mod client;
mod decode;
mod endpoint;
pub mod error;
mod model_ext;
pub mod paging;
mod policy;
mod redact;
mod request;
mod tasks;
mod transport;
mod workspace;

pub use bulk::BulkReport;
pub use client::{Client, ClientBuilder};
pub use error::{Error, ErrorKind};
pub use filters::{IdFilter, OrderBy};
pub use ids::{ProjectId, StatusId, TagId, TaskId, UserId};
pub use model::{NewTask, Priority, StatusType, Task, TaskExt, TaskPatch, TaskReplacement};
pub use options::{Quota, QuotaPolicy, RetryPolicy};
pub use redact::printable;
pub use tasks::Tasks;
pub use workspace::Workspace;

// Crates whose types appear in signatures, in the versions used here.
pub use {chrono, focus_api_raw as raw, reqwest};

/// The types that the service sends and receives, and [`TaskExt`], which answers questions about a task.
///
/// They are generated from the API's document. Every struct has a constructor and setters, and may get more fields.
pub mod model {
    pub use focus_api_raw::types::{
        BulkTaskPatch, CalendarSync, ClientSummary, CustomFieldOption, CustomFieldValue, NewTask, ProjectAssignment,
        ProjectRate, ProjectSummary, Status, TagSummary, Task, TaskMetadata, TaskPatch, TaskReplacement,
    };
    pub use focus_api_raw::{AssignmentOrigin, CustomFieldType, MatchTier, Nullable, Priority, StatusType, TaskSource};

    pub use crate::model_ext::TaskExt;
}

/// Ids, each a type of its own around an `i64`, so that a project's id is not taken for a task's.
///
/// ```
/// use focus_api::ids::{ProjectId, TaskId};
///
/// let task = TaskId(4711);
/// assert_eq!(task.to_string(), "4711");
/// assert_ne!(ProjectId(7), ProjectId::from(8));
/// ```
pub mod ids {
    pub use focus_api_raw::types::{
        CalendarEventId, CalendarId, ClientId, CustomFieldId, CustomFieldOptionId, GhostAssigneeId, OrganizationId,
        ProjectId, ProjectRateId, RecurringTaskId, StatusId, TagId, TaskId, TeamId, TimeBlockId, UserId, WorkspaceId,
        WorkspaceRateId,
    };
}

/// Filters and order of lists, as values and as what they consist of.
///
/// The query types are plain structs that can be read from a config file or a tool call; the methods of the list requests
/// fill the same structs.
pub mod filters {
    pub use focus_api_raw::types::{
        ListRecurringTasksQuery, ListTaskChildrenQuery, ListTaskParentsQuery, ListTasksQuery, StreamTasksQuery,
    };
    pub use focus_api_raw::{FamilyOrderBy, IdFilter, OrNone, OrderBy, Sort, StreamOrderBy, TaskState};

    pub use crate::transport::ArrayEncoding;
}

/// Requests, one type per operation, and what some of them return.
///
/// The verbs of [`Tasks`] create them. Each has its own filters and options, then those that all requests
/// share; nothing is sent until it is awaited.
pub mod requests {
    pub use crate::tasks::{
        ArchiveTask, CreateTask, Created, DeleteTask, DraftFromImage, DraftFromList, DraftFromPrompt, Drafts, GetTask,
        Image, ListRecurringTasks, ListTaskChildren, ListTaskParents, ListTasks, PatchTask, ReplaceTask, RestoreTask,
        StreamTasks, SyncCalendar, UnarchiveTask,
    };
    pub use crate::transport::RawResponse;
}

/// Options of calls and policies of the client.
pub mod options {
    pub use crate::policy::{CallOptions, Clock, Quota, QuotaPolicy, RetryPolicy, SystemClock, Wait, WaitReason};
}

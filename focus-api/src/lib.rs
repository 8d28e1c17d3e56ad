//! A client for the Toggl Focus Tasks API that can be left alone with an account of 30 requests an hour.
//!
//! ```no_run
//! use focus_api::{Client, NewTask, Priority, TaskExt};
//!
//! # async fn example() -> Result<(), focus_api::Error> {
//! let client = Client::from_env()?; // TOGGL_FOCUS_API_TOKEN
//! let tasks = client.workspace(1234, 5678).tasks(); // both numbers stand in the address of the web app
//!
//! let mut urgent = tasks.list().priority([Priority::High]).items();
//! while let Some(task) = urgent.next().await {
//!     println!("{}", task?.title());
//! }
//! tasks.create(NewTask::new("Write the launch post").priority(Priority::Medium)).await?.into_task()?;
//! # Ok(()) }
//! ```
//!
//! # Finding one's way
//! | to | use | requests |
//! |---|---|---|
//! | read tasks with filters and order | [`Tasks::list`], then `items`, `pages` or `send` | one per 100 tasks |
//! | read the whole workspace | [`Tasks::stream`] | one |
//! | read around a task | [`Tasks::children`], [`Tasks::parents`], [`Tasks::recurring`] | one per 100 tasks |
//! | create, edit, delete, archive one | [`Tasks::create`], [`patch`](Tasks::patch), [`delete`](Tasks::delete), [`archive`](Tasks::archive) … | one |
//! | change many | [`Tasks::bulk`] | one per 100 tasks |
//! | draft tasks from a picture or text | [`Tasks::draft_from_image`], [`draft_from_list`](Tasks::draft_from_list), [`draft_from_prompt`](Tasks::draft_from_prompt) | one |
//! | know what is left of the hour | [`Client::quota`] | none |
//!
//! The shape is always the same: a handle, a verb, options by name, then `.await`. Every request takes the same options
//! ([`Request`]): time-outs, retries, a deadline, query pairs and body fields this crate knows nothing of.
//!
//! # What it decides for you
//! - **Retries**: reads, and writes that provably never left. Never a spent quota. See [`RetryPolicy`].
//! - **Quota**: the last word of the service is kept, and named in every error. Waiting is opt-in: [`QuotaPolicy`].
//! - **Odd tasks**: one that cannot be read is one [`Error`] in its place; its neighbours arrive.
//! - **Ignored filters**: a list that plainly contradicts its filter is an error before it can feed a bulk delete.
//! - **Unknown values**: an enumeration reads values it does not know and sends them back unchanged.
//! - **Secrets**: the key is in no `Debug`, trace or error, and never follows a redirect to another host.
//!
//! # When something is missing
//! Unknown query pairs and body fields: [`CallOptions::extra_query`], [`CallOptions::extra_body`]. Your own task type:
//! `decode_as`. The answer as it came: [`Request::send_raw`]. The generated client below: [`Client::raw`].
//!
//! # Errors
//! One opaque [`Error`]; [`ErrorKind`] says what happened, and documents what to do about each kind.
//!
//! # Features
//! `rustls` (default) or `native-tls`; `schemars` adds JSON Schema to filters and bodies. Runs on tokio.

mod builder;
mod bulk;
mod client;
mod clock;
mod credentials;
mod decode;
mod error;
mod model;
mod page;
mod pager;
mod policy;
mod request;
mod stream;
mod tasks;
mod transport;
mod workspace;

pub use builder::ClientBuilder;
pub use bulk::{Bulk, BulkError, BulkReport, Entry, Matching, Outcome, Progress};
pub use client::Client;
pub use clock::{Clock, SystemClock};
pub use error::{Error, ErrorKind};
pub use model::TaskExt;
pub use page::Page;
pub use pager::{Items, Pages, Position};
pub use policy::{CallOptions, Quota, QuotaPolicy, RetryPolicy};
pub use request::{Endpoint, Request};
pub use stream::TaskStream;
pub use tasks::{
    ArchiveTask, CreateTask, Created, DeleteTask, DraftFromImage, DraftFromList, DraftFromPrompt, Drafts, GetTask,
    Image, List, ListQuery, PatchTask, ReplaceTask, RestoreTask, StreamTasks, SyncCalendar, Tasks, UnarchiveTask,
};
pub use transport::{ArrayEncoding, RawResponse};
pub use workspace::Workspace;

// The API's own types, generated.
pub use focus_api_raw::types::{
    BulkTaskPatch, CalendarEventId, CalendarId, CalendarSync, ClientId, ClientSummary, CustomFieldId,
    CustomFieldOption, CustomFieldOptionId, CustomFieldValue, GhostAssigneeId, ListRecurringTasksQuery,
    ListTaskChildrenQuery, ListTaskParentsQuery, ListTasksQuery, NewTask, OrganizationId, ProjectAssignment, ProjectId,
    ProjectRate, ProjectRateId, ProjectSummary, RecurringTaskId, Status, StatusId, StreamTasksQuery, TagId, TagSummary,
    Task, TaskId, TaskMetadata, TaskPatch, TaskReplacement, TeamId, TimeBlockId, UserId, WorkspaceId, WorkspaceRateId,
};
pub use focus_api_raw::{
    AssignmentOrigin, CustomFieldType, FamilyOrderBy, IdFilter, MatchTier, Nullable, OneOrMany, OrNone, OrderBy,
    Priority, Sort, StatusType, StreamOrderBy, TaskSource, TaskState,
};

// Crates whose types stand in this one's API, in the versions it uses.
pub use {chrono, focus_api_raw as raw, reqwest};

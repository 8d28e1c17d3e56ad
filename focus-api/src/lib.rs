// docs.rs uses a nightly compiler, which shows the features that an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]
// The documentation of the crate. A hidden line in each example denies warnings.
#![doc = include_str!("manual.md")]

// The first module, because rustdoc shows the methods of a type in the order of the modules: those of `Tasks` begin with
// its verbs.
mod tasks;

#[cfg(feature = "blocking")]
#[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
pub mod blocking;
pub mod bulk;
pub mod catalog;
mod client;
mod custom;
mod decode;
mod endpoint;
pub mod error;
mod from_json;
mod model_ext;
mod nearest;
pub mod paging;
mod policy;
mod redact;
mod request;
mod transport;
mod workspace;

pub use bulk::BulkReport;
pub use catalog::Catalog;
pub use client::{Client, ClientBuilder};
pub use error::{Error, ErrorKind};
pub use filters::{IdFilter, OrderBy};
pub use from_json::from_json;
pub use ids::{ProjectId, StatusId, TagId, TaskId, UserId};
pub use model::{NewTask, Priority, StatusType, Task, TaskExt, TaskPatch, TaskReplacement};
pub use options::{Quota, QuotaPolicy, RetryPolicy};
pub use redact::printable;
pub use tasks::Tasks;
pub use workspace::Workspace;

// Crates whose types and traits appear in signatures, in the versions used here.
#[cfg(feature = "schemars")]
#[cfg_attr(docsrs, doc(cfg(feature = "schemars")))]
pub use schemars;
pub use {bytes, chrono, focus_api_raw as raw, futures_core, reqwest, serde, serde_json};

/// Types of requests and responses, and [`TaskExt`], which computes values from a task.
///
/// ```
/// use focus_api::model::{NewTask, Priority, Task, TaskExt, TaskPatch};
///
/// let new = NewTask::new("Call the printer").priority(Priority::High);
/// let patch =
///     TaskPatch::new().name("Call the other printer").clear_end_date();
///
/// // A response, for example in a test.
/// let task = Task::new(4711).name("Call the printer").estimated_mins(90);
/// assert_eq!(task.title(), new.name);
/// # let _ = patch;
/// ```
///
/// The types are generated from the OpenAPI document. Every struct has `new` and one method per field, and may get more
/// fields.
pub mod model {
    focus_api_raw::__export_model!();
    pub use focus_api_raw::Nullable;

    pub use crate::model_ext::TaskExt;
}

/// Ids, each a newtype of `i64`, so that the compiler distinguishes the id of a project from the id of a task.
///
/// ```
/// use focus_api::ids::{ProjectId, TaskId};
///
/// let task = TaskId(4711);
/// assert_eq!(task.to_string(), "4711");
/// assert_ne!(ProjectId(7), ProjectId::from(8));
/// ```
pub mod ids {
    focus_api_raw::__export_ids!();
}

/// Filters and sort orders of lists.
///
/// ```
/// use focus_api::filters::{IdFilter, ListTasksQuery, OrderBy};
///
/// let query = ListTasksQuery::new()
///     .project(IdFilter::any([7, 9]).or_none())
///     .archived(false)
///     .order_by(OrderBy::EndDate.asc());
/// # let _ = query;
/// ```
///
/// The query types are plain structs, which can be read from a config file or a tool call with
/// [`from_json`]. The methods of the list requests set the fields of the same structs.
pub mod filters {
    focus_api_raw::__export_filters!();
    pub use focus_api_raw::{IdFilter, OrNone, Sort};

    pub use crate::transport::ArrayEncoding;
}

/// Requests, one type per operation, and the types that some of them return.
///
/// ```no_run
/// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
/// use std::time::Duration;
///
/// let request = tasks.get(4711).timeout(Duration::from_secs(5));
/// let task = request.await?;
/// # let _ = task; Ok(()) }
/// ```
///
/// The methods of [`Tasks`] create them. Each has the filters and options of its operation, and the options that all
/// requests share. Nothing is sent until a request is awaited.
pub mod requests {
    pub use crate::custom::CustomRequest;
    pub use crate::tasks::{
        ArchiveTask, CreateTask, Created, DeleteTask, DraftFromImage, DraftFromList, DraftFromPrompt, Drafts, GetTask,
        Image, ListRecurringTasks, ListTaskChildren, ListTaskParents, ListTasks, PatchTask, ReplaceTask, RestoreTask,
        StreamTasks, SyncCalendar, UnarchiveTask,
    };
    pub use crate::transport::RawResponse;
}

/// Options of calls and policies of the client.
///
/// ```
/// use std::time::Duration;
/// use focus_api::options::{CallOptions, QuotaPolicy, RetryPolicy};
///
/// let options = CallOptions::new()
///     .deadline(Duration::from_secs(60))
///     .retry(RetryPolicy::default().max_retries(4))
///     .quota(QuotaPolicy::WaitUpTo(Duration::from_secs(3600)));
/// # let _ = options;
/// ```
pub mod options {
    pub use crate::policy::{CallOptions, Clock, Quota, QuotaPolicy, RetryPolicy, SystemClock, Wait, WaitReason};
}

// docs.rs builds with a nightly compiler, which can show the features that an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]
// The page of the crate. Its examples deny warnings, each by a hidden line.
#![doc = include_str!("manual.md")]

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
mod tasks;
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

// Crates whose types appear in signatures, in the versions used here.
pub use {chrono, focus_api_raw as raw, reqwest};

/// The types that the service sends and receives, and [`TaskExt`], which answers questions about a task.
///
/// They are generated from the API's document. Every struct has a constructor and setters, and may get more fields.
pub mod model {
    focus_api_raw::__export_model!();
    pub use focus_api_raw::Nullable;

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
    focus_api_raw::__export_ids!();
}

/// Filters and order of lists, as values and as what they consist of.
///
/// The query types are plain structs that can be read from a config file or a tool call; the methods of the list requests
/// fill the same structs.
pub mod filters {
    focus_api_raw::__export_filters!();
    pub use focus_api_raw::{IdFilter, OrNone, Sort};

    pub use crate::transport::ArrayEncoding;
}

/// Requests, one type per operation, and what some of them return.
///
/// The verbs of [`Tasks`] create them. Each has its own filters and options, then those that all requests
/// share; nothing is sent until it is awaited.
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
pub mod options {
    pub use crate::policy::{CallOptions, Clock, Quota, QuotaPolicy, RetryPolicy, SystemClock, Wait, WaitReason};
}

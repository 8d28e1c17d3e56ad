//! Changes of many tasks, with up to 100 tasks per request and an outcome for every input.
//!
//! [`Tasks::bulk`] returns a [`Bulk`], whose verbs create, patch, delete and archive tasks. Each verb returns a
//! [`BulkRun`], which is awaited like a request and returns a [`BulkReport`].
//!
//! ```no_run
//! # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
//! use focus_api::bulk::BulkOutcome;
//! use focus_api::{Priority, TaskPatch};
//!
//! let patch = TaskPatch::new().priority(Priority::Low);
//! let report = tasks.bulk().patch_all([4711, 4712], patch).await;
//! for entry in report.entries() {
//!     match &entry.outcome {
//!         BulkOutcome::Done(()) => println!("{}: patched", entry.input),
//!         BulkOutcome::Rejected(error) => {
//!             println!("{}: {error}", entry.input)
//!         }
//!         other => println!("{}: {other:?}", entry.input),
//!     }
//! }
//! # Ok(()) }
//! ```
//!
//! - A list or a stream with filters is a selection: [`Bulk::archive_matching`] and its siblings change every task in
//!   it, and [`TaskSelection::select`] narrows it with a closure.
//! - [`BulkRun::on_progress`], [`BulkRun::max_requests`], [`BulkRun::deadline`] and [`BulkRun::stop_when`] observe and
//!   limit a run.
//! - A report can be stored with `serde`. [`Bulk::resume_patch_all`] and its siblings continue the run.

// This file has the handle and its verbs. `operations.rs` builds the requests of the four operations and decodes their
// responses, with `items.rs`, which assigns results to inputs by id, and `created.rs`, which does so for created tasks.
// `chunks.rs` splits the inputs into requests, `run.rs` sends them, `classify.rs` decides what an error means for the
// run. `report.rs` and `progress.rs` are the results, `selection.rs` reads the ids of a selection.

mod chunks;
mod classify;
mod created;
mod items;
mod operations;
mod progress;
mod report;
mod run;
mod selection;

use std::fmt;
use std::sync::Arc;

use focus_api_raw::types::{BulkTaskPatch, NewTask, TaskId, TaskPatch};

pub use progress::BulkProgress;
pub use report::{BulkEntry, BulkError, BulkOutcome, BulkReport, StopReason};
pub use run::{BulkMatchingRun, BulkRun};
pub use selection::{Selected, TaskSelection};

use operations::BulkOperation;

use crate::policy::CallOptions;
use crate::tasks::{Created, Tasks};
use crate::workspace::Workspace;

/// The maximum number of inputs per request: documented for create and archive, assumed for patch and delete.
const MAX_CHUNK: usize = 100;

type OnProgress = Arc<dyn Fn(&BulkProgress) + Send + Sync>;

/// Changes of many tasks. Created by [`Tasks::bulk`].
///
/// ```no_run
/// # async fn example(tasks: focus_api::Tasks, ids: Vec<focus_api::TaskId>) -> Result<(), focus_api::bulk::BulkError> {
/// use focus_api::{Priority, TaskPatch};
///
/// let report = tasks
///     .bulk()
///     .patch_all(ids, TaskPatch::new().priority(Priority::Low))
///     .on_progress(|now| println!("{} of {}", now.processed(), now.total))
///     .await;
/// println!("{report}");
/// report.into_result()?;
/// # Ok(()) }
/// ```
///
/// Inputs are sent in their order, in chunks of at most 100. An input is sent again only if it did not take effect: after
/// a failed connection, a spent quota or a redirect, or if the chunk was refused and is
/// [halved](Self::isolate_rejected). The [`BulkReport`] has every input exactly once, with its outcome, so a run returns a
/// report instead of a `Result`.
///
/// A run stops at an error that every further request would return too: a spent quota, a refused key, a missing plan, a
/// rate limit, a failed connection, two unknown outcomes in a row, a 403 on the first response, a wrong URL (a 404 that
/// the service did not send, 405, 3xx …). [`resume_create`](Self::resume_create) and its siblings send the remaining
/// inputs later.
#[derive(Clone)]
#[must_use = "nothing is sent until a run of one of the verbs is awaited"]
pub struct Bulk {
    workspace: Workspace,
    options: CallOptions,
    chunk_size: usize,
    concurrency: usize,
    isolation_budget: u32,
    outbound_sync: Option<bool>,
    allow_unfiltered: bool,
}

impl Tasks {
    /// Returns a handle for changes of any number of tasks, 100 per request.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks, ids: Vec<focus_api::TaskId>) {
    /// let report = tasks.bulk().archive(ids).await;
    /// println!("{report}");
    /// # }
    /// ```
    pub fn bulk(&self) -> Bulk {
        Bulk {
            workspace: self.workspace().clone(),
            options: CallOptions::default(),
            chunk_size: MAX_CHUNK,
            concurrency: 1,
            isolation_budget: 0,
            outbound_sync: None,
            allow_unfiltered: false,
        }
    }
}

/// # Verbs
impl Bulk {
    /// Creates tasks.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) {
    /// use focus_api::NewTask;
    ///
    /// let names = ["Buy paper", "Call the printer"];
    /// let report = tasks.bulk().create(names.map(NewTask::new)).await;
    /// for (entry, created) in report.done() {
    ///     println!("{} is task {:?}", entry.input.name, created.id);
    /// }
    /// # }
    /// ```
    ///
    /// The created tasks are matched to the inputs by their content. If more than one match is possible, the outcome of
    /// the input is unknown.
    ///
    /// # Requests
    /// One for every 100 tasks.
    pub fn create(&self, tasks: impl IntoIterator<Item = NewTask>) -> BulkRun<NewTask, Created> {
        BulkRun::new(self, operations::Create, BulkReport::not_sent_yet(operations::Create::ID, tasks))
    }

    /// Patches each task with a different patch.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) {
    /// use focus_api::{Priority, TaskPatch};
    ///
    /// let low = TaskPatch::new().priority(Priority::Low).for_task(4711);
    /// let renamed = TaskPatch::new().name("Call the printer").for_task(4712);
    /// let report = tasks.bulk().patch([low, renamed]).await;
    /// println!("{report}");
    /// # }
    /// ```
    ///
    /// # Requests
    /// One for every 100 patches.
    pub fn patch(&self, patches: impl IntoIterator<Item = BulkTaskPatch>) -> BulkRun<BulkTaskPatch> {
        BulkRun::new(self, operations::Patch, BulkReport::not_sent_yet(operations::Patch::ID, patches))
    }

    /// Patches all these tasks with the same patch. See the example of [`Bulk`].
    ///
    /// # Requests
    /// One for every 100 tasks.
    pub fn patch_all(&self, ids: impl IntoIterator<Item = impl Into<TaskId>>, patch: TaskPatch) -> BulkRun<TaskId> {
        let report = BulkReport::not_sent_yet(operations::PatchAll::ID, ids.into_iter().map(Into::into));
        BulkRun::new(self, operations::PatchAll::new(patch), report)
    }

    /// Deletes tasks.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) {
    /// let report = tasks.bulk().delete([4711, 4712]).await;
    /// println!("{report}");
    /// # }
    /// ```
    ///
    /// # Requests
    /// One for every 100 tasks; more if their ids would make the query of the URL longer than 2,000 characters.
    pub fn delete(&self, ids: impl IntoIterator<Item = impl Into<TaskId>>) -> BulkRun<TaskId> {
        let report = BulkReport::not_sent_yet(operations::Delete::ID, ids.into_iter().map(Into::into));
        BulkRun::new(self, self.delete_operation(), report)
    }

    fn delete_operation(&self) -> operations::Delete {
        let arrays = self.workspace.client().transport().settings.arrays;
        operations::Delete { outbound_sync: self.outbound_sync, arrays }
    }
}

/// # Resuming
impl Bulk {
    /// Continues a run of creates: sends the inputs that were not sent, and keeps every other outcome.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks, stored: &str) -> Result<(), Box<dyn std::error::Error>> {
    /// use focus_api::requests::Created;
    /// use focus_api::{BulkReport, NewTask};
    ///
    /// let report: BulkReport<NewTask, Created> = serde_json::from_str(stored)?;
    /// let report = tasks.bulk().resume_create(report).await;
    /// println!("{report}");
    /// # Ok(()) }
    /// ```
    ///
    /// # Requests
    /// One for every 100 inputs that were not sent.
    pub fn resume_create(&self, report: BulkReport<NewTask, Created>) -> BulkRun<NewTask, Created> {
        BulkRun::new(self, operations::Create, report)
    }

    /// Continues a run of patches; see [`resume_create`](Self::resume_create).
    ///
    /// # Requests
    /// One for every 100 inputs that were not sent.
    pub fn resume_patch(&self, report: BulkReport<BulkTaskPatch>) -> BulkRun<BulkTaskPatch> {
        BulkRun::new(self, operations::Patch, report)
    }

    /// Continues a run of [`patch_all`](Self::patch_all) with the same patch; see
    /// [`resume_create`](Self::resume_create).
    ///
    /// # Requests
    /// One for every 100 inputs that were not sent.
    pub fn resume_patch_all(&self, report: BulkReport<TaskId>, patch: TaskPatch) -> BulkRun<TaskId> {
        BulkRun::new(self, operations::PatchAll::new(patch), report)
    }

    /// Continues a run of deletes; see [`resume_create`](Self::resume_create).
    ///
    /// # Requests
    /// One for every 100 inputs that were not sent.
    pub fn resume_delete(&self, report: BulkReport<TaskId>) -> BulkRun<TaskId> {
        BulkRun::new(self, self.delete_operation(), report)
    }
}

/// # Selections
impl Bulk {
    /// Deletes every task that a list or stream selects. All ids are read first, because a list from which tasks are
    /// deleted while it is read skips tasks.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// let report =
    ///     tasks.bulk().delete_matching(tasks.stream().archived(true)).await?;
    /// println!("{report}");
    /// # Ok(()) }
    /// ```
    ///
    /// A selection without any filter is refused unless [`allow_unfiltered`](Self::allow_unfiltered) is set.
    ///
    /// # Errors
    /// A list that cannot be read to its end, also because of its `max_requests`, that seems to ignore its filter, or that
    /// has no filter. Nothing was deleted then. To change some of the tasks, limit the list with `max_items`.
    ///
    /// # Requests
    /// Those of the list (one for a stream), and one for every 100 tasks.
    pub fn delete_matching(&self, selection: impl TaskSelection) -> BulkMatchingRun<TaskId> {
        let operation = self.delete_operation();
        BulkMatchingRun::new(self, operation, selection)
    }

    /// Patches every task that a list or stream selects with the same patch; see
    /// [`delete_matching`](Self::delete_matching).
    ///
    /// # Errors
    /// As for [`delete_matching`](Self::delete_matching).
    ///
    /// # Requests
    /// As for [`delete_matching`](Self::delete_matching).
    pub fn patch_matching(&self, selection: impl TaskSelection, patch: TaskPatch) -> BulkMatchingRun<TaskId> {
        BulkMatchingRun::new(self, operations::PatchAll::new(patch), selection)
    }

    /// Allows selections without a filter, which change every task of the workspace. Not allowed by default.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// let every_task = tasks.stream();
    /// let report = tasks
    ///     .bulk()
    ///     .allow_unfiltered(true)
    ///     .archive_matching(every_task)
    ///     .await?;
    /// println!("{report}");
    /// # Ok(()) }
    /// ```
    pub fn allow_unfiltered(mut self, yes: bool) -> Self {
        self.allow_unfiltered = yes;
        self
    }
}

/// Declares the three verbs of each operation that takes ids and nothing else.
macro_rules! verbs_on_ids {
    ($(#[doc = $does:literal] $verb:ident, $resume:ident, $matching:ident: $operation:ident;)*) => {
        /// # Changes that take ids alone
        impl Bulk {
            $(
            #[doc = $does]
            ///
            /// The example of [`delete`](Self::delete) applies to it too.
            ///
            /// # Requests
            /// One for every 100 tasks.
            pub fn $verb(&self, ids: impl IntoIterator<Item = impl Into<TaskId>>) -> BulkRun<TaskId> {
                let ids = ids.into_iter().map(Into::into);
                BulkRun::new(self, operations::$operation, BulkReport::not_sent_yet(operations::$operation::ID, ids))
            }

            #[doc = concat!("Continues a run of [`", stringify!($verb), "`](Self::", stringify!($verb), "); see")]
            /// [`resume_create`](Self::resume_create).
            ///
            /// # Requests
            /// One for every 100 inputs that were not sent.
            pub fn $resume(&self, report: BulkReport<TaskId>) -> BulkRun<TaskId> {
                BulkRun::new(self, operations::$operation, report)
            }

            #[doc = concat!("Calls [`", stringify!($verb), "`](Self::", stringify!($verb), ") for every task that a")]
            /// list or stream selects; see [`delete_matching`](Self::delete_matching).
            ///
            /// # Errors
            /// As for [`delete_matching`](Self::delete_matching).
            ///
            /// # Requests
            /// As for [`delete_matching`](Self::delete_matching).
            pub fn $matching(&self, selection: impl TaskSelection) -> BulkMatchingRun<TaskId> {
                BulkMatchingRun::new(self, operations::$operation, selection)
            }
            )*
        }
    };
}

verbs_on_ids! {
    /// Archives tasks together with their subtasks.
    archive, resume_archive, archive_matching: Archive;
}

/// # Options
///
/// ```no_run
/// # async fn example(tasks: focus_api::Tasks, ids: Vec<focus_api::TaskId>) {
/// let report = tasks
///     .bulk()
///     .chunk_size(50)
///     .concurrency(2)
///     .isolate_rejected(20)
///     .outbound_sync(false)
///     .delete(ids)
///     .await;
/// println!("{report}");
/// # }
/// ```
impl Bulk {
    /// Sets the options of every request; see [`CallOptions`]. Options that replace the inputs, such as the member `id` of
    /// a patch, are refused.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Sets the number of inputs per request, 1 to 100. The default is 100, which needs the fewest requests.
    pub fn chunk_size(mut self, inputs: usize) -> Self {
        self.chunk_size = inputs.clamp(1, MAX_CHUNK);
        self
    }

    /// Sets the number of requests that are in flight at the same time. The default is 1, with which tasks are created
    /// in order.
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.concurrency = requests.max(1);
        self
    }

    /// Halves a chunk that the service refuses, until the refused input is isolated and the other inputs are done.
    ///
    /// Every halving takes two more requests, at most `budget` in total. Two halves with the same error are not halved
    /// again, because their inputs have the same problem. Without isolation, which is the default, one invalid input
    /// rejects up to 99 valid ones. That the service refuses a chunk completely is an assumption; it is not documented.
    pub fn isolate_rejected(mut self, budget: u32) -> Self {
        self.isolation_budget = budget;
        self
    }

    /// Sets whether deletes are also applied to connected calendars and tools. A patch has a field for it.
    pub fn outbound_sync(mut self, yes: bool) -> Self {
        self.outbound_sync = Some(yes);
        self
    }
}

impl fmt::Debug for Bulk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bulk")
            .field("workspace", &self.workspace)
            .field("chunk_size", &self.chunk_size)
            .field("concurrency", &self.concurrency)
            .finish_non_exhaustive()
    }
}

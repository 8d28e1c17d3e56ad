//! [`Bulk`]: changes of any number of tasks, a hundred per request, with an outcome for every input.
//!
//! What the operations send and how they read a response is `bulk/operations.rs`; a response is told apart into inputs by
//! `bulk/items.rs`, by `bulk/created.rs` where tasks are created. A run splits its inputs into requests (`bulk/chunks.rs`), sends them (`bulk/run.rs`) and
//! decides what an error means (`bulk/classify.rs`); the outcome is `bulk/report.rs`. Selections of tasks are
//! `bulk/selection.rs`.

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

/// The most inputs that one request may hold: documented for create and archive, assumed for patch and delete.
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
///     .on_progress(|progress| println!("{} of {}", progress.processed(), progress.total))
///     .await;
/// println!("{report}");
/// report.into_result()?;
/// # Ok(()) }
/// ```
///
/// Inputs are sent in their order, in chunks of at most 100. No input is sent twice, and none is lost: the
/// [`BulkReport`] has every input exactly once, errors included, so a run returns no `Result`.
///
/// A run stops at whatever every further request would meet too: a spent quota, a refused key, a missing plan, a rate
/// limit, a connection that cannot be made, two unknown outcomes in a row, a 403 on the first response, a wrong address
/// (404 that the service did not send, 405, 3xx …). What was not sent yet can be resumed:
/// [`resume_create`](Self::resume_create) and its siblings.
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
    /// Returns a handle for changes of any number of tasks, a hundred per request.
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
    /// The created tasks are matched to the inputs by their content; where that is ambiguous, the outcome of an input is
    /// unknown.
    ///
    /// # Requests
    /// One for every 100 tasks.
    pub fn create(&self, tasks: impl IntoIterator<Item = NewTask>) -> BulkRun<NewTask, Created> {
        BulkRun::new(self, operations::Create, BulkReport::not_sent_yet(operations::Create::ID, tasks))
    }

    /// Patches each task with a patch of its own; see [`TaskPatch::for_task`].
    ///
    /// # Requests
    /// One for every 100 patches.
    pub fn patch(&self, patches: impl IntoIterator<Item = BulkTaskPatch>) -> BulkRun<BulkTaskPatch> {
        BulkRun::new(self, operations::Patch, BulkReport::not_sent_yet(operations::Patch::ID, patches))
    }

    /// Patches all these tasks with the same patch.
    ///
    /// # Requests
    /// One for every 100 tasks.
    pub fn patch_all(&self, ids: impl IntoIterator<Item = impl Into<TaskId>>, patch: TaskPatch) -> BulkRun<TaskId> {
        let report = BulkReport::not_sent_yet(operations::PatchAll::ID, ids.into_iter().map(Into::into));
        BulkRun::new(self, operations::PatchAll::new(patch), report)
    }

    /// Deletes tasks.
    ///
    /// # Requests
    /// One for every 100 tasks; more if their ids would make an address of more than 2,000 characters.
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
    /// Continues a run of creates: inputs that were not sent are sent now; every other outcome stays.
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
    /// Deletes every task that a list or stream selects. All ids are read first, because a list that shrinks while it is
    /// read skips tasks.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// let report = tasks.bulk().delete_matching(tasks.stream().archived(true)).await?;
    /// println!("{report}");
    /// # Ok(()) }
    /// ```
    ///
    /// A selection without any filter is refused unless [`allow_unfiltered`](Self::allow_unfiltered) is set.
    ///
    /// # Errors
    /// A list that cannot be read to its end, that seems to ignore its filter, or that has no filter: then nothing was
    /// deleted.
    ///
    /// # Requests
    /// Those of the list - a stream takes one - and one for every 100 tasks.
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

    /// Allows changes over a selection without any filter: every task of the workspace.
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
impl Bulk {
    /// Sets the options of every request.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Sets how many inputs a request holds, 1 to 100. 100 by default, which costs the fewest requests.
    pub fn chunk_size(mut self, inputs: usize) -> Self {
        self.chunk_size = inputs.clamp(1, MAX_CHUNK);
        self
    }

    /// Sets how many requests are in flight at the same time. 1 by default: then the tasks are created in order.
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.concurrency = requests.max(1);
        self
    }

    /// Halves a chunk that the service refuses, until the refused input is alone and the others are done.
    ///
    /// This costs requests: about two for every halving, at most `budget` in all. Two halves that are refused alike are
    /// not halved again: then the inputs share the problem. Without isolation, one bad input rejects up to 99 good ones.
    /// The service is assumed to refuse a chunk as a whole, which is not documented.
    pub fn isolate_rejected(mut self, budget: u32) -> Self {
        self.isolation_budget = budget;
        self
    }

    /// Sets whether deletes are also applied to connected calendars and tools. In patches it is a field.
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

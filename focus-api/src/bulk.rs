//! [`Bulk`]: changes to any number of tasks, a hundred a request, every one accounted for.
//!
//! What the four operations do is `bulk/kinds.rs`; cutting inputs into requests and deciding what each answer means for
//! them is `bulk/run.rs`; the account itself is `bulk/report.rs`.

mod kinds;
mod matching;
mod report;
mod run;

use std::fmt;
use std::sync::Arc;

use focus_api_raw::types::{BulkTaskPatch, NewTask, TaskId, TaskPatch};

pub use matching::Matching;
pub use report::{BulkError, BulkReport, Entry, Outcome, Progress};

use crate::error::Error;
use crate::policy::CallOptions;
use crate::tasks::Created;
use crate::workspace::Workspace;

/// The most inputs one request may hold: documented for create and archive, assumed for patch and delete.
const MAX_CHUNK: usize = 100;

type OnProgress = Arc<dyn Fn(&Progress) + Send + Sync>;

/// Changes to many tasks.
///
/// ```no_run
/// # async fn example(tasks: focus_api::Tasks, ids: Vec<focus_api::TaskId>) -> Result<(), focus_api::BulkError> {
/// use focus_api::{Priority, TaskPatch};
///
/// let report = tasks
///     .bulk()
///     .on_progress(|progress| println!("{} of {}", progress.settled(), progress.total))
///     .patch_all(ids, TaskPatch::new().priority(Priority::Low))
///     .await;
/// println!("{report}");
/// report.into_result()?;
/// # Ok(()) }
/// ```
///
/// Inputs are sent in their order, in chunks of at most 100. Nothing is ever sent twice by itself, and nothing is
/// dropped: the [`BulkReport`] has every input exactly once, errors included, so the verbs return no `Result`.
///
/// A spent quota, a refused key, a lacking plan, a rate limit, a connection that cannot be made, two lost answers in a
/// row and a 403 on the first answer end the run; what was not sent yet can be
/// [resumed](BulkReport::is_complete). The report is made by the future: whoever drops it before its end has none.
#[derive(Clone)]
#[must_use = "nothing is sent until one of the verbs is awaited"]
pub struct Bulk {
    workspace: Workspace,
    options: CallOptions,
    chunk_size: usize,
    concurrency: usize,
    isolate_budget: u32,
    outbound_sync: Option<bool>,
    on_progress: Option<OnProgress>,
}

impl Bulk {
    pub(crate) fn new(workspace: Workspace) -> Self {
        Self {
            workspace,
            options: CallOptions::default(),
            chunk_size: MAX_CHUNK,
            concurrency: 1,
            isolate_budget: 0,
            outbound_sync: None,
            on_progress: None,
        }
    }

    /// Options of every request.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// How many inputs a request holds, 1 to 100. 100 by default, which costs the fewest requests.
    pub fn chunk_size(mut self, inputs: usize) -> Self {
        self.chunk_size = inputs.clamp(1, MAX_CHUNK);
        self
    }

    /// How many requests are on their way at the same time. 1 by default: then the tasks are created in order.
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.concurrency = requests.max(1);
        self
    }

    /// Halves a chunk that the service refuses, until the input it refuses stands alone and the others are done.
    ///
    /// This costs requests: about two for every halving, at most `budget` in all. Without it, one bad input rejects up to
    /// 99 good neighbours. The service is assumed to refuse a chunk as a whole, which is not documented.
    pub fn isolate_rejected(mut self, budget: u32) -> Self {
        self.isolate_budget = budget;
        self
    }

    /// For deletes: also carry them over to connected calendars and tools, or not. In patches it is a field.
    pub fn outbound_sync(mut self, yes: bool) -> Self {
        self.outbound_sync = Some(yes);
        self
    }

    /// Called after every answer, from the task that awaits the run.
    pub fn on_progress(mut self, call: impl Fn(&Progress) + Send + Sync + 'static) -> Self {
        self.on_progress = Some(Arc::new(call));
        self
    }

    /// Creates tasks.
    ///
    /// # Requests
    /// One for every 100 tasks.
    pub async fn create(&self, tasks: impl IntoIterator<Item = NewTask>) -> BulkReport<NewTask, Created> {
        self.run(kinds::Create, tasks).await
    }

    /// Patches each task in its own way: see [`TaskPatch::for_task`].
    ///
    /// # Requests
    /// One for every 100 patches.
    pub async fn patch(&self, patches: impl IntoIterator<Item = BulkTaskPatch>) -> BulkReport<BulkTaskPatch> {
        self.run(kinds::Patch, patches).await
    }

    /// Patches all these tasks in the same way.
    ///
    /// # Requests
    /// One for every 100 tasks.
    pub async fn patch_all(
        &self,
        ids: impl IntoIterator<Item = impl Into<TaskId>>,
        patch: TaskPatch,
    ) -> BulkReport<BulkTaskPatch> {
        self.patch(ids.into_iter().map(|id| patch.clone().for_task(id))).await
    }

    /// Deletes tasks.
    ///
    /// # Requests
    /// One for every 100 tasks; more if their ids would make an address of over 2000 characters.
    pub async fn delete(&self, ids: impl IntoIterator<Item = impl Into<TaskId>>) -> BulkReport<TaskId> {
        self.run(kinds::Delete { outbound_sync: self.outbound_sync }, ids.into_iter().map(Into::into)).await
    }

    /// Archives tasks together with their sub-tasks.
    ///
    /// # Requests
    /// One for every 100 tasks.
    pub async fn archive(&self, ids: impl IntoIterator<Item = impl Into<TaskId>>) -> BulkReport<TaskId> {
        self.run(kinds::Archive, ids.into_iter().map(Into::into)).await
    }

    /// Continues a run of creates: what was not sent is sent now; everything else stays as reported.
    ///
    /// # Requests
    /// One for every 100 tasks that were not sent.
    pub async fn resume_create(&self, report: BulkReport<NewTask, Created>) -> BulkReport<NewTask, Created> {
        self.resume(kinds::Create, report).await
    }

    /// Continues a run of patches.
    ///
    /// # Requests
    /// One for every 100 patches that were not sent.
    pub async fn resume_patch(&self, report: BulkReport<BulkTaskPatch>) -> BulkReport<BulkTaskPatch> {
        self.resume(kinds::Patch, report).await
    }

    /// Continues a run of deletes.
    ///
    /// # Requests
    /// One for every 100 tasks that were not sent.
    pub async fn resume_delete(&self, report: BulkReport<TaskId>) -> BulkReport<TaskId> {
        self.resume(kinds::Delete { outbound_sync: self.outbound_sync }, report).await
    }

    /// Continues a run of archiving.
    ///
    /// # Requests
    /// One for every 100 tasks that were not sent.
    pub async fn resume_archive(&self, report: BulkReport<TaskId>) -> BulkReport<TaskId> {
        self.resume(kinds::Archive, report).await
    }

    /// Deletes every task a list or stream selects: reads all ids first, because a list that shrinks while it is read
    /// skips tasks.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
    /// let report = tasks.bulk().delete_matching(tasks.stream().archived(true)).await?;
    /// println!("{report}");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// A list that cannot be read to its end, or that seems to ignore its filter: then nothing was deleted.
    ///
    /// # Requests
    /// Those of the list - a stream takes one - and one for every 100 tasks.
    pub async fn delete_matching(&self, matching: impl Matching) -> Result<BulkReport<TaskId>, Error> {
        Ok(self.delete(matching.ids().await?).await)
    }

    /// Archives every task a list or stream selects; see [`delete_matching`](Self::delete_matching).
    ///
    /// # Errors
    /// As for [`delete_matching`](Self::delete_matching).
    ///
    /// # Requests
    /// As for [`delete_matching`](Self::delete_matching).
    pub async fn archive_matching(&self, matching: impl Matching) -> Result<BulkReport<TaskId>, Error> {
        Ok(self.archive(matching.ids().await?).await)
    }

    /// Patches every task a list or stream selects in the same way; see [`delete_matching`](Self::delete_matching).
    ///
    /// # Errors
    /// As for [`delete_matching`](Self::delete_matching).
    ///
    /// # Requests
    /// As for [`delete_matching`](Self::delete_matching).
    pub async fn patch_matching(
        &self,
        matching: impl Matching,
        patch: TaskPatch,
    ) -> Result<BulkReport<BulkTaskPatch>, Error> {
        Ok(self.patch_all(matching.ids().await?, patch).await)
    }

    async fn run<K: kinds::Kind>(
        &self,
        kind: K,
        inputs: impl IntoIterator<Item = K::Input>,
    ) -> BulkReport<K::Input, K::Output> {
        self.resume(kind, BulkReport::unsent(inputs)).await
    }
}

impl fmt::Debug for Bulk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bulk")
            .field("chunk_size", &self.chunk_size)
            .field("concurrency", &self.concurrency)
            .finish_non_exhaustive()
    }
}

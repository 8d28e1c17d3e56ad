//! [`BulkRun`]: sends the chunks of a bulk change and collects the outcomes.
//!
//! `bulk/classify.rs` classifies errors; `bulk/chunks.rs` splits inputs into chunks.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::{BoxFuture, FutureExt};
use futures_util::stream::FuturesUnordered;

use super::chunks::{ChunkPlan, ChunkQueue, ChunkRejection};
use super::classify::{Classification, classify};
use super::items::ItemResult;
use super::operations::{BulkOperation, Chunk, ChunkResults};
use super::progress::BulkProgress;
use super::report::{BulkOutcome, BulkReport, StopReason};
use super::selection::TaskSelection;
use super::{Bulk, OnProgress};
use crate::endpoint::{self, RequestContext};
use crate::error::Error;
use crate::policy::{RequestBudget, StopSignal};

/// The number of unknown outcomes in a row after which a run stops, so that an outage does not spend the quota.
const MAX_CONSECUTIVE_FAILURES: u32 = 2;

type Start<I, O> = Box<dyn FnOnce(RunControl) -> BoxFuture<'static, BulkReport<I, O>> + Send + Sync>;
type StartMatching<I, O> =
    Box<dyn FnOnce(RunControl) -> BoxFuture<'static, Result<BulkReport<I, O>, Error>> + Send + Sync>;

/// The limits and callbacks of a run.
#[derive(Default)]
struct RunControl {
    max_requests: Option<u32>,
    deadline: Option<Duration>,
    stop: Option<StopSignal>,
    on_progress: Option<OnProgress>,
}

/// A bulk change that can be awaited or spawned. It borrows nothing.
///
/// ```no_run
/// # async fn example(tasks: focus_api::Tasks, ids: Vec<focus_api::TaskId>) {
/// use std::time::Duration;
///
/// let run = tasks
///     .bulk()
///     .archive(ids)
///     .max_requests(20)
///     .deadline(Duration::from_secs(600));
/// let report =
///     tokio::spawn(run.into_future()).await.expect("the run does not panic");
/// println!("{report}");
/// # }
/// ```
///
/// A run that is dropped before its end returns no report; [`stop_when`](Self::stop_when) ends it early with a report.
#[must_use = "nothing is sent until the run is awaited"]
pub struct BulkRun<I, O = ()> {
    start: Start<I, O>,
    control: RunControl,
}

/// A bulk change of a selection. Created by [`Bulk::archive_matching`] and its siblings; see [`BulkRun`].
///
/// Its result is an error if the selection could not be read completely. Nothing was changed then. The deadline and the
/// future of [`stop_when`](Self::stop_when) apply to the reading, too; [`max_requests`](Self::max_requests) does not
/// count its requests. A signal during the reading is an error of the kind
/// [`ErrorKind::Stopped`](crate::ErrorKind::Stopped), a deadline that passes before the next request one of the kind
/// [`ErrorKind::Timeout`](crate::ErrorKind::Timeout).
#[must_use = "nothing is sent until the run is awaited"]
pub struct BulkMatchingRun<I, O = ()> {
    start: StartMatching<I, O>,
    control: RunControl,
}

macro_rules! control_methods {
    ($name:ident) => {
        /// # Limits and progress
        ///
        /// See the examples of [`BulkRun`] and [`Bulk`].
        impl<I, O> $name<I, O> {
            /// Ends the run before it would send more than this number of requests, including repeated ones.
            pub fn max_requests(mut self, count: u32) -> Self {
                self.control.max_requests = Some(count);
                self
            }

            /// Ends the run after this time. Requests in flight are completed, but no request and no wait begins.
            pub fn deadline(mut self, deadline: Duration) -> Self {
                self.control.deadline = Some(deadline);
                self
            }

            /// Ends the run when this future completes: no request and no wait begins, a wait ends at once, and the
            /// report is returned after the requests in flight.
            ///
            /// ```no_run
            /// # async fn example(tasks: focus_api::Tasks, ids: Vec<focus_api::TaskId>) {
            /// let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
            /// let run = tasks.bulk().archive(ids).stop_when(async { _ = stopped.await });
            /// # drop(stop); let _ = run.await; }
            /// ```
            pub fn stop_when(mut self, stop: impl Future<Output = ()> + Send + 'static) -> Self {
                self.control.stop = Some(StopSignal::new(stop));
                self
            }

            /// Sets a function that the task that awaits the run calls after every response.
            pub fn on_progress(mut self, call: impl Fn(&BulkProgress) + Send + Sync + 'static) -> Self {
                self.control.on_progress = Some(Arc::new(call));
                self
            }
        }

        impl<I, O> fmt::Debug for $name<I, O> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    };
}

control_methods!(BulkRun);
control_methods!(BulkMatchingRun);

impl<I: Send + Sync + 'static, O: Send + Sync + 'static> BulkRun<I, O> {
    pub(super) fn new<B>(bulk: &Bulk, operation: B, report: BulkReport<I, O>) -> Self
    where
        B: BulkOperation<Input = I, Output = O>,
    {
        let bulk = bulk.clone();
        let start = move |control| run(bulk, operation, report, control).boxed();
        Self { start: Box::new(start), control: RunControl::default() }
    }
}

impl<I: Send + 'static, O: Send + 'static> IntoFuture for BulkRun<I, O> {
    type Output = BulkReport<I, O>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        (self.start)(self.control)
    }
}

impl<O: Send + Sync + 'static> BulkMatchingRun<focus_api_raw::types::TaskId, O> {
    pub(super) fn new<B>(bulk: &Bulk, operation: B, selection: impl TaskSelection) -> Self
    where
        B: BulkOperation<Input = focus_api_raw::types::TaskId, Output = O>,
    {
        let bulk = bulk.clone();
        let start = move |mut control: RunControl| {
            async move {
                if !bulk.allow_unfiltered && !selection.has_filter() {
                    let what = "the selection has no filter, so every task of the workspace would be changed: add a \
                                filter, or allow it with `allow_unfiltered`";
                    return Err(Error::invalid_argument(B::ID, what));
                }
                let clock = bulk.workspace.client().transport().clock.clone();
                let started = clock.now();
                let end = control.deadline.and_then(|deadline| started.checked_add(deadline));
                let selection = selection.read_until(end);
                let ids = match &control.stop {
                    Some(stop) if stop.is_complete() => None,
                    Some(stop) => stop.run(selection.ids()).await,
                    None => Some(selection.ids().await),
                };
                let ids = ids.ok_or_else(|| Error::stopped(B::ID))??;
                let passed = clock.now().saturating_duration_since(started);
                control.deadline = control.deadline.map(|deadline| deadline.saturating_sub(passed));
                Ok(run(bulk, operation, BulkReport::not_sent_yet(B::ID, ids), control).await)
            }
            .boxed()
        };
        Self { start: Box::new(start), control: RunControl::default() }
    }
}

impl<I: Send + 'static, O: Send + 'static> IntoFuture for BulkMatchingRun<I, O> {
    type Output = Result<BulkReport<I, O>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        (self.start)(self.control)
    }
}

/// Sends the inputs that the report has as not sent.
async fn run<B: BulkOperation>(
    bulk: Bulk,
    operation: B,
    mut report: BulkReport<B::Input, B::Output>,
    control: RunControl,
) -> BulkReport<B::Input, B::Output> {
    report.clear_stop_reason();
    if report.operation() != B::ID {
        let what = format!(
            "the report belongs to the operation {}: resume it with the method for that operation",
            report.operation()
        );
        report.stop(StopReason::Error(Error::invalid_argument(B::ID, what)));
        return report;
    }
    let transport = bulk.workspace.client().transport().clone();
    let deadline = control.deadline.and_then(|deadline| transport.clock.now().checked_add(deadline));
    let budget = control.max_requests.map(RequestBudget::new);
    let mut context = RequestContext { workspace: bulk.workspace.clone(), options: bulk.options.clone() };
    context.options.wait_until = deadline;
    context.options.budget = budget.clone();
    context.options.stop = control.stop.clone();

    let mut queue = ChunkQueue::new(&operation, &mut report, &context, bulk.chunk_size, bulk.isolation_budget);
    let mut in_flight = FuturesUnordered::new();
    let mut failures = 0;
    let mut access_confirmed = false;
    loop {
        while !report.is_stopped() && !queue.is_empty() && in_flight.len() < bulk.concurrency {
            if let Some(reason) = must_stop(&transport.clock, deadline, control.stop.as_ref(), budget.as_ref()) {
                report.stop(reason);
                break;
            }
            let Some(plan) = queue.next() else { break };
            in_flight.push(send(&operation, &context, plan, &report));
        }
        let Some((plan, result)) = in_flight.next().await else { break };
        match result {
            Ok(ChunkResults { results, requests }) => {
                report.add_requests(requests);
                access_confirmed = true;
                let is_unknown = results.iter().all(|result| matches!(result, ItemResult::Unknown(_)));
                failures = if is_unknown { failures + 1 } else { 0 };
                let unknown = record_items(&mut report, &plan, results);
                if let Some(error) = unknown.filter(|_| failures >= MAX_CONSECUTIVE_FAILURES) {
                    report.stop(StopReason::Error(error));
                }
                record_refused(&mut report, queue.accepted(&plan));
            }
            Err(error) => {
                report.add_requests(error.requests_sent());
                // The signal may have ended the wait before the next attempt.
                let is_requested = control.stop.as_ref().is_some_and(StopSignal::is_complete);
                let stop = |error: Error| {
                    // The deadline of the run may have passed after it was compared, before the request was sent.
                    let is_late =
                        error.is_timeout() && error.requests_sent() == 0 && has_passed(&transport.clock, deadline);
                    match (is_requested, is_late) {
                        (true, _) => StopReason::Requested,
                        (false, true) => StopReason::Deadline,
                        (false, false) => StopReason::Error(error),
                    }
                };
                match classify(&error, access_confirmed) {
                    Classification::Stop => report.stop(stop(error)),
                    Classification::Rejected => {
                        (failures, access_confirmed) = (0, true);
                        if let ChunkRejection::Rejected(refused) = queue.refuse(plan, error) {
                            record_refused(&mut report, refused);
                        }
                    }
                    unknown @ (Classification::Unknown | Classification::UnknownAndStop) => {
                        failures += 1;
                        for index in &plan.indices {
                            report.set_outcome(*index, BulkOutcome::Unknown(error.clone()));
                        }
                        record_refused(&mut report, queue.accepted(&plan));
                        if failures >= MAX_CONSECUTIVE_FAILURES || unknown == Classification::UnknownAndStop {
                            report.stop(stop(error));
                        }
                    }
                }
            }
        }
        if let Some(call) = &control.on_progress {
            call(&report.progress());
        }
    }
    record_refused(&mut report, queue.drain_refused());
    report
}

/// Returns the reason why no further request may be sent, if there is one.
fn must_stop(
    clock: &Arc<dyn crate::policy::Clock>,
    deadline: Option<std::time::Instant>,
    stop: Option<&StopSignal>,
    budget: Option<&RequestBudget>,
) -> Option<StopReason> {
    // Polled here, so that a signal from before the run is noticed before the first request.
    if stop.is_some_and(StopSignal::is_complete) {
        return Some(StopReason::Requested);
    }
    if has_passed(clock, deadline) {
        return Some(StopReason::Deadline);
    }
    if budget.is_some_and(|budget| !budget.take()) {
        return Some(StopReason::MaxRequests);
    }
    None
}

fn has_passed(clock: &Arc<dyn crate::policy::Clock>, deadline: Option<std::time::Instant>) -> bool {
    deadline.is_some_and(|deadline| clock.now() >= deadline)
}

/// Sends one chunk.
fn send<B: BulkOperation>(
    operation: &B,
    context: &RequestContext,
    plan: ChunkPlan,
    report: &BulkReport<B::Input, B::Output>,
) -> impl Future<Output = (ChunkPlan, Result<ChunkResults<B::Output>, Error>)> + Send + use<B> {
    let inputs = plan.indices.iter().map(|index| report.entries()[*index].input.clone()).collect();
    let chunk = Chunk { operation: operation.clone(), context: context.clone(), inputs };
    async move { (plan, endpoint::execute(chunk).await) }
}

/// Records the results of a chunk, and returns the error of the first unknown one.
fn record_items<I, O>(report: &mut BulkReport<I, O>, plan: &ChunkPlan, results: Vec<ItemResult<O>>) -> Option<Error> {
    let mut unknown = None;
    for (index, result) in plan.indices.iter().zip(results) {
        let outcome = match result {
            ItemResult::Done(result) => BulkOutcome::Done(result),
            ItemResult::Rejected(error) => BulkOutcome::Rejected(error),
            ItemResult::Unknown(error) => {
                unknown.get_or_insert_with(|| error.clone());
                BulkOutcome::Unknown(error)
            }
        };
        report.set_outcome(*index, outcome);
    }
    unknown
}

fn record_refused<I, O>(report: &mut BulkReport<I, O>, refused: impl IntoIterator<Item = (Vec<usize>, Error)>) {
    for (indices, error) in refused {
        for index in indices {
            report.set_outcome(index, BulkOutcome::Rejected(error.clone()));
        }
    }
}

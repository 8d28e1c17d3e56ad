//! [`BulkReport`]: the outcome of every input.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::progress::BulkProgress;
use crate::error::Error;

/// The outcome of every input, in the order of the inputs.
///
/// ```no_run
/// # async fn example(tasks: focus_api::Tasks) -> Result<(), Box<dyn std::error::Error>> {
/// let report = tasks.bulk().archive([4711, 4712]).await;
/// for (entry, error) in report.rejected() {
///     eprintln!("task {}: {error}", entry.input);
/// }
/// if !report.is_complete() {
///     std::fs::write("archive.json", serde_json::to_string(&report)?)?;
/// }
/// # Ok(()) }
/// ```
///
/// A report can be stored with `serde` and resumed by another process, with
/// [`Bulk::resume_archive`](super::Bulk::resume_archive) and its siblings.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "StoredReport<I, O>")]
#[must_use = "some inputs may not have taken effect"]
pub struct BulkReport<I, O = ()> {
    /// The operation, by its id in the API's document.
    operation: Cow<'static, str>,
    entries: Vec<BulkEntry<I, O>>,
    stop_reason: Option<StopReason>,
    progress: BulkProgress,
}

/// One input and its outcome. See the example of the [module](crate::bulk).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BulkEntry<I, O = ()> {
    /// The index of the input, from 0.
    #[serde(default)]
    pub index: usize,
    /// The input.
    pub input: I,
    /// The outcome.
    pub outcome: BulkOutcome<O>,
}

/// The outcome of an input. See the example of the [module](crate::bulk).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum BulkOutcome<O = ()> {
    /// It took effect.
    Done(O),
    /// The service refused it, or the chunk it was in. It did not take effect.
    Rejected(Error),
    /// It was sent, but no response says whether it took effect. Check whether it was applied before retrying.
    Unknown(Error),
    /// It was not sent.
    NotSent,
}

/// The reason why a run ended before all inputs were sent. Returned by [`BulkReport::stop_reason`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StopReason {
    /// An error that every further request would return too.
    Error(Error),
    /// [`max_requests`](super::BulkRun::max_requests) was reached.
    MaxRequests,
    /// The [`deadline`](super::BulkRun::deadline) passed.
    Deadline,
    /// The future of [`stop_when`](super::BulkRun::stop_when) completed.
    Requested,
}

impl fmt::Display for StopReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error(error) => error.fmt(f),
            Self::MaxRequests => f.write_str("`max_requests` was reached"),
            Self::Deadline => f.write_str("the deadline of the run passed"),
            Self::Requested => f.write_str("the future of `stop_when` completed"),
        }
    }
}

/// The stored form of a report. The counters are computed again, because the file may have been edited.
#[derive(Deserialize)]
struct StoredReport<I, O> {
    operation: String,
    entries: Vec<BulkEntry<I, O>>,
    stop_reason: Option<StopReason>,
    #[serde(default)]
    progress: BulkProgress,
}

impl<I, O> From<StoredReport<I, O>> for BulkReport<I, O> {
    fn from(stored: StoredReport<I, O>) -> Self {
        let mut progress = BulkProgress { requests: stored.progress.requests, ..BulkProgress::default() };
        let mut entries = stored.entries;
        for (index, entry) in entries.iter_mut().enumerate() {
            entry.index = index;
            *counter(&mut progress, &entry.outcome) += 1;
            progress.total += 1;
        }
        Self { operation: stored.operation.into(), entries, stop_reason: stored.stop_reason, progress }
    }
}

fn counter<'a, O>(progress: &'a mut BulkProgress, outcome: &BulkOutcome<O>) -> &'a mut usize {
    match outcome {
        BulkOutcome::Done(_) => &mut progress.done,
        BulkOutcome::Rejected(_) => &mut progress.rejected,
        BulkOutcome::Unknown(_) => &mut progress.unknown,
        BulkOutcome::NotSent => &mut progress.not_sent,
    }
}

/// # Outcomes
///
/// See the example of [`BulkReport`].
impl<I, O> BulkReport<I, O> {
    pub(super) fn not_sent_yet(operation: &'static str, inputs: impl IntoIterator<Item = I>) -> Self {
        let entry = |(index, input)| BulkEntry { index, input, outcome: BulkOutcome::NotSent };
        let entries: Vec<_> = inputs.into_iter().enumerate().map(entry).collect();
        let progress = BulkProgress { not_sent: entries.len(), total: entries.len(), ..BulkProgress::default() };
        Self { operation: operation.into(), entries, stop_reason: None, progress }
    }

    pub(super) fn set_outcome(&mut self, index: usize, outcome: BulkOutcome<O>) {
        let entry = &mut self.entries[index];
        *counter(&mut self.progress, &entry.outcome) -= 1;
        *counter(&mut self.progress, &outcome) += 1;
        entry.outcome = outcome;
    }

    pub(super) fn add_requests(&mut self, requests: u32) {
        self.progress.requests = self.progress.requests.saturating_add(requests);
    }

    pub(super) fn stop(&mut self, reason: StopReason) {
        self.stop_reason.get_or_insert(reason);
    }

    pub(super) fn clear_stop_reason(&mut self) {
        self.stop_reason = None;
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stop_reason.is_some()
    }

    /// Returns the id of the operation, for example `bulk_create_tasks`.
    #[must_use]
    pub fn operation(&self) -> &str {
        &self.operation
    }

    /// Returns every input with its outcome, in the order of the inputs.
    #[must_use]
    pub fn entries(&self) -> &[BulkEntry<I, O>] {
        &self.entries
    }

    /// Converts the report to its entries.
    #[must_use]
    pub fn into_entries(self) -> Vec<BulkEntry<I, O>> {
        self.entries
    }

    /// Iterates over the inputs that took effect, with their results.
    pub fn done(&self) -> impl Iterator<Item = (&BulkEntry<I, O>, &O)> {
        self.entries.iter().filter_map(|entry| match &entry.outcome {
            BulkOutcome::Done(result) => Some((entry, result)),
            _ => None,
        })
    }

    /// Iterates over the inputs that were refused, with the reason.
    pub fn rejected(&self) -> impl Iterator<Item = (&BulkEntry<I, O>, &Error)> {
        self.entries.iter().filter_map(|entry| match &entry.outcome {
            BulkOutcome::Rejected(error) => Some((entry, error)),
            _ => None,
        })
    }

    /// Iterates over the inputs whose outcome is unknown, with the reason.
    pub fn unknown(&self) -> impl Iterator<Item = (&BulkEntry<I, O>, &Error)> {
        self.entries.iter().filter_map(|entry| match &entry.outcome {
            BulkOutcome::Unknown(error) => Some((entry, error)),
            _ => None,
        })
    }

    /// Iterates over the inputs that were not sent.
    pub fn not_sent(&self) -> impl Iterator<Item = &BulkEntry<I, O>> {
        self.entries.iter().filter(|entry| matches!(entry.outcome, BulkOutcome::NotSent))
    }

    /// Returns the number of requests that were sent, including repeated ones.
    #[must_use]
    pub fn requests(&self) -> u32 {
        self.progress.requests
    }

    /// Returns the error that ended the run early, for example a spent quota.
    #[must_use]
    pub fn stopped_by(&self) -> Option<&Error> {
        match &self.stop_reason {
            Some(StopReason::Error(error)) => Some(error),
            _ => None,
        }
    }

    /// Returns the reason why the run ended early; `None` if it did not.
    #[must_use]
    pub fn stop_reason(&self) -> Option<&StopReason> {
        self.stop_reason.as_ref()
    }

    /// Returns whether every input took effect. If not, [`Bulk::resume_create`](super::Bulk::resume_create) and its
    /// siblings send the inputs that were not sent.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.progress.done == self.progress.total
    }

    /// Marks inputs with an unknown outcome as not sent, so that resuming sends them again.
    ///
    /// This is safe for patches, deletes and archiving, which have the same result when they are applied twice. A
    /// repeated create makes a second task: look for the tasks first.
    ///
    /// ```no_run
    /// # async fn example(tasks: focus_api::Tasks, report: focus_api::BulkReport<focus_api::TaskId>) {
    /// let report = tasks.bulk().resume_archive(report.retry_unknown()).await;
    /// println!("{report}");
    /// # }
    /// ```
    pub fn retry_unknown(mut self) -> Self {
        for index in 0..self.entries.len() {
            if matches!(self.entries[index].outcome, BulkOutcome::Unknown(_)) {
                self.set_outcome(index, BulkOutcome::NotSent);
            }
        }
        self
    }

    /// Returns the counters.
    #[must_use]
    pub fn progress(&self) -> BulkProgress {
        self.progress
    }

    /// Returns the results, one for each input. See the example of [`Bulk`](super::Bulk).
    ///
    /// # Errors
    /// [`BulkError`] unless every input took effect. It has the counters and one reason, but the report is consumed, so
    /// use this method only if the outcomes of single inputs do not matter.
    pub fn into_result(self) -> Result<Vec<O>, BulkError> {
        let progress = self.progress;
        let first = self
            .rejected()
            .chain(self.unknown())
            .map(|(entry, error)| (entry.index, error.clone()))
            .min_by_key(|(index, _)| *index);
        let source = self.stopped_by().cloned().or(first.map(|(_, error)| error));
        let mut results = Vec::with_capacity(self.entries.len());
        for entry in self.entries {
            match entry.outcome {
                BulkOutcome::Done(result) => results.push(result),
                _ => return Err(BulkError { progress, source }),
            }
        }
        Ok(results)
    }
}

impl<I, O> fmt::Display for BulkReport<I, O> {
    /// Writes one line: `250 of 300 done, 50 not sent, 3 requests; stopped: …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.progress)?;
        match &self.stop_reason {
            Some(reason) => write!(f, "; stopped: {reason}"),
            None => Ok(()),
        }
    }
}

/// The error of a bulk change that did not take effect for every input. See the example of [`Bulk`](super::Bulk).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BulkError {
    progress: BulkProgress,
    source: Option<Error>,
}

/// # Details
///
/// See the example of [`Bulk`](super::Bulk).
impl BulkError {
    /// Returns the counters.
    #[must_use]
    pub fn progress(&self) -> BulkProgress {
        self.progress
    }

    /// Returns the error that ended the run, or the error of the first input that has one.
    #[must_use]
    pub fn reason(&self) -> Option<&Error> {
        self.source.as_ref()
    }
}

impl fmt::Display for BulkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bulk change incomplete: {}", self.progress)
    }
}

impl std::error::Error for BulkError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|error| error as _)
    }
}

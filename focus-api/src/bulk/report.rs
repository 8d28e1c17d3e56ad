//! [`BulkReport`]: the outcome of every input.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::progress::BulkProgress;
use crate::error::Error;

/// The outcome of every input, each exactly once, in the order in which they were given.
///
/// A report can be stored, with `serde`, and resumed by another process.
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

/// One input and its outcome.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BulkEntry<I, O = ()> {
    /// The index among the inputs, from 0.
    pub index: usize,
    /// The input as it was given.
    pub input: I,
    /// The outcome.
    pub outcome: BulkOutcome<O>,
}

/// The outcome of an input.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum BulkOutcome<O = ()> {
    /// It took effect.
    Done(O),
    /// The service refused it, or the chunk it was in. It did not take effect.
    Rejected(Error),
    /// It was sent, and no response tells whether it took effect. Check before sending it again.
    Unknown(Error),
    /// It was not sent.
    NotSent,
}

/// Why a run ended before all inputs were sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StopReason {
    /// An error that every further request would meet too.
    Error(Error),
    /// The run's `max_requests` were spent.
    MaxRequests,
    /// The run's `deadline` passed.
    Deadline,
    /// The future of `stop_when` completed.
    Requested,
}

impl fmt::Display for StopReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error(error) => error.fmt(f),
            Self::MaxRequests => f.write_str("the request limit of the run was reached"),
            Self::Deadline => f.write_str("the deadline of the run passed"),
            Self::Requested => f.write_str("the caller asked for it"),
        }
    }
}

/// A report as it is stored. The counters are computed anew: a file may have been edited.
#[derive(Deserialize)]
struct StoredReport<I, O> {
    operation: String,
    entries: Vec<BulkEntry<I, O>>,
    stop_reason: Option<StopReason>,
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

    /// Returns the operation, by its id in the API's document: `bulk_create_tasks` for example.
    #[must_use]
    pub fn operation(&self) -> &str {
        &self.operation
    }

    /// Returns every input, in the order in which they were given.
    #[must_use]
    pub fn entries(&self) -> &[BulkEntry<I, O>] {
        &self.entries
    }

    /// Takes the report apart.
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

    /// Returns how many requests were sent, repetitions included.
    #[must_use]
    pub fn requests(&self) -> u32 {
        self.progress.requests
    }

    /// Returns the error that ended the run early, if one did: a spent quota, for example.
    #[must_use]
    pub fn stopped_by(&self) -> Option<&Error> {
        match &self.stop_reason {
            Some(StopReason::Error(error)) => Some(error),
            _ => None,
        }
    }

    /// Returns why the run ended early, if it did.
    #[must_use]
    pub fn stop_reason(&self) -> Option<&StopReason> {
        self.stop_reason.as_ref()
    }

    /// Returns whether every input took effect. If not, [`Bulk::resume_create`](super::Bulk::resume_create) and its
    /// siblings send what was not sent.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.progress.done == self.progress.total
    }

    /// Marks inputs with an unknown outcome as not sent, so that resuming sends them again.
    ///
    /// Harmless for patches, deletes and archiving, where applying twice is the same as once. Creates would be doubled:
    /// look for the tasks first.
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

    /// Returns the results, one for each input.
    ///
    /// # Errors
    /// [`BulkError`] unless every input took effect. It counts the inputs and names a reason; the report it came from is
    /// consumed, so use this only where all or nothing is all that matters.
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

/// The error of a bulk change of which some inputs did not take effect.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BulkError {
    progress: BulkProgress,
    source: Option<Error>,
}

impl BulkError {
    /// Returns the counters.
    #[must_use]
    pub fn progress(&self) -> BulkProgress {
        self.progress
    }

    /// Returns the error that ended the run, or that of the first input with one.
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

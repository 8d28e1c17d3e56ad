//! [`BulkReport`]: what became of every input.

use std::fmt;

use crate::error::Error;

/// What became of every input, each exactly once, in the order they were given.
#[derive(Clone, Debug)]
#[must_use = "some inputs may not have been done"]
pub struct BulkReport<I, O = ()> {
    entries: Vec<Entry<I, O>>,
    requests: u32,
    pub(super) stopped: Option<Error>,
}

/// One input and what became of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Entry<I, O = ()> {
    /// Its place among the inputs, from 0.
    pub index: usize,
    /// The input as it was given.
    pub input: I,
    /// What became of it.
    pub outcome: Outcome<O>,
}

/// What became of an input.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Outcome<O = ()> {
    /// It took effect.
    Done(O),
    /// The service refused it, or the chunk it was in. It did not take effect.
    Rejected(Error),
    /// It was sent and the answer was lost: it may have taken effect or not. Look before sending it again.
    Unknown(Error),
    /// It was not sent.
    NotSent,
}

/// How far a run is. The four counts add up to `total`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Inputs that took effect.
    pub done: usize,
    /// Inputs that were refused.
    pub rejected: usize,
    /// Inputs of which it is not known.
    pub unknown: usize,
    /// Inputs not sent so far.
    pub not_sent: usize,
    /// All inputs.
    pub total: usize,
    /// Requests spent, repeated attempts included.
    pub requests: u32,
}

impl Progress {
    /// Inputs that need no further request.
    #[must_use]
    pub fn settled(&self) -> usize {
        self.total - self.not_sent
    }
}

impl<I, O> BulkReport<I, O> {
    pub(super) fn unsent(inputs: impl IntoIterator<Item = I>) -> Self {
        let entry = |(index, input)| Entry { index, input, outcome: Outcome::NotSent };
        Self { entries: inputs.into_iter().enumerate().map(entry).collect(), requests: 0, stopped: None }
    }

    pub(super) fn settle(&mut self, index: usize, outcome: Outcome<O>) {
        self.entries[index].outcome = outcome;
    }

    pub(super) fn spend(&mut self, requests: u32) {
        self.requests += requests;
    }

    /// Every input, in the order they were given.
    #[must_use]
    pub fn entries(&self) -> &[Entry<I, O>] {
        &self.entries
    }

    /// Takes the report apart.
    #[must_use]
    pub fn into_entries(self) -> Vec<Entry<I, O>> {
        self.entries
    }

    /// Results of the inputs that took effect.
    pub fn done(&self) -> impl Iterator<Item = (&Entry<I, O>, &O)> {
        self.entries.iter().filter_map(|entry| match &entry.outcome {
            Outcome::Done(result) => Some((entry, result)),
            _ => None,
        })
    }

    /// Inputs that were refused, with the reason.
    pub fn rejected(&self) -> impl Iterator<Item = (&Entry<I, O>, &Error)> {
        self.entries.iter().filter_map(|entry| match &entry.outcome {
            Outcome::Rejected(error) => Some((entry, error)),
            _ => None,
        })
    }

    /// Inputs that were sent without the answer being known.
    pub fn unknown(&self) -> impl Iterator<Item = (&Entry<I, O>, &Error)> {
        self.entries.iter().filter_map(|entry| match &entry.outcome {
            Outcome::Unknown(error) => Some((entry, error)),
            _ => None,
        })
    }

    /// Inputs that were not sent.
    pub fn not_sent(&self) -> impl Iterator<Item = &Entry<I, O>> {
        self.entries.iter().filter(|entry| matches!(entry.outcome, Outcome::NotSent))
    }

    /// Requests spent, repeated attempts included.
    #[must_use]
    pub fn requests(&self) -> u32 {
        self.requests
    }

    /// What ended the run before its end: a spent quota, for example.
    #[must_use]
    pub fn stopped_by(&self) -> Option<&Error> {
        self.stopped.as_ref()
    }

    /// Whether everything took effect. If not, [`Bulk::resume_create`](crate::Bulk::resume_create) and its siblings send
    /// what was not sent.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.entries.iter().all(|entry| matches!(entry.outcome, Outcome::Done(_)))
    }

    /// Marks what is unknown as not sent, so that resuming sends it again.
    ///
    /// Harmless for patches, deletes and archiving, where doing it twice is doing it once. Creates would be doubled: look
    /// for the tasks first.
    pub fn retry_unknown(mut self) -> Self {
        for entry in &mut self.entries {
            if matches!(entry.outcome, Outcome::Unknown(_)) {
                entry.outcome = Outcome::NotSent;
            }
        }
        self
    }

    /// The counts.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let mut progress = Progress { total: self.entries.len(), requests: self.requests, ..Progress::default() };
        for entry in &self.entries {
            match entry.outcome {
                Outcome::Done(_) => progress.done += 1,
                Outcome::Rejected(_) => progress.rejected += 1,
                Outcome::Unknown(_) => progress.unknown += 1,
                Outcome::NotSent => progress.not_sent += 1,
            }
        }
        progress
    }

    /// The results, one for each input.
    ///
    /// # Errors
    /// Anything that did not take effect. The error counts it and says why; the report it came from is lost, so take
    /// this way only if all or nothing is all you want to know.
    pub fn into_result(self) -> Result<Vec<O>, BulkError> {
        let progress = self.progress();
        let first = self
            .rejected()
            .chain(self.unknown())
            .map(|(entry, error)| (entry.index, error.clone()))
            .min_by_key(|(index, _)| *index);
        let source = self.stopped.clone().or(first.map(|(_, error)| error));
        let mut results = Vec::with_capacity(self.entries.len());
        for entry in self.entries {
            match entry.outcome {
                Outcome::Done(result) => results.push(result),
                _ => return Err(BulkError { progress, source }),
            }
        }
        Ok(results)
    }
}

impl<I, O> fmt::Display for BulkReport<I, O> {
    /// One line: `250 of 300 done, 50 not sent, 3 requests; stopped: …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.progress())?;
        match &self.stopped {
            Some(error) => write!(f, "; stopped: {error}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} done", self.done, self.total)?;
        for (count, what) in [(self.rejected, "rejected"), (self.unknown, "unknown"), (self.not_sent, "not sent")] {
            if count > 0 {
                write!(f, ", {count} {what}")?;
            }
        }
        write!(f, ", {} request{}", self.requests, if self.requests == 1 { "" } else { "s" })
    }
}

/// A bulk change that did not take effect as a whole.
#[derive(Clone, Debug)]
pub struct BulkError {
    progress: Progress,
    source: Option<Error>,
}

impl BulkError {
    /// The counts.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// What ended the run, or the first input's reason.
    #[must_use]
    pub fn reason(&self) -> Option<&Error> {
        self.source.as_ref()
    }
}

impl fmt::Display for BulkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bulk change incomplete: {}", self.progress)?;
        match &self.source {
            Some(error) => write!(f, ": {error}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for BulkError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|error| error as _)
    }
}

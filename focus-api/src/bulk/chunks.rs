//! [`ChunkQueue`]: splits the inputs of a run into chunks, and halves chunks that were refused.

use std::collections::{HashMap, HashSet, VecDeque};

use super::classify::is_alike;
use super::operations::BulkOperation;
use super::report::{BulkEntry, BulkOutcome, BulkReport};
use crate::endpoint::RequestContext;
use crate::error::Error;

/// The longest query of a delete. Servers and proxies refuse long URLs; all common ones accept 2,000 characters.
const MAX_QUERY: usize = 2000;

/// Indices of inputs that are sent with one request.
pub(super) struct ChunkPlan {
    pub(super) indices: Vec<usize>,
    /// The number of the split of which this chunk is a half.
    split: Option<usize>,
}

/// The consequence of a refused chunk.
pub(super) enum ChunkRejection {
    /// These inputs are rejected with these errors.
    Rejected(Vec<(Vec<usize>, Error)>),
    /// The chunk was halved, or the result of its other half is not known yet.
    Pending,
}

/// Chunks that wait to be sent, in the order of their inputs.
pub(super) struct ChunkQueue {
    waiting: VecDeque<ChunkPlan>,
    isolation_budget: u32,
    splits: usize,
    /// Halves that were refused, until the result of the other half is known.
    refused_halves: HashMap<usize, (ChunkPlan, Error)>,
    /// Splits of which one half was not refused.
    accepted_splits: HashSet<usize>,
}

impl ChunkQueue {
    /// Splits the inputs that are not sent into chunks, and rejects inputs that cannot succeed.
    pub(super) fn new<B: BulkOperation>(
        operation: &B,
        report: &mut BulkReport<B::Input, B::Output>,
        context: &RequestContext,
        chunk_size: usize,
        isolation_budget: u32,
    ) -> Self {
        let mut waiting = VecDeque::new();
        let (mut indices, mut length) = (Vec::new(), 0);
        let mut invalid = Vec::new();
        for BulkEntry { index, input, .. } in report.not_sent() {
            if let Err(error) = operation.validate(input, context) {
                invalid.push((*index, error));
                continue;
            }
            let more = operation.query_length(input);
            if indices.len() == chunk_size || !indices.is_empty() && length + more > MAX_QUERY {
                waiting.push_back(ChunkPlan { indices: std::mem::take(&mut indices), split: None });
                length = 0;
            }
            indices.push(*index);
            length += more;
        }
        if !indices.is_empty() {
            waiting.push_back(ChunkPlan { indices, split: None });
        }
        for (index, error) in invalid {
            report.set_outcome(index, BulkOutcome::Rejected(error));
        }
        Self { waiting, isolation_budget, splits: 0, refused_halves: HashMap::new(), accepted_splits: HashSet::new() }
    }

    pub(super) fn next(&mut self) -> Option<ChunkPlan> {
        self.waiting.pop_front()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Records that a chunk was not refused.
    pub(super) fn accepted(&mut self, chunk: &ChunkPlan) -> Option<(Vec<usize>, Error)> {
        let split = chunk.split?;
        match self.refused_halves.remove(&split) {
            // Only the other half has the problem.
            Some((half, error)) => self.halve(half, error),
            None => {
                self.accepted_splits.insert(split);
                None
            }
        }
    }

    /// Halves a refused chunk or rejects its inputs.
    pub(super) fn refuse(&mut self, chunk: ChunkPlan, error: Error) -> ChunkRejection {
        let rejected = |refused: Option<(Vec<usize>, Error)>| match refused {
            Some(refused) => ChunkRejection::Rejected(vec![refused]),
            None => ChunkRejection::Pending,
        };
        let Some(split) = chunk.split else { return rejected(self.halve(chunk, error)) };
        if self.accepted_splits.remove(&split) {
            return rejected(self.halve(chunk, error));
        }
        match self.refused_halves.remove(&split) {
            None => {
                self.refused_halves.insert(split, (chunk, error));
                ChunkRejection::Pending
            }
            // Both halves have the same problem. Further halving would need a request for every input.
            Some((half, first)) if is_alike(&first, &error) => {
                ChunkRejection::Rejected(vec![(half.indices, first), (chunk.indices, error)])
            }
            Some((half, first)) => {
                let refused = [self.halve(chunk, error), self.halve(half, first)];
                let refused: Vec<_> = refused.into_iter().flatten().collect();
                if refused.is_empty() { ChunkRejection::Pending } else { ChunkRejection::Rejected(refused) }
            }
        }
    }

    /// Halves a chunk, or returns it with its error if it cannot be halved.
    fn halve(&mut self, chunk: ChunkPlan, error: Error) -> Option<(Vec<usize>, Error)> {
        // The two halves are two more requests.
        if chunk.indices.len() < 2 || self.isolation_budget < 2 {
            return Some((chunk.indices, error));
        }
        self.isolation_budget -= 2;
        self.splits += 1;
        let split = Some(self.splits);
        let mut first = chunk.indices;
        let second = first.split_off(first.len() / 2);
        // At the front, to keep the order of the inputs.
        self.waiting.push_front(ChunkPlan { indices: second, split });
        self.waiting.push_front(ChunkPlan { indices: first, split });
        None
    }

    /// Returns the refused halves whose other half was not sent because the run ended.
    pub(super) fn drain_refused(&mut self) -> impl Iterator<Item = (Vec<usize>, Error)> {
        self.refused_halves.drain().map(|(_, (chunk, error))| (chunk.indices, error))
    }
}

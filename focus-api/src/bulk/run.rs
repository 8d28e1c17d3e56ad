//! Running a bulk change: cutting, sending, and deciding what an answer means for each input.

use std::collections::VecDeque;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::kinds::{Chunk, Kind, MAX_QUERY};
use super::report::{BulkReport, Outcome};
use super::{Bulk, Entry};
use crate::error::{Error, ErrorKind};
use crate::request::Request;

/// Failures of the service in a row after which a run ends: an outage must not eat the quota.
const PATIENCE: u32 = 2;

/// What an error means for a run.
enum Verdict {
    /// Refused before anything happened, and so will be the rest: end the run, these inputs count as not sent.
    Stop,
    /// Refused, for these inputs only.
    Rejected,
    /// It may have taken effect.
    Unknown,
}

/// `admitted` says whether an answer has shown that the workspace is the user's: a 403 before that is about the ids of
/// organization and workspace, and every chunk would meet it.
fn verdict(error: &Error, admitted: bool) -> Verdict {
    match error.kind() {
        ErrorKind::Permission if !admitted => Verdict::Stop,
        ErrorKind::Quota | ErrorKind::Authentication | ErrorKind::Plan | ErrorKind::RateLimited => Verdict::Stop,
        _ if error.is_outcome_unknown() => Verdict::Unknown,
        // A time-out whose outcome is known ran out while connecting.
        ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Configuration => Verdict::Stop,
        _ => Verdict::Rejected,
    }
}

impl Bulk {
    /// Sends whatever the report has as not sent.
    pub(super) async fn resume<K: Kind>(
        &self,
        kind: K,
        mut report: BulkReport<K::Input, K::Output>,
    ) -> BulkReport<K::Input, K::Output> {
        report.stopped = None;
        let mut waiting = self.cut(&kind, &mut report);
        let mut on_their_way = FuturesUnordered::new();
        let mut budget = self.isolate_budget;
        let mut failures = 0;
        let mut admitted = false;
        loop {
            while report.stopped.is_none() && on_their_way.len() < self.concurrency {
                let Some(chunk) = waiting.pop_front() else { break };
                on_their_way.push(self.send(&kind, chunk, &report));
            }
            let Some((chunk, result, requests)) = on_their_way.next().await else { break };
            report.spend(requests);
            match result {
                Ok(results) => {
                    (failures, admitted) = (0, true);
                    for (index, result) in chunk.into_iter().zip(results) {
                        report.settle(index, Outcome::Done(result));
                    }
                }
                Err(error) => match verdict(&error, admitted) {
                    Verdict::Stop => report.stopped = Some(error),
                    Verdict::Rejected if chunk.len() > 1 && budget >= 2 => {
                        // The two halves are two requests more; they go first, so that the order stays.
                        (budget, failures, admitted) = (budget - 2, 0, true);
                        let (first, second) = chunk.split_at(chunk.len() / 2);
                        waiting.push_front(second.to_vec());
                        waiting.push_front(first.to_vec());
                    }
                    Verdict::Rejected => {
                        (failures, admitted) = (0, true);
                        for index in chunk {
                            report.settle(index, Outcome::Rejected(error.clone()));
                        }
                    }
                    Verdict::Unknown => {
                        failures += 1;
                        for index in chunk {
                            report.settle(index, Outcome::Unknown(error.clone()));
                        }
                        if failures >= PATIENCE {
                            report.stopped = Some(error);
                        }
                    }
                },
            }
            if let Some(call) = &self.on_progress {
                call(&report.progress());
            }
        }
        report
    }

    /// Indices of what is not sent, in chunks; inputs that cannot be right are rejected here.
    fn cut<K: Kind>(&self, kind: &K, report: &mut BulkReport<K::Input, K::Output>) -> VecDeque<Vec<usize>> {
        let mut chunks = VecDeque::new();
        let (mut chunk, mut length) = (Vec::new(), 0);
        let mut refused = Vec::new();
        for Entry { index, input, .. } in report.not_sent() {
            if let Err(error) = kind.check(input) {
                refused.push((*index, error));
                continue;
            }
            let more = kind.query_length(input);
            if chunk.len() == self.chunk_size || !chunk.is_empty() && length + more > MAX_QUERY {
                chunks.push_back(std::mem::take(&mut chunk));
                length = 0;
            }
            chunk.push(*index);
            length += more;
        }
        if !chunk.is_empty() {
            chunks.push_back(chunk);
        }
        for (index, error) in refused {
            report.settle(index, Outcome::Rejected(error));
        }
        chunks
    }

    /// One request, with the indices it is about and what it cost.
    fn send<K: Kind>(
        &self,
        kind: &K,
        chunk: Vec<usize>,
        report: &BulkReport<K::Input, K::Output>,
    ) -> impl Future<Output = (Vec<usize>, Result<Vec<K::Output>, Error>, u32)> + use<K> {
        let inputs = chunk.iter().map(|index| report.entries()[*index].input.clone()).collect();
        let endpoint = Chunk { kind: kind.clone(), inputs };
        let request = Request::new(&self.workspace, endpoint).options(self.options.clone());
        async move {
            let (result, requests) = request.send_counted().await;
            (chunk, result, requests)
        }
    }
}

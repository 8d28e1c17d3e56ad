//! `GET …/tasks/stream`: all tasks in one JSON array, produced while it is sent.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use serde_json::json;

use crate::error::ApiError;
use crate::filter::Filter;
use crate::list::List;
use crate::order::Order;
use crate::service::Admitted;
use crate::state::Shared;
use crate::store::SubtaskCounts;
use crate::view::{Include, View};
use crate::wire::Response;

/// Number of tasks that are written under one lock, as one chunk of the response.
const BATCH: usize = 16;
/// The ids of a repeated list differ from those of the original by multiples of this number.
const COPY_STEP: i64 = 1_000_000_000;

pub(super) fn tasks(shared: &Arc<Shared>, request: &Admitted<'_>) -> Result<Response, ApiError> {
    let query = &request.query;
    let filter = Filter::read(query, List::Stream, shared.settings.hide_archived)?;
    let order = Order::read(query, List::Stream)?;
    let include = Include::read(query, List::Stream)?;
    let (ids, subtask_counts) = {
        let state = shared.lock();
        let chosen = state.store.all().filter(|task| filter.matches(task, &shared.world)).collect();
        (order.sort(chosen, &shared.world, state.clock.now()), state.store.subtask_counts(&shared.world))
    };
    Ok(Response::json_chunks(ArrayChunks {
        shared: Arc::clone(shared),
        sent: 0,
        total: ids.len().saturating_mul(shared.settings.stream_copies),
        ids,
        subtask_counts,
        include,
        progress: Progress::Start,
    }))
}

#[derive(PartialEq, Eq)]
enum Progress {
    Start,
    InArray,
    End,
}

/// The array, chunk by chunk. It holds ids, not tasks: each task is written in its state at the time its chunk is
/// produced, and a task that is deleted by then is left out.
struct ArrayChunks {
    shared: Arc<Shared>,
    ids: Vec<i64>,
    /// Number of elements written so far, and of all elements; a repeated list has more elements than ids.
    sent: usize,
    total: usize,
    subtask_counts: HashMap<i64, SubtaskCounts>,
    include: Include,
    progress: Progress,
}

impl Iterator for ArrayChunks {
    type Item = Bytes;

    fn next(&mut self) -> Option<Bytes> {
        if self.progress == Progress::End {
            return None;
        }
        let mut text = String::new();
        if self.progress == Progress::Start {
            text.push('[');
        }
        let state = self.shared.lock();
        let view = View {
            store: &state.store,
            world: &self.shared.world,
            subtask_counts: &self.subtask_counts,
            include: self.include,
        };
        let end = self.total.min(self.sent + BATCH);
        for element in self.sent..end {
            let Some(task) = self.ids.get(element % self.ids.len()).and_then(|id| state.store.live(*id)) else {
                continue;
            };
            let mut shown = view.task(task);
            if element >= self.ids.len() {
                let copy = i64::try_from(element / self.ids.len()).unwrap_or(i64::MAX);
                shown["id"] = json!(task.id.saturating_add(copy.saturating_mul(COPY_STEP)));
            }
            if self.progress == Progress::InArray {
                text.push(',');
            }
            text.push_str(&shown.to_string());
            self.progress = Progress::InArray;
        }
        self.sent = end;
        if self.sent == self.total {
            text.push(']');
            self.progress = Progress::End;
        }
        Some(Bytes::from(text))
    }
}

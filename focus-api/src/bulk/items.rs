//! [`ItemResult`]: the result of one input in a response; and responses that identify the inputs by their ids.
//!
//! Tasks to be created have no ids; `bulk/created.rs` matches them.

use std::collections::HashMap;

use focus_api_raw::types::TaskId;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::decode;
use crate::error::Error;
use crate::transport::{Content, Response};

/// The result of one input in a response.
pub(super) enum ItemResult<O> {
    Done(O),
    Rejected(Error),
    Unknown(Error),
}

/// The id of an element.
#[derive(Deserialize)]
struct Identified {
    id: TaskId,
}

/// What one element of a response says about its task.
pub(super) enum Verdict {
    Confirmed,
    Rejected(Error),
    /// Neither of both, or both.
    Unclear,
}

impl Verdict {
    /// Reads an element about one task. Whether its id is that of an input is decided by the caller.
    pub(super) fn of(response: &Response, index: usize, json: &[u8]) -> Self {
        let context = &response.context;
        let status = ItemStatus::of(json);
        if let Some((error, is_alone)) = Error::of_item(context, response.status, index, json) {
            // Beside a success or members of the task, the error may have followed the change.
            let is_rejected = is_alone && !matches!(status, ItemStatus::Success);
            return if is_rejected { Self::Rejected(error) } else { Self::Unclear };
        }
        match status {
            ItemStatus::Success => Self::Confirmed,
            ItemStatus::Absent if Content::of(json) != Content::Message => Self::Confirmed,
            ItemStatus::Failure(status) => Self::Rejected(Error::item_status(context, response.status, index, status)),
            ItemStatus::Absent | ItemStatus::Other => Self::Unclear,
        }
    }

    /// Adds another element of the same task. A change that is confirmed and rejected has an unknown outcome: the task
    /// may have been an input twice, and deleting it the second time fails.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Confirmed, Self::Confirmed) => Self::Confirmed,
            (Self::Rejected(error), Self::Rejected(_)) => Self::Rejected(error),
            _ => Self::Unclear,
        }
    }
}

/// The status of an element in a multi-status response.
enum ItemStatus {
    Success,
    Failure(u64),
    /// The status of a task is an object or absent.
    Absent,
    /// An unknown form.
    Other,
}

impl ItemStatus {
    fn of(json: &[u8]) -> Self {
        #[derive(Deserialize)]
        struct Item {
            status: Option<Value>,
        }
        let number = match serde_json::from_slice::<Item>(json).map(|item| item.status) {
            Ok(None | Some(Value::Null | Value::Object(_))) => return Self::Absent,
            Ok(Some(Value::String(text))) => text.trim().parse().ok(),
            Ok(Some(other)) => other.as_u64(),
            Err(_) => None,
        };
        match number {
            Some(200..=299) => Self::Success,
            // As for a response: only a 4xx means that nothing was changed.
            Some(status @ 400..=499) if status != 408 => Self::Failure(status),
            _ => Self::Other,
        }
    }
}

/// Reads an accepted response of a change by ids: an empty body, or an array with one element per input.
pub(super) fn by_id(ids: impl Iterator<Item = TaskId>, response: &Response) -> Vec<ItemResult<()>> {
    let context = &response.context;
    let body = match response.bytes() {
        Ok(body) => body,
        // The documented response has no body, so an incomplete one does not matter.
        Err(_) => return ids.map(|_| ItemResult::Done(())).collect(),
    };
    let body = decode::without_bom(body).trim_ascii();
    if body.is_empty() {
        return ids.map(|_| ItemResult::Done(())).collect();
    }
    let elements: Vec<&RawValue> = serde_json::from_slice(body).unwrap_or_default();
    let mut by_id: HashMap<TaskId, Verdict> = HashMap::new();
    for (index, element) in elements.into_iter().enumerate() {
        let json = element.get().as_bytes();
        let Ok(Identified { id }) = serde_json::from_slice(json) else { continue };
        let verdict = Verdict::of(response, index, json);
        let verdict = match by_id.remove(&id) {
            Some(earlier) => earlier.and(verdict),
            None => verdict,
        };
        by_id.insert(id, verdict);
    }
    ids.map(|id| match by_id.get(&id) {
        Some(Verdict::Confirmed) => ItemResult::Done(()),
        Some(Verdict::Rejected(error)) => ItemResult::Rejected(error.clone()),
        found => {
            let what = match found {
                Some(_) => format!("the response does not say whether task {} was changed", id.0),
                None => format!("the response lists the changed tasks, but not task {}", id.0),
            };
            ItemResult::Unknown(Error::outcome_unknown(context.operation, what).with_context(context))
        }
    })
    .collect()
}

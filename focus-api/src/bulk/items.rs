//! [`ItemResult`]: the result of one input in a response; and responses that identify the inputs by their ids.
//!
//! Tasks to be created have no ids; `bulk/created.rs` matches them.

use std::collections::HashMap;

use focus_api_raw::types::TaskId;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::error::Error;
use crate::transport::Response;

/// The result of one input in a response.
pub(super) enum ItemResult<O> {
    Done(O),
    Rejected(Error),
    Unknown(Error),
}

/// One element of a response that lists the changed tasks.
#[derive(Deserialize)]
struct Item {
    id: TaskId,
    /// The status of the item in a multi-status response. In a task, the member is an object.
    status: Option<serde_json::Value>,
}

/// The meaning of the `status` of an element.
enum ItemStatus {
    Success,
    Failure(u64),
    /// An unknown form: the outcome of the element is unknown.
    Other,
}

impl ItemStatus {
    /// Reads an HTTP status. The status of a task is an object or absent.
    fn of(status: Option<&serde_json::Value>) -> Self {
        let number = match status {
            None | Some(serde_json::Value::Null | serde_json::Value::Object(_)) => return Self::Success,
            Some(serde_json::Value::String(text)) => text.trim().parse().ok(),
            Some(other) => other.as_u64(),
        };
        match number {
            Some(200..=299) => Self::Success,
            Some(status @ 400..=599) => Self::Failure(status),
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
    if body.trim_ascii().is_empty() {
        return ids.map(|_| ItemResult::Done(())).collect();
    }
    let elements: Vec<&RawValue> = serde_json::from_slice(body).unwrap_or_default();
    let mut by_id: HashMap<TaskId, Result<(), Error>> = HashMap::new();
    for (index, element) in elements.into_iter().enumerate() {
        let json = element.get();
        let Ok(item) = serde_json::from_str::<Item>(json) else { continue };
        let result = match Error::of_item(context, response.status, index, json.as_bytes()) {
            Some(error) => Err(error),
            None => match ItemStatus::of(item.status.as_ref()) {
                ItemStatus::Success => Ok(()),
                ItemStatus::Failure(status) => Err(Error::item_status(context, response.status, index, status)),
                ItemStatus::Other => continue,
            },
        };
        // Another element of the same task does not replace an error.
        let entry = by_id.entry(item.id).or_insert(Ok(()));
        if entry.is_ok() {
            *entry = result;
        }
    }
    ids.map(|id| match by_id.get(&id) {
        Some(Ok(())) => ItemResult::Done(()),
        Some(Err(error)) => ItemResult::Rejected(error.clone()),
        None => {
            let what = format!("the response lists the changed tasks, but not task {}", id.0);
            ItemResult::Unknown(Error::outcome_unknown(context.operation, what).with_context(context))
        }
    })
    .collect()
}

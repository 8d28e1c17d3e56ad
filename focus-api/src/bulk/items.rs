//! [`ItemResult`]: what a response says of one input; and the responses that tell the inputs apart by their ids.
//!
//! Created tasks have no ids beforehand: they are matched in `bulk/created.rs`.

use std::collections::HashMap;

use focus_api_raw::types::TaskId;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::error::Error;
use crate::transport::Response;

/// What a response says of one input.
pub(super) enum ItemResult<O> {
    Done(O),
    Rejected(Error),
    Unknown(Error),
}

/// One element of a response that lists the changed tasks.
#[derive(Deserialize)]
struct Item {
    id: TaskId,
    /// The status of the item in a multi-status response. A task has an object of this name.
    status: Option<serde_json::Value>,
}

/// Reads an accepted response of a change by ids: empty, or an array that tells the inputs apart.
pub(super) fn by_id(ids: impl Iterator<Item = TaskId>, response: &Response) -> Vec<ItemResult<()>> {
    let context = &response.context;
    let body = match response.bytes() {
        Ok(body) => body,
        // The documented response has no body, so nothing of it is missing.
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
        let status = item.status.as_ref().and_then(serde_json::Value::as_u64);
        let result = match Error::of_item(context, response.status, index, json.as_bytes()) {
            Some(error) => Err(error),
            None if status.is_some_and(|status| status >= 400) => {
                Err(Error::item_status(context, response.status, index, status.unwrap_or_default()))
            }
            None => Ok(()),
        };
        // An error of one element is not covered up by another element of the same task.
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

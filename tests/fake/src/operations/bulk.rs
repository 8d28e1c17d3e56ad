//! Operations on up to a hundred tasks.
//!
//! All of them are all-or-nothing: how the service treats a chunk with one invalid item is unknown. For creation, a
//! switch of the builder keeps the valid items instead.

use http::StatusCode;
use serde_json::{Map, Value};

use super::single;
use crate::error::ApiError;
use crate::service::Admitted;
use crate::state::Shared;
use crate::task_body::{self, WriteMode};
use crate::wire::Response;

/// The maximum number of items per request [doc for creation and archive, assumed for the other two].
const MAX_ITEMS: usize = 100;

/// `POST …/tasks/bulk`: 201 and the created tasks, in the order sent.
pub(super) fn create(shared: &Shared, request: &Admitted<'_>) -> Result<Response, ApiError> {
    let fields = task_body::object(task_body::json(request.headers, request.body)?)?;
    let items = array(fields.get("tasks"), "tasks")?;
    let mut state = shared.lock();
    let mut drafts = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let draft = item_object(item, index).and_then(|fields| {
            task_body::draft(fields, WriteMode::Create, &shared.world, &state.store).map_err(|e| e.at_item(index))
        });
        match draft {
            Ok(draft) => drafts.push(draft),
            Err(_) if shared.settings.partial_bulk_create => {}
            Err(error) => return Err(error),
        }
    }
    let now = state.clock.stamp();
    let mut tasks = Vec::new();
    for draft in drafts {
        let id = state.store.create(draft, &shared.world, &now);
        tasks.push(single::created(shared, &state, id)?);
    }
    Ok(Response::json(StatusCode::CREATED, &Value::Array(tasks)))
}

/// `PATCH …/tasks/bulk`: an array of changes, each with the id of its task. An unknown id is 400: the documentation
/// lists no 404 for this operation.
pub(super) fn patch(shared: &Shared, request: &Admitted<'_>) -> Result<Response, ApiError> {
    let items = task_body::json(request.headers, request.body)?;
    let items = array(Some(&items), "the body")?;
    let mut state = shared.lock();
    let mut drafts = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let fields = item_object(item, index)?;
        let id = fields.get("id").and_then(Value::as_i64);
        let Some(id) = id.filter(|id| state.store.live(*id).is_some()) else {
            return Err(ApiError::validation("id: there is no such task in this workspace").at_item(index));
        };
        let draft = task_body::draft(fields, WriteMode::Patch, &shared.world, &state.store)
            .and_then(|draft| task_body::no_cycle(&draft, id, &state.store).map(|()| draft))
            .map_err(|error| error.at_item(index))?;
        drafts.push((id, draft));
    }
    let now = state.clock.stamp();
    for (id, draft) in drafts {
        state.store.patch(id, draft, &now);
    }
    Ok(Response::no_content())
}

/// `DELETE …/tasks/bulk?ids=…`. Ids without a task are skipped: the documentation lists no 404, and deleting twice
/// should be safe [unknown].
pub(super) fn delete(shared: &Shared, request: &Admitted<'_>) -> Result<Response, ApiError> {
    request.query.flag("outbound_sync")?;
    let ids = request.query.ids("ids")?.unwrap_or_default();
    counted(ids.len(), "ids")?;
    let mut state = shared.lock();
    let now = state.clock.stamp();
    for id in ids {
        if state.store.live(id).is_some() {
            state.store.delete(id, &now);
        }
    }
    Ok(Response::no_content())
}

/// `POST …/tasks/bulk/archive`. An unknown id is 404, and no task is archived.
pub(super) fn archive(shared: &Shared, request: &Admitted<'_>) -> Result<Response, ApiError> {
    let ids = task_ids(request)?;
    let mut state = shared.lock();
    if let Some(id) = ids.iter().find(|id| state.store.live(**id).is_none()) {
        return Err(ApiError::task_not_found(*id));
    }
    let now = state.clock.stamp();
    state.store.archive(&ids, &now);
    Ok(Response::no_content())
}

/// Returns the ids of a body that holds nothing else.
fn task_ids(request: &Admitted<'_>) -> Result<Vec<i64>, ApiError> {
    let fields = task_body::object(task_body::json(request.headers, request.body)?)?;
    let ids: Option<Vec<i64>> = array(fields.get("task_ids"), "task_ids")?.iter().map(Value::as_i64).collect();
    ids.ok_or_else(|| ApiError::validation("task_ids: expected an array of integers"))
}

/// Returns the items of an array of 1 to 100.
fn array<'a>(value: Option<&'a Value>, name: &str) -> Result<&'a Vec<Value>, ApiError> {
    let items = value.and_then(Value::as_array);
    let items = items.ok_or_else(|| ApiError::validation(format!("{name}: expected an array")))?;
    counted(items.len(), name)?;
    Ok(items)
}

fn counted(count: usize, name: &str) -> Result<(), ApiError> {
    if (1..=MAX_ITEMS).contains(&count) {
        return Ok(());
    }
    Err(ApiError::validation(format!("{name}: expected 1 to {MAX_ITEMS} items, got {count}")))
}

fn item_object(item: &Value, index: usize) -> Result<&Map<String, Value>, ApiError> {
    item.as_object().ok_or_else(|| ApiError::validation("expected an object").at_item(index))
}

//! Operations on one task.
//!
//! An unknown or deleted task is 404 everywhere. The documentation lists that status only for archive, unarchive and
//! restore; its lists are known to be incomplete, and for the other operations it lists no status that fits better.

use http::StatusCode;

use crate::error::ApiError;
use crate::service::Admitted;
use crate::state::{Shared, State};
use crate::task_body::{self, WriteMode};
use crate::view::{Include, View};
use crate::wire::Response;

/// `POST …/tasks`: 201 and the task, without parent and counters.
pub(super) fn create(shared: &Shared, request: &Admitted<'_>) -> Result<Response, ApiError> {
    let fields = task_body::object(task_body::json(request.headers, request.body)?)?;
    let mut state = shared.lock();
    let draft = task_body::draft(&fields, WriteMode::Create, &shared.world, &state.store)?;
    let now = state.clock.stamp();
    let id = state.store.create(draft, &shared.world, &now);
    let task = created(shared, &state, id)?;
    Ok(Response::json(StatusCode::CREATED, &task))
}

/// Returns a task as in the response to its creation. Ghosts are included, since the client has just sent them
/// [inferred].
pub(super) fn created(shared: &Shared, state: &State, id: i64) -> Result<serde_json::Value, ApiError> {
    let task = state.store.any(id).ok_or_else(|| ApiError::task_not_found(id))?;
    let subtask_counts = std::collections::HashMap::new();
    let include = Include { ghosts: true, ..Include::default() };
    Ok(View { store: &state.store, world: &shared.world, subtask_counts: &subtask_counts, include }.task(task))
}

/// `GET …/tasks/{id}`.
pub(super) fn get(shared: &Shared, request: &Admitted<'_>, id: i64) -> Result<Response, ApiError> {
    let ghosts = request.query.flag("include_ghost_assignees")? == Some(true);
    let state = shared.lock();
    let task = state.store.live(id).ok_or_else(|| ApiError::task_not_found(id))?;
    let subtask_counts = state.store.subtask_counts(&shared.world);
    let include = Include { ghosts, aggregates: true, ..Include::default() };
    let view = View { store: &state.store, world: &shared.world, subtask_counts: &subtask_counts, include };
    Ok(Response::json(StatusCode::OK, &view.task(task)))
}

/// `PUT …/tasks/{id}`: fields that are not sent are reset, the project included [live].
pub(super) fn update(shared: &Shared, request: &Admitted<'_>, id: i64) -> Result<Response, ApiError> {
    let fields = task_body::object(task_body::json(request.headers, request.body)?)?;
    let mut state = shared.lock();
    known(&state, id)?;
    let draft = task_body::draft(&fields, WriteMode::Replace, &shared.world, &state.store)?;
    task_body::no_cycle(&draft, id, &state.store)?;
    let now = state.clock.stamp();
    state.store.replace(id, draft, &now);
    Ok(Response::no_content())
}

/// `PATCH …/tasks/{id}`: only the sent fields change. With `from_recurring_task_id`, that instance and the later ones
/// of its series get the same change as the task in the path.
pub(super) fn patch(shared: &Shared, request: &Admitted<'_>, id: i64) -> Result<Response, ApiError> {
    let fields = task_body::object(task_body::json(request.headers, request.body)?)?;
    let mut state = shared.lock();
    let ids = with_following(&state, request, id)?;
    let draft = task_body::draft(&fields, WriteMode::Patch, &shared.world, &state.store)?;
    for id in &ids {
        task_body::no_cycle(&draft, *id, &state.store)?;
    }
    let now = state.clock.stamp();
    for id in ids {
        state.store.patch(id, draft.clone(), &now);
    }
    Ok(Response::no_content())
}

/// `DELETE …/tasks/{id}`: the task can be restored. Its subtasks do not change [unknown].
pub(super) fn delete(shared: &Shared, request: &Admitted<'_>, id: i64) -> Result<Response, ApiError> {
    // Accepted without effect: the fake has no calendar.
    request.query.flag("outbound_sync")?;
    let mut state = shared.lock();
    let ids = with_following(&state, request, id)?;
    let now = state.clock.stamp();
    for id in ids {
        state.store.delete(id, &now);
    }
    Ok(Response::no_content())
}

/// `POST …/tasks/{id}/archive`. Archiving twice is not an error [unknown].
pub(super) fn archive(shared: &Shared, request: &Admitted<'_>, id: i64) -> Result<Response, ApiError> {
    let mut state = shared.lock();
    let ids = with_following(&state, request, id)?;
    let now = state.clock.stamp();
    state.store.archive(&ids, &now);
    Ok(Response::no_content())
}

/// `POST …/tasks/{id}/unarchive`.
pub(super) fn unarchive(shared: &Shared, id: i64) -> Result<Response, ApiError> {
    let mut state = shared.lock();
    known(&state, id)?;
    let now = state.clock.stamp();
    state.store.unarchive(id, &now);
    Ok(Response::no_content())
}

/// `PATCH …/tasks/{id}/restore`: restores a deleted task. A task that is not deleted does not change [unknown].
pub(super) fn restore(shared: &Shared, id: i64) -> Result<Response, ApiError> {
    let mut state = shared.lock();
    let task = state.store.any(id).ok_or_else(|| ApiError::task_not_found(id))?;
    if task.deleted() {
        let now = state.clock.stamp();
        state.store.restore(id, &now);
    }
    Ok(Response::no_content())
}

fn known(state: &State, id: i64) -> Result<(), ApiError> {
    state.store.live(id).map(|_| ()).ok_or_else(|| ApiError::task_not_found(id))
}

/// Returns the task of the path and, with `from_recurring_task_id`, the instances of the series from that one on.
fn with_following(state: &State, request: &Admitted<'_>, id: i64) -> Result<Vec<i64>, ApiError> {
    known(state, id)?;
    let mut ids = vec![id];
    if let Some(instance) = request.query.id("from_recurring_task_id")? {
        let following = state.store.following(instance);
        if following.is_empty() {
            let text = format!("from_recurring_task_id: {instance} is not an instance of a series");
            return Err(ApiError::validation(text));
        }
        ids.extend(following.into_iter().filter(|following| *following != id));
    }
    Ok(ids)
}

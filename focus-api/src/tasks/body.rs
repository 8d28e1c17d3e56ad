//! Refuses bodies that cannot succeed, so that no request is spent on them: without a name, without a change, or with
//! an id below 1.
//!
//! `tasks/validate.rs` has the other arguments.

use focus_api_raw::Nullable;
use focus_api_raw::types::{BulkTaskPatch, NewTask, TaskPatch, TaskReplacement};

use crate::error::Error;
use crate::policy::CallOptions;
use crate::redact::is_blank;

/// A body with ids.
pub(crate) trait Body {
    /// Returns the first id below 1, with the name of its field.
    fn invalid_id(&self) -> Option<(&'static str, i64)>;
}

/// Returns an iterator over the ids of a field, by the form of the field.
macro_rules! ids {
    ($field:expr, required) => {
        std::iter::once($field)
    };
    ($field:expr, optional) => {
        $field.iter().copied()
    };
    ($field:expr, nullable) => {
        $field.iter().filter_map(Nullable::value).copied()
    };
    ($field:expr, list) => {
        $field.iter().flatten().copied()
    };
}

macro_rules! bodies {
    ($($name:ident { $($field:ident: $form:ident),* $(,)? })*) => {
        $(impl Body for $name {
            fn invalid_id(&self) -> Option<(&'static str, i64)> {
                $(
                    if let Some(id) = ids!(self.$field, $form).map(i64::from).find(|id| *id < 1) {
                        return Some((stringify!($field), id));
                    }
                )*
                None
            }
        })*
    };
}

bodies! {
    NewTask {
        assignee_user_ids: list, ghost_assignee_ids: list, parent_task_id: optional, project_id: optional,
        status_id: optional, tag_ids: list,
    }
    TaskReplacement {
        assignee_user_ids: list, ghost_assignee_ids: list, parent_task_id: optional, project_id: optional,
        recurring_task_id: optional, status_id: required, tag_ids: list,
    }
    TaskPatch {
        assignee_user_ids: list, ghost_assignee_ids: list, parent_task_id: nullable, project_id: nullable,
        recurring_task_id: nullable, status_id: optional, tag_ids: list,
    }
    BulkTaskPatch {
        id: required, assignee_user_ids: list, ghost_assignee_ids: list, parent_task_id: nullable, project_id: nullable,
        recurring_task_id: nullable, status_id: optional, tag_ids: list,
    }
}

/// Refuses a body with an id below 1.
pub(crate) fn ids(operation: &'static str, body: &impl Body) -> Result<(), Error> {
    match body.invalid_id() {
        // The value of a number that is too large for an id.
        Some((field, i64::MIN)) => {
            let what = format!("`{field}` must be an id of at most {}, got a larger one", i64::MAX);
            Err(Error::invalid_argument(operation, what))
        }
        Some((field, id)) => {
            Err(Error::invalid_argument(operation, format!("`{field}` must be an id of 1 or greater, got {id}")))
        }
        None => Ok(()),
    }
}

/// Refuses a new task that the service would refuse.
pub(crate) fn new_task(operation: &'static str, task: &NewTask) -> Result<(), Error> {
    if is_blank(&task.name) {
        return Err(Error::invalid_argument(operation, "the name of the new task is empty"));
    }
    ids(operation, task)
}

/// Refuses new values of a task that the service would refuse.
pub(crate) fn replacement(operation: &'static str, task: &TaskReplacement) -> Result<(), Error> {
    if is_blank(&task.name) {
        return Err(Error::invalid_argument(operation, "the new name of the task is empty"));
    }
    ids(operation, task)
}

/// Refuses a patch with an invalid id, or without a field of the task, which is usually the result of misspelt names.
pub(crate) fn patch(operation: &'static str, patch: &TaskPatch, options: &CallOptions) -> Result<(), Error> {
    // An option of the request, not a field of the task.
    let mut empty = TaskPatch::new();
    empty.outbound_sync = patch.outbound_sync;
    if *patch == empty && options.extra_body.is_empty() {
        return Err(Error::invalid_argument(operation, "the patch sets no field: set at least one"));
    }
    ids(operation, patch)
}

/// Refuses an element of a bulk patch, as [`patch`] does.
pub(crate) fn bulk_patch(operation: &'static str, patch: &BulkTaskPatch, options: &CallOptions) -> Result<(), Error> {
    let mut empty = BulkTaskPatch::new(patch.id);
    empty.outbound_sync = patch.outbound_sync;
    if *patch == empty && options.extra_body.is_empty() {
        let what = format!("the patch of task {} sets no field: set at least one", patch.id.0);
        return Err(Error::invalid_argument(operation, what));
    }
    ids(operation, patch)
}

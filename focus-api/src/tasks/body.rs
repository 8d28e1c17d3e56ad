//! Refuses bodies that cannot succeed, so that no request is spent on them: without a name, without a change, with an
//! id below 1, or with a date that has no form in the API.
//!
//! `tasks/validate.rs` has the other arguments.

use chrono::NaiveDate;
use focus_api_raw::Nullable;
use focus_api_raw::types::{BulkTaskPatch, NewTask, TaskPatch, TaskReplacement};

use super::validate;
use crate::error::Error;
use crate::policy::CallOptions;
use crate::redact::is_blank;

/// A body with ids and dates.
pub(crate) trait Body {
    /// Returns the first id below 1, with the name of its field.
    fn invalid_id(&self) -> Option<(&'static str, i64)>;

    /// Returns the first date whose year does not have four digits, with the name of its field.
    fn invalid_date(&self) -> Option<(&'static str, NaiveDate)>;
}

/// Returns an iterator over the values of a field, by the form of the field.
macro_rules! values {
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
    ($($name:ident { $($field:ident: $form:ident),*; dates $($date:ident: $date_form:ident),* })*) => {
        $(impl Body for $name {
            fn invalid_id(&self) -> Option<(&'static str, i64)> {
                $(
                    if let Some(id) = values!(self.$field, $form).map(i64::from).find(|id| *id < 1) {
                        return Some((stringify!($field), id));
                    }
                )*
                None
            }

            fn invalid_date(&self) -> Option<(&'static str, NaiveDate)> {
                $(
                    if let Some(date) = values!(self.$date, $date_form).find(|date| !validate::has_form(*date)) {
                        return Some((stringify!($date), date));
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
        status_id: optional, tag_ids: list;
        dates start_date: optional, end_date: optional, priority_at: optional
    }
    TaskReplacement {
        assignee_user_ids: list, ghost_assignee_ids: list, parent_task_id: optional, project_id: optional,
        recurring_task_id: optional, status_id: required, tag_ids: list;
        dates start_date: optional, end_date: optional
    }
    TaskPatch {
        assignee_user_ids: list, ghost_assignee_ids: list, parent_task_id: nullable, project_id: nullable,
        recurring_task_id: nullable, status_id: optional, tag_ids: list;
        dates start_date: nullable, end_date: nullable, priority_at: nullable
    }
    BulkTaskPatch {
        id: required, assignee_user_ids: list, ghost_assignee_ids: list, parent_task_id: nullable, project_id: nullable,
        recurring_task_id: nullable, status_id: optional, tag_ids: list;
        dates start_date: nullable, end_date: nullable, priority_at: nullable
    }
}

/// Refuses a body with an id below 1, or with a date that has no form in the API.
pub(crate) fn values(operation: &'static str, body: &impl Body) -> Result<(), Error> {
    match body.invalid_id() {
        // The value of a number that is too large for an id.
        Some((field, i64::MIN)) => {
            let what = format!("`{field}` must be an id of at most {}, got a larger one", i64::MAX);
            Err(Error::invalid_argument(operation, what))
        }
        Some((field, id)) => {
            Err(Error::invalid_argument(operation, format!("`{field}` must be an id of 1 or greater, got {id}")))
        }
        None => match body.invalid_date() {
            Some((field, date)) => {
                Err(Error::invalid_argument(operation, format!("`{field}` must {}, got {date}", validate::FORM)))
            }
            None => Ok(()),
        },
    }
}

/// Refuses a new task that the service would refuse.
pub(crate) fn new_task(operation: &'static str, task: &NewTask) -> Result<(), Error> {
    if is_blank(&task.name) {
        return Err(Error::invalid_argument(operation, "the name of the new task is empty"));
    }
    values(operation, task)
}

/// Refuses new values of a task that the service would refuse.
pub(crate) fn replacement(operation: &'static str, task: &TaskReplacement) -> Result<(), Error> {
    new_name(operation, Some(&task.name))?;
    values(operation, task)
}

fn new_name(operation: &'static str, name: Option<&str>) -> Result<(), Error> {
    if name.is_some_and(is_blank) {
        return Err(Error::invalid_argument(operation, "the new name of the task is empty"));
    }
    Ok(())
}

/// Refuses a patch with an invalid id, or without a field of the task, which is usually the result of misspelt names.
pub(crate) fn patch(operation: &'static str, patch: &TaskPatch, options: &CallOptions) -> Result<(), Error> {
    // An option of the request, not a field of the task.
    let mut empty = TaskPatch::new();
    empty.outbound_sync = patch.outbound_sync;
    if *patch == empty && options.extra_body.is_empty() {
        return Err(Error::invalid_argument(operation, "the patch sets no field: set at least one"));
    }
    new_name(operation, patch.name.as_deref())?;
    values(operation, patch)
}

/// Refuses an element of a bulk patch, as [`patch`] does.
pub(crate) fn bulk_patch(operation: &'static str, patch: &BulkTaskPatch, options: &CallOptions) -> Result<(), Error> {
    let mut empty = BulkTaskPatch::new(patch.id);
    empty.outbound_sync = patch.outbound_sync;
    if *patch == empty && options.extra_body.is_empty() {
        let what = format!("the patch of task {} sets no field: set at least one", patch.id.0);
        return Err(Error::invalid_argument(operation, what));
    }
    new_name(operation, patch.name.as_deref())?;
    values(operation, patch)
}

//! Routing: the operation of a method and a path, and the ids in the path.
//!
//! Only the form of an address is checked here; whether the ids exist is checked in `admission.rs` and by the store.

use http::Method;

use crate::error::ApiError;

/// An operation with the id in its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Call {
    ListTasks,
    CreateTask,
    BulkCreateTasks,
    BulkDeleteTasks,
    BulkPatchTasks,
    BulkArchiveTasks,
    SyncCalendarTasks,
    ListRecurringTasks,
    StreamTasks,
    GetTask(i64),
    UpdateTask(i64),
    DeleteTask(i64),
    PatchTask(i64),
    ArchiveTask(i64),
    ListTaskChildren(i64),
    ListTaskParents(i64),
    RestoreTask(i64),
    UnarchiveTask(i64),
    ExtractTasksFromImage,
    ExtractTasksFromList,
    GenerateTasksFromPrompt,
}

impl Call {
    /// The operation's name, as in [`crate::OPERATIONS`].
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ListTasks => "list_tasks",
            Self::CreateTask => "create_task",
            Self::BulkCreateTasks => "bulk_create_tasks",
            Self::BulkDeleteTasks => "bulk_delete_tasks",
            Self::BulkPatchTasks => "bulk_patch_tasks",
            Self::BulkArchiveTasks => "bulk_archive_tasks",
            Self::SyncCalendarTasks => "sync_calendar_tasks",
            Self::ListRecurringTasks => "list_recurring_tasks",
            Self::StreamTasks => "stream_tasks",
            Self::GetTask(_) => "get_task",
            Self::UpdateTask(_) => "update_task",
            Self::DeleteTask(_) => "delete_task",
            Self::PatchTask(_) => "patch_task",
            Self::ArchiveTask(_) => "archive_task",
            Self::ListTaskChildren(_) => "list_task_children",
            Self::ListTaskParents(_) => "list_task_parents",
            Self::RestoreTask(_) => "restore_task",
            Self::UnarchiveTask(_) => "unarchive_task",
            Self::ExtractTasksFromImage => "extract_tasks_from_image",
            Self::ExtractTasksFromList => "extract_tasks_from_list",
            Self::GenerateTasksFromPrompt => "generate_tasks_from_prompt",
        }
    }
}

/// The names of all operations, in the order of the vendor's documentation. [`crate::Fault::on`] and
/// [`crate::RecordedRequest::operation`] use them.
pub const OPERATIONS: [&str; 21] = [
    "list_tasks",
    "create_task",
    "bulk_create_tasks",
    "bulk_delete_tasks",
    "bulk_patch_tasks",
    "bulk_archive_tasks",
    "sync_calendar_tasks",
    "list_recurring_tasks",
    "stream_tasks",
    "get_task",
    "update_task",
    "delete_task",
    "patch_task",
    "archive_task",
    "list_task_children",
    "list_task_parents",
    "restore_task",
    "unarchive_task",
    "extract_tasks_from_image",
    "extract_tasks_from_list",
    "generate_tasks_from_prompt",
];

/// A parsed path. The ids are text, so that each malformed id gets its own error.
#[derive(Debug)]
pub(crate) struct Address<'a> {
    pub(crate) organization: &'a str,
    pub(crate) workspace: &'a str,
    rest: Vec<&'a str>,
}

impl<'a> Address<'a> {
    /// Parses a path below the base URL; `None` if it is not the path of a workspace.
    pub(crate) fn parse(path: &'a str) -> Option<Self> {
        let mut parts = path.strip_prefix("/api/")?.split('/');
        let mut literal = |expected: &str| parts.next().filter(|part| *part == expected).and_then(|_| parts.next());
        let organization = literal("organizations")?;
        let workspace = literal("workspaces")?;
        Some(Self { organization, workspace, rest: parts.collect() })
    }

    /// Returns the operation of this address and a method.
    pub(crate) fn call(&self, method: &Method) -> Result<Call, ApiError> {
        let found = match *self.rest.as_slice() {
            ["tasks"] => match *method {
                Method::GET => Ok(Call::ListTasks),
                Method::POST => Ok(Call::CreateTask),
                _ => Err("GET, POST"),
            },
            ["tasks", "bulk"] => match *method {
                Method::POST => Ok(Call::BulkCreateTasks),
                Method::DELETE => Ok(Call::BulkDeleteTasks),
                Method::PATCH => Ok(Call::BulkPatchTasks),
                _ => Err("POST, DELETE, PATCH"),
            },
            ["tasks", "bulk", "archive"] => only(method, &Method::POST, Call::BulkArchiveTasks),
            ["tasks", "calendar"] => only(method, &Method::PUT, Call::SyncCalendarTasks),
            ["tasks", "recurring"] => only(method, &Method::GET, Call::ListRecurringTasks),
            ["tasks", "stream"] => only(method, &Method::GET, Call::StreamTasks),
            ["tasks", id] => {
                let id = task_id(id)?;
                match *method {
                    Method::GET => Ok(Call::GetTask(id)),
                    Method::PUT => Ok(Call::UpdateTask(id)),
                    Method::DELETE => Ok(Call::DeleteTask(id)),
                    Method::PATCH => Ok(Call::PatchTask(id)),
                    _ => Err("GET, PUT, DELETE, PATCH"),
                }
            }
            ["tasks", id, "archive"] => only(method, &Method::POST, Call::ArchiveTask(task_id(id)?)),
            ["tasks", id, "children"] => only(method, &Method::GET, Call::ListTaskChildren(task_id(id)?)),
            ["tasks", id, "parents"] => only(method, &Method::GET, Call::ListTaskParents(task_id(id)?)),
            ["tasks", id, "restore"] => only(method, &Method::PATCH, Call::RestoreTask(task_id(id)?)),
            ["tasks", id, "unarchive"] => only(method, &Method::POST, Call::UnarchiveTask(task_id(id)?)),
            ["workflows", "tasks", "extract"] => only(method, &Method::POST, Call::ExtractTasksFromImage),
            ["workflows", "tasks", "from-list"] => only(method, &Method::POST, Call::ExtractTasksFromList),
            ["workflows", "tasks", "prompt"] => only(method, &Method::POST, Call::GenerateTasksFromPrompt),
            _ => return Err(ApiError::no_such_route()),
        };
        found.map_err(ApiError::method_not_allowed)
    }
}

fn only(method: &Method, allowed: &Method, call: Call) -> Result<Call, &'static str> {
    if method == allowed {
        return Ok(call);
    }
    Err(match *allowed {
        Method::GET => "GET",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        _ => "POST",
    })
}

/// Parses a task id. A malformed one is 400, like a malformed organization id [inferred]; the code is a guess.
fn task_id(text: &str) -> Result<i64, ApiError> {
    positive(text).ok_or_else(|| ApiError::validation(format!("task id: '{text}' is not a positive integer")))
}

/// Parses a positive 64-bit integer that consists of digits only.
pub(crate) fn positive(text: &str) -> Option<i64> {
    text.parse().ok().filter(|id| *id > 0 && text.bytes().all(|byte| byte.is_ascii_digit()))
}

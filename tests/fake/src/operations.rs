//! The operations. This file selects the handler of one.

mod bulk;
mod calendar;
mod lists;
mod single;
mod stream;
mod workflows;

use std::sync::Arc;

use crate::error::ApiError;
use crate::generated::Call;
use crate::list::List;
use crate::service::Admitted;
use crate::state::Shared;
use crate::wire::Response;

/// Runs an operation.
///
/// Each operation locks the state once, so that other connections see its effect as one step.
pub(crate) async fn run(call: Call, shared: &Arc<Shared>, request: &Admitted<'_>) -> Result<Response, ApiError> {
    match call {
        Call::ListTasks => lists::tasks(shared, request),
        Call::ListRecurringTasks => lists::recurring(shared, request),
        Call::ListTaskChildren(id) => lists::relatives(shared, request, List::Children, id),
        Call::ListTaskParents(id) => lists::relatives(shared, request, List::Parents, id),
        Call::StreamTasks => stream::tasks(shared, request),
        Call::CreateTask => single::create(shared, request),
        Call::GetTask(id) => single::get(shared, request, id),
        Call::UpdateTask(id) => single::update(shared, request, id),
        Call::PatchTask(id) => single::patch(shared, request, id),
        Call::DeleteTask(id) => single::delete(shared, request, id),
        Call::ArchiveTask(id) => single::archive(shared, request, id),
        Call::UnarchiveTask(id) => single::unarchive(shared, id),
        Call::RestoreTask(id) => single::restore(shared, id),
        Call::BulkCreateTasks => bulk::create(shared, request),
        Call::BulkPatchTasks => bulk::patch(shared, request),
        Call::BulkDeleteTasks => bulk::delete(shared, request),
        Call::BulkArchiveTasks => bulk::archive(shared, request),
        Call::SyncCalendarTasks => calendar::sync(shared, request),
        Call::ExtractTasksFromImage => workflows::from_image(shared, request).await,
        Call::ExtractTasksFromList => workflows::from_list(shared, request),
        Call::GenerateTasksFromPrompt => workflows::from_prompt(shared, request),
        #[allow(unreachable_patterns, reason = "a new operation of the document has no handler at first")]
        _ => Err(ApiError::no_handler(&format!("{call:?}"))),
    }
}

//! The types of this crate are `Send`, `Sync` and `'static`, so programs can move them to other tasks and share them on
//! any executor.
//!
//! The compiler checks this: if a type loses one of these traits, these tests do not compile.

use focus_api::bulk::{Bulk, BulkError, BulkMatchingRun, BulkReport, BulkRun};
use focus_api::model::Task;
use focus_api::options::{CallOptions, QuotaPolicy, RetryPolicy};
use focus_api::paging::{Items, Page, PageCursor, Pages, TaskStream};
use focus_api::requests::{
    ArchiveTask, CreateTask, Created, CustomRequest, DeleteTask, DraftFromImage, DraftFromList, DraftFromPrompt,
    Drafts, GetTask, Image, ListRecurringTasks, ListTaskChildren, ListTaskParents, ListTasks, PatchTask, RawResponse,
    ReplaceTask, RestoreTask, StreamTasks, SyncCalendar, UnarchiveTask,
};
use focus_api::{Catalog, Client, ClientBuilder, Error, NewTask, TaskId, TaskPatch, Tasks, Workspace};

fn send_sync_static<T: Send + Sync + 'static>() {}
fn send_static<T: Send + 'static>() {}
fn future_is_send<T: IntoFuture<IntoFuture: Send>>() {}

/// A custom type to decode into, which is only `Send`.
struct Custom;

#[test]
fn handles_requests_pagers_streams_and_reports_are_send_sync_and_static() {
    send_sync_static::<(Client, Workspace, Tasks, Bulk)>();
    send_static::<ClientBuilder>();
    send_sync_static::<(CallOptions, RetryPolicy, QuotaPolicy, Error, BulkError)>();
    send_sync_static::<(ListTasks, ListRecurringTasks, ListTaskChildren, ListTaskParents, StreamTasks)>();
    send_sync_static::<(GetTask, CreateTask, PatchTask, ReplaceTask, DeleteTask)>();
    send_sync_static::<(ArchiveTask, UnarchiveTask, RestoreTask, SyncCalendar)>();
    send_sync_static::<(DraftFromImage, DraftFromList, DraftFromPrompt, Drafts, Image)>();
    send_sync_static::<(Items, Pages, Page, PageCursor, TaskStream)>();
    send_sync_static::<(BulkRun<NewTask, Created>, BulkRun<TaskId>, BulkMatchingRun<TaskId>)>();
    send_sync_static::<(BulkReport<NewTask, Created>, BulkReport<TaskId>, RawResponse)>();
    send_sync_static::<(Task, NewTask, TaskPatch, Catalog, CustomRequest)>();
    // The traits of a request do not depend on the decoded type.
    send_sync_static::<(GetTask<Custom>, ListTasks<Custom>, StreamTasks<Custom>)>();
}

#[test]
fn requests_and_runs_can_be_spawned() {
    future_is_send::<GetTask>();
    future_is_send::<ListTasks>();
    future_is_send::<StreamTasks>();
    future_is_send::<CreateTask>();
    future_is_send::<PatchTask>();
    future_is_send::<BulkRun<NewTask, Created>>();
    future_is_send::<BulkMatchingRun<TaskId>>();
}

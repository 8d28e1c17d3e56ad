//! One call of each operation, as a program would write it, with every parameter and field of the operation set.

use focus_api::chrono::{DateTime, NaiveDate, Utc};
use focus_api::filters::{FamilyOrderBy, StreamOrderBy, TaskState};
use focus_api::ids::{ClientId, GhostAssigneeId, RecurringTaskId, TeamId, TimeBlockId};
use focus_api::model::{BulkTaskPatch, TaskSource};
use focus_api::requests::Image;
use focus_api::{
    IdFilter, NewTask, OrderBy, Priority, ProjectId, StatusId, TagId, TaskId, TaskPatch, TaskReplacement, Tasks, UserId,
};
use focus_fake::{FakeFocus, RecordedRequest};
use serde_json::json;

/// The task of the calls.
const TASK: TaskId = TaskId(71);
/// The task that becomes its parent.
const OTHER: TaskId = TaskId(72);
/// An instance of a series.
const INSTANCE: TaskId = TaskId(73);

const PROJECT: ProjectId = ProjectId(4_100_001);
const DONE: StatusId = StatusId(704);
const TAGS: [TagId; 2] = [TagId(805), TagId(801)];
const PEOPLE: [UserId; 2] = [UserId(8_800_003), UserId(8_800_001)];
const GHOSTS: [GhostAssigneeId; 1] = [GhostAssigneeId(9_900_001)];
const SERIES: RecurringTaskId = RecurringTaskId(330_001);

/// Returns the request of an operation with all its parameters and fields.
pub(super) async fn full(operation: &str) -> RecordedRequest {
    let fake = FakeFocus::start().await;
    for id in [TASK, OTHER] {
        fake.insert_task(json!({ "id": id.0, "name": "Proofs" }));
    }
    let day = fake.today().to_string();
    fake.insert_task(
        json!({ "id": INSTANCE.0, "name": "Round", "recurring_task_id": SERIES.0, "recurrence_date": day }),
    );
    send(operation, &focus_tests::tasks(&fake)).await;
    let mut sent = fake.take_requests();
    assert_eq!(sent.len(), 1, "{operation}: one call must send one request");
    let request = sent.remove(0);
    assert_eq!(request.operation, Some(operation), "correct the call: it is sent to another operation");
    request
}

async fn send(operation: &str, tasks: &Tasks) {
    match operation {
        "list_tasks" => drop(list(tasks).await),
        "stream_tasks" => drop(stream(tasks).await),
        "list_recurring_tasks" => drop(recurring(tasks).await),
        "list_task_children" => drop(children(tasks).await),
        "list_task_parents" => drop(parents(tasks).await),
        "get_task" => drop(tasks.get(TASK).include_ghost_assignees(true).await.unwrap()),
        "create_task" => drop(tasks.create(new_task()).await.unwrap()),
        "patch_task" => {
            let call = tasks.patch(TASK, patch()).from_recurring_task(INSTANCE).outbound_sync(false);
            call.await.unwrap();
        }
        "update_task" => tasks.replace(TASK, replacement()).outbound_sync(true).await.unwrap(),
        "delete_task" => tasks.delete(TASK).from_recurring_task(INSTANCE).outbound_sync(false).await.unwrap(),
        "archive_task" => tasks.archive(TASK).from_recurring_task(INSTANCE).await.unwrap(),
        "unarchive_task" => tasks.unarchive(TASK).await.unwrap(),
        "restore_task" => tasks.restore(TASK).await.unwrap(),
        "bulk_create_tasks" => drop(tasks.bulk().create([new_task(), new_task()]).await.into_result().unwrap()),
        "bulk_patch_tasks" => drop(tasks.bulk().patch(bulk_patches()).await.into_result().unwrap()),
        "bulk_delete_tasks" => {
            let report = tasks.bulk().outbound_sync(true).delete([TASK, OTHER]).await;
            report.into_result().unwrap();
        }
        "bulk_archive_tasks" => drop(tasks.bulk().archive([TASK, OTHER]).await.into_result().unwrap()),
        "sync_calendar_tasks" => {
            let range = moment("2026-03-02T00:00:00Z")..moment("2026-03-08T23:30:15.5Z");
            tasks.sync_calendar(range).timezone("Europe/Berlin").await.unwrap();
        }
        "extract_tasks_from_image" => {
            let image = Image::bytes("not really a picture", "image/png").file_name("whiteboard, left.png");
            tasks.draft_from_image(image).await.unwrap();
        }
        "extract_tasks_from_list" => drop(tasks.draft_from_list("- buy paper\n- call the printer").await.unwrap()),
        "generate_tasks_from_prompt" => {
            drop(tasks.draft_from_prompt("launch the \"new\" site – in März").await.unwrap());
        }
        other => panic!("tests/sdk/wire/calls.rs: add a call of `{other}` that sets all its parameters and fields"),
    }
}

async fn list(tasks: &Tasks) -> focus_api::paging::Page {
    let call = tasks.list().page(2).per_page(25).archived(false).pinned(true).private(false).recurring(true);
    let call = call.ghost_assignee(GHOSTS).assignee(PEOPLE).client(IdFilter::any([ClientId(2_050_001)]).or_none());
    let call = call.creator(PEOPLE[0]).toggl_user(PEOPLE[1]).team(IdFilter::none()).tag(TAGS).project(PROJECT);
    let call = call.parent(IdFilter::any([OTHER]).or_none()).status([StatusId(701), DONE]).state([TaskState::Active]);
    let call = call.priority([Priority::High, Priority::Medium]).is_priority(true).source(TaskSource::GoogleCalendar);
    let call = call.name("50 % & more").has_dates(true).has_time_blocks(false).has_time_entries(true);
    let call = call.start_date(day(2)).end_date(day(6)).estimated_mins_min(15).estimated_mins_max(90);
    let call = call.timeblock_start_from(moment("2026-03-02T08:00:00Z"));
    let call = call.timeblock_start_until(moment("2026-03-06T18:00:00.25Z"));
    let call = call.time_block([TimeBlockId(2_600_001)]).time_block_completed(false).recurring_task([SERIES]);
    let call = call.include_ghost_assignees(true).include_project_completed(true).include_rates(true);
    let call = call.disable_aggregations(true).with_entries(true);
    call.order_by([OrderBy::EndDate.asc(), OrderBy::project_field(51).desc()]).send().await.unwrap()
}

async fn stream(tasks: &Tasks) -> focus_api::paging::TaskStream {
    let call = tasks.stream().archived(true).pinned(false).recurring(false).ghost_assignee(GHOSTS).assignee(PEOPLE);
    let call = call.client(ClientId(2_050_001)).creator(PEOPLE[0]).toggl_user(PEOPLE[1]).team(TeamId(610)).tag(TAGS);
    let call = call.project(IdFilter::any([PROJECT]).or_none()).parent(IdFilter::none()).status([DONE]);
    let call = call.state([TaskState::Done, TaskState::Tracked]).priority([Priority::None]).is_priority(false);
    let call = call.source(TaskSource::Plan).name("Größe").has_dates(false).has_time_blocks(true);
    let call = call.has_time_entries(false).start_date(day(2)).end_date(day(6)).estimated_mins_min(15);
    let call = call.estimated_mins_max(90).time_block([TimeBlockId(2_600_001), TimeBlockId(2_600_002)]);
    let call = call.time_block_completed(true).recurring_task([SERIES]).include_ghost_assignees(false);
    let call = call.include_project_completed(true).with_entries(false);
    call.order_by([StreamOrderBy::Priority.desc(), StreamOrderBy::project_field(51).asc()]).send().await.unwrap()
}

async fn recurring(tasks: &Tasks) -> focus_api::paging::Page {
    let call = tasks.recurring().page(1).per_page(100).archived(false).assignee(PEOPLE).tag(IdFilter::none());
    let call = call.team([TeamId(610), TeamId(611)]).recurring_task([SERIES]).include_ghost_assignees(true);
    call.start_date(day(2)).end_date(day(6)).send().await.unwrap()
}

async fn children(tasks: &Tasks) -> focus_api::paging::Page {
    let call = tasks.children(TASK).page(1).per_page(10).archived(false).assignee(IdFilter::none()).tag(TAGS);
    let call = call.team(TeamId(610)).source(TaskSource::Focus).status(DONE).include_ghost_assignees(true);
    call.order_by([FamilyOrderBy::Name.asc(), FamilyOrderBy::CreatedAt.desc()]).send().await.unwrap()
}

async fn parents(tasks: &Tasks) -> focus_api::paging::Page {
    let call = tasks.parents(TASK).page(1).per_page(10).archived(true).assignee(PEOPLE).tag(IdFilter::none());
    let call = call.team(TeamId(610)).source(TaskSource::OutlookCalendar).status(DONE).include_ghost_assignees(false);
    call.order_by([FamilyOrderBy::LastActivity.desc()]).send().await.unwrap()
}

fn new_task() -> NewTask {
    let task = NewTask::new("Write the launch post").notes("  kept\nas it is ").description("for Größe & co.");
    let task = task.project(PROJECT).parent(OTHER).status(DONE).priority(Priority::High).priority_at(day(3));
    let task = task.start_date(day(2)).end_date(day(6)).estimated_mins(90).position(1024).rrule("FREQ=DAILY");
    let task = task.assignees(PEOPLE).ghost_assignees(GHOSTS).tags(TAGS).color("#e36a00").pinned(true);
    let task = task.billable(false).private(false).auto_log_time(true);
    task.integration_ext_id(5_000_000_000_i64).integration_source("crm")
}

fn replacement() -> TaskReplacement {
    let task = TaskReplacement::new("Write the launch post", DONE).notes("short").description("long").project(PROJECT);
    let task = task.parent(OTHER).priority(Priority::Low).start_date(day(2)).end_date(day(6)).estimated_mins(90);
    let task = task.position(1024).clear_rrule().recurring_task(SERIES).assignees(PEOPLE).ghost_assignees(GHOSTS);
    task.tags(TAGS).color("#e36a00").pinned(true).billable(false).private(false).auto_log_time(true)
}

/// Values, nulls and an empty list; `outbound_sync` is set on the call.
fn patch() -> TaskPatch {
    let patch = TaskPatch::new().name("Proofs, second round").clear_notes().description("long").clear_project();
    let patch = patch.parent(OTHER).status(DONE).priority(Priority::Low).clear_priority_at().start_date(day(2));
    let patch = patch.clear_end_date().clear_estimated_mins().position(2048).clear_rrule().clear_recurring_task();
    let patch = patch.assignees(PEOPLE).ghost_assignees(GHOSTS).tags([] as [TagId; 0]).clear_color().pinned(false);
    patch.billable(true).private(true).clear_auto_log_time()
}

fn bulk_patches() -> [BulkTaskPatch; 2] {
    let second = BulkTaskPatch::new(INSTANCE).name("Planning").notes("short").clear_description().project(PROJECT);
    let second = second.clear_parent().status(DONE).priority(Priority::None).priority_at(day(3)).clear_start_date();
    let second = second.end_date(day(6)).estimated_mins(30).clear_position().rrule("FREQ=DAILY").recurring_task(SERIES);
    let second = second.assignees([] as [UserId; 0]).ghost_assignees(GHOSTS).tags(TAGS).color("#06a893").pinned(true);
    let second = second.billable(false).private(false).auto_log_time(true).outbound_sync(true);
    [patch().outbound_sync(false).for_task(TASK), second]
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, day).unwrap()
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

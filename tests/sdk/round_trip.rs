//! Round trips: each operation is called, then the state of the fake server and the result of the client are compared.
//!
//! The requests are tested in `wire.rs`, the three drafting operations in `drafts.rs`, undecodable responses to a
//! create in `created.rs`.

use std::collections::BTreeSet;

use focus_api::model::BulkTaskPatch;
use focus_api::{
    NewTask, Priority, ProjectId, StatusId, TagId, Task, TaskExt, TaskId, TaskPatch, TaskReplacement, Tasks,
};
use focus_fake::FakeFocus;
use focus_tests::{lines, tasks};
use serde_json::{Value, json};

/// Returns the ids of the stored tasks that are not deleted and match the condition.
fn stored(fake: &FakeFocus, matches: impl Fn(&Value) -> bool) -> BTreeSet<i64> {
    let live = fake.tasks().into_iter().filter(|task| task.get("deleted_at").is_none_or(Value::is_null));
    live.filter(matches).filter_map(|task| task["id"].as_i64()).collect()
}

fn ids(tasks: &[Task]) -> BTreeSet<i64> {
    tasks.iter().map(|task| task.id.0).collect()
}

fn field(fake: &FakeFocus, id: TaskId, name: &str) -> Value {
    fake.task(id.0).unwrap_or_else(|| panic!("the fake has no task {id}"))[name].clone()
}

async fn created(tasks: &Tasks, task: NewTask) -> TaskId {
    tasks.create(task).await.unwrap().id.unwrap()
}

// --- Reading ---

#[tokio::test]
async fn list_tasks_returns_the_stored_tasks_and_their_total() {
    let fake = FakeFocus::start().await;
    let project = fake.world().project("Website relaunch");
    let page = tasks(&fake).list().project(ProjectId(project)).per_page(100).await.unwrap();
    let expected = stored(&fake, |task| task["project_id"] == project);
    assert!(!expected.is_empty());
    assert_eq!(ids(&page.tasks), expected);
    assert_eq!((page.number, page.per_page, page.total), (1, 100, Some(expected.len() as u64)));
    for task in &page.tasks {
        let kept = fake.task(task.id.0).unwrap();
        assert_eq!(json!(task.name), kept["name"]);
        assert_eq!(task.project.as_ref().and_then(|project| project.name.as_deref()), Some("Website relaunch"));
    }
}

#[tokio::test]
async fn stream_tasks_returns_all_tasks_of_open_projects() {
    let fake = FakeFocus::start().await;
    let finished = fake.world().project("Brand book 2025");
    let all = tasks(&fake).stream().send().await.unwrap().try_collect().await.unwrap();
    assert_eq!(ids(&all), stored(&fake, |task| task["project_id"] != finished));
}

#[tokio::test]
async fn list_recurring_tasks_returns_the_instances_of_series() {
    let fake = FakeFocus::start().await;
    let page = tasks(&fake).recurring().per_page(100).await.unwrap();
    assert_eq!(ids(&page.tasks), stored(&fake, |task| task["recurring_task_id"].is_i64()));
    assert_eq!(page.total, None, "this list does not have a total");
}

#[tokio::test]
async fn children_and_parents_return_the_relatives_of_a_task() {
    let fake = FakeFocus::start().await;
    let tasks = tasks(&fake);
    let top = created(&tasks, NewTask::new("Top")).await;
    let middle = created(&tasks, NewTask::new("Middle").parent(top)).await;
    let below = created(&tasks, NewTask::new("Below").parent(middle)).await;

    let children = tasks.children(middle).await.unwrap();
    assert_eq!(ids(&children.tasks), BTreeSet::from([middle.0, below.0]));
    let parents = tasks.parents(below).await.unwrap();
    assert_eq!(ids(&parents.tasks), BTreeSet::from([below.0, middle.0, top.0]));
}

#[tokio::test]
async fn get_task_returns_the_task_with_parent_and_counters() {
    let fake = FakeFocus::start().await;
    let tasks = tasks(&fake);
    let parent = created(&tasks, NewTask::new("Launch")).await;
    let child = created(&tasks, NewTask::new("Post").parent(parent).estimated_mins(90).tags([TagId(802)])).await;
    let task = tasks.get(child).await.unwrap();
    assert_eq!(
        (task.title(), task.estimate().unwrap().as_secs(), task.assigned_tags()),
        ("Post", 5400, &[TagId(802)][..])
    );
    assert_eq!(task.parent.as_ref().and_then(|parent| parent.name.as_deref()), Some("Launch"));
    assert_eq!(tasks.get(parent).await.unwrap().sub_task_total_count, Some(1));
}

// --- Changes of one task ---

#[tokio::test]
async fn create_task_stores_the_task_and_returns_it() {
    let fake = FakeFocus::start().await;
    let project = fake.world().project("Hiring");
    let new = NewTask::new("Call the printer").project(project).priority(Priority::High).due(fake.today());
    let task = tasks(&fake).create(new).await.unwrap().into_task().unwrap();
    assert_eq!(
        (task.title(), task.effective_priority(), task.due()),
        ("Call the printer", &Priority::High, Some(fake.today()))
    );
    let kept = fake.task(task.id.0).unwrap();
    assert_eq!(kept["name"], "Call the printer");
    assert_eq!(kept["project_id"], project);
    assert_eq!(kept["end_date"], fake.today().to_string());
    assert_eq!(kept["status_id"], fake.world().status("Todo"), "a task without a status must get the first status");
}

#[tokio::test]
async fn patch_task_changes_only_the_fields_that_it_sets() {
    let fake = FakeFocus::start().await;
    let tasks = tasks(&fake);
    let new = NewTask::new("Proofs").notes("by post").due(fake.today()).tags([TagId(801)]).priority(Priority::High);
    let id = created(&tasks, new).await;
    let patch = TaskPatch::new().priority(Priority::Low).clear_end_date().tags(Vec::<TagId>::new());
    tasks.patch(id, patch).await.unwrap();
    let task = tasks.get(id).await.unwrap();
    assert_eq!((task.effective_priority(), task.due(), task.assigned_tags()), (&Priority::Low, None, &[][..]));
    assert_eq!(task.notes.as_deref(), Some("by post"));
    assert_eq!(field(&fake, id, "tag_ids"), json!([]));
    assert_eq!(field(&fake, id, "notes"), "by post");
}

#[tokio::test]
async fn update_task_resets_the_fields_that_it_omits() {
    let fake = FakeFocus::start().await;
    let tasks = tasks(&fake);
    let project = fake.world().project("Hiring");
    let id = created(&tasks, NewTask::new("Proofs").project(project).notes("by post")).await;
    let done = StatusId(fake.world().status("Done"));
    tasks.replace(id, TaskReplacement::new("Proofs, again", done)).await.unwrap();
    assert_eq!(field(&fake, id, "name"), "Proofs, again");
    assert_eq!(field(&fake, id, "status_id"), done.0);
    assert_eq!(
        field(&fake, id, "project_id"),
        Value::Null,
        "a replacement without a project must remove the task from its project"
    );
    assert!(tasks.get(id).await.unwrap().is_done());
}

#[tokio::test]
async fn delete_task_and_restore_task_undo_each_other() {
    let fake = FakeFocus::start().await;
    let tasks = tasks(&fake);
    let id = created(&tasks, NewTask::new("Proofs")).await;
    tasks.delete(id).await.unwrap();
    assert!(field(&fake, id, "deleted_at").is_string());
    assert!(tasks.get(id).await.unwrap_err().is_not_found());
    tasks.restore(id).await.unwrap();
    assert_eq!(field(&fake, id, "deleted_at"), Value::Null);
    assert_eq!(tasks.get(id).await.unwrap().title(), "Proofs");
}

#[tokio::test]
async fn archive_task_and_unarchive_task_undo_each_other() {
    let fake = FakeFocus::start().await;
    let tasks = tasks(&fake);
    let id = created(&tasks, NewTask::new("Proofs")).await;
    tasks.archive(id).await.unwrap();
    assert!(field(&fake, id, "archived_at").is_string());
    assert!(tasks.get(id).await.unwrap().is_archived());
    tasks.unarchive(id).await.unwrap();
    assert_eq!(field(&fake, id, "archived_at"), Value::Null);
    assert!(!tasks.get(id).await.unwrap().is_archived());
}

#[tokio::test]
async fn a_change_from_an_instance_on_affects_the_later_instances() {
    let fake = FakeFocus::builder().tasks(0).start().await;
    let tasks = tasks(&fake);
    let instance = |day: &str| {
        TaskId(fake.insert_task(json!({ "name": "Round", "recurring_task_id": 330_001, "recurrence_date": day })))
    };
    let [first, second, third] = ["2026-03-02", "2026-03-09", "2026-03-16"].map(instance);
    tasks.patch(second, TaskPatch::new().name("Planning")).from_recurring_task(second).await.unwrap();
    let names = [first, second, third].map(|id| field(&fake, id, "name"));
    assert_eq!(names, ["Round", "Planning", "Planning"]);
    tasks.archive(third).from_recurring_task(third).await.unwrap();
    tasks.delete(second).from_recurring_task(second).outbound_sync(false).await.unwrap();
    let gone = [first, second, third].map(|id| field(&fake, id, "deleted_at").is_string());
    assert_eq!(gone, [false, true, true]);
    assert!(field(&fake, third, "archived_at").is_string());
}

// --- Bulk changes ---

#[tokio::test]
async fn the_four_bulk_operations_change_exactly_the_given_tasks() {
    let fake = FakeFocus::start().await;
    let tasks = tasks(&fake);
    let report = tasks.bulk().create((1..=4).map(|number| NewTask::new(format!("Poster {number}")))).await;
    let ids: Vec<TaskId> = report.into_result().unwrap().into_iter().map(|created| created.id.unwrap()).collect();
    let names: Vec<Value> = ids.iter().map(|id| field(&fake, *id, "name")).collect();
    assert_eq!(names, ["Poster 1", "Poster 2", "Poster 3", "Poster 4"]);

    let patches = [BulkTaskPatch::new(ids[0]).pinned(true), TaskPatch::new().notes("matt").for_task(ids[1])];
    assert!(tasks.bulk().patch(patches).await.is_complete());
    assert!(tasks.bulk().archive([ids[2]]).await.is_complete());
    assert!(tasks.bulk().delete([ids[3]]).await.is_complete());
    let state = |id: TaskId| {
        let task = fake.task(id.0).unwrap();
        let is_set = |name: &str| task[name].is_string();
        (task["pinned"] == true, task["notes"] == "matt", is_set("archived_at"), is_set("deleted_at"))
    };
    assert_eq!(state(ids[0]), (true, false, false, false));
    assert_eq!(state(ids[1]), (false, true, false, false));
    assert_eq!(state(ids[2]), (false, false, true, false));
    assert_eq!(state(ids[3]), (false, false, false, true));
    let sent = lines(&fake.take_requests());
    let expected = ["POST /tasks/bulk", "PATCH /tasks/bulk", "POST /tasks/bulk/archive", "DELETE /tasks/bulk?ids="];
    assert_eq!(sent.len(), expected.len());
    assert!(sent.iter().zip(expected).all(|(line, expected)| line.starts_with(expected)), "{sent:?}");
}

#[tokio::test]
async fn a_calendar_sync_is_read_with_and_without_counters() {
    let without_counters = FakeFocus::start().await;
    let week = without_counters.now()..without_counters.now() + focus_api::chrono::TimeDelta::days(7);
    assert_eq!(tasks(&without_counters).sync_calendar(week.clone()).await.unwrap(), None);

    let counting = FakeFocus::builder().calendar_counters(true).start().await;
    let counts = tasks(&counting).sync_calendar(week).timezone("Europe/Berlin").await.unwrap().unwrap();
    assert!(counts.changed.is_some_and(|changed| changed > 0), "{counts:?}");
    assert_eq!(counts.time_entries_relinked, Some(0));
    let stamps = counting.tasks().into_iter().filter(|task| task["metadata"]["updated_at"] == "2026-03-02T09:00:00Z");
    assert_eq!(stamps.count() as i64, counts.changed.unwrap());
}

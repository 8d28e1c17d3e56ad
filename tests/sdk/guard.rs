//! The filter guard: a list that contradicts its filter is an error before a change can use it, and no other list is.

use focus_api::filters::{ArrayEncoding, ListTasksQuery, StreamTasksQuery};
use focus_api::{ErrorKind, IdFilter, Priority, ProjectId, TaskId, Tasks};
use focus_fake::{FakeFocus, Fault};
use focus_tests::{FIRST, builder, fake_of, lines, tasks, tasks_of};
use serde_json::{Value, json};

/// Returns each guarded filter of both lists with a task that contradicts it.
fn filters() -> Vec<(&'static str, ListTasksQuery, Value)> {
    let all = ListTasksQuery::default;
    vec![
        ("project_id", all().project(ProjectId(7)), json!({ "id": 1, "name": "n", "project_id": 8 })),
        ("project_id", all().project(ProjectId(7)), json!({ "id": 1, "name": "n" })),
        ("project_id", all().project(IdFilter::none()), json!({ "id": 1, "name": "n", "project_id": 8 })),
        ("parent_task_id", all().parent(TaskId(7)), json!({ "id": 1, "name": "n", "parent_task_id": 8 })),
        ("status_id", all().status([7]), json!({ "id": 1, "name": "n", "status_id": 8 })),
        ("priority", all().priority([Priority::High]), json!({ "id": 1, "name": "n", "priority": "low" })),
        ("priority", all().priority([Priority::High]), json!({ "id": 1, "name": "n" })),
        ("archived", all().archived(true), json!({ "id": 1, "name": "n" })),
        ("archived", all().archived(false), json!({ "id": 1, "name": "n", "archived_at": "2026-01-01T00:00:00Z" })),
        ("pinned", all().pinned(true), json!({ "id": 1, "name": "n", "pinned": false })),
        ("private", all().private(true), json!({ "id": 1, "name": "n", "private": false })),
    ]
}

/// Returns the same filters for the stream, which does not have `private`.
fn for_stream(query: &ListTasksQuery) -> StreamTasksQuery {
    serde_json::from_value(serde_json::to_value(query).unwrap()).unwrap()
}

async fn deleted(fake: &FakeFocus) -> usize {
    fake.tasks().iter().filter(|task| task.get("deleted_at").is_some()).count()
}

/// Asserts that the result is the error of the guard about this filter.
fn assert_ignored<T: std::fmt::Debug>(result: Result<T, focus_api::Error>, filter: &str) {
    let error = result.expect_err("the guard must make this list an error");
    assert_eq!(error.kind(), ErrorKind::FilterIgnored, "{error}");
    assert!(error.to_string().contains(&format!("`{filter}`")), "the message must name {filter}: {error}");
}

#[tokio::test]
async fn a_list_that_contradicts_a_filter_is_an_error() {
    let fake = fake_of(0).await;
    for (filter, query, task) in filters() {
        fake.fault(Fault::response().json(json!({ "data": [task], "page": 1, "per_page": 50, "total": 1 })));
        assert_ignored(tasks(&fake).list_with(query.clone()).await, filter);
        fake.fault(Fault::response().json(json!([task])));
        let mut items = tasks(&fake).list_with(query.clone()).items();
        assert_ignored(items.next().await.unwrap(), filter);
        assert!(items.next().await.is_none());
        if filter != "private" {
            fake.fault(Fault::response().json(json!([task])));
            let mut stream = tasks(&fake).stream_with(for_stream(&query)).send().await.unwrap();
            assert_ignored(stream.next().await.unwrap(), filter);
            assert!(stream.next().await.is_none());
        }
    }
    fake.fault(Fault::response().json(json!([{ "id": 1, "name": "n" }])));
    assert_ignored(tasks(&fake).recurring().archived(true).await, "archived");
}

#[tokio::test]
async fn the_message_has_a_next_step() {
    let fake = fake_of(0).await;
    fake.fault(Fault::response().json(json!([{ "id": 1, "name": "n", "project_id": 7 }, { "id": 2, "name": "n" }])));
    let error = tasks(&fake).list().project(ProjectId(7)).await.unwrap_err();
    insta::assert_snapshot!(error, @"list_tasks: the service seems to ignore the filter `project_id`: element 1 does not match it. Do not use this list for changes; try another array encoding, or turn the filter guard off if the check is wrong");
}

#[tokio::test]
async fn nothing_is_changed_when_a_filter_is_ignored() {
    let fake = FakeFocus::start().await;
    let site = ProjectId(fake.world().project("Website relaunch"));
    // The server does not know names with brackets and ignores unknown names, so it lists all tasks.
    let tasks = tasks_of(&fake, builder(&fake).array_encoding(ArrayEncoding::Brackets));
    let bulk = tasks.bulk();
    assert_ignored(bulk.delete_matching(tasks.list().project(site)).await, "project_id");
    assert_ignored(bulk.delete_matching(tasks.stream().project(site)).await, "project_id");
    assert_ignored(bulk.archive_matching(tasks.stream().priority([Priority::High])).await, "priority");
    assert_eq!(deleted(&fake).await, 0, "no task may be deleted");
    assert_eq!(
        lines(&fake.take_requests()),
        [
            format!("GET /tasks?page=1&per_page=100&project_id%5B%5D={site}"),
            format!("GET /tasks/stream?project_id%5B%5D={site}"),
            "GET /tasks/stream?priority%5B%5D=high".to_owned(),
        ]
    );
}

#[tokio::test]
async fn a_contradiction_on_a_later_page_stops_a_change() {
    let fake = fake_of(4).await;
    fake.fault(Fault::response().set_item_field(1, "status_id", json!(9)).after(1).on("list_tasks"));
    let tasks = tasks(&fake);
    assert_ignored(tasks.bulk().delete_matching(tasks.list().status([701]).per_page(2)).await, "status_id");
    assert_eq!(deleted(&fake).await, 0);
}

#[tokio::test]
async fn a_sparse_or_undecodable_task_does_not_contradict_a_filter() {
    let fake = fake_of(0).await;
    for (_, query, _) in filters() {
        for task in [
            json!({ "id": 1 }),
            json!({ "id": 1, "name": null }),
            json!(7),
            json!({ "id": 1, "name": [], "pinned": 3 }),
        ] {
            fake.fault(Fault::response().json(json!([task])));
            let page = tasks(&fake).list_with(query.clone()).await.unwrap();
            assert_eq!(page.len(), 1, "{task} with {query:?}");
        }
    }
}

#[tokio::test]
async fn the_guard_can_be_turned_off_for_a_call_and_for_a_client() {
    let fake = fake_of(2).await;
    let wrong = || Fault::response().set_item_field(0, "status_id", json!(9));
    let off = tasks_of(&fake, builder(&fake).filter_guard(false));
    let ask = |tasks: &Tasks| tasks.list().status([701]);
    fake.fault(wrong().always());
    assert_eq!(ask(&tasks(&fake)).filter_guard(false).await.unwrap().len(), 2);
    assert_eq!(ask(&tasks(&fake)).filter_guard(false).items().try_collect().await.unwrap().len(), 2);
    assert_eq!(ask(&off).await.unwrap().len(), 2);
    assert_eq!(off.stream().status([701]).send().await.unwrap().try_collect().await.unwrap().len(), 2);
    assert_ignored(ask(&off).filter_guard(true).await, "status_id");
    assert_ignored(ask(&tasks(&fake)).await, "status_id");
    assert_eq!(fake.task(FIRST).unwrap()["status_id"], 701);
}

#[tokio::test]
async fn no_task_of_the_workspace_contradicts_a_correct_filter() {
    let fake = FakeFocus::builder().tasks(400).start().await;
    let tasks = tasks(&fake);
    let world = fake.world();
    let all = ListTasksQuery::default;
    let projects = || world.projects.iter().map(|project| ProjectId(project.id));
    let mut queries: Vec<ListTasksQuery> = projects().map(|project| all().project(project)).collect();
    queries.extend([
        all().project(IdFilter::any(projects()).or_none()),
        all().project(IdFilter::none()),
        all().parent(IdFilter::none()),
        all().parent(IdFilter::any([FIRST + 3, FIRST + 4, FIRST + 13])),
        all().archived(true),
        all().archived(false),
        all().pinned(true),
        all().pinned(false),
        all().private(true),
        all().private(false),
    ]);
    queries.extend(world.statuses.iter().map(|status| all().status([status.id])));
    let levels = [Priority::None, Priority::Low, Priority::Medium, Priority::High];
    queries.extend(levels.into_iter().map(|priority| all().priority([priority])));
    for query in queries {
        let query = query.include_project_completed(true);
        let found = tasks.list_with(query.clone()).items().try_collect().await;
        let found = found.unwrap_or_else(|error| panic!("the guard refuses a correct list of {query:?}: {error}"));
        assert!(!found.is_empty(), "{query:?} selects no task, so the test shows nothing");
        if query.private.is_none() {
            let streamed = tasks.stream_with(for_stream(&query)).send().await.unwrap().try_collect().await.unwrap();
            assert_eq!(streamed.len(), found.len(), "{query:?}");
        }
    }
}

#[tokio::test]
async fn the_error_of_the_guard_has_the_index_of_the_task() {
    let fake = fake_of(0).await;
    let body = json!([{ "id": 1, "name": "n", "priority": "high" }, { "id": 2, "name": "n", "priority": "low" }]);
    fake.fault(Fault::response().json(body).on("stream_tasks"));
    let mut stream = tasks(&fake).stream().priority([Priority::High]).send().await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().id, TaskId(1));
    let error = stream.next().await.unwrap().unwrap_err().to_string();
    assert!(error.contains("element 1"), "{error}");
}

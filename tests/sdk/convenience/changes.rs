//! Changes since a moment, and due dates: conditions that a stream checks because the service has no filter for them.

use focus_api::chrono::{DateTime, NaiveDate, Utc};
use focus_api::{ErrorKind, TaskId};
use focus_fake::Fault;
use focus_tests::{fake_of, ids, lines, tasks};
use serde::Deserialize;
use serde_json::json;

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, day).unwrap()
}

/// A response of three tasks, changed at one, two and three o'clock.
fn three_changes() -> Fault {
    Fault::status(200).json(json!([
        { "id": 3, "name": "c", "updated_at": "2026-03-01T03:00:00Z" },
        { "id": 1, "name": "a", "updated_at": "2026-03-01T01:00:00Z" },
        { "id": 2, "name": "b", "updated_at": "2026-03-01T04:00:00+02:00" },
    ]))
}

#[tokio::test]
async fn changes_since_a_moment_take_one_request_and_return_the_next_moment() {
    let fake = fake_of(0).await;
    fake.fault(three_changes());
    let mut changes = tasks(&fake).changed_since(moment("2026-03-01T02:00:00Z")).archived(false).send().await.unwrap();
    let mut seen = Vec::new();
    while let Some(task) = changes.next().await {
        assert_eq!(changes.changes_until(), None, "a stream before its end may still contain an earlier change");
        seen.push(task.unwrap());
    }
    assert_eq!(ids(&seen), [3, 2]);
    assert!(changes.is_complete());
    assert_eq!(changes.changes_until(), Some(moment("2026-03-01T03:00:00Z")));
    assert_eq!(lines(&fake.take_requests()), ["GET /tasks/stream?archived=false&include_project_completed=true"]);
}

#[tokio::test]
async fn without_a_change_the_next_moment_is_the_same() {
    let fake = fake_of(0).await;
    let since = moment("2026-03-09T00:00:00Z");
    fake.fault(three_changes());
    let mut changes = tasks(&fake).changed_since(since).send().await.unwrap();
    assert!(changes.next().await.is_none());
    assert_eq!(changes.changes_until(), Some(since));
}

#[tokio::test]
async fn an_interrupted_stream_of_changes_returns_no_next_moment() {
    let fake = fake_of(0).await;
    let body = r#"[{"id":1,"updated_at":"2026-03-01T03:00:00Z"},{"id":"#;
    fake.fault(Fault::status(200).json(1).body(body));
    let mut changes = tasks(&fake).changed_since(moment("2026-03-01T00:00:00Z")).send().await.unwrap();
    assert_eq!(changes.next().await.unwrap().unwrap().id, TaskId(1));
    assert!(changes.next().await.unwrap().is_err());
    assert!(!changes.is_complete());
    assert_eq!(changes.changes_until(), None);
}

#[tokio::test]
async fn changes_are_selected_for_custom_task_types_too() {
    #[derive(Deserialize)]
    struct Named {
        name: String,
    }
    let fake = fake_of(0).await;
    fake.fault(three_changes());
    let changes = tasks(&fake).changed_since(moment("2026-03-01T02:00:00Z")).decode_as::<Named>();
    let names = changes.send().await.unwrap().try_collect().await.unwrap();
    assert_eq!(names.iter().map(|task| task.name.as_str()).collect::<Vec<_>>(), ["c", "b"]);
}

#[tokio::test]
async fn due_filters_send_has_dates_and_compare_the_dates_in_the_client() {
    let fake = fake_of(0).await;
    for (nth, end) in [(1, Some("2026-03-04")), (2, Some("2026-03-05")), (3, None)] {
        fake.insert_task(
            json!({ "name": nth.to_string(), "start_date": "2026-03-01", "end_date": end, "status_id": 701 }),
        );
    }
    let tasks = tasks(&fake);
    let first = focus_tests::FIRST;
    let names = async |stream: focus_api::requests::StreamTasks| {
        ids(&stream.send().await.unwrap().try_collect().await.unwrap())
    };
    assert_eq!(names(tasks.stream().due_before(day(5))).await, [first]);
    assert_eq!(names(tasks.stream().due_on(day(5))).await, [first + 1]);
    assert_eq!(names(tasks.stream().overdue(day(9)).due_before(day(5))).await, [first]);
    assert_eq!(lines(&fake.take_requests()), ["GET /tasks/stream?has_dates=true"; 3]);
}

#[tokio::test]
async fn a_bulk_change_of_overdue_tasks_changes_no_other_task() {
    let fake = fake_of(0).await;
    for end in ["2026-03-04", "2026-03-20"] {
        fake.insert_task(json!({ "name": end, "end_date": end, "status_id": 701 }));
    }
    let tasks = tasks(&fake);
    let report = tasks.bulk().archive_matching(tasks.stream().overdue(day(10))).await.unwrap();
    assert_eq!(
        report.to_string(),
        "1 of 1 done, 1 request",
        "the bulk change must keep every condition of its selection"
    );
}

#[tokio::test]
async fn an_undecodable_date_stops_a_bulk_change_before_its_first_request() {
    let fake = fake_of(0).await;
    fake.fault(Fault::status(200).json(json!([{ "id": 1, "name": "n", "end_date": [7] }])));
    let tasks = tasks(&fake);
    let error = tasks.bulk().archive_matching(tasks.stream().overdue(day(10))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(fake.take_requests().len(), 1);
}

#[tokio::test]
async fn a_task_with_a_time_in_the_future_does_not_hide_later_changes() {
    let fake = fake_of(0).await;
    let since = moment("2026-03-01T02:00:00Z");
    for (time, until) in
        [("9999-12-31T23:59:59Z", fake.now()), ("2026-03-01T03:00:00Z", moment("2026-03-01T03:00:00Z"))]
    {
        let task = json!({ "id": 1, "updated_at": time });
        fake.fault(Fault::response().json(json!([task])));
        let mut changes = tasks(&fake).changed_since(since).send().await.unwrap();
        assert_eq!(changes.next().await.unwrap().unwrap().id.0, 1);
        assert!(changes.next().await.is_none());
        let found = changes.changes_until().unwrap();
        assert!((until - found).abs() < focus_api::chrono::TimeDelta::seconds(2), "{time}: {found} instead of {until}");
    }
    // A response before the time of the call, by another clock.
    let later = fake.now() + focus_api::chrono::TimeDelta::days(1);
    fake.fault(Fault::response().json(json!([])));
    let mut changes = tasks(&fake).changed_since(later).send().await.unwrap();
    assert!(changes.next().await.is_none());
    assert_eq!(changes.changes_until(), Some(later));
}

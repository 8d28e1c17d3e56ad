//! Responses in the documented format that do not belong to the request: of another task, or of another service.

use focus_api::chrono::{DateTime, Utc};
use focus_api::model::CalendarSync;
use focus_api::{ErrorKind, NewTask, TaskId};
use focus_fake::Fault;
use focus_tests::{FIRST, fake_of, ids, ids_of, lines, tasks};
use serde_json::{Value, json};

#[tokio::test]
async fn a_response_with_another_task_is_an_error() {
    let fake = fake_of(1).await;
    for body in [json!({ "id": 7, "name": "n" }), json!({ "id": "7" })] {
        fake.fault(Fault::status(200).json(body.clone()));
        let error = tasks(&fake).get(FIRST).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().contains(&format!("task 7, not the requested task {FIRST}")), "{error}");
        fake.fault(Fault::status(200).json(body));
        assert!(
            tasks(&fake).get(FIRST).decode_as::<Value>().await.is_err(),
            "the id must be compared for custom types too"
        );
    }
    fake.fault(Fault::status(200).json(json!({ "id": FIRST.to_string(), "name": "n" })));
    assert_eq!(tasks(&fake).get(FIRST).await.unwrap().id, TaskId(FIRST));
}

#[tokio::test]
async fn the_id_of_a_created_task_is_ignored_if_its_name_differs() {
    let fake = fake_of(0).await;
    fake.fault(Fault::status(201).json(json!({ "id": 7, "name": "Pay the rent" })));
    let created = tasks(&fake).create(NewTask::new("Call the printer")).await.unwrap();
    assert_eq!((created.id, created.task.is_none()), (None, true));
    let error = created.decode_error.unwrap();
    assert_eq!((error.json_path(), error.is_outcome_unknown()), (Some("name"), true));
    let error = error.to_string();
    assert!(error.contains("a task with another name than the one that was sent"), "{error}");
    assert!(!error.contains("rent"), "an error must not show the content of a body: {error}");

    fake.fault(Fault::status(201).json(json!({ "id": 7, "name": "Call the  printer " })));
    let created = tasks(&fake).create(NewTask::new(" Call the printer")).await.unwrap();
    assert_eq!(created.id, Some(TaskId(7)), "white space that the service changed must be ignored");
    fake.fault(Fault::status(201).json(json!({ "id": 8 })));
    assert_eq!(
        tasks(&fake).create(NewTask::new("n")).await.unwrap().id,
        Some(TaskId(8)),
        "a response may omit the name"
    );
}

#[tokio::test]
async fn a_calendar_sync_is_confirmed_only_by_its_counters() {
    let fake = fake_of(0).await;
    let moment = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let range = moment("2026-03-01T00:00:00Z")..moment("2026-03-02T00:00:00Z");
    for body in [json!({ "id": 7, "name": "n" }), json!({ "status": "ok" }), json!({ "login": "required" })] {
        fake.fault(Fault::status(200).json(body.clone()));
        let error = tasks(&fake).sync_calendar(range.clone()).await.unwrap_err();
        assert!(error.is_outcome_unknown(), "{body} does not confirm that the calendar was synchronized");
    }
    fake.fault(Fault::status(200).json(json!({ "changed": 3, "of_a_later_version": 1 })));
    let counters = tasks(&fake).sync_calendar(range.clone()).await.unwrap();
    assert_eq!(counters.and_then(|counters| counters.changed), Some(3));
    fake.fault(Fault::status(200).json(json!({})));
    assert_eq!(
        tasks(&fake).sync_calendar(range).await.unwrap(),
        Some(CalendarSync::new()),
        "a response may omit counters that are zero"
    );
}

#[tokio::test]
async fn a_total_of_one_full_page_is_checked_with_the_next_page() {
    let fake = fake_of(5).await;
    fake.fault(Fault::response().set_field("total", json!(2)).on("list_tasks").always());
    let mut items = tasks(&fake).list().per_page(2).items();
    let mut seen = Vec::new();
    while let Some(task) = items.next().await {
        seen.push(task.unwrap());
    }
    assert_eq!(
        (ids(&seen).len(), items.is_complete()),
        (5, true),
        "a total that counts one page only must not end the list"
    );

    let fake = fake_of(4).await;
    let all = tasks(&fake).list().per_page(2).items().try_collect().await.unwrap();
    assert_eq!(ids(&all), ids_of(0..4));
    assert_eq!(lines(&fake.take_requests()).len(), 2, "the total of the first page shows that the second is the last");
}

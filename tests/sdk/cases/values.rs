//! An unusual value does not affect the others, and unknown members are kept.

use focus_api::model::BulkTaskPatch;
use focus_api::{NewTask, TaskPatch, TaskReplacement};
use focus_fake::Fault;
use focus_tests::{FIRST, fake_of, tasks};
use serde_json::{Value, json};

#[tokio::test]
async fn an_unusual_value_does_not_make_its_task_undecodable() {
    let fake = fake_of(1).await;
    let tasks = tasks(&fake);
    let spellings = [
        ("created_at", json!("0001-01-01T00:00:00Z")),
        ("notes", Value::Null),
        ("brand_new", json!({ "a": [1, null] })),
        ("brand_new", json!([])),
    ];
    for (field, value) in spellings {
        fake.fault(Fault::response().set_item_field(0, field, value.clone()).times(3));
        let task = tasks.get(FIRST).await.unwrap_or_else(|error| panic!("{field}: {value}: {error}"));
        assert_eq!(task.id.0, FIRST);
        assert_eq!(tasks.list().items().try_collect().await.unwrap().len(), 1, "{field}: {value}");
        let stream = tasks.stream().send().await.unwrap();
        assert_eq!(stream.try_collect().await.unwrap().len(), 1, "{field}: {value}");
    }
}

#[tokio::test]
async fn misspelt_and_empty_changes_are_refused() {
    for name in ["due", "nmae", "Name", "estimated_minutes"] {
        let json = json!({ "name": "x", name: Value::Null });
        assert!(serde_json::from_value::<NewTask>(json.clone()).is_err(), "{name}");
        assert!(serde_json::from_value::<TaskPatch>(json!({ name: "2026-03-02" })).is_err(), "{name}");
        assert!(serde_json::from_value::<TaskReplacement>(json).is_err(), "{name}");
        assert!(serde_json::from_value::<BulkTaskPatch>(json!({ "id": 1, name: 1 })).is_err(), "{name}");
    }
    let fake = fake_of(1).await;
    let tasks = tasks(&fake);
    assert!(tasks.patch(FIRST, TaskPatch::new()).await.unwrap_err().is_invalid_argument());
    let report = tasks.bulk().patch_all([FIRST], TaskPatch::new()).await;
    assert!(!report.is_complete() && report.requests() == 0, "{report}");
    let read: TaskPatch = serde_json::from_value(json!({})).unwrap();
    assert!(tasks.patch(FIRST, read).await.unwrap_err().is_invalid_argument());
    assert_eq!(fake.requests().len(), 0);
}

#[tokio::test]
async fn a_byte_order_mark_is_skipped() {
    let fake = fake_of(1).await;
    let tasks = tasks(&fake);
    fake.fault(Fault::response().prepend("\u{feff}").times(4));
    assert!(tasks.get(FIRST).await.is_ok());
    assert_eq!(tasks.list().await.unwrap().len(), 1);
    assert_eq!(tasks.stream().send().await.unwrap().try_collect().await.unwrap().len(), 1);
    assert!(tasks.create(NewTask::new("x")).await.unwrap().decode_error.is_none());
    fake.fault(Fault::status(400).error("validation", "no").prepend("\u{feff}"));
    assert_eq!(tasks.get(FIRST).await.unwrap_err().code(), Some("validation"));
}

#[tokio::test]
async fn dates_numbers_and_ids_are_read_in_every_spelling_of_a_service() {
    let fake = fake_of(1).await;
    let tasks = tasks(&fake);
    let day = |text: &str| Some(text.parse().unwrap());
    for (text, expected) in [
        ("2026-03-02", day("2026-03-02")),
        ("2026-03-02T00:00:00Z", day("2026-03-02")),
        ("2026-03-02T23:59:59.5+02:00", day("2026-03-02")),
        ("", None),
        ("0001-01-01T00:00:00Z", None),
        ("0001-01-01", None),
    ] {
        fake.fault(Fault::response().set_item_field(0, "end_date", json!(text)).times(2));
        assert_eq!(tasks.get(FIRST).await.unwrap().end_date, expected, "{text:?}");
        assert_eq!(tasks.list().await.unwrap().iter().next().unwrap().end_date, expected, "{text:?} in a list");
    }
    for value in [json!(30.0), json!("30"), json!(30)] {
        fake.fault(Fault::response().set_item_field(0, "estimated_mins", value.clone()));
        assert_eq!(tasks.get(FIRST).await.unwrap().estimated_mins, Some(30), "{value}");
    }
    for value in [json!(FIRST.to_string()), json!(FIRST as f64)] {
        fake.fault(Fault::response().set_item_field(0, "id", value.clone()).times(2));
        assert_eq!(tasks.get(FIRST).await.unwrap().id.0, FIRST, "{value}");
        let streamed = tasks.stream().send().await.unwrap().try_collect().await.unwrap();
        assert_eq!(streamed[0].id.0, FIRST, "{value} in a stream");
    }
    for text in ["2026-03-02", "yesterday", ""] {
        let project = json!({ "id": 5, "rate": { "project_created_at": text } });
        fake.fault(Fault::response().set_item_field(0, "project", project));
        assert!(tasks.get(FIRST).await.is_ok(), "project_created_at {text:?} is plain text in the contract");
    }
}

#[tokio::test]
async fn unknown_members_are_kept_in_every_response() {
    let fake = fake_of(1).await;
    let tasks = tasks(&fake);
    let new = json!({ "a": [1, { "b": null }], "c": "d" });
    fake.fault(Fault::response().set_item_field(0, "brand_new", new.clone()).times(4));
    let created = tasks.create(NewTask::new("x")).await.unwrap().task.unwrap();
    let read = tasks.get(FIRST).await.unwrap();
    let listed = tasks.list().items().try_collect().await.unwrap().remove(0);
    let streamed = tasks.stream().send().await.unwrap().try_collect().await.unwrap().remove(0);
    for task in [created, read, listed, streamed] {
        let written = serde_json::to_value(&task).unwrap();
        assert_eq!(written["brand_new"], new);
        let again: focus_api::Task = serde_json::from_value(written.clone()).unwrap();
        assert_eq!((serde_json::to_value(&again).unwrap(), &again), (written, &task));
    }
}

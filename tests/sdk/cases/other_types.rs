//! Lists and streams that are decoded as another type than `Task`, and the selections of bulk changes.

use std::collections::BTreeMap;

use focus_api::chrono::{DateTime, NaiveDate, Utc};
use focus_api::paging::{Items, TaskStream};
use focus_api::{Error, ErrorKind, NewTask, Task, Tasks};
use focus_fake::{FakeFocus, Fault};
use focus_tests::{FIRST, fake_of, tasks};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// A type that can be decoded from every object.
#[derive(Debug, serde::Deserialize)]
#[serde(default)]
struct Anything {
    id: Option<Value>,
}

impl Default for Anything {
    fn default() -> Self {
        Self { id: Some(Value::Null) }
    }
}

fn body(text: &str) -> Fault {
    Fault::status(200).json(1).body(text.to_owned())
}

/// Returns the number of elements, the errors, and whether the list is complete.
async fn read_items<T: DeserializeOwned + Send + 'static>(mut items: Items<T>) -> (usize, Vec<Error>, bool) {
    let (mut count, mut errors) = (0, Vec::new());
    while let Some(item) = items.next().await {
        item.map_or_else(|error| errors.push(error), |_| count += 1);
    }
    (count, errors, items.is_complete())
}

async fn read_stream<T: DeserializeOwned + 'static>(mut stream: TaskStream<T>) -> (usize, Vec<Error>, bool) {
    let (mut count, mut errors) = (0, Vec::new());
    while let Some(item) = stream.next().await {
        item.map_or_else(|error| errors.push(error), |_| count += 1);
    }
    (count, errors, stream.is_complete())
}

/// Reads the same body as a list and as a stream.
async fn read<T: DeserializeOwned + Send + 'static>(
    (fake, tasks): (&FakeFocus, &Tasks),
    text: &str,
) -> [(usize, Vec<Error>, bool); 2] {
    fake.fault(body(text).times(2));
    let stream = tasks.stream().decode_as::<T>().send().await.unwrap();
    [read_items(tasks.list().decode_as::<T>().items()).await, read_stream(stream).await]
}

#[tokio::test]
async fn an_error_in_place_of_a_task_is_an_error_for_every_type() {
    let fake = fake_of(0).await;
    let connected = (&fake, &tasks(&fake));
    for text in [
        r#"[{"id":1},{"error":"internal","trace_id":"5f0c"}]"#,
        r#"[{"id":1},{"err\u006fr":"internal"}]"#,
        r#"[{"id":1},{"\u0065rror" :"internal","id":null}]"#,
    ] {
        for results in [
            read::<Task>(connected, text).await,
            read::<Value>(connected, text).await,
            read::<Anything>(connected, text).await,
            read::<BTreeMap<String, Value>>(connected, text).await,
            read::<Box<RawValue>>(connected, text).await,
            read::<IgnoredAny>(connected, text).await,
            read::<Option<Anything>>(connected, text).await,
        ] {
            for (count, errors, is_complete) in results {
                assert_eq!((count, errors.len(), is_complete), (1, 1, false), "{text}: {errors:?}");
                assert_eq!((errors[0].code(), errors[0].item_index()), (Some("internal"), Some(1)), "{text}");
            }
        }
    }
    // The tasks that can be read are not all tasks.
    let (fake, tasks) = connected;
    fake.fault(body(r#"[{"id":1},{"id":2,"name":7},{"error":"internal"},{"id":3}]"#).times(2));
    let errors = [
        tasks.list().items().collect_readable().await.unwrap_err(),
        tasks.stream().send().await.unwrap().collect_readable().await.unwrap_err(),
    ];
    assert_eq!(
        errors.map(|error| error.code().map(str::to_owned)),
        [Some("internal".to_owned()), Some("internal".to_owned())]
    );
    // A task may have such a member, and an empty value is not an error.
    for text in [r#"[{"id":1,"error":"sync"}]"#, r#"[{"error":null}]"#, r#"[{"a":{"error":"x"}}]"#] {
        for (count, errors, is_complete) in read::<Value>(connected, text).await {
            assert_eq!((count, errors.len(), is_complete), (1, 0, true), "{text}: {errors:?}");
        }
    }
}

#[tokio::test]
async fn an_object_of_another_kind_is_not_a_complete_list() {
    let fake = fake_of(0).await;
    let tasks = tasks(&fake);
    for text in [
        r#"{"tasks":[{"id":1}]}"#,
        r#"{"page":1,"per_page":100,"tasks":[{"id":1}]}"#,
        r#"{"page":1,"result":{"data":[{"id":1}]}}"#,
        r#"{"data":{"tasks":[{"id":1}]}}"#,
        r#"{"message":"maintenance"}"#,
        "{}",
    ] {
        fake.fault(body(text).times(5));
        let (count, errors, is_complete) = read_items(tasks.recurring().items()).await;
        assert_eq!((count, errors.len(), is_complete), (0, 1, false), "{text}: {errors:?}");
        let run = tasks.bulk().allow_unfiltered(true).delete_matching(tasks.recurring());
        assert!(run.await.is_err(), "{text} is not an empty selection");
        let (_, errors, is_complete) = read_stream(tasks.stream().decode_as::<Value>().send().await.unwrap()).await;
        assert_eq!((errors.len(), is_complete), (1, false), "{text}: {errors:?}");
        assert!(errors[0].is_decode() && errors[0].item_index().is_none(), "{text}: {errors:?}");
        let mut changes = tasks.changed_since(DateTime::<Utc>::UNIX_EPOCH).send().await.unwrap();
        while changes.next().await.is_some() {}
        assert!(!changes.is_complete() && changes.changes_until().is_none(), "{text}");
        assert!(tasks.catalog().await.is_err(), "{text}");
        fake.clear_faults();
    }
    for text in [r#"{"page":1,"per_page":100}"#, r#"{"page":1,"warnings":[],"links":{ }}"#, r#"{"data":null,"x":[1]}"#]
    {
        fake.fault(body(text));
        let (count, errors, is_complete) = read_items(tasks.recurring().items()).await;
        assert_eq!((count, errors.len(), is_complete), (0, 0, true), "{text}: {errors:?}");
    }
}

#[tokio::test]
async fn a_catalog_of_an_incomplete_stream_is_an_error() {
    let fake = fake_of(0).await;
    for text in ["{\"id\":1}\n{\"error\":\"internal\"}\n", r#"[{"id":1},{"error":"internal"},{"id":2}]"#] {
        fake.fault(body(text));
        assert_eq!(tasks(&fake).catalog().await.unwrap_err().code(), Some("internal"), "{text}");
    }
    fake.fault(body(r#"[{"id":1},{"id":2,"name":7}]"#));
    assert!(tasks(&fake).catalog().await.is_ok(), "an undecodable task is skipped");
}

#[tokio::test]
async fn an_id_is_read_in_every_form_for_every_type() {
    let fake = fake_of(0).await;
    let tasks = tasks(&fake);
    for form in ["{}", "{}.0", "{}e0", "\"{}\"", "\" {} \""] {
        let task = |id: i64| format!("{{\"id\":{},\"name\":\"n\"}}", form.replace("{}", &id.to_string()));
        let pages = || {
            for first in [1, 3, 5] {
                fake.fault(body(&format!("{{\"data\":[{},{}],\"total\":6}}", task(first), task(first + 1))));
            }
        };
        pages();
        let (count, errors, is_complete) = read_items(tasks.list().per_page(2).decode_as::<Value>().items()).await;
        assert_eq!((count, errors.len(), is_complete), (6, 0, true), "{form}: {errors:?}");
        pages();
        let run = tasks.bulk().allow_unfiltered(true).archive_matching(tasks.list().per_page(2)).max_requests(0);
        assert_eq!(run.await.unwrap().entries().len(), 6, "{form}");
        fake.fault(body(&task(9)));
        let error = tasks.get(FIRST).decode_as::<Value>().await.unwrap_err();
        assert!(error.to_string().contains("the response is the task 9"), "{form}: {error}");
    }
}

#[tokio::test]
async fn an_object_without_an_id_is_not_the_requested_or_the_created_task() {
    let fake = fake_of(0).await;
    let tasks = tasks(&fake);
    for text in [
        "{}",
        r#"{"message":"maintenance"}"#,
        r#"{"status":"error","code":500}"#,
        r#"{"data":{"id":51,"name":"x"}}"#,
        r#"{"id":null}"#,
        r#"{"id":51,"id":52}"#,
    ] {
        fake.fault(body(text));
        let error = tasks.get(51).decode_as::<Value>().await.expect_err(text);
        assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, Some("id")), "{text}: {error}");
        fake.fault(Fault::status(201).json(1).body(text.to_owned()));
        let created = tasks.create(NewTask::new("x")).decode_as::<Anything>().await.unwrap();
        assert!(created.id.is_none() && created.task.is_none(), "{text}: {created:?}");
        assert!(created.decode_error.unwrap().is_outcome_unknown(), "{text}: it must not be created again");
    }
    fake.fault(Fault::status(201).json(json!({ "name": "x", "pinned": false })));
    let created = tasks.create(NewTask::new("x")).decode_as::<Value>().await.unwrap();
    assert!(created.id.is_none() && created.task.is_some(), "the members of the new task without its id");
}

#[tokio::test]
async fn a_filter_of_the_client_depends_only_on_its_own_members() {
    let fake = fake_of(0).await;
    let tasks = tasks(&fake);
    let day = NaiveDate::from_ymd_opt(2026, 3, 9).unwrap();
    let due =
        r#"[{"id":1,"end_date":"2026-03-01T00:00:00Z","estimated_mins":"soon"},{"id":2,"end_date":"2026-03-10"}]"#;
    fake.fault(body(due).times(3));
    let stream = tasks.stream().due_before(day).decode_as::<Value>().send().await.unwrap();
    assert_eq!(stream.try_collect().await.unwrap().len(), 1);
    let stream = tasks.changed_since(DateTime::<Utc>::UNIX_EPOCH).decode_as::<Value>().send().await.unwrap();
    assert_eq!(stream.try_collect().await.unwrap().len(), 2);
    let run = tasks.bulk().archive_matching(tasks.stream().overdue(day)).max_requests(0);
    assert_eq!(run.await.unwrap().entries().iter().map(|entry| entry.input.0).collect::<Vec<_>>(), [1]);
    // Without its date it is unknown whether the task is due, so it is neither selected nor left out.
    fake.fault(body(r#"[{"id":1,"end_date":"soon"},{"id":2,"end_date":"2026-03-01"}]"#).times(2));
    let (count, errors, _) =
        read_stream(tasks.stream().due_before(day).decode_as::<Value>().send().await.unwrap()).await;
    assert_eq!((count, errors.len(), errors[0].json_path()), (1, 1, Some("end_date")), "{errors:?}");
    let run = tasks.bulk().archive_matching(tasks.stream().overdue(day)).max_requests(0);
    assert!(run.await.unwrap_err().is_decode());
}

#[tokio::test]
async fn a_filter_is_checked_on_a_task_with_other_undecodable_members() {
    let fake = fake_of(0).await;
    let tasks = tasks(&fake);
    for member in [
        json!({}),
        json!({ "priority": { "id": 1 } }),
        json!({ "pinned": "maybe" }),
        json!({ "pinned": 1 }),
        json!({ "private": "false" }),
        json!({ "parent_task_id": "" }),
        json!({ "status_id": "x" }),
    ] {
        let mut task = json!({ "id": 1, "name": "a", "project_id": 9 });
        task.as_object_mut().unwrap().extend(member.as_object().unwrap().clone());
        fake.fault(Fault::status(200).json(json!([task])).times(4));
        let errors = [
            tasks.bulk().delete_matching(tasks.list().project(7)).await.err(),
            tasks.bulk().delete_matching(tasks.stream().project(7)).await.err(),
            tasks.list().project(7).decode_as::<Value>().await.err(),
            tasks.list().project(7).await.err(),
        ];
        for error in errors {
            assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::FilterIgnored), "{member}");
        }
        assert_eq!(fake.take_requests().len(), 4, "{member}: nothing may be deleted");
    }
    // The time of archiving is read as a task reads it.
    for (time, is_archived) in [
        (json!("2026-01-01T00:00:00Z"), true),
        (json!("0001-01-01T00:00:00Z"), false),
        (json!(""), false),
        (Value::Null, false),
    ] {
        fake.fault(Fault::status(200).json(json!([{ "id": 1, "name": "a", "archived_at": time }])).always());
        for wanted in [true, false] {
            let expected = (wanted != is_archived).then_some(ErrorKind::FilterIgnored);
            let list = tasks.list().archived(wanted);
            let errors = [
                list.clone().await.err(),
                list.clone().decode_as::<Value>().await.err(),
                tasks.bulk().delete_matching(list).max_requests(0).await.err(),
            ];
            assert!(
                errors.iter().all(|error| error.as_ref().map(Error::kind) == expected),
                "archived at {time}, wanted {wanted}: {errors:?}"
            );
        }
        fake.clear_faults();
    }
}

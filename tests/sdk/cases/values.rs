//! An unusual value does not affect the others, and unknown members are kept.

use focus_api::chrono::NaiveDate;
use focus_api::model::BulkTaskPatch;
use focus_api::{Error, NewTask, StatusId, Task, TaskId, TaskPatch, TaskReplacement};
use focus_fake::Fault;
use focus_tests::{FIRST, fake_of, spec, tasks};
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
        let again: Task = serde_json::from_value(written.clone()).unwrap();
        assert_eq!((serde_json::to_value(&again).unwrap(), &again), (written, &task));
    }
}

#[tokio::test]
async fn a_body_with_an_invalid_id_or_without_a_change_is_refused_before_a_request() {
    let fake = fake_of(1).await;
    let tasks = tasks(&fake);
    let refused = |name: &str, error: Option<Error>| {
        let error = error.unwrap_or_else(|| panic!("{name} was sent"));
        assert!(error.is_invalid_argument() && error.requests_sent() == 0, "{name}: {error}");
    };
    let schemas = ["NewTask", "TaskReplacement", "TaskPatch", "BulkTaskPatch"];
    for (schema, field) in
        schemas.into_iter().flat_map(|schema| spec::fields(schema).into_iter().map(move |(name, _)| (schema, name)))
    {
        let is_list = field.ends_with("_ids");
        // The id of another program may have any value.
        if !is_list && !field.ends_with("_id") || field == "integration_ext_id" {
            continue;
        }
        for id in [0, -1, i64::MIN] {
            let value = if is_list { json!([7, id]) } else { json!(id) };
            let name = format!("{schema}.{field} {value}");
            let body = |required: Value| {
                let mut body = required;
                body[field] = value.clone();
                body
            };
            let error = match schema {
                "NewTask" => {
                    let task: NewTask = serde_json::from_value(body(json!({ "name": "x" }))).unwrap();
                    let report = tasks.bulk().create([task.clone()]).await;
                    assert_eq!((report.progress().rejected, report.requests()), (1, 0), "{name}: {report}");
                    tasks.create(task).await.err()
                }
                "TaskReplacement" => {
                    let body = body(json!({ "name": "x", "status_id": 701 }));
                    tasks.replace(FIRST, serde_json::from_value(body).unwrap()).await.err()
                }
                "TaskPatch" => {
                    let patch: TaskPatch = serde_json::from_value(body(json!({}))).unwrap();
                    let report = tasks.bulk().patch_all([FIRST], patch.clone()).await;
                    assert_eq!((report.progress().rejected, report.requests()), (1, 0), "{name}: {report}");
                    tasks.patch(FIRST, patch).await.err()
                }
                _ => {
                    let patch: BulkTaskPatch = serde_json::from_value(body(json!({ "id": FIRST }))).unwrap();
                    let report = tasks.bulk().patch([patch]).await;
                    report.rejected().next().map(|(_, error)| error.clone())
                }
            };
            refused(&name, error);
        }
    }
    let pinned = || TaskPatch::new().pinned(true);
    refused("a series", tasks.patch(FIRST, pinned()).from_recurring_task(0).await.err());
    refused("a series", tasks.archive(FIRST).from_recurring_task(u64::MAX).await.err());
    refused("a series", tasks.delete(FIRST).from_recurring_task(-1).await.err());
    refused("a name", tasks.replace(FIRST, TaskReplacement::new(" ", StatusId(701))).await.err());
    refused("a name", tasks.patch(FIRST, TaskPatch::new().name("\u{200b}")).await.err());
    let report = tasks.bulk().patch([BulkTaskPatch::new(TaskId(FIRST)).name("")]).await;
    assert_eq!((report.progress().rejected, report.requests()), (1, 0), "{report}");
    // The option of a patch is not a change.
    refused("an option", tasks.patch(FIRST, TaskPatch::new()).outbound_sync(false).await.err());
    let report = tasks.bulk().patch([BulkTaskPatch::new(TaskId(FIRST)).outbound_sync(true)]).await;
    assert_eq!((report.progress().rejected, report.requests()), (1, 0), "{report}");
    assert_eq!(fake.requests().len(), 0);
}

#[test]
fn a_date_is_read_with_and_without_time_and_offset() {
    let task = |field: &str, text: &str| -> Task {
        serde_json::from_value(json!({ "id": 1, field: text }))
            .unwrap_or_else(|error| panic!("{field} {text}: {error}"))
    };
    let day = "2026-03-02".parse().ok();
    for text in ["2026-03-02 10:00:00", "2026-03-02T10:00:00", "2026-03-02T10:00:00.5", " 2026-03-02 "] {
        assert_eq!(task("end_date", text).end_date, day, "{text}");
    }
    let time = "2026-03-02T10:00:00Z".parse().ok();
    for text in
        ["2026-03-02 10:00:00", "2026-03-02T10:00:00", "2026-03-02T10:00:00+0000", "2026-03-02T12:00:00+02:00\n"]
    {
        assert_eq!(task("created_at", text).created_at, time, "{text}");
    }
    assert_eq!(task("created_at", "2026-03-02").created_at, "2026-03-02T00:00:00Z".parse().ok());
    for text in ["0000-00-00", "0000-00-00 00:00:00", "0000-01-01", "0001-01-01T00:00:00+01:00", " "] {
        assert_eq!((task("end_date", text).end_date, task("created_at", text).created_at), (None, None), "{text}");
    }
    for text in ["30.00", "3e1", " 30 ", "+30"] {
        assert_eq!(task("estimated_mins", text).estimated_mins, Some(30), "{text}");
    }
}

#[tokio::test]
async fn one_undecodable_member_of_an_error_does_not_affect_the_others() {
    let fake = fake_of(1).await;
    let deep = format!("{}{}", "[".repeat(500), "]".repeat(500));
    for (member, description) in [
        (format!(r#""error_values":{deep}"#), Some("no")),
        (r#""error_values":1e999"#.to_owned(), Some("no")),
        (r#""trace_id":"\ud800""#.to_owned(), Some("no")),
        (format!(r#""details":{deep}"#), Some("no")),
    ] {
        let body = format!(r#"{{"error":"validation","error_description":"no",{member}}}"#);
        fake.fault(Fault::status(400).json(1).body(body));
        let error = tasks(&fake).get(FIRST).await.unwrap_err();
        assert_eq!((error.code(), error.description()), (Some("validation"), description), "{error}");
    }
    fake.fault(
        Fault::status(400).json(1).body(&b"{\"error\":\"validation\",\"error_description\":\"Gr\xf6\xdfe\"}"[..]),
    );
    let error = tasks(&fake).get(FIRST).await.unwrap_err();
    assert_eq!((error.code(), error.description()), (Some("validation"), Some("Gr\u{fffd}\u{fffd}e")));
}

#[tokio::test]
async fn an_extra_member_replaces_a_value_or_the_request_is_refused() {
    let fake = fake_of(1).await;
    let tasks = tasks(&fake);
    let created = tasks.create(NewTask::new("x")).extra_body("name", "Other").await.unwrap();
    assert!(created.id.is_some() && created.decode_error.is_none(), "{created:?}");
    assert_eq!(fake.take_requests()[0].body_json(), json!({ "name": "Other" }));
    let without_json_form = std::collections::HashMap::from([(vec![1], 2)]);
    let patch = || TaskPatch::new().name("x");
    let error = tasks.patch(FIRST, patch()).extra_body("meta", &without_json_form).await.unwrap_err();
    assert!(error.is_invalid_argument() && error.to_string().contains("`meta` has no JSON form"), "{error}");
    let options = focus_api::options::CallOptions::new().extra_body("meta", &without_json_form);
    let report = tasks.bulk().options(options).patch_all([FIRST], patch()).await;
    assert_eq!((report.progress().not_sent, fake.requests().len()), (1, 0), "{report}");
}

#[tokio::test]
async fn a_date_whose_year_does_not_have_four_digits_is_refused_before_a_request() {
    let fake = fake_of(1).await;
    let tasks = tasks(&fake);
    let date_time = |date: NaiveDate| date.and_time(focus_api::chrono::NaiveTime::MIN).and_utc();
    for date in [NaiveDate::MIN, NaiveDate::MAX, day(-1), day(10_000)] {
        let mut errors = Vec::new();
        for field in ["start_date", "end_date", "priority_at"] {
            let new: NewTask = serde_json::from_value(json!({ "name": "x", field: date })).unwrap();
            let patch: TaskPatch = serde_json::from_value(json!({ field: date })).unwrap();
            errors.push((field, tasks.bulk().create([new.clone()]).await.into_result().unwrap_err().reason().cloned()));
            errors.push((field, tasks.create(new).await.err()));
            errors.push((
                field,
                tasks.bulk().patch([patch.clone().for_task(FIRST)]).await.rejected().next().map(|r| r.1.clone()),
            ));
            errors.push((field, tasks.patch(FIRST, patch).await.err()));
        }
        let replacement = TaskReplacement::new("x", StatusId(701));
        errors.push(("start_date", tasks.replace(FIRST, replacement.clone().start_date(date)).await.err()));
        errors.push(("end_date", tasks.replace(FIRST, replacement.end_date(date)).await.err()));
        errors.push(("start_date", tasks.list().overlapping(date..).await.err()));
        errors.push(("end_date", tasks.bulk().delete_matching(tasks.stream().overlapping(..=date)).await.err()));
        errors.push(("timeblock_start_from", tasks.list().time_block_starts(date_time(date)..).await.err()));
        let now = date_time(day(2026));
        let range = if date_time(date) < now { date_time(date)..now } else { now..date_time(date) };
        errors.push(("the range", tasks.sync_calendar(range).await.err()));
        for (field, error) in errors {
            let error = error.unwrap_or_else(|| panic!("{field} {date} was sent")).to_string();
            assert!(error.contains(field) && error.contains("a year from 0 to 9999, got "), "{field} {date}: {error}");
        }
    }
    assert_eq!(fake.requests().len(), 0);
    assert!(tasks.patch(FIRST, TaskPatch::new().start_date(day(9999))).await.is_ok());
    assert!(tasks.list().name("-262143-01-01").await.is_ok(), "only a filter by date has a form");
}

/// Returns the first day of a year.
fn day(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap()
}

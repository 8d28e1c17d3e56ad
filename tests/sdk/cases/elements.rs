//! Which objects in a response confirm, reject or leave open the change of one task.

use focus_api::bulk::BulkOutcome;
use focus_api::requests::Created;
use focus_api::{BulkReport, NewTask, TaskId, TaskPatch};
use focus_fake::{FakeFocus, Fault};
use focus_tests::{FIRST, fake_of, ids_of, tasks};
use serde_json::{Value, json};

/// Returns one letter per input: done, rejected, unknown, not sent.
fn letters<I, O>(report: &BulkReport<I, O>) -> String {
    let letter = |outcome: &BulkOutcome<O>| match outcome {
        BulkOutcome::Done(_) => 'D',
        BulkOutcome::Rejected(_) => 'R',
        BulkOutcome::Unknown(_) => 'U',
        _ => 'N',
    };
    report.entries().iter().map(|entry| letter(&entry.outcome)).collect()
}

/// Returns a task as a response has it, with these members besides its id.
fn with_id(id: i64, members: &Value) -> Value {
    let mut object = json!({ "id": id });
    object.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    object
}

#[tokio::test]
async fn only_the_task_or_its_id_confirms_a_change() {
    let fake = fake_of(1).await;
    let tasks = tasks(&fake);
    for (members, expected) in [
        (json!({}), 'D'),
        (json!({ "name": "New" }), 'D'),
        (json!({ "name": "New", "of_a_later_version": true }), 'D'),
        (json!({ "estimated_mins": "soon" }), 'D'),
        (json!({ "status": { "id": 701 } }), 'D'),
        (json!({ "name": "New", "error": false }), 'D'),
        (json!({ "name": "New", "error": [] }), 'D'),
        (json!({ "name": "New", "error": {} }), 'D'),
        (json!({ "name": "New", "error": 0 }), 'D'),
        (json!({ "success": false }), 'U'),
        (json!({ "message": "not allowed" }), 'U'),
        (json!({ "error_description": "gone" }), 'U'),
        (json!({ "errors": ["gone"] }), 'U'),
        (json!({ "code": 404 }), 'U'),
        (json!({ "status": "failed" }), 'U'),
        (json!({ "status": { "code": 404 } }), 'U'),
        (json!({ "name": "New", "success": true, "errors": [] }), 'D'),
        // The error may have followed the change.
        (json!({ "name": "New", "error": "calendar_sync_failed" }), 'U'),
        (json!({ "name": "New", "errors": ["calendar"] }), 'U'),
        (json!({ "name": "New", "success": false }), 'U'),
        (json!({ "name": "New", "ok": false }), 'U'),
    ] {
        let body = with_id(FIRST, &members);
        fake.fault(Fault::status(200).json(body.clone()));
        let letter = match tasks.patch(FIRST, TaskPatch::new().name("New")).await {
            Ok(()) => 'D',
            Err(error) if error.is_outcome_unknown() => 'U',
            Err(_) => 'R',
        };
        assert_eq!(letter, expected, "one task: {body}");
        fake.fault(Fault::status(207).json(json!([body])));
        assert_eq!(letters(&tasks.bulk().archive([FIRST]).await), expected.to_string(), "bulk: {body}");
    }
}

#[tokio::test]
async fn an_element_rejects_a_change_with_an_error_or_a_status_4xx() {
    let fake = fake_of(1).await;
    for (members, expected) in [
        (json!({ "error": "not_found" }), "R"),
        (json!({ "error": { "code": "not_found" } }), "R"),
        (json!({ "error": "not_found", "status": 404 }), "R"),
        (json!({ "status": 409 }), "R"),
        (json!({ "status": "404" }), "R"),
        (json!({ "status": 408 }), "U"),
        (json!({ "status": 503 }), "U"),
        (json!({ "status": 304 }), "U"),
        (json!({ "status": -1 }), "U"),
        (json!({ "error": "not_found", "status": 200 }), "U"),
        (json!({ "error": "not_found", "code": 404, "message": "gone", "success": false }), "R"),
        (json!({ "error": "partial", "changed": 1 }), "U"),
        (json!({ "status": 200, "success": false }), "U"),
        (json!({ "status": 200, "errors": { "name": "too long" } }), "U"),
        (json!({ "status": 204 }), "D"),
    ] {
        let body = json!([with_id(FIRST, &members)]);
        fake.fault(Fault::status(207).json(body.clone()));
        assert_eq!(letters(&tasks(&fake).bulk().archive([FIRST]).await), expected, "{body}");
    }
}

#[tokio::test]
async fn elements_of_one_task_that_contradict_each_other_leave_its_outcome_unknown() {
    let fake = fake_of(2).await;
    let [first, second] = [FIRST, FIRST + 1];
    // The first input may be deleted, and then cannot be found for the second one.
    fake.fault(Fault::status(207).json(json!([{ "id": first, "status": 204 }, { "id": first, "status": 404 }])));
    assert_eq!(letters(&tasks(&fake).bulk().delete([first, first]).await), "UU");
    fake.fault(Fault::status(207).json(json!([
        { "id": first }, { "id": first, "status": "failed" }, { "id": second }, { "id": second, "status": 200 },
    ])));
    assert_eq!(letters(&tasks(&fake).bulk().archive([first, second]).await), "UD");
    // Refused twice is refused.
    fake.fault(Fault::status(207).json(json!([{ "id": first, "status": 404 }, { "id": first, "error": "not_found" }])));
    assert_eq!(letters(&tasks(&fake).bulk().delete([first, first]).await), "RR");
}

#[tokio::test]
async fn a_byte_order_mark_before_the_elements_is_skipped() {
    let fake = fake_of(3).await;
    let elements: Vec<Value> = ids_of(0..3).into_iter().map(|id| json!({ "id": id })).collect();
    fake.fault(Fault::status(200).json(elements).prepend("\u{feff}"));
    assert_eq!(letters(&tasks(&fake).bulk().archive(ids_of(0..3)).await), "DDD");
}

/// Creates three tasks with a response of these elements.
async fn create(elements: Value) -> BulkReport<NewTask, Created> {
    let fake = FakeFocus::builder().tasks(0).start().await;
    fake.fault(Fault::status(201).json(elements));
    tasks(&fake).bulk().create(["a", "b", "c"].map(NewTask::new)).await
}

#[tokio::test]
async fn a_created_task_is_confirmed_only_by_an_element_with_its_own_id() {
    for (first, expected) in [
        (json!({ "id": 1, "name": "a" }), "DDD"),
        (json!({ "id": 1, "name": "a", "error": false }), "DDD"),
        (json!({ "id": 1, "name": "a", "estimated_mins": "soon" }), "DDD"),
        // The id cannot be read, but the task is there.
        (json!({ "name": "a" }), "DDD"),
        (json!({ "id": "first", "name": "a" }), "DDD"),
        (Value::Null, "UDD"),
        (json!("a"), "UDD"),
        (json!({}), "UDD"),
        (json!({ "success": false }), "UDD"),
        (json!({ "id": 0, "name": "a" }), "UDD"),
        (json!({ "id": 1, "name": "a", "error": "calendar_sync_failed" }), "UDD"),
        (json!({ "id": 1, "status": 503 }), "UDD"),
        (json!({ "error": "validation" }), "RDD"),
        (json!({ "status": 422 }), "RDD"),
        // The ids of two tasks differ, so one of the elements has the id of another task.
        (json!({ "id": 2, "name": "a" }), "UUD"),
    ] {
        let report = create(json!([first, { "id": 2, "name": "b" }, { "id": 3, "name": "c" }])).await;
        assert_eq!(letters(&report), expected, "{first}: {report}");
        for (entry, created) in report.done() {
            let id = TaskId(entry.index as i64 + 1);
            assert!(created.id.is_none_or(|found| found == id), "{first}: {created:?}");
            assert_eq!(
                created.id.is_none(),
                created.decode_error.as_ref().is_some_and(|error| error.json_path() != Some("estimated_mins"))
            );
        }
    }
    let same = json!({ "id": 1, "name": "a" });
    assert_eq!(letters(&create(json!([same, same, same])).await), "UUU");
}

#[tokio::test]
async fn a_create_whose_response_has_a_task_and_an_error_has_an_unknown_outcome() {
    let fake = FakeFocus::builder().tasks(0).start().await;
    let tasks = tasks(&fake);
    fake.fault(Fault::status(201).json(json!({ "id": 9, "name": "x", "error": "calendar_sync_failed" })));
    let error = tasks.create(NewTask::new("x")).await.unwrap_err();
    assert_eq!((error.is_outcome_unknown(), error.code()), (true, Some("calendar_sync_failed")), "{error}");
    for no_error in [json!(false), json!(0), json!({}), json!([]), json!(""), Value::Null] {
        fake.fault(Fault::status(201).json(json!({ "id": 9, "name": "x", "error": no_error.clone() })));
        assert_eq!(tasks.create(NewTask::new("x")).await.unwrap().id, Some(TaskId(9)), "{no_error}");
    }
    fake.fault(Fault::status(201).json(json!({ "id": -9, "name": "x" })));
    assert_eq!(tasks.create(NewTask::new("x")).await.unwrap().id, None, "an id is 1 or greater");
}

#[tokio::test]
async fn an_error_beside_results_leaves_the_outcome_of_the_change_unknown() {
    let fake = FakeFocus::builder().tasks(0).start().await;
    let tasks = tasks(&fake);
    let created = json!([{ "id": 1, "name": "a" }, { "id": 2, "name": "b" }]);
    for body in [
        json!({ "data": created, "error": "partial" }),
        json!({ "data": created, "errors": ["partial"] }),
        json!({ "data": created, "success": false }),
    ] {
        fake.fault(Fault::status(201).json(body.clone()));
        let report = tasks.bulk().create(["a", "b"].map(NewTask::new)).await;
        assert_eq!(letters(&report), "UU", "a caller would create them again: {body}");
    }
    for (body, is_unknown) in [
        (json!({ "changed": 3, "error": "partial" }), true),
        (json!({ "changed": 3, "success": false }), true),
        (json!({ "changed": 0, "error": "forbidden" }), false),
    ] {
        fake.fault(Fault::status(200).json(body.clone()));
        let now = focus_api::chrono::DateTime::UNIX_EPOCH;
        let error = tasks.sync_calendar(now..now + focus_api::chrono::TimeDelta::days(1)).await.unwrap_err();
        assert_eq!(error.is_outcome_unknown(), is_unknown, "{body}: {error}");
    }
}

#[tokio::test]
async fn an_error_is_found_although_its_name_is_repeated_or_escaped_or_follows_a_long_text() {
    let fake = fake_of(1).await;
    let tasks = tasks(&fake);
    for members in [
        r#""error":"x","error":"y""#.to_owned(),
        r#""error":null,"error":"x","error":false"#.to_owned(),
        r#""err\u006fr":"x""#.to_owned(),
        format!(r#""notes":"{}","error":"x""#, "n".repeat(70_000)),
    ] {
        let element = format!(r#"{{"id":{FIRST},"name":"New",{members}}}"#);
        let respond = |status, body: String| fake.fault(Fault::status(status).json(1).body(body));
        let shown = &members[..members.len().min(60)];
        respond(200, element.clone());
        let error = tasks.patch(FIRST, TaskPatch::new().name("New")).await.unwrap_err();
        assert_eq!((error.code(), error.is_outcome_unknown()), (Some("x"), true), "{shown}: {error}");
        respond(207, format!("[{element}]"));
        assert_eq!(letters(&tasks.bulk().archive([FIRST]).await), "U", "{shown}");
        respond(201, format!("[{element}]"));
        assert_eq!(letters(&tasks.bulk().create([NewTask::new("New")]).await), "U", "{shown}");
        // Only the first 64 KiB of the body of an error are read.
        let is_complete = element.len() < 64 * 1024;
        respond(400, element);
        let error = tasks.get(FIRST).await.unwrap_err();
        assert_eq!(error.code(), is_complete.then_some("x"), "{shown}");
    }
}

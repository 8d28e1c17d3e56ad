//! The result of a create whose response body cannot be decoded. Status 201 confirms the task, so a missing or
//! incomplete body is not an error: an error would invite a second create.

use focus_api::requests::Created;
use focus_api::{ErrorKind, NewTask, TaskId};
use focus_fake::{FakeFocus, Fault};
use focus_tests::tasks;
use serde_json::{Value, json};

/// Creates one task under a fault, and asserts that it exists once and was requested once.
async fn create(fault: Fault) -> (Created, TaskId) {
    let fake = FakeFocus::builder().tasks(0).start().await;
    fake.fault(fault.on("create_task"));
    let created = tasks(&fake).create(NewTask::new("Call the printer")).await;
    let created = created.expect("status 201 confirms the task, so the call must succeed");
    assert_eq!(fake.requests().len(), 1, "a create must not be repeated: that would make a second task");
    let kept = fake.tasks();
    assert_eq!(kept.len(), 1);
    assert_eq!(fake.pending_faults(), 0);
    (created, TaskId(kept[0]["id"].as_i64().unwrap()))
}

fn assert_unknown(created: Created) {
    assert_eq!((created.id, created.task.is_none()), (None, true));
    let decode_error = created.decode_error.clone().expect("the result must say why it has no task");
    assert_eq!(decode_error.operation(), Some("create_task"));
    let error = created.into_task().unwrap_err();
    assert_eq!(error.to_string(), decode_error.to_string());
}

#[tokio::test]
async fn an_empty_response_is_a_created_task_of_unknown_content() {
    let (created, _) = create(Fault::response().empty_body()).await;
    assert_eq!(created.decode_error.as_ref().map(focus_api::Error::kind), Some(ErrorKind::Decode));
    assert_unknown(created);
}

#[tokio::test]
async fn a_response_without_a_task_is_an_unknown_outcome() {
    let html = Fault::response().html("<html>a proxy says hello</html>");
    for fault in [html, Fault::response().json("created"), Fault::response().json(Value::Null)] {
        let fake = FakeFocus::builder().tasks(0).start().await;
        fake.fault(fault.on("create_task"));
        let error = tasks(&fake).create(NewTask::new("Call the printer")).await.unwrap_err();
        assert_eq!((error.kind(), error.is_outcome_unknown()), (ErrorKind::Decode, true), "{error}");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(201));
        assert_eq!(fake.requests().len(), 1, "a create must not be repeated: that would make a second task");
    }
}

#[tokio::test]
async fn a_truncated_response_is_a_created_task_of_unknown_content() {
    assert_unknown(create(Fault::response().truncate_body(40)).await.0);
}

#[tokio::test]
async fn an_interrupted_response_is_a_created_task_of_unknown_content() {
    assert_unknown(create(Fault::response().disconnect_after(40)).await.0);
}

#[tokio::test]
async fn the_id_is_known_although_another_field_is_undecodable() {
    let (created, id) = create(Fault::response().set_item_field(0, "estimated_mins", json!("soon"))).await;
    assert_eq!((created.id, created.task.is_none()), (Some(id), true));
    assert_eq!(created.decode_error.unwrap().json_path(), Some("estimated_mins"));
}

#[tokio::test]
async fn a_created_task_is_decoded_as_a_custom_type() {
    #[derive(serde::Deserialize)]
    struct Named {
        name: String,
    }
    let fake = FakeFocus::start().await;
    let created = tasks(&fake).create(NewTask::new("Call the printer")).decode_as::<Named>().await.unwrap();
    assert!(created.id.is_some());
    assert_eq!(created.into_task().unwrap().name, "Call the printer");
}

#[tokio::test]
async fn an_undecodable_task_of_a_bulk_create_does_not_affect_the_others() {
    let fake = FakeFocus::builder().tasks(0).start().await;
    fake.fault(Fault::response().set_item_field(1, "name", json!(7)).on("bulk_create_tasks"));
    let report = tasks(&fake).bulk().create(["Paper", "Ink", "Glue"].map(NewTask::new)).await;
    assert!(report.is_complete(), "{report}");
    let created = report.into_result().unwrap();
    let kept: Vec<_> = fake.tasks().iter().map(|task| task["id"].as_i64().map(TaskId)).collect();
    assert_eq!(created.iter().map(|created| created.id).collect::<Vec<_>>(), kept);
    assert_eq!(created.iter().map(|created| created.task.is_some()).collect::<Vec<_>>(), [true, false, true]);
    let decode_error = created[1].decode_error.as_ref().unwrap();
    assert_eq!((decode_error.item_index(), decode_error.json_path()), (Some(1), Some("name")));
}

#[tokio::test]
async fn created_tasks_with_an_undecodable_member_are_matched_by_their_names() {
    // The same member of every task is undecodable, and the order of the tasks is not that of the inputs.
    let odd = |fault: Fault, count: usize| {
        (0..count).fold(fault, |fault, index| fault.set_item_field(index, "updated_at", json!("just now")))
    };
    for names in [&["Paper"][..], &["Paper", "Ink", "Glue"]] {
        let fake = FakeFocus::builder().tasks(0).start().await;
        let reversed = |body: &mut Value| body.as_array_mut().unwrap().reverse();
        fake.fault(odd(Fault::response().edit_json(reversed), names.len()).on("bulk_create_tasks"));
        let report = tasks(&fake).bulk().create(names.iter().copied().map(NewTask::new)).await;
        let kept: Vec<_> = fake.tasks().iter().map(|task| task["id"].as_i64().map(TaskId)).collect();
        assert_eq!(report.done().map(|(_, created)| created.id).collect::<Vec<_>>(), kept, "{report}");
        assert!(report.done().all(|(_, created)| created.task.is_none()));
        let paths = report.done().map(|(_, created)| created.decode_error.as_ref().unwrap().json_path());
        assert!(paths.into_iter().all(|path| path == Some("updated_at")), "the error must say what is undecodable");
    }
    // Another name is that of another task.
    let fake = FakeFocus::builder().tasks(0).start().await;
    fake.fault(odd(Fault::response(), 1).set_item_field(0, "name", json!("Ink")));
    let report = tasks(&fake).bulk().create([NewTask::new("Paper")]).await;
    assert_eq!((report.done().count(), report.unknown().count()), (0, 1), "{report}");
}

#[tokio::test]
async fn a_bulk_create_whose_response_is_incomplete_is_an_unknown_outcome() {
    for fault in
        [Fault::response().empty_body(), Fault::response().truncate_body(60), Fault::response().disconnect_after(60)]
    {
        let fake = FakeFocus::builder().tasks(0).start().await;
        fake.fault(fault.on("bulk_create_tasks"));
        let report = tasks(&fake).bulk().create(["Paper", "Ink"].map(NewTask::new)).await;
        assert_eq!(report.unknown().count(), 2, "the response does not show which tasks exist: {report}");
        assert_eq!((fake.tasks().len(), fake.requests().len()), (2, 1));
    }
}

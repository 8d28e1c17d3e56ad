//! What a create returns when the body of its response cannot be used. Status 201 confirmed the task, so a missing or
//! incomplete body is not an error: an error would invite a second create.

use focus_api::requests::Created;
use focus_api::{ErrorKind, NewTask, TaskId};
use focus_fake::{FakeFocus, Fault};
use focus_tests::tasks;
use serde_json::{Value, json};

/// Creates one task under a fault, and checks that it exists once and was asked for once.
async fn create(fault: Fault) -> (Created, TaskId) {
    let fake = FakeFocus::builder().tasks(0).start().await;
    fake.fault(fault.on("create_task"));
    let created = tasks(&fake).create(NewTask::new("Call the printer")).await;
    let created = created.expect("a created task is no error, whatever its answer looks like");
    assert_eq!(fake.requests().len(), 1, "a second create would make a second task");
    let kept = fake.tasks();
    assert_eq!(kept.len(), 1);
    assert_eq!(fake.pending_faults(), 0);
    (created, TaskId(kept[0]["id"].as_i64().unwrap()))
}

fn assert_unknown(created: Created) {
    assert_eq!((created.id, created.task.is_none()), (None, true));
    let why = created.decode_error.clone().expect("it says why there is no task");
    assert_eq!(why.operation(), Some("create_task"));
    let error = created.into_task().unwrap_err();
    assert_eq!(error.to_string(), why.to_string());
}

#[tokio::test]
async fn an_empty_answer_is_a_created_task_of_unknown_content() {
    let (created, _) = create(Fault::response().empty_body()).await;
    assert_eq!(created.decode_error.as_ref().map(focus_api::Error::kind), Some(ErrorKind::Decode));
    assert_unknown(created);
}

#[tokio::test]
async fn a_response_of_another_shape_is_an_unknown_outcome() {
    let html = Fault::response().html("<html>a proxy says hello</html>");
    for fault in [html, Fault::response().json("created"), Fault::response().json(Value::Null)] {
        let fake = FakeFocus::builder().tasks(0).start().await;
        fake.fault(fault.on("create_task"));
        let error = tasks(&fake).create(NewTask::new("Call the printer")).await.unwrap_err();
        assert_eq!((error.kind(), error.is_outcome_unknown()), (ErrorKind::Decode, true), "{error}");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(201));
        assert_eq!(fake.requests().len(), 1, "a second create would make a second task");
    }
}

#[tokio::test]
async fn an_answer_that_is_cut_short_is_a_created_task_of_unknown_content() {
    assert_unknown(create(Fault::response().truncate_body(40)).await.0);
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_a_created_task_of_unknown_content() {
    assert_unknown(create(Fault::response().disconnect_after(40)).await.0);
}

#[tokio::test]
async fn the_id_is_known_although_another_field_is_odd() {
    let (created, id) = create(Fault::response().set_item_field(0, "estimated_mins", json!("soon"))).await;
    assert_eq!((created.id, created.task.is_none()), (Some(id), true));
    assert_eq!(created.decode_error.unwrap().json_path(), Some("estimated_mins"));
}

#[tokio::test]
async fn a_task_of_ones_own_type_is_read_as_that() {
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
async fn an_odd_task_of_a_bulk_create_costs_its_neighbours_nothing() {
    let fake = FakeFocus::builder().tasks(0).start().await;
    fake.fault(Fault::response().set_item_field(1, "name", json!(7)).on("bulk_create_tasks"));
    let report = tasks(&fake).bulk().create(["Paper", "Ink", "Glue"].map(NewTask::new)).await;
    assert!(report.is_complete(), "{report}");
    let created = report.into_result().unwrap();
    let kept: Vec<_> = fake.tasks().iter().map(|task| task["id"].as_i64().map(TaskId)).collect();
    assert_eq!(created.iter().map(|created| created.id).collect::<Vec<_>>(), kept);
    assert_eq!(created.iter().map(|created| created.task.is_some()).collect::<Vec<_>>(), [true, false, true]);
    let why = created[1].decode_error.as_ref().unwrap();
    assert_eq!((why.item_index(), why.json_path()), (Some(1), Some("name")));
}

#[tokio::test]
async fn a_bulk_create_whose_response_is_incomplete_is_an_unknown_outcome() {
    for fault in
        [Fault::response().empty_body(), Fault::response().truncate_body(60), Fault::response().disconnect_after(60)]
    {
        let fake = FakeFocus::builder().tasks(0).start().await;
        fake.fault(fault.on("bulk_create_tasks"));
        let report = tasks(&fake).bulk().create(["Paper", "Ink"].map(NewTask::new)).await;
        assert_eq!(report.unknown().count(), 2, "which tasks exist cannot be told: {report}");
        assert_eq!((fake.tasks().len(), fake.requests().len()), (2, 1));
    }
}

//! What a create returns when its answer is odd. The service said 201, so the task exists: whatever became of the body,
//! this is no error, because an error would invite a second create.

use focus_api::{ErrorKind, NewTask, TaskId};
use focus_api::requests::Created;
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
async fn an_unreadable_answer_is_a_created_task_of_unknown_content() {
    assert_unknown(create(Fault::response().html("<html>a proxy says hello</html>")).await.0);
    assert_unknown(create(Fault::response().json("created")).await.0);
    assert_unknown(create(Fault::response().json(Value::Null)).await.0);
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
async fn a_bulk_create_whose_answer_is_lost_on_the_way_is_done() {
    for fault in
        [Fault::response().empty_body(), Fault::response().truncate_body(60), Fault::response().disconnect_after(60)]
    {
        let fake = FakeFocus::builder().tasks(0).start().await;
        fake.fault(fault.on("bulk_create_tasks"));
        let report = tasks(&fake).bulk().create(["Paper", "Ink"].map(NewTask::new)).await;
        assert!(report.is_complete(), "the service said 201, so the tasks exist: {report}");
        let created = report.into_result().unwrap();
        assert!(created.iter().all(|created| created.id.is_none() && created.decode_error.is_some()));
        assert_eq!((fake.tasks().len(), fake.requests().len()), (2, 1));
    }
}

//! Names instead of ids.

use focus_api::model::StatusType;
use focus_api::{Catalog, ErrorKind, ProjectId, StatusId, TagId, Task, TaskId};
use focus_tests::{FIRST, fake_of, lines, tasks};
use serde_json::json;

fn catalog(values: serde_json::Value) -> Catalog {
    let mut catalog = Catalog::default();
    for task in serde_json::from_value::<Vec<Task>>(values).unwrap() {
        catalog.add(&task);
    }
    catalog
}

fn example() -> Catalog {
    catalog(json!([
        { "id": 1, "project": { "id": 7, "name": "Website" }, "client": { "id": 3, "name": "Acme" },
          "status": { "id": 21, "name": "Done", "type": "done" }, "tags": [{ "id": 5, "name": "urgent" }],
          "assignee_user_ids": [11, 12] },
        { "id": 2, "project": { "id": 8, "name": "Web shop" }, "status": { "id": 22, "name": "Shipped", "type": "done" } },
        { "id": 3, "project": { "id": 9, "name": "web SHOP" }, "status": { "id": 22, "name": "Shipped", "type": "done" } },
        { "id": 4, "project": { "id": 10 }, "status": null, "tags": null },
    ]))
}

#[test]
fn a_name_is_found_exactly_or_without_regard_to_case() {
    let catalog = example();
    assert_eq!(catalog.project("Website").unwrap(), ProjectId(7));
    assert_eq!(catalog.project(" WEBSITE ").unwrap(), ProjectId(7));
    assert_eq!(
        catalog.project("Web shop").unwrap(),
        ProjectId(8),
        "the exact name has priority over one in another case"
    );
    assert_eq!(catalog.tag("Urgent").unwrap(), TagId(5));
    assert_eq!(catalog.client("acme").unwrap().0, 3);
    assert_eq!(catalog.status("Shipped").unwrap(), StatusId(22));
    assert_eq!(catalog.people().map(|id| id.0).collect::<Vec<_>>(), [11, 12]);
}

#[test]
fn the_error_for_an_unknown_name_lists_the_nearest_names() {
    let error = example().project("Websiet").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    assert!(error.to_string().contains("the nearest names are: Website"), "{error}");
    let error = example().project("WEB SHOP").unwrap_err();
    assert!(error.to_string().contains("pass one of the ids 8, 9"), "{error}");
    let error = Catalog::default().tag("urgent").unwrap_err();
    assert!(error.to_string().contains("no task has a tag"), "{error}");
}

#[test]
fn the_status_of_a_type_is_the_one_that_most_tasks_have() {
    assert_eq!(example().status_of_type(&StatusType::Done).unwrap(), StatusId(22));
    let error = Catalog::default().status_of_type(&StatusType::Done).unwrap_err();
    assert!(error.to_string().contains("type `done`"), "{error}");
}

#[tokio::test]
async fn a_response_that_is_not_a_list_is_an_error_instead_of_an_empty_catalog() {
    let fake = fake_of(0).await;
    for body in [json!({ "oops": 1 }), json!("sign in")] {
        fake.fault(focus_fake::Fault::status(200).json(body));
        assert_eq!(tasks(&fake).catalog().await.unwrap_err().kind(), ErrorKind::Decode);
    }
    fake.fault(
        focus_fake::Fault::status(200).json(json!([{ "id": [] }, { "id": 1, "project": { "id": 7, "name": "P" } }])),
    );
    assert_eq!(
        tasks(&fake).catalog().await.unwrap().project("P").unwrap(),
        ProjectId(7),
        "one undecodable task must not affect the others"
    );
}

#[tokio::test]
async fn a_catalog_costs_one_request_and_completes_a_task() {
    let fake = fake_of(250).await;
    let tasks = tasks(&fake);
    let mut catalog = tasks.catalog().await.unwrap();
    assert_eq!(fake.requests().len(), 1, "{:?}", lines(&fake.requests()));
    let done = json!({ "id": 1, "status": { "id": 703, "type": "done" } });
    catalog.add(&serde_json::from_value(done).unwrap());
    let done = catalog.status_of_type(&StatusType::Done).unwrap();
    tasks.complete(TaskId(FIRST), &catalog).unwrap().await.unwrap();
    assert_eq!(tasks.get(FIRST).await.unwrap().status_id, Some(done));
}

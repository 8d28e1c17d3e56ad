//! Bulk operations.

use focus_fake::FakeFocus;
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{bare, code, ids, listed, post, send};

fn named(count: usize) -> Value {
    (0..count).map(|number| json!({ "name": format!("Task {number}") })).collect()
}

#[tokio::test]
async fn bulk_creation_responds_with_the_tasks_in_the_order_sent() {
    let fake = FakeFocus::builder().tasks(0).start().await;
    let (status, tasks) = post(&fake, "tasks/bulk", json!({ "tasks": named(100) })).await;
    assert_eq!((status, ids(&tasks).len()), (201, 100));
    assert_eq!((&tasks[0]["name"], &tasks[99]["name"]), (&json!("Task 0"), &json!("Task 99")));
    assert_eq!(listed(&fake, "").await, ids(&tasks));
}

#[tokio::test]
async fn bulk_operations_accept_1_to_100_items() {
    let fake = FakeFocus::start().await;
    let many = |count: usize| (0..count).map(|_| 5_000_000_001_i64).collect::<Vec<_>>();
    let items = |count: usize| Value::Array(many(count).into_iter().map(|id| json!({ "id": id })).collect());
    let query = |count: usize| many(count).iter().map(|id| format!("&ids={id}")).collect::<String>();
    for count in [0, 101] {
        assert_eq!(code(&post(&fake, "tasks/bulk", json!({ "tasks": named(count) })).await), (400, "validation"));
        assert_eq!(
            code(&post(&fake, "tasks/bulk/archive", json!({ "task_ids": many(count) })).await),
            (400, "validation")
        );
        assert_eq!(code(&send(&fake, Method::PATCH, "tasks/bulk", items(count)).await), (400, "validation"));
        assert_eq!(
            code(&bare(&fake, Method::DELETE, &format!("tasks/bulk?{}", query(count))).await),
            (400, "validation")
        );
    }
    assert_eq!(send(&fake, Method::PATCH, "tasks/bulk", items(100)).await.0, 204);
    assert_eq!(bare(&fake, Method::DELETE, &format!("tasks/bulk?{}", query(100))).await.0, 204);
    assert_eq!(code(&post(&fake, "tasks/bulk", named(1)).await), (400, "validation"));
    assert_eq!(code(&post(&fake, "tasks/bulk", json!({ "tasks": null })).await), (400, "validation"));
}

#[tokio::test]
async fn one_invalid_task_makes_a_bulk_creation_fail_unless_partial_creation_is_on() {
    let body = json!({ "tasks": [{ "name": "Good" }, {}, { "name": "Also good" }] });
    let strict = FakeFocus::builder().tasks(0).start().await;
    let response = post(&strict, "tasks/bulk", body.clone()).await;
    assert_eq!(code(&response), (422, "required_fields_missing"));
    assert_eq!(response.1["error_values"], json!({ "fields": ["name"], "index": 1 }));
    assert_eq!(strict.tasks().len(), 0);

    let lenient = FakeFocus::builder().tasks(0).partial_bulk_create(true).start().await;
    let (status, tasks) = post(&lenient, "tasks/bulk", body).await;
    assert_eq!((status, ids(&tasks).len()), (201, 2));
}

#[tokio::test]
async fn bulk_patching_is_all_or_nothing() {
    let fake = FakeFocus::start().await;
    let [first, second] = [5_000_000_001_i64, 5_000_000_002];
    let before = fake.tasks();
    for bad in [json!({ "id": 1 }), json!({}), json!({ "id": second, "name": null }), json!(7)] {
        let response = send(&fake, Method::PATCH, "tasks/bulk", json!([{ "id": first, "pinned": true }, bad])).await;
        assert_eq!(code(&response), (400, "validation"));
        assert_eq!(response.1["error_values"]["index"], json!(1));
    }
    assert_eq!(fake.tasks(), before);
    let body = json!([{ "id": first, "notes": null, "color": "#123456" }, { "id": second, "tag_ids": [], "outbound_sync": true }]);
    assert_eq!(send(&fake, Method::PATCH, "tasks/bulk", body).await, (204, Value::Null));
    assert_eq!(fake.task(first).unwrap()["color"], json!("#123456"));
    assert_eq!(fake.task(second).unwrap()["tag_ids"], json!([]));
    assert_eq!(code(&send(&fake, Method::PATCH, "tasks/bulk", json!({ "items": [] })).await), (400, "validation"));
}

#[tokio::test]
async fn bulk_deletion_repeats_the_parameter_ids_and_skips_unknown_ids() {
    let fake = FakeFocus::builder().tasks(3).start().await;
    let path = "tasks/bulk?ids=5000000001&ids=5000000003&ids=77&outbound_sync=false";
    assert_eq!(bare(&fake, Method::DELETE, path).await, (204, Value::Null));
    assert_eq!(listed(&fake, "").await, [5_000_000_002]);
    assert_eq!(bare(&fake, Method::DELETE, path).await.0, 204);
    for bad in ["tasks/bulk", "tasks/bulk?ids[]=5000000002", "tasks/bulk?ids=5000000002,77", "tasks/bulk?ids="] {
        assert_eq!(code(&bare(&fake, Method::DELETE, bad).await), (400, "validation"), "{bad}");
    }
    assert_eq!(listed(&fake, "").await, [5_000_000_002]);
}

#[tokio::test]
async fn bulk_archiving_refuses_unknown_ids_and_then_archives_none() {
    let fake = FakeFocus::builder().tasks(6).start().await;
    let response = post(&fake, "tasks/bulk/archive", json!({ "task_ids": [5_000_000_001_i64, 7] })).await;
    assert_eq!(code(&response), (404, "not_found"));
    assert_eq!(listed(&fake, "archived=true").await, [] as [i64; 0]);
    let response = post(&fake, "tasks/bulk/archive", json!({ "task_ids": [5_000_000_004_i64] })).await;
    assert_eq!(response, (204, Value::Null));
    assert_eq!(listed(&fake, "archived=true").await, [5_000_000_004, 5_000_000_005, 5_000_000_006]);
    assert_eq!(code(&post(&fake, "tasks/bulk/archive", json!({ "task_ids": ["1"] })).await), (400, "validation"));
}

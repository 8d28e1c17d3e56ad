//! Patching, replacing, deleting and archiving one task, and series of them.

use std::time::Duration;

use focus_fake::FakeFocus;
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{bare, code, get, ids, listed, send};

const TASK: i64 = 5_000_000_001;

#[tokio::test]
async fn patching_distinguishes_an_absent_field_null_and_a_value() {
    let fake = FakeFocus::start().await;
    let id = fake.insert_task(json!({
        "name": "Before", "notes": "n", "end_date": "2026-03-09", "estimated_mins": 30, "tag_ids": [801, 802],
        "project_id": 4100001, "pinned": true, "auto_log_time": true, "priority_at": "2026-03-02",
    }));
    fake.advance(Duration::from_secs(60));
    let change = json!({
        "end_date": null, "estimated_mins": 45, "tag_ids": [], "project_id": null, "auto_log_time": null,
        "priority_at": null, "outbound_sync": false,
    });
    let (status, body) = send(&fake, Method::PATCH, &format!("tasks/{id}"), change).await;
    assert_eq!((status, body), (204, Value::Null));
    let stored = json!({
        "id": id, "name": "Before", "notes": "n", "estimated_mins": 45, "tag_ids": [], "pinned": true,
        "auto_log_time": false, "updated_at": "2026-03-02T09:01:00Z",
    });
    assert_eq!(fake.task(id), Some(stored));
}

#[tokio::test]
async fn null_for_a_field_that_cannot_be_cleared_is_refused() {
    let fake = FakeFocus::start().await;
    let before = fake.task(TASK);
    let path = format!("tasks/{TASK}");
    for field in [
        "name",
        "status_id",
        "tag_ids",
        "assignee_user_ids",
        "ghost_assignee_ids",
        "priority",
        "billable",
        "pinned",
        "private",
        "outbound_sync",
    ] {
        let response = send(&fake, Method::PATCH, &path, json!({ field: null })).await;
        assert_eq!(code(&response), (400, "validation"), "{field}");
    }
    assert_eq!(code(&send(&fake, Method::PATCH, &path, json!({ "name": "" })).await), (400, "validation"));
    assert_eq!(fake.task(TASK), before);
}

#[tokio::test]
async fn a_status_change_is_stamped() {
    let fake = FakeFocus::start().await;
    fake.advance(Duration::from_secs(3600));
    let path = format!("tasks/{TASK}");
    send(&fake, Method::PATCH, &path, json!({ "status_id": 704 })).await;
    let (_, task) = get(&fake, &path).await;
    assert_eq!(task["status_updated_at"], json!("2026-03-02T10:00:00Z"));
    assert_eq!(task["status"]["type"], json!("done"));
}

#[tokio::test]
async fn replacing_resets_fields_that_are_not_sent() {
    let fake = FakeFocus::start().await;
    let id = fake.insert_task(json!({
        "name": "Before", "project_id": 4100001, "notes": "n", "tag_ids": [801], "end_date": "2026-03-09",
        "priority": "high", "priority_at": "2026-03-02", "source": "focus", "toggl_user_id": 8800002,
    }));
    let path = format!("tasks/{id}");
    let response = send(&fake, Method::PUT, &path, json!({ "notes": "only these" })).await;
    assert_eq!(code(&response), (422, "required_fields_missing"));
    assert_eq!(response.1["error_values"]["fields"], json!(["name", "status_id"]));
    let (status, _) = send(&fake, Method::PUT, &path, json!({ "name": "After", "status_id": 702 })).await;
    assert_eq!(status, 204);
    let stored = fake.task(id).unwrap();
    for gone in ["project_id", "notes", "end_date"] {
        assert!(stored.get(gone).is_none(), "{gone}");
    }
    assert_eq!(
        (&stored["name"], &stored["tag_ids"], &stored["priority"]),
        (&json!("After"), &json!([]), &json!("none"))
    );
    // Fields that a PUT cannot write stay.
    assert_eq!((&stored["priority_at"], &stored["source"]), (&json!("2026-03-02"), &json!("focus")));
    assert_eq!(stored["toggl_user_id"], json!(8800002));
}

#[tokio::test]
async fn a_task_cannot_become_its_own_ancestor() {
    let fake = FakeFocus::builder().tasks(6).start().await;
    // In the seed, 4 has the child 5, which has the child 6.
    for parent in [5_000_000_004_i64, 5_000_000_006] {
        let response = send(&fake, Method::PATCH, "tasks/5000000004", json!({ "parent_task_id": parent })).await;
        assert_eq!(code(&response), (400, "validation"));
    }
}

#[tokio::test]
async fn unknown_tasks_are_404_for_every_operation() {
    let fake = FakeFocus::start().await;
    let body = json!({ "name": "x", "status_id": 701 });
    for (method, path) in [
        (Method::GET, "tasks/1"),
        (Method::PUT, "tasks/1"),
        (Method::PATCH, "tasks/1"),
        (Method::DELETE, "tasks/1"),
        (Method::POST, "tasks/1/archive"),
        (Method::POST, "tasks/1/unarchive"),
        (Method::PATCH, "tasks/1/restore"),
        (Method::GET, "tasks/1/parents"),
    ] {
        let response = send(&fake, method.clone(), path, body.clone()).await;
        assert_eq!(code(&response), (404, "not_found"), "{method} {path}");
    }
}

#[tokio::test]
async fn a_deleted_task_is_not_listed_until_it_is_restored() {
    let fake = FakeFocus::builder().tasks(30).start().await;
    let (path, before) = (format!("tasks/{TASK}"), listed(&fake, "").await);
    assert_eq!(bare(&fake, Method::DELETE, &format!("{path}?outbound_sync=true")).await, (204, Value::Null));
    assert_eq!(get(&fake, &path).await.0, 404);
    assert_eq!(bare(&fake, Method::DELETE, &path).await.0, 404);
    assert_eq!(listed(&fake, "").await, before[1..]);
    assert_eq!(fake.task(TASK).unwrap()["deleted_at"], json!("2026-03-02T09:00:00Z"));
    assert_eq!(bare(&fake, Method::PATCH, &format!("{path}/restore")).await, (204, Value::Null));
    assert_eq!(listed(&fake, "").await, before);
    assert_eq!(bare(&fake, Method::PATCH, &format!("{path}/restore")).await.0, 204);
}

#[tokio::test]
async fn archiving_and_unarchiving_include_the_descendants() {
    let fake = FakeFocus::builder().tasks(6).start().await;
    let (tree, top) = ([5_000_000_004, 5_000_000_005, 5_000_000_006], "tasks/5000000004");
    assert_eq!(bare(&fake, Method::POST, &format!("{top}/archive")).await, (204, Value::Null));
    assert_eq!(listed(&fake, "archived=true").await, tree);
    assert_eq!(bare(&fake, Method::POST, &format!("{top}/archive")).await.0, 204);
    assert_eq!(bare(&fake, Method::POST, &format!("{top}/unarchive")).await, (204, Value::Null));
    assert_eq!(listed(&fake, "archived=true").await, [] as [i64; 0]);
}

/// Returns the instances of the seeded daily series in order of their days.
async fn daily(fake: &FakeFocus) -> Vec<i64> {
    ids(&get(fake, "tasks/recurring?recurring_task_ids=330003").await.1)
}

#[tokio::test]
async fn a_series_is_deleted_archived_and_patched_from_one_instance_on() {
    let fake = FakeFocus::start().await;
    let days = daily(&fake).await;
    assert_eq!(days.len(), 4);
    let second = days[1];
    let change = send(
        &fake,
        Method::PATCH,
        &format!("tasks/{second}?from_recurring_task_id={second}"),
        json!({ "notes": "moved" }),
    )
    .await;
    assert_eq!(change.0, 204);
    let noted: Vec<bool> = days.iter().map(|id| fake.task(*id).unwrap()["notes"] == json!("moved")).collect();
    assert_eq!(noted, [false, true, true, true]);

    let third = days[2];
    assert_eq!(
        bare(&fake, Method::POST, &format!("tasks/{third}/archive?from_recurring_task_id={third}")).await.0,
        204
    );
    let archived = get(&fake, "tasks/recurring?recurring_task_ids=330003&archived=true").await.1;
    assert_eq!(ids(&archived), days[2..]);

    assert_eq!(bare(&fake, Method::DELETE, &format!("tasks/{second}?from_recurring_task_id={second}")).await.0, 204);
    assert_eq!(daily(&fake).await, days[..1]);
    let no_instance = bare(&fake, Method::DELETE, &format!("tasks/{TASK}?from_recurring_task_id={TASK}")).await;
    assert_eq!(code(&no_instance), (400, "validation"));
}

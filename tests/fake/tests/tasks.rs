//! Creating a task, and the JSON of a task in responses.

use focus_fake::FakeFocus;
use reqwest::{Client, Method, header};
use serde_json::{Value, json};

use crate::common::{address, code, get, listed, post, request};

const TASK: i64 = 5_000_000_001;

#[tokio::test]
async fn creating_responds_with_201_and_the_task_without_parent_and_counters() {
    let fake = FakeFocus::start().await;
    let notes = "  <b>kept</b>\r\nverbatim 🐢 \u{0} ";
    let body = json!({
        "name": "Write the launch post",
        "project_id": fake.world().project("Website relaunch"),
        "parent_task_id": TASK,
        "tag_ids": [fake.world().tag("copy")],
        "assignee_user_ids": [fake.world().user("Aiko Tanaka")],
        "start_date": "2026-03-03",
        "end_date": "2026-03-05",
        "estimated_mins": 90,
        "notes": notes,
        "mood": "unknown fields are ignored",
    });
    let (status, task) = post(&fake, "tasks", body).await;
    assert_eq!(status, 201);
    assert_eq!(task["id"], json!(5_000_000_121_i64));
    assert_eq!(task["status"]["type"], json!("todo"));
    assert_eq!(task["project"]["name"], json!("Website relaunch"));
    assert_eq!(task["client"]["name"], json!("Harbour & Vine"));
    assert_eq!(task["tags"][0]["name"], json!("copy"));
    assert_eq!(task["notes"], json!(notes));
    assert_eq!(task["created_at"], json!("2026-03-02T09:00:00Z"));
    assert_eq!(task["toggl_user_id"], json!(fake.world().user_id));
    for absent in ["parent", "sub_task_total_count", "total_tracked_time", "mood", "rate"] {
        assert!(task.get(absent).is_none(), "{absent}");
    }
    let (status, read) = get(&fake, &format!("tasks/{}", task["id"])).await;
    assert_eq!((status, &read["parent"]["id"], &read["sub_task_total_count"]), (200, &json!(TASK), &json!(0)));
    assert_eq!(listed(&fake, "order_by=-position").await.first(), Some(&5_000_000_121));
}

#[tokio::test]
async fn a_subtask_does_not_inherit_its_parents_project() {
    let fake = FakeFocus::start().await;
    assert!(fake.task(TASK).unwrap()["project_id"].is_i64());
    let (_, task) = post(&fake, "tasks", json!({ "name": "Below", "parent_task_id": TASK })).await;
    assert!(task.get("project_id").is_none() && task.get("project").is_none());
}

#[tokio::test]
async fn a_task_needs_a_name() {
    let fake = FakeFocus::start().await;
    for body in [json!({}), json!({ "name": "" }), json!({ "name": " " }), json!({ "name": null })] {
        let response = post(&fake, "tasks", body).await;
        assert_eq!(code(&response), (422, "required_fields_missing"));
        assert_eq!(response.1["error_values"], json!({ "fields": ["name"] }));
    }
    assert_eq!(fake.tasks().len(), 120);
}

#[tokio::test]
async fn invalid_bodies_get_the_error_object() {
    let fake = FakeFocus::start().await;
    for body in [
        json!([]),
        json!("text"),
        json!({ "name": 7 }),
        json!({ "name": "x", "project_id": "4100001" }),
        json!({ "name": "x", "project_id": 1.5 }),
        json!({ "name": "x", "project_id": 1 }),
        json!({ "name": "x", "status_id": 1 }),
        json!({ "name": "x", "tag_ids": 801 }),
        json!({ "name": "x", "tag_ids": ["801"] }),
        json!({ "name": "x", "tag_ids": [1] }),
        json!({ "name": "x", "assignee_user_ids": [1] }),
        json!({ "name": "x", "ghost_assignee_ids": [1] }),
        json!({ "name": "x", "parent_task_id": 1 }),
        json!({ "name": "x", "start_date": "tomorrow" }),
        json!({ "name": "x", "pinned": "yes" }),
        json!({ "name": "x", "priority": "someday" }),
    ] {
        let response = post(&fake, "tasks", body.clone()).await;
        assert_eq!(code(&response), (400, "validation"), "{body}");
        assert!(response.1["error_description"].is_string() && response.1["trace_id"].is_string());
    }
    for (kind, text) in [("application/json", "{"), ("application/json", ""), ("text/plain", "{\"name\":\"x\"}")] {
        let sent = request(&fake, Method::POST, "tasks").header(header::CONTENT_TYPE, kind).body(text);
        assert_eq!(sent.send().await.unwrap().status(), 400, "{kind} {text}");
    }
    let deep = request(&fake, Method::POST, "tasks")
        .header(header::CONTENT_TYPE, "application/json")
        .body("[".repeat(100_000));
    assert_eq!(deep.send().await.unwrap().status(), 400);
    assert_eq!(fake.tasks().len(), 120);
}

#[tokio::test]
async fn a_body_over_the_limit_is_413() {
    let fake = FakeFocus::builder().max_body_bytes(1000).start().await;
    let response = post(&fake, "tasks", json!({ "name": "x".repeat(2_000_000) })).await;
    assert_eq!(code(&response), (413, "payload_too_large"));
    assert_eq!(post(&fake, "tasks", json!({ "name": "x" })).await.0, 201);
}

#[tokio::test]
async fn a_new_task_with_a_recurrence_rule_is_the_first_of_a_series() {
    let fake = FakeFocus::start().await;
    let body = json!({ "name": "Water the plants", "rrule": "FREQ=WEEKLY", "start_date": "2026-03-06" });
    let (_, task) = post(&fake, "tasks", body).await;
    assert_eq!((&task["recurring_task_id"], &task["recurrence_date"]), (&json!(340_001), &json!("2026-03-06")));
}

#[tokio::test]
async fn seeded_tasks_show_missing_values_in_all_three_styles() {
    let fake = FakeFocus::start().await;
    let (_, page) = get(&fake, "tasks?per_page=100").await;
    let tasks = page["data"].as_array().unwrap();
    let some = |test: &dyn Fn(&Value) -> bool| tasks.iter().any(test);
    assert!(some(&|task| task.get("end_date").is_none()), "no task omits the member");
    assert!(some(&|task| task.get("end_date") == Some(&Value::Null)), "no task has an explicit null");
    assert!(some(&|task| task["tag_ids"] == json!([])), "no task has an empty array");
    assert!(some(&|task| task.get("tag_ids") == Some(&Value::Null)), "no task has null for an array");
    assert!(some(&|task| task["metadata"]["project_assignment"]["match_tier"] == json!("exact_name")));
}

#[tokio::test]
async fn inserted_tasks_are_returned_unchanged() {
    let fake = FakeFocus::start().await;
    let id = fake.insert_task(json!({
        "name": "Unusual", "priority": "someday", "mood": { "is": "new" }, "tags": null, "status": { "type": "paused" },
    }));
    let (_, task) = get(&fake, &format!("tasks/{id}")).await;
    assert_eq!((&task["priority"], &task["mood"]), (&json!("someday"), &json!({ "is": "new" })));
    assert_eq!((&task["tags"], &task["status"]), (&Value::Null, &json!({ "type": "paused" })));
    let again = fake.insert_task(json!({ "id": id, "name": "Replaced" }));
    assert_eq!((again, &fake.task(id).unwrap()["name"]), (id, &json!("Replaced")));
}

#[tokio::test]
async fn custom_fields_show_their_options() {
    let fake = FakeFocus::builder().tasks(0).start().await;
    let id = fake.insert_task(json!({ "project_id": fake.world().project("Website relaunch") }));
    let (_, task) = get(&fake, &format!("tasks/{id}")).await;
    let fields = task["project"]["custom_field_values"].as_array().unwrap();
    let kinds: Vec<_> = fields.iter().map(|field| field["field_type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["select", "multi_select", "text", "number", "date", "checkbox", "users"]);
    let options = json!([{ "option_id": 5101, "option_name": "Build", "is_deleted": false }]);
    assert_eq!((&fields[0]["value"], &fields[0]["selected_options"]), (&json!(5101), &options));
    assert!(fields[2].get("selected_options").is_none());
}

#[tokio::test]
async fn a_single_task_shows_ghosts_only_when_asked() {
    let fake = FakeFocus::start().await;
    let id = fake.insert_task(json!({ "ghost_assignee_ids": [9_900_002] }));
    assert!(get(&fake, &format!("tasks/{id}")).await.1.get("ghost_assignee_ids").is_none());
    let (_, task) = get(&fake, &format!("tasks/{id}?include_ghost_assignees=true")).await;
    assert_eq!(task["ghost_assignee_ids"], json!([9_900_002]));
}

#[tokio::test]
async fn a_get_does_not_need_a_content_type() {
    let fake = FakeFocus::start().await;
    let bare = Client::new().get(address(&fake, "tasks")).bearer_auth(fake.api_key());
    assert_eq!(bare.send().await.unwrap().status(), 200);
}

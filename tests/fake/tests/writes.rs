//! Creating, reading, changing, deleting and archiving one task.

mod common;

use std::time::Duration;

use common::{address, bare, code, get, ids, listed, post, request, send};
use focus_fake::FakeFocus;
use reqwest::{Client, Method, header};
use serde_json::{Value, json};

const TASK: i64 = 5_000_000_001;

#[tokio::test]
async fn creating_answers_201_and_the_task_without_parent_and_counters() {
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
    assert_eq!(task["toggl_user_id"], json!(fake.world().me));
    for absent in [
        "parent",
        "sub_task_total_count",
        "total_tracked_time",
        "mood",
        "rate",
    ] {
        assert!(task.get(absent).is_none(), "{absent}");
    }
    let (status, read) = get(&fake, &format!("tasks/{}", task["id"])).await;
    assert_eq!(
        (status, &read["parent"]["id"], &read["sub_task_total_count"]),
        (200, &json!(TASK), &json!(0))
    );
    assert_eq!(
        listed(&fake, "order_by=-position").await.first(),
        Some(&5_000_000_121)
    );
}

#[tokio::test]
async fn a_subtask_does_not_inherit_its_parents_project() {
    let fake = FakeFocus::start().await;
    assert!(fake.task(TASK).unwrap()["project_id"].is_i64());
    let (_, task) = post(
        &fake,
        "tasks",
        json!({ "name": "Below", "parent_task_id": TASK }),
    )
    .await;
    assert!(task.get("project_id").is_none() && task.get("project").is_none());
}

#[tokio::test]
async fn a_task_needs_a_name() {
    let fake = FakeFocus::start().await;
    for body in [
        json!({}),
        json!({ "name": "" }),
        json!({ "name": " " }),
        json!({ "name": null }),
    ] {
        let answer = post(&fake, "tasks", body).await;
        assert_eq!(code(&answer), (422, "required_fields_missing"));
        assert_eq!(answer.1["error_values"], json!({ "fields": ["name"] }));
    }
    assert_eq!(fake.tasks().len(), 120);
}

#[tokio::test]
async fn bodies_that_make_no_sense_are_refused_with_the_error_object() {
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
        let answer = post(&fake, "tasks", body.clone()).await;
        assert_eq!(code(&answer), (400, "validation"), "{body}");
        assert!(answer.1["error_description"].is_string() && answer.1["trace_id"].is_string());
    }
    for (kind, text) in [
        ("application/json", "{"),
        ("application/json", ""),
        ("text/plain", "{\"name\":\"x\"}"),
    ] {
        let sent = request(&fake, Method::POST, "tasks")
            .header(header::CONTENT_TYPE, kind)
            .body(text);
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
    let fake = FakeFocus::builder().body_limit(1000).start().await;
    let answer = post(&fake, "tasks", json!({ "name": "x".repeat(2_000_000) })).await;
    assert_eq!(code(&answer), (413, "payload_too_large"));
    assert_eq!(post(&fake, "tasks", json!({ "name": "x" })).await.0, 201);
}

#[tokio::test]
async fn patching_tells_absent_null_and_a_value_apart() {
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
        let answer = send(&fake, Method::PATCH, &path, json!({ field: null })).await;
        assert_eq!(code(&answer), (400, "validation"), "{field}");
    }
    assert_eq!(
        code(&send(&fake, Method::PATCH, &path, json!({ "name": "" })).await),
        (400, "validation")
    );
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
async fn replacing_resets_what_is_not_sent() {
    let fake = FakeFocus::start().await;
    let id = fake.insert_task(json!({
        "name": "Before", "project_id": 4100001, "notes": "n", "tag_ids": [801], "end_date": "2026-03-09",
        "priority": "high", "priority_at": "2026-03-02", "source": "focus", "toggl_user_id": 8800002,
    }));
    let path = format!("tasks/{id}");
    let answer = send(&fake, Method::PUT, &path, json!({ "notes": "only these" })).await;
    assert_eq!(code(&answer), (422, "required_fields_missing"));
    assert_eq!(
        answer.1["error_values"]["fields"],
        json!(["name", "status_id"])
    );
    let (status, _) = send(
        &fake,
        Method::PUT,
        &path,
        json!({ "name": "After", "status_id": 702 }),
    )
    .await;
    assert_eq!(status, 204);
    let stored = fake.task(id).unwrap();
    for gone in ["project_id", "notes", "end_date"] {
        assert!(stored.get(gone).is_none(), "{gone}");
    }
    assert_eq!(
        (&stored["name"], &stored["tag_ids"], &stored["priority"]),
        (&json!("After"), &json!([]), &json!("none"))
    );
    // What a PUT has no field for stays.
    assert_eq!(
        (&stored["priority_at"], &stored["source"]),
        (&json!("2026-03-02"), &json!("focus"))
    );
    assert_eq!(stored["toggl_user_id"], json!(8800002));
}

#[tokio::test]
async fn a_task_cannot_be_put_below_itself() {
    let fake = FakeFocus::builder().tasks(6).start().await;
    // The seed's tree: 4 has the child 5, which has the child 6.
    for parent in [5_000_000_004_i64, 5_000_000_006] {
        let answer = send(
            &fake,
            Method::PATCH,
            "tasks/5000000004",
            json!({ "parent_task_id": parent }),
        )
        .await;
        assert_eq!(code(&answer), (400, "validation"));
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
        let answer = send(&fake, method.clone(), path, body.clone()).await;
        assert_eq!(code(&answer), (404, "not_found"), "{method} {path}");
    }
}

#[tokio::test]
async fn deleting_hides_a_task_and_restoring_brings_it_back() {
    let fake = FakeFocus::builder().tasks(30).start().await;
    let (path, before) = (format!("tasks/{TASK}"), listed(&fake, "").await);
    assert_eq!(
        bare(&fake, Method::DELETE, &format!("{path}?outbound_sync=true")).await,
        (204, Value::Null)
    );
    assert_eq!(get(&fake, &path).await.0, 404);
    assert_eq!(bare(&fake, Method::DELETE, &path).await.0, 404);
    assert_eq!(listed(&fake, "").await, before[1..]);
    assert_eq!(
        fake.task(TASK).unwrap()["deleted_at"],
        json!("2026-03-02T09:00:00Z")
    );
    assert_eq!(
        bare(&fake, Method::PATCH, &format!("{path}/restore")).await,
        (204, Value::Null)
    );
    assert_eq!(listed(&fake, "").await, before);
    assert_eq!(
        bare(&fake, Method::PATCH, &format!("{path}/restore"))
            .await
            .0,
        204
    );
}

#[tokio::test]
async fn archiving_takes_the_subtasks_along_and_unarchiving_brings_them_back() {
    let fake = FakeFocus::builder().tasks(6).start().await;
    let (tree, top) = (
        [5_000_000_004, 5_000_000_005, 5_000_000_006],
        "tasks/5000000004",
    );
    assert_eq!(
        bare(&fake, Method::POST, &format!("{top}/archive")).await,
        (204, Value::Null)
    );
    assert_eq!(listed(&fake, "archived=true").await, tree);
    assert_eq!(
        bare(&fake, Method::POST, &format!("{top}/archive")).await.0,
        204
    );
    assert_eq!(
        bare(&fake, Method::POST, &format!("{top}/unarchive")).await,
        (204, Value::Null)
    );
    assert_eq!(listed(&fake, "archived=true").await, [] as [i64; 0]);
}

/// The daily series in the seed: its instances in order of their days.
async fn daily(fake: &FakeFocus) -> Vec<i64> {
    ids(&get(fake, "tasks/recurring?recurring_task_ids=330003")
        .await
        .1)
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
    let noted: Vec<bool> = days
        .iter()
        .map(|id| fake.task(*id).unwrap()["notes"] == json!("moved"))
        .collect();
    assert_eq!(noted, [false, true, true, true]);

    let third = days[2];
    assert_eq!(
        bare(
            &fake,
            Method::POST,
            &format!("tasks/{third}/archive?from_recurring_task_id={third}")
        )
        .await
        .0,
        204
    );
    let archived = get(
        &fake,
        "tasks/recurring?recurring_task_ids=330003&archived=true",
    )
    .await
    .1;
    assert_eq!(ids(&archived), days[2..]);

    assert_eq!(
        bare(
            &fake,
            Method::DELETE,
            &format!("tasks/{second}?from_recurring_task_id={second}")
        )
        .await
        .0,
        204
    );
    assert_eq!(daily(&fake).await, days[..1]);
    let no_instance = bare(
        &fake,
        Method::DELETE,
        &format!("tasks/{TASK}?from_recurring_task_id={TASK}"),
    )
    .await;
    assert_eq!(code(&no_instance), (400, "validation"));
}

#[tokio::test]
async fn a_rule_makes_a_new_task_the_first_of_a_series() {
    let fake = FakeFocus::start().await;
    let body =
        json!({ "name": "Water the plants", "rrule": "FREQ=WEEKLY", "start_date": "2026-03-06" });
    let (_, task) = post(&fake, "tasks", body).await;
    assert_eq!(
        (&task["recurring_task_id"], &task["recurrence_date"]),
        (&json!(340_001), &json!("2026-03-06"))
    );
}

#[tokio::test]
async fn tasks_come_in_the_three_flavours_of_the_services_language() {
    let fake = FakeFocus::start().await;
    let (_, page) = get(&fake, "tasks?per_page=100").await;
    let tasks = page["data"].as_array().unwrap();
    let some = |test: &dyn Fn(&Value) -> bool| tasks.iter().any(test);
    assert!(
        some(&|task| task.get("end_date").is_none()),
        "a key that is left out"
    );
    assert!(
        some(&|task| task.get("end_date") == Some(&Value::Null)),
        "an explicit null"
    );
    assert!(some(&|task| task["tag_ids"] == json!([])), "an empty array");
    assert!(
        some(&|task| task.get("tag_ids") == Some(&Value::Null)),
        "an array that is null"
    );
    assert!(some(
        &|task| task["metadata"]["project_assignment"]["match_tier"] == json!("exact_name")
    ));
}

#[tokio::test]
async fn inserted_tasks_come_back_verbatim() {
    let fake = FakeFocus::start().await;
    let id = fake.insert_task(json!({
        "name": "Odd", "priority": "someday", "mood": { "is": "new" }, "tags": null, "status": { "type": "paused" },
    }));
    let (_, task) = get(&fake, &format!("tasks/{id}")).await;
    assert_eq!(
        (&task["priority"], &task["mood"]),
        (&json!("someday"), &json!({ "is": "new" }))
    );
    assert_eq!(
        (&task["tags"], &task["status"]),
        (&Value::Null, &json!({ "type": "paused" }))
    );
    let again = fake.insert_task(json!({ "id": id, "name": "Replaced" }));
    assert_eq!(
        (again, &fake.task(id).unwrap()["name"]),
        (id, &json!("Replaced"))
    );
}

#[tokio::test]
async fn custom_fields_show_their_options() {
    let fake = FakeFocus::builder().tasks(0).start().await;
    let id = fake.insert_task(json!({ "project_id": fake.world().project("Website relaunch") }));
    let (_, task) = get(&fake, &format!("tasks/{id}")).await;
    let fields = task["project"]["custom_field_values"].as_array().unwrap();
    let kinds: Vec<_> = fields
        .iter()
        .map(|field| field["field_type"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "select",
            "multi_select",
            "text",
            "number",
            "date",
            "checkbox",
            "users"
        ]
    );
    let options = json!([{ "option_id": 5101, "option_name": "Build", "is_deleted": false }]);
    assert_eq!(
        (&fields[0]["value"], &fields[0]["selected_options"]),
        (&json!(5101), &options)
    );
    assert!(fields[2].get("selected_options").is_none());
}

#[tokio::test]
async fn a_single_task_shows_ghosts_only_when_asked() {
    let fake = FakeFocus::start().await;
    let id = fake.insert_task(json!({ "ghost_assignee_ids": [9_900_002] }));
    assert!(
        get(&fake, &format!("tasks/{id}"))
            .await
            .1
            .get("ghost_assignee_ids")
            .is_none()
    );
    let (_, task) = get(&fake, &format!("tasks/{id}?include_ghost_assignees=true")).await;
    assert_eq!(task["ghost_assignee_ids"], json!([9_900_002]));
}

#[tokio::test]
async fn a_get_needs_no_content_type() {
    let fake = FakeFocus::start().await;
    let bare = Client::new()
        .get(address(&fake, "tasks"))
        .bearer_auth(fake.api_key());
    assert_eq!(bare.send().await.unwrap().status(), 200);
}

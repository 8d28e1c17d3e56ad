//! Bulk operations, the calendar sync, and the workflows that suggest tasks.

mod common;

use common::{bare, code, get, ids, listed, post, read, request, send};
use focus_fake::FakeFocus;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

fn named(count: usize) -> Value {
    (0..count)
        .map(|number| json!({ "name": format!("Task {number}") }))
        .collect()
}

#[tokio::test]
async fn bulk_creation_answers_the_tasks_in_the_order_sent() {
    let fake = FakeFocus::builder().tasks(0).start().await;
    let (status, tasks) = post(&fake, "tasks/bulk", json!({ "tasks": named(100) })).await;
    assert_eq!((status, ids(&tasks).len()), (201, 100));
    assert_eq!(
        (&tasks[0]["name"], &tasks[99]["name"]),
        (&json!("Task 0"), &json!("Task 99"))
    );
    assert_eq!(listed(&fake, "").await, ids(&tasks));
}

#[tokio::test]
async fn bulk_operations_take_one_to_a_hundred() {
    let fake = FakeFocus::start().await;
    let many = |count: usize| (0..count).map(|_| 5_000_000_001_i64).collect::<Vec<_>>();
    let items = |count: usize| {
        Value::Array(
            many(count)
                .into_iter()
                .map(|id| json!({ "id": id }))
                .collect(),
        )
    };
    let query = |count: usize| {
        many(count)
            .iter()
            .map(|id| format!("&ids={id}"))
            .collect::<String>()
    };
    for count in [0, 101] {
        assert_eq!(
            code(&post(&fake, "tasks/bulk", json!({ "tasks": named(count) })).await),
            (400, "validation")
        );
        assert_eq!(
            code(
                &post(
                    &fake,
                    "tasks/bulk/archive",
                    json!({ "task_ids": many(count) })
                )
                .await
            ),
            (400, "validation")
        );
        assert_eq!(
            code(&send(&fake, Method::PATCH, "tasks/bulk", items(count)).await),
            (400, "validation")
        );
        assert_eq!(
            code(
                &bare(
                    &fake,
                    Method::DELETE,
                    &format!("tasks/bulk?{}", query(count))
                )
                .await
            ),
            (400, "validation")
        );
    }
    assert_eq!(
        send(&fake, Method::PATCH, "tasks/bulk", items(100)).await.0,
        204
    );
    assert_eq!(
        bare(&fake, Method::DELETE, &format!("tasks/bulk?{}", query(100)))
            .await
            .0,
        204
    );
    assert_eq!(
        code(&post(&fake, "tasks/bulk", named(1)).await),
        (400, "validation")
    );
    assert_eq!(
        code(&post(&fake, "tasks/bulk", json!({ "tasks": null })).await),
        (400, "validation")
    );
}

#[tokio::test]
async fn one_bad_task_refuses_the_whole_chunk_unless_the_fake_is_built_otherwise() {
    let body = json!({ "tasks": [{ "name": "Good" }, {}, { "name": "Also good" }] });
    let strict = FakeFocus::builder().tasks(0).start().await;
    let answer = post(&strict, "tasks/bulk", body.clone()).await;
    assert_eq!(code(&answer), (422, "required_fields_missing"));
    assert_eq!(
        answer.1["error_values"],
        json!({ "fields": ["name"], "index": 1 })
    );
    assert_eq!(strict.tasks().len(), 0);

    let lenient = FakeFocus::builder()
        .tasks(0)
        .partial_bulk(true)
        .start()
        .await;
    let (status, tasks) = post(&lenient, "tasks/bulk", body).await;
    assert_eq!((status, ids(&tasks).len()), (201, 2));
}

#[tokio::test]
async fn bulk_patching_is_all_or_nothing() {
    let fake = FakeFocus::start().await;
    let [first, second] = [5_000_000_001_i64, 5_000_000_002];
    let before = fake.tasks();
    for bad in [
        json!({ "id": 1 }),
        json!({}),
        json!({ "id": second, "name": null }),
        json!(7),
    ] {
        let answer = send(
            &fake,
            Method::PATCH,
            "tasks/bulk",
            json!([{ "id": first, "pinned": true }, bad]),
        )
        .await;
        assert_eq!(code(&answer), (400, "validation"));
        assert_eq!(answer.1["error_values"]["index"], json!(1));
    }
    assert_eq!(fake.tasks(), before);
    let body = json!([{ "id": first, "notes": null, "color": "#123456" }, { "id": second, "tag_ids": [], "outbound_sync": true }]);
    assert_eq!(
        send(&fake, Method::PATCH, "tasks/bulk", body).await,
        (204, Value::Null)
    );
    assert_eq!(fake.task(first).unwrap()["color"], json!("#123456"));
    assert_eq!(fake.task(second).unwrap()["tag_ids"], json!([]));
    assert_eq!(
        code(&send(&fake, Method::PATCH, "tasks/bulk", json!({ "items": [] })).await),
        (400, "validation")
    );
}

#[tokio::test]
async fn bulk_deletion_repeats_its_name_and_passes_over_what_is_gone() {
    let fake = FakeFocus::builder().tasks(3).start().await;
    let path = "tasks/bulk?ids=5000000001&ids=5000000003&ids=77&outbound_sync=false";
    assert_eq!(bare(&fake, Method::DELETE, path).await, (204, Value::Null));
    assert_eq!(listed(&fake, "").await, [5_000_000_002]);
    assert_eq!(bare(&fake, Method::DELETE, path).await.0, 204);
    for bad in [
        "tasks/bulk",
        "tasks/bulk?ids[]=5000000002",
        "tasks/bulk?ids=5000000002,77",
        "tasks/bulk?ids=",
    ] {
        assert_eq!(
            code(&bare(&fake, Method::DELETE, bad).await),
            (400, "validation"),
            "{bad}"
        );
    }
    assert_eq!(listed(&fake, "").await, [5_000_000_002]);
}

#[tokio::test]
async fn bulk_archiving_refuses_unknown_ids_and_then_archives_none() {
    let fake = FakeFocus::builder().tasks(6).start().await;
    let answer = post(
        &fake,
        "tasks/bulk/archive",
        json!({ "task_ids": [5_000_000_001_i64, 7] }),
    )
    .await;
    assert_eq!(code(&answer), (404, "not_found"));
    assert_eq!(listed(&fake, "archived=true").await, [] as [i64; 0]);
    let answer = post(
        &fake,
        "tasks/bulk/archive",
        json!({ "task_ids": [5_000_000_004_i64] }),
    )
    .await;
    assert_eq!(answer, (204, Value::Null));
    assert_eq!(
        listed(&fake, "archived=true").await,
        [5_000_000_004, 5_000_000_005, 5_000_000_006]
    );
    assert_eq!(
        code(&post(&fake, "tasks/bulk/archive", json!({ "task_ids": ["1"] })).await),
        (400, "validation")
    );
}

#[tokio::test]
async fn a_calendar_sync_takes_whole_instants_and_answers_204() {
    let fake = FakeFocus::start().await;
    let sync =
        async |query: &str| bare(&fake, Method::PUT, &format!("tasks/calendar?{query}")).await;
    let range = "date_from=2026-03-02T00:00:00Z&date_to=2026-03-09T00:00:00%2B01:00";
    assert_eq!(sync(range).await, (204, Value::Null));
    assert_eq!(
        sync(&format!("{range}&timezone=Europe/Lisbon")).await.0,
        204
    );
    for bad in [
        "",
        "date_from=2026-03-02T00:00:00Z",
        "date_from=2026-03-02&date_to=2026-03-09",
        "date_from=2026-03-09T00:00:00Z&date_to=2026-03-02T00:00:00Z",
    ] {
        assert_eq!(code(&sync(bad).await), (400, "validation"), "{bad}");
    }
}

#[tokio::test]
async fn a_calendar_sync_can_count_what_it_did() {
    let fake = FakeFocus::builder()
        .tasks(0)
        .calendar_counters(true)
        .start()
        .await;
    fake.insert_task(json!({
        "name": "Yesterday's call", "source": "google_calendar", "auto_log_time": true, "metadata": { "all_day": false },
        "time_blocks": [{ "id": 9, "start": "2026-03-01T09:00:00Z", "seconds": 1800 }],
    }));
    let path = "tasks/calendar?date_from=2026-03-01T00:00:00Z&date_to=2026-03-03T00:00:00Z";
    let counters = |changed: i64, done: i64| {
        json!({
            "changed": changed, "time_blocks_completed": done, "time_entries_created": done,
            "time_entries_materialized": 0, "time_entries_relinked": 0,
        })
    };
    assert_eq!(bare(&fake, Method::PUT, path).await, (200, counters(1, 1)));
    assert_eq!(bare(&fake, Method::PUT, path).await, (200, counters(0, 0)));
    assert_eq!(listed(&fake, "has_time_entries=true").await.len(), 1);
}

#[tokio::test]
async fn an_image_becomes_suggestions_that_are_not_in_the_workspace() {
    let fake = FakeFocus::start().await;
    let part = Part::bytes(vec![7; 3_000_000])
        .file_name("board.png")
        .mime_str("image/png")
        .unwrap();
    let sent = request(&fake, Method::POST, "workflows/tasks/extract")
        .multipart(Form::new().part("file", part));
    let (status, tasks) = read(sent.send().await.unwrap()).await;
    assert_eq!((status, tasks.as_array().unwrap().len()), (200, 46));
    assert_eq!(
        get(&fake, &format!("tasks/{}", tasks[0]["id"])).await.0,
        404
    );
    assert_eq!(fake.tasks().len(), 120);
}

#[tokio::test]
async fn uploads_have_to_be_forms_with_an_image_in_the_field_file() {
    let fake = FakeFocus::start().await;
    let upload = async |name: &'static str, bytes: &'static [u8], kind: &str| {
        let part = Part::bytes(bytes).file_name("f").mime_str(kind).unwrap();
        let form = Form::new().text("about", "a wall").part(name, part);
        read(
            request(&fake, Method::POST, "workflows/tasks/extract")
                .multipart(form)
                .send()
                .await
                .unwrap(),
        )
        .await
    };
    assert_eq!(upload("file", b"x", "image/jpeg").await.0, 200);
    assert_eq!(
        code(&upload("image", b"x", "image/jpeg").await),
        (400, "validation")
    );
    assert_eq!(
        code(&upload("file", b"", "image/jpeg").await),
        (400, "validation")
    );
    assert_eq!(
        code(&upload("file", b"x", "application/pdf").await),
        (400, "validation")
    );
    assert_eq!(
        code(&post(&fake, "workflows/tasks/extract", json!({ "file": "x" })).await),
        (400, "validation")
    );
    assert_eq!(
        code(&bare(&fake, Method::POST, "workflows/tasks/extract").await),
        (400, "validation")
    );
    let broken = request(&fake, Method::POST, "workflows/tasks/extract")
        .header("content-type", "multipart/form-data; boundary=x")
        .body("--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nno end");
    assert_eq!(broken.send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn a_list_becomes_a_task_a_line_and_a_prompt_three() {
    let fake = FakeFocus::builder()
        .keep_suggestions(true)
        .tasks(0)
        .start()
        .await;
    let names = |tasks: &Value| -> Vec<String> {
        tasks
            .as_array()
            .unwrap()
            .iter()
            .map(|task| task["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let list = json!({ "prompt": "- Buy milk\n\n* Call 桜カフェ  \n\tSweep" });
    let (status, tasks) = post(&fake, "workflows/tasks/from-list", list).await;
    assert_eq!(
        (status, names(&tasks)),
        (
            200,
            vec![
                "Buy milk".to_owned(),
                "Call 桜カフェ".to_owned(),
                "Sweep".to_owned()
            ]
        )
    );
    assert_eq!(listed(&fake, "").await, ids(&tasks));
    let (status, tasks) = post(
        &fake,
        "workflows/tasks/prompt",
        json!({ "prompt": "a party" }),
    )
    .await;
    assert_eq!(status, 200);
    assert_eq!(
        names(&tasks),
        ["Prepare: a party", "Carry out: a party", "Review: a party"]
    );
    for path in ["workflows/tasks/from-list", "workflows/tasks/prompt"] {
        for body in [
            json!({}),
            json!({ "prompt": "" }),
            json!({ "prompt": " \n" }),
            json!({ "prompt": 7 }),
        ] {
            assert_eq!(code(&post(&fake, path, body).await), (400, "validation"));
        }
    }
}

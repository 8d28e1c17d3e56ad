//! The calendar sync, and the workflows that suggest tasks.

use focus_fake::FakeFocus;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::common::{bare, code, get, ids, listed, post, read, request};

#[tokio::test]
async fn a_calendar_sync_requires_two_instants_and_responds_with_204() {
    let fake = FakeFocus::start().await;
    let sync = async |query: &str| bare(&fake, Method::PUT, &format!("tasks/calendar?{query}")).await;
    let range = "date_from=2026-03-02T00:00:00Z&date_to=2026-03-09T00:00:00%2B01:00";
    assert_eq!(sync(range).await, (204, Value::Null));
    assert_eq!(sync(&format!("{range}&timezone=Europe/Lisbon")).await.0, 204);
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
async fn a_calendar_sync_can_respond_with_counters() {
    let fake = FakeFocus::builder().tasks(0).calendar_counters(true).start().await;
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
async fn suggestions_for_an_image_are_not_stored() {
    let fake = FakeFocus::start().await;
    let part = Part::bytes(vec![7; 3_000_000]).file_name("board.png").mime_str("image/png").unwrap();
    let sent = request(&fake, Method::POST, "workflows/tasks/extract").multipart(Form::new().part("file", part));
    let (status, tasks) = read(sent.send().await.unwrap()).await;
    assert_eq!((status, tasks.as_array().unwrap().len()), (200, 46));
    assert_eq!(get(&fake, &format!("tasks/{}", tasks[0]["id"])).await.0, 404);
    assert_eq!(fake.tasks().len(), 120);
}

#[tokio::test]
async fn an_upload_must_be_a_form_with_an_image_in_the_field_file() {
    let fake = FakeFocus::start().await;
    let upload = async |name: &'static str, bytes: &'static [u8], kind: &str| {
        let part = Part::bytes(bytes).file_name("f").mime_str(kind).unwrap();
        let form = Form::new().text("about", "a wall").part(name, part);
        read(request(&fake, Method::POST, "workflows/tasks/extract").multipart(form).send().await.unwrap()).await
    };
    assert_eq!(upload("file", b"x", "image/jpeg").await.0, 200);
    assert_eq!(code(&upload("image", b"x", "image/jpeg").await), (400, "validation"));
    assert_eq!(code(&upload("file", b"", "image/jpeg").await), (400, "validation"));
    assert_eq!(code(&upload("file", b"x", "application/pdf").await), (400, "validation"));
    assert_eq!(code(&post(&fake, "workflows/tasks/extract", json!({ "file": "x" })).await), (400, "validation"));
    assert_eq!(code(&bare(&fake, Method::POST, "workflows/tasks/extract").await), (400, "validation"));
    let broken = request(&fake, Method::POST, "workflows/tasks/extract")
        .header("content-type", "multipart/form-data; boundary=x")
        .body("--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nno end");
    assert_eq!(broken.send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn a_list_gets_one_suggestion_per_line_and_a_prompt_three() {
    let fake = FakeFocus::builder().store_suggestions(true).tasks(0).start().await;
    let names = |tasks: &Value| -> Vec<String> {
        tasks.as_array().unwrap().iter().map(|task| task["name"].as_str().unwrap().to_owned()).collect()
    };
    let list = json!({ "prompt": "- Buy milk\n\n* Call 桜カフェ  \n\tSweep" });
    let (status, tasks) = post(&fake, "workflows/tasks/from-list", list).await;
    assert_eq!(
        (status, names(&tasks)),
        (200, vec!["Buy milk".to_owned(), "Call 桜カフェ".to_owned(), "Sweep".to_owned()])
    );
    assert_eq!(listed(&fake, "").await, ids(&tasks));
    let (status, tasks) = post(&fake, "workflows/tasks/prompt", json!({ "prompt": "a party" })).await;
    assert_eq!(status, 200);
    assert_eq!(names(&tasks), ["Prepare: a party", "Carry out: a party", "Review: a party"]);
    for path in ["workflows/tasks/from-list", "workflows/tasks/prompt"] {
        for body in [json!({}), json!({ "prompt": "" }), json!({ "prompt": " \n" }), json!({ "prompt": 7 })] {
            assert_eq!(code(&post(&fake, path, body).await), (400, "validation"));
        }
    }
}

//! The export: complete in the end, whatever interrupts it.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use focus_api::NewTask;
use focus_fake::FakeFocus;
use focus_programs::Demo;
use focus_tests::tasks;
use insta::assert_snapshot;

use super::{all, demo, export_jsonl, fake, sent};

/// Returns the ids in an export, in its order.
fn exported(file: &Path) -> Vec<u64> {
    let text = std::fs::read_to_string(file).expect("the export exists");
    let tasks = serde_json::Deserializer::from_str(&text).into_iter::<serde_json::Value>();
    tasks.map(|task| task.expect("every line is a task")["id"].as_u64().unwrap_or_default()).collect()
}

#[tokio::test]
async fn an_interrupted_export_is_completed_without_duplicates() {
    let demo = demo().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tasks.jsonl");
    let name = file.to_str().unwrap();
    let plain = |text: String| text.replace(name, "tasks.jsonl");

    assert_snapshot!(plain(text!(export_jsonl, &demo, name, "--max-requests", "4")), @r"
        400 of 1000 tasks in tasks.jsonl, incomplete; run again to continue
        stopped: 4 requests were allowed
        ");
    // The state after a power failure: an incomplete page after the cursor.
    let mut partial = std::fs::read_to_string(&file).unwrap();
    partial.push_str("{\"id\":5000000401,\"name\":\"Ha");
    std::fs::write(&file, partial).unwrap();
    // A task is created between the two runs.
    let new = tasks(fake(&demo)).create(NewTask::new("Made in between")).await.unwrap();
    assert!(new.id.is_some());

    assert_snapshot!(plain(text!(export_jsonl, &demo, name)), @"1001 tasks in tasks.jsonl, complete");
    let ids = exported(&file);
    assert_eq!(ids.len(), 1001);
    assert_eq!(ids.into_iter().collect::<BTreeSet<_>>(), all(fake(&demo)));
    let sent = sent(&demo);
    assert_eq!(sent.len(), 4 + 1 + 7);
    assert_snapshot!(sent[0], @"GET /tasks?include_project_completed=true&order_by=created_at&page=1&per_page=100");
    assert_snapshot!(sent[11], @"GET /tasks?include_project_completed=true&order_by=created_at&page=11&per_page=100");

    let (_, end) = run!(export_jsonl, &demo, name);
    assert_snapshot!(plain(end.unwrap_err().to_string()), @"tasks.jsonl exists and is not an incomplete export: delete it to export again");
}

#[tokio::test]
async fn an_export_continues_in_the_next_hour() {
    let demo = Demo::sample(FakeFocus::builder().tasks(250).quota(2).start().await).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tasks.jsonl");
    let name = file.to_str().unwrap();
    let text = text!(export_jsonl, &demo, name).replace(name, "tasks.jsonl");
    assert_snapshot!(text, @r#"
    200 of 250 tasks in tasks.jsonl, incomplete; run again to continue
    stopped: list_tasks: the hourly quota is spent (402 quota_exceeded): the hourly request quota is used up, it resets in 3600 seconds [trace 06c45d188009454fa43623b48766dcaa]. It resets in 60 min 00 s; failed requests count too
    "#);
    fake(&demo).advance(Duration::from_secs(3600));
    let _ = text!(export_jsonl, &demo, name);
    assert_eq!(exported(&file).len(), 250);
    // Two pages, the refused request, the last page.
    assert_eq!(sent(&demo).len(), 4);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "the cursor file must be removed");
}

#[tokio::test]
async fn an_export_with_exactly_enough_requests_is_complete() {
    let demo = Demo::sample(FakeFocus::builder().tasks(200).start().await).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().join("tasks.jsonl").to_str().unwrap().to_owned();
    let text = text!(export_jsonl, &demo, &name, "--max-requests", "2").replace(&name, "tasks.jsonl");
    assert_snapshot!(text, @"200 tasks in tasks.jsonl, complete");
}

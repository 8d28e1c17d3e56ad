//! How inputs are split into requests, and the order in which the requests are sent.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use focus_api::bulk::BulkProgress;
use focus_api::model::BulkTaskPatch;
use focus_api::{Priority, TagId, TaskId, TaskPatch};
use focus_fake::{Fault, Gate};
use focus_tests::{FIRST, fake_of, ids_of, lines, settle};
use serde_json::json;

use super::{new_tasks, once, outcomes, sizes};

#[tokio::test]
async fn tasks_are_created_in_order_a_hundred_per_request() {
    let fake = fake_of(0).await;
    let created = once(&fake).bulk().create(new_tasks(250)).await.into_result().unwrap();
    let names: Vec<_> = fake.tasks().iter().map(|task| task["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(names, (0..250).map(|index| format!("n{index}")).collect::<Vec<_>>());
    let ids: Vec<_> = created.iter().map(|created| created.id.unwrap().0).collect();
    assert_eq!(ids, ids_of(0..250), "each input must have the task that was created from it");
    assert_eq!(created[249].task.as_ref().unwrap().name.as_deref(), Some("n249"));
    assert_eq!(sizes(&fake), [100, 100, 50]);
    assert_eq!(lines(&fake.take_requests()), ["POST /tasks/bulk"; 3]);
}

#[tokio::test]
async fn every_operation_sends_a_hundred_per_request() {
    let fake = fake_of(250).await;
    let bulk = once(&fake).bulk();
    let report = bulk.patch_all(ids_of(0..250), TaskPatch::new().priority(Priority::Low)).await;
    assert_eq!((outcomes(&report).as_str(), report.requests()), ("250D", 3));
    assert_eq!(sizes(&fake), [100, 100, 50]);
    assert_eq!(lines(&fake.take_requests()), ["PATCH /tasks/bulk"; 3]);
    assert_eq!(outcomes(&bulk.archive(ids_of(0..250)).await), "250D");
    assert_eq!(lines(&fake.take_requests()), ["POST /tasks/bulk/archive"; 3]);
    assert!(fake.tasks().iter().all(|task| task["priority"] == "low" && task.get("archived_at").is_some()));
}

#[tokio::test]
async fn each_task_can_have_a_different_patch() {
    let fake = fake_of(2).await;
    let patches = [
        TaskPatch::new().name("First").for_task(FIRST),
        TaskPatch::new().clear_end_date().tags(Vec::<TagId>::new()).for_task(FIRST + 1),
    ];
    let _ = once(&fake).bulk().patch(patches).await;
    let sent = fake.take_requests()[0].body_json();
    assert_eq!(sent[0], json!({ "id": FIRST, "name": "First" }));
    assert_eq!(sent[1], json!({ "id": FIRST + 1, "end_date": null, "tag_ids": [] }));
}

#[tokio::test]
async fn deletes_are_chunked_by_the_length_of_their_url_too() {
    let fake = fake_of(120).await;
    let report = once(&fake).bulk().delete(ids_of(0..120)).await;
    assert_eq!(outcomes(&report), "120D");
    assert_eq!(sizes(&fake), [100, 20], "a hundred ids of ten digits fit into 2,000 characters");
    for request in fake.take_requests() {
        assert!(request.raw_query.len() <= 2000, "{} characters", request.raw_query.len());
    }
    let long: Vec<i64> = (0..100).map(|nth| i64::MAX - nth).collect();
    assert_eq!(outcomes(&once(&fake).bulk().delete(long).await), "100D");
    assert_eq!(sizes(&fake), [83, 17], "ids of 19 digits take 24 characters each");
    let short: Vec<i64> = (1..=100).collect();
    let _ = fake.take_requests();
    assert_eq!(outcomes(&once(&fake).bulk().outbound_sync(false).delete(short).await), "100D");
    assert_eq!(sizes(&fake), [100]);
    assert_eq!(fake.take_requests()[0].query_values("outbound_sync"), ["false"]);
}

#[tokio::test]
async fn without_inputs_no_request_is_sent() {
    let fake = fake_of(0).await;
    let report = once(&fake).bulk().create([]).await;
    assert!(report.is_complete() && report.entries().is_empty() && report.stopped_by().is_none());
    assert_eq!(report.to_string(), "0 of 0 done, 0 requests");
    assert!(fake.take_requests().is_empty());
}

#[tokio::test]
async fn an_invalid_id_is_not_sent_and_does_not_affect_other_inputs() {
    let fake = fake_of(3).await;
    let report = once(&fake).bulk().archive([FIRST, 0, FIRST + 1]).await;
    assert_eq!((outcomes(&report).as_str(), report.requests()), ("1D 1R 1D", 1));
    let (entry, error) = report.rejected().next().unwrap();
    assert_eq!(entry.index, 1);
    assert!(error.is_invalid_argument());
}

#[tokio::test]
async fn an_invalid_patch_is_not_sent_and_does_not_affect_other_patches() {
    let fake = fake_of(2).await;
    let patch = |id| BulkTaskPatch::new(TaskId(id));
    let patches = [patch(FIRST).pinned(true), patch(0).pinned(true), patch(FIRST + 1)];
    let report = once(&fake).bulk().patch(patches).await;
    assert_eq!((outcomes(&report).as_str(), sizes(&fake)), ("1D 2R", vec![1]));
    let texts: Vec<_> = report.rejected().map(|(_, error)| error.to_string()).collect();
    assert!(texts[0].contains("task id") && texts[1].contains("sets no field: set at least one"), "{texts:?}");
}

#[tokio::test]
async fn concurrent_requests_process_every_input_once() {
    let fake = fake_of(0).await;
    // Each response is delayed, so that several requests are in progress at the same time.
    fake.fault(Fault::response().delay(Duration::from_millis(60)).always());
    let waiting = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&waiting);
    let bulk = once(&fake).bulk().chunk_size(5).concurrency(4);
    let report = bulk.create(new_tasks(50)).on_progress(move |progress| seen.lock().unwrap().push(*progress)).await;
    assert_eq!((outcomes(&report).as_str(), report.requests()), ("50D", 10));
    let mut names: Vec<_> = fake.tasks().iter().map(|task| task["name"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names.dedup();
    assert_eq!((names.len(), fake.tasks().len()), (50, 50));
    for entry in report.into_entries() {
        let focus_api::bulk::BulkOutcome::Done(created) = entry.outcome else { panic!("{entry:?}") };
        assert_eq!(created.task.unwrap().name, Some(format!("n{}", entry.index)), "each input must have its response");
    }
    assert_eq!(waiting.lock().unwrap().len(), 10);
}

#[tokio::test]
async fn concurrent_requests_do_not_exceed_their_limit() {
    let fake = fake_of(0).await;
    let gate = Gate::new();
    fake.fault(Fault::response().stall_before_head().until(&gate).always());
    let bulk = once(&fake).bulk().chunk_size(1).concurrency(4);
    let run = async { bulk.create(new_tasks(20)).await };
    let stalled = async {
        gate.arrivals(4).await;
        // A fifth request would be sent now.
        settle().await;
        let sent = (sizes(&fake), fake.open_connections());
        gate.open();
        sent
    };
    let (report, sent) = tokio::join!(run, stalled);
    assert_eq!(sent, (vec![1; 4], 4));
    assert_eq!(outcomes(&report), "20D");
}

#[tokio::test]
async fn progress_is_reported_after_every_response_and_only_grows() {
    let fake = fake_of(0).await;
    fake.fault(Fault::status(400).after(1));
    let reported = Arc::new(Mutex::new(Vec::<BulkProgress>::new()));
    let sink = Arc::clone(&reported);
    let bulk = once(&fake).bulk().chunk_size(10);
    let report = bulk.create(new_tasks(35)).on_progress(move |progress| sink.lock().unwrap().push(*progress)).await;
    let reported = reported.lock().unwrap();
    let counts: Vec<_> = reported.iter().map(|p| (p.done, p.rejected, p.not_sent, p.total, p.requests)).collect();
    assert_eq!(counts, [(10, 0, 25, 35, 1), (10, 10, 15, 35, 2), (20, 10, 5, 35, 3), (25, 10, 0, 35, 4)]);
    assert_eq!(reported.iter().map(BulkProgress::processed).collect::<Vec<_>>(), [10, 20, 30, 35]);
    assert_eq!(reported.last(), Some(&report.progress()));
    assert_eq!(report.to_string(), "25 of 35 done, 10 rejected, 4 requests");
}

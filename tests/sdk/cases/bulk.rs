//! When a bulk run stops, how many requests isolation takes, and runs and reports that are stored.

use std::future::IntoFuture;

use focus_api::model::BulkTaskPatch;
use focus_api::options::CallOptions;
use focus_api::{BulkReport, NewTask, TaskId, TaskPatch};
use focus_fake::{Fault, RedirectTarget};
use focus_tests::{FIRST, fake_of, ids_of, tasks};

#[tokio::test]
async fn a_refusal_that_affects_every_chunk_stops_the_run() {
    let mut faults: Vec<(String, Fault)> = [401, 405, 406, 411, 414, 415, 426, 431]
        .into_iter()
        .map(|status| (status.to_string(), Fault::status(status)))
        .collect();
    faults.push(("404 HTML".to_owned(), Fault::status(404).html("<h1>not here</h1>")));
    faults.push(("404 empty".to_owned(), Fault::status(404).empty_body()));
    faults.push(("invalid workspace".to_owned(), Fault::status(400).error("invalid_workspace_id", "no")));
    faults.push(("301".to_owned(), Fault::redirect(301, RedirectTarget::Path("/login".to_owned()))));
    faults.push(("302".to_owned(), Fault::redirect(302, RedirectTarget::Path("/login".to_owned()))));
    for (name, fault) in faults {
        for isolation in [0, 100] {
            let fake = fake_of(0).await;
            fake.fault(fault.clone().always());
            let bulk = tasks(&fake).bulk().isolate_rejected(isolation);
            let report = bulk.patch((1..=1000).map(|id| BulkTaskPatch::new(TaskId(id)).name("x"))).await;
            assert!(report.stopped_by().is_some(), "{name}: {report}");
            assert_eq!(fake.requests().len(), 1, "{name}, isolation {isolation}: {report}");
        }
    }
}

#[tokio::test]
async fn halves_with_the_same_refusal_are_not_halved_again() {
    for count in [2, 80, 100] {
        let fake = fake_of(0).await;
        fake.fault(Fault::status(400).error("validation", "color is not known").always());
        let report =
            tasks(&fake).bulk().isolate_rejected(100).patch_all(1..=count, TaskPatch::new().color("#123456")).await;
        assert_eq!(report.progress().rejected, count as usize, "{report}");
        assert!(fake.requests().len() <= 3, "{} requests for {count} inputs", fake.requests().len());
    }
}

#[tokio::test]
async fn halves_with_different_refusals_are_halved_again() {
    for (first, second) in [
        (Fault::status(400).error("validation", "a"), Fault::status(400).error("validation", "b")),
        (Fault::status(400).error("validation", "a"), Fault::status(400).error("conflict", "a")),
        (Fault::status(400).error("validation", "a"), Fault::status(422).error("validation", "a")),
    ] {
        let fake = fake_of(0).await;
        for fault in [first.clone(), first, second] {
            fake.fault(fault);
        }
        let inputs = (0..4).map(|n| NewTask::new(format!("n{n}")));
        let report = tasks(&fake).bulk().isolate_rejected(100).create(inputs).await;
        assert_eq!((report.progress().done, report.requests()), (4, 7), "{report}");
    }
}

#[tokio::test]
async fn an_input_that_cannot_be_valid_is_rejected_without_a_request() {
    let fake = fake_of(0).await;
    let report = tasks(&fake).bulk().create([NewTask::new(" "), NewTask::new("")]).await;
    assert_eq!((report.progress().rejected, fake.requests().len()), (2, 0), "{report}");
}

#[tokio::test]
async fn one_invalid_input_is_isolated_among_many() {
    for bad in [0_i64, 41, 99] {
        let fake = fake_of(100).await;
        let id = ids_of(bad..bad + 1)[0];
        let refuse = Fault::status(400).error("validation", "bad").always();
        fake.fault(refuse.when(move |request| request.body_json().to_string().contains(&id.to_string())));
        let report = tasks(&fake).bulk().isolate_rejected(100).archive(ids_of(0..100)).await;
        let rejected: Vec<i64> = report.rejected().map(|(entry, _)| entry.input.0).collect();
        assert_eq!((rejected, report.progress().done), (vec![id], 99), "{report}");
    }
}

#[tokio::test]
async fn a_run_can_be_spawned_and_joined_and_a_stopped_run_returns_its_report() {
    let fake = fake_of(250).await;
    let tasks = tasks(&fake);
    let handle = tokio::spawn(tasks.bulk().delete(ids_of(0..50)).into_future());
    let (archived, deleted) = tokio::join!(tasks.bulk().archive(ids_of(50..100)).into_future(), handle);
    assert!(archived.is_complete() && deleted.unwrap().is_complete());
    let stopped = tasks.bulk().delete(ids_of(100..250)).stop_when(std::future::ready(())).await;
    assert_eq!((stopped.progress().not_sent, stopped.requests()), (150, 0), "{stopped}");
    // A signal during the last request does not end the run early.
    for fault in [Fault::response(), Fault::status(400), Fault::status(500)] {
        fake.fault(fault.clone());
        let run = tasks.bulk().archive(ids_of(50..100)).stop_when(tokio::task::yield_now());
        let report = run.await;
        assert_eq!((report.progress().not_sent, report.requests()), (0, 1), "{fault:?}: {report}");
        assert!(report.stop_reason().is_none(), "{fault:?}: {report}");
    }
    let limited = tasks.bulk().chunk_size(10).concurrency(1).delete(ids_of(100..250)).max_requests(3).await;
    assert_eq!((limited.progress().done, limited.progress().not_sent), (30, 120), "{limited}");
    let stored: BulkReport<TaskId> = serde_json::from_str(&serde_json::to_string(&limited).unwrap()).unwrap();
    let resumed = tasks.bulk().resume_delete(stored).await;
    assert!(resumed.is_complete(), "{resumed}");
}

#[tokio::test]
async fn a_report_with_errors_can_be_stored_and_read_again() {
    let fake = fake_of(0).await;
    fake.fault(Fault::status(400).error("validation", "no"));
    fake.fault(Fault::disconnect());
    fake.fault(Fault::status(401));
    let report =
        tasks(&fake).bulk().chunk_size(1).concurrency(1).create((0..4).map(|n| NewTask::new(format!("n{n}")))).await;
    let stored: BulkReport<NewTask, focus_api::requests::Created> =
        serde_json::from_str(&serde_json::to_string(&report).unwrap()).unwrap();
    assert_eq!(stored.to_string(), report.to_string());
    for (before, after) in report.entries().iter().zip(stored.entries()) {
        let outcome = |outcome| serde_json::to_value(outcome).unwrap();
        assert_eq!(outcome(&before.outcome), outcome(&after.outcome));
    }
}

#[tokio::test]
async fn a_delete_request_contains_a_hundred_ids() {
    let fake = fake_of(0).await;
    for first in [5_000_000_000_i64, 1, 999_999_999_900] {
        let report = tasks(&fake).bulk().delete(first..first + 100).await;
        assert_eq!(report.requests(), 1, "ids from {first}");
    }
}

#[tokio::test]
async fn a_refusal_of_every_chunk_stops_creates_deletes_and_archives_too() {
    for fault in [Fault::status(404).html("<h1>not here</h1>"), Fault::status(405), Fault::status(415)] {
        let fake = fake_of(0).await;
        fake.fault(fault.always());
        let bulk = || tasks(&fake).bulk().isolate_rejected(50);
        let progress = [
            bulk().create((0..500).map(|n| NewTask::new(format!("n{n}")))).await.progress(),
            bulk().delete(1..=500).await.progress(),
            bulk().archive(1..=500).await.progress(),
        ];
        for progress in progress {
            assert_eq!((progress.requests, progress.done, progress.unknown), (1, 0, 0), "{progress}");
        }
    }
}

#[tokio::test]
async fn halves_of_creates_with_the_same_refusal_are_not_halved_again() {
    let fake = fake_of(0).await;
    fake.fault(Fault::status(422).error("validation", "the project is archived").always());
    let report = tasks(&fake).bulk().isolate_rejected(100).create((0..80).map(|n| NewTask::new(format!("n{n}")))).await;
    assert_eq!(report.progress().rejected, 80, "{report}");
    assert!(fake.requests().len() <= 3, "{} requests", fake.requests().len());
}

#[tokio::test]
async fn a_run_over_a_selection_can_be_spawned_and_resumed_from_its_stored_report() {
    let fake = fake_of(30).await;
    let tasks = tasks(&fake);
    let bulk = tasks.bulk().chunk_size(10).concurrency(1).allow_unfiltered(true);
    let run = bulk.patch_matching(tasks.list(), TaskPatch::new().pinned(true)).max_requests(2);
    let report = tokio::spawn(run.into_future()).await.unwrap().unwrap();
    assert!(report.progress().not_sent > 0, "{report}");
    let stored = serde_json::to_string(&report).unwrap();
    let read = serde_json::from_str(&stored).unwrap();
    let resumed = tasks.bulk().resume_patch_all(read, TaskPatch::new().pinned(true)).await;
    assert!(resumed.is_complete(), "{resumed}");
    assert!(fake.tasks().iter().all(|task| task["pinned"] == true));
}

#[tokio::test]
async fn an_option_cannot_replace_the_inputs_of_a_bulk_change() {
    let fake = fake_of(3).await;
    let tasks = tasks(&fake);
    let body = |name: &str| CallOptions::new().extra_body(name, [FIRST + 2]);
    let query = |name: &str| CallOptions::new().extra_query(name, FIRST + 2);
    let bulk = |options: CallOptions| tasks.bulk().options(options);
    let stopped = [
        bulk(body("task_ids")).archive(ids_of(0..2)).await.stopped_by().cloned(),
        bulk(body("id")).patch_all(ids_of(0..2), TaskPatch::new().pinned(true)).await.stopped_by().cloned(),
        bulk(body("tasks")).create([NewTask::new("x")]).await.stopped_by().cloned(),
        bulk(query("ids")).delete(ids_of(0..2)).await.stopped_by().cloned(),
        bulk(query("ids[]")).delete(ids_of(0..2)).await.stopped_by().cloned(),
    ];
    for error in stopped {
        let error = error.expect("the report would name other tasks than the request");
        assert!(error.is_invalid_argument() && error.to_string().contains("has the inputs"), "{error}");
    }
    assert_eq!(fake.requests().len(), 0);
    let report = bulk(body("mood").extra_query("beta", true)).archive(ids_of(0..2)).await;
    assert!(report.is_complete(), "other members can be added: {report}");
}

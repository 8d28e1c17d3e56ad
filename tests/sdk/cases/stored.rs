//! Stored reports that were edited, or written by another version.

use focus_api::bulk::BulkProgress;
use focus_api::{BulkReport, Error, TaskId};
use focus_fake::RecordedRequest;
use focus_tests::{FIRST, fake_of, tasks};
use serde_json::{Value, json};

fn report(outcomes: &[(i64, Value)], stop_reason: Value) -> BulkReport<TaskId> {
    let entry = |(input, outcome): &(i64, Value)| json!({ "index": 9, "input": input, "outcome": outcome });
    let entries: Vec<Value> = outcomes.iter().map(entry).collect();
    let progress = json!({ "done": 7, "rejected": 0, "unknown": 0, "not_sent": 0, "total": 1, "requests": u32::MAX });
    let stored = json!({
        "operation": "bulk_archive_tasks", "entries": entries, "stop_reason": stop_reason, "progress": progress,
    });
    serde_json::from_value(stored).unwrap()
}

#[tokio::test]
async fn a_resumed_report_sends_exactly_the_inputs_that_were_not_sent() {
    let fake = fake_of(2).await;
    let tasks = tasks(&fake);
    let stored = report(
        &[(FIRST, json!("not_sent")), (FIRST + 1, json!({ "done": null })), (-5, json!("not_sent"))],
        json!("deadline"),
    );
    assert_eq!(stored.entries().iter().map(|entry| entry.index).collect::<Vec<_>>(), [0, 1, 2]);
    let other = tasks.bulk().resume_delete(stored.clone()).await;
    assert_eq!((other.progress().not_sent, fake.take_requests().len()), (2, 0), "another operation: {other}");
    let resumed = tasks.bulk().resume_archive(stored).await;
    let bodies: Vec<Value> = fake.take_requests().iter().map(RecordedRequest::body_json).collect();
    assert_eq!(bodies, [json!({ "task_ids": [FIRST] })]);
    let progress = resumed.progress();
    assert_eq!((progress.done, progress.rejected, progress.requests), (2, 1, u32::MAX), "{resumed}");
    assert!(resumed.stop_reason().is_none());
}

#[tokio::test]
async fn a_report_without_the_counters_of_this_version_is_read() {
    let error = json!({ "kind": "validation", "message": "no", "outcome_unknown": false });
    let entries = json!([
        { "input": FIRST, "outcome": "not_sent", "later": 1 },
        { "input": FIRST + 1, "outcome": { "rejected": error } },
    ]);
    let mut stored = json!({ "operation": "bulk_archive_tasks", "entries": entries, "later": true });
    for progress in [None, Some(json!({})), Some(json!({ "requests": 3, "later": 1 }))] {
        let requests = progress.as_ref().and_then(|progress| progress["requests"].as_u64()).unwrap_or_default();
        if let Some(progress) = progress {
            stored["progress"] = progress;
        }
        let report: BulkReport<TaskId> = serde_json::from_value(stored.clone()).unwrap();
        assert_eq!(report.entries().iter().map(|entry| entry.index).collect::<Vec<_>>(), [0, 1]);
        let progress = report.progress();
        let counts = (progress.not_sent, progress.rejected, progress.total, u64::from(progress.requests));
        assert_eq!(counts, (1, 1, 2, requests), "{stored}");
        let fake = fake_of(1).await;
        let resumed = tasks(&fake).bulk().resume_archive(report).await;
        assert_eq!((resumed.progress().done, fake.requests().len()), (1, 1), "{resumed}");
    }
}

#[test]
fn counters_that_contradict_each_other_do_not_overflow() {
    for (not_sent, total, processed) in [(5, 1, 0), (0, 3, 3), (usize::MAX, 0, 0)] {
        let stored = json!({
            "done": 0, "rejected": 0, "unknown": 0, "not_sent": not_sent, "total": total, "requests": 0,
        });
        let progress: BulkProgress = serde_json::from_value(stored).unwrap();
        assert_eq!(progress.processed(), processed, "{not_sent} of {total} not sent");
    }
}

#[test]
fn every_text_of_a_stored_error_is_one_printable_line() {
    let raw = "a\u{1b}[2J\u{202e}b\nc toggl_sk_00112233445566778899aabbccddeeff";
    let stored = json!({
        "kind": "of_a_later_version", "operation": raw, "message": raw, "status": 400, "code": raw, "description": raw,
        "values": { raw: [raw] }, "trace_id": raw, "attempts": 1, "requests_sent": 1, "outcome_unknown": true,
        "json_path": raw, "cause": raw,
    });
    let error: Error = serde_json::from_value(stored).unwrap();
    let line = "a�[2Jb c toggl_sk_…";
    let texts = [error.operation(), error.code(), error.description(), error.trace_id(), error.json_path()];
    assert_eq!(texts, [Some(line); 5]);
    assert_eq!(error.values().unwrap()[line], json!([line]));
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), line);
    assert!(error.is_outcome_unknown() && error.is_server(), "{error}");
    let again = serde_json::to_string(&error).unwrap();
    assert!(again.chars().all(|letter| !letter.is_control()) && !again.contains("00112233"), "{again}");
    assert_eq!(serde_json::from_str::<Error>(&again).unwrap().to_string(), error.to_string());
}

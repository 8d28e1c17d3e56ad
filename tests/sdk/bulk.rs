//! Bulk operations: the requests, the outcome of each input, and when a run stops.

mod chunks;
mod isolate;
mod matching;
mod report;
mod stops;

use focus_api::bulk::BulkOutcome;
use focus_api::{BulkReport, NewTask, RetryPolicy, Tasks};
use focus_fake::FakeFocus;
use focus_tests::{builder, tasks_of};

/// Returns `count` tasks to create, named by their index.
fn new_tasks(count: usize) -> Vec<NewTask> {
    (0..count).map(|index| NewTask::new(format!("n{index}"))).collect()
}

/// Returns tasks through a client without retries.
fn once(fake: &FakeFocus) -> Tasks {
    tasks_of(fake, builder(fake).retry(RetryPolicy::none()))
}

/// Returns the outcomes in order as runs of a letter: `100D 50N`.
fn outcomes<I, O>(report: &BulkReport<I, O>) -> String {
    let mut runs: Vec<(char, usize)> = Vec::new();
    for (position, entry) in report.entries().iter().enumerate() {
        assert_eq!(entry.index, position, "entries must have the order of the inputs");
        let letter = match &entry.outcome {
            BulkOutcome::Done(_) => 'D',
            BulkOutcome::Rejected(_) => 'R',
            BulkOutcome::Unknown(_) => 'U',
            BulkOutcome::NotSent => 'N',
            other => {
                panic!("give the new outcome a letter in tests/sdk/bulk.rs: {}", std::any::type_name_of_val(other))
            }
        };
        match runs.last_mut() {
            Some((last, count)) if *last == letter => *count += 1,
            _ => runs.push((letter, 1)),
        }
    }
    runs.iter().map(|(letter, count)| format!("{count}{letter}")).collect::<Vec<_>>().join(" ")
}

/// Returns the number of inputs of each recorded request.
fn sizes(fake: &FakeFocus) -> Vec<usize> {
    let size = |request: &focus_fake::RecordedRequest| {
        let body = request.body_json();
        let list = body.get("tasks").or(body.get("task_ids")).unwrap_or(&body).as_array().map(Vec::len);
        list.unwrap_or_else(|| request.query_values("ids").len())
    };
    fake.requests().iter().map(size).collect()
}

//! The operations of the reliability table: each is called once, and its result becomes a short text.

use std::fmt::{Debug, Display};

use focus_api::model::BulkTaskPatch;
use focus_api::requests::Image;
use focus_api::{BulkReport, Error, NewTask, StatusId, TaskId, TaskPatch, TaskReplacement, Tasks};
use futures::FutureExt;
use futures::future::BoxFuture;

use super::Outcome;

/// The task of the calls for one task, its parent, and the tasks of bulk changes.
pub(super) const IDS: [i64; 5] = [51, 52, 53, 54, 55];
pub(super) const PARENT: i64 = 50;

type Call = fn(Tasks) -> BoxFuture<'static, Outcome>;

/// All operations, in the order of the table.
pub(super) const ALL: [(&str, Call); 19] = [
    ("get", |tasks| async move { one(tasks.get(IDS[0]).await) }.boxed()),
    ("list", |tasks| async move { list(tasks.list().per_page(2).items()).await }.boxed()),
    ("children", |tasks| async move { list(tasks.children(PARENT).per_page(2).items()).await }.boxed()),
    ("stream", |tasks| async move { stream(&tasks).await }.boxed()),
    ("create", |tasks| async move { create(&tasks).await }.boxed()),
    ("patch", |tasks| async move { one(tasks.patch(IDS[0], TaskPatch::new().name("Task 2")).await) }.boxed()),
    ("replace", |tasks| {
        async move { one(tasks.replace(IDS[0], TaskReplacement::new("Task", StatusId(701))).await) }.boxed()
    }),
    ("delete", |tasks| async move { one(tasks.delete(IDS[0]).await) }.boxed()),
    ("archive", |tasks| async move { one(tasks.archive(IDS[0]).await) }.boxed()),
    ("unarchive", |tasks| async move { one(tasks.unarchive(IDS[0]).await) }.boxed()),
    ("restore", |tasks| async move { one(tasks.restore(IDS[0]).await) }.boxed()),
    ("sync calendar", |tasks| async move { one(tasks.sync_calendar(moment(2)..moment(3)).await) }.boxed()),
    ("draft from list", |tasks| async move { one(tasks.draft_from_list("- paper\n- Toner").await) }.boxed()),
    ("draft from image", |tasks| {
        async move { one(tasks.draft_from_image(Image::bytes("not an image", "image/png")).await) }.boxed()
    }),
    ("bulk create", |tasks| {
        async move {
            bulk(
                &tasks
                    .bulk()
                    .chunk_size(2)
                    .concurrency(1)
                    .create((0..5).map(|n| NewTask::new(format!("Task {n}"))))
                    .await,
            )
        }
        .boxed()
    }),
    ("bulk patch", |tasks| {
        async move {
            let patches = IDS.map(|id| BulkTaskPatch::new(TaskId(id)).name("Task"));
            bulk(&tasks.bulk().chunk_size(2).concurrency(1).patch(patches).await)
        }
        .boxed()
    }),
    ("bulk patch all, isolated", |tasks| {
        async move {
            let run = tasks
                .bulk()
                .chunk_size(4)
                .concurrency(1)
                .isolate_rejected(20)
                .patch_all(IDS, TaskPatch::new().pinned(true));
            bulk(&run.await)
        }
        .boxed()
    }),
    ("bulk delete", |tasks| async move { bulk(&tasks.bulk().chunk_size(2).concurrency(1).delete(IDS).await) }.boxed()),
    ("bulk archive", |tasks| {
        async move { bulk(&tasks.bulk().chunk_size(2).concurrency(1).archive(IDS).await) }.boxed()
    }),
];

fn moment(day: u32) -> focus_api::chrono::DateTime<focus_api::chrono::Utc> {
    format!("2026-03-0{day}T00:00:00Z").parse().unwrap()
}

fn printed(value: &(impl Display + Debug)) -> String {
    format!("{value} {value:?} {value:#?}")
}

/// Returns all texts of an error, its sources included.
fn printed_error(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {:?} {:?} {:?}", error.excerpt(), error.description(), error.values());
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(&printed(&cause));
        source = cause.source();
    }
    text.push_str(&serde_json::to_string(error).unwrap());
    text
}

fn failed(error: &Error) -> Outcome {
    let outcome = if error.is_outcome_unknown() { "unknown" } else { "known" };
    Outcome {
        result: error.kind().as_str().to_owned(),
        outcome: outcome.to_owned(),
        sent: Some(error.requests_sent()),
        printed: printed_error(error),
    }
}

fn success(result: impl Into<String>, printed: String) -> Outcome {
    Outcome { result: result.into(), outcome: "known".to_owned(), sent: None, printed }
}

fn one<T: Debug>(result: Result<T, Error>) -> Outcome {
    match result {
        Ok(value) => success("ok", format!("{value:?}")),
        Err(error) => failed(&error),
    }
}

async fn create(tasks: &Tasks) -> Outcome {
    match tasks.create(NewTask::new("Task")).await {
        Ok(created) => match (&created.id, &created.decode_error) {
            (Some(_), None) => success("ok", format!("{created:?}")),
            (Some(_), Some(error)) => success("ok, id alone", printed_error(error)),
            (None, Some(error)) => success("ok, no id", printed_error(error)),
            (None, None) => success("contradiction: neither id nor error", String::new()),
        },
        Err(error) => failed(&error),
    }
}

/// Reads a list to its end, and counts its tasks and errors.
async fn list(mut items: focus_api::paging::Items) -> Outcome {
    let (mut count, mut errors) = (0, Vec::new());
    while let Some(item) = items.next().await {
        match item {
            Ok(_) => count += 1,
            Err(error) => errors.push(error),
        }
    }
    let complete = if items.is_complete() { "complete" } else { "incomplete" };
    let mut outcome = several(count, &errors, complete);
    outcome.printed.push_str(&format!("{items:?}"));
    outcome
}

async fn stream(tasks: &Tasks) -> Outcome {
    let mut items = match tasks.stream().send().await {
        Ok(items) => items,
        Err(error) => return failed(&error),
    };
    let (mut count, mut errors) = (0, Vec::new());
    while let Some(item) = items.next().await {
        match item {
            Ok(_) => count += 1,
            Err(error) => errors.push(error),
        }
    }
    let mut outcome = several(count, &errors, if errors.is_empty() { "complete" } else { "ended" });
    outcome.printed.push_str(&format!("{items:?}"));
    outcome
}

fn several(count: usize, errors: &[Error], end: &str) -> Outcome {
    let kinds: Vec<&str> = errors.iter().map(|error| error.kind().as_str()).collect();
    let printed = errors.iter().map(printed_error).collect();
    let errors = if kinds.is_empty() { String::new() } else { format!(", then {}", kinds.join(", ")) };
    success(format!("{count} tasks{errors}, {end}"), printed)
}

fn bulk<I: Debug, O: Debug>(report: &BulkReport<I, O>) -> Outcome
where
    BulkReport<I, O>: serde::Serialize,
{
    let progress = report.progress();
    let counts = [
        (progress.done, "done"),
        (progress.rejected, "rejected"),
        (progress.unknown, "unknown"),
        (progress.not_sent, "not sent"),
    ];
    let counts: Vec<_> = counts.iter().filter(|(count, _)| *count > 0).map(|(n, name)| format!("{n} {name}")).collect();
    let stop = report.stopped_by().map_or(String::new(), |error| format!("; stopped by {}", error.kind().as_str()));
    let outcome = if progress.unknown > 0 { "unknown" } else { "known" };
    let mut text = format!("{} {}", printed(report), serde_json::to_string(report).unwrap());
    for (_, error) in report.rejected().chain(report.unknown()).take(2) {
        text.push_str(&printed_error(error));
    }
    Outcome {
        result: format!("{}{stop}", counts.join(", ")),
        outcome: outcome.to_owned(),
        sent: Some(report.requests()),
        printed: text,
    }
}

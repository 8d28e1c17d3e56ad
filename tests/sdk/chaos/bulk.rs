//! Bulk changes that are stopped, stored, read back and resumed.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use focus_api::bulk::{BulkOutcome, BulkRun};
use focus_api::model::BulkTaskPatch;
use focus_api::{BulkReport, NewTask, RetryPolicy, TaskId};
use focus_fake::{FakeFocus, Fault, RedirectTarget};
use focus_tests::{ManualClock, builder, fake_of, ids_of, tasks_of};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Counts, Random};

/// Returns a fault for one request; in about half of the cases, one without effect.
fn fault(random: &mut Random) -> Fault {
    match random.below(40) {
        0 => Fault::status(400).error("validation", "no"),
        1 => Fault::status(404).error("not_found", "gone"),
        2 => Fault::status(500),
        3 => Fault::status(502).applied(),
        4 => Fault::status(503).header("Retry-After", "1"),
        5 => Fault::lose_response(),
        6 => Fault::lose_response().with_reset(),
        7 => Fault::disconnect(),
        8 => Fault::reset(),
        9 => Fault::interrupt_upload(random.below(20) as u64),
        10 => Fault::response().disconnect_in_head(random.below(40)),
        11 => Fault::response().disconnect_after(random.below(60)),
        12 => Fault::sign_in_page(),
        13 => Fault::sign_in_page().applied(),
        14 => Fault::status(200).error("validation", "no"),
        15 => Fault::redirect(307, RedirectTarget::SameAddress),
        16 => Fault::redirect(302, RedirectTarget::SameAddress),
        17 => Fault::status(401),
        18 => Fault::quota_spent(Duration::from_secs(60)),
        19 => Fault::status(429),
        20 => Fault::response().drip(random.below(50) + 1),
        21 => Fault::response().truncate_body(random.below(60)),
        22 => Fault::response().edit_json(|body| {
            if let Some(list) = body.as_array_mut() {
                list.reverse();
            }
        }),
        23 => Fault::response().close_silently(),
        24 => Fault::status(405),
        _ => Fault::response(),
    }
}

/// Gives a run a random limit, or none.
fn limited<I, O>(random: &mut Random, run: BulkRun<I, O>) -> BulkRun<I, O> {
    match random.below(5) {
        0 => run.max_requests(random.below(5) as u32),
        1 => run.stop_when(std::future::ready(())),
        2 => {
            let (send, receive) = futures::channel::oneshot::channel::<()>();
            let left = random.below(4);
            let send = Mutex::new(Some(send));
            let seen = AtomicUsize::new(0);
            let run = run.on_progress(move |_| {
                if seen.fetch_add(1, Ordering::Relaxed) >= left {
                    drop(send.lock().ok().and_then(|mut send| send.take()));
                }
            });
            run.stop_when(async move {
                let _dropped = receive.await;
            })
        }
        _ => run,
    }
}

/// Writes a report as JSON and reads it back, as another process would.
fn stored<I, O>(report: &BulkReport<I, O>) -> Result<BulkReport<I, O>, String>
where
    BulkReport<I, O>: Serialize + DeserializeOwned,
{
    let json = serde_json::to_string(report).map_err(|error| error.to_string())?;
    let read: BulkReport<I, O> = serde_json::from_str(&json).map_err(|error| format!("{error}: {json}"))?;
    if read.to_string() != report.to_string() {
        return Err(format!("the stored report is {read}, the original is {report}"));
    }
    Ok(read)
}

/// Returns how often the server applied each input, by its index.
type Applied = Box<dyn Fn(&FakeFocus) -> HashMap<usize, usize>>;

/// Compares a report with the state of the server.
fn check<I, O>(report: &BulkReport<I, O>, fake: &FakeFocus, applied: &Applied) -> Result<(), String> {
    let progress = report.progress();
    if progress.done + progress.rejected + progress.unknown + progress.not_sent != progress.total {
        return Err(format!("the counters do not add up: {progress}"));
    }
    let applied = applied(fake);
    for entry in report.entries() {
        let times = applied.get(&entry.index).copied().unwrap_or_default();
        let (is_right, name) = match &entry.outcome {
            BulkOutcome::Done(_) => (times == 1, "done"),
            BulkOutcome::Rejected(_) => (times == 0, "rejected"),
            BulkOutcome::NotSent => (times == 0, "not sent"),
            _ => (times <= 1, "unknown"),
        };
        if !is_right {
            return Err(format!("input {} is {name}, but was applied {times} times; {report}", entry.index));
        }
    }
    Ok(())
}

pub(super) async fn run(random: &mut Random) -> Result<Counts, String> {
    let count = if random.chance(70) { random.below(60) } else { random.below(501) };
    let verb = random.below(4);
    let fake = fake_of(if verb == 0 { 0 } else { count }).await;
    for _ in 0..random.below(16) {
        fake.fault(fault(random));
    }
    let settings = builder(&fake).clock(Arc::new(ManualClock::default()));
    let settings = if random.chance(50) { settings.retry(RetryPolicy::none()) } else { settings };
    let tasks = tasks_of(&fake, settings);
    let mut bulk = tasks.bulk().chunk_size(random.below(100) + 1).concurrency(random.below(5) + 1);
    if random.chance(40) {
        bulk = bulk.isolate_rejected(random.below(30) as u32);
    }
    let ids: Vec<TaskId> = ids_of(0..count as i64).into_iter().map(TaskId).collect();
    let index_of = |id: i64| (id - focus_tests::FIRST) as usize;

    macro_rules! phases {
        ($first:expr, $resume:ident, $applied:expr) => {{
            let applied: Applied = Box::new($applied);
            let mut report = limited(random, $first).await;
            check(&report, &fake, &applied)?;
            for _ in 0..random.below(4) {
                report = limited(random, bulk.$resume(stored(&report)?)).await;
                check(&report, &fake, &applied)?;
            }
            if report.requests() as usize != fake.requests().len() && !has_lost_requests(&fake, report.requests()) {
                return Err(format!("{} requests were read, the report counts {report}", fake.requests().len()));
            }
            fake.clear_faults();
            let before = report.progress();
            // As in another process: the new client has no connection that the server has closed.
            let other = tasks_of(&fake, builder(&fake)).bulk();
            let report = other.$resume(stored(&report)?).await;
            check(&report, &fake, &applied)?;
            if report.progress().not_sent != 0 || report.progress().done != before.done + before.not_sent {
                return Err(format!("without faults, a resumed run must complete: before {before}, after {report}"));
            }
        }};
    }
    match verb {
        0 => {
            let inputs = (0..count).map(|index| NewTask::new(format!("n{index}")));
            phases!(bulk.create(inputs), resume_create, |fake| applied_by(fake, |task| {
                task["name"].as_str()?.strip_prefix('n')?.parse().ok()
            }));
        }
        1 => {
            let inputs = ids.iter().map(|id| BulkTaskPatch::new(*id).name(format!("p{}", id.0)));
            phases!(bulk.patch(inputs), resume_patch, move |fake| applied_by(fake, |task| {
                task["name"].as_str()?.strip_prefix('p')?.parse().ok().map(index_of)
            }));
        }
        2 => phases!(bulk.delete(ids), resume_delete, move |fake| applied_by(fake, |task| {
            task.get("deleted_at").filter(|at| !at.is_null())?;
            task["id"].as_i64().map(index_of)
        })),
        _ => phases!(bulk.archive(ids), resume_archive, move |fake| applied_by(fake, |task| {
            (task["archived"] == true || task.get("archived_at").is_some_and(|at| !at.is_null())).then_some(())?;
            task["id"].as_i64().map(index_of)
        })),
    }
    Ok(Counts { inputs: count, requests: fake.requests().len() })
}

/// Returns whether connections ended before the server had read their requests.
fn has_lost_requests(fake: &FakeFocus, counted: u32) -> bool {
    fake.requests().len() < counted as usize
}

fn applied_by(fake: &FakeFocus, index: impl Fn(&Value) -> Option<usize>) -> HashMap<usize, usize> {
    let mut counts = HashMap::new();
    for index in fake.tasks().iter().filter_map(index) {
        *counts.entry(index).or_default() += 1;
    }
    counts
}

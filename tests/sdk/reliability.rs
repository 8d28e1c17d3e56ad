//! The reliability table: the result of every operation under every fault, as a Markdown table that is compared with
//! `reliability.md`.
//!
//! The faults are in `faults.rs`, the operations in `operations.rs`. The test traces at all levels, and `secrets.rs`
//! searches traces and results for the credentials.

mod faults;
mod operations;
mod secrets;

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use focus_api::{Client, RetryPolicy, Tasks};
use focus_fake::{FakeFocus, Fault, Gate};
use focus_tests::{ManualClock, builder, tasks_of, time_out_at};
use secrets::SecretSearch;
use serde_json::json;

/// The time-out of every client. It ends on the clock of the runtime, as soon as a response has stalled.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The result of an operation under a fault.
struct Outcome {
    /// The kind of the error, the number of received tasks, or the counts of a report.
    result: String,
    /// Whether the caller knows if the change took effect.
    outcome: String,
    /// The requests that the error or the report counts.
    sent: Option<u32>,
    /// All texts that can be printed of it.
    printed: String,
}

/// A server and a client for one operation, which are used for all faults in turn.
struct Bench {
    name: &'static str,
    call: fn(Tasks) -> futures::future::BoxFuture<'static, Outcome>,
    fake: FakeFocus,
    tasks: Tasks,
}

impl Bench {
    async fn start(index: usize) -> Self {
        let (name, call) = operations::ALL[index];
        let fake = FakeFocus::builder().tasks(0).quota(u64::MAX / 2).start().await;
        // Every other operation authenticates with email and password.
        let settings = if index.is_multiple_of(2) {
            builder(&fake)
        } else {
            let (email, password) = fake.credentials();
            Client::builder().base_url(fake.base_url()).basic_auth(email, password)
        };
        let retry = RetryPolicy::default().jitter(false);
        let settings = settings.retry(retry).clock(Arc::new(ManualClock::default())).max_response_bytes(1 << 20);
        let tasks = tasks_of(&fake, settings.timeout(TIMEOUT).idle_timeout(TIMEOUT));
        Self { name, call, fake, tasks }
    }

    /// Restores the tasks to their state before the first fault.
    fn reset(&self) {
        self.fake.clear_faults();
        self.fake.insert_task(json!({ "id": operations::PARENT, "name": "Task", "status_id": 701 }));
        for id in operations::IDS {
            let task = json!({
                "id": id, "name": "Task", "status_id": 701, "parent_task_id": operations::PARENT, "deleted_at": null,
            });
            self.fake.insert_task(task);
        }
    }

    /// Returns the cells of one row: result, outcome, requests that the server read, whether the client is usable
    /// afterwards.
    async fn run(&self, name: &str, fault: &Fault, secrets_search: &SecretSearch) -> [String; 4] {
        self.reset();
        drop(self.fake.take_requests());
        let gate = faults::is_stall(name).then(Gate::new);
        self.fake.fault(match &gate {
            Some(gate) => fault.clone().until(gate),
            None => fault.clone(),
        });
        let outcome = ending(gate.as_ref(), (self.call)(self.tasks.clone())).await;
        secrets_search.search(self.name, &outcome.printed);
        let read = self.fake.take_requests().len();
        self.reset();
        // The client may still have a connection whose response stalls behind its end.
        let usable = match ending(gate.as_ref(), self.tasks.get(operations::IDS[0])).await {
            Ok(_) => "yes".to_owned(),
            Err(error) => format!("no: {}", error.kind().as_str()),
        };
        let requests = match outcome.sent {
            // A connection that ends may end before the server has read the request.
            Some(sent) if sent as usize != read => format!("{read} of {sent} sent"),
            _ => read.to_string(),
        };
        [outcome.result, outcome.outcome, requests, usable]
    }
}

/// The threads of this test, which takes longer than any other.
const THREADS: usize = 2;

#[test]
fn every_operation_has_the_result_in_the_reliability_table_under_every_fault() {
    let faults = faults::all();
    let names: HashSet<&str> = faults.iter().map(|(name, _)| name.as_str()).collect();
    assert!(faults.len() >= 200 && names.len() == faults.len(), "{} faults, {} names", faults.len(), names.len());
    let parts: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|first| scope.spawn(move || results_of(first))).collect();
        threads.into_iter().map(|thread| thread.join().expect("the panic is printed above")).collect()
    });
    let results = |index: usize| &parts[index % THREADS][index / THREADS];
    let mut table = String::from(
        "# Results of every operation under every fault\n\n\
         The test `every_operation_has_the_result_in_the_reliability_table_under_every_fault` writes and compares this\n\
         table. Lists have five tasks in pages of two, bulk changes have five inputs in chunks of two. *Outcome*: whether\n\
         the caller knows if the change took effect. *Requests*: how many the server read. *Usable*: whether the same\n\
         client works afterwards.\n\n\
         | fault | operations | result | outcome | requests | usable |\n|---|---|---|---|---|---|\n",
    );
    for (index, (fault, _)) in faults.iter().enumerate() {
        let mut rows: Vec<(&[String; 4], Vec<&str>)> = Vec::new();
        for (operation, (name, _)) in operations::ALL.iter().enumerate() {
            let cells = &results(operation)[index];
            match rows.iter_mut().find(|(known, _)| *known == cells) {
                Some((_, operations)) => operations.push(name),
                None => rows.push((cells, vec![name])),
            }
        }
        for ([result, outcome, requests, usable], operations) in rows {
            let operations = operations.join(", ");
            let _ = writeln!(table, "| {fault} | {operations} | {result} | {outcome} | {requests} | {usable} |");
        }
    }
    compare(&table);
}

/// Returns the cells by operation and fault, for every `THREADS`th operation.
#[tokio::main(flavor = "current_thread")]
async fn results_of(first: usize) -> Vec<Vec<[String; 4]>> {
    let faults = faults::all();
    let mut benches = Vec::new();
    for index in (first..operations::ALL.len()).step_by(THREADS) {
        benches.push(Bench::start(index).await);
    }
    let secrets_search = SecretSearch::of(&benches[0].fake);
    let trace = secrets_search.listen();
    // The operations run concurrently, each with all faults in order. Stalls need the clock for themselves, and follow
    // one after another: they are the last faults.
    let stalls = faults.iter().position(|(name, _)| faults::is_stall(name)).expect("some faults are stalls");
    let runs = benches.iter().map(async |bench| {
        let mut rows = Vec::new();
        for (name, fault) in &faults[..stalls] {
            rows.push(bench.run(name, fault, &secrets_search).await);
        }
        rows
    });
    let mut results = futures::future::join_all(runs).await;
    for (bench, rows) in benches.iter().zip(&mut results) {
        for (name, fault) in &faults[stalls..] {
            assert!(faults::is_stall(name), "{name} must come before the stalls");
            rows.push(bench.run(name, fault, &secrets_search).await);
        }
    }
    drop(trace);
    secrets_search.assert_absent();
    results
}

/// Awaits a call. Its time-outs end when a response stalls at the gate.
async fn ending<T>(gate: Option<&Gate>, call: impl IntoFuture<Output = T>) -> T {
    match gate {
        Some(gate) => time_out_at(gate, TIMEOUT, call).await,
        None => call.await,
    }
}

/// Compares the table with the committed one, or writes it.
fn compare(table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("sdk/reliability.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, table).unwrap();
        return;
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let known: HashSet<&str> = committed.lines().collect();
    let found: HashSet<&str> = table.lines().collect();
    let changed = |sign, from: &str, other: &HashSet<&str>| -> Vec<String> {
        from.lines().filter(|line| !other.contains(line)).map(|line| format!("{sign} {line}")).collect()
    };
    let mut lines = changed('-', &committed, &found);
    lines.extend(changed('+', table, &known));
    assert!(
        committed == table,
        "the reliability table changed in {} lines:\n{}\nIf the changes are correct, run UPDATE=1 cargo test -p focus-tests --test sdk \
         reliability",
        lines.len(),
        lines[..lines.len().min(60)].join("\n")
    );
}

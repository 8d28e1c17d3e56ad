//! The rows of the table in tests/benches/README.md, each with the jobs that it compares.
//!
//! The programs of tests/benches run the jobs; `lab.rs` starts and counts them.

use anyhow::{Context, Result};

use super::lab::{self, LIST_ALL, Lab, Settings};
use super::{Metric, dependent, extra_members, growth, python};

type Measure = fn(&mut Lab) -> Result<Vec<Metric>>;

/// A row of the table, with one or more metrics.
pub(crate) struct Row {
    /// The name on the command line, and the beginning of the names of its metrics.
    pub(crate) name: &'static str,
    /// Its comparison, for people.
    pub(crate) about: &'static str,
    /// Whether at least one of its metrics is counted rather than timed.
    pub(crate) counted: bool,
    /// Measures the metrics.
    pub(crate) run: Measure,
}

const fn row(name: &'static str, about: &'static str, run: Measure) -> Row {
    Row { name, about, counted: true, run }
}

const fn timed(name: &'static str, about: &'static str, run: Measure) -> Row {
    Row { name, about, counted: false, run }
}

/// Every row, in the order in which they are printed.
pub(crate) const ROWS: &[Row] = &[
    row(
        "stream_vs_whole_64k",
        "a streamed list of 20,000 tasks ÷ reqwest `bytes` and one decode, 64 kB chunks",
        |lab| stream(lab, "stream_vs_whole_64k", "sdk-stream", "65536"),
    ),
    row("stream_vs_whole_16k", "the same in chunks of 16 kB", |lab| {
        stream(lab, "stream_vs_whole_16k", "sdk-stream", "16384")
    }),
    row("stream_vs_whole_4k", "the same in chunks of 4 kB", |lab| {
        stream(lab, "stream_vs_whole_4k", "sdk-stream", "4096")
    }),
    row("stream_vs_whole_2k", "the same in chunks of 2 kB", |lab| {
        stream(lab, "stream_vs_whole_2k", "sdk-stream", "2048")
    }),
    row("stream_vs_whole_512", "the same in chunks of 512 bytes", |lab| {
        stream(lab, "stream_vs_whole_512", "sdk-stream", "512")
    }),
    timed("stream_wall_vs_whole", "wall time of the first row", |lab| {
        let timings = lab.compare(&["bare-complete", "sdk-stream"], &["chunk=65536"], 9)?;
        let ratio = timings.get(1).context("two jobs have two timings")?.ratio;
        Ok(vec![Metric::timed("stream_wall_vs_whole", ratio, "time/time")])
    }),
    row("stream_ids", "the ids of a streamed list ÷ the decode of complete tasks at once", |lab| {
        stream(lab, "stream_ids", "sdk-stream-ids", "65536")
    }),
    row("stream_small", "three fields of each task ÷ the decode of complete tasks at once", |lab| {
        stream(lab, "stream_small", "sdk-stream-small", "65536")
    }),
    row("stream_guarded", "a streamed list with one filter to check ÷ without", |lab| {
        let settings: Settings<'_> = &["chunk=65536"];
        let guarded = lab.long_job("sdk-stream-guarded", settings)?;
        ratio("stream_guarded", guarded, lab.long_job("sdk-stream", settings)?)
    }),
    row("page_vs_whole", "a page of 100 tasks ÷ reqwest `bytes` and one decode", |lab| {
        page(lab, "page_vs_whole", "sdk-page")
    }),
    row("page_guarded", "the same with one filter to check", |lab| page(lab, "page_guarded", "sdk-page-guarded")),
    row("get_vs_reqwest", "one get ÷ reqwest + serde_json, instructions and allocations", |lab| call(lab, "get")),
    row("patch_vs_reqwest", "one patch ÷ reqwest + serde_json, instructions and allocations", |lab| {
        call(lab, "patch")
    }),
    row("extra_members_known", "decoding tasks with the field `extra` ÷ without it", extra_members::known),
    row("extra_members", "the same where each task has 12 unknown members: kept ÷ ignored", extra_members::unknown),
    row("stream_peak_over_bare", "peak heap of a streamed list − that of reqwest dropping the same chunks", |lab| {
        let mut over = |tasks: &str, runs: u32| -> Result<f64> {
            Ok(lab.peak("sdk-stream", &[tasks], runs)? - lab.peak("bare-drop", &[tasks], runs)?)
        };
        Ok(vec![
            Metric::counted("stream_peak_over_bare_1k", over("tasks=1000", 8)?, "bytes"),
            Metric::counted("stream_peak_over_bare_100k", over("tasks=100000", 8)?, "bytes"),
            // Too slow to be repeated, so it is not compared with the baseline.
            Metric::timed("stream_peak_over_bare_1M", over("tasks=1000000", 1)?, "bytes"),
        ])
    }),
    row("first_task_bytes", "bytes that a streamed task waits for after its own last byte", |lab| {
        let program = lab.program("bench-client")?;
        let bytes = lab::run(std::process::Command::new(program).arg("first-task"))?.trim().parse()?;
        Ok(vec![Metric::counted("first_task_bytes", bytes, "bytes")])
    }),
    row("bulk_progress_100k", "archiving 100,000 tasks with a progress callback ÷ without", |lab| {
        let with = lab.process("sdk-bulk-progress", &[], 100_000)?;
        ratio("bulk_progress_100k", with, lab.process("sdk-bulk", &[], 100_000)?)
    }),
    row("bulk_patch_all_bytes", "peak heap for each task that one patch is applied to", |lab| {
        let peak = |lab: &mut Lab, inputs| Ok::<_, anyhow::Error>(lab.allocations("sdk-patch-all", &[], inputs)?.peak);
        // Powers of two times a hundred, so that vectors that grow by doubling have the same spare capacity in both
        // runs.
        let bytes = (peak(lab, 25_600)? - peak(lab, 12_800)?) / 12_800.0;
        Ok(vec![Metric::counted("bulk_patch_all_bytes", bytes, "bytes/input")])
    }),
    row("bulk_delete_requests", "requests to delete 1,000 tasks with ids of ten digits", |lab| {
        let requests = lab.traffic("sdk-delete", &[], 1000)?.requests;
        Ok(vec![Metric::counted("bulk_delete_requests", requests, "requests")])
    }),
    row("connections", "connections after a get, a page and a streamed list", |lab| {
        let connections = lab.traffic("sdk-mixed", &["tasks=1000"], 1)?.connections;
        Ok(vec![Metric::counted("connections", connections, "connections")])
    }),
    row("startup", "building a client ÷ building a `reqwest::Client` with rustls", |lab| {
        let client = lab.instructions("sdk-client", &[], 2)?;
        ratio("startup", client, lab.instructions("bare-client", &[], 2)?)
    }),
    timed("prefetch_10k_50ms", "10,000 tasks, 50 ms a page: eight pages in advance ÷ `buffered(8)`", |lab| {
        let timings = lab.compare(&["bare-buffered", "sdk-prefetch"], &["tasks=10000", "delay_ms=50"], 5)?;
        let ratio = timings.get(1).context("two jobs have two timings")?.ratio;
        Ok(vec![Metric::timed("prefetch_10k_50ms", ratio, "time/time")])
    }),
    timed("list_all_10k", "all of 10,000 tasks: streamed, listed, by the generated client, by hand", list_all),
    timed("list_all_10k_python", "the same by openapi-python-client", python::list_all),
    timed("growth", "time and peak heap at 100, 10,000 and 1,000,000 tasks, and the plot of it", growth::measure),
    row(
        "dependent",
        "building a program with focus-api ÷ with reqwest, serde_json, tokio and chrono",
        dependent::measure,
    ),
    row(
        "generated_lines",
        "lines of the generated client, and seconds to compile focus-api-raw alone",
        dependent::generated,
    ),
];

fn ratio(name: &str, value: f64, to: f64) -> Result<Vec<Metric>> {
    Ok(vec![Metric::counted(name, value / to, "instructions/instructions")])
}

/// Compares a streamed list with one that is read completely and decoded at once.
fn stream(lab: &mut Lab, name: &str, job: &str, chunk: &str) -> Result<Vec<Metric>> {
    let chunk = format!("chunk={chunk}");
    let streamed = lab.long_job(job, &[&chunk])?;
    ratio(name, streamed, lab.long_job("bare-complete", &[&chunk])?)
}

/// Compares a page with the same page read by handwritten code.
fn page(lab: &mut Lab, name: &str, job: &str) -> Result<Vec<Metric>> {
    const REPEATED: u32 = 20;
    let settings: Settings<'_> = &["tasks=100"];
    let page = lab.instructions(job, settings, REPEATED)?;
    ratio(name, page, lab.instructions("bare-page", settings, REPEATED)?)
}

/// Compares one call with the same call in handwritten code: two ratios, and the four numbers from which they are
/// computed.
fn call(lab: &mut Lab, verb: &str) -> Result<Vec<Metric>> {
    const REPEATED: u32 = 200;
    let settings: Settings<'_> = &["tasks=100"];
    let (sdk, bare) = (format!("sdk-{verb}"), format!("bare-{verb}"));
    let allocated = |lab: &mut Lab, job: &str| -> Result<f64> {
        let once = lab.allocations(job, settings, REPEATED)?.count;
        Ok((lab.allocations(job, settings, 2 * REPEATED)?.count - once) / f64::from(REPEATED))
    };
    let allocations = [allocated(lab, &sdk)?, allocated(lab, &bare)?];
    let instructions = [lab.instructions(&sdk, settings, REPEATED)?, lab.instructions(&bare, settings, REPEATED)?];
    let name = format!("{verb}_vs_reqwest");
    Ok(vec![
        Metric::counted(&name, instructions[0] / instructions[1], "instructions/instructions"),
        Metric::counted(format!("{name}_allocations"), allocations[0] / allocations[1], "allocations/allocations"),
        Metric::counted(format!("{verb}_instructions"), instructions[0], "instructions"),
        Metric::counted(format!("{verb}_instructions_reqwest"), instructions[1], "instructions"),
        Metric::counted(format!("{verb}_allocations"), allocations[0], "allocations"),
        Metric::counted(format!("{verb}_allocations_reqwest"), allocations[1], "allocations"),
    ])
}

/// Compares the Rust clients on a list of ten thousand tasks.
fn list_all(lab: &mut Lab) -> Result<Vec<Metric>> {
    const CLIENTS: [(&str, &str); 4] = [
        ("reqwest", "bare-collect-list"),
        ("stream", "sdk-collect-stream"),
        ("list", "sdk-collect-list"),
        ("raw", "raw-collect-list"),
    ];
    let timings = lab.compare(&CLIENTS.map(|client| client.1), LIST_ALL, 9)?;
    let mut metrics = Vec::new();
    for ((client, _), timing) in CLIENTS.into_iter().zip(timings) {
        metrics.push(Metric::timed(format!("list_all_10k_{client}"), timing.millis, "ms"));
        if client != "reqwest" {
            metrics.push(Metric::timed(format!("list_all_10k_{client}_vs_reqwest"), timing.ratio, "time/time"));
        }
    }
    Ok(metrics)
}

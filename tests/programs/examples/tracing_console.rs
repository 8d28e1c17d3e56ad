//! Logs what the client does: each request, a retry, and a wait for the quota.
//!
//! ```text
//! cargo run --example tracing_console
//! cargo run --example tracing_console -- --log focus_api=info    # only waits and failures
//! ```
//!
//! It works on the sample workspace only, because it scripts two failures of the server. The log is written to stderr.
//!
//! Expected, with other times:
//!
//! ```text
//! DEBUG focus_api.request{operation="get_task" attempt=1 elapsed_ms=4 status=502 quota_remaining=99}: close
//! DEBUG retrying after a wait operation="get_task" attempts=1 wait_ms=103
//! DEBUG focus_api.request{operation="get_task" attempt=2 elapsed_ms=1 status=200 quota_remaining=98}: close
//! DEBUG focus_api.request{operation="get_task" attempt=1 elapsed_ms=1 status=402 quota_remaining=0}: close
//!  INFO waiting for the quota to reset operation="get_task" attempts=1 wait_ms=2000
//! DEBUG focus_api.request{operation="get_task" attempt=2 elapsed_ms=1 status=200 quota_remaining=96}: close
//! ```
//!
//! At every level, the log contains neither the key, nor the address, nor a body.

use std::io::{Write, stderr, stdout};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Parser;
use focus_api::{QuotaPolicy, TaskExt};
use focus_fake::{FakeFocus, Fault};
use focus_programs::{Demo, exit_code, fit};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

#[derive(Parser)]
#[command(about = "Logs the requests, retries and waits of the client")]
struct Args {
    /// The levels of the log, for example focus_api=info
    #[arg(long, default_value = "focus_api=debug")]
    log: Targets,
}

#[tokio::main]
async fn main() -> ExitCode {
    // A request is a span, which is logged with all its fields when it closes. Dependencies log too: hyper for example.
    let lines = tracing_subscriber::fmt::layer()
        .with_span_events(FmtSpan::CLOSE)
        .with_target(false)
        .with_ansi(false)
        .without_time()
        .with_writer(stderr);
    tracing_subscriber::registry().with(Args::parse().log).with(lines).init();

    exit_code("tracing_console", run(&mut stdout().lock()).await)
}

async fn run(out: &mut impl Write) -> Result<()> {
    let fake = FakeFocus::builder().tasks(10).quota(100).try_start();
    let demo = Demo::sample(fake.context("the fake server cannot listen on the loopback interface")?)?;
    let fake = demo.fake().context("this example works on the sample workspace only")?;
    let id = fake.tasks().first().and_then(|task| task["id"].as_i64()).context("the sample workspace has no task")?;

    // A GET request is retried after a transient failure.
    fake.fault(Fault::status(502));
    let task = demo.tasks().get(id).await?;
    writeln!(out, "read after a retry: {}", fit(task.title(), 50).trim_end())?;

    // A spent quota is waited for only if the caller allows it.
    fake.fault(Fault::quota_spent(Duration::from_secs(1)));
    let task = demo.tasks().get(id).quota(QuotaPolicy::WaitUpTo(Duration::from_secs(3600))).await?;
    writeln!(out, "read after a wait:  {}", fit(task.title(), 50).trim_end())?;
    Ok(())
}

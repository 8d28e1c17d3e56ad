//! What to do when the hour's requests are used up: fail at once and say when to come back, or wait.
//!
//! ```text
//! cargo run --example wait_for_quota
//! ```
//!
//! This one works on a made-up workspace only, because it begins with a spent quota; the new hour is two seconds away.
//!
//! Expected:
//!
//! ```text
//! Fail at once:
//!    stream_tasks: the hour's requests are used up (402 quota_exceeded): …
//!    for a program: is_quota() is true, retry_after() is 2 s
//! Wait for it:
//!    872 tasks, after one refused request and one answered
//! ```

use std::io::{Write, stdout};
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Parser;
use focus_api::QuotaPolicy;
use focus_fake::{FakeFocus, Fault};
use focus_tests::{Demo, wrap};

#[derive(Parser)]
#[command(about = "What to do when the hour's requests are used up")]
pub(crate) struct Args {
    /// Seconds until the new hour.
    #[arg(long, default_value_t = 2)]
    seconds: u64,
}

#[tokio::main]
async fn main() -> Result<()> {
    let fake = FakeFocus::builder().tasks(1000).quota(30).try_start().context("no free port")?;
    run(Args::parse(), &Demo::made_up(fake), &mut stdout().lock()).await
}

pub(crate) async fn run(args: Args, demo: &Demo, out: &mut impl Write) -> Result<()> {
    let fake = demo.fake().context("this example works on a made-up workspace only")?;
    let new_hour = Duration::from_secs(args.seconds);

    // The default: an hour is long, and only the caller knows whether anybody is waiting.
    fake.fault(Fault::quota_spent(new_hour));
    if let Err(error) = demo.tasks().stream().await {
        writeln!(out, "Fail at once:")?;
        for line in wrap(&error.to_string(), 84) {
            writeln!(out, "   {line}")?;
        }
        if let (true, Some(time)) = (error.is_quota(), error.retry_after()) {
            writeln!(out, "   for a program: is_quota() is true, retry_after() is {} s", time.as_secs())?;
        }
    }

    // A nightly job can wait. The limit is part of the setting: beyond it the error returns at once, as above.
    fake.fault(Fault::quota_spent(new_hour));
    let patient = demo.tasks().stream().quota(QuotaPolicy::WaitUpTo(Duration::from_secs(3600)));
    let all = patient.await?.try_collect().await?;
    writeln!(out, "Wait for it:\n   {} tasks, after one refused request and one answered", all.len())?;
    // For every call of a client: `Client::builder().quota(QuotaPolicy::WaitUpTo(…))`.
    Ok(())
}

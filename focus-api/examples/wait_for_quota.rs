//! Shows both reactions to a spent hourly quota: return an error at once, or wait for the next hour.
//!
//! ```text
//! cargo run --example wait_for_quota
//! ```
//!
//! It works on the sample workspace only, because it begins with a spent quota; the next hour begins after two seconds.
//!
//! Expected:
//!
//! ```text
//! Return at once:
//!    stream_tasks: the hourly quota is spent (402 quota_exceeded): …
//!    for a program: is_quota() is true, retry_after() is 2 s
//! Wait:
//!    872 tasks, after one refused request and one successful one
//! ```

#[path = "support/demo.rs"]
mod demo;
#[path = "support/terminal.rs"]
mod terminal;

use std::io::{Write, stdout};
use std::time::Duration;

use anyhow::{Context, Result};
pub(crate) use demo::Demo;
use focus_api::QuotaPolicy;
use focus_fake::{FakeFocus, Fault};
use terminal::{unless_closed, wrap};

#[tokio::main]
async fn main() -> Result<()> {
    let fake = FakeFocus::builder().tasks(1000).quota(30).try_start();
    let demo = Demo::sample(fake.context("the fake server cannot listen on the loopback interface")?)?;
    unless_closed(run(Duration::from_secs(2), &demo, &mut stdout().lock()).await)
}

pub(crate) async fn run(next_hour: Duration, demo: &Demo, out: &mut impl Write) -> Result<()> {
    let fake = demo.fake().context("this example works on the sample workspace only")?;

    // The default: an hour is long, and only the caller knows whether a person is waiting.
    fake.fault(Fault::quota_spent(next_hour));
    if let Err(error) = demo.tasks().stream().await {
        writeln!(out, "Return at once:")?;
        for line in wrap(&error.to_string(), 76) {
            writeln!(out, "   {line}")?;
        }
        if let (true, Some(time)) = (error.is_quota(), error.retry_after()) {
            writeln!(out, "   for a program: is_quota() is true, retry_after() is {} s", time.as_secs())?;
        }
    }

    // A nightly job can wait. If the next hour is farther away than the limit, the call fails at once, as above.
    fake.fault(Fault::quota_spent(next_hour));
    let stream = demo.tasks().stream().quota(QuotaPolicy::WaitUpTo(Duration::from_secs(3600)));
    let all = stream.await?.try_collect().await?;
    writeln!(out, "Wait:\n   {} tasks, after one refused request and one successful one", all.len())?;
    // The setting for all calls of a client: `Client::builder().quota(QuotaPolicy::WaitUpTo(…))`.
    Ok(())
}

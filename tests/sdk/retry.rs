//! Retries: which requests are sent again, how often, and after which backoff.

mod backoff;
mod reads;
mod writes;

use std::sync::Arc;

use focus_api::{ClientBuilder, RetryPolicy, Tasks};
use focus_fake::FakeFocus;
use focus_tests::{ManualClock, builder, tasks_of};

/// Returns tasks through a client whose backoff takes no time and has no jitter.
fn steady(fake: &FakeFocus) -> (Tasks, ManualClock) {
    with(fake, |builder| builder.retry(RetryPolicy::default().jitter(false)))
}

/// As [`steady`], with further settings of the client.
fn with(fake: &FakeFocus, settings: impl FnOnce(ClientBuilder) -> ClientBuilder) -> (Tasks, ManualClock) {
    let clock = ManualClock::default();
    (tasks_of(fake, settings(builder(fake).clock(Arc::new(clock.clone())))), clock)
}

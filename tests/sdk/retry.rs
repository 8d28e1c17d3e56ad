//! When a request is sent again: what leaves, how often, and after which pauses.

mod pauses;
mod reads;
mod writes;

use std::sync::Arc;

use focus_api::{ClientBuilder, RetryPolicy, Tasks};
use focus_fake::FakeFocus;
use focus_tests::{ManualClock, builder, tasks_of};

/// Tasks of this server by a client whose pauses take no time and are not random.
fn steady(fake: &FakeFocus) -> (Tasks, ManualClock) {
    with(fake, |builder| builder.retry(RetryPolicy::default().jitter(false)))
}

/// As [`steady`], with settings.
fn with(fake: &FakeFocus, settings: impl FnOnce(ClientBuilder) -> ClientBuilder) -> (Tasks, ManualClock) {
    let clock = ManualClock::default();
    (tasks_of(fake, settings(builder(fake).clock(Arc::new(clock.clone())))), clock)
}

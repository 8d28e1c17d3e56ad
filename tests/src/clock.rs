//! [`ManualClock`]: waits end at once and are recorded.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use focus_api::options::Clock;

/// A clock whose waits take no time and are recorded.
#[derive(Clone, Debug)]
pub struct ManualClock {
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    now: Instant,
    pauses: Vec<Duration>,
}

impl Default for ManualClock {
    fn default() -> Self {
        Self { state: Arc::new(Mutex::new(State { now: Instant::now(), pauses: Vec::new() })) }
    }
}

impl ManualClock {
    /// Returns the recorded waits, in order.
    #[must_use]
    pub fn pauses(&self) -> Vec<Duration> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).pauses.clone()
    }

    /// Advances the time.
    pub fn advance(&self, time: Duration) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).now += time;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Instant {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).now
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.now += duration;
        state.pauses.push(duration);
        Box::pin(std::future::ready(()))
    }
}

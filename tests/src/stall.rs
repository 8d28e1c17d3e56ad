//! [`time_out_at`]: a time-out ends as soon as a response has stalled, without real time.
//!
//! [`crate::ManualClock`] replaces the waits of the client itself; the time-outs of a request use tokio's clock.

use std::future::IntoFuture;
use std::pin::pin;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use focus_fake::Gate;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::{task, time};

/// A timer ends up to a millisecond late.
const ROUNDING: Duration = Duration::from_millis(1);
/// How long a stalled call may last in real time before the clock advances again.
const PATIENCE: Duration = Duration::from_secs(2);

/// Tokio's clock, which advances only when a test advances it.
#[derive(Debug)]
pub struct HeldClock {
    end: mpsc::Sender<()>,
    overdue: Arc<Notify>,
    blocking: JoinHandle<()>,
}

impl HeldClock {
    /// Pauses the clock of the runtime.
    ///
    /// # Panics
    /// If the clock is already paused, or the runtime has several threads.
    #[must_use]
    pub fn pause() -> Self {
        let (end, ended) = mpsc::channel();
        let overdue = Arc::new(Notify::new());
        let waiting = Arc::clone(&overdue);
        // While a blocking task runs, tokio does not advance a paused clock by itself.
        let blocking = task::spawn_blocking(move || {
            while ended.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
                waiting.notify_one();
            }
        });
        time::pause();
        Self { end, overdue, blocking }
    }

    /// Lets the clock run again.
    pub async fn resume(self) {
        time::resume();
        drop(self.end);
        drop(self.blocking.await);
    }
}

/// Lets the other tasks run, and the client read what has arrived.
pub async fn settle() {
    for _ in 0..100 {
        task::yield_now().await;
    }
}

/// Awaits a call, and lets `limit` pass on tokio's clock whenever a response arrives at the gate. Between arrivals the
/// clock is paused, so that a response always stalls before its time-out ends, also on a slow machine.
///
/// # Panics
/// As [`HeldClock::pause`].
pub async fn time_out_at<T>(gate: &Gate, limit: Duration, call: impl IntoFuture<Output = T>) -> T {
    let clock = HeldClock::pause();
    let mut call = pin!(call.into_future());
    let mut stalled = gate.arrived();
    let result = loop {
        tokio::select! {
            biased;
            result = &mut call => break result,
            () = gate.arrivals(stalled + 1) => stalled += 1,
            // The client read the last bytes after the clock had advanced, and only then started its timer.
            () = clock.overdue.notified(), if stalled > 0 => {}
        }
        tokio::select! {
            biased;
            result = &mut call => break result,
            () = settle() => time::advance(limit + ROUNDING).await,
        }
    };
    clock.resume().await;
    result
}

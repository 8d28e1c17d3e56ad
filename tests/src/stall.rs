//! [`time_out_at`]: a time-out ends as soon as a response has stalled, without real time.
//!
//! [`crate::ManualClock`] replaces the waits of the client itself; the time-outs of a request use tokio's clock.

use std::future::IntoFuture;
use std::pin::pin;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use focus_fake::Gate;
use tokio::sync::Notify;
use tokio::{task, time};

/// A timer ends up to a millisecond late.
const ROUNDING: Duration = Duration::from_millis(1);
/// How long a stalled call may last in real time before the clock advances again.
const PATIENCE: Duration = Duration::from_secs(2);

/// Awaits a call, and lets `limit` pass on tokio's clock whenever a response arrives at the gate. Otherwise the clock
/// stands still, so that on a slow machine too no time-out ends before the response has stalled.
///
/// # Panics
/// If the clock is already paused, or the runtime has several threads.
pub async fn time_out_at<T>(gate: &Gate, limit: Duration, call: impl IntoFuture<Output = T>) -> T {
    let (end, ended) = mpsc::channel::<()>();
    let overdue = Arc::new(Notify::new());
    let waiting = Arc::clone(&overdue);
    // While a blocking task runs, tokio does not advance a paused clock by itself.
    let blocking = task::spawn_blocking(move || {
        while ended.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
            waiting.notify_one();
        }
    });
    time::pause();
    let mut call = pin!(call.into_future());
    let mut stalled = gate.arrived();
    let result = loop {
        tokio::select! {
            biased;
            result = &mut call => break result,
            () = gate.arrivals(stalled + 1) => stalled += 1,
            // The client read the last bytes after the clock had advanced, and only then started its timer.
            () = overdue.notified(), if stalled > 0 => {}
        }
        // The client reads what the server has sent before the stall.
        let settled = async {
            for _ in 0..100 {
                task::yield_now().await;
            }
        };
        tokio::select! {
            biased;
            result = &mut call => break result,
            () = settled => time::advance(limit + ROUNDING).await,
        }
    };
    time::resume();
    drop(end);
    drop(blocking.await);
    result
}

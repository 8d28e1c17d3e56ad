//! [`Clock`]: the source of time, which tests can replace.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

/// A source of time. Set with [`ClientBuilder::clock`](crate::ClientBuilder::clock), so that tests need not wait.
///
/// ```
/// use std::pin::Pin;
/// use std::sync::Mutex;
/// use std::time::{Duration, Instant};
///
/// use focus_api::options::Clock;
///
/// /// A clock on which every wait ends at once.
/// #[derive(Debug)]
/// struct TestClock(Mutex<Instant>);
///
/// impl Clock for TestClock {
///     fn now(&self) -> Instant {
///         *self.0.lock().unwrap()
///     }
///
///     fn sleep(
///         &self,
///         duration: Duration,
///     ) -> Pin<Box<dyn Future<Output = ()> + Send>> {
///         *self.0.lock().unwrap() += duration;
///         Box::pin(std::future::ready(()))
///     }
/// }
/// ```
///
/// The client uses it for waits between attempts, for deadlines, and for the age of the known quota. Time-outs of
/// attempts use real time.
pub trait Clock: fmt::Debug + Send + Sync {
    /// Returns the current time.
    fn now(&self) -> Instant;

    /// Completes when `duration` has passed.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

/// The system clock, with tokio's timer. It is the default; see [`Clock`].
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(duration))
    }
}

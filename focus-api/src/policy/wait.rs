//! [`Wait`]: a wait before the next attempt, which is reported before it begins.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A wait before the next attempt of a call. Passed to the function of
/// [`ClientBuilder::on_wait`](crate::ClientBuilder::on_wait), which has an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Wait {
    /// The id of the operation.
    pub operation: &'static str,
    /// The reason of the wait.
    pub reason: WaitReason,
    /// The length of the wait.
    pub duration: Duration,
    /// The number of attempts so far.
    pub attempts: u32,
}

/// The reason of a [`Wait`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WaitReason {
    /// The quota is spent, and the call waits until it resets.
    Quota,
    /// The previous attempt failed, and the next one may succeed.
    Retry,
}

/// The function that is called before every wait.
#[derive(Clone)]
pub(crate) struct OnWait(pub(crate) Arc<dyn Fn(&Wait) + Send + Sync>);

impl fmt::Debug for OnWait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnWait")
    }
}

/// A wait before the next attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Delay {
    pub(crate) duration: Duration,
    pub(crate) reason: WaitReason,
}

impl Delay {
    /// Reports the wait to traces and to the callback.
    pub(crate) fn announce(self, operation: &'static str, attempts: u32, on_wait: Option<&OnWait>) {
        let wait_ms = u64::try_from(self.duration.as_millis()).unwrap_or(u64::MAX);
        match self.reason {
            WaitReason::Quota => tracing::info!(operation, attempts, wait_ms, "waiting for the quota to reset"),
            WaitReason::Retry => tracing::debug!(operation, attempts, wait_ms, "retrying after a wait"),
        }
        if let Some(OnWait(call)) = on_wait {
            call(&Wait { operation, reason: self.reason, duration: self.duration, attempts });
        }
    }
}

//! [`Wait`]: a pause before the next attempt, announced before it begins.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A pause before the next attempt of a call; see
/// [`ClientBuilder::on_wait`](crate::ClientBuilder::on_wait).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Wait {
    /// The operation, by its id in the API's document.
    pub operation: &'static str,
    /// Why the call waits.
    pub reason: WaitReason,
    /// How long it waits.
    pub duration: Duration,
    /// Attempts made so far.
    pub attempts: u32,
}

/// Why a call waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WaitReason {
    /// The quota is spent; the call waits until it resets.
    Quota,
    /// The last attempt failed; the next one may succeed.
    Retry,
}

/// The callback that is told of every wait.
#[derive(Clone)]
pub(crate) struct OnWait(pub(crate) Arc<dyn Fn(&Wait) + Send + Sync>);

impl fmt::Debug for OnWait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnWait")
    }
}

/// A decided pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Delay {
    pub(crate) duration: Duration,
    pub(crate) reason: WaitReason,
}

impl Delay {
    /// Announces the pause to traces and to the callback.
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

//! [`BulkProgress`]: the counters of a run.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The progress of a run. The first four counts add up to `total`. See the example of [`Bulk`](super::Bulk).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
// A stored value may be from a version with other counters.
#[serde(default)]
#[non_exhaustive]
pub struct BulkProgress {
    /// Inputs that took effect.
    pub done: usize,
    /// Inputs that were refused.
    pub rejected: usize,
    /// Inputs whose outcome is unknown.
    pub unknown: usize,
    /// Inputs that were not sent yet.
    pub not_sent: usize,
    /// All inputs.
    pub total: usize,
    /// Requests sent, including repeated ones.
    pub requests: u32,
}

impl BulkProgress {
    /// Returns the number of inputs that need no further request. See the example of [`Bulk`](super::Bulk).
    #[must_use]
    pub fn processed(&self) -> usize {
        // A stored value may have been edited.
        self.total.saturating_sub(self.not_sent)
    }
}

impl fmt::Display for BulkProgress {
    /// Writes `250 of 300 done, 50 not sent, 3 requests`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} done", self.done, self.total)?;
        for (count, what) in [(self.rejected, "rejected"), (self.unknown, "unknown"), (self.not_sent, "not sent")] {
            if count > 0 {
                write!(f, ", {count} {what}")?;
            }
        }
        write!(f, ", {} request{}", self.requests, if self.requests == 1 { "" } else { "s" })
    }
}

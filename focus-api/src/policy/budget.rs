//! [`RequestBudget`]: the number of requests that a bulk change may still send, including repeated ones.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// A number of requests that several calls share.
#[derive(Clone, Debug)]
pub(crate) struct RequestBudget(Arc<AtomicU32>);

impl RequestBudget {
    pub(crate) fn new(requests: u32) -> Self {
        Self(Arc::new(AtomicU32::new(requests)))
    }

    /// Takes one request out of the budget. Returns `false` if none is left.
    pub(crate) fn take(&self) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
    }
}

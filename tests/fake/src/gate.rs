//! [`Gate`]: a test decides when a stalled response continues.
//!
//! A gate replaces delays: the test waits until the response has arrived at the gate, does something else, and opens
//! the gate. [`crate::Fault::until`] decides which response waits.

use std::sync::Arc;

use tokio::sync::watch;

/// Stalls responses until it is opened.
///
/// ```
/// # use focus_fake::{FakeFocus, Fault, Gate};
/// # async fn example() {
/// let fake = FakeFocus::start().await;
/// let gate = Gate::new();
/// fake.fault(Fault::response().stall_before_head().until(&gate));
/// // … send a request from another task …
/// gate.arrivals(1).await; // the server has read the request
/// gate.open(); // now the response is sent
/// # }
/// ```
///
/// Clones share one state. At a gate that is never opened, responses wait until the client disconnects or the server
/// stops.
#[derive(Debug, Clone, Default)]
pub struct Gate {
    state: Arc<watch::Sender<State>>,
}

#[derive(Debug, Default)]
struct State {
    open: bool,
    arrivals: usize,
}

impl Gate {
    /// Returns a closed gate.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Opens the gate for every waiting response and every later one.
    pub fn open(&self) {
        self.state.send_modify(|state| state.open = true);
    }

    /// Returns whether the gate was opened.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state.borrow().open
    }

    /// Returns how many responses have arrived at the gate, including those that have passed it.
    ///
    /// A response that stalls when it is already complete does not count. The next request on its connection does, since
    /// it has to wait.
    #[must_use]
    pub fn arrived(&self) -> usize {
        self.state.borrow().arrivals
    }

    /// Waits until this many responses have arrived at the gate, including those that have passed it.
    pub async fn arrivals(&self, count: usize) {
        // The sender lives as long as `self`, so the wait ends only when the count is reached.
        let mut state = self.state.subscribe();
        drop(state.wait_for(|state| state.arrivals >= count).await);
    }

    /// Counts an arrival.
    pub(crate) fn arrive(&self) {
        self.state.send_modify(|state| state.arrivals += 1);
    }

    /// Waits until the gate is open.
    pub(crate) async fn opened(&self) {
        let mut state = self.state.subscribe();
        drop(state.wait_for(|state| state.open).await);
    }
}

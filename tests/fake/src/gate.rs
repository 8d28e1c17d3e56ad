//! [`Gate`]: lets a test decide when a held response continues.
//!
//! A gate replaces waiting by the clock: the test knows that the response has arrived at the gate, does something else,
//! and opens it. Which response waits is scripted with [`crate::Fault::until`].

use std::sync::Arc;

use tokio::sync::watch;

/// Holds responses back until it is opened.
///
/// ```
/// # use focus_fake::{FakeFocus, Fault, Gate};
/// # async fn example() {
/// let fake = FakeFocus::start().await;
/// let gate = Gate::new();
/// fake.fault(Fault::response().stall_before_head().until(&gate));
/// // … send a request from another task …
/// gate.arrivals(1).await; // the server has read the request and holds its response back
/// gate.open(); // now the response is sent
/// # }
/// ```
///
/// Clones share one state. A gate that is never opened holds its responses until the client or the server goes away.
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

    /// Opens the gate for every response that waits at it or will arrive at it.
    pub fn open(&self) {
        self.state.send_modify(|state| state.open = true);
    }

    /// Returns whether the gate was opened.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state.borrow().open
    }

    /// Waits until this many responses have arrived at the gate, those that passed it included.
    pub async fn arrivals(&self, count: usize) {
        // The sender lives as long as `self`, so the only outcome is that the count is reached.
        let mut state = self.state.subscribe();
        drop(state.wait_for(|state| state.arrivals >= count).await);
    }

    /// Waits until the gate is open.
    pub(crate) async fn pass(&self) {
        self.state.send_modify(|state| state.arrivals += 1);
        let mut state = self.state.subscribe();
        drop(state.wait_for(|state| state.open).await);
    }
}

//! The register of open connections: how many were accepted, which are idle, and which are to be closed.
//!
//! Reading and writing on a connection is in `connection.rs`.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

/// The maximum wait for a connection to close whose client does not read the end of its response.
const CLOSING_LIMIT: Duration = Duration::from_secs(2);

/// All connections of a server.
#[derive(Debug, Default)]
pub(crate) struct Connections {
    state: Mutex<State>,
    /// Wakes threads that wait for idle connections to end.
    changed: Condvar,
    /// Wakes idle connections, which then ask for their state.
    wake: watch::Sender<()>,
    /// The number of open connections, for tests that wait for it.
    open: watch::Sender<usize>,
}

#[derive(Debug, Default)]
struct State {
    accepted: u64,
    open: BTreeMap<u64, Entry>,
}

#[derive(Debug, Default)]
struct Entry {
    idle_since: Option<DateTime<Utc>>,
    /// To be closed normally as soon as it is idle.
    closing: bool,
    /// To be reset as soon as the client uses it again.
    expired: bool,
}

/// The action of an idle connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IdleState {
    Wait,
    Close,
    ResetOnUse,
}

impl Connections {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Registers a connection and returns its number, counted from 1.
    pub(crate) fn register(&self) -> u64 {
        let mut state = self.lock();
        state.accepted += 1;
        let number = state.accepted;
        state.open.insert(number, Entry::default());
        self.open.send_replace(state.open.len());
        number
    }

    /// Removes a connection that has ended.
    pub(crate) fn remove(&self, number: u64) {
        let mut state = self.lock();
        state.open.remove(&number);
        self.open.send_replace(state.open.len());
        self.changed.notify_all();
    }

    /// Records since when a connection is idle, or that it is not.
    pub(crate) fn set_idle(&self, number: u64, since: Option<DateTime<Utc>>) {
        if let Some(entry) = self.lock().open.get_mut(&number) {
            entry.idle_since = since;
        }
        self.changed.notify_all();
    }

    pub(crate) fn idle_state(&self, number: u64) -> IdleState {
        match self.lock().open.get(&number) {
            Some(Entry { closing: true, .. }) | None => IdleState::Close,
            Some(Entry { expired: true, .. }) => IdleState::ResetOnUse,
            Some(_) => IdleState::Wait,
        }
    }

    /// Returns a receiver that is woken whenever an idle connection should ask for its state.
    pub(crate) fn subscribe(&self) -> watch::Receiver<()> {
        self.wake.subscribe()
    }

    pub(crate) fn accepted(&self) -> u64 {
        self.lock().accepted
    }

    pub(crate) fn open(&self) -> usize {
        self.lock().open.len()
    }

    /// Waits until no connection is open.
    pub(crate) async fn none_open(&self) {
        let mut open = self.open.subscribe();
        drop(open.wait_for(|open| *open == 0).await);
    }

    /// Closes all connections: idle ones before this returns, the others after their response.
    pub(crate) fn close_all(&self) {
        self.close_where(|_| true);
    }

    /// Closes the connections that have been idle for this long.
    pub(crate) fn close_idle(&self, now: DateTime<Utc>, limit: TimeDelta) {
        self.close_where(|entry| entry.idle_since.is_some_and(|since| now - since >= limit));
    }

    /// Makes the next use of every open connection fail.
    pub(crate) fn expire_all(&self) {
        for entry in self.lock().open.values_mut() {
            entry.expired = true;
        }
    }

    fn close_where(&self, ends: impl Fn(&Entry) -> bool) {
        let mut state = self.lock();
        for entry in state.open.values_mut().filter(|entry| ends(entry)) {
            entry.closing = true;
        }
        self.wake.send_replace(());
        let is_waiting =
            |state: &mut State| state.open.values().any(|entry| entry.closing && entry.idle_since.is_some());
        let wait = self.changed.wait_timeout_while(state, CLOSING_LIMIT, |state| is_waiting(state));
        drop(wait.unwrap_or_else(PoisonError::into_inner));
    }
}

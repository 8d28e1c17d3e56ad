//! State that all connections and the test share: the settings, the seeded workspace, tasks, quota, recorded requests.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::auth::Keys;
use crate::builder::Settings;
use crate::clock::Clock;
use crate::error::trace_id;
use crate::fault::FaultQueue;
use crate::quota::Quota;
use crate::request_log::RecordedRequest;
use crate::store::Store;
use crate::wire::connections::Connections;
use crate::world::World;

/// Shared by the handle of the test and all connections.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) world: World,
    pub(crate) settings: Settings,
    pub(crate) connections: Connections,
    /// How many requests were read, for tests that wait for one.
    pub(crate) requests_read: watch::Sender<u64>,
    state: Mutex<State>,
}

/// The mutable state.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) clock: Clock,
    pub(crate) quota: Quota,
    pub(crate) keys: Keys,
    pub(crate) store: Store,
    pub(crate) faults: FaultQueue,
    /// The recorded requests with their numbers in order of arrival.
    pub(crate) requests: VecDeque<(u64, RecordedRequest)>,
    sequence: u64,
}

impl Shared {
    pub(crate) fn new(world: World, settings: Settings, store: Store) -> Self {
        let state = State {
            clock: Clock::new(),
            quota: Quota::new(settings.quota),
            keys: Keys::new(),
            store,
            faults: FaultQueue::default(),
            requests: VecDeque::new(),
            sequence: 0,
        };
        Self {
            world,
            settings,
            connections: Connections::default(),
            requests_read: watch::Sender::new(0),
            state: Mutex::new(state),
        }
    }

    /// Locks the state, also if the lock is poisoned: a failed assertion in one test thread must not fail the others.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records a request and returns its number.
    pub(crate) fn record(&self, request: RecordedRequest) -> u64 {
        let mut state = self.lock();
        let sequence = state.sequence;
        state.sequence += 1;
        state.requests.push_back((sequence, request));
        if state.requests.len() > self.settings.max_recorded_requests {
            state.requests.pop_front();
        }
        self.requests_read.send_replace(state.sequence);
        sequence
    }

    /// Changes the record of a request, unless the test has already taken it.
    pub(crate) fn update_record(&self, sequence: u64, update: impl FnOnce(&mut RecordedRequest)) {
        let mut state = self.lock();
        if let Some((_, request)) = state.requests.iter_mut().rev().find(|(number, _)| *number == sequence) {
            update(request);
        }
    }

    /// Returns a trace id for the response to bytes that are not a request.
    pub(crate) fn next_trace_id(&self) -> String {
        let mut state = self.lock();
        state.sequence += 1;
        trace_id(state.sequence - 1)
    }
}

//! The handle a test holds: addresses and keys to give to a client, a look at what it sent, and a hand in the state.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;

use crate::auth;
use crate::builder::{FakeFocusBuilder, Settings};
use crate::clock;
use crate::fault::Fault;
use crate::request_log::RecordedRequest;
use crate::server::Server;
use crate::service::Shared;
use crate::store::Store;
use crate::world::{self, World};

/// A running fake. It serves until it is dropped.
///
/// ```
/// # use focus_fake::FakeFocus;
/// # async fn example() {
/// let fake = FakeFocus::start().await;
/// let tasks = format!(
///     "{}/organizations/{}/workspaces/{}/tasks",
///     fake.base_url(),
///     fake.organization_id(),
///     fake.workspace_id(),
/// );
/// // … let a client call `tasks` with the key `fake.api_key()`, then look:
/// for request in fake.take_requests() {
///     println!("{} {:?}", request.method, request.operation);
/// }
/// # let _ = tasks;
/// # }
/// ```
#[derive(Debug)]
pub struct FakeFocus {
    shared: Arc<Shared>,
    server: Server,
    base_url: String,
}

impl FakeFocus {
    /// Starts a fake with 120 tasks and a quota no test reaches by accident.
    ///
    /// # Panics
    /// If no socket can be had.
    pub async fn start() -> Self {
        Self::builder().start().await
    }

    /// Decides more than [`FakeFocus::start`] does.
    pub fn builder() -> FakeFocusBuilder {
        FakeFocusBuilder::default()
    }

    pub(crate) fn from_settings(settings: Settings) -> io::Result<Self> {
        let world = World::agency();
        let store = Store::new(world::seed_tasks(&world, settings.tasks));
        let port = settings.port;
        let shared = Arc::new(Shared::new(world, settings, store));
        let server = Server::start(port, Arc::clone(&shared))?;
        let base_url = format!("http://{}/api", server.address);
        Ok(Self { shared, server, base_url })
    }

    /// What stands in the place of `https://focus.toggl.com/api`, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The address a person would copy from the browser while looking at the workspace.
    #[must_use]
    pub fn web_url(&self) -> String {
        let World { organization_id, workspace_id, .. } = self.shared.world;
        format!("http://{}/{organization_id}/workspaces/{workspace_id}/tasks", self.server.address)
    }

    /// The key the fake started with.
    #[must_use]
    pub fn api_key(&self) -> &str {
        auth::FIRST_KEY
    }

    /// The e-mail address and password that Basic authentication accepts.
    #[must_use]
    pub fn credentials(&self) -> (&str, &str) {
        (auth::EMAIL, auth::PASSWORD)
    }

    /// Makes the current key worthless: every further use answers 401.
    pub fn revoke_key(&self) {
        self.shared.lock().keys.revoke();
    }

    /// Issues a new key. As with the real service, the one before stops working.
    #[must_use]
    pub fn rotate_key(&self) -> String {
        self.shared.lock().keys.rotate()
    }

    /// The organization the key belongs to.
    #[must_use]
    pub fn organization_id(&self) -> i64 {
        self.shared.world.organization_id
    }

    /// The workspace with the tasks.
    #[must_use]
    pub fn workspace_id(&self) -> i64 {
        self.shared.world.workspace_id
    }

    /// An organization that answers 403.
    #[must_use]
    pub fn foreign_organization_id(&self) -> i64 {
        self.shared.world.foreign_organization_id
    }

    /// A workspace that answers 403.
    #[must_use]
    pub fn foreign_workspace_id(&self) -> i64 {
        self.shared.world.foreign_workspace_id
    }

    /// The projects, statuses, tags, people and so on of the workspace.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.shared.world
    }

    /// The day the seeded dates are relative to, 2 March 2026. It stays the same when the clock is advanced.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        clock::first_day()
    }

    /// The virtual time.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.shared.lock().clock.now()
    }

    /// Moves the virtual time on: the quota's window, and the timestamps of what is changed from now on.
    pub fn advance(&self, by: Duration) {
        self.shared.lock().clock.advance(by);
    }

    /// Starts a new quota window with this many requests.
    pub fn set_quota(&self, requests: u64) {
        self.shared.lock().quota.set(requests);
    }

    /// Requests left in the current window.
    #[must_use]
    pub fn quota_remaining(&self) -> u64 {
        let state = self.shared.lock();
        state.quota.remaining(state.clock.now())
    }

    /// Everything received so far, in order of arrival.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared.lock().requests.iter().map(|(_, request)| request.clone()).collect()
    }

    /// Everything received since the last call, in order of arrival.
    #[must_use]
    pub fn take_requests(&self) -> Vec<RecordedRequest> {
        std::mem::take(&mut self.shared.lock().requests).into_iter().map(|(_, request)| request).collect()
    }

    /// Scripts a fault for a request to come.
    pub fn fault(&self, fault: Fault) {
        self.shared.lock().faults.push(fault);
    }

    /// Faults that still wait for a request. A test that ends with some has not tested what it meant to.
    #[must_use]
    pub fn pending_faults(&self) -> usize {
        self.shared.lock().faults.len()
    }

    /// Forgets all scripted faults.
    pub fn clear_faults(&self) {
        self.shared.lock().faults.clear();
    }

    /// The stored state of a task, deleted ones included: its own fields, without what is looked up for an answer.
    #[must_use]
    pub fn task(&self, id: i64) -> Option<Value> {
        self.shared.lock().store.any(id).map(crate::task::Task::to_json)
    }

    /// The stored state of all tasks in order of id, deleted ones included.
    #[must_use]
    pub fn tasks(&self) -> Vec<Value> {
        self.shared.lock().store.all().map(crate::task::Task::to_json).collect()
    }

    /// Stores a task as it is, without any check, and says its id. Without `id` it gets the next free one; with one
    /// that is taken it replaces that task.
    ///
    /// Any key is kept and shown verbatim, unknown ones too; a key the fake would fill itself (`project`, `tags`,
    /// `parent`, a counter) keeps the given value. Two are taken apart: `time_blocks` (`id`, `start`, `seconds`,
    /// `completed`, `scheduled`) and `time_entries` (`id`, `start`, `seconds`) feed the filters and the counters. As for
    /// every task, `ghost_assignee_ids` is shown only on request, and the two
    /// `integration_…` fields never.
    ///
    /// ```
    /// # async fn example() {
    /// # let fake = focus_fake::FakeFocus::start().await;
    /// let id = fake.insert_task(serde_json::json!({ "name": "Odd one", "priority": "someday", "mood": 7 }));
    /// # let _ = id;
    /// # }
    /// ```
    ///
    /// # Panics
    /// If it is not an object.
    #[expect(clippy::must_use_candidate, reason = "storing is the point, the id is often known")]
    pub fn insert_task(&self, task: Value) -> i64 {
        match task {
            Value::Object(fields) => self.shared.lock().store.insert_json(fields),
            other => panic!("a task is an object, not {other}"),
        }
    }
}

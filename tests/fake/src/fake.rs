//! [`FakeFocus`], the handle of a test: addresses and keys for a client, virtual time, and scripted faults.
//!
//! Recorded requests and stored tasks are in `fake/inspect.rs`, connections in `fake/network.rs`.

mod inspect;
mod network;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::auth;
use crate::builder::{FakeFocusBuilder, Settings};
use crate::clock;
use crate::fault::Fault;
use crate::server::Server;
use crate::state::Shared;
use crate::store::Store;
use crate::world::World;

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
/// // … let a client call `tasks` with the key `fake.api_key()`, then check
/// // its requests:
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
    /// Starts a fake with 120 tasks and a quota of 100,000 requests per hour.
    ///
    /// # Panics
    /// If no socket can be opened.
    pub async fn start() -> Self {
        Self::builder().start().await
    }

    /// Returns a builder with default settings.
    pub fn builder() -> FakeFocusBuilder {
        FakeFocusBuilder::default()
    }

    pub(crate) fn from_settings(settings: Settings) -> io::Result<Self> {
        let world = World::agency();
        let store = Store::new(settings.seed.tasks(&world, settings.tasks));
        let port = settings.port;
        let shared = Arc::new(Shared::new(world, settings, store));
        let server = Server::start(port, Arc::clone(&shared))?;
        let base_url = format!("http://{}/api", server.address);
        Ok(Self { shared, server, base_url })
    }

    /// Returns the base URL, which replaces `https://focus.toggl.com/api`, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Returns scheme, host and port, as in `http://127.0.0.1:8080`. For example, [`crate::RedirectTarget::Origin`]
    /// with the origin of a second fake redirects to another host.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.server.address)
    }

    /// Returns the URL that a browser shows for the workspace.
    #[must_use]
    pub fn web_url(&self) -> String {
        let World { organization_id, workspace_id, .. } = self.shared.world;
        format!("http://{}/{organization_id}/workspaces/{workspace_id}/tasks", self.server.address)
    }

    /// Returns the key that the fake started with.
    #[must_use]
    pub fn api_key(&self) -> &str {
        auth::FIRST_KEY
    }

    /// Returns the e-mail address and the password that Basic authentication accepts.
    #[must_use]
    pub fn credentials(&self) -> (&str, &str) {
        (auth::EMAIL, auth::PASSWORD)
    }

    /// Revokes the current key: every later request with it gets a 401.
    pub fn revoke_key(&self) {
        self.shared.lock().keys.revoke();
    }

    /// Issues a new key and returns it. As with the real service, the previous key stops working.
    #[must_use]
    pub fn rotate_key(&self) -> String {
        self.shared.lock().keys.rotate()
    }

    /// Returns the organization that the key belongs to.
    #[must_use]
    pub fn organization_id(&self) -> i64 {
        self.shared.world.organization_id
    }

    /// Returns the workspace with the tasks.
    #[must_use]
    pub fn workspace_id(&self) -> i64 {
        self.shared.world.workspace_id
    }

    /// Returns an organization to which access is refused with 403.
    #[must_use]
    pub fn foreign_organization_id(&self) -> i64 {
        self.shared.world.foreign_organization_id
    }

    /// Returns a workspace to which access is refused with 403.
    #[must_use]
    pub fn foreign_workspace_id(&self) -> i64 {
        self.shared.world.foreign_workspace_id
    }

    /// Returns the projects, statuses, tags, people and so on of the workspace.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.shared.world
    }

    /// Returns the day that the seeded dates are relative to, 2 March 2026. [`FakeFocus::advance`] does not change it.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        clock::first_day()
    }

    /// Returns the virtual time, which is also the `Date` of every response.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.shared.lock().clock.now()
    }

    /// Advances the virtual time, which decides the quota window, the timestamps of later changes, and the idle time of
    /// connections ([`FakeFocusBuilder::close_idle_after`]).
    pub fn advance(&self, by: Duration) {
        let now = {
            let mut state = self.shared.lock();
            state.clock.advance(by);
            state.clock.now()
        };
        if let Some(limit) = self.shared.settings.close_idle_after {
            self.shared.connections.close_idle(now, TimeDelta::from_std(limit).unwrap_or(TimeDelta::MAX));
        }
    }

    /// Starts a new quota window with this many requests.
    pub fn set_quota(&self, requests: u64) {
        self.shared.lock().quota.set(requests);
    }

    /// Returns the requests left in the current window.
    #[must_use]
    pub fn quota_remaining(&self) -> u64 {
        let state = self.shared.lock();
        state.quota.remaining(state.clock.now())
    }

    /// Scripts a fault for a later request.
    pub fn fault(&self, fault: Fault) {
        self.shared.lock().faults.push(fault);
    }

    /// Returns how many faults still wait for a request. A test should end with none: a fault that is left was never
    /// tested.
    #[must_use]
    pub fn pending_faults(&self) -> usize {
        self.shared.lock().faults.len()
    }

    /// Removes all scripted faults.
    pub fn clear_faults(&self) {
        self.shared.lock().faults.clear();
    }
}

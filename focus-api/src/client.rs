//! [`Client`]: the connection to the service, and the way to a workspace.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use focus_api_raw as raw;
use focus_api_raw::types::{OrganizationId, WorkspaceId};

use crate::builder::ClientBuilder;
use crate::error::Error;
use crate::policy::{CallOptions, Quota};
use crate::transport::{Courier, Manner, Shared};
use crate::workspace::Workspace;

/// The connection to the service. Cheap to clone; clones share connections and what is known of the quota.
///
/// ```no_run
/// # fn example() -> Result<(), focus_api::Error> {
/// let client = focus_api::Client::from_env()?;
/// let tasks = client.workspace(1234, 5678).tasks();
/// # let _ = tasks; Ok(()) }
/// ```
#[derive(Clone)]
pub struct Client {
    pub(crate) shared: Arc<Shared>,
    pub(crate) raw: raw::Client,
}

impl Client {
    /// A client with this API key and everything else as it comes.
    ///
    /// # Errors
    /// A key that cannot be one: empty, a token of Toggl Track, or without the prefix `toggl_sk_`.
    pub fn new(api_key: impl Into<String>) -> Result<Self, Error> {
        Self::builder().api_key(api_key).build()
    }

    /// A client with the key from `TOGGL_FOCUS_API_TOKEN` and, if it is set, the base URL from `TOGGL_FOCUS_BASE_URL`.
    ///
    /// # Errors
    /// A missing variable, and what [`ClientBuilder::build`] refuses.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }

    /// For everything that can be set.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// A workspace, by the two numbers in the address of the web app:
    /// `https://focus.toggl.com/{organization}/workspaces/{workspace}/…`. [`Workspace::from_url`] takes the address itself.
    ///
    /// The service offers no way to list them. Numbers below 1 are refused when the first request is made.
    #[must_use]
    pub fn workspace(&self, organization: impl Into<OrganizationId>, workspace: impl Into<WorkspaceId>) -> Workspace {
        Workspace::new(self.clone(), organization.into(), workspace.into())
    }

    /// The workspace that `TOGGL_ORGANIZATION_ID` and `TOGGL_WORKSPACE_ID` name.
    ///
    /// # Errors
    /// A variable that is missing or no number above 0.
    pub fn workspace_from_env(&self) -> Result<Workspace, Error> {
        Workspace::from_env(self.clone())
    }

    /// What the service said of the quota with its latest answer; `None` before the first.
    ///
    /// Quotas are counted for each organization: see [`Workspace::quota`] when there is more than one.
    #[must_use]
    pub fn quota(&self) -> Option<Quota> {
        self.shared.quota.get(None, self.shared.clock.now())
    }

    /// How many requests this client and its clones have sent, repeated attempts included.
    ///
    /// What the service counts may be more: other programs with the same user share the quota.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.shared.requests.load(Ordering::Relaxed)
    }

    /// The generated client below this one, with the same key, retries and quota watch.
    ///
    /// It takes every parameter of the docs page, the superseded ones included, and decides nothing: a page with one
    /// unreadable task is an error there, and errors are [`focus_api_raw::Error`].
    #[must_use]
    pub fn raw(&self) -> raw::Client {
        let courier = Courier::new(self.shared.clone(), CallOptions::default(), Vec::new(), Manner::Typed);
        self.raw.with_middleware(Arc::new(courier))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base_url", &raw::ClientInfo::baseurl(&self.raw)).finish_non_exhaustive()
    }
}

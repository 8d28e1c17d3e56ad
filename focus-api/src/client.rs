//! [`Client`]: the connection to the service.
//!
//! Settings are `client/builder.rs`; handles for a workspace create themselves in `workspace.rs`.

mod builder;
mod credentials;
mod env;
mod url;

use std::fmt;
use std::sync::Arc;

use focus_api_raw as raw;
use secrecy::SecretString;

pub use builder::ClientBuilder;
pub(crate) use env::read_env;

use self::credentials::Credentials;
use crate::error::Error;
use crate::policy::Quota;
use crate::transport::{RawMiddleware, Transport};

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
    transport: Arc<Transport>,
    raw: raw::Client,
}

impl Client {
    /// Creates a client with this API key and default settings.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for text that cannot be a key: empty, a token of
    /// Toggl Track, or without the prefix `toggl_sk_`.
    pub fn new(api_key: impl Into<String>) -> Result<Self, Error> {
        Self::builder().api_key(api_key).build()
    }

    /// Creates a client with the key from `TOGGL_FOCUS_API_TOKEN` and, if it is set, the base URL from
    /// `TOGGL_FOCUS_BASE_URL`.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for a missing variable, and what
    /// [`ClientBuilder::build`] refuses.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }

    /// Returns a builder with default settings.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Returns a client with another API key and the same settings, which uses the same connections: for a key that is
    /// replaced while the program runs.
    ///
    /// ```
    /// # fn example(client: focus_api::Client) -> Result<(), focus_api::Error> {
    /// let client = client.with_api_key("toggl_sk_0123456789abcdef0123456789abcdef")?;
    /// # let _ = client; Ok(()) }
    /// ```
    ///
    /// Quota and counters begin anew, because the key may be another user's. Handles made before keep the old key.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for text that cannot be a key.
    pub fn with_api_key(&self, api_key: impl Into<String>) -> Result<Self, Error> {
        let credentials = Credentials::Key(SecretString::from(api_key.into()));
        let transport = self.transport.with_credentials(credentials.header()?, &credentials.secrets());
        Ok(Self::from_transport(transport, raw::ClientInfo::baseurl(&self.raw)))
    }

    /// Returns what the service said of the quota with its latest response; `None` before the first.
    ///
    /// Quotas are counted per organization: see [`Workspace::quota`](crate::Workspace::quota) where there is more than
    /// one.
    #[must_use]
    pub fn quota(&self) -> Option<Quota> {
        self.transport.quota.latest(self.transport.clock.now())
    }

    /// Returns how many requests this client and its clones have sent, repetitions and followed redirects included.
    ///
    /// Attempts without a connection are not counted. What the service counts may be more: other programs of the same user
    /// share the quota.
    #[must_use]
    pub fn requests_sent(&self) -> u64 {
        self.transport.requests_sent()
    }

    /// Returns the generated client, with the same key, retries and quota tracking.
    ///
    /// It offers every parameter of the docs page, the superseded ones included, and decides nothing: a page with one
    /// undecodable task is an error there, and errors are [`focus_api_raw::Error`].
    #[must_use]
    pub fn raw(&self) -> raw::Client {
        self.raw.with_middleware(Arc::new(RawMiddleware(self.transport.clone())))
    }

    /// Returns a client that sends through this transport, to addresses below `base_url`.
    fn from_transport(transport: Transport, base_url: &str) -> Self {
        let settings = raw::ClientSettings::new(transport.headers.clone());
        let raw = raw::Client::new_with_client(base_url, transport.http.clone(), settings);
        Self { transport: Arc::new(transport), raw }
    }

    /// Returns the transport that all calls share.
    pub(crate) fn transport(&self) -> &Arc<Transport> {
        &self.transport
    }

    /// Returns the generated client as the source of requests; sending is the transport's.
    pub(crate) fn raw_client(&self) -> &raw::Client {
        &self.raw
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base_url", &raw::ClientInfo::baseurl(&self.raw)).finish_non_exhaustive()
    }
}

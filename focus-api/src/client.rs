//! [`Client`]: the connection to the service.
//!
//! `client/builder.rs` has the settings; `workspace.rs` creates the handles for a workspace.

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

/// The connection to the service. It is cheap to clone, and clones share connections, counters and the known quota.
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
    /// ```
    /// use focus_api::Client;
    ///
    /// # fn example() -> Result<(), focus_api::Error> {
    /// let client = Client::new("toggl_sk_0123456789abcdef0123456789abcdef")?;
    /// # let _ = client; Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for text that is not a key: empty, a token of
    /// Toggl Track, or without the prefix `toggl_sk_`.
    pub fn new(api_key: impl Into<String>) -> Result<Self, Error> {
        Self::builder().api_key(api_key).build()
    }

    /// Creates a client with the key from `TOGGL_FOCUS_API_TOKEN` and, if it is set, the base URL from
    /// `TOGGL_FOCUS_BASE_URL`. See the example of [`Client`].
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for a missing variable, and those of
    /// [`ClientBuilder::build`].
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }

    /// Returns a builder with default settings. See the example of [`ClientBuilder`].
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Returns a client with another API key, the same settings and the same connections, for a key that is replaced
    /// while the program runs.
    ///
    /// ```
    /// # fn example(client: focus_api::Client) -> Result<(), focus_api::Error> {
    /// let client =
    ///     client.with_api_key("toggl_sk_0123456789abcdef0123456789abcdef")?;
    /// # let _ = client; Ok(()) }
    /// ```
    ///
    /// The known quota and the counters are reset, because the key may be another user's. Existing handles keep the old
    /// key.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for text that is not a key.
    pub fn with_api_key(&self, api_key: impl Into<String>) -> Result<Self, Error> {
        let credentials = Credentials::Key(SecretString::from(api_key.into()));
        let transport = self.transport.with_credentials(credentials.header()?, &credentials.secrets());
        Ok(Self::from_transport(transport, raw::ClientInfo::baseurl(&self.raw)))
    }

    /// Returns the quota of the latest response; `None` before the first response.
    ///
    /// ```no_run
    /// # async fn example(client: focus_api::Client) -> Result<(), focus_api::Error> {
    /// client.workspace(1234, 5678).tasks().get(4711).await?;
    /// if let Some(quota) = client.quota() {
    ///     println!(
    ///         "{:?} requests left, {} sent",
    ///         quota.remaining,
    ///         client.requests_sent()
    ///     );
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// The service counts requests per organization: with more than one, use
    /// [`Workspace::quota`](crate::Workspace::quota).
    #[must_use]
    pub fn quota(&self) -> Option<Quota> {
        self.transport.quota.latest(self.transport.clock.now())
    }

    /// Returns the number of requests that this client and its clones have sent, including repeated requests and
    /// followed redirects. See the example of [`quota`](Self::quota).
    ///
    /// Attempts that made no connection are not counted. A call that is dropped while it waits for a response is counted,
    /// because its request may have been sent. Other programs of the same user spend the same quota.
    #[must_use]
    pub fn requests_sent(&self) -> u64 {
        self.transport.requests_sent()
    }

    /// Returns the generated client, with the same key, retries and quota tracking.
    ///
    /// ```no_run
    /// # async fn example(client: focus_api::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let raw = client.raw();
    /// let call = raw.get_task().organization_id(1234).workspace_id(5678);
    /// let task = call.task_id(4711).send().await?;
    /// println!("{:?}", task.name);
    /// # Ok(()) }
    /// ```
    ///
    /// It has every parameter of the docs page, including superseded ones. A page with one undecodable task is an
    /// error, errors are [`focus_api_raw::Error`], whose texts may contain the response, and the size of a response is not
    /// limited.
    #[must_use]
    pub fn raw(&self) -> raw::Client {
        self.raw.with_middleware(Arc::new(RawMiddleware(self.transport.clone())))
    }

    /// Creates a client that sends through this transport to URLs below `base_url`.
    fn from_transport(transport: Transport, base_url: &str) -> Self {
        let settings = raw::ClientSettings::new(transport.headers.clone());
        let raw = raw::Client::new_with_client(base_url, transport.http.clone(), settings);
        Self { transport: Arc::new(transport), raw }
    }

    /// Returns the transport that all calls share.
    pub(crate) fn transport(&self) -> &Arc<Transport> {
        &self.transport
    }

    /// Returns the generated client, which builds requests. The transport sends them.
    pub(crate) fn raw_client(&self) -> &raw::Client {
        &self.raw
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The path of the URL may contain the key.
        let base_url = self.transport.redactor.without_secrets(raw::ClientInfo::baseurl(&self.raw));
        f.debug_struct("Client").field("base_url", &base_url).finish_non_exhaustive()
    }
}

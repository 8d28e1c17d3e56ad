//! [`ClientBuilder`]: everything that can be set, checked before the first request.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use focus_api_raw as raw;
use reqwest::header::HeaderValue;
use reqwest::redirect;
use secrecy::SecretString;
use url::{Host, Url};

use crate::client::Client;
use crate::clock::{Clock, SystemClock};
use crate::credentials::Credentials;
use crate::error::Error;
use crate::policy::{QuotaLog, QuotaPolicy, RetryPolicy};
use crate::transport::{ArrayEncoding, Shared};

/// Where the public service is.
pub(crate) const SERVICE: &str = "https://focus.toggl.com/api";

/// Settings of a [`Client`].
///
/// ```
/// use std::time::Duration;
/// use focus_api::{Client, QuotaPolicy, RetryPolicy};
///
/// let client = Client::builder()
///     .api_key("toggl_sk_0123456789abcdef0123456789abcdef")
///     .timeout(Duration::from_secs(20))
///     .retry(RetryPolicy::default().max_retries(3))
///     .quota(QuotaPolicy::WaitUpTo(Duration::from_secs(3600)))
///     .build()?;
/// # let _ = client;
/// # Ok::<(), focus_api::Error>(())
/// ```
#[must_use]
pub struct ClientBuilder {
    credentials: Option<Credentials>,
    base_url: String,
    plain_http: bool,
    user_agent: Option<String>,
    timeout: Duration,
    connect_timeout: Duration,
    idle_timeout: Duration,
    retry: RetryPolicy,
    quota: QuotaPolicy,
    arrays: ArrayEncoding,
    filter_guard: bool,
    http: Option<reqwest::Client>,
    clock: Arc<dyn Clock>,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            credentials: None,
            base_url: SERVICE.to_owned(),
            plain_http: false,
            user_agent: None,
            timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(30),
            retry: RetryPolicy::default(),
            quota: QuotaPolicy::default(),
            arrays: ArrayEncoding::default(),
            filter_guard: true,
            http: None,
            clock: Arc::new(SystemClock),
        }
    }
}

impl ClientBuilder {
    /// Starts with `TOGGL_FOCUS_API_TOKEN` and, if it is set, `TOGGL_FOCUS_BASE_URL`.
    ///
    /// # Errors
    /// A missing or unreadable variable.
    pub fn from_env() -> Result<Self, Error> {
        let mut builder = Self::default().api_key(variable("TOGGL_FOCUS_API_TOKEN")?);
        if std::env::var_os("TOGGL_FOCUS_BASE_URL").is_some() {
            builder = builder.base_url(variable("TOGGL_FOCUS_BASE_URL")?);
        }
        Ok(builder)
    }

    /// The API key: `toggl_sk_` and 32 hex digits.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.credentials = Some(Credentials::Key(SecretString::from(key.into())));
        self
    }

    /// Email address and password, which the docs page shows. A key is the better way: it can be revoked by itself.
    pub fn basic(mut self, email: impl Into<String>, password: impl Into<String>) -> Self {
        let (email, password) = (email.into(), SecretString::from(password.into()));
        self.credentials = Some(Credentials::Basic { email, password });
        self
    }

    /// Where the service is, `https://focus.toggl.com/api` by default. A path is kept, a slash at its end does not matter.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// Allows plain http to other machines, which sends the key readably. To this machine it is always allowed.
    pub fn allow_plain_http(mut self, yes: bool) -> Self {
        self.plain_http = yes;
        self
    }

    /// The `User-Agent` header: name your program and a way to reach you.
    pub fn user_agent(mut self, text: impl Into<String>) -> Self {
        self.user_agent = Some(text.into());
        self
    }

    /// How long one attempt may take from request to last byte, 60 seconds by default. Streams have no such limit.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long connecting may take, 10 seconds by default. Without effect on an HTTP client of your own.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long a stream may stand still before its first piece and between two, 30 seconds by default; this is what ends
    /// one that hangs. Other answers have their [`timeout`](Self::timeout). Without effect on an HTTP client of your own.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// When to send again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// What to do when the quota is spent; to fail by default.
    pub fn quota(mut self, policy: QuotaPolicy) -> Self {
        self.quota = policy;
        self
    }

    /// How query parameters with several values are spelled.
    pub fn array_encoding(mut self, encoding: ArrayEncoding) -> Self {
        self.arrays = encoding;
        self
    }

    /// Whether lists are checked against their filters, on by default; see
    /// [`ErrorKind::FilterIgnored`](crate::ErrorKind::FilterIgnored).
    pub fn filter_guard(mut self, on: bool) -> Self {
        self.filter_guard = on;
        self
    }

    /// An HTTP client of your own, for proxies, certificates or HTTP/2.
    ///
    /// Its time-outs and redirects are then yours to set. Ours follows no redirect to another host, and none that would
    /// turn a change into a read.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// Another clock, for tests.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Checks everything and makes the client. Sends nothing.
    ///
    /// # Errors
    /// No key or one that cannot be right, a base URL that is none or would send the key readably to another machine, a
    /// user agent that no header can hold, a TLS set-up that fails.
    pub fn build(self) -> Result<Client, Error> {
        let credentials = self.credentials.as_ref().ok_or_else(|| {
            Error::configuration("no API key: call `api_key`, or set TOGGL_FOCUS_API_TOKEN and use `from_env`")
        })?;
        let base_url = checked_base_url(&self.base_url, self.plain_http)?;
        let mut headers = raw::RequestHeaders::new(credentials.header()?);
        if let Some(text) = &self.user_agent {
            let value = HeaderValue::from_str(text)
                .map_err(|error| Error::configuration_from("the user agent cannot be sent as a header", error))?;
            headers = headers.with_user_agent(value);
        }
        let settings = || {
            let redirects = redirect::Policy::custom(careful);
            reqwest::Client::builder().connect_timeout(self.connect_timeout).redirect(redirects)
        };
        let unfit = |error| Error::configuration_from("the HTTP client cannot be set up", error);
        // Two, because a client cannot be told for one request not to give up on an answer that stands still, and drafting
        // tasks takes the service its time.
        let (http, streaming) = match self.http {
            Some(client) => (client, None),
            None => {
                let streaming = settings().read_timeout(self.idle_timeout).build().map_err(unfit)?;
                (settings().build().map_err(unfit)?, Some(streaming))
            }
        };
        let shared = Shared {
            clock: self.clock,
            quota: QuotaLog::default(),
            quota_policy: self.quota,
            retry: self.retry,
            timeout: self.timeout,
            arrays: self.arrays,
            filter_guard: self.filter_guard,
            streaming,
            requests: AtomicU64::new(0),
        };
        let raw = raw::Client::new_with_client(&base_url, http, raw::ClientSettings::new(headers));
        Ok(Client { shared: Arc::new(shared), raw })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not checked yet: it may hold a password, or a key in its query.
        let place =
            Url::parse(&self.base_url).map(|url| format!("{}{}", url.origin().ascii_serialization(), url.path()));
        f.debug_struct("ClientBuilder").field("base_url", &place.unwrap_or_default()).finish_non_exhaustive()
    }
}

/// Reads an environment variable, never showing its value.
pub(crate) fn variable(name: &str) -> Result<String, Error> {
    std::env::var(name).map_err(|error| match error {
        std::env::VarError::NotPresent => Error::configuration(format!("the environment variable {name} is not set")),
        std::env::VarError::NotUnicode(_) => {
            Error::configuration(format!("the environment variable {name} is not text"))
        }
    })
}

fn checked_base_url(text: &str, plain_http: bool) -> Result<String, Error> {
    let refuse = |what: &str| Err(Error::configuration(format!("the base URL {what}; the service is at {SERVICE}")));
    let Ok(url) = Url::parse(text.trim()) else { return refuse("is no web address") };
    match url.scheme() {
        "https" => {}
        "http" if plain_http || is_this_machine(&url) => {}
        "http" => return refuse("would send the key readably: use https, or call `allow_plain_http`"),
        _ => return refuse("must begin with https://"),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("must not hold a user name or password");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("must not have a query or fragment");
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Follows a redirect only on the same host, and only where method and body stay what they are. Anything else becomes
/// the answer, which the caller sees as an error.
fn careful(attempt: redirect::Attempt<'_>) -> redirect::Action {
    let keeps_method = matches!(attempt.status().as_u16(), 307 | 308);
    let same_place = attempt.previous().last().is_some_and(|from| from.origin() == attempt.url().origin());
    if keeps_method && same_place && attempt.previous().len() <= 5 { attempt.follow() } else { attempt.stop() }
}

//! [`ClientBuilder`]: the settings of a client, which are validated before the first request.
//!
//! `client/credentials.rs` validates credentials, `client/url.rs` the base URL.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use focus_api_raw as raw;
use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::redirect;
use secrecy::SecretString;
use url::Url;

use super::credentials::Credentials;
use super::url::{SERVICE_URL, authority, is_loopback, validate_base_url};
use super::{Client, read_env};
use crate::error::Error;
use crate::policy::{Clock, OnWait, QuotaPolicy, QuotaTracker, RetryPolicy, SystemClock, Wait};
use crate::redact::{Redactor, header_secrets};
use crate::transport::{ArrayEncoding, Settings, Transport, add_headers};

/// The time after which an idle connection is closed. Common servers close idle connections after 5 seconds, and a
/// request on a connection that is being closed has an unknown outcome.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(4);

/// The default time-out of one attempt.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The default size limit of a response that is read into memory.
const MAX_RESPONSE_BYTES: usize = 64 * 1024 * 1024;

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
    allow_insecure_http: bool,
    user_agent: Option<String>,
    timeout: Option<Duration>,
    connect_timeout: Duration,
    idle_timeout: Duration,
    max_response_bytes: usize,
    retry: RetryPolicy,
    quota: QuotaPolicy,
    quota_check: bool,
    arrays: ArrayEncoding,
    filter_guard: bool,
    http: Option<reqwest::Client>,
    configure_http: Option<ConfigureHttp>,
    clock: Arc<dyn Clock>,
    on_wait: Option<OnWait>,
    extra_headers: Vec<(String, String)>,
}

type ConfigureHttp = Box<dyn FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send>;

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            credentials: None,
            base_url: SERVICE_URL.to_owned(),
            allow_insecure_http: false,
            user_agent: None,
            timeout: None,
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(30),
            max_response_bytes: MAX_RESPONSE_BYTES,
            retry: RetryPolicy::default(),
            quota: QuotaPolicy::default(),
            quota_check: false,
            arrays: ArrayEncoding::default(),
            filter_guard: true,
            http: None,
            configure_http: None,
            clock: Arc::new(SystemClock),
            on_wait: None,
            extra_headers: Vec::new(),
        }
    }
}

/// # Settings
///
/// See the example of [`ClientBuilder`].
impl ClientBuilder {
    /// Returns a builder with the key from `TOGGL_FOCUS_API_TOKEN` and, if it is set, the base URL from
    /// `TOGGL_FOCUS_BASE_URL`.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for a variable that is missing or not valid
    /// Unicode.
    pub fn from_env() -> Result<Self, Error> {
        let mut builder = Self::default().api_key(read_env("TOGGL_FOCUS_API_TOKEN")?);
        if std::env::var_os("TOGGL_FOCUS_BASE_URL").is_some() {
            builder = builder.base_url(read_env("TOGGL_FOCUS_BASE_URL")?);
        }
        Ok(builder)
    }

    /// Sets the API key: `toggl_sk_` and 32 hex digits.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.credentials = Some(Credentials::Key(SecretString::from(key.into())));
        self
    }

    /// Sets email address and password, which the docs page uses. Prefer a key, which can be revoked separately.
    pub fn basic_auth(mut self, email: impl Into<String>, password: impl Into<String>) -> Self {
        let (email, password) = (email.into(), SecretString::from(password.into()));
        self.credentials = Some(Credentials::Basic { email, password });
        self
    }

    /// Sets the base URL, `https://focus.toggl.com/api` by default. It may have a path; a slash at its end is ignored.
    /// Requests to a loopback address do not use a proxy.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// Allows unencrypted http to other hosts, which exposes the key. Loopback addresses are always allowed.
    pub fn allow_insecure_http(mut self, yes: bool) -> Self {
        self.allow_insecure_http = yes;
        self
    }

    /// Sets the `User-Agent` header. It should name the program and a contact.
    pub fn user_agent(mut self, text: impl Into<String>) -> Self {
        self.user_agent = Some(text.into());
        self
    }

    /// Sets the time-out of one attempt, from sending the request to the last byte of the response.
    ///
    /// The default is 60 seconds, and 120 for drafts. Streams have no such limit; see
    /// [`idle_timeout`](Self::idle_timeout). A custom [`http_client`](Self::http_client) uses its own time-out unless
    /// this is set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the time-out for making a connection, 10 seconds by default. It has no effect on a custom
    /// [`http_client`](Self::http_client).
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets the time-out of a stream without data, before its first bytes and between two chunks. The default is 30
    /// seconds.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// Sets the maximum size of a response that is read into memory, after decompression. The default is 64 MiB.
    /// Streams have a limit per task instead. A larger response is an error that names this limit.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// Sets when a request is retried.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets whether a call waits when the quota is spent. By default it returns an error.
    pub fn quota(mut self, policy: QuotaPolicy) -> Self {
        self.quota = policy;
        self
    }

    /// Sets whether a call whose quota is known to be spent sends no request before the quota resets: it waits as
    /// [`quota`](Self::quota) says, or returns an error. Off by default, because the known value may be out of date.
    pub fn quota_check(mut self, on: bool) -> Self {
        self.quota_check = on;
        self
    }

    /// Sets a function that is called before every wait, for the quota or for a retry.
    ///
    /// ```
    /// # let builder = focus_api::Client::builder();
    /// let builder =
    ///     builder.on_wait(|wait| eprintln!("waiting {:?}", wait.duration));
    /// # let _ = builder;
    /// ```
    pub fn on_wait(mut self, call: impl Fn(&Wait) + Send + Sync + 'static) -> Self {
        self.on_wait = Some(OnWait(Arc::new(call)));
        self
    }

    /// Adds a header to every request, or replaces one.
    /// [`CallOptions::extra_header`](crate::options::CallOptions::extra_header) overrides it for one call. Errors do not
    /// show the value if the name contains `auth`, `cookie`, `credential`, `key`, `password`, `secret`, `session` or
    /// `token`.
    pub fn extra_header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.extra_headers.push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    /// Sets how query parameters with several values are written; see [`ArrayEncoding`].
    pub fn array_encoding(mut self, encoding: ArrayEncoding) -> Self {
        self.arrays = encoding;
        self
    }

    /// Sets whether lists are checked against their filters, which is on by default; see
    /// [`ErrorKind::FilterIgnored`](crate::ErrorKind::FilterIgnored).
    pub fn filter_guard(mut self, on: bool) -> Self {
        self.filter_guard = on;
        self
    }

    /// Configures the HTTP client that this crate creates: proxies, certificates, DNS.
    ///
    /// ```no_run
    /// # fn example(proxy: focus_api::reqwest::Proxy) -> Result<(), focus_api::Error> {
    /// let client = focus_api::Client::builder()
    ///     .api_key("toggl_sk_0123456789abcdef0123456789abcdef")
    ///     .configure_http(|http| http.proxy(proxy))
    ///     .build()?;
    /// # let _ = client; Ok(()) }
    /// ```
    ///
    /// The rules for redirects, idle connections and loopback addresses are applied afterwards and cannot be changed.
    pub fn configure_http(
        mut self,
        configure: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + 'static,
    ) -> Self {
        self.configure_http = Some(Box::new(configure));
        self
    }

    /// Sets a custom HTTP client. Its time-outs, redirects, connection pool and proxies are then the caller's
    /// responsibility; prefer [`configure_http`](Self::configure_http).
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// Sets another clock, for tests; see [`Clock`].
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Validates the settings and creates the client. Sends nothing.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for a missing or invalid key, a base URL that is
    /// invalid or would send the key unencrypted to another host, a user agent that is not a valid header value, https
    /// in a build without TLS, and a failed set-up of TLS.
    pub fn build(self) -> Result<Client, Error> {
        let credentials = self.credentials.as_ref().ok_or_else(|| {
            Error::configuration("no API key is set: call `api_key`, or set TOGGL_FOCUS_API_TOKEN and use `from_env`")
        })?;
        let base_url = validate_base_url(&self.base_url, self.allow_insecure_http)?;
        let mut headers = raw::RequestHeaders::new(credentials.header()?);
        if let Some(text) = &self.user_agent {
            let value = HeaderValue::from_str(text)
                .map_err(|error| Error::configuration_from("the user agent is not a valid header value", error))?;
            headers = headers.with_user_agent(value);
        }
        let mut extra_headers = HeaderMap::new();
        add_headers(&mut extra_headers, &self.extra_headers).map_err(Error::configuration)?;
        let mut secrets = credentials.secrets();
        let header_secrets = header_secrets(&self.extra_headers);
        secrets.extend(header_secrets.iter().cloned());
        let is_custom = self.http.is_some();
        let http = match self.http {
            Some(client) => client,
            None => {
                require_tls(&base_url, cfg!(any(feature = "rustls", feature = "native-tls")))?;
                let http = reqwest::Client::builder().connect_timeout(self.connect_timeout);
                let http = match self.configure_http {
                    Some(configure) => configure(http),
                    None => http,
                };
                // The transport follows redirects, because it counts requests.
                let http = http.redirect(redirect::Policy::none()).pool_idle_timeout(POOL_IDLE_TIMEOUT);
                let http = if is_loopback(&base_url) { http.no_proxy() } else { http };
                http.build().map_err(|error| Error::configuration_from("the HTTP client cannot be set up", error))?
            }
        };
        let settings = Settings {
            retry: self.retry,
            quota: self.quota,
            quota_check: self.quota_check,
            timeout: self.timeout.or((!is_custom).then_some(TIMEOUT)),
            timeout_is_explicit: self.timeout.is_some() || is_custom,
            idle_timeout: Some(self.idle_timeout),
            max_response_bytes: self.max_response_bytes,
            arrays: self.arrays,
            filter_guard: self.filter_guard,
            follow_redirects: !is_custom,
            on_wait: self.on_wait,
            extra_headers,
            header_secrets,
        };
        let transport = Transport {
            http,
            headers,
            authority: authority(&base_url).into(),
            clock: self.clock,
            redactor: Arc::new(Redactor::new(&secrets)),
            settings,
            quota: QuotaTracker::default(),
            requests_sent: AtomicU64::new(0),
        };
        Ok(Client::from_transport(transport, base_url.as_str().trim_end_matches('/')))
    }
}

/// Refuses https in a build without TLS, so that not every request fails.
fn require_tls(base_url: &Url, has_tls: bool) -> Result<(), Error> {
    if has_tls || base_url.scheme() == "http" {
        return Ok(());
    }
    Err(Error::configuration("https needs TLS: enable the feature `rustls` or `native-tls` of focus-api"))
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL is not validated yet, and may contain a password or a key.
        let shown =
            Url::parse(&self.base_url).map(|url| format!("{}{}", url.origin().ascii_serialization(), url.path()));
        let shown = Redactor::default().without_secrets(&shown.unwrap_or_default());
        f.debug_struct("ClientBuilder").field("base_url", &shown).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_without_tls_names_the_feature_that_https_needs() {
        let https = Url::parse(SERVICE_URL).unwrap();
        let error = require_tls(&https, false).unwrap_err();
        assert_eq!(error.kind(), crate::ErrorKind::Configuration);
        assert!(error.to_string().contains("`rustls` or `native-tls` of focus-api"), "{error}");
        assert!(require_tls(&https, true).is_ok());
        assert!(require_tls(&Url::parse("http://127.0.0.1:1/api").unwrap(), false).is_ok());
    }

    #[test]
    fn a_client_for_https_can_be_built_only_with_tls() {
        let client = ClientBuilder::default().api_key("toggl_sk_00112233445566778899aabbccddeeff").build();
        let has_tls = cfg!(any(feature = "rustls", feature = "native-tls"));
        assert_eq!(client.err().map(|error| error.kind()), (!has_tls).then_some(crate::ErrorKind::Configuration));
    }
}

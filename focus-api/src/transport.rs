//! The transport: sends requests and returns responses. No other module sends.
//!
//! [`Transport::send`] sends a request as often as the policy allows (`transport/send.rs`), each attempt in a tracing
//! span (`transport/attempt.rs`), and reads bodies up to a limit (`transport/body.rs`). [`accept`] decides whether a
//! response is the documented success of the operation. The transport does not depend on single operations and decodes
//! no tasks. `policy` decides when to retry and how long to wait.

mod accept;
mod attempt;
mod body;
mod query;
mod raw_client;
mod response;
mod send;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use focus_api_raw::RequestHeaders;
use reqwest::header::{HeaderMap, HeaderValue};
use secrecy::SecretString;

pub(crate) use accept::{Acceptance, Content, accept};
pub(crate) use body::{BodyMode, BodyStream};
pub use query::ArrayEncoding;
pub(crate) use query::{add_headers, append_query, spell_arrays};
pub(crate) use raw_client::{RawMiddleware, organization_of};
pub use response::RawResponse;
pub(crate) use response::Response;
pub(crate) use send::Call;

use crate::policy::{Clock, OnWait, QuotaPolicy, QuotaTracker, RetryPolicy};
use crate::redact::Redactor;

/// Sends requests. All clones of a client share it.
pub(crate) struct Transport {
    pub(crate) http: reqwest::Client,
    pub(crate) headers: RequestHeaders,
    /// Host and port of the service, for errors.
    pub(crate) authority: Arc<str>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) redactor: Arc<Redactor>,
    pub(crate) settings: Settings,
    pub(crate) quota: QuotaTracker,
    pub(crate) requests_sent: AtomicU64,
}

/// The settings of a client. The options of a call override them.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) retry: RetryPolicy,
    pub(crate) quota: QuotaPolicy,
    /// Whether a request is refused before it is sent if the quota is known to be spent.
    pub(crate) quota_check: bool,
    /// The time-out of one attempt; `None` if a custom HTTP client has its own.
    pub(crate) timeout: Option<Duration>,
    /// Whether the user set `timeout`, so that it overrides that of an endpoint.
    pub(crate) timeout_is_explicit: bool,
    /// The maximum time without data in a stream.
    pub(crate) idle_timeout: Option<Duration>,
    pub(crate) max_response_bytes: usize,
    pub(crate) arrays: ArrayEncoding,
    pub(crate) filter_guard: bool,
    /// Whether the transport follows redirects. A custom HTTP client has its own rules.
    pub(crate) follow_redirects: bool,
    pub(crate) on_wait: Option<OnWait>,
    /// Headers of every request. Those of a call override them.
    pub(crate) extra_headers: HeaderMap,
    /// The secrets in them, which errors do not show.
    pub(crate) header_secrets: Vec<SecretString>,
}

impl Transport {
    /// Returns a transport with the same connections and settings, and other credentials.
    pub(crate) fn with_credentials(&self, authorization: HeaderValue, secrets: &[SecretString]) -> Self {
        Self {
            http: self.http.clone(),
            headers: self.headers.clone().with_authorization(authorization),
            authority: self.authority.clone(),
            clock: self.clock.clone(),
            redactor: Arc::new(Redactor::new(secrets).with(&self.settings.header_secrets)),
            settings: self.settings.clone(),
            quota: QuotaTracker::default(),
            requests_sent: AtomicU64::new(0),
        }
    }

    /// Returns the number of requests that were sent, including repeated requests and followed redirects.
    pub(crate) fn requests_sent(&self) -> u64 {
        self.requests_sent.load(Ordering::Relaxed)
    }
}

impl std::fmt::Debug for Transport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transport").field("authority", &self.authority).finish_non_exhaustive()
    }
}

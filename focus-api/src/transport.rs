//! The transport: from a built request to its response, and the only place that sends.
//!
//! [`Transport::send`] sends as often as the policy allows (`transport/send.rs`), each attempt in its own span
//! (`transport/attempt.rs`), and reads bodies within bounds (`transport/body.rs`). [`accept`] then decides whether a
//! response is the success that the operation documents. Nothing here knows what an operation means or decodes a task;
//! the decisions themselves (when to retry, how long to wait) are values of `policy`.

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

pub(crate) use accept::{Acceptance, accept};
pub(crate) use body::{BodyMode, BodyStream};
pub use query::ArrayEncoding;
pub(crate) use query::{add_headers, append_query, spell_arrays};
pub(crate) use raw_client::RawMiddleware;
pub use response::RawResponse;
pub(crate) use response::Response;
pub(crate) use send::Call;

use crate::policy::{Clock, OnWait, QuotaPolicy, QuotaTracker, RetryPolicy};
use crate::redact::Redactor;

/// Sends requests; shared by all clones of a client.
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

/// The client's settings; those of a call win over them.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) retry: RetryPolicy,
    pub(crate) quota: QuotaPolicy,
    /// Whether a quota known to be spent stops a request before it is sent.
    pub(crate) quota_check: bool,
    /// The time-out of one attempt; `None` where a custom HTTP client brings its own.
    pub(crate) timeout: Option<Duration>,
    /// Whether `timeout` was set by the user and therefore wins over that of an endpoint.
    pub(crate) timeout_is_explicit: bool,
    /// The longest silence of a stream.
    pub(crate) idle_timeout: Option<Duration>,
    pub(crate) max_response_bytes: usize,
    pub(crate) arrays: ArrayEncoding,
    pub(crate) filter_guard: bool,
    /// Whether redirects are followed here; a custom HTTP client follows its own rules.
    pub(crate) follow_redirects: bool,
    pub(crate) on_wait: Option<OnWait>,
    /// Headers of every request; those of a call win over them.
    pub(crate) extra_headers: HeaderMap,
}

impl Transport {
    /// Returns a transport with the same connections and settings that sends other credentials.
    pub(crate) fn with_credentials(&self, authorization: HeaderValue, secrets: &[SecretString]) -> Self {
        Self {
            http: self.http.clone(),
            headers: self.headers.clone().with_authorization(authorization),
            authority: self.authority.clone(),
            clock: self.clock.clone(),
            redactor: Arc::new(Redactor::new(secrets)),
            settings: self.settings.clone(),
            quota: QuotaTracker::default(),
            requests_sent: AtomicU64::new(0),
        }
    }

    /// Returns how many requests were sent, repetitions and followed redirects included.
    pub(crate) fn requests_sent(&self) -> u64 {
        self.requests_sent.load(Ordering::Relaxed)
    }
}

impl std::fmt::Debug for Transport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transport").field("authority", &self.authority).finish_non_exhaustive()
    }
}

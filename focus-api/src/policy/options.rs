//! Settings of one call.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{QuotaPolicy, RetryPolicy};

/// Settings that hold for one call and win over those of the client.
///
/// ```
/// use std::time::Duration;
/// use focus_api::{CallOptions, RetryPolicy};
///
/// let impatient = CallOptions::new().timeout(Duration::from_secs(5)).retry(RetryPolicy::none());
/// # let _ = impatient;
/// ```
///
/// Every request has the same methods, so options by themselves are needed only where many calls share them.
#[derive(Clone, Debug, Default)]
pub struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) quota: Option<QuotaPolicy>,
    pub(crate) filter_guard: Option<bool>,
    pub(crate) extra_query: Vec<(String, String)>,
    pub(crate) extra_body: Map<String, Value>,
}

impl CallOptions {
    /// Changes nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How long one attempt may take, from sending the request to the last byte of the answer.
    ///
    /// For [`stream`](crate::Tasks::stream) too, where there is no such limit unless it is set here.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How long the whole call may take, with all attempts and the pauses between them.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// When to send again.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// What to do when the quota is spent.
    #[must_use]
    pub fn quota(mut self, policy: QuotaPolicy) -> Self {
        self.quota = Some(policy);
        self
    }

    /// Whether to check that lists honour their filters; see [`ErrorKind::FilterIgnored`](crate::ErrorKind::FilterIgnored).
    #[must_use]
    pub fn filter_guard(mut self, on: bool) -> Self {
        self.filter_guard = Some(on);
        self
    }

    /// Adds a query pair this crate knows nothing of.
    #[must_use]
    pub fn extra_query(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.extra_query.push((name.into(), value.to_string()));
        self
    }

    /// Adds a field to the JSON body, or replaces one; in a body that is a list, in each of its objects.
    ///
    /// Calls without a JSON body, the reads and the upload of an image among them, are not affected.
    ///
    /// A value that cannot be JSON (a map with keys that are no text) is left out.
    #[must_use]
    pub fn extra_body(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        if let Ok(value) = serde_json::to_value(value) {
            self.extra_body.insert(name.into(), value);
        }
        self
    }
}

//! [`CallOptions`]: the options of one call.

use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::{Map, Value};

use super::{QuotaPolicy, RequestBudget, RetryPolicy};

/// Options of one call, which win over the settings of the client.
///
/// ```
/// use std::time::Duration;
/// use focus_api::RetryPolicy;
/// use focus_api::options::CallOptions;
///
/// let quick = CallOptions::new().timeout(Duration::from_secs(5)).retry(RetryPolicy::none());
/// # let _ = quick;
/// ```
///
/// Every request has the same methods, so a value of this type is needed only where many calls share it.
#[derive(Clone, Debug, Default)]
pub struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) quota: Option<QuotaPolicy>,
    pub(crate) quota_check: Option<bool>,
    pub(crate) filter_guard: Option<bool>,
    pub(crate) extra_headers: Vec<(String, String)>,
    pub(crate) extra_query: Vec<(String, String)>,
    pub(crate) extra_body: Map<String, Value>,
    /// No wait begins that ends after this moment; for the deadline of a bulk change, which cuts off no request.
    pub(crate) wait_until: Option<Instant>,
    /// What repetitions may spend; the first attempt was taken from it before.
    pub(crate) budget: Option<RequestBudget>,
}

impl CallOptions {
    /// Returns options that change nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the time-out of one attempt, from sending the request to the last byte of the response.
    ///
    /// It also holds for [`stream`](crate::Tasks::stream), which has no such limit unless it is set here.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the time limit of the call, with all attempts and the waits between them.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Sets when the request is sent again.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Sets what happens when the quota is spent.
    #[must_use]
    pub fn quota(mut self, policy: QuotaPolicy) -> Self {
        self.quota = Some(policy);
        self
    }

    /// Sets whether a quota known to be spent stops the request before it is sent; see
    /// [`ClientBuilder::quota_check`](crate::ClientBuilder::quota_check).
    #[must_use]
    pub fn quota_check(mut self, on: bool) -> Self {
        self.quota_check = Some(on);
        self
    }

    /// Sets whether lists are checked against their filters; see [`ErrorKind::FilterIgnored`](crate::ErrorKind::FilterIgnored).
    #[must_use]
    pub fn filter_guard(mut self, on: bool) -> Self {
        self.filter_guard = Some(on);
        self
    }

    /// Adds a header, or replaces one. Credentials and the headers that frame the body cannot be replaced: such a request
    /// is refused before it is sent.
    #[must_use]
    pub fn extra_header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.extra_headers.push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    /// Adds a query parameter that this crate does not know.
    #[must_use]
    pub fn extra_query(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.extra_query.push((name.into(), value.to_string()));
        self
    }

    /// Adds a member to the JSON body, or replaces one; in a body that is an array, in each of its objects.
    ///
    /// Calls without a JSON body, GET requests and the upload of an image among them, are not affected.
    ///
    /// A value that has no JSON form (a map whose keys are not strings) is left out.
    #[must_use]
    pub fn extra_body(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        if let Ok(value) = serde_json::to_value(value) {
            self.extra_body.insert(name.into(), value);
        }
        self
    }
}

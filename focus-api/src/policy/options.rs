//! [`CallOptions`]: the options of one call.

use std::fmt;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::{Map, Value};

use super::{QuotaPolicy, RequestBudget, RetryPolicy, StopSignal};

/// Options of one call, which override the settings of the client.
///
/// ```
/// use std::time::Duration;
/// use focus_api::RetryPolicy;
/// use focus_api::options::CallOptions;
///
/// let options = CallOptions::new()
///     .timeout(Duration::from_secs(5))
///     .retry(RetryPolicy::none())
///     .extra_query("beta", true)
///     .extra_header("x-request-id", "4711");
///
/// # fn example(tasks: focus_api::Tasks, options: CallOptions) {
/// let first = tasks.get(4711).options(options.clone());
/// let second = tasks.get(4712).options(options);
/// # let _ = (first, second); }
/// # let _ = options;
/// ```
///
/// Requests have methods with the same names. A value of this type is needed only for
/// [`quota_check`](Self::quota_check), or if several calls share it.
#[derive(Clone, Debug, Default)]
pub struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) quota: Option<QuotaPolicy>,
    pub(crate) quota_check: Option<bool>,
    pub(crate) filter_guard: Option<bool>,
    pub(crate) extra_headers: ExtraHeaders,
    pub(crate) extra_query: Vec<(String, String)>,
    pub(crate) extra_body: Map<String, Value>,
    /// The first member without a JSON form, with the reason.
    pub(crate) invalid_member: Option<String>,
    /// The time after which no request and no wait begins: the deadline of a bulk change, which does not interrupt
    /// requests.
    pub(crate) wait_until: Option<Instant>,
    /// The signal that ends every wait.
    pub(crate) stop: Option<StopSignal>,
    /// The budget for retries. The first attempt was already taken from it.
    pub(crate) budget: Option<RequestBudget>,
}

/// Headers by name. `Debug` has no values, which may be secrets.
#[derive(Clone, Default)]
pub(crate) struct ExtraHeaders(pub(crate) Vec<(String, String)>);

impl fmt::Debug for ExtraHeaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// # Options
///
/// See the example of [`CallOptions`].
impl CallOptions {
    /// Returns options that override no setting.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the time-out of one attempt, from sending the request to the last byte of the response.
    ///
    /// It also limits a [`stream`](crate::Tasks::stream), which has no such time-out by default.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the time limit of the call, including all attempts and the waits between them. Each page of a list and each
    /// request of a bulk change is a call; [`BulkRun::deadline`](crate::bulk::BulkRun::deadline) limits the whole run.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Sets when the request is retried.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Sets whether the call waits when the quota is spent.
    #[must_use]
    pub fn quota(mut self, policy: QuotaPolicy) -> Self {
        self.quota = Some(policy);
        self
    }

    /// Sets whether a call whose quota is known to be spent sends no request before the quota resets; see
    /// [`ClientBuilder::quota_check`](crate::ClientBuilder::quota_check).
    #[must_use]
    pub fn quota_check(mut self, on: bool) -> Self {
        self.quota_check = Some(on);
        self
    }

    /// Sets whether lists are checked against their filters; see
    /// [`ErrorKind::FilterIgnored`](crate::ErrorKind::FilterIgnored).
    #[must_use]
    pub fn filter_guard(mut self, on: bool) -> Self {
        self.filter_guard = Some(on);
        self
    }

    /// Adds a header, or replaces one. Credentials and the headers that frame the body cannot be replaced; such a
    /// request is refused before it is sent. Errors do not show some values, see
    /// [`ClientBuilder::extra_header`](crate::ClientBuilder::extra_header).
    #[must_use]
    pub fn extra_header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.extra_headers.0.push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    /// Adds a query parameter that this crate does not know.
    ///
    /// A request that already has the parameter, such as `per_page` of a list, is refused before it is sent, because the
    /// service could use either value. Another value of an array is added.
    #[must_use]
    pub fn extra_query(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.extra_query.push((name.into(), value.to_string()));
        self
    }

    /// Adds a member to the JSON body, or replaces one. If the body is an array, the member is added to each of its
    /// objects.
    ///
    /// Requests without a JSON body, such as GET requests and the upload of an image, are not affected. A request with a
    /// value that has no JSON form, such as a map whose keys are not strings, is refused before it is sent.
    #[must_use]
    pub fn extra_body(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        let name = name.into();
        match serde_json::to_value(value) {
            Ok(value) => drop(self.extra_body.insert(name, value)),
            Err(why) => drop(self.invalid_member.get_or_insert_with(|| format!("`{name}` has no JSON form: {why}"))),
        }
        self
    }
}

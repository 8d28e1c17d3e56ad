//! Decides whether a request is retried, and after which wait.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::wait::{Delay, WaitReason};
use super::{Quota, QuotaPolicy, retry_after};

/// The number of times that one call waits for the quota. The second wait is for inexact clocks; more would allow a
/// service to delay a call without limit.
const MAX_QUOTA_WAITS: u32 = 2;

/// The policy for retries.
///
/// ```
/// use std::time::Duration;
/// use focus_api::RetryPolicy;
///
/// let policy = RetryPolicy::default()
///     .max_retries(4)
///     .initial_backoff(Duration::from_millis(200))
///     .max_backoff(Duration::from_secs(5))
///     .max_retry_after(Duration::from_secs(120));
/// # let _ = policy;
/// ```
///
/// Two rules cannot be changed. Only requests that cannot be applied twice are retried: GET requests, and writes that
/// failed before a connection was made. A 402 is not retried at once; see [`QuotaPolicy`](crate::QuotaPolicy).
///
/// GET requests are retried after lost connections, time-outs and the statuses 408, 429, 502, 503 and 504. They are not
/// retried after 500, which this service sends for a failure of the request itself, and failed attempts count against
/// the quota. If the quota headers of a failed attempt say that no request is left, the quota policy decides, as after a
/// 402.
#[derive(Clone, Debug, PartialEq)]
pub struct RetryPolicy {
    max_retries: u32,
    initial_backoff: Duration,
    max_backoff: Duration,
    max_retry_after: Duration,
    jitter: bool,
}

impl Default for RetryPolicy {
    /// Returns a policy with two retries, after about half a second and about one second.
    fn default() -> Self {
        Self {
            max_retries: 2,
            initial_backoff: Duration::from_millis(500),
            max_backoff: Duration::from_secs(8),
            max_retry_after: Duration::from_secs(30),
            jitter: true,
        }
    }
}

/// # Settings
///
/// See the example of [`RetryPolicy`].
impl RetryPolicy {
    /// Returns a policy that sends every request once.
    #[must_use]
    pub fn none() -> Self {
        Self { max_retries: 0, ..Self::default() }
    }

    /// Sets the maximum number of retries. The default is 2.
    #[must_use]
    pub fn max_retries(mut self, count: u32) -> Self {
        self.max_retries = count;
        self
    }

    /// Sets the wait before the first retry. Each further wait is twice as long. The default is half a second.
    #[must_use]
    pub fn initial_backoff(mut self, wait: Duration) -> Self {
        self.initial_backoff = wait;
        self
    }

    /// Sets the maximum wait that doubling reaches. The default is 8 seconds.
    #[must_use]
    pub fn max_backoff(mut self, wait: Duration) -> Self {
        self.max_backoff = wait;
        self
    }

    /// Sets the maximum `Retry-After` for which a call waits. For a longer one, the error is returned at once; see
    /// [`Error::retry_after`](crate::Error::retry_after). The default is 30 seconds.
    #[must_use]
    pub fn max_retry_after(mut self, wait: Duration) -> Self {
        self.max_retry_after = wait;
        self
    }

    /// Sets whether a random time is added to waits, so that clients that failed at the same time do not retry at the
    /// same time. On by default.
    #[must_use]
    pub fn jitter(mut self, on: bool) -> Self {
        self.jitter = on;
        self
    }

    fn backoff(&self) -> ExponentialBackoff {
        let backoff = ExponentialBuilder::default()
            .with_min_delay(self.initial_backoff.min(self.max_backoff))
            .with_max_delay(self.max_backoff)
            .with_max_times(self.max_retries as usize);
        if self.jitter { backoff.with_jitter() } else { backoff }.build()
    }
}

/// The facts about a failed attempt on which the decision depends.
#[derive(Clone, Copy, Debug)]
pub(crate) enum FailedAttempt<'a> {
    /// The request cannot be sent at all.
    Unsendable,
    /// No connection was made.
    NotSent,
    /// The request may have reached the service; no complete response came back.
    Interrupted,
    /// A response with a status other than 2xx.
    Status { status: StatusCode, headers: &'a HeaderMap },
}

/// The retries and waits that are left for one call.
#[derive(Debug)]
pub(crate) struct RetryState<'a> {
    policy: &'a RetryPolicy,
    /// Created for the first retry, because most calls succeed at once.
    backoff: Option<ExponentialBackoff>,
    quota_wait_budget: Option<Duration>,
    quota_waits: u32,
}

impl<'a> RetryState<'a> {
    pub(crate) fn new(policy: &'a RetryPolicy, quota: QuotaPolicy) -> Self {
        let quota_wait_budget = match quota {
            QuotaPolicy::Fail => None,
            QuotaPolicy::WaitUpTo(longest) => Some(longest),
        };
        Self { policy, backoff: None, quota_wait_budget, quota_waits: 0 }
    }

    /// Returns the wait before the next attempt; `None` if there is none.
    pub(crate) fn next_delay(&mut self, failed: FailedAttempt<'_>, is_read: bool) -> Option<Delay> {
        let duration = match failed {
            FailedAttempt::Unsendable => return None,
            FailedAttempt::NotSent => self.next_backoff()?,
            FailedAttempt::Interrupted if is_read => self.next_backoff()?,
            FailedAttempt::Interrupted => return None,
            FailedAttempt::Status { status: StatusCode::PAYMENT_REQUIRED, headers } => return self.quota_wait(headers),
            FailedAttempt::Status { status, headers } if is_read && is_transient(status) => {
                // Without a request left, the next attempt would get a 402.
                if Quota::from_headers(headers).is_some_and(|quota| quota.is_spent()) {
                    return self.quota_wait(headers);
                }
                let planned = self.next_backoff()?;
                match retry_after(headers) {
                    Some(wait) if wait > self.policy.max_retry_after => return None,
                    Some(wait) => wait.max(planned),
                    None => planned,
                }
            }
            FailedAttempt::Status { .. } => return None,
        };
        Some(Delay { duration, reason: WaitReason::Retry })
    }

    fn next_backoff(&mut self) -> Option<Duration> {
        self.backoff.get_or_insert_with(|| self.policy.backoff()).next()
    }

    /// Returns the wait for the quota, which is not counted as a retry, because a spent quota is not a failure of the
    /// service.
    fn quota_wait(&mut self, headers: &HeaderMap) -> Option<Delay> {
        // A 402 with a reset time is about the quota. With requests left, it is about the plan.
        let stated = Quota::from_headers(headers).filter(|quota| quota.remaining.is_none_or(|left| left == 0))?;
        self.wait_for_quota(stated.resets_in.or_else(|| retry_after(headers))?)
    }

    /// Returns the wait for a quota that resets in this time; `None` if the call does not wait that long.
    pub(crate) fn wait_for_quota(&mut self, resets_in: Duration) -> Option<Delay> {
        let budget = self.quota_wait_budget.filter(|budget| resets_in <= *budget)?;
        if self.quota_waits == MAX_QUOTA_WAITS {
            return None;
        }
        self.quota_waits += 1;
        // One second more than announced, because the header is in seconds.
        let duration = resets_in.saturating_add(Duration::from_secs(1));
        self.quota_wait_budget = budget.checked_sub(duration);
        Some(Delay { duration, reason: WaitReason::Quota })
    }
}

fn is_transient(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 502 | 503 | 504)
}

//! When a request is sent again, and after how long.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::wait::{Delay, WaitReason};
use super::{Quota, QuotaPolicy, retry_after};

/// How often one call waits for the quota. A second wait covers a clock that is slightly off; a service that announces a
/// reset again and again is not waited for without end.
const MAX_QUOTA_WAITS: u32 = 2;

/// When to send a request again.
///
/// ```
/// use std::time::Duration;
/// use focus_api::RetryPolicy;
///
/// let patient = RetryPolicy::default().max_retries(4).max_retry_after(Duration::from_secs(120));
/// # let _ = patient;
/// ```
///
/// Two rules cannot be changed. Only requests that cannot have been applied twice are sent again: GET requests, and
/// writes that failed before a connection was made. And a 402 is never retried at once: see
/// [`QuotaPolicy`](crate::QuotaPolicy).
///
/// GET requests are retried after lost connections, time-outs and the statuses 408, 429, 502, 503 and 504. Not after 500:
/// here it means that the request itself failed, and every failed attempt counts against the quota.
#[derive(Clone, Debug, PartialEq)]
pub struct RetryPolicy {
    max_retries: u32,
    initial_backoff: Duration,
    max_backoff: Duration,
    max_retry_after: Duration,
    jitter: bool,
}

impl Default for RetryPolicy {
    /// Two more attempts, after about half a second and a second.
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

impl RetryPolicy {
    /// Returns a policy that sends every request once.
    #[must_use]
    pub fn none() -> Self {
        Self { max_retries: 0, ..Self::default() }
    }

    /// Sets how many attempts may follow the first. 2 by default.
    #[must_use]
    pub fn max_retries(mut self, count: u32) -> Self {
        self.max_retries = count;
        self
    }

    /// Sets the wait before the second attempt; each further one is twice as long. Half a second by default.
    #[must_use]
    pub fn initial_backoff(mut self, wait: Duration) -> Self {
        self.initial_backoff = wait;
        self
    }

    /// Sets the longest wait that doubling reaches. 8 seconds by default.
    #[must_use]
    pub fn max_backoff(mut self, wait: Duration) -> Self {
        self.max_backoff = wait;
        self
    }

    /// Sets the longest `Retry-After` that is waited for; with a longer one the error returns at once and says how long.
    /// 30 seconds by default.
    #[must_use]
    pub fn max_retry_after(mut self, wait: Duration) -> Self {
        self.max_retry_after = wait;
        self
    }

    /// Sets whether waits are extended by a random share, so that clients that failed together do not return together.
    /// On by default.
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

/// A failed attempt, as far as the decision needs to know it.
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

/// What one call may still spend on further attempts.
#[derive(Debug)]
pub(crate) struct RetryState<'a> {
    policy: &'a RetryPolicy,
    /// Built when it is first needed: most calls succeed at once.
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

    /// Returns how long to wait before the next attempt; `None` to give up.
    pub(crate) fn next_delay(&mut self, failed: FailedAttempt<'_>, is_read: bool) -> Option<Delay> {
        let duration = match failed {
            FailedAttempt::Unsendable => return None,
            FailedAttempt::NotSent => self.next_backoff()?,
            FailedAttempt::Interrupted if is_read => self.next_backoff()?,
            FailedAttempt::Interrupted => return None,
            FailedAttempt::Status { status: StatusCode::PAYMENT_REQUIRED, headers } => return self.quota_wait(headers),
            FailedAttempt::Status { status, headers } if is_read && is_transient(status) => {
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

    /// Waiting for the quota uses up no retry: a spent quota says nothing of the service's health.
    fn quota_wait(&mut self, headers: &HeaderMap) -> Option<Delay> {
        // A reset time alone also speaks of the quota; a remaining request means that the plan is the problem.
        let stated = Quota::from_headers(headers).filter(|quota| quota.remaining.is_none_or(|left| left == 0))?;
        let resets_in = stated.resets_in?;
        let budget = self.quota_wait_budget.filter(|budget| resets_in <= *budget)?;
        if self.quota_waits == MAX_QUOTA_WAITS {
            return None;
        }
        self.quota_waits += 1;
        // One second more than announced: the header counts in seconds.
        let duration = resets_in.saturating_add(Duration::from_secs(1));
        self.quota_wait_budget = budget.checked_sub(duration);
        Some(Delay { duration, reason: WaitReason::Quota })
    }
}

fn is_transient(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 502 | 503 | 504)
}

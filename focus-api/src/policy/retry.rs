//! When a request is sent again, and after how long.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use chrono::{DateTime, Utc};
use focus_api_raw::Operation;
use reqwest::{Response, StatusCode, header};

use super::Quota;

/// When to send a request again.
///
/// ```
/// use std::time::Duration;
/// use focus_api::RetryPolicy;
///
/// let patient = RetryPolicy::default().max_retries(4).retry_after_cap(Duration::from_secs(120));
/// # let _ = patient;
/// ```
///
/// Two rules cannot be changed. Only what cannot have happened twice is sent again: reads, and writes whose connection
/// was never made. And a 402 is never tried again at once: see [`QuotaPolicy`](crate::QuotaPolicy).
///
/// Reads are tried again after lost connections, time-outs and the statuses 408, 429, 502, 503 and 504. Not after 500:
/// here it means the request upset the service, and every failed try counts against the quota.
#[derive(Clone, Debug, PartialEq)]
pub struct RetryPolicy {
    max_retries: u32,
    first_pause: Duration,
    max_pause: Duration,
    retry_after_cap: Duration,
    jitter: bool,
}

impl Default for RetryPolicy {
    /// Two more attempts, after about half a second and a second.
    fn default() -> Self {
        Self {
            max_retries: 2,
            first_pause: Duration::from_millis(500),
            max_pause: Duration::from_secs(8),
            retry_after_cap: Duration::from_secs(30),
            jitter: true,
        }
    }
}

impl RetryPolicy {
    /// Every request is sent once.
    #[must_use]
    pub fn none() -> Self {
        Self { max_retries: 0, ..Self::default() }
    }

    /// How many attempts may follow the first. 2 by default.
    #[must_use]
    pub fn max_retries(mut self, count: u32) -> Self {
        self.max_retries = count;
        self
    }

    /// The pause before the second attempt; each further one is twice as long. Half a second by default.
    #[must_use]
    pub fn first_pause(mut self, pause: Duration) -> Self {
        self.first_pause = pause;
        self
    }

    /// The longest pause by doubling. 8 seconds by default.
    #[must_use]
    pub fn max_pause(mut self, pause: Duration) -> Self {
        self.max_pause = pause;
        self
    }

    /// The longest `Retry-After` that is waited for; with a longer one the error returns at once and says how long.
    /// 30 seconds by default.
    #[must_use]
    pub fn retry_after_cap(mut self, cap: Duration) -> Self {
        self.retry_after_cap = cap;
        self
    }

    /// Whether pauses are stretched by a random share, so that clients that failed together do not return together.
    /// On by default.
    #[must_use]
    pub fn jitter(mut self, on: bool) -> Self {
        self.jitter = on;
        self
    }

    /// The pauses, in order.
    pub(crate) fn pauses(&self) -> ExponentialBackoff {
        let pauses = ExponentialBuilder::default()
            .with_min_delay(self.first_pause.min(self.max_pause))
            .with_max_delay(self.max_pause)
            .with_max_times(self.max_retries as usize);
        if self.jitter { pauses.with_jitter() } else { pauses }.build()
    }

    /// How long to wait before sending again after `failure`; `None` to give up.
    ///
    /// `pauses` are those of [`pauses`](Self::pauses) that are left, `patience` what may still be waited for a new hour.
    /// Waiting for the hour uses up no pause: the quota says nothing of how well the service is.
    pub(crate) fn pause_after(
        &self,
        failure: &Failure,
        pauses: &mut ExponentialBackoff,
        patience: &mut Option<Duration>,
        operation: &Operation,
    ) -> Option<Duration> {
        match failure {
            Failure::Lost(error) if error.is_connect() || operation.is_read() => pauses.next(),
            Failure::Lost(_) => None,
            Failure::Refused(response) if response.status() == StatusCode::PAYMENT_REQUIRED => {
                let quota = Quota::from_headers(response.headers()).filter(Quota::is_spent)?;
                let announced = quota.resets_in?;
                let left = patience.filter(|left| announced <= *left)?;
                // One second more than announced: the header counts whole seconds.
                let wait = announced.saturating_add(Duration::from_secs(1));
                // A service that announces a new hour again and again is not waited for without end.
                *patience = left.checked_sub(wait).filter(|left| !left.is_zero());
                Some(wait)
            }
            Failure::Refused(response) if operation.is_read() && is_passing(response.status()) => {
                let planned = pauses.next()?;
                match retry_after(response) {
                    Some(wait) if wait > self.retry_after_cap => None,
                    Some(wait) => Some(wait.max(planned)),
                    None => Some(planned),
                }
            }
            Failure::Refused(_) => None,
        }
    }
}

/// An attempt that did not bring a success.
#[derive(Debug)]
pub(crate) enum Failure {
    /// No answer, or not all of it.
    Lost(reqwest::Error),
    /// An answer that is no success.
    Refused(Response),
}

fn is_passing(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 502 | 503 | 504)
}

/// What a `Retry-After` header asks for, in seconds or as a date.
pub(crate) fn retry_after(response: &Response) -> Option<Duration> {
    let value = response.headers().get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    // The server's own clock decides what the date means; ours may be off.
    let date = |text: &str| DateTime::parse_from_rfc2822(text).ok().map(|date| date.with_timezone(&Utc));
    let now =
        response.headers().get(header::DATE).and_then(|value| date(value.to_str().ok()?)).unwrap_or_else(Utc::now);
    (date(value)? - now).to_std().ok().or(Some(Duration::ZERO))
}

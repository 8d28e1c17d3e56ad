//! The hourly quota: its latest values, and the policy for a spent quota.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use reqwest::header::HeaderMap;
use serde::{Deserialize, Serialize};

use super::retry_after::numbers;

/// The quota in the latest response. Returned by [`Client::quota`](crate::Client::quota), which has an example.
///
/// The service allows 30, 240 or 600 requests per user, organization and hour, depending on the plan. Failed requests
/// count too. A response may lack both headers; a value is kept until a newer one arrives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Quota {
    /// The number of requests left in this hour.
    pub remaining: Option<u64>,
    /// The time until the quota resets.
    pub resets_in: Option<Duration>,
}

impl Quota {
    /// Returns whether no request is left. See the example of [`Client::quota`](crate::Client::quota).
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.remaining == Some(0)
    }

    /// Reads the quota headers, whose numbers may be decimal. Returns `None` if neither header is valid.
    ///
    /// If a header has several values, the one that allows less counts.
    pub(crate) fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let values =
            |name: &str| headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok()).flat_map(numbers);
        let quota = Self {
            remaining: values("x-toggl-quota-remaining").map(|count| count.as_secs()).min(),
            resets_in: values("x-toggl-quota-resets-in").max(),
        };
        (quota != Self::default()).then_some(quota)
    }
}

/// The policy for a spent quota.
///
/// ```
/// use std::time::Duration;
/// use focus_api::{Client, QuotaPolicy};
///
/// let hour = Duration::from_secs(3600);
/// let builder = Client::builder().quota(QuotaPolicy::WaitUpTo(hour));
/// # let _ = builder;
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum QuotaPolicy {
    /// Returns the error, which has the time until the quota resets.
    #[default]
    Fail,
    /// Waits until the quota resets, if that takes at most this time, and sends the request again. This is also the
    /// maximum total time that one call waits for quotas. A call waits at most twice, each time one second longer than
    /// announced.
    WaitUpTo(Duration),
}

/// The latest quota of every organization.
#[derive(Debug, Default)]
pub(crate) struct QuotaTracker {
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    by_organization: HashMap<Option<i64>, Entry>,
    latest: Option<Option<i64>>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    quota: Quota,
    /// The time at which `resets_in` was received.
    at: Instant,
}

impl QuotaTracker {
    /// Records the quota of a response. The organization is `None` for requests that do not name one.
    pub(crate) fn record(&self, organization: Option<i64>, stated: Quota, now: Instant) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.latest = Some(organization);
        let entry = known.by_organization.entry(organization).or_insert(Entry { quota: Quota::default(), at: now });
        let is_over = entry.at(now).resets_in.is_some_and(|time| time.is_zero());
        if stated.remaining.is_some() || is_over && stated.resets_in.is_some() {
            // A number of the hour before does not belong to a new time.
            entry.quota.remaining = stated.remaining;
        }
        if stated.resets_in.is_some() {
            entry.quota.resets_in = stated.resets_in;
            entry.at = now;
        }
    }

    /// Returns the quota of one organization. Before its first response, it is that of requests without an
    /// organization.
    pub(crate) fn get(&self, organization: Option<i64>, now: Instant) -> Option<Quota> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = known.by_organization.get(&organization).or_else(|| known.by_organization.get(&None))?;
        Some(entry.at(now))
    }

    /// Returns the quota of the organization of the latest response.
    pub(crate) fn latest(&self, now: Instant) -> Option<Quota> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.by_organization.get(&known.latest?).map(|entry| entry.at(now))
    }

    /// Returns the number of requests that are left before the quota resets, if it is known.
    pub(crate) fn known_remaining(&self, organization: Option<i64>, now: Instant) -> Option<u64> {
        let quota = self.get(organization, now)?;
        // After a reset the number is out of date. Without a time it is unknown whether there was a reset.
        quota.resets_in.filter(|time| !time.is_zero()).and(quota.remaining)
    }
}

impl Entry {
    fn at(&self, now: Instant) -> Quota {
        let age = now.saturating_duration_since(self.at);
        Quota { resets_in: self.quota.resets_in.map(|time| time.saturating_sub(age)), ..self.quota }
    }
}

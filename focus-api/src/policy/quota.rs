//! The hourly quota: what the service said of it last, and what to do when it is spent.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use reqwest::header::HeaderMap;
use serde::{Deserialize, Serialize};

use super::retry_after::seconds;

/// What the service said of the quota with its latest response.
///
/// The quota counts requests per user, organization and hour: 30, 240 or 600, depending on the plan. Failed requests
/// count too. Both headers may be missing from any response; a value is kept until a newer one arrives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Quota {
    /// Requests left in this hour.
    pub remaining: Option<u64>,
    /// Time until the quota resets, from now.
    pub resets_in: Option<Duration>,
}

impl Quota {
    /// Returns whether no request is left.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.remaining == Some(0)
    }

    /// Reads the quota headers leniently: numbers may be decimal. Returns `None` where neither header says anything.
    pub(crate) fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let number = |name: &str| seconds(headers.get(name)?.to_str().ok()?.trim());
        let quota = Self {
            remaining: number("x-toggl-quota-remaining").map(|count| count.as_secs()),
            resets_in: number("x-toggl-quota-resets-in"),
        };
        (quota != Self::default()).then_some(quota)
    }
}

/// What to do when the service says that the quota is spent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum QuotaPolicy {
    /// Return the error, which says when the quota resets.
    #[default]
    Fail,
    /// Wait until the quota resets if that is at most this far away, then send again. It is also the most that one call
    /// waits for quotas in all, and a call waits at most twice.
    WaitUpTo(Duration),
}

/// The latest quota of every organization the client talks to.
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
    /// When `resets_in` was said.
    at: Instant,
}

impl QuotaTracker {
    /// Records what a response said. `None` is the organization of requests that name none.
    pub(crate) fn record(&self, organization: Option<i64>, stated: Quota, now: Instant) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.latest = Some(organization);
        let entry = known.by_organization.entry(organization).or_insert(Entry { quota: Quota::default(), at: now });
        if stated.remaining.is_some() {
            entry.quota.remaining = stated.remaining;
        }
        if stated.resets_in.is_some() {
            entry.quota.resets_in = stated.resets_in;
            entry.at = now;
        }
    }

    /// Returns the quota of one organization; before its first response, that of requests that name none.
    pub(crate) fn get(&self, organization: Option<i64>, now: Instant) -> Option<Quota> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = known.by_organization.get(&organization).or_else(|| known.by_organization.get(&None))?;
        Some(entry.at(now))
    }

    /// Returns the quota of the organization that was seen last.
    pub(crate) fn latest(&self, now: Instant) -> Option<Quota> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.by_organization.get(&known.latest?).map(|entry| entry.at(now))
    }

    /// Returns how many requests can be sent for certain before the quota resets, if that is known.
    pub(crate) fn known_remaining(&self, organization: Option<i64>, now: Instant) -> Option<u64> {
        let quota = self.get(organization, now)?;
        // Once the quota may have been reset, the old number says nothing; without a time that is not known either.
        quota.resets_in.filter(|time| !time.is_zero()).and(quota.remaining)
    }
}

impl Entry {
    fn at(&self, now: Instant) -> Quota {
        let age = now.saturating_duration_since(self.at);
        Quota { resets_in: self.quota.resets_in.map(|time| time.saturating_sub(age)), ..self.quota }
    }
}

//! The hourly quota: what the service said of it last, and what to do when it is spent.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use reqwest::header::HeaderMap;

/// What the service said of the quota with its latest answer.
///
/// The quota counts requests per user and organization and hour: 30, 240 or 600, depending on the plan. Failed requests
/// count too. Both headers may be missing from any answer; a value is kept until a newer one arrives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quota {
    /// Requests left in this hour.
    pub remaining: Option<u64>,
    /// Time until the hour starts anew, from now.
    pub resets_in: Option<Duration>,
}

impl Quota {
    /// Whether nothing is left.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.remaining == Some(0)
    }

    /// What these headers say, if they say anything.
    pub(crate) fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
        let quota = Self {
            remaining: number("x-toggl-quota-remaining"),
            resets_in: number("x-toggl-quota-resets-in").map(Duration::from_secs),
        };
        (quota != Self::default()).then_some(quota)
    }
}

/// What to do when the service answers that the quota is spent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum QuotaPolicy {
    /// Return the error, which says when the hour starts anew.
    #[default]
    Fail,
    /// Wait for the new hour if it is at most this far away, then send again. It is also the most that one call waits
    /// for quotas in all.
    WaitUpTo(Duration),
}

impl QuotaPolicy {
    /// How long a call may wait for new hours, `None` for not at all.
    pub(crate) fn patience(self) -> Option<Duration> {
        match self {
            Self::Fail => None,
            Self::WaitUpTo(longest) => Some(longest),
        }
    }
}

/// What was seen last, for every organization the client talks to.
#[derive(Debug, Default)]
pub(crate) struct QuotaLog {
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    by_organization: HashMap<i64, (Quota, Instant)>,
    latest: Option<i64>,
}

impl QuotaLog {
    pub(crate) fn record(&self, organization: i64, news: Quota, now: Instant) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.latest = Some(organization);
        let (known, at) = seen.by_organization.entry(organization).or_insert((Quota::default(), now));
        if news.remaining.is_some() {
            known.remaining = news.remaining;
        }
        if news.resets_in.is_some() {
            known.resets_in = news.resets_in;
            *at = now;
        }
    }

    /// The quota of one organization, or the one seen last.
    pub(crate) fn get(&self, organization: Option<i64>, now: Instant) -> Option<Quota> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let (quota, at) = seen.by_organization.get(&organization.or(seen.latest)?)?;
        let age = now.saturating_duration_since(*at);
        let resets_in = quota.resets_in.map(|time| time.saturating_sub(age));
        Some(Quota { resets_in, ..*quota })
    }

    /// Requests that can be sent for certain before the hour ends, if that is known.
    pub(crate) fn known_remaining(&self, organization: i64, now: Instant) -> Option<u64> {
        let quota = self.get(Some(organization), now)?;
        // A new hour may have begun: what was left of the old one says nothing.
        (quota.resets_in != Some(Duration::ZERO)).then_some(quota.remaining).flatten()
    }
}

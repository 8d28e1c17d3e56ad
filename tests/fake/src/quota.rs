//! The hourly request quota of one user in one organization.
//!
//! Known: 30 requests per hour on the free plan, 402 for a spent quota, failed requests count too, two headers with the
//! state. When the hour starts is unknown; here it starts with the first request after the end of the last window.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

/// Requests left in the current window.
pub(crate) const REMAINING: &str = "x-toggl-quota-remaining";
/// Seconds until the window ends.
pub(crate) const RESETS_IN: &str = "x-toggl-quota-resets-in";

const HOUR: TimeDelta = TimeDelta::hours(1);

/// Counts requests within a window of virtual time.
#[derive(Debug, Clone)]
pub(crate) struct Quota {
    limit: u64,
    spent: u64,
    started: Option<DateTime<Utc>>,
}

impl Quota {
    pub(crate) fn new(limit: u64) -> Self {
        Self { limit, spent: 0, started: None }
    }

    /// Starts a new window with another limit.
    pub(crate) fn set(&mut self, limit: u64) {
        *self = Self::new(limit);
    }

    /// Counts one request. `Err` has the seconds until the next window.
    pub(crate) fn spend(&mut self, now: DateTime<Utc>) -> Result<(), u64> {
        self.roll(now);
        if self.spent >= self.limit {
            // A refused request neither makes the count negative nor extends the window.
            return Err(self.resets_in(now));
        }
        self.spent += 1;
        Ok(())
    }

    pub(crate) fn remaining(&self, now: DateTime<Utc>) -> u64 {
        if self.over(now) {
            return self.limit;
        }
        self.limit.saturating_sub(self.spent)
    }

    /// Seconds until the window ends, rounded up so that waiting that long is always enough.
    pub(crate) fn resets_in(&self, now: DateTime<Utc>) -> u64 {
        // Between two windows, the next request starts a new one with the full quota.
        let left = self.started.filter(|_| !self.over(now)).map_or(HOUR, |at| HOUR - (now - at));
        let left = left.to_std().unwrap_or(Duration::ZERO);
        left.as_secs() + u64::from(left.subsec_nanos() > 0)
    }

    fn over(&self, now: DateTime<Utc>) -> bool {
        self.started.is_some_and(|at| now - at >= HOUR)
    }

    fn roll(&mut self, now: DateTime<Utc>) {
        if self.over(now) {
            self.spent = 0;
            self.started = None;
        }
        self.started.get_or_insert(now);
    }
}

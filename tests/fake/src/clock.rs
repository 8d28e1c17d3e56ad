//! The virtual clock of timestamps and of the quota window.
//!
//! It does not advance until a test advances it, so two runs give the same bytes. Real time is used only for the delays
//! of scripted faults, and no response contains it.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeDelta, Utc};

/// The day on which every fake starts: a Monday, so that the seeded dates of "this week" are easy to read.
const TODAY: NaiveDate = match NaiveDate::from_ymd_opt(2026, 3, 2) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// Virtual time.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    now: DateTime<Utc>,
}

impl Clock {
    /// Nine in the morning (UTC) of the fixed day.
    pub(crate) fn new() -> Self {
        let nine = NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default();
        Self { now: NaiveDateTime::new(TODAY, nine).and_utc() }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Advances the clock. A step beyond the range of `DateTime` has no effect.
    pub(crate) fn advance(&mut self, by: Duration) {
        let later = TimeDelta::from_std(by).ok().and_then(|by| self.now.checked_add_signed(by));
        self.now = later.unwrap_or(self.now);
    }

    /// Returns the current instant in the format of the API.
    pub(crate) fn stamp(&self) -> String {
        stamp(self.now)
    }
}

/// Returns the day that all seeded dates are relative to.
pub(crate) fn first_day() -> NaiveDate {
    TODAY
}

/// Formats an instant as the API does: RFC 3339 in UTC, in seconds.
pub(crate) fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Parses an instant with any offset; `None` for everything else (a date without a time included).
pub(crate) fn instant(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc())
}

/// Parses a calendar date, exactly `YYYY-MM-DD`.
pub(crate) fn date(text: &str) -> Option<NaiveDate> {
    // chrono would also accept `2026-3-2`; the documented format has two digits [doc].
    if text.len() != 10 {
        return None;
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

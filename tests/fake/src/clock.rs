//! The clock every timestamp and the quota window are read from.
//!
//! It does not advance until a test moves it, so two runs give the same bytes. Real time is used for the delays of scripted
//! faults only, and no response contains it.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeDelta, Utc};

/// The day on which every fake starts: a Monday, so that "this week" in the seed is easy to picture.
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

    /// Moves time on. A step too large for the calendar leaves the clock where it is.
    pub(crate) fn advance(&mut self, by: Duration) {
        let later = TimeDelta::from_std(by).ok().and_then(|by| self.now.checked_add_signed(by));
        self.now = later.unwrap_or(self.now);
    }

    /// The current instant as the API writes instants.
    pub(crate) fn stamp(&self) -> String {
        stamp(self.now)
    }
}

/// The day all seeded dates are relative to.
pub(crate) fn first_day() -> NaiveDate {
    TODAY
}

/// Writes an instant as the API does: RFC 3339 in UTC, in seconds.
pub(crate) fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Reads an instant with any offset, `None` for everything else (a bare date included).
pub(crate) fn instant(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc())
}

/// Reads a calendar date, exactly `YYYY-MM-DD`.
pub(crate) fn date(text: &str) -> Option<NaiveDate> {
    // chrono alone would also take `2026-3-2`; the form is fixed [doc].
    if text.len() != 10 {
        return None;
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

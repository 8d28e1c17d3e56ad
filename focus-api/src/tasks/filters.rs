//! Filters that are pairs of bounds, written as Rust ranges.

use std::ops::{Bound, RangeBounds};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, TimeZone, Utc};

use super::list::{ListRecurringTasks, ListTasks};
use super::stream::StreamTasks;

/// Returns the bounds of a range, both inclusive.
fn inclusive<T: Clone, B>(
    range: &impl RangeBounds<T>,
    convert: impl Fn(T) -> B,
    next: impl Fn(B) -> Option<B>,
    previous: impl Fn(B) -> Option<B>,
) -> (Option<B>, Option<B>) {
    let from = match range.start_bound() {
        Bound::Included(from) => Some(convert(from.clone())),
        Bound::Excluded(from) => next(convert(from.clone())),
        Bound::Unbounded => None,
    };
    let to = match range.end_bound() {
        Bound::Included(to) => Some(convert(to.clone())),
        Bound::Excluded(to) => previous(convert(to.clone())),
        Bound::Unbounded => None,
    };
    (from, to)
}

fn days(range: &impl RangeBounds<NaiveDate>) -> (Option<NaiveDate>, Option<NaiveDate>) {
    inclusive(range, |day| day, |day| day.succ_opt(), |day| day.checked_sub_days(Days::new(1)))
}

fn minutes(range: &impl RangeBounds<i64>) -> (Option<i64>, Option<i64>) {
    inclusive(range, |minute| minute, |minute| minute.checked_add(1), |minute| minute.checked_sub(1))
}

fn moments<Z: TimeZone>(range: &impl RangeBounds<DateTime<Z>>) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
    let second = TimeDelta::seconds(1);
    inclusive(
        range,
        |moment| moment.with_timezone(&Utc),
        |moment| moment.checked_add_signed(second),
        |moment| moment.checked_sub_signed(second),
    )
}

macro_rules! overlapping {
    () => {
        /// Selects tasks whose dates overlap these days: `first..=last`, `first..`, `..=last`.
        pub fn overlapping(mut self, range: impl RangeBounds<NaiveDate>) -> Self {
            (self.query.start_date, self.query.end_date) = days(&range);
            self
        }
    };
}

macro_rules! estimated_minutes {
    () => {
        /// Selects tasks with an estimate of this many minutes: `30..=90`, `..60`.
        pub fn estimated_minutes(mut self, range: impl RangeBounds<i64>) -> Self {
            (self.query.estimated_mins_min, self.query.estimated_mins_max) = minutes(&range);
            self
        }
    };
}

/// # Filters by range
impl<T> ListTasks<T> {
    overlapping!();
    estimated_minutes!();

    /// Selects tasks with a time block that starts between these moments, of any time zone.
    pub fn time_block_starts<Z: TimeZone>(mut self, range: impl RangeBounds<DateTime<Z>>) -> Self {
        (self.query.timeblock_start_from, self.query.timeblock_start_until) = moments(&range);
        self
    }
}

/// # Filters by range
impl<T> ListRecurringTasks<T> {
    overlapping!();
}

/// # Filters by range
impl<T> StreamTasks<T> {
    overlapping!();
    estimated_minutes!();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_range_becomes_two_inclusive_days() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        assert_eq!(days(&(day(2)..=day(5))), (Some(day(2)), Some(day(5))));
        assert_eq!(days(&(day(2)..day(5))), (Some(day(2)), Some(day(4))));
        assert_eq!(days(&(day(2)..)), (Some(day(2)), None));
        assert_eq!(days(&(..=day(5))), (None, Some(day(5))));
        assert_eq!(days(&(..)), (None, None));
    }

    #[test]
    fn minutes_are_excluded_as_the_range_excludes_them() {
        assert_eq!(minutes(&(30..60)), (Some(30), Some(59)));
        assert_eq!(minutes(&(Bound::Excluded(30), Bound::Unbounded)), (Some(31), None));
    }
}

//! Filters that are Rust ranges, for pairs of parameters.

use std::ops::{Bound, RangeBounds};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, TimeZone, Utc};

use super::list::{ListRecurringTasks, ListTasks};
use super::stream::StreamTasks;

/// Returns the bounds of a range, both inclusive.
fn inclusive<T: Clone, B: Clone>(
    range: &impl RangeBounds<T>,
    convert: impl Fn(T) -> B,
    next: impl Fn(B) -> Option<B>,
    previous: impl Fn(B) -> Option<B>,
) -> (Option<B>, Option<B>) {
    // Beyond the largest or smallest value the bound stays. Without it, an empty range would select everything.
    let beyond = |bound: B, step: &dyn Fn(B) -> Option<B>| step(bound.clone()).unwrap_or(bound);
    let from = match range.start_bound() {
        Bound::Included(from) => Some(convert(from.clone())),
        Bound::Excluded(from) => Some(beyond(convert(from.clone()), &next)),
        Bound::Unbounded => None,
    };
    let to = match range.end_bound() {
        Bound::Included(to) => Some(convert(to.clone())),
        Bound::Excluded(to) => Some(beyond(convert(to.clone()), &previous)),
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

fn times<Z: TimeZone>(range: &impl RangeBounds<DateTime<Z>>) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
    let second = TimeDelta::seconds(1);
    inclusive(
        range,
        |time| time.with_timezone(&Utc),
        |time| time.checked_add_signed(second),
        |time| time.checked_sub_signed(second),
    )
}

macro_rules! overlapping {
    () => {
        /// Selects tasks whose dates overlap these days, for example `first..=last`, `first..` or `..=last`. An empty
        /// range is refused before the request.
        pub fn overlapping(mut self, range: impl RangeBounds<NaiveDate>) -> Self {
            (self.query.start_date, self.query.end_date) = days(&range);
            self
        }
    };
}

macro_rules! estimated_minutes {
    () => {
        /// Selects tasks whose estimate in minutes is in this range, for example `30..=90` or `..60`. An empty range is
        /// refused before the request.
        pub fn estimated_minutes(mut self, range: impl RangeBounds<i64>) -> Self {
            (self.query.estimated_mins_min, self.query.estimated_mins_max) = minutes(&range);
            self
        }
    };
}

/// # Filters by range
///
/// ```
/// # fn example(tasks: focus_api::Tasks) -> Option<()> {
/// use focus_api::chrono::NaiveDate;
///
/// let first = NaiveDate::from_ymd_opt(2026, 3, 2)?;
/// let last = NaiveDate::from_ymd_opt(2026, 3, 8)?;
/// let week = tasks.list().overlapping(first..=last);
/// # let _ = week; Some(()) }
/// ```
impl<T> ListTasks<T> {
    overlapping!();
    estimated_minutes!();

    /// Selects tasks with a time block that starts in this range of times, in any time zone. An empty range is refused
    /// before the request.
    pub fn time_block_starts<Z: TimeZone>(mut self, range: impl RangeBounds<DateTime<Z>>) -> Self {
        (self.query.timeblock_start_from, self.query.timeblock_start_until) = times(&range);
        self
    }
}

/// # Filters by range
///
/// ```
/// # fn example(tasks: focus_api::Tasks) -> Option<()> {
/// use focus_api::chrono::NaiveDate;
///
/// let first = NaiveDate::from_ymd_opt(2026, 3, 2)?;
/// let last = NaiveDate::from_ymd_opt(2026, 3, 8)?;
/// let week = tasks.list().overlapping(first..=last);
/// # let _ = week; Some(()) }
/// ```
impl<T> ListRecurringTasks<T> {
    overlapping!();
}

/// # Filters by range
///
/// ```
/// # fn example(tasks: focus_api::Tasks) -> Option<()> {
/// use focus_api::chrono::NaiveDate;
///
/// let first = NaiveDate::from_ymd_opt(2026, 3, 2)?;
/// let last = NaiveDate::from_ymd_opt(2026, 3, 8)?;
/// let week = tasks.list().overlapping(first..=last);
/// # let _ = week; Some(()) }
/// ```
impl<T> StreamTasks<T> {
    overlapping!();
    estimated_minutes!();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_range_becomes_inclusive_bounds() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        assert_eq!(days(&(day(2)..=day(5))), (Some(day(2)), Some(day(5))));
        assert_eq!(days(&(day(2)..day(5))), (Some(day(2)), Some(day(4))));
        assert_eq!(days(&(day(2)..)), (Some(day(2)), None));
        assert_eq!(days(&(..=day(5))), (None, Some(day(5))));
        assert_eq!(days(&(..)), (None, None));
    }

    #[test]
    fn excluded_minutes_are_converted_to_inclusive_bounds() {
        assert_eq!(minutes(&(30..60)), (Some(30), Some(59)));
        assert_eq!(minutes(&(Bound::Excluded(30), Bound::Unbounded)), (Some(31), None));
    }

    #[test]
    fn a_bound_beyond_the_smallest_or_largest_value_stays_a_bound() {
        assert_eq!(minutes(&(..i64::MIN)), (None, Some(i64::MIN)));
        assert_eq!(minutes(&(Bound::Excluded(i64::MAX), Bound::Unbounded)), (Some(i64::MAX), None));
        assert_eq!(days(&(..NaiveDate::MIN)), (None, Some(NaiveDate::MIN)));
        assert_eq!(times(&(..DateTime::<Utc>::MIN_UTC)), (None, Some(DateTime::<Utc>::MIN_UTC)));
    }
}

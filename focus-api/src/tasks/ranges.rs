//! Filters that are pairs of bounds, said as Rust ranges.

use std::ops::{Bound, RangeBounds};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use focus_api_raw::types::{ListRecurringTasksQuery, ListTasksQuery};
use serde::de::DeserializeOwned;

use super::list::List;
use super::stream::StreamTasks;
use crate::request::Request;

/// Bounds that both belong to the range.
fn inclusive<T: Copy>(
    range: &impl RangeBounds<T>,
    next: impl Fn(T) -> Option<T>,
    previous: impl Fn(T) -> Option<T>,
) -> (Option<T>, Option<T>) {
    let from = match range.start_bound() {
        Bound::Included(from) => Some(*from),
        Bound::Excluded(from) => next(*from),
        Bound::Unbounded => None,
    };
    let to = match range.end_bound() {
        Bound::Included(to) => Some(*to),
        Bound::Excluded(to) => previous(*to),
        Bound::Unbounded => None,
    };
    (from, to)
}

fn days(range: &impl RangeBounds<NaiveDate>) -> (Option<NaiveDate>, Option<NaiveDate>) {
    inclusive(range, |day| day.succ_opt(), |day| day.checked_sub_days(Days::new(1)))
}

fn minutes(range: &impl RangeBounds<i64>) -> (Option<i64>, Option<i64>) {
    inclusive(range, |minute| minute.checked_add(1), |minute| minute.checked_sub(1))
}

fn moments(range: &impl RangeBounds<DateTime<Utc>>) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
    let second = TimeDelta::seconds(1);
    inclusive(range, |moment| moment.checked_add_signed(second), |moment| moment.checked_sub_signed(second))
}

macro_rules! overlapping {
    () => {
        /// Only tasks whose own dates overlap these days: `first..=last`, `first..`, `..=last`.
        pub fn overlapping(mut self, range: impl RangeBounds<NaiveDate>) -> Self {
            let query = self.query_mut();
            (query.start_date, query.end_date) = days(&range);
            self
        }
    };
}

macro_rules! estimated_minutes {
    () => {
        /// Only tasks planned to take this many minutes: `30..=90`, `..60`.
        pub fn estimated_minutes(mut self, range: impl RangeBounds<i64>) -> Self {
            let query = self.query_mut();
            (query.estimated_mins_min, query.estimated_mins_max) = minutes(&range);
            self
        }
    };
}

impl<T: DeserializeOwned + Send + 'static> Request<List<ListTasksQuery, T>> {
    overlapping!();
    estimated_minutes!();

    /// Only tasks with a time block that starts between these moments.
    pub fn time_block_starts(mut self, range: impl RangeBounds<DateTime<Utc>>) -> Self {
        let query = self.query_mut();
        (query.timeblock_start_from, query.timeblock_start_until) = moments(&range);
        self
    }
}

impl<T: DeserializeOwned + Send + 'static> Request<List<ListRecurringTasksQuery, T>> {
    overlapping!();
}

impl<T> Request<StreamTasks<T>> {
    overlapping!();
    estimated_minutes!();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_range_becomes_two_days_that_belong_to_it() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        assert_eq!(days(&(day(2)..=day(5))), (Some(day(2)), Some(day(5))));
        assert_eq!(days(&(day(2)..day(5))), (Some(day(2)), Some(day(4))));
        assert_eq!(days(&(day(2)..)), (Some(day(2)), None));
        assert_eq!(days(&(..=day(5))), (None, Some(day(5))));
        assert_eq!(days(&(..)), (None, None));
    }

    #[test]
    fn minutes_exclude_what_the_range_excludes() {
        assert_eq!(minutes(&(30..60)), (Some(30), Some(59)));
        assert_eq!(minutes(&(Bound::Excluded(30), Bound::Unbounded)), (Some(31), None));
    }
}

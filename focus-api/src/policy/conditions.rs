//! [`Conditions`]: filters of a stream that the service does not have.
//!
//! The service returns more tasks, and those that do not meet the conditions are left out. `filter_guard.rs` checks the
//! filters that the service has, where a task that does not match is an error.

use chrono::{DateTime, NaiveDate, Utc};
use focus_api_raw::types::Task;

use crate::model_ext::TaskExt;

/// One condition on a task.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Condition {
    DueBefore(NaiveDate),
    DueOn(NaiveDate),
    OverdueOn(NaiveDate),
    ChangedSince(DateTime<Utc>),
}

impl Condition {
    /// Returns the names of the members on which it depends.
    fn members(self) -> &'static [&'static str] {
        match self {
            Self::DueBefore(_) | Self::DueOn(_) => &["end_date"],
            Self::OverdueOn(_) => &["end_date", "status"],
            Self::ChangedSince(_) => &["updated_at"],
        }
    }

    fn accepts(self, task: &Task) -> bool {
        match self {
            Self::DueBefore(day) => task.due().is_some_and(|due| due < day),
            Self::DueOn(day) => task.due() == Some(day),
            Self::OverdueOn(day) => task.is_overdue(day),
            // A task without the field may have changed, and a missed change is worse than a repeated one.
            Self::ChangedSince(time) => task.updated_at.is_none_or(|changed| changed >= time),
        }
    }
}

/// The conditions of a stream, all of which a task has to meet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conditions(Vec<Condition>);

impl Conditions {
    pub(crate) fn add(&mut self, condition: Condition) {
        self.0.push(condition);
    }

    /// Returns whether there are no conditions.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the names of the members of a task on which the conditions depend.
    pub(crate) fn members(&self) -> Vec<&'static str> {
        self.0.iter().flat_map(|condition| condition.members()).copied().collect()
    }

    pub(crate) fn accept(&self, task: &Task) -> bool {
        self.0.iter().all(|condition| condition.accepts(task))
    }

    /// Returns the time since which changes are requested.
    pub(crate) fn changed_since(&self) -> Option<DateTime<Utc>> {
        let times = self.0.iter().filter_map(|condition| match condition {
            Condition::ChangedSince(time) => Some(*time),
            _ => None,
        });
        times.max()
    }
}

#[cfg(test)]
mod tests {
    use focus_api_raw::StatusType;
    use focus_api_raw::types::Status;

    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, day).unwrap()
    }

    fn time(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn accepts(condition: Condition, task: &Task) -> bool {
        let mut conditions = Conditions::default();
        conditions.add(condition);
        conditions.accept(task)
    }

    #[test]
    fn a_due_date_before_or_on_a_day_is_accepted() {
        let due = Task::new(1).end_date(day(5));
        let accepted = |condition: fn(NaiveDate) -> Condition| [4, 5, 6].map(|at| accepts(condition(day(at)), &due));
        assert_eq!(accepted(Condition::DueBefore), [false, false, true]);
        assert_eq!(accepted(Condition::DueOn), [false, true, false]);
        assert_eq!(accepted(Condition::OverdueOn), [false, false, true]);
        let open_end = Task::new(1);
        for condition in [Condition::DueBefore(day(9)), Condition::DueOn(day(9)), Condition::OverdueOn(day(9))] {
            assert!(!accepts(condition, &open_end), "{condition:?}");
        }
    }

    #[test]
    fn a_done_task_is_due_but_not_overdue() {
        let done = Task::new(1).end_date(day(5)).status(Status::new().type_(StatusType::Done));
        assert!(accepts(Condition::DueBefore(day(9)), &done));
        assert!(!accepts(Condition::OverdueOn(day(9)), &done));
    }

    #[test]
    fn a_change_at_the_time_or_at_an_unknown_time_is_accepted() {
        let since = Condition::ChangedSince(time("2026-03-01T10:00:00Z"));
        let changed = |text: &str| accepts(since, &Task::new(1).updated_at(time(text)));
        assert!(!changed("2026-03-01T09:59:59.999Z"));
        assert!(changed("2026-03-01T10:00:00Z"));
        assert!(changed("2026-03-01T12:00:01+02:00"));
        assert!(accepts(since, &Task::new(1)));
    }

    #[test]
    fn a_task_has_to_meet_all_conditions() {
        let mut conditions = Conditions::default();
        for at in ["2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z"] {
            conditions.add(Condition::ChangedSince(time(at)));
        }
        assert_eq!(conditions.changed_since(), Some(time("2026-03-02T10:00:00Z")));
        assert!(!conditions.accept(&Task::new(1).updated_at(time("2026-03-01T11:00:00Z"))));
    }
}

//! [`Conditions`]: what a stream is asked for that the service has no filter for.
//!
//! The service returns more than is wanted, and each task is compared here. A filter that the service does have, and might
//! ignore, is `filter_guard.rs`: there a task that does not fit is an error, here it is left out.

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
    fn accepts(self, task: &Task) -> bool {
        match self {
            Self::DueBefore(day) => task.due().is_some_and(|due| due < day),
            Self::DueOn(day) => task.due() == Some(day),
            Self::OverdueOn(day) => task.is_overdue(day),
            // Without a moment it may have changed, and a change that is missed is worse than one told twice.
            Self::ChangedSince(moment) => task.updated_at.is_none_or(|changed| changed >= moment),
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

    /// Returns whether every task meets them.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn accept(&self, task: &Task) -> bool {
        self.0.iter().all(|condition| condition.accepts(task))
    }

    /// Returns the moment since which changes are asked for.
    pub(crate) fn changed_since(&self) -> Option<DateTime<Utc>> {
        let moments = self.0.iter().filter_map(|condition| match condition {
            Condition::ChangedSince(moment) => Some(*moment),
            _ => None,
        });
        moments.max()
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

    fn moment(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn accepts(condition: Condition, task: &Task) -> bool {
        let mut conditions = Conditions::default();
        conditions.add(condition);
        conditions.accept(task)
    }

    #[test]
    fn a_due_date_is_before_a_day_or_on_it() {
        let due = Task::new(1).end_date(day(5));
        let verdicts = |condition: fn(NaiveDate) -> Condition| [4, 5, 6].map(|at| accepts(condition(day(at)), &due));
        assert_eq!(verdicts(Condition::DueBefore), [false, false, true]);
        assert_eq!(verdicts(Condition::DueOn), [false, true, false]);
        assert_eq!(verdicts(Condition::OverdueOn), [false, false, true]);
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
    fn a_change_at_the_moment_or_at_an_unknown_one_counts() {
        let since = Condition::ChangedSince(moment("2026-03-01T10:00:00Z"));
        let changed = |text: &str| accepts(since, &Task::new(1).updated_at(moment(text)));
        assert!(!changed("2026-03-01T09:59:59.999Z"));
        assert!(changed("2026-03-01T10:00:00Z"));
        assert!(changed("2026-03-01T12:00:01+02:00"));
        assert!(accepts(since, &Task::new(1)));
    }

    #[test]
    fn all_conditions_have_to_be_met_and_the_latest_moment_counts() {
        let mut conditions = Conditions::default();
        for at in ["2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z"] {
            conditions.add(Condition::ChangedSince(moment(at)));
        }
        assert_eq!(conditions.changed_since(), Some(moment("2026-03-02T10:00:00Z")));
        assert!(!conditions.accept(&Task::new(1).updated_at(moment("2026-03-01T11:00:00Z"))));
    }
}

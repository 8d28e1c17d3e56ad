//! [`FilterGuard`]: the filters of a list that can be checked on its tasks.
//!
//! The service ignores unknown query parameters. If it renamed a filter, a list would contain every task, and a bulk
//! delete of that list would delete the workspace. A list with a task that contradicts a filter is therefore an error.
//! This file has the filters; `decode/filter_check.rs` compares them with a task.

use focus_api_raw::types::{ListRecurringTasksQuery, ListTasksQuery, ProjectId, StatusId, StreamTasksQuery, TaskId};
use focus_api_raw::{OrNone, Priority};

/// The filters of a list that can be checked on a task. An empty list and `None` accept every task.
#[derive(Clone, Debug, Default)]
pub(crate) struct FilterGuard {
    pub(crate) project: Vec<OrNone<ProjectId>>,
    pub(crate) parent: Vec<OrNone<TaskId>>,
    pub(crate) status: Vec<StatusId>,
    pub(crate) priority: Vec<Priority>,
    pub(crate) archived: Option<bool>,
    pub(crate) pinned: Option<bool>,
    pub(crate) private: Option<bool>,
}

impl FilterGuard {
    /// Returns whether it accepts every task.
    pub(crate) fn is_idle(&self) -> bool {
        self.project.is_empty()
            && self.parent.is_empty()
            && self.status.is_empty()
            && self.priority.is_empty()
            && self.archived.is_none()
            && self.pinned.is_none()
            && self.private.is_none()
    }
}

/// Implements the conversion for the two lists of all tasks, which have the same filters except `private`.
macro_rules! guard_of {
    ($query:ident, private by $private:expr) => {
        impl From<&$query> for FilterGuard {
            fn from(query: &$query) -> Self {
                Self {
                    project: query.project_id.clone().unwrap_or_default(),
                    parent: query.parent_task_id.clone().unwrap_or_default(),
                    status: query.status_id.clone().unwrap_or_default(),
                    priority: query.priority.clone().unwrap_or_default(),
                    archived: query.archived,
                    pinned: query.pinned,
                    private: ($private as fn(&$query) -> Option<bool>)(query),
                }
            }
        }
    };
}

guard_of!(ListTasksQuery, private by |query| query.private);
guard_of!(StreamTasksQuery, private by |_| None);

impl From<&ListRecurringTasksQuery> for FilterGuard {
    fn from(query: &ListRecurringTasksQuery) -> Self {
        Self { archived: query.archived, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guard_is_idle_only_without_a_filter() {
        assert!(FilterGuard::default().is_idle() && FilterGuard::from(&ListTasksQuery::default()).is_idle());
        let with = |query: ListTasksQuery| FilterGuard::from(&query).is_idle();
        let all = ListTasksQuery::default;
        assert!(
            !with(all().project(7)) && !with(all().parent(7)) && !with(all().status(7)) && !with(all().pinned(true))
        );
        assert!(!with(all().priority(Priority::High)) && !with(all().archived(false)) && !with(all().private(false)));
    }
}

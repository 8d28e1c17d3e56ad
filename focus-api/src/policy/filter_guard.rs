//! Distrusting a list: does what came back fit what was asked for?
//!
//! The service ignores query names it does not know. Should a filter ever be renamed, a list would silently hold
//! everything, and a bulk delete fed from it would delete everything. Where a filter's effect can be read off a task,
//! one that plainly contradicts it turns the page into an error.

use focus_api_raw::types::{ListTasksQuery, StreamTasksQuery};
use focus_api_raw::{OrNone, Priority, types};
use serde::Deserialize;

/// The filters of a list that can be checked on a task.
#[derive(Clone, Debug, Default)]
pub struct FilterGuard {
    project: Vec<OrNone<types::ProjectId>>,
    parent: Vec<OrNone<types::TaskId>>,
    status: Vec<types::StatusId>,
    priority: Vec<Priority>,
    archived: Option<bool>,
    pinned: Option<bool>,
    private: Option<bool>,
}

/// A filter that a task contradicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Contradiction {
    /// The query parameter.
    pub(crate) filter: &'static str,
}

/// Just what the guard looks at. `name` tells a whole task from a sparse one, of which nothing can be said.
#[derive(Deserialize)]
struct Evidence {
    name: Option<serde::de::IgnoredAny>,
    project_id: Option<types::ProjectId>,
    parent_task_id: Option<types::TaskId>,
    status_id: Option<types::StatusId>,
    priority: Option<Priority>,
    archived_at: Option<serde::de::IgnoredAny>,
    pinned: Option<bool>,
    private: Option<bool>,
}

impl FilterGuard {
    pub(crate) fn is_idle(&self) -> bool {
        self.project.is_empty()
            && self.parent.is_empty()
            && self.status.is_empty()
            && self.priority.is_empty()
            && self.archived.is_none()
            && self.pinned.is_none()
            && self.private.is_none()
    }

    /// The filter that this task shows to be ignored. A task that cannot be read shows nothing.
    pub(crate) fn contradiction(&self, task: &[u8]) -> Option<Contradiction> {
        let task: Evidence = serde_json::from_slice(task).ok()?;
        task.name.as_ref()?;
        // The service leaves out what is empty or false, so in a whole task "missing" means that.
        let checks = [
            ("project_id", accepts(&self.project, task.project_id)),
            ("parent_task_id", accepts(&self.parent, task.parent_task_id)),
            ("status_id", self.status.is_empty() || task.status_id.is_none_or(|id| self.status.contains(&id))),
            ("priority", self.priority.is_empty() || self.priority.contains(&task.priority.unwrap_or(Priority::None))),
            ("archived", self.archived.is_none_or(|wanted| wanted == task.archived_at.is_some())),
            ("pinned", self.pinned.is_none_or(|wanted| wanted == task.pinned.unwrap_or(false))),
            ("private", self.private.is_none_or(|wanted| wanted == task.private.unwrap_or(false))),
        ];
        checks.iter().find(|(_, fits)| !fits).map(|(filter, _)| Contradiction { filter })
    }
}

fn accepts<T: PartialEq + Copy>(wanted: &[OrNone<T>], found: Option<T>) -> bool {
    wanted.is_empty() || wanted.contains(&found.map_or(OrNone::None, OrNone::Id))
}

/// The two lists of all tasks name their filters alike; only one knows `private`.
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

impl From<&types::ListRecurringTasksQuery> for FilterGuard {
    fn from(query: &types::ListRecurringTasksQuery) -> Self {
        Self { archived: query.archived, ..Self::default() }
    }
}

//! Checks whether a task contradicts the filters of its list.
//!
//! [`FilterGuard`] has the filters; the caller decides what a contradiction means.

use std::any::Any;

use focus_api_raw::types::{ProjectId, StatusId, Task, TaskId};
use focus_api_raw::{OrNone, Priority};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::policy::FilterGuard;

/// The members of a task that filters can be checked on.
#[derive(Debug, Default)]
struct TaskFields<'a> {
    /// Whether the task is complete. A task with few members cannot be checked.
    has_name: bool,
    project_id: Option<ProjectId>,
    parent_task_id: Option<TaskId>,
    status_id: Option<StatusId>,
    priority: Option<&'a Priority>,
    is_archived: bool,
    pinned: Option<bool>,
    private: Option<bool>,
}

/// The same members, read from JSON that is not decoded as a [`Task`].
#[derive(Deserialize)]
struct CheckedMembers {
    name: Option<IgnoredAny>,
    project_id: Option<ProjectId>,
    parent_task_id: Option<TaskId>,
    status_id: Option<StatusId>,
    priority: Option<Priority>,
    archived_at: Option<IgnoredAny>,
    pinned: Option<bool>,
    private: Option<bool>,
}

impl<'a> From<&'a Task> for TaskFields<'a> {
    fn from(task: &'a Task) -> Self {
        Self {
            has_name: task.name.is_some(),
            project_id: task.project_id,
            parent_task_id: task.parent_task_id,
            status_id: task.status_id,
            priority: task.priority.as_ref(),
            is_archived: task.archived_at.is_some(),
            pinned: task.pinned,
            private: task.private,
        }
    }
}

impl<'a> From<&'a CheckedMembers> for TaskFields<'a> {
    fn from(members: &'a CheckedMembers) -> Self {
        Self {
            has_name: members.name.is_some(),
            project_id: members.project_id,
            parent_task_id: members.parent_task_id,
            status_id: members.status_id,
            priority: members.priority.as_ref(),
            is_archived: members.archived_at.is_some(),
            pinned: members.pinned,
            private: members.private,
        }
    }
}

/// Returns the name of the filter that a task contradicts.
///
/// `value` is the decoded task, of any type, if it could be decoded; `json` is its JSON. An element that cannot be read
/// as a task does not contradict a filter.
pub(super) fn contradicted_filter(guard: &FilterGuard, value: Option<&dyn Any>, json: &[u8]) -> Option<&'static str> {
    if guard.is_idle() {
        return None;
    }
    match value.and_then(|value| value.downcast_ref::<Task>()) {
        Some(task) => check(guard, &task.into()),
        None => {
            let members: CheckedMembers = serde_json::from_slice(json).ok()?;
            check(guard, &(&members).into())
        }
    }
}

fn check(guard: &FilterGuard, task: &TaskFields<'_>) -> Option<&'static str> {
    if !task.has_name {
        return None;
    }
    // The service omits empty and false members, so a missing member of a complete task is empty or false.
    let priority = task.priority.unwrap_or(&Priority::None);
    let checks = [
        ("project_id", accepts(&guard.project, task.project_id)),
        ("parent_task_id", accepts(&guard.parent, task.parent_task_id)),
        ("status_id", guard.status.is_empty() || task.status_id.is_none_or(|id| guard.status.contains(&id))),
        ("priority", guard.priority.is_empty() || guard.priority.contains(priority)),
        ("archived", guard.archived.is_none_or(|wanted| wanted == task.is_archived)),
        ("pinned", guard.pinned.is_none_or(|wanted| wanted == task.pinned.unwrap_or(false))),
        ("private", guard.private.is_none_or(|wanted| wanted == task.private.unwrap_or(false))),
    ];
    checks.iter().find(|(_, accepted)| !accepted).map(|(filter, _)| *filter)
}

fn accepts<T: PartialEq + Copy>(wanted: &[OrNone<T>], found: Option<T>) -> bool {
    wanted.is_empty() || wanted.contains(&found.map_or(OrNone::None, OrNone::Id))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// Returns the contradicted filter, which must be the same for a decoded task and for its JSON.
    fn checked(guard: &FilterGuard, task: &Value) -> Option<&'static str> {
        let json = task.to_string();
        let from_json = contradicted_filter(guard, None, json.as_bytes());
        if let Ok(decoded) = serde_json::from_str::<Task>(&json) {
            assert_eq!(contradicted_filter(guard, Some(&decoded), b"not read"), from_json, "{json}");
        }
        from_json
    }

    #[test]
    fn a_contradicted_filter_is_named() {
        let fits = json!({
            "id": 1, "name": "n", "project_id": 2, "parent_task_id": 3, "status_id": 4, "priority": "high", "pinned": true,
            "private": true, "archived_at": "2026-01-01T00:00:00Z",
        });
        let guard = FilterGuard {
            project: vec![OrNone::Id(ProjectId(2))],
            parent: vec![OrNone::Id(TaskId(3))],
            status: vec![StatusId(4)],
            priority: vec![Priority::High],
            archived: Some(true),
            pinned: Some(true),
            private: Some(true),
        };
        assert_eq!(checked(&guard, &fits), None);
        for (filter, other) in [
            ("project_id", json!(9)),
            ("parent_task_id", Value::Null),
            ("status_id", json!(9)),
            ("priority", json!("of a later version")),
            ("pinned", json!(false)),
            ("private", Value::Null),
        ] {
            let mut task = fits.clone();
            task[filter] = other;
            assert_eq!(checked(&guard, &task), Some(filter));
        }
        let mut task = fits;
        task["archived_at"] = Value::Null;
        assert_eq!(checked(&guard, &task), Some("archived"));
    }

    #[test]
    fn a_task_that_is_incomplete_or_undecodable_contradicts_no_filter() {
        let guard = FilterGuard { pinned: Some(true), ..FilterGuard::default() };
        for task in
            [json!({ "id": 1 }), json!({ "id": 1, "name": null }), json!(7), json!({ "name": "n", "pinned": 3 })]
        {
            assert_eq!(checked(&guard, &task), None, "{task}");
        }
        assert_eq!(checked(&guard, &json!({ "id": 1, "name": "n" })), Some("pinned"));
    }
}

//! Checks whether a task contradicts the filters of its list.
//!
//! [`FilterGuard`] has the filters; the caller decides what a contradiction means.

use std::any::Any;

use focus_api_raw::types::Task;
use focus_api_raw::{OrNone, Priority};

use super::partial::PartialTask;
use crate::policy::FilterGuard;

/// The members of a task that filters can be checked on.
const MEMBERS: [&str; 8] =
    ["name", "project_id", "parent_task_id", "status_id", "priority", "archived_at", "pinned", "private"];

/// Returns the name of the filter that a task contradicts.
///
/// `value` is the decoded task, of any type, if it could be decoded; `json` is its JSON. A member that cannot be read
/// does not contradict its filter.
// See `partial::task_with` for the reason of `inline`.
#[inline]
pub(super) fn contradicted_filter(guard: &FilterGuard, value: Option<&dyn Any>, json: &[u8]) -> Option<&'static str> {
    if guard.is_idle() {
        return None;
    }
    if let Some(task) = value.and_then(|value| value.downcast_ref::<Task>()) {
        return check(guard, task, &[]);
    }
    let PartialTask { task, undecodable } = PartialTask::read(json, &MEMBERS)?;
    let undecodable: Vec<&str> = undecodable.into_iter().map(|(name, _)| name).collect();
    check(guard, &task, &undecodable)
}

fn check(guard: &FilterGuard, task: &Task, undecodable: &[&str]) -> Option<&'static str> {
    // A task with few members cannot be checked.
    task.name.as_ref()?;
    // The service omits empty and false members, so a missing member of a complete task is empty or false.
    let priority = task.priority.as_ref().unwrap_or(&Priority::None);
    let checks = [
        ("project_id", accepts(&guard.project, task.project_id)),
        ("parent_task_id", accepts(&guard.parent, task.parent_task_id)),
        ("status_id", guard.status.is_empty() || task.status_id.is_none_or(|id| guard.status.contains(&id))),
        ("priority", guard.priority.is_empty() || guard.priority.contains(priority)),
        ("archived", guard.archived.is_none_or(|wanted| wanted == task.archived_at.is_some())),
        ("pinned", guard.pinned.is_none_or(|wanted| wanted == task.pinned.unwrap_or(false))),
        ("private", guard.private.is_none_or(|wanted| wanted == task.private.unwrap_or(false))),
    ];
    let is_read = |filter: &str| !undecodable.contains(&if filter == "archived" { "archived_at" } else { filter });
    checks.iter().find(|(filter, accepted)| !accepted && is_read(filter)).map(|(filter, _)| *filter)
}

fn accepts<T: PartialEq + Copy>(wanted: &[OrNone<T>], found: Option<T>) -> bool {
    wanted.is_empty() || wanted.contains(&found.map_or(OrNone::None, OrNone::Id))
}

#[cfg(test)]
mod tests {
    use focus_api_raw::types::{ProjectId, StatusId, TaskId};
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

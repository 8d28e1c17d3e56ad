//! Building the JSON of tasks for responses: the stored fields, the objects they refer to, the counters, with missing
//! values in the `NullStyle` of each task.

mod project;

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use crate::error::ApiError;
use crate::list::List;
use crate::query::Query;
use crate::store::{Store, SubtaskCounts};
use crate::task::{NullStyle, Task};
use crate::world::World;

/// Members that may have no value, for [`NullStyle::Nulls`].
const NULLABLE: [&str; 30] = [
    "name",
    "notes",
    "description",
    "color",
    "client",
    "project",
    "project_id",
    "status",
    "status_id",
    "parent_task_id",
    "parent_task_name",
    "start_date",
    "end_date",
    "estimated_mins",
    "priority",
    "priority_at",
    "position",
    "recurrence_date",
    "recurring_task_id",
    "rrule",
    "source",
    "source_template_task_id",
    "metadata",
    "created_at",
    "updated_at",
    "status_updated_at",
    "archived_at",
    "deleted_at",
    "toggl_user_id",
    "workspace_id",
];
const FLAGS: [&str; 5] = ["auto_log_time", "billable", "is_template", "pinned", "private"];
const ARRAYS: [&str; 4] = ["assignee_user_ids", "ghost_assignee_ids", "tag_ids", "tags"];
/// Written by clients and never shown: no documented response has them.
const HIDDEN: [&str; 2] = ["integration_ext_id", "integration_source"];

/// The optional members that a response includes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Include {
    pub(crate) ghosts: bool,
    pub(crate) rates: bool,
    pub(crate) entries: bool,
    /// Counters, sums and the parent: in lists and single tasks, not in the response to a creation.
    pub(crate) aggregates: bool,
}

impl Include {
    /// Reads the list parameters that decide which members its tasks include.
    pub(crate) fn read(query: &Query, list: List) -> Result<Self, ApiError> {
        let tasks = list == List::Tasks;
        let on = |name: &str, honoured: bool| {
            if honoured { query.flag(name).map(|flag| flag == Some(true)) } else { Ok(false) }
        };
        Ok(Self {
            ghosts: on("include_ghost_assignees", true)?,
            rates: on("include_rates", tasks)?,
            entries: on("with_entries", tasks || list == List::Stream)?,
            aggregates: list != List::Recurring && !on("disable_aggregations", tasks)?,
        })
    }
}

/// Converts tasks of one store to the JSON of a response.
pub(crate) struct View<'a> {
    pub(crate) store: &'a Store,
    pub(crate) world: &'a World,
    pub(crate) subtask_counts: &'a HashMap<i64, SubtaskCounts>,
    pub(crate) include: Include,
}

impl View<'_> {
    /// Returns the JSON of a task. A member that a test stored is unchanged, also where the fake would compute it.
    pub(crate) fn task(&self, task: &Task) -> Value {
        let mut out = self.plain(task, self.include);
        if self.include.aggregates {
            self.counters(task, &mut out);
            let parent = task.parent().and_then(|id| self.store.live(id));
            match parent {
                // The parent inside a task has neither counters nor a parent [doc].
                Some(parent) => put(&mut out, "parent", Value::Object(self.plain(parent, self.include))),
                None if task.null_style == NullStyle::Nulls => put(&mut out, "parent", Value::Null),
                None => {}
            }
        }
        if self.include.entries {
            // The documentation names no field for them; this name is a guess and unknown to every client [unknown].
            let entries = task.entries.iter().map(crate::task::TimeEntry::to_json).collect();
            put(&mut out, "time_entries", entries);
        }
        Value::Object(out)
    }

    fn plain(&self, task: &Task, include: Include) -> Map<String, Value> {
        let mut out = task.fields.clone();
        for name in HIDDEN {
            out.remove(name);
        }
        if !include.ghosts {
            out.remove("ghost_assignee_ids");
        }
        let project = task.int("project_id").and_then(|id| self.world.find_project(id));
        let client = project.and_then(|project| project.client_id).and_then(|id| self.world.find_client(id));
        if let Some(project) = project {
            put(&mut out, "project", project::show(project, self.world, include.rates));
        }
        if let Some(client) = client {
            put(&mut out, "client", json!({ "id": client.id, "name": client.name }));
        }
        if let Some(status) = task.int("status_id").and_then(|id| self.world.find_status(id)) {
            let status =
                json!({ "id": status.id, "name": status.name, "type": status.status_type, "emoji": status.emoji });
            put(&mut out, "status", status);
        }
        let tags = task.ints("tag_ids").into_iter().filter_map(|id| self.world.find_tag(id));
        let tags: Vec<Value> = tags.map(|tag| json!({ "id": tag.id, "name": tag.name, "color": tag.color })).collect();
        put(&mut out, "tags", Value::Array(tags));
        if let Some(name) = task.parent().and_then(|id| self.store.live(id)).and_then(|parent| parent.text("name")) {
            put(&mut out, "parent_task_name", json!(name));
        }
        apply_null_style(&mut out, task.null_style, include);
        out
    }

    fn counters(&self, task: &Task, out: &mut Map<String, Value>) {
        let subtasks = self.subtask_counts.get(&task.id).copied().unwrap_or_default();
        let count =
            |keep: &dyn Fn(&crate::task::TimeBlock) -> bool| task.blocks.iter().filter(|block| keep(block)).count();
        let seconds = |scheduled_only: bool| -> i64 {
            let blocks = task.blocks.iter().filter(|block| block.scheduled || !scheduled_only);
            blocks.fold(0, |sum, block| sum.saturating_add(block.seconds))
        };
        let counters = [
            ("sub_task_total_count", json!(subtasks.total)),
            ("sub_task_done_count", json!(subtasks.done)),
            ("time_block_total_count", json!(task.blocks.len())),
            ("time_block_completed_count", json!(count(&|block| block.completed))),
            ("time_block_scheduled_total_count", json!(count(&|block| block.scheduled))),
            ("time_block_scheduled_completed_count", json!(count(&|block| block.scheduled && block.completed))),
            ("time_entry_total_count", json!(task.entries.len())),
            // Seconds, unlike the estimate [live].
            ("total_tracked_time", json!(task.tracked_seconds())),
            ("total_blocked_time", json!(seconds(false))),
            ("total_scheduled_blocked_time", json!(seconds(true))),
        ];
        for (name, value) in counters {
            put(out, name, value);
        }
    }
}

fn apply_null_style(out: &mut Map<String, Value>, null_style: NullStyle, include: Include) {
    let arrays = ARRAYS.into_iter().filter(|name| include.ghosts || *name != "ghost_assignee_ids");
    for name in arrays {
        let empty = out.get(name).is_none_or(|value| value.as_array().is_some_and(Vec::is_empty));
        match null_style {
            NullStyle::Nulls | NullStyle::NullArrays if empty => {
                out.insert(name.to_owned(), Value::Null);
            }
            _ => put(out, name, json!([])),
        }
    }
    if null_style == NullStyle::Nulls {
        for name in NULLABLE {
            put(out, name, Value::Null);
        }
        for name in FLAGS {
            put(out, name, json!(false));
        }
    } else {
        // Explicit nulls of a test stay; the store itself has none.
        for name in FLAGS {
            if out.get(name) == Some(&json!(false)) && null_style == NullStyle::NullArrays {
                out.remove(name);
            }
        }
    }
}

/// Adds a member unless the name is already present.
fn put(out: &mut Map<String, Value>, name: &str, value: Value) {
    if !out.contains_key(name) {
        out.insert(name.to_owned(), value);
    }
}

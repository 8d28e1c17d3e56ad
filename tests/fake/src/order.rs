//! Parsing `order_by`, and sorting tasks by it. Which list supports which key is in `list.rs`.

use std::cmp::Ordering;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::clock;
use crate::error::ApiError;
use crate::list::List;
use crate::query::Query;
use crate::task::Task;
use crate::world::World;

/// One value to sort by. All values of a key have the same variant or `Missing`, which sorts last in both directions
/// (where the service sorts missing values is unknown).
#[derive(Debug, Clone, PartialEq, PartialOrd)]
enum Key {
    Number(f64),
    Int(i64),
    Text(String),
    List(Vec<i64>),
    Names(Vec<String>),
    Missing,
}

#[derive(Debug)]
struct Column {
    name: String,
    descending: bool,
}

/// A parsed `order_by`.
#[derive(Debug)]
pub(crate) struct Order {
    columns: Vec<Column>,
}

impl Order {
    pub(crate) fn read(query: &Query, list: List) -> Result<Self, ApiError> {
        let mut columns = Vec::new();
        if list == List::Recurring {
            return Ok(Self { columns });
        }
        for text in query.all("order_by").unwrap_or_default() {
            let name = text.strip_prefix('-').unwrap_or(text);
            // Only the two lists whose tasks include the custom fields of their project sort by them [doc].
            let custom = matches!(list, List::Tasks | List::Stream)
                && name.strip_prefix("pcf_").is_some_and(|id| crate::route::positive(id).is_some());
            if !custom && !list.sorts_by(name) {
                return Err(ApiError::validation(format!("order_by: '{text}' is not a key of this list")));
            }
            columns.push(Column { name: name.to_owned(), descending: name.len() < text.len() });
        }
        Ok(Self { columns })
    }

    pub(crate) fn is_default(&self) -> bool {
        self.columns.is_empty()
    }

    /// Sorts by the given keys, then by position, then by id: a total order, so that pages never overlap.
    pub(crate) fn sort(&self, tasks: Vec<&Task>, world: &World, now: DateTime<Utc>) -> Vec<i64> {
        // The keys are computed once per task, not once per comparison.
        let mut keyed: Vec<(Vec<Key>, i64, i64)> = tasks
            .into_iter()
            .map(|task| {
                let keys = self.columns.iter().map(|column| key(task, &column.name, world, now)).collect();
                (keys, task.int("position").unwrap_or(i64::MAX), task.id)
            })
            .collect();
        keyed.sort_by(|left, right| self.compare(&left.0, &right.0).then((left.1, left.2).cmp(&(right.1, right.2))));
        keyed.into_iter().map(|(_, _, id)| id).collect()
    }

    fn compare(&self, left: &[Key], right: &[Key]) -> Ordering {
        for (column, (left, right)) in self.columns.iter().zip(left.iter().zip(right)) {
            let order = match (left, right) {
                (Key::Missing, Key::Missing) => Ordering::Equal,
                (Key::Missing, _) => Ordering::Greater,
                (_, Key::Missing) => Ordering::Less,
                _ => {
                    let order = left.partial_cmp(right).unwrap_or(Ordering::Equal);
                    if column.descending { order.reverse() } else { order }
                }
            };
            if order.is_ne() {
                return order;
            }
        }
        Ordering::Equal
    }
}

fn key(task: &Task, name: &str, world: &World, now: DateTime<Utc>) -> Key {
    match name {
        "name" => text(task.text("name").map(str::to_lowercase)),
        "user_id" => int(task.int("toggl_user_id")),
        "priority" => int(Some(rank(task))),
        "tag_ids" => sorted(task.ints("tag_ids")),
        "assignees" => sorted(task.ints("assignee_user_ids")),
        "pinned" | "billable" => int(Some(i64::from(task.flag(name)))),
        // The latest activity of a task is a change or a time entry [inferred].
        "last_activity" => {
            let changed = task.text("updated_at").and_then(clock::instant);
            let tracked = task.entries.iter().map(|entry| entry.start).max();
            int(changed.max(tracked).map(|at| at.timestamp()))
        }
        "timeblock_start" => int(task.blocks.iter().map(|block| block.start.timestamp()).min()),
        "timeblock_now_diff" => int(task.blocks.iter().map(|block| (block.start - now).num_seconds().abs()).min()),
        // How relevance is computed is unknown. Here: pinned tasks first, then tasks with `priority_at`, then by
        // priority.
        "relevance" => {
            let weight = i64::from(task.flag("pinned")) * 100 + i64::from(task.text("priority_at").is_some()) * 10;
            int(Some(-(weight + rank(task))))
        }
        // Subtasks directly after their parent [inferred from the key's name].
        "sub_tasks_grouped" => {
            let group = (task.parent().unwrap_or(task.id), i64::from(task.parent().is_some()));
            Key::List(vec![group.0, group.1])
        }
        "project_id" | "parent_task_id" | "status_id" | "estimated_mins" | "position" => int(task.int(name)),
        "created_at" | "updated_at" => int(task.text(name).and_then(clock::instant).map(|at| at.timestamp())),
        "priority_at" | "start_date" | "end_date" => text(task.text(name).map(str::to_owned)),
        _ => custom_field(task, name, world),
    }
}

fn rank(task: &Task) -> i64 {
    match task.text("priority") {
        Some("low") => 1,
        Some("medium") => 2,
        Some("high") => 3,
        Some("urgent") => 4,
        _ => 0,
    }
}

/// Returns the value of a custom field (`pcf_<id>`) of the task's project, which is compared by the field's type.
fn custom_field(task: &Task, name: &str, world: &World) -> Key {
    let id = name.strip_prefix("pcf_").and_then(crate::route::positive);
    let project = task.int("project_id").and_then(|id| world.find_project(id));
    let field = id.and_then(|id| world.find_custom_field(id));
    let (Some(project), Some(field)) = (project, field) else {
        return Key::Missing;
    };
    let Some((_, value)) = project.custom_fields.iter().find(|(id, _)| *id == field.id) else {
        return Key::Missing;
    };
    let option =
        |id: i64| field.options.iter().find(|(option, ..)| *option == id).map(|(_, name, _)| (*name).to_owned());
    match field.field_type {
        "select" => text(value.as_i64().and_then(option)),
        "multi_select" => {
            let mut names: Vec<String> = integers(value).into_iter().filter_map(option).collect();
            names.sort();
            Key::Names(names)
        }
        "users" => sorted(integers(value)),
        "number" => value.as_f64().map_or(Key::Missing, Key::Number),
        "checkbox" => int(value.as_bool().map(i64::from)),
        _ => text(value.as_str().map(str::to_lowercase)),
    }
}

fn integers(value: &Value) -> Vec<i64> {
    value.as_array().into_iter().flatten().filter_map(Value::as_i64).collect()
}

fn int(value: Option<i64>) -> Key {
    value.map_or(Key::Missing, Key::Int)
}

fn text(value: Option<String>) -> Key {
    value.map_or(Key::Missing, Key::Text)
}

/// Sorts a set of ids, so that equal sets compare equal in any stored order [doc].
fn sorted(mut ids: Vec<i64>) -> Key {
    ids.sort_unstable();
    if ids.is_empty() { Key::Missing } else { Key::List(ids) }
}

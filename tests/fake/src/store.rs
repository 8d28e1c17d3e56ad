//! The stored tasks and how they change. Request bodies are parsed in `task_body.rs`, responses are built in `view.rs`.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value, json};

use crate::task::Task;
use crate::task_body::{self, Draft};
use crate::world::World;

/// New series get ids that are far from the seeded ones.
const FIRST_NEW_SERIES: i64 = 340_001;
const POSITION_STEP: i64 = 1024;

/// All tasks of the workspace, deleted ones included.
#[derive(Debug, Default)]
pub(crate) struct Store {
    tasks: BTreeMap<i64, Task>,
    new_series: i64,
    last_position: i64,
    last_id: i64,
}

/// The number of subtasks of a task, and how many of them are done.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SubtaskCounts {
    pub(crate) total: i64,
    pub(crate) done: i64,
}

impl Store {
    pub(crate) fn new(tasks: impl IntoIterator<Item = Task>) -> Self {
        // The first new id, also in a fake without seeded tasks.
        let mut store = Self { last_id: 5_000_000_000, ..Self::default() };
        for task in tasks {
            store.insert(task);
        }
        store
    }

    /// Stores a task unchanged; it replaces one with the same id.
    pub(crate) fn insert(&mut self, task: Task) {
        self.last_id = self.last_id.max(task.id);
        self.last_position = self.last_position.max(task.int("position").unwrap_or(0));
        self.tasks.insert(task.id, task);
    }

    /// Stores a task of a test; without an id it gets the next one.
    pub(crate) fn insert_json(&mut self, fields: Map<String, Value>) -> i64 {
        let id = fields.get("id").and_then(Value::as_i64).unwrap_or(self.last_id.saturating_add(1));
        self.insert(Task::from_json(id, fields));
        id
    }

    pub(crate) fn any(&self, id: i64) -> Option<&Task> {
        self.tasks.get(&id)
    }

    /// Returns a task that is not deleted.
    pub(crate) fn live(&self, id: i64) -> Option<&Task> {
        self.any(id).filter(|task| !task.deleted())
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Task> {
        self.tasks.values()
    }

    pub(crate) fn all_mut(&mut self) -> impl Iterator<Item = &mut Task> {
        self.tasks.values_mut()
    }

    pub(crate) fn remove(&mut self, id: i64) -> Option<Task> {
        self.tasks.remove(&id)
    }

    /// Returns an id for a suggested task; it is never used again.
    pub(crate) fn reserve_id(&mut self) -> i64 {
        self.last_id = self.last_id.saturating_add(1);
        self.last_id
    }

    /// Creates a task. Fields that the draft does not set get the defaults of the service.
    pub(crate) fn create(&mut self, draft: Draft, world: &World, now: &str) -> i64 {
        let mut task = Task::new(self.reserve_id());
        reset(&mut task);
        // A new task gets the status Todo of the workspace [live] and the last position [inferred].
        task.set("status_id", world.statuses.first().map(|status| status.id));
        // A client may have set the largest possible position.
        self.last_position = self.last_position.saturating_add(POSITION_STEP);
        task.set("position", self.last_position);
        task.set("workspace_id", world.workspace_id);
        task.set("toggl_user_id", world.user_id);
        task.set("source", "plan");
        task.set("is_template", false);
        for stamp in ["created_at", "updated_at", "status_updated_at"] {
            task.set(stamp, now);
        }
        apply(&mut task, draft);
        if task.text("rrule").is_some() {
            // One instance is created; when the service creates the following ones is unknown.
            self.new_series += 1;
            task.set("recurring_task_id", FIRST_NEW_SERIES - 1 + self.new_series);
            let day = task.text("start_date").or(now.get(..10)).map(str::to_owned);
            task.set("recurrence_date", day);
        }
        let id = task.id;
        self.insert(task);
        id
    }

    /// Changes the fields that a draft sets.
    pub(crate) fn patch(&mut self, id: i64, draft: Draft, now: &str) {
        self.change(id, now, |task| apply(task, draft));
    }

    /// Replaces all fields that a PUT can write. The creator, the date in the series, the calendar metadata and
    /// `priority_at` stay.
    pub(crate) fn replace(&mut self, id: i64, draft: Draft, now: &str) {
        self.change(id, now, |task| {
            reset(task);
            apply(task, draft);
        });
    }

    pub(crate) fn delete(&mut self, id: i64, now: &str) {
        self.change(id, now, |task| task.set("deleted_at", now));
    }

    pub(crate) fn restore(&mut self, id: i64, now: &str) {
        self.change(id, now, |task| task.clear("deleted_at"));
    }

    /// Archives tasks and their descendants [doc for the bulk operation, inferred for the single one].
    pub(crate) fn archive(&mut self, ids: &[i64], now: &str) {
        for id in self.with_descendants(ids) {
            self.change(id, now, |task| {
                if !task.archived() {
                    task.set("archived_at", now);
                }
            });
        }
    }

    /// Unarchives a task and its descendants, the reverse of archiving [unknown, not documented].
    pub(crate) fn unarchive(&mut self, id: i64, now: &str) {
        for id in self.with_descendants(&[id]) {
            self.change(id, now, |task| task.clear("archived_at"));
        }
    }

    /// Returns the ancestors of a task, nearest first.
    pub(crate) fn ancestors(&self, id: i64) -> Vec<i64> {
        let mut found: Vec<i64> = Vec::new();
        let mut next = self.live(id).and_then(Task::parent);
        while let Some(task) = next.and_then(|id| self.live(id)) {
            // Tests can insert a cycle; it must not make the fake loop forever.
            if task.id == id || found.contains(&task.id) {
                break;
            }
            found.push(task.id);
            next = task.parent();
        }
        found
    }

    /// Returns the instances of a series from one instance on, including it. Empty if the task is not an instance.
    pub(crate) fn following(&self, instance: i64) -> Vec<i64> {
        let first = self.live(instance);
        let Some(series) = first.and_then(|task| task.int("recurring_task_id")) else {
            return Vec::new();
        };
        let from = first.and_then(|task| task.date("recurrence_date"));
        let later = |task: &&Task| {
            !task.deleted()
                && task.int("recurring_task_id") == Some(series)
                && (task.id == instance || task.date("recurrence_date") >= from)
        };
        self.all().filter(later).map(|task| task.id).collect()
    }

    /// Counts the live subtasks of all tasks in one pass, so that a list does not take quadratic time.
    pub(crate) fn subtask_counts(&self, world: &World) -> HashMap<i64, SubtaskCounts> {
        let mut counts: HashMap<i64, SubtaskCounts> = HashMap::new();
        for task in self.all().filter(|task| !task.deleted()) {
            let Some(parent) = task.parent() else {
                continue;
            };
            let count = counts.entry(parent).or_default();
            count.total += 1;
            let status = task.int("status_id").and_then(|id| world.find_status(id));
            count.done += i64::from(status.is_some_and(|status| status.status_type == "done"));
        }
        counts
    }

    /// Returns these tasks and their descendants. The children are collected in one pass: a task may have thousands.
    fn with_descendants(&self, roots: &[i64]) -> Vec<i64> {
        let mut children: HashMap<i64, Vec<i64>> = HashMap::new();
        for task in self.all().filter(|task| !task.deleted()) {
            if let Some(parent) = task.parent() {
                children.entry(parent).or_default().push(task.id);
            }
        }
        let mut seen = HashSet::new();
        let mut found: Vec<i64> = roots.iter().copied().filter(|id| seen.insert(*id)).collect();
        let mut at = 0;
        while let Some(parent) = found.get(at) {
            let below = children.get(parent).into_iter().flatten().copied();
            found.extend(below.filter(|id| seen.insert(*id)).collect::<Vec<_>>());
            at += 1;
        }
        found
    }

    fn change(&mut self, id: i64, now: &str, edit: impl FnOnce(&mut Task)) {
        let Some(task) = self.tasks.get_mut(&id) else {
            return;
        };
        let status = task.int("status_id");
        edit(task);
        task.set("updated_at", now);
        if task.int("status_id") != status {
            task.set("status_updated_at", now);
        }
    }
}

/// Sets every field that a PUT can write to its default.
fn reset(task: &mut Task) {
    for name in task_body::replaceable() {
        match name {
            "assignee_user_ids" | "tag_ids" => task.set(name, json!([])),
            "auto_log_time" | "billable" | "pinned" | "private" => task.set(name, false),
            "priority" => task.set(name, "none"),
            _ => task.clear(name),
        }
    }
}

fn apply(task: &mut Task, draft: Draft) {
    for (name, value) in draft {
        match (name.as_str(), value) {
            // A flag is never missing in responses, so `null` sets it to false [inferred].
            ("auto_log_time", Value::Null) => task.set("auto_log_time", false),
            (name, Value::Null) => task.clear(name),
            (name, value) => task.set(name, value),
        }
    }
}

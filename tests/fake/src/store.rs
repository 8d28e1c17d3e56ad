//! The tasks and the changes of them. Requests are read in `task_body.rs`, tasks are shown by `view.rs`.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value, json};

use crate::task::Task;
use crate::task_body::{self, Draft};
use crate::world::World;

/// Series made by clients get ids far from the seeded ones.
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

/// Subtasks of a task: all, and those done.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Family {
    pub(crate) total: i64,
    pub(crate) done: i64,
}

impl Store {
    pub(crate) fn new(tasks: impl IntoIterator<Item = Task>) -> Self {
        // Ids go on from here also in a fake that starts empty.
        let mut store = Self { last_id: 5_000_000_000, ..Self::default() };
        for task in tasks {
            store.insert(task);
        }
        store
    }

    /// Stores a task as it is, replacing one with the same id.
    pub(crate) fn insert(&mut self, task: Task) {
        self.last_id = self.last_id.max(task.id);
        self.last_position = self.last_position.max(task.int("position").unwrap_or(0));
        self.tasks.insert(task.id, task);
    }

    /// A test's own task; without an id it gets the next one.
    pub(crate) fn insert_json(&mut self, fields: Map<String, Value>) -> i64 {
        let id = fields.get("id").and_then(Value::as_i64).unwrap_or(self.last_id.saturating_add(1));
        self.insert(Task::from_json(id, fields));
        id
    }

    pub(crate) fn any(&self, id: i64) -> Option<&Task> {
        self.tasks.get(&id)
    }

    /// A task that is not deleted.
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

    /// The id a suggested task gets: unused, and never used again.
    pub(crate) fn reserve_id(&mut self) -> i64 {
        self.last_id = self.last_id.saturating_add(1);
        self.last_id
    }

    /// Creates a task. Everything the draft leaves open gets the service's default.
    pub(crate) fn create(&mut self, draft: Draft, world: &World, now: &str) -> i64 {
        let mut task = Task::new(self.reserve_id());
        reset(&mut task);
        // A new task goes to the workspace's Todo status [live] and to the end of the list [inferred].
        task.set("status_id", world.statuses.first().map(|status| status.id));
        // A client may have put a task at the very end of the numbers.
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
            // One instance is made; when the service makes the following ones is unknown.
            self.new_series += 1;
            task.set("recurring_task_id", FIRST_NEW_SERIES - 1 + self.new_series);
            let day = task.text("start_date").or(now.get(..10)).map(str::to_owned);
            task.set("recurrence_date", day);
        }
        let id = task.id;
        self.insert(task);
        id
    }

    /// Changes what a draft names.
    pub(crate) fn patch(&mut self, id: i64, draft: Draft, now: &str) {
        self.change(id, now, |task| apply(task, draft));
    }

    /// Replaces everything that a client can write. Who created the task, its series' date, its
    /// calendar origin and `priority_at` (which a PUT does not have) stay.
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

    /// Archives tasks and everything below them [doc for the bulk operation, inferred for the single one].
    pub(crate) fn archive(&mut self, ids: &[i64], now: &str) {
        for id in self.with_descendants(ids) {
            self.change(id, now, |task| {
                if !task.archived() {
                    task.set("archived_at", now);
                }
            });
        }
    }

    /// Unarchives a task and everything below it: the exact reverse [unknown, the page does not say].
    pub(crate) fn unarchive(&mut self, id: i64, now: &str) {
        for id in self.with_descendants(&[id]) {
            self.change(id, now, |task| task.clear("archived_at"));
        }
    }

    /// A task's parent, its parent's parent and so on, nearest first.
    pub(crate) fn ancestors(&self, id: i64) -> Vec<i64> {
        let mut found: Vec<i64> = Vec::new();
        let mut next = self.live(id).and_then(Task::parent);
        while let Some(task) = next.and_then(|id| self.live(id)) {
            // Tests can insert a cycle; it must not hang the fake.
            if task.id == id || found.contains(&task.id) {
                break;
            }
            found.push(task.id);
            next = task.parent();
        }
        found
    }

    /// The instances of a series from one instance on, that one included. Empty if it is no instance.
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

    /// Counts every task's live subtasks in one pass: showing a list must not be quadratic.
    pub(crate) fn families(&self, world: &World) -> HashMap<i64, Family> {
        let mut families: HashMap<i64, Family> = HashMap::new();
        for task in self.all().filter(|task| !task.deleted()) {
            let Some(parent) = task.parent() else {
                continue;
            };
            let family = families.entry(parent).or_default();
            family.total += 1;
            let status = task.int("status_id").and_then(|id| world.find_status(id));
            family.done += i64::from(status.is_some_and(|status| status.status_type == "done"));
        }
        families
    }

    /// These tasks and everything below them. The children are found in one pass: a task may have thousands.
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

/// Gives every field a client can write the value it has when the client says nothing.
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
            // A flag has no third state in responses, so clearing it is switching it off [inferred].
            ("auto_log_time", Value::Null) => task.set("auto_log_time", false),
            (name, Value::Null) => task.clear(name),
            (name, value) => task.set(name, value),
        }
    }
}

//! One stored task: its own fields as JSON, with its time blocks and time entries.
//!
//! The fields are stored as the flat object of the API. The objects that a response adds (project, client, status,
//! tags, parent, counters) are built in `view.rs`.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use crate::clock;

/// How a response represents missing values. The service is written in Go, and its responses mix all three styles
/// [live].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NullStyle {
    /// Members without a value are omitted; empty arrays are `[]`.
    Omit,
    /// Every member is present, with `null` for a missing value.
    Nulls,
    /// Members without a value are omitted; empty arrays are `null`.
    NullArrays,
}

/// A time block: time that is planned for a task.
#[derive(Debug, Clone)]
pub(crate) struct TimeBlock {
    pub(crate) id: i64,
    pub(crate) start: DateTime<Utc>,
    pub(crate) seconds: i64,
    pub(crate) completed: bool,
    /// Whether the block is scheduled in the calendar; otherwise it is only an amount of time.
    pub(crate) scheduled: bool,
}

impl TimeBlock {
    pub(crate) fn end(&self) -> DateTime<Utc> {
        let length = TimeDelta::try_seconds(self.seconds).unwrap_or_default();
        self.start.checked_add_signed(length).unwrap_or(self.start)
    }

    fn from_json(value: &Value) -> Option<Self> {
        Some(Self {
            id: value.get("id")?.as_i64()?,
            start: clock::instant(value.get("start")?.as_str()?)?,
            seconds: value.get("seconds").and_then(Value::as_i64).unwrap_or(3600),
            completed: value.get("completed").and_then(Value::as_bool).unwrap_or(false),
            scheduled: value.get("scheduled").and_then(Value::as_bool).unwrap_or(true),
        })
    }

    fn to_json(&self) -> Value {
        json!({
            "id": self.id,
            "start": clock::stamp(self.start),
            "seconds": self.seconds,
            "completed": self.completed,
            "scheduled": self.scheduled,
        })
    }
}

/// A time entry: time that was tracked for a task.
#[derive(Debug, Clone)]
pub(crate) struct TimeEntry {
    pub(crate) id: i64,
    pub(crate) start: DateTime<Utc>,
    pub(crate) seconds: i64,
}

impl TimeEntry {
    fn from_json(value: &Value) -> Option<Self> {
        Some(Self {
            id: value.get("id")?.as_i64()?,
            start: clock::instant(value.get("start")?.as_str()?)?,
            seconds: value.get("seconds").and_then(Value::as_i64).unwrap_or(0),
        })
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({ "id": self.id, "start": clock::stamp(self.start), "seconds": self.seconds })
    }
}

/// A stored task.
#[derive(Debug, Clone)]
pub(crate) struct Task {
    pub(crate) id: i64,
    pub(crate) fields: Map<String, Value>,
    pub(crate) blocks: Vec<TimeBlock>,
    pub(crate) entries: Vec<TimeEntry>,
    pub(crate) null_style: NullStyle,
}

impl Task {
    pub(crate) fn new(id: i64) -> Self {
        let mut task =
            Self { id, fields: Map::new(), blocks: Vec::new(), entries: Vec::new(), null_style: NullStyle::Omit };
        task.set("id", id);
        task
    }

    /// Converts the JSON of a test to a task. `time_blocks` and `time_entries` become its blocks and entries; all other
    /// members are stored unchanged, known or not.
    pub(crate) fn from_json(id: i64, mut fields: Map<String, Value>) -> Self {
        let mut list = |name: &str| match fields.remove(name) {
            Some(Value::Array(items)) => items,
            _ => Vec::new(),
        };
        let blocks = list("time_blocks").iter().filter_map(TimeBlock::from_json).collect();
        let entries = list("time_entries").iter().filter_map(TimeEntry::from_json).collect();
        fields.insert("id".to_owned(), json!(id));
        Self { id, fields, blocks, entries, null_style: NullStyle::Omit }
    }

    /// Returns the stored state for tests: the flat fields, plus blocks and entries if there are any.
    pub(crate) fn to_json(&self) -> Value {
        let mut fields = self.fields.clone();
        if !self.blocks.is_empty() {
            fields.insert("time_blocks".to_owned(), self.blocks.iter().map(TimeBlock::to_json).collect());
        }
        if !self.entries.is_empty() {
            fields.insert("time_entries".to_owned(), self.entries.iter().map(TimeEntry::to_json).collect());
        }
        Value::Object(fields)
    }

    pub(crate) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.fields.insert(name.to_owned(), value.into());
    }

    /// Removes a value; the store does not distinguish `null` and absent.
    pub(crate) fn clear(&mut self, name: &str) {
        self.fields.remove(name);
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.fields.get(name)?.as_str()
    }

    pub(crate) fn int(&self, name: &str) -> Option<i64> {
        self.fields.get(name)?.as_i64()
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.fields.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    pub(crate) fn date(&self, name: &str) -> Option<NaiveDate> {
        clock::date(self.text(name)?)
    }

    pub(crate) fn ints(&self, name: &str) -> Vec<i64> {
        let items = self.fields.get(name).and_then(Value::as_array);
        items.into_iter().flatten().filter_map(Value::as_i64).collect()
    }

    pub(crate) fn deleted(&self) -> bool {
        self.text("deleted_at").is_some()
    }

    pub(crate) fn archived(&self) -> bool {
        self.text("archived_at").is_some()
    }

    pub(crate) fn parent(&self) -> Option<i64> {
        self.int("parent_task_id")
    }

    pub(crate) fn tracked_seconds(&self) -> i64 {
        self.entries.iter().fold(0, |sum, entry| sum.saturating_add(entry.seconds))
    }
}

//! Parsing request bodies that describe tasks: JSON syntax, the fields of each operation, their types, and whether the
//! ids exist.
//!
//! A body is parsed into a [`Draft`], which the store applies.

use http::{HeaderMap, header};
use serde_json::{Map, Value};

use crate::clock;
use crate::error::ApiError;
use crate::store::Store;
use crate::world::World;

/// Checked fields. A value is `null` only where `null` clears the field.
pub(crate) type Draft = Map<String, Value>;

/// The kind of write that a body belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WriteMode {
    Create,
    Replace,
    Patch,
}

#[derive(Debug, Clone, Copy)]
enum ValueType {
    Int,
    /// A positive integer.
    Id,
    Text,
    Flag,
    Date,
    Ids,
    Priority,
}

/// How a write treats a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Usage {
    /// Not a field of this write, so it is ignored like any unknown name [live].
    No,
    Yes,
    /// `null` clears the field [doc]. For fields without this in the documentation, `null` is refused [unknown]:
    /// ignoring it would hide that the field is not cleared.
    Null,
}

struct WritableField {
    name: &'static str,
    value_type: ValueType,
    create: Usage,
    replace: Usage,
    patch: Usage,
}

const fn field(
    name: &'static str,
    value_type: ValueType,
    create: Usage,
    replace: Usage,
    patch: Usage,
) -> WritableField {
    WritableField { name, value_type, create, replace, patch }
}

/// All fields that a client can write, with the writes that accept them.
const FIELDS: [WritableField; 25] = [
    field("name", ValueType::Text, Usage::Yes, Usage::Yes, Usage::Yes),
    field("status_id", ValueType::Id, Usage::Yes, Usage::Yes, Usage::Yes),
    field("project_id", ValueType::Id, Usage::Yes, Usage::Yes, Usage::Null),
    field("parent_task_id", ValueType::Id, Usage::Yes, Usage::Yes, Usage::Null),
    field("assignee_user_ids", ValueType::Ids, Usage::Yes, Usage::Yes, Usage::Yes),
    field("ghost_assignee_ids", ValueType::Ids, Usage::Yes, Usage::Yes, Usage::Yes),
    field("tag_ids", ValueType::Ids, Usage::Yes, Usage::Yes, Usage::Yes),
    field("start_date", ValueType::Date, Usage::Yes, Usage::Yes, Usage::Null),
    field("end_date", ValueType::Date, Usage::Yes, Usage::Yes, Usage::Null),
    field("estimated_mins", ValueType::Int, Usage::Yes, Usage::Yes, Usage::Null),
    field("priority", ValueType::Priority, Usage::Yes, Usage::Yes, Usage::Yes),
    field("priority_at", ValueType::Date, Usage::Yes, Usage::No, Usage::Null),
    field("notes", ValueType::Text, Usage::Yes, Usage::Yes, Usage::Null),
    field("description", ValueType::Text, Usage::Yes, Usage::Yes, Usage::Null),
    field("color", ValueType::Text, Usage::Yes, Usage::Yes, Usage::Null),
    field("position", ValueType::Int, Usage::Null, Usage::Null, Usage::Null),
    field("rrule", ValueType::Text, Usage::Null, Usage::Null, Usage::Null),
    field("recurring_task_id", ValueType::Id, Usage::No, Usage::Yes, Usage::Null),
    field("auto_log_time", ValueType::Flag, Usage::Yes, Usage::Yes, Usage::Null),
    field("billable", ValueType::Flag, Usage::Yes, Usage::Yes, Usage::Yes),
    field("pinned", ValueType::Flag, Usage::Yes, Usage::Yes, Usage::Yes),
    field("private", ValueType::Flag, Usage::Yes, Usage::Yes, Usage::Yes),
    field("outbound_sync", ValueType::Flag, Usage::No, Usage::Yes, Usage::Yes),
    field("integration_ext_id", ValueType::Int, Usage::Yes, Usage::No, Usage::No),
    field("integration_source", ValueType::Text, Usage::Yes, Usage::No, Usage::No),
];

/// Returns the fields that a replacement can set, for the store to reset.
pub(crate) fn replaceable() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().filter(|field| field.replace != Usage::No).map(|field| field.name)
}

/// Parses a JSON body. A body with another content type is refused; the status 400 is a guess, since the documentation
/// lists no 415.
pub(crate) fn json(headers: &HeaderMap, bytes: &[u8]) -> Result<Value, ApiError> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        return Err(ApiError::validation(format!("Content-Type: '{content_type}' is not application/json")));
    }
    serde_json::from_slice(bytes).map_err(|error| ApiError::validation(format!("the body is not JSON: {error}")))
}

/// Returns the object of a body that must be one.
pub(crate) fn object(value: Value) -> Result<Map<String, Value>, ApiError> {
    match value {
        Value::Object(fields) => Ok(fields),
        other => Err(ApiError::validation(format!("expected an object, got {}", describe(&other)))),
    }
}

/// Checks the fields of one task.
pub(crate) fn draft(
    fields: &Map<String, Value>,
    mode: WriteMode,
    world: &World,
    store: &Store,
) -> Result<Draft, ApiError> {
    let mut draft = Draft::new();
    for field in &FIELDS {
        let (Some(value), usage) = (fields.get(field.name), field.usage(mode)) else {
            continue;
        };
        match (value, usage) {
            (_, Usage::No) => {}
            (Value::Null, Usage::Null) => {
                draft.insert(field.name.to_owned(), Value::Null);
            }
            // A `null` name is reported as missing, with the other required fields.
            (Value::Null, Usage::Yes) if field.name == "name" && mode != WriteMode::Patch => {}
            _ => {
                field.check(value)?;
                draft.insert(field.name.to_owned(), value.clone());
            }
        }
    }
    require(&draft, mode)?;
    references(&draft, world, store)?;
    // An option of the request, not a field of the task.
    draft.remove("outbound_sync");
    Ok(draft)
}

/// Refuses a parent that is the task itself or one of its descendants. Whether the service checks this is unknown; with
/// a cycle the list of parents would not end.
pub(crate) fn no_cycle(draft: &Draft, id: i64, store: &Store) -> Result<(), ApiError> {
    let parent = draft.get("parent_task_id").and_then(Value::as_i64);
    match parent {
        Some(parent) if parent == id || store.ancestors(parent).contains(&id) => {
            Err(ApiError::validation("parent_task_id: a task cannot be its own ancestor"))
        }
        _ => Ok(()),
    }
}

impl WritableField {
    fn usage(&self, mode: WriteMode) -> Usage {
        match mode {
            WriteMode::Create => self.create,
            WriteMode::Replace => self.replace,
            WriteMode::Patch => self.patch,
        }
    }

    fn check(&self, value: &Value) -> Result<(), ApiError> {
        let (fits, wanted) = match self.value_type {
            ValueType::Int => (value.as_i64().is_some(), "an integer"),
            ValueType::Id => (is_id(value), "a positive integer"),
            ValueType::Text => (value.is_string(), "a string"),
            ValueType::Flag => (value.is_boolean(), "a boolean"),
            ValueType::Date => (value.as_str().and_then(clock::date).is_some(), "a date (YYYY-MM-DD)"),
            ValueType::Ids => {
                (value.as_array().is_some_and(|items| items.iter().all(is_id)), "an array of positive integers")
            }
            // An unknown keyword is refused [unknown]; `urgent` was observed once.
            ValueType::Priority => (
                matches!(value.as_str(), Some("none" | "low" | "medium" | "high" | "urgent")),
                "none, low, medium, high, urgent",
            ),
        };
        if fits {
            return Ok(());
        }
        Err(ApiError::validation(format!("{}: expected {wanted}, got {}", self.name, describe(value))))
    }
}

/// Checks the required fields: a name to create [doc], a name and a status to replace [live]. A blank name counts as
/// missing.
fn require(draft: &Draft, mode: WriteMode) -> Result<(), ApiError> {
    let name = draft.get("name").and_then(Value::as_str).map(str::trim);
    let mut missing = Vec::new();
    if name.is_none_or(str::is_empty) {
        missing.push("name");
    }
    if mode == WriteMode::Replace && !draft.contains_key("status_id") {
        missing.push("status_id");
    }
    match mode {
        WriteMode::Patch if name == Some("") => Err(ApiError::validation("name: must not be empty")),
        WriteMode::Patch => Ok(()),
        _ if missing.is_empty() => Ok(()),
        _ => Err(ApiError::required_fields(&missing)),
    }
}

/// Refuses ids that do not exist in the workspace.
fn references(draft: &Draft, world: &World, store: &Store) -> Result<(), ApiError> {
    let one = |name: &str, known: &dyn Fn(i64) -> bool| match draft.get(name).and_then(Value::as_i64) {
        Some(id) if !known(id) => Err(ApiError::validation(format!("{name}: there is no {id} in this workspace"))),
        _ => Ok(()),
    };
    let many = |name: &str, known: &dyn Fn(i64) -> bool| {
        let ids = draft.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_i64);
        match ids.into_iter().find(|id| !known(*id)) {
            Some(id) => Err(ApiError::validation(format!("{name}: there is no {id} in this workspace"))),
            None => Ok(()),
        }
    };
    one("project_id", &|id| world.find_project(id).is_some())?;
    one("status_id", &|id| world.find_status(id).is_some())?;
    one("parent_task_id", &|id| store.live(id).is_some())?;
    many("tag_ids", &|id| world.find_tag(id).is_some())?;
    many("assignee_user_ids", &|id| world.has_user(id))?;
    many("ghost_assignee_ids", &|id| world.has_ghost(id))
}

fn is_id(value: &Value) -> bool {
    value.as_i64().is_some_and(|id| id > 0)
}

/// Describes a value for an error message; the text is always short.
fn describe(value: &Value) -> String {
    match value {
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        Value::String(text) => format!("'{}'", text.chars().take(40).collect::<String>()),
        other => other.to_string(),
    }
}

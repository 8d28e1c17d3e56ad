//! `PUT …/tasks/calendar`: synchronizing the tasks of a time range with their calendars.
//!
//! The fake has no calendar. A sync marks meetings that are over as completed, adds a time entry to those that log
//! their time automatically, and updates the timestamp in the tasks' metadata.

use chrono::{DateTime, Utc};
use http::StatusCode;
use serde_json::json;

use crate::clock;
use crate::error::ApiError;
use crate::service::Admitted;
use crate::state::Shared;
use crate::task::TimeEntry;
use crate::wire::Response;

pub(super) fn sync(shared: &Shared, request: &Admitted<'_>) -> Result<Response, ApiError> {
    let from = required(request, "date_from")?;
    let until = required(request, "date_to")?;
    if from > until {
        return Err(ApiError::validation("date_from: later than date_to"));
    }
    // `timezone` accepts any name: which names the service accepts is unknown.
    let mut state = shared.lock();
    let (now, stamp) = (state.clock.now(), state.clock.stamp());
    let (mut changed, mut completed, mut created) = (0, 0, 0);
    for task in state.store.all_mut().filter(|task| !task.deleted()) {
        let from_calendar = task.text("source").is_some_and(|source| source.ends_with("_calendar"));
        let in_range = task.blocks.iter().any(|block| block.start <= until && block.end() >= from);
        if !from_calendar || !in_range {
            continue;
        }
        let logs_time = task.flag("auto_log_time");
        for block in task.blocks.iter_mut().filter(|block| !block.completed && block.end() <= now) {
            block.completed = true;
            completed += 1;
            if logs_time {
                // Blocks and entries are in separate lists, so the entry can have the id of the block.
                task.entries.push(TimeEntry { id: block.id, start: block.start, seconds: block.seconds });
                created += 1;
            }
        }
        if let Some(metadata) = task.fields.get_mut("metadata").and_then(serde_json::Value::as_object_mut) {
            let before = metadata.insert("updated_at".to_owned(), json!(stamp));
            changed += i64::from(before != Some(json!(stamp)));
        }
    }
    if !shared.settings.calendar_counters {
        return Ok(Response::no_content());
    }
    let counters = json!({
        "changed": changed,
        "time_blocks_completed": completed,
        "time_entries_created": created,
        "time_entries_materialized": 0,
        "time_entries_relinked": 0,
    });
    Ok(Response::json(StatusCode::OK, &counters))
}

/// Reads a required instant. A date without a time is refused here; in other parameters of the service it was refused
/// or matched nothing [live].
fn required(request: &Admitted<'_>, name: &str) -> Result<DateTime<Utc>, ApiError> {
    let text = request.query.first(name).ok_or_else(|| ApiError::validation(format!("{name}: required")))?;
    clock::instant(text)
        .ok_or_else(|| ApiError::validation(format!("{name}: expected an RFC 3339 instant, got '{text}'")))
}

//! The seeded tasks. Each depends only on its index.
//!
//! Without random numbers, task `n` is the same in every fake, regardless of the number of tasks. The remainders below
//! are chosen so that every filter matches some of the first fifty tasks and excludes others.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use serde_json::json;

use super::{Project, World, hostile, names};
use crate::clock::{first_day, stamp};
use crate::task::{NullStyle, Task, TimeBlock, TimeEntry};

/// Ids start above the range of 32 bits: a client that stores them in an `i32` fails in its first test.
const FIRST_ID: i64 = 5_000_000_001;

/// The kind of tasks that a fake starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seed {
    /// The ordinary tasks of the agency.
    Agency,
    /// The same tasks with hostile texts.
    Hostile,
}

impl Seed {
    /// Returns the first `count` tasks.
    pub(crate) fn tasks(self, world: &World, count: usize) -> impl Iterator<Item = Task> + '_ {
        (0..count).map(move |index| {
            let mut task = one(world, index);
            if self == Self::Hostile {
                hostile::retitle(&mut task, index);
            }
            task
        })
    }
}

fn one(world: &World, index: usize) -> Task {
    let number = i64::try_from(index).unwrap_or(i64::MAX - FIRST_ID);
    let mut task = Task::new(FIRST_ID + number);
    task.null_style = match index % 7 {
        2 => NullStyle::Nulls,
        5 => NullStyle::NullArrays,
        _ => NullStyle::Omit,
    };
    people_and_project(&mut task, world, index);
    // A task is at most one of these: a subtask is not also a meeting or an instance of a series.
    match index % 10 {
        4 => subtask(&mut task, index, 1),
        // A child of the previous subtask: the tree is three levels deep.
        5 => subtask(&mut task, index, 1),
        7 => instance(&mut task, world, index),
        8 => meeting(&mut task, world, index),
        // There are as many lists of names as projects, plus one for tasks without a project.
        _ => task.set("name", names::task(index % 7, index / 7)),
    }
    planning(&mut task, index);
    history(&mut task, index);
    task
}

fn people_and_project(task: &mut Task, world: &World, index: usize) {
    let nth = |ids: usize, step: usize| (index / step) % ids;
    task.set("workspace_id", world.workspace_id);
    task.set("position", (index as i64 + 1) * 1024);
    task.set("status_id", world.statuses[nth(world.statuses.len(), 1)].id);
    task.set("toggl_user_id", world.users[nth(world.users.len(), 2)].id);
    // Every sixth task belongs to no project.
    let project = index % (world.projects.len() + 1);
    if let Some(Project { id, private, .. }) = world.projects.get(project) {
        task.set("project_id", *id);
        task.set("private", *private);
        task.set("billable", project < 3);
    }
    let assignees: Vec<i64> = match index % 4 {
        0 => vec![world.user_id],
        1 => vec![world.users[nth(world.users.len(), 3)].id, world.users[nth(world.users.len(), 3).abs_diff(1)].id],
        2 => vec![world.users[4].id],
        _ => Vec::new(),
    };
    task.set("assignee_user_ids", assignees);
    if index % 11 == 6 {
        task.set("ghost_assignee_ids", vec![world.ghosts[nth(world.ghosts.len(), 11)].id]);
    }
    let tags: Vec<i64> = match index % 3 {
        0 => vec![world.tags[nth(world.tags.len(), 3)].id],
        // Not in order of id: the API keeps the order of the request.
        1 => vec![world.tags[4].id, world.tags[nth(4, 5)].id],
        _ => Vec::new(),
    };
    task.set("tag_ids", tags);
    task.set("source", if index % 5 == 3 { "focus" } else { "plan" });
}

fn subtask(task: &mut Task, index: usize, back: i64) {
    task.set("name", names::step(index / 5));
    task.set("parent_task_id", task.id - back);
    // A subtask does not inherit its parent's project [live]: half of them have none, the others their own.
    if index % 20 < 10 {
        task.clear("project_id");
    }
}

fn instance(task: &mut Task, world: &World, index: usize) {
    let series = &world.series[(index / 10) % world.series.len()];
    let nth = (index / 10 / world.series.len()) as i64;
    let day = day(nth * series.every_days);
    task.set("name", series.name);
    task.set("recurring_task_id", series.id);
    task.set("rrule", series.rrule);
    task.set("recurrence_date", day.to_string());
    task.set("start_date", day.to_string());
    task.set("end_date", day.to_string());
}

fn meeting(task: &mut Task, world: &World, index: usize) {
    let nth = (index / 10) as i64;
    let google = nth % 2 == 0;
    let start = first_day().and_hms_opt(9, 30, 0).unwrap_or_default().and_utc() + TimeDelta::days(nth % 20);
    task.set("name", names::meeting(index / 10));
    task.set("source", if google { "google_calendar" } else { "outlook_calendar" });
    task.set("start_date", start.date_naive().to_string());
    task.set("end_date", start.date_naive().to_string());
    task.set("auto_log_time", google);
    let external = format!("evt{:08x}", 0x5eed_0000_u32.wrapping_add(index as u32));
    let mut metadata = json!({
        "all_day": false,
        "calendar_event_id": 770_000 + nth,
        "calendar_id": if google { 9001 } else { 9002 },
        "external_id": external,
        "ical_uid": format!("{external}@calendar.example"),
        "meeting_link": format!("https://meet.example/{external}"),
        "updated_at": stamp(start - TimeDelta::days(30)),
    });
    if let Some(project) = task.int("project_id").and_then(|id| world.find_project(id)) {
        let exact = nth % 3 != 0;
        metadata["project_assignment"] = json!({
            "accuracy": if exact { 1.0 } else { 0.82 },
            "confirmed_at": exact.then(|| stamp(start - TimeDelta::days(29))),
            "match_tier": if exact { "exact_name" } else { "similar_name" },
            "matched_name": project.name,
            "normalized_name": project.name.to_lowercase(),
            "origin": if exact { "confirmed_suggestion" } else { "auto_suggestion" },
            "suggested_at": stamp(start - TimeDelta::days(30)),
        });
    }
    task.set("metadata", metadata);
    task.blocks.push(TimeBlock { id: block_id(index, 0), start, seconds: 1800, completed: false, scheduled: true });
}

fn planning(task: &mut Task, index: usize) {
    let offset = index as i64 % 40 - 12;
    let dated = task.text("start_date").is_some();
    match index % 6 {
        0 | 3 if !dated => {
            task.set("start_date", day(offset).to_string());
            task.set("end_date", day(offset + index as i64 % 5).to_string());
        }
        1 if !dated => task.set("end_date", day(offset).to_string()),
        _ => {}
    }
    task.set("priority", ["none", "medium", "high", "low", "none"][index % 5]);
    if index % 13 == 3 {
        task.set("priority_at", first_day().to_string());
    }
    if index % 3 != 2 {
        task.set("estimated_mins", 15 * (1 + index as i64 % 16));
    }
    task.set("pinned", index % 17 == 1);
    if index % 8 == 1 {
        task.set("notes", "Agreed on the phone:\n- keep it short\n- **no** stock photos\n");
        task.set("description", "See the thread with the client");
    }
    if index % 9 == 4 {
        task.set("color", "#e36a00");
    }
    if index % 6 == 2 && task.blocks.is_empty() {
        let start = noon(offset);
        let completed = start.date_naive() < first_day();
        task.blocks.push(TimeBlock { id: block_id(index, 1), start, seconds: 5400, completed, scheduled: true });
        task.blocks.push(TimeBlock { id: block_id(index, 2), start, seconds: 900, completed: false, scheduled: false });
    }
    if index % 5 == 1 {
        task.entries.push(TimeEntry { id: 1_700_000 + index as i64, start: noon(-3), seconds: 1234 + index as i64 });
    }
}

fn history(task: &mut Task, index: usize) {
    let created = noon(-60) + TimeDelta::minutes(index as i64 * 7 % 40_000);
    task.set("created_at", stamp(created));
    let updated = created + TimeDelta::hours(index as i64 * 5 % 400);
    task.set("updated_at", stamp(updated));
    task.set("status_updated_at", stamp(updated));
    if index % 23 == 12 {
        task.set("archived_at", stamp(updated));
    }
    if index % 29 == 9 {
        task.set("source_template_task_id", 44_000 + index as i64);
    }
    task.set("is_template", false);
}

fn block_id(index: usize, nth: i64) -> i64 {
    2_600_000 + index as i64 * 3 + nth
}

/// Returns the day with this offset from the first one.
fn day(offset: i64) -> NaiveDate {
    let days = Days::new(offset.unsigned_abs());
    let shifted = if offset < 0 { first_day().checked_sub_days(days) } else { first_day().checked_add_days(days) };
    shifted.unwrap_or(first_day())
}

fn noon(offset: i64) -> DateTime<Utc> {
    day(offset).and_hms_opt(12, 0, 0).unwrap_or_default().and_utc()
}

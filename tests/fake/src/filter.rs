//! Parsing the filters of a list, and matching tasks against them.
//!
//! Which list supports which filter is in `list.rs`, sorting in `order.rs`, paging in `operations/lists.rs`.

use chrono::{DateTime, NaiveDate, Utc};

use crate::error::ApiError;
use crate::list::{List, SupportedQuery};
use crate::query::{IdChoice, Query};
use crate::task::Task;
use crate::world::World;

const SOURCES: [&str; 4] = ["plan", "focus", "google_calendar", "outlook_calendar"];
const PRIORITIES: [&str; 5] = ["none", "low", "medium", "high", "urgent"];
const STATES: [&str; 6] = ["timeblocked", "not_timeblocked", "tracked", "not_tracked", "active", "done"];

/// The filters of one request.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    pinned: Option<bool>,
    private: Option<bool>,
    archived: Option<bool>,
    show_completed_projects: bool,
    status: Option<Vec<i64>>,
    user: Option<i64>,
    creator: Option<i64>,
    name: Option<String>,
    has_entries: Option<bool>,
    has_blocks: Option<bool>,
    has_dates: Option<bool>,
    project: Option<IdChoice>,
    parent: Option<IdChoice>,
    client: Option<IdChoice>,
    team: Option<IdChoice>,
    assignee: Option<IdChoice>,
    tag: Option<IdChoice>,
    ghost: Option<Vec<i64>>,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    legacy: Legacy,
    estimate_min: Option<i64>,
    estimate_max: Option<i64>,
    source: Option<String>,
    priority: Option<Vec<String>>,
    is_priority: Option<bool>,
    state: Option<Vec<String>>,
    block_from: Option<DateTime<Utc>>,
    block_until: Option<DateTime<Utc>>,
    block_ids: Option<Vec<i64>>,
    block_completed: Option<bool>,
    recurring: Option<bool>,
    series: Option<Vec<i64>>,
}

/// The six date filters that the service keeps for old clients.
#[derive(Debug, Default)]
struct Legacy {
    start_from: Option<NaiveDate>,
    start_to: Option<NaiveDate>,
    end_from: Option<NaiveDate>,
    end_to: Option<NaiveDate>,
    overlap_start: Option<NaiveDate>,
    overlap_end: Option<NaiveDate>,
}

impl Filter {
    /// Reads the filters that a list supports. Without `archived`, archived tasks are listed like all others, unless
    /// the fake was built to hide them. The default of the service is unknown: the documentation has only the filter,
    /// as for `pinned` and `private`.
    pub(crate) fn read(query: &Query, list: List, hide_archived: bool) -> Result<Self, ApiError> {
        let q = SupportedQuery { query, list };
        Ok(Self {
            pinned: q.flag("pinned")?,
            private: q.flag("private")?,
            archived: q.flag("archived")?.or(hide_archived.then_some(false)),
            // Children, parents and recurring have no such parameter, so they always show these tasks.
            show_completed_projects: q.flag("include_project_completed")?.unwrap_or(false)
                || !list.supports("include_project_completed"),
            status: match list {
                // A single id for these two lists, an array for the others [doc].
                List::Children | List::Parents => query.id("status_id")?.map(|id| vec![id]),
                _ => q.ids("status_id")?,
            },
            user: q.id("toggl_user_id")?,
            creator: q.id("creator_id")?,
            name: q.text("name")?.map(str::to_lowercase),
            has_entries: q.flag("has_time_entries")?,
            has_blocks: q.flag("has_time_blocks")?,
            has_dates: q.flag("has_dates")?,
            project: q.ids_or_none("project_id")?,
            parent: q.ids_or_none("parent_task_id")?,
            client: q.ids_or_none("client_id")?,
            team: q.ids_or_none("team_id")?,
            assignee: q.ids_or_none("assignee_user_id")?,
            tag: q.ids_or_none("tag_id")?,
            ghost: q.ids("assignee_ghost_id")?,
            from: q.date("start_date")?,
            until: q.date("end_date")?,
            legacy: Legacy {
                start_from: q.date("start_date_from")?,
                start_to: q.date("start_date_to")?,
                end_from: q.date("end_date_from")?,
                end_to: q.date("end_date_to")?,
                overlap_start: q.date("dates_overlap_start")?,
                overlap_end: q.date("dates_overlap_end")?,
            },
            estimate_min: q.int("estimated_mins_min")?,
            estimate_max: q.int("estimated_mins_max")?,
            source: q.keyword("source", &SOURCES)?,
            priority: q.keywords("priority", &PRIORITIES)?,
            is_priority: q.flag("is_priority")?,
            state: q.keywords("state", &STATES)?,
            block_from: q.instant("timeblock_start_from")?,
            block_until: q.instant("timeblock_start_until")?,
            block_ids: q.ids("time_block_id")?,
            block_completed: q.flag("time_block_completed")?,
            recurring: q.flag("recurring")?,
            series: q.ids("recurring_task_ids")?,
        })
    }

    /// Returns whether a task passes all filters. Deleted tasks never do.
    pub(crate) fn matches(&self, task: &Task, world: &World) -> bool {
        !task.deleted()
            && self.matches_attributes(task, world)
            && self.matches_people(task, world)
            && self.matches_relations(task, world)
            && self.matches_dates(task)
            && self.matches_time_blocks(task)
    }

    fn matches_attributes(&self, task: &Task, world: &World) -> bool {
        let priority = task.text("priority").unwrap_or("none");
        let estimate = task.int("estimated_mins");
        let at_least = |min: i64| estimate.is_some_and(|mins| mins >= min);
        let at_most = |max: i64| estimate.is_some_and(|mins| mins <= max);
        is(self.pinned, || task.flag("pinned"))
            && is(self.private, || task.flag("private"))
            && is(self.archived, || task.archived())
            && is(self.has_entries, || !task.entries.is_empty())
            // `is_priority` selects tasks with a day in `priority_at` [inferred].
            && is(self.is_priority, || task.text("priority_at").is_some())
            && is(self.recurring, || task.int("recurring_task_id").is_some())
            && given(&self.status, |ids| task.int("status_id").is_some_and(|id| ids.contains(&id)))
            && given(&self.series, |ids| task.int("recurring_task_id").is_some_and(|id| ids.contains(&id)))
            && given(&self.source, |source| task.text("source") == Some(source))
            && given(&self.priority, |wanted| wanted.iter().any(|wanted| wanted == priority))
            && self.estimate_min.is_none_or(at_least)
            && self.estimate_max.is_none_or(at_most)
            // Several states are alternatives, like several ids [unknown].
            && given(&self.state, |states| states.iter().any(|state| in_state(task, state, world)))
    }

    fn matches_people(&self, task: &Task, world: &World) -> bool {
        let assignees = task.ints("assignee_user_ids");
        let creator = task.int("toggl_user_id");
        // A task belongs to a team if a member of the team is assigned [inferred]: tasks have no field for a team.
        let teams = || {
            let of = |team: &&crate::world::Team| assignees.iter().any(|id| team.members.contains(id));
            world.teams.iter().filter(of).map(|team| team.id).collect::<Vec<_>>()
        };
        self.creator.is_none_or(|id| creator == Some(id))
            && self.user.is_none_or(|id| creator == Some(id) || assignees.contains(&id))
            && given(&self.assignee, |choice| choice.matches_any(&assignees))
            && given(&self.team, |choice| choice.matches_any(&teams()))
            && given(&self.ghost, |ids| task.ints("ghost_assignee_ids").iter().any(|id| ids.contains(id)))
            && given(&self.tag, |choice| choice.matches_any(&task.ints("tag_ids")))
    }

    fn matches_relations(&self, task: &Task, world: &World) -> bool {
        let project_id = task.int("project_id");
        let project = project_id.and_then(|id| world.find_project(id));
        let client_id = project.and_then(|project| project.client_id);
        let named = |needle: &String| {
            let client = client_id.and_then(|id| world.find_client(id)).map(|client| client.name);
            let names = [task.text("name"), project.map(|project| project.name), client];
            names.into_iter().flatten().any(|name| name.to_lowercase().contains(needle.as_str()))
        };
        (self.show_completed_projects || !project.is_some_and(|project| project.completed))
            && given(&self.project, |choice| choice.matches(project_id))
            && given(&self.parent, |choice| choice.matches(task.parent()))
            && given(&self.client, |choice| choice.matches(client_id))
            && given(&self.name, named)
    }

    fn matches_dates(&self, task: &Task) -> bool {
        let (start, end) = (task.date("start_date"), task.date("end_date"));
        // As in SQL, a missing date satisfies no comparison.
        let from = |date: Option<NaiveDate>, bound: Option<NaiveDate>| {
            bound.is_none_or(|bound| date.is_some_and(|date| date >= bound))
        };
        let until = |date: Option<NaiveDate>, bound: Option<NaiveDate>| {
            bound.is_none_or(|bound| date.is_some_and(|date| date <= bound))
        };
        is(self.has_dates, || start.is_some() || end.is_some())
            && from(end, self.from)
            && until(start, self.until)
            && from(start, self.legacy.start_from)
            && until(start, self.legacy.start_to)
            && from(end, self.legacy.end_from)
            && until(end, self.legacy.end_to)
            && from(end, self.legacy.overlap_start)
            && until(start, self.legacy.overlap_end)
    }

    fn matches_time_blocks(&self, task: &Task) -> bool {
        // One block must meet all conditions on blocks.
        let conditions = self.block_from.is_some()
            || self.block_until.is_some()
            || self.block_ids.is_some()
            || self.block_completed.is_some();
        is(self.has_blocks, || !task.blocks.is_empty())
            && (!conditions
                || task.blocks.iter().any(|block| {
                    self.block_from.is_none_or(|from| block.start >= from)
                        && self.block_until.is_none_or(|until| block.start <= until)
                        && given(&self.block_ids, |ids| ids.contains(&block.id))
                        && self.block_completed.is_none_or(|completed| block.completed == completed)
                }))
    }
}

fn in_state(task: &Task, state: &str, world: &World) -> bool {
    let done = || {
        let status = task.int("status_id").and_then(|id| world.find_status(id));
        status.is_some_and(|status| status.status_type == "done")
    };
    match state {
        "timeblocked" => !task.blocks.is_empty(),
        "not_timeblocked" => task.blocks.is_empty(),
        "tracked" => !task.entries.is_empty(),
        "not_tracked" => task.entries.is_empty(),
        "active" => !done(),
        _ => done(),
    }
}

/// A boolean filter: passes if it is unset or equal.
fn is(wanted: Option<bool>, actual: impl FnOnce() -> bool) -> bool {
    wanted.is_none_or(|wanted| wanted == actual())
}

fn given<T>(filter: &Option<T>, passes: impl FnOnce(&T) -> bool) -> bool {
    filter.as_ref().is_none_or(passes)
}

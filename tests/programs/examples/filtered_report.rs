//! Reports the tasks that are due this week, by project or by person, with filters from the command line.
//!
//! ```text
//! cargo run --example filtered_report -- --priority high --priority medium --by assignee
//! cargo run --example filtered_report -- --project 4100001 --project none --week-of 2026-03-11
//! ```
//!
//! It reads the connection from `TOGGL_FOCUS_API_TOKEN`, `TOGGL_ORGANIZATION_ID` and `TOGGL_WORKSPACE_ID`; without them
//! it works on a sample workspace. Each command costs one request.
//!
//! Expected: one block per project, the one with the most planned work first.
//!
//! ```text
//! Due 2026-03-02 to 2026-03-08
//!
//! Hiring                                         10 tasks  planned  21:15  tracked   0:55
//!    2026-03-02  high    Send the monthly invoices                     0:00    0:00
//!    2026-03-02  medium  Draft interview questions for the designe…    3:00    0:23
//! ```

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{Write, stdout};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::{Parser, ValueEnum};
use focus_api::chrono::{NaiveDate, Weekday};
use focus_api::filters::{OrNone, StreamTasksQuery, TaskState};
use focus_api::{Priority, ProjectId, Task, TaskExt, UserId};
use focus_programs::{Demo, day, exit_code, fit, hours};

#[derive(Parser)]
#[command(about = "Reports the tasks that are due this week, by project or by person")]
pub(crate) struct Args {
    /// Only tasks of this project; `none` for tasks without one. May be given several times.
    #[arg(long)]
    project: Option<Vec<OrNone<ProjectId>>>,
    /// Only tasks of this person; `none` for unassigned tasks. May be given several times.
    #[arg(long)]
    assignee: Option<Vec<OrNone<UserId>>>,
    /// Only tasks of this priority. May be given several times.
    #[arg(long)]
    priority: Option<Vec<Priority>>,
    /// Any day of the week to report on instead of this one.
    #[arg(long)]
    week_of: Option<NaiveDate>,
    /// What the tasks are grouped by.
    #[arg(long, value_enum, default_value_t = By::Project)]
    by: By,
}

#[derive(Clone, Copy, ValueEnum)]
enum By {
    Project,
    Assignee,
}

#[tokio::main]
async fn main() -> ExitCode {
    let end = async { run(Args::parse(), &Demo::connect()?, &mut stdout().lock()).await };
    exit_code("filtered_report", end.await)
}

pub(crate) async fn run(args: Args, demo: &Demo, out: &mut impl Write) -> Result<()> {
    let week = args.week_of.unwrap_or(demo.today()).week(Weekday::Mon);
    let (first, last) = (
        week.checked_first_day().context("the week is outside the supported dates")?,
        week.checked_last_day().unwrap_or_default(),
    );

    // The command line has the types of the filters, and an option that is absent is a filter that is not set. The
    // stream has the same filters as the list and costs one request where the list costs one per page.
    let mut query = StreamTasksQuery::new().state(TaskState::Active).archived(false);
    (query.project_id, query.assignee_user_id, query.priority) = (args.project, args.assignee, args.priority);
    // The service filters by overlap: a task that began last month and ends in this week or later matches too.
    let mut found = demo.tasks().stream_with(query).overlapping(first..).await?;

    let mut blocks: BTreeMap<String, Block> = BTreeMap::new();
    while let Some(task) = found.next().await {
        let task = task?;
        if task.due().is_some_and(|due| (first..=last).contains(&due)) {
            for name in names(&task, args.by) {
                blocks.entry(name).or_default().add(&task);
            }
        }
    }

    writeln!(out, "Due {first} to {last}")?;
    let mut blocks: Vec<(String, Block)> = blocks.into_iter().collect();
    blocks.sort_by_key(|(_, block)| Reverse(block.planned));
    for (name, mut block) in blocks {
        let count = format!("{:>3} task{}", block.tasks.len(), if block.tasks.len() == 1 { " " } else { "s" });
        let (planned, tracked) = (hours(block.planned), hours(block.tracked));
        writeln!(out, "\n{}  {count}  planned {planned:>6}  tracked {tracked:>6}", fit(&name, 44))?;
        block.tasks.sort_by_key(|task| (task.due(), task.id));
        for task in &block.tasks {
            let time = |time: Option<Duration>| hours(time.unwrap_or_default());
            let (priority, title) = (fit(task.effective_priority().as_str(), 6), fit(task.title(), 42));
            let (planned, tracked) = (time(task.estimate()), time(task.tracked()));
            writeln!(out, "   {}  {priority}  {title}  {planned:>6}  {tracked:>6}", day(task.due()))?;
        }
    }
    Ok(())
}

#[derive(Default)]
struct Block {
    tasks: Vec<Task>,
    planned: Duration,
    tracked: Duration,
}

impl Block {
    fn add(&mut self, task: &Task) {
        self.planned += task.estimate().unwrap_or_default();
        self.tracked += task.tracked().unwrap_or_default();
        self.tasks.push(task.clone());
    }
}

/// Returns the groups of a task: its project, or each person it is assigned to. The service names people by id only.
fn names(task: &Task, by: By) -> Vec<String> {
    match by {
        By::Project => {
            vec![task.project_name().unwrap_or("(no project)").to_owned()]
        }
        By::Assignee if task.assigned_users().is_empty() => vec!["(unassigned)".to_owned()],
        By::Assignee => task.assigned_users().iter().map(|id| format!("user {id}")).collect(),
    }
}

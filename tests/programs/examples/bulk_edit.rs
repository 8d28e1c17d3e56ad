//! Changes all tasks that a filter selects, with a progress bar: 100 tasks per request, an outcome for every task.
//!
//! ```text
//! cargo run --example bulk_edit -- --overdue --set-due 2026-03-06 --dry-run
//! cargo run --example bulk_edit -- --project 4100001 --set-priority high --clear-notes
//! ```
//!
//! It reads the connection from `TOGGL_FOCUS_API_TOKEN`, `TOGGL_ORGANIZATION_ID` and `TOGGL_WORKSPACE_ID`; without them
//! it works on a sample workspace. Selecting costs one request, changing one per 100 tasks.
//!
//! Expected, besides a bar on the terminal:
//!
//! ```text
//! 80 tasks selected; each gets {"end_date":"2026-03-06"}
//! 80 of 80 done, 1 request
//! ```

use std::io::{Write, stdout};
use std::process::ExitCode;

use anyhow::{Result, ensure};
use clap::Parser;
use focus_api::bulk::BulkOutcome;
use focus_api::chrono::NaiveDate;
use focus_api::filters::{OrNone, StreamTasksQuery, TaskState};
use focus_api::{Priority, ProjectId, TaskExt, TaskId, TaskPatch, printable};
use focus_programs::{Demo, day, exit_code, fit};
use indicatif::{ProgressBar, ProgressStyle};

#[derive(Parser)]
#[command(about = "Changes all tasks that a filter selects")]
pub(crate) struct Args {
    /// Only open tasks of this project; `none` for tasks without one. May be given several times.
    #[arg(long)]
    project: Option<Vec<OrNone<ProjectId>>>,
    /// Only open tasks of this priority. May be given several times.
    #[arg(long)]
    priority: Option<Vec<Priority>>,
    /// Only tasks whose due date has passed.
    #[arg(long)]
    overdue: bool,
    /// The new priority.
    #[arg(long)]
    set_priority: Option<Priority>,
    /// The new due date.
    #[arg(long, conflicts_with = "clear_due")]
    set_due: Option<NaiveDate>,
    /// Remove the due date.
    #[arg(long)]
    clear_due: bool,
    /// Remove the notes.
    #[arg(long)]
    clear_notes: bool,
    /// Print what would be changed, and change nothing.
    #[arg(long)]
    dry_run: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let end = async { run(Args::parse(), &Demo::connect()?, &mut stdout().lock()).await };
    exit_code("bulk_edit", end.await)
}

pub(crate) async fn run(args: Args, demo: &Demo, out: &mut impl Write) -> Result<()> {
    let patch = patch(&args);
    ensure!(
        patch != TaskPatch::default(),
        "nothing to change: give one of the options that begin with --set or --clear"
    );

    // The selection is read completely before the first change, because a list skips tasks while they are changed.
    // Where filters alone select the tasks, `bulk().patch_matching(stream, patch)` does both; here the tasks are shown
    // before they are changed.
    let mut query = StreamTasksQuery::new().state(TaskState::Active).archived(false);
    (query.project_id, query.priority) = (args.project, args.priority);
    let stream = demo.tasks().stream_with(query);
    let stream = if args.overdue { stream.overdue(demo.today()) } else { stream };
    let selected = stream.await?.try_collect().await?;
    writeln!(out, "{} tasks selected; each gets {}", selected.len(), serde_json::to_string(&patch)?)?;
    if args.dry_run {
        for task in selected.iter().take(10) {
            let priority = fit(task.effective_priority().as_str(), 6);
            writeln!(out, "   {}  {}  {priority}  {}", task.id, day(task.due()), printable(task.title()))?;
        }
        writeln!(out, "nothing was changed")?;
        return Ok(());
    }

    // The bar is written to stderr, and only if that is a terminal, so the report can be piped.
    let bar = ProgressBar::new(selected.len() as u64)
        .with_style(ProgressStyle::with_template("{bar:40} {pos} of {len} tasks, {msg}")?);
    let progress = bar.clone();
    let report = demo
        .tasks()
        .bulk()
        // One invalid task makes the service reject all tasks of its request; at most ten more requests isolate it.
        .isolate_rejected(10)
        .patch_all(selected.iter().map(|task| task.id), patch)
        .on_progress(move |now| {
            progress.set_message(format!("requests so far: {}", now.requests));
            progress.set_position(now.processed() as u64);
        })
        .await;
    bar.finish_and_clear();

    writeln!(out, "{report}")?;
    for entry in report.entries() {
        let id: TaskId = entry.input;
        match &entry.outcome {
            BulkOutcome::Rejected(error) => writeln!(out, "   {id} rejected: {error}")?,
            BulkOutcome::Unknown(error) => writeln!(out, "   {id} may have been changed: {error}")?,
            _ => {}
        }
    }
    // A program that keeps running would pass the report to `resume_patch`, which sends only what was not sent. This
    // one ends, and running it again has the same effect, because applying a patch twice changes nothing.
    ensure!(report.is_complete(), "some tasks were not changed; remove the cause, then run the same command again");
    Ok(())
}

/// Returns a patch of the fields that the command line names; the other fields stay as they are.
fn patch(args: &Args) -> TaskPatch {
    let mut patch = TaskPatch::new();
    if let Some(priority) = args.set_priority.clone() {
        patch = patch.priority(priority);
    }
    if let Some(due) = args.set_due {
        patch = patch.due(due);
    }
    if args.clear_due {
        patch = patch.clear_end_date();
    }
    if args.clear_notes {
        patch = patch.clear_notes();
    }
    patch
}

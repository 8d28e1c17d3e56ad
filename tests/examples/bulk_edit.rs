//! Changes everything a filter selects, with a progress bar: a hundred tasks a request, every task accounted for.
//!
//! ```text
//! cargo run --example bulk_edit -- --overdue --set-due 2026-03-06 --dry-run
//! cargo run --example bulk_edit -- --project 4100001 --set-priority high --clear-notes
//! ```
//!
//! It reads the connection from `TOGGL_FOCUS_API_TOKEN`, `TOGGL_ORGANIZATION_ID` and `TOGGL_WORKSPACE_ID`; without them
//! it works on a made-up workspace. Selecting costs one request, changing one for every hundred tasks.
//!
//! Expected, beside a bar on the terminal:
//!
//! ```text
//! 80 tasks selected; each gets {"end_date":"2026-03-06"}
//! 80 of 80 done, 1 request
//! ```

use std::io::{Write, stdout};

use anyhow::{Result, ensure};
use clap::Parser;
use focus_api::bulk::BulkOutcome;
use focus_api::chrono::NaiveDate;
use focus_api::filters::{OrNone, StreamTasksQuery, TaskState};
use focus_api::{Priority, ProjectId, TaskExt, TaskId, TaskPatch};
use focus_tests::{Demo, day, fit};
use indicatif::{ProgressBar, ProgressStyle};

#[derive(Parser)]
#[command(about = "Changes everything a filter selects")]
pub(crate) struct Args {
    /// Only open tasks of this project; `none` for tasks without one. May be given several times.
    #[arg(long)]
    project: Option<Vec<OrNone<ProjectId>>>,
    /// Only open tasks of this priority. May be given several times.
    #[arg(long)]
    priority: Option<Vec<Priority>>,
    /// Only tasks that should be done by now.
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
    /// Say what would be changed, and change nothing.
    #[arg(long)]
    dry_run: bool,
}

#[tokio::main]
async fn main() -> Result<()> {
    run(Args::parse(), &Demo::connect()?, &mut stdout().lock()).await
}

pub(crate) async fn run(args: Args, demo: &Demo, out: &mut impl Write) -> Result<()> {
    let patch = patch(&args);
    ensure!(
        patch != TaskPatch::default(),
        "nothing to change: give one of the options that begin with --set or --clear"
    );

    // The selection is read to its end before anything is changed: a list that is being changed skips tasks. Where
    // filters alone decide, `bulk().patch_matching(stream, patch)` does both; here overdue is decided by the program.
    let mut query = StreamTasksQuery::new().state(TaskState::Active).archived(false);
    (query.project_id, query.priority) = (args.project, args.priority);
    let mut selected = demo.tasks().stream_with(query).await?.try_collect().await?;
    selected.retain(|task| !args.overdue || task.is_overdue(demo.today()));
    writeln!(out, "{} tasks selected; each gets {}", selected.len(), serde_json::to_string(&patch)?)?;
    if args.dry_run {
        for task in selected.iter().take(10) {
            let priority = fit(task.effective_priority().as_str(), 6);
            writeln!(out, "   {}  {}  {priority}  {}", task.id, day(task.due()), task.title())?;
        }
        writeln!(out, "nothing was changed")?;
        return Ok(());
    }

    // The bar goes to stderr and hides itself where that is no terminal, so the report can be piped.
    let bar = ProgressBar::new(selected.len() as u64)
        .with_style(ProgressStyle::with_template("{bar:40} {pos} of {len} tasks, {msg}")?);
    let progress = bar.clone();
    let report = demo
        .tasks()
        .bulk()
        // One refused task would take its up to 99 neighbours along; a few requests more find out which one it is.
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
            BulkOutcome::Rejected(error) => writeln!(out, "   {id} refused: {error}")?,
            BulkOutcome::Unknown(error) => writeln!(out, "   {id} perhaps changed: {error}")?,
            _ => {}
        }
    }
    // A program that goes on running would hand the report to `resume_patch`, which sends only what was not sent. For one
    // that ends here starting over is as good: changing a task twice in the same way is changing it once.
    ensure!(report.is_complete(), "not everything was changed; once the reason is gone, run the same command again");
    Ok(())
}

/// Only what the command line names: a field a patch leaves out stays as it is.
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

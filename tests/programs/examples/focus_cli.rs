//! Lists, shows, adds, edits, completes and deletes tasks from the command line.
//!
//! ```text
//! cargo run --example focus_cli -- list --project "Website relaunch" --priority high
//! cargo run --example focus_cli -- add "Call the printer" --due 2026-03-06
//! cargo run --example focus_cli -- done 5000000001
//! cargo run --example focus_cli -- delete 5000000001 --yes
//! ```
//!
//! It reads the connection from `TOGGL_FOCUS_API_TOKEN`, `TOGGL_ORGANIZATION_ID` and `TOGGL_WORKSPACE_ID`; without them
//! it works on a sample workspace, which exists only while the command runs. A command costs one request; the name of a
//! project and the status of a completed task cost one more.

use std::io::{Write, stdout};
use std::process::ExitCode;

use anyhow::{Result, bail, ensure};
use clap::{Args, Parser, Subcommand};
use focus_api::chrono::NaiveDate;
use focus_api::filters::{StreamOrderBy, TaskState};
use focus_api::{NewTask, Priority, ProjectId, Task, TaskExt, TaskId, TaskPatch};
use focus_programs::{Demo, columns, day, exit_code, fit, json_line};

#[derive(Parser)]
#[command(about = "Lists and changes tasks of Toggl Focus")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Print tasks as JSON, one per line
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Command {
    /// List the open tasks that have these fields, ordered by due date
    List {
        #[command(flatten)]
        fields: Fields,
        /// Text in the name of the task, of its project or of its client
        #[arg(long)]
        search: Option<String>,
        /// Only tasks whose due date has passed
        #[arg(long)]
        overdue: bool,
        /// List done tasks instead of open ones
        #[arg(long, conflicts_with = "overdue")]
        done: bool,
        /// The maximum number of tasks
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// Show a task
    Get { id: TaskId },
    /// Create a task
    Add {
        name: String,
        #[command(flatten)]
        fields: Fields,
    },
    /// Change the given fields of a task
    Edit {
        id: TaskId,
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        fields: Fields,
    },
    /// Complete a task
    Done { id: TaskId },
    /// Show a task, or delete it with --yes
    Delete {
        id: TaskId,
        /// Delete the task
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Args)]
struct Fields {
    /// The project, by name or id
    #[arg(long)]
    project: Option<String>,
    /// The priority
    #[arg(long)]
    priority: Option<Priority>,
    /// The due date
    #[arg(long)]
    due: Option<NaiveDate>,
}

#[tokio::main]
async fn main() -> ExitCode {
    exit_code("focus_cli", run(Arguments::parse(), columns(), &mut stdout().lock()).await)
}

async fn run(arguments: Arguments, width: usize, out: &mut impl Write) -> Result<()> {
    let demo = Demo::connect()?;
    let tasks = demo.tasks();
    let print = |task: &Task| if arguments.json { json_line(task) } else { Ok(details(task, width)) };
    match arguments.command {
        Command::List { fields, search, overdue, done, limit } => {
            let stream = tasks
                .stream()
                .maybe(project(&demo, fields.project).await?, |stream, id| stream.project(id))
                .maybe(fields.priority, |stream, priority| stream.priority(priority))
                .maybe(fields.due, |stream, day| stream.due_on(day))
                .maybe(search, |stream, text| stream.name(text))
                .maybe(overdue.then_some(demo.today()), |stream, today| stream.overdue(today))
                .state(if done { TaskState::Done } else { TaskState::Active })
                .archived(false)
                .order_by(StreamOrderBy::EndDate.asc());
            let (found, errors) = stream.await?.collect_readable().await?;
            if found.is_empty() && !arguments.json {
                writeln!(out, "nothing found")?;
            }
            for task in found.iter().take(limit) {
                writeln!(out, "{}", if arguments.json { json_line(task)? } else { row(task, width) })?;
            }
            if found.len() > limit && !arguments.json {
                writeln!(out, "{limit} of {} tasks; --limit shows more", found.len())?;
            }
            ensure!(errors.is_empty(), "{} listed, {} cannot be decoded: {}", found.len(), errors.len(), errors[0]);
        }
        Command::Get { id } => writeln!(out, "{}", print(&tasks.get(id).await?)?)?,
        Command::Add { name, fields } => {
            let new = NewTask::new(name)
                .maybe(project(&demo, fields.project).await?, |task, id| task.project(id))
                .maybe(fields.priority, |task, priority| task.priority(priority))
                .maybe(fields.due, |task, day| task.due(day));
            writeln!(out, "created task {}", tasks.create(new).await?.into_task()?.id)?;
        }
        Command::Edit { id, name, fields } => {
            let patch = TaskPatch::new()
                .maybe(name, |patch, name| patch.name(name))
                .maybe(project(&demo, fields.project).await?, |patch, id| patch.project(id))
                .maybe(fields.priority, |patch, priority| patch.priority(priority))
                .maybe(fields.due, |patch, day| patch.due(day));
            ensure!(patch != TaskPatch::new(), "nothing to change: give an option, for example --name");
            tasks.patch(id, patch).await?;
            writeln!(out, "changed task {id}")?;
        }
        Command::Done { id } => {
            tasks.complete(id, &tasks.catalog().await?)?.await?;
            writeln!(out, "completed task {id}")?;
        }
        Command::Delete { id, yes: false } => {
            writeln!(out, "{}", print(&tasks.get(id).await?)?)?;
            bail!("task {id} was not deleted: repeat the command with --yes");
        }
        Command::Delete { id, yes: true } => {
            tasks.delete(id).await?;
            writeln!(out, "deleted task {id}")?;
        }
    }
    Ok(())
}

/// Returns the id of a project that the command line names. A number is an id.
async fn project(demo: &Demo, name: Option<String>) -> Result<Option<ProjectId>> {
    let Some(name) = name else { return Ok(None) };
    if let Ok(id) = name.parse() {
        return Ok(Some(id));
    }
    Ok(Some(demo.tasks().catalog().await?.project(&name)?))
}

/// Returns a line of a list. A narrow terminal shows fewer fields, and the name gets the rest of the line.
fn row(task: &Task, width: usize) -> String {
    let mut columns = vec![fit(&task.id.to_string(), 10), day(task.due())];
    if width >= 80 {
        columns.push(fit(task.effective_priority().as_str(), 6));
        columns.push(fit(task.project_name().unwrap_or_default(), 20));
    }
    let used = if width >= 80 { 54 } else { 24 };
    columns.push(fit(task.title(), width - used));
    columns.join("  ").trim_end().to_owned()
}

/// Returns the fields of a task, one per line.
fn details(task: &Task, width: usize) -> String {
    let (id, tags) = (task.id.to_string(), task.tag_names().join(", "));
    let fields = [
        ("id", id.as_str()),
        ("name", task.title()),
        ("project", task.project_name().unwrap_or_default()),
        ("status", task.status_name().unwrap_or_default()),
        ("priority", task.effective_priority().as_str()),
        ("due", &day(task.due())),
        ("tags", &tags),
        ("notes", task.notes.as_deref().unwrap_or_default()),
    ];
    let lines = fields.iter().filter(|(_, value)| !value.is_empty());
    let lines = lines.map(|(field, value)| format!("{field:<8}  {}", fit(value, width - 10).trim_end().to_owned()));
    lines.collect::<Vec<_>>().join("\n")
}

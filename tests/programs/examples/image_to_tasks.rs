//! Drafts tasks from an image (a whiteboard, a screenshot of a list) and creates them with `--create`.
//!
//! ```text
//! cargo run --example image_to_tasks                                     # an image that is generated in memory
//! cargo run --example image_to_tasks -- whiteboard.jpg --create --project 4100001
//! ```
//!
//! It reads the connection from `TOGGL_FOCUS_API_TOKEN`, `TOGGL_ORGANIZATION_ID` and `TOGGL_WORKSPACE_ID`; without them
//! it works on a sample workspace, whose drafts do not depend on the image. Drafting costs one request, creating one
//! per 100 tasks.
//!
//! Expected, with `--create`:
//!
//! ```text
//! 3 drafts from an image of 160 KB
//!    1  Item 1 of the picture
//! 3 of 3 done, 1 request
//!    1  created as task 5000001004
//! ```

use std::io::{Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, ensure};
use clap::Parser;
use focus_api::bulk::BulkOutcome;
use focus_api::requests::Image;
use focus_api::{NewTask, ProjectId, Task, TaskExt};
use focus_programs::{Demo, exit_code, fit, whiteboard};

#[derive(Parser)]
#[command(about = "Drafts tasks from an image, and creates them with --create")]
pub(crate) struct Args {
    /// The image file. By default an image of grey stripes is generated.
    image: Option<PathBuf>,
    /// Create the drafted tasks.
    #[arg(long)]
    create: bool,
    /// The project to create them in.
    #[arg(long, requires = "create")]
    project: Option<ProjectId>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let end = async { run(Args::parse(), &Demo::connect()?, &mut stdout().lock()).await };
    exit_code("image_to_tasks", end.await)
}

pub(crate) async fn run(args: Args, demo: &Demo, out: &mut impl Write) -> Result<()> {
    let tasks = demo.tasks();
    let (image, name) = match &args.image {
        // The content type follows from the file's extension.
        Some(path) => (Image::file(path).await?, path.display().to_string()),
        None => {
            let png = whiteboard();
            let name = format!("an image of {} KB", png.len() / 1000);
            (Image::bytes(png, "image/png").file_name("whiteboard.png"), name)
        }
    };

    // A language model may take long: the time-out is two minutes unless `.timeout(…)` sets another.
    let drafts = tasks.draft_from_image(image).await?;
    writeln!(out, "{} drafts from {name}", drafts.tasks.len())?;
    for (number, draft) in (1..).zip(&drafts.tasks) {
        writeln!(out, "   {number}  {}", fit(draft.title(), 60).trim_end())?;
    }
    // A draft that cannot be decoded does not affect the others.
    for error in &drafts.decode_errors {
        writeln!(out, "   ?  {error}")?;
    }
    if !args.create {
        writeln!(out, "nothing was created; use --create")?;
        return Ok(());
    }

    // Drafts have ids, but it is not documented whether tasks with these ids exist: the drafts have to be created.
    let new: Vec<NewTask> = drafts.tasks.iter().map(|draft| accept(draft, args.project)).collect();
    let report = tasks.bulk().create(new).await;
    writeln!(out, "{report}")?;
    for (number, entry) in (1..).zip(report.entries()) {
        let outcome = match &entry.outcome {
            BulkOutcome::Done(created) => match created.id {
                Some(id) => format!("created as task {id}"),
                None => "created; the response did not contain its id".to_owned(),
            },
            BulkOutcome::Rejected(error) => format!("rejected: {error}"),
            // A create of unknown outcome must not be repeated: it might make a second task.
            BulkOutcome::Unknown(error) => format!("may have been created, check before retrying: {error}"),
            _ => "not sent".to_owned(),
        };
        writeln!(out, "   {number}  {outcome}")?;
    }
    ensure!(report.is_complete(), "not every draft became a task");
    Ok(())
}

/// Returns the draft as a new task, in the given project.
fn accept(draft: &Task, project: Option<ProjectId>) -> NewTask {
    let task = NewTask::from(draft.clone());
    match project {
        Some(project) => task.project(project),
        None => task,
    }
}

//! Drafts tasks from a picture - a whiteboard, a screenshot of a list - and creates them if told to.
//!
//! ```text
//! cargo run --example image_to_tasks                                     # a picture made in memory
//! cargo run --example image_to_tasks -- whiteboard.jpg --create --project 4100001
//! ```
//!
//! It reads the connection from `TOGGL_FOCUS_API_TOKEN`, `TOGGL_ORGANIZATION_ID` and `TOGGL_WORKSPACE_ID`; without them
//! it works on a made-up workspace, whose drafts have nothing to do with the picture. Drafting costs one request,
//! creating one for every hundred tasks.
//!
//! Expected, with `--create`:
//!
//! ```text
//! 3 drafts from a picture of 160 KB
//!    1  Item 1 of the picture
//! 3 of 3 done, 1 request
//!    1  created as task 5000001004
//! ```

use std::io::{Write, stdout};
use std::path::PathBuf;

use anyhow::{Result, ensure};
use clap::Parser;
use focus_api::bulk::BulkOutcome;
use focus_api::requests::Image;
use focus_api::{NewTask, ProjectId, Task, TaskExt};
use focus_tests::{Demo, fit, whiteboard};

#[derive(Parser)]
#[command(about = "Drafts tasks from a picture, and creates them if told to")]
pub(crate) struct Args {
    /// The picture; without one, a few grey stripes made in memory.
    picture: Option<PathBuf>,
    /// Create the drafted tasks.
    #[arg(long)]
    create: bool,
    /// The project to create them in.
    #[arg(long, requires = "create")]
    project: Option<ProjectId>,
}

#[tokio::main]
async fn main() -> Result<()> {
    run(Args::parse(), &Demo::connect()?, &mut stdout().lock()).await
}

pub(crate) async fn run(args: Args, demo: &Demo, out: &mut impl Write) -> Result<()> {
    let tasks = demo.tasks();
    let (image, name) = match &args.picture {
        // The content type follows from the file's extension.
        Some(path) => (Image::file(path).await?, path.display().to_string()),
        None => {
            let png = whiteboard();
            let name = format!("a picture of {} KB", png.len() / 1000);
            (Image::bytes(png, "image/png").file_name("whiteboard.png"), name)
        }
    };

    // A language model answers, in its own time: two minutes are allowed unless `.timeout(…)` says otherwise.
    let drafts = tasks.draft_from_image(image).await?;
    writeln!(out, "{} drafts from {name}", drafts.tasks.len())?;
    for (number, draft) in (1..).zip(&drafts.tasks) {
        writeln!(out, "   {number}  {}", fit(draft.title(), 60).trim_end())?;
    }
    // A draft that cannot be read takes none of the others with it.
    for error in &drafts.decode_errors {
        writeln!(out, "   ?  {error}")?;
    }
    if !args.create {
        writeln!(out, "nothing was created; --create does")?;
        return Ok(());
    }

    // Drafts carry ids, but nothing says that a task of that id exists: they are proposals, to be created like any other.
    let new: Vec<NewTask> = drafts.tasks.iter().map(|draft| accept(draft, args.project)).collect();
    let report = tasks.bulk().create(new).await;
    writeln!(out, "{report}")?;
    for (number, entry) in (1..).zip(report.entries()) {
        let fate = match &entry.outcome {
            BulkOutcome::Done(created) => match created.id {
                Some(id) => format!("created as task {id}"),
                None => "created; the answer did not say its id".to_owned(),
            },
            BulkOutcome::Rejected(error) => format!("refused: {error}"),
            // Creating is the one change that must not be repeated on suspicion: there would be two.
            BulkOutcome::Unknown(error) => format!("perhaps created, look before trying again: {error}"),
            _ => "not sent".to_owned(),
        };
        writeln!(out, "   {number}  {fate}")?;
    }
    ensure!(report.is_complete(), "not every draft became a task");
    Ok(())
}

/// A draft as it came, in the project that was asked for.
fn accept(draft: &Task, project: Option<ProjectId>) -> NewTask {
    let task = NewTask::from(draft.clone());
    match project {
        Some(project) => task.project(project),
        None => task,
    }
}

//! Exports a workspace to JSON lines, page by page, and continues where it was interrupted.
//!
//! ```text
//! cargo run --example export_jsonl -- tasks.jsonl --max-requests 4   # stops after page 4
//! cargo run --example export_jsonl -- tasks.jsonl                    # continues at page 5
//! ```
//!
//! It reads the connection from `TOGGL_FOCUS_API_TOKEN`, `TOGGL_ORGANIZATION_ID` and `TOGGL_WORKSPACE_ID`; without them
//! it works on a sample workspace. A request returns 100 tasks. A stream takes one request in total, but cannot be
//! continued.
//!
//! Expected:
//!
//! ```text
//! 400 of 1000 tasks in tasks.jsonl, incomplete; run again to continue
//! stopped: 4 requests were allowed
//! ```
//!
//! The file `tasks.jsonl.cursor` exists until the export is complete. It is written after every page, so an
//! interruption (a spent quota, a lost connection, a power failure) costs at most one page.

use std::fs::{File, OpenOptions, rename};
use std::io::{Seek, Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::Parser;
use focus_api::OrderBy;
use focus_api::paging::PageCursor;
use focus_programs::{Demo, exit_code};
use serde::{Deserialize, Serialize};

#[derive(Parser)]
#[command(about = "Exports a workspace to JSON lines, and continues where it was interrupted")]
pub(crate) struct Args {
    /// The file to write.
    file: PathBuf,
    /// Stop after this many requests; the next run continues.
    #[arg(long)]
    max_requests: Option<u32>,
}

/// The part of the export that is known to be in the file.
#[derive(Default, Serialize, Deserialize)]
struct Checkpoint {
    /// The page to request next; `None` at the beginning.
    cursor: Option<PageCursor>,
    /// The length of the file at this cursor. Bytes after it are an incomplete page.
    bytes: u64,
    tasks: u64,
}

#[tokio::main]
async fn main() -> ExitCode {
    let end = async { run(Args::parse(), &Demo::connect()?, &mut stdout().lock()).await };
    exit_code("export_jsonl", end.await)
}

pub(crate) async fn run(args: Args, demo: &Demo, out: &mut impl Write) -> Result<()> {
    let sidecar = PathBuf::from(format!("{}.cursor", args.file.display()));
    let mut checkpoint = load(&sidecar)?;
    ensure!(
        checkpoint.cursor.is_some() || !args.file.exists(),
        "{} exists and is not an incomplete export: delete it to export again",
        args.file.display()
    );
    let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(&args.file)?;
    file.set_len(checkpoint.bytes)?;
    file.seek(std::io::SeekFrom::End(0))?;

    let mut list = demo
        .tasks()
        .list()
        // Tasks of completed projects are left out by default.
        .include_project_completed(true)
        // Tasks that are created during the export come last, so the pages that are not read yet do not shift.
        .order_by([OrderBy::CreatedAt.asc()])
        // An export keeps everything that the service sends, including fields that this crate does not know.
        .decode_as::<serde_json::Value>();
    if let Some(cursor) = checkpoint.cursor {
        list = list.resume(cursor);
    }
    if let Some(requests) = args.max_requests {
        list = list.max_requests(requests);
    }

    let mut pages = list.pages();
    let mut stopped = None;
    while let Some(page) = pages.next().await {
        let page = match page {
            Ok(page) => page,
            // Not a failure: the next run continues from the cursor.
            Err(error) if error.is_quota() => {
                stopped = Some(error.to_string());
                break;
            }
            Err(error) => return Err(error).context("the export can be continued by running it again"),
        };
        for task in &page.tasks {
            checkpoint.bytes += write_line(&mut file, task)?;
        }
        checkpoint.tasks += page.tasks.len() as u64;
        checkpoint.cursor = Some(pages.cursor());
        file.sync_data()?;
        save(&sidecar, &checkpoint)?;
    }

    let (tasks, name) = (checkpoint.tasks, args.file.display());
    let total = pages.total().map_or("?".to_owned(), |total| total.to_string());
    if let (None, Some(requests), false) = (&stopped, args.max_requests, pages.is_complete()) {
        stopped = Some(format!("{requests} requests were allowed"));
    }
    if let Some(reason) = stopped {
        writeln!(out, "{tasks} of {total} tasks in {name}, incomplete; run again to continue")?;
        writeln!(out, "stopped: {reason}")?;
    } else {
        std::fs::remove_file(&sidecar).context("the export is complete, but its cursor file cannot be removed")?;
        writeln!(out, "{tasks} tasks in {name}, complete")?;
    }
    Ok(())
}

/// Writes one task and returns its length in bytes.
fn write_line(file: &mut File, task: &serde_json::Value) -> Result<u64> {
    let line = format!("{task}\n");
    file.write_all(line.as_bytes())?;
    Ok(line.len() as u64)
}

fn load(sidecar: &Path) -> Result<Checkpoint> {
    match std::fs::read(sidecar) {
        Ok(json) => serde_json::from_slice(&json).with_context(|| format!("{} is damaged", sidecar.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Checkpoint::default()),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", sidecar.display())),
    }
}

/// Replaces the cursor file atomically: the previous cursor is usable, a partially written one is not.
fn save(sidecar: &Path, checkpoint: &Checkpoint) -> Result<()> {
    let draft = sidecar.with_extension("draft");
    std::fs::write(&draft, serde_json::to_vec(checkpoint)?)?;
    rename(&draft, sidecar)?;
    Ok(())
}

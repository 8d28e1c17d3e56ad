//! Reads filters from a TOML or JSON file and lists the tasks that match. `--schema` prints the JSON Schema of such a
//! file.
//!
//! ```text
//! cargo run --example filters_from_config
//! cargo run --example filters_from_config -- mine.json
//! cargo run --example filters_from_config -- --schema > filters.schema.json
//! ```
//!
//! Without a file it uses `filters.toml` of this folder:
//!
//! ```toml
#![doc = include_str!("filters.toml")]
//! ```
//!
//! It reads the connection from `TOGGL_FOCUS_API_TOKEN`, `TOGGL_ORGANIZATION_ID` and `TOGGL_WORKSPACE_ID`; without them
//! it works on a sample workspace. A request returns 100 tasks; printing the schema costs no request.
//!
//! Expected:
//!
//! ```text
//! {"archived":false,"end_date":"2026-03-15",…
//!
//! 2026-03-02  high    Website relaunch          Compress the hero images
//! ```
//!
//! The schema also describes the parameters of a tool for a language model; its arguments are read in the same way.

use std::io::{Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;
use focus_api::filters::ListTasksQuery;
use focus_api::{TaskExt, printable};
use focus_programs::{Demo, day, exit_code, fit};

#[derive(Parser)]
#[command(about = "Lists the tasks that match the filters in a file")]
pub(crate) struct Args {
    /// A TOML file, or a JSON file if its name ends in `.json`.
    file: Option<PathBuf>,
    /// Print the JSON Schema of the file instead.
    #[arg(long)]
    schema: bool,
    /// List at most this many tasks.
    #[arg(long, default_value_t = 20)]
    limit: u64,
}

#[tokio::main]
async fn main() -> ExitCode {
    let end = async { run(Args::parse(), &Demo::connect()?, &mut stdout().lock()).await };
    exit_code("filters_from_config", end.await)
}

pub(crate) async fn run(args: Args, demo: &Demo, out: &mut impl Write) -> Result<()> {
    if args.schema {
        let schema = schemars::schema_for!(ListTasksQuery);
        writeln!(out, "{}", serde_json::to_string_pretty(&schema)?)?;
        return Ok(());
    }

    let query = match &args.file {
        None => read(include_str!("filters.toml"), false)?,
        Some(path) => {
            let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            let json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
            read(&text, json).with_context(|| format!("{} is not a valid filter file", path.display()))?
        }
    };
    writeln!(out, "{}\n", serde_json::to_string(&query)?)?;

    let mut items = demo.tasks().list_with(query).max_items(args.limit).items();
    let mut count = 0_u64;
    while let Some(task) = items.next().await {
        let task = task?;
        let project = task.project_name().unwrap_or("(no project)");
        let (priority, project) = (fit(task.effective_priority().as_str(), 6), fit(project, 24));
        writeln!(out, "{}  {priority}  {project}  {}", day(task.due()), printable(task.title()))?;
        count += 1;
    }
    match items.total() {
        Some(total) => writeln!(out, "\n{count} of {total} tasks")?,
        None => writeln!(out, "\n{count} tasks")?,
    }
    Ok(())
}

/// Reads filters. Unknown names are errors: a misspelt filter that is ignored would select every task.
fn read(text: &str, json: bool) -> Result<ListTasksQuery> {
    Ok(if json { focus_api::from_json(text)? } else { toml::from_str(text)? })
}

//! Mirrors a workspace into SQLite: one request per run, meant to be started every hour.
//!
//! ```text
//! cargo run --example mirror_sqlite -- tasks.sqlite
//! ```
//!
//! It reads the connection from `TOGGL_FOCUS_API_TOKEN`, `TOGGL_ORGANIZATION_ID` and `TOGGL_WORKSPACE_ID`; without them
//! it works on a sample workspace. Columns hold what queries need, and `json` the complete task, unknown members included.
//!
//! Expected:
//!
//! ```text
//! tasks.sqlite: 1000 tasks, 1000 new or changed, 0 gone
//! ```
//!
//! A run is one transaction: if the stream is interrupted, the database keeps the state of the previous run. Tasks that
//! the service no longer lists (deleted ones for example) stay in the table, with the time of the run in `gone_at`.

use std::io::{Write, stdout};
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Parser;
use focus_api::chrono::Utc;
use focus_programs::{Demo, unless_closed};
use rusqlite::{Connection, params};

#[derive(Parser)]
#[command(about = "Mirrors a workspace into a SQLite database, with one request")]
pub(crate) struct Args {
    /// The database file; it is created if it does not exist.
    file: PathBuf,
}

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS tasks (
        id INTEGER PRIMARY KEY, name TEXT, due TEXT, archived_at TEXT, json TEXT NOT NULL,
        seen_at TEXT NOT NULL, gone_at TEXT
    );
    CREATE TABLE IF NOT EXISTS runs (finished_at TEXT PRIMARY KEY, tasks INTEGER NOT NULL);";

/// Writes only rows that differ, and brings back tasks that were gone.
const UPSERT: &str = "
    INSERT INTO tasks (id, name, due, archived_at, json, seen_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
    ON CONFLICT (id) DO UPDATE SET name = ?2, due = ?3, archived_at = ?4, json = ?5, gone_at = NULL
    WHERE json <> ?5 OR gone_at IS NOT NULL";

#[tokio::main]
async fn main() -> Result<()> {
    unless_closed(run(Args::parse(), &Demo::connect()?, &mut stdout().lock()).await)
}

pub(crate) async fn run(args: Args, demo: &Demo, out: &mut impl Write) -> Result<()> {
    let name = args.file.display().to_string();
    let mut database = Connection::open(&args.file).with_context(|| format!("cannot open {name}"))?;
    database.execute_batch(SCHEMA).with_context(|| format!("{name} is not a database of this program"))?;
    let run = Utc::now().to_rfc3339();

    // Tasks of completed projects are left out by default, and would look as if they were deleted.
    let request = demo.tasks().stream().include_project_completed(true).decode_as::<serde_json::Value>();
    // A spent quota is an error that says when it resets: the next hourly run continues.
    let mut stream = request.await.context("nothing was changed")?;

    let transaction = database.transaction().with_context(|| format!("{name} is in use"))?;
    let (mut count, mut changed, mut skipped) = (0_u64, 0, 0_u64);
    transaction.execute_batch("CREATE TEMP TABLE listed (id INTEGER PRIMARY KEY)")?;
    while let Some(task) = stream.next().await {
        let task = match task {
            Ok(task) => task,
            Err(error) if error.is_decode() => {
                writeln!(out, "skipped: {error}")?;
                skipped += 1;
                continue;
            }
            Err(error) => return Err(error).context("nothing was changed"),
        };
        let text = |field: &str| task[field].as_str();
        let id = task["id"].as_i64().context("the service sent a task without an id; nothing was changed")?;
        let row = params![id, text("name"), text("end_date"), text("archived_at"), task.to_string(), run];
        changed += transaction.prepare_cached(UPSERT)?.execute(row)?;
        transaction.execute("INSERT OR IGNORE INTO listed VALUES (?1)", [id])?;
        count += 1;
    }
    // A task that could not be decoded is listed, but its id is unknown, so absence proves nothing in this run.
    let gone = match skipped {
        0 => transaction.execute(
            "UPDATE tasks SET gone_at = ?1 WHERE gone_at IS NULL AND id NOT IN (SELECT id FROM listed)",
            [&run],
        )?,
        _ => 0,
    };
    transaction.execute_batch("DROP TABLE listed")?;
    transaction.execute("INSERT OR REPLACE INTO runs VALUES (?1, ?2)", params![run, i64::try_from(count)?])?;
    transaction.commit().with_context(|| format!("cannot write {name}"))?;
    if count == 0 {
        writeln!(out, "nothing found: the workspace has no tasks")?;
    }
    writeln!(out, "{name}: {count} tasks, {changed} new or changed, {gone} gone")?;
    Ok(())
}

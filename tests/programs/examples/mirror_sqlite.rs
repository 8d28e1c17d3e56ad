//! Mirrors a workspace into SQLite: two requests per run, meant to be started every hour.
//!
//! ```text
//! cargo run --example mirror_sqlite -- tasks.sqlite
//! ```
//!
//! It reads the connection from `TOGGL_FOCUS_API_TOKEN`, `TOGGL_ORGANIZATION_ID` and `TOGGL_WORKSPACE_ID`; without them
//! it works on a sample workspace. Columns have the fields for queries, and `json` the complete task, unknown members
//! included.
//!
//! Expected:
//!
//! ```text
//! tasks.sqlite: 1000 tasks, 1000 new or changed, 0 gone
//! ```
//!
//! A run is one transaction: if it is interrupted, the database keeps the state of the previous run. Tasks that the
//! service no longer lists (deleted ones for example) stay in the table, with the time of the run in `gone_at`, and
//! lose it when they are listed again. A run in which a task cannot be decoded marks none, because it may be any of the
//! missing ones.

use std::io::{Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;
use focus_api::chrono::Utc;
use focus_api::printable;
use focus_programs::{Demo, exit_code, say};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use serde_json::Value;

#[derive(Parser)]
#[command(about = "Mirrors a workspace into a SQLite database, with two requests")]
pub(crate) struct Args {
    /// The database file; it is created if it does not exist.
    file: PathBuf,
}

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS tasks (
        id INTEGER PRIMARY KEY, name TEXT, due TEXT, archived_at TEXT, json TEXT NOT NULL,
        seen_at TEXT NOT NULL, gone_at TEXT
    );
    CREATE TABLE IF NOT EXISTS runs (finished_at TEXT PRIMARY KEY, tasks INTEGER NOT NULL);
    CREATE TEMP TABLE listed (id INTEGER PRIMARY KEY);";

/// Writes only rows that differ, and clears `gone_at` of tasks that are listed again.
const UPSERT: &str = "
    INSERT INTO tasks (id, name, due, archived_at, json, seen_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
    ON CONFLICT (id) DO UPDATE SET name = ?2, due = ?3, archived_at = ?4, json = ?5, gone_at = NULL
    WHERE json <> ?5 OR gone_at IS NOT NULL";

const MARK_GONE: &str = "UPDATE tasks SET gone_at = ?1 WHERE gone_at IS NULL AND id NOT IN (SELECT id FROM listed)";

#[tokio::main]
async fn main() -> ExitCode {
    let end = async { run(Args::parse(), &Demo::connect()?, &mut stdout().lock()).await };
    exit_code("mirror_sqlite", end.await)
}

pub(crate) async fn run(args: Args, demo: &Demo, out: &mut impl Write) -> Result<()> {
    let name = printable(&args.file.to_string_lossy()).into_owned();
    let cannot_use = || format!("cannot use {name} as the database");
    let mut database = Connection::open(&args.file).with_context(cannot_use)?;
    // Two runs at the same time would mark each other's tasks as gone.
    let transaction = database.transaction_with_behavior(TransactionBehavior::Immediate).with_context(cannot_use)?;
    transaction.execute_batch(SCHEMA).with_context(cannot_use)?;
    let now = Utc::now().to_rfc3339();

    let (mut listed, mut changed) = (0, 0);
    // Printed after the run, because a closed pipe would end the run before the commit.
    let mut skipped = Vec::new();
    // It is not documented whether a stream without this filter contains archived tasks. A task that is archived
    // between the two requests is listed twice rather than not at all.
    for archived in [false, true] {
        // Tasks of completed projects are left out by default, and would look as if they were deleted.
        let request = demo.tasks().stream().archived(archived).include_project_completed(true);
        // A spent quota is an error that says when it resets: the next hourly run continues.
        let mut stream = request.decode_as::<Value>().await.context("nothing was changed")?;
        while let Some(task) = stream.next().await {
            match task.map(|task| (task["id"].as_i64(), task)) {
                Ok((Some(id), task)) => {
                    let rows = store(&transaction, id, &task, &now);
                    let rows = rows.with_context(|| format!("cannot write {name}"))?;
                    (listed, changed) = (listed + rows.0, changed + rows.1);
                }
                Ok((None, _)) => skipped.push("a task without an id".to_owned()),
                // An error about one task has its index; any other ends the stream before the last task.
                Err(error) if error.item_index().is_some() => skipped.push(error.to_string()),
                Err(error) => return Err(error).context("nothing was changed"),
            }
        }
    }

    let gone = finish(transaction, skipped.is_empty(), &now).with_context(|| format!("cannot write {name}"))?;
    for error in &skipped {
        say(out, &format!("skipped: {error}"))?;
    }
    if listed == 0 {
        say(out, "nothing found: the workspace has no tasks")?;
    }
    say(out, &format!("{name}: {listed} tasks, {changed} new or changed, {gone} gone"))?;
    if !skipped.is_empty() {
        say(out, &format!("{} could not be decoded, so tasks that are gone were not marked", skipped.len()))?;
    }
    Ok(())
}

/// Writes a task. Returns how many tasks this adds to the listed ones (none if it was listed before), and how many rows
/// to the changed ones.
fn store(transaction: &Transaction<'_>, id: i64, task: &Value, now: &str) -> rusqlite::Result<(usize, usize)> {
    let text = |field: &str| task[field].as_str();
    let row = params![id, text("name"), text("end_date"), text("archived_at"), task.to_string(), now];
    let changed = transaction.prepare_cached(UPSERT)?.execute(row)?;
    let listed = transaction.prepare_cached("INSERT OR IGNORE INTO listed VALUES (?1)")?.execute([id])?;
    Ok((listed, changed))
}

/// Marks the tasks that were not listed, if all listed tasks could be decoded, and commits the transaction. Returns how
/// many tasks were marked.
fn finish(transaction: Transaction<'_>, complete: bool, now: &str) -> rusqlite::Result<usize> {
    let gone = if complete { transaction.execute(MARK_GONE, [now])? } else { 0 };
    transaction.execute("INSERT OR REPLACE INTO runs SELECT ?1, count(*) FROM listed", [now])?;
    transaction.commit()?;
    Ok(gone)
}

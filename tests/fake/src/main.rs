//! The fake as a program: starts one, says how to reach it in lines a shell can run, and serves until Ctrl-C.

use std::io::{self, Write};

use clap::Parser;
use focus_fake::FakeFocus;
use serde_json::Value;

/// Serves an in-memory stand-in for the Toggl Focus Tasks API on 127.0.0.1.
#[derive(Debug, Parser)]
#[command(name = "focus-fake", version)]
struct Options {
    /// Port to listen on; without it the system chooses one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// How many tasks to start with.
    #[arg(long, default_value_t = 120)]
    tasks: usize,
    /// Requests an hour; the free plan has 30.
    #[arg(long, default_value_t = 100_000)]
    quota: u64,
    /// How often the streamed list repeats itself, for very large answers.
    #[arg(long, default_value_t = 1)]
    stream_copies: usize,
}

fn main() -> io::Result<()> {
    let options = Options::parse();
    let fake = FakeFocus::builder()
        .port(options.port)
        .tasks(options.tasks)
        .quota(options.quota)
        .stream_copies(options.stream_copies)
        .try_start()?;
    let mut out = io::stdout();
    out.write_all(welcome(&fake).as_bytes())?;
    // A script that reads these lines through a pipe should not have to wait for the end.
    out.flush()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(tokio::signal::ctrl_c())
}

/// What someone needs to make a first call. The lines that are no assignments are comments, so that all of it can be
/// pasted into a shell.
fn welcome(fake: &FakeFocus) -> String {
    let world = fake.world();
    let mut text = format!(
        "export TOGGL_FOCUS_API_TOKEN={}\nexport TOGGL_ORGANIZATION_ID={}\nexport TOGGL_WORKSPACE_ID={}\nexport TOGGL_FOCUS_BASE_URL={}\n",
        fake.api_key(),
        fake.organization_id(),
        fake.workspace_id(),
        fake.base_url(),
    );
    text.push_str("# Some ids to try:\n");
    for (what, id, name) in [
        world.projects.first().map(|item| ("project", item.id, item.name)),
        world.tags.first().map(|item| ("tag", item.id, item.name)),
        world.statuses.first().map(|item| ("status", item.id, item.name)),
    ]
    .into_iter()
    .flatten()
    {
        text.push_str(&format!("#   {what} {id} ({name})\n"));
    }
    if let Some(task) = fake.tasks().first() {
        let (id, name) = (&task["id"], task.get("name").and_then(Value::as_str).unwrap_or_default());
        text.push_str(&format!("#   task {id} ({name})\n"));
    }
    text.push_str("# Serving until Ctrl-C.\n");
    text
}

//! The fake as a program: starts one, says how to reach it in lines that a shell can run, logs a line a request, and
//! serves until Ctrl-C or SIGTERM.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use focus_fake::{FakeFocus, RecordedRequest};
use serde_json::Value;

/// How many requests are remembered: a program has no use for them.
const REMEMBERED: usize = 1;

/// Serves an in-memory Toggl Focus Tasks API on 127.0.0.1 and logs a line a request.
#[derive(Debug, Parser)]
#[command(name = "focus-fake", version)]
struct Options {
    /// Port to listen on; without it the system chooses one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// How many tasks to start with
    #[arg(long, default_value_t = 120)]
    tasks: usize,
    /// Requests an hour; the free plan has 30
    #[arg(long, default_value_t = 100_000)]
    quota: u64,
    /// How often the streamed list repeats itself, for very large responses
    #[arg(long, default_value_t = 1)]
    stream_copies: usize,
    /// Give the tasks names with control and invisible characters
    #[arg(long)]
    hostile_names: bool,
    /// Log nothing
    #[arg(long)]
    quiet: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            eprintln!(
                "focus-fake: port {} is in use. Choose another with --port, or leave it out to get a free one",
                options.port
            );
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("focus-fake: cannot serve on 127.0.0.1:{}: {error}", options.port);
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> io::Result<()> {
    let mut builder = FakeFocus::builder()
        .port(options.port)
        .tasks(options.tasks)
        .quota(options.quota)
        .stream_copies(options.stream_copies)
        .max_recorded_requests(REMEMBERED);
    if options.hostile_names {
        builder = builder.hostile_names();
    }
    if !options.quiet {
        builder = builder.on_request(|request| {
            // A closed log is not a reason to stop serving.
            let _closed = writeln!(io::stderr(), "{}", log_line(request));
        });
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // The signals are awaited before the address is printed, so that whoever has read it can end the program cleanly.
    let _context = runtime.enter();
    let stopped = stop_signal()?;
    let fake = builder.try_start()?;
    // A reader that closed the pipe, as `head` does, has seen what it wanted.
    let _closed = print_welcome(&fake);
    runtime.block_on(stopped);
    Ok(())
}

/// Returns a future that ends with Ctrl-C or, where there is such a thing, SIGTERM.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Returns a future that ends with Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a signal to wait for, the program ends at once.
        let _ended = tokio::signal::ctrl_c().await;
    })
}

/// `GET /api/…/tasks?page=2 200`. Paths and queries are percent-encoded, methods are tokens: nothing here can harm a
/// terminal, but a client may send raw bytes, which are escaped.
fn log_line(request: &RecordedRequest) -> String {
    let query = if request.raw_query.is_empty() { String::new() } else { format!("?{}", request.raw_query) };
    let status = request.status.map_or_else(|| "no response".to_owned(), |status| status.to_string());
    format!("{} {}{query} {status}", request.method, request.path).escape_debug().to_string()
}

fn print_welcome(fake: &FakeFocus) -> io::Result<()> {
    let mut out = io::stdout();
    out.write_all(welcome(fake).as_bytes())?;
    // A script that reads these lines through a pipe should not have to wait for the end.
    out.flush()
}

/// Returns what someone needs to make a first call. The lines that are not assignments are comments, so that all of it
/// can be pasted into a shell.
fn welcome(fake: &FakeFocus) -> String {
    let world = fake.world();
    let mut text = format!(
        "export TOGGL_FOCUS_API_TOKEN={}\nexport TOGGL_ORGANIZATION_ID={}\nexport TOGGL_WORKSPACE_ID={}\n\
         export TOGGL_FOCUS_BASE_URL={}\n",
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
        let name = task.get("name").and_then(Value::as_str).unwrap_or_default();
        text.push_str(&format!("#   task {} ({})\n", task["id"], name.escape_debug()));
    }
    text.push_str("# Serving until Ctrl-C.\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_welcome_can_be_pasted_into_a_shell() {
        let text = welcome(&FakeFocus::builder().hostile_names().start_blocking());
        assert!(text.lines().all(|line| line.starts_with("export ") || line.starts_with('#')), "{text}");
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }
}

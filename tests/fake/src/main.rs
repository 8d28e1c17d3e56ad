//! The program `focus-fake`: starts a fake, prints its address and key as lines for a shell, logs one line per request,
//! and serves until Ctrl-C or SIGTERM.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use focus_fake::{FakeFocus, RecordedRequest};
use serde_json::Value;

/// The number of recorded requests to keep; the program does not use them.
const MAX_RECORDED: usize = 1;

/// Serves an in-memory Toggl Focus Tasks API on 127.0.0.1 and logs one line per request.
#[derive(Debug, Parser)]
#[command(name = "focus-fake", version)]
struct Options {
    /// Port to listen on; by default the system chooses a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Number of seeded tasks
    #[arg(long, default_value_t = 120)]
    tasks: usize,
    /// Quota in requests per hour; the free plan has 30
    #[arg(long, default_value_t = 100_000)]
    quota: u64,
    /// Number of times the streamed list is repeated, for very large responses
    #[arg(long, default_value_t = 1)]
    stream_copies: usize,
    /// Use task names with control and invisible characters
    #[arg(long)]
    hostile_names: bool,
    /// Do not log requests
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
        .max_recorded_requests(MAX_RECORDED);
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
    // The signal handlers are installed before the address is printed, so that a caller that has read it can end the
    // program cleanly.
    let _context = runtime.enter();
    let stopped = stop_signal()?;
    let fake = builder.try_start()?;
    // A closed pipe (`focus-fake | head`) is not an error.
    let _closed = print_settings(&fake);
    runtime.block_on(stopped);
    Ok(())
}

/// Returns a future that ends with Ctrl-C or SIGTERM.
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
        // If the signal cannot be awaited, the program ends at once.
        let _ended = tokio::signal::ctrl_c().await;
    })
}

/// Formats a log line: `GET /api/…/tasks?page=2 200`. Paths and queries are usually percent-encoded, but a client may
/// send raw bytes, which are escaped so that they cannot control the terminal.
fn log_line(request: &RecordedRequest) -> String {
    let query = if request.raw_query.is_empty() { String::new() } else { format!("?{}", request.raw_query) };
    let status = request.status.map_or_else(|| "no response".to_owned(), |status| status.to_string());
    format!("{} {}{query} {status}", request.method, request.path).escape_debug().to_string()
}

fn print_settings(fake: &FakeFocus) -> io::Result<()> {
    let mut out = io::stdout();
    out.write_all(settings_text(fake).as_bytes())?;
    // A script may read these lines through a pipe, which has no line buffering.
    out.flush()
}

/// Returns the settings for a first call. Lines that are not assignments are shell comments, so that the complete text
/// can be pasted into a shell.
fn settings_text(fake: &FakeFocus) -> String {
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
    fn the_printed_settings_can_be_pasted_into_a_shell() {
        let text = settings_text(&FakeFocus::builder().hostile_names().start_blocking());
        assert!(text.lines().all(|line| line.starts_with("export ") || line.starts_with('#')), "{text}");
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }
}

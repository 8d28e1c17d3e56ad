//! The programs with heavy dependencies, each run as a process against the fake server.
//!
//! This file tests the help of all programs and has the helpers; each program that is run as a process has a module.
//! `tests/sdk/examples.rs` calls the others as functions.
#![allow(clippy::unwrap_used, reason = "a test states its expectation by unwrapping")]

use std::process::{Command, Output, Stdio};

use focus_fake::FakeFocus;
use unicode_width::UnicodeWidthStr;

#[path = "programs/axum_service.rs"]
mod axum_service;
#[path = "programs/focus_cli.rs"]
mod focus_cli;
#[path = "programs/mcp_server.rs"]
mod mcp_server;
#[path = "programs/mirror_sqlite.rs"]
mod mirror_sqlite;
#[path = "programs/tracing_console.rs"]
mod tracing_console;

/// Returns the command of a program that is connected to this server.
fn program(name: &str, fake: &FakeFocus) -> Command {
    let folder = std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().join("examples");
    let path = folder.join(name);
    assert!(path.exists(), "run `cargo build -p focus-programs --examples` first: {} is missing", path.display());
    let mut command = Command::new(path);
    command
        .env("TOGGL_FOCUS_API_TOKEN", fake.api_key())
        .env("TOGGL_FOCUS_BASE_URL", fake.base_url())
        .env("TOGGL_ORGANIZATION_ID", fake.organization_id().to_string())
        .env("TOGGL_WORKSPACE_ID", fake.workspace_id().to_string())
        .env_remove("COLUMNS")
        .stdin(Stdio::null());
    command
}

/// Asserts that a program succeeded, and returns its output.
fn text(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Asserts that a program failed with exit code 1, and returns its error.
fn error(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Returns the requests since the last call, without the address of the workspace: `GET /tasks?page=1`.
fn sent(fake: &FakeFocus) -> Vec<String> {
    let workspace = format!("/workspaces/{}", fake.workspace_id());
    let line = |request: &focus_fake::RecordedRequest| {
        let path = request.path.split_once(&workspace).map_or(request.path.as_str(), |(_, path)| path);
        let query = if request.raw_query.is_empty() { String::new() } else { format!("?{}", request.raw_query) };
        format!("{} {path}{query}", request.method)
    };
    fake.take_requests().iter().map(line).collect()
}

/// Asserts that no line has more than `columns` columns.
fn assert_fits(text: &str, columns: usize) {
    for line in text.lines() {
        assert!(line.width() <= columns, "{} columns instead of {columns}: {line:?}", line.width());
    }
}

#[test]
fn every_program_prints_help_that_fits_40_columns_and_sends_no_request() {
    let fake = FakeFocus::builder().tasks(1).start_blocking();
    for mut command in [
        program("axum_service", &fake),
        program("bulk_edit", &fake),
        program("export_jsonl", &fake),
        program("filtered_report", &fake),
        program("filters_from_config", &fake),
        program("focus_cli", &fake),
        program("image_to_tasks", &fake),
        program("mcp_server", &fake),
        program("mirror_sqlite", &fake),
        program("tracing_console", &fake),
    ] {
        let help = text(&command.arg("--help").env("COLUMNS", "40").output().unwrap());
        let (usage, others): (Vec<&str>, Vec<&str>) = help.lines().partition(|line| line.starts_with("Usage: "));
        assert_eq!(usage.len(), 1, "{help}");
        assert_fits(&others.join("\n"), 40);
    }
    assert_eq!(sent(&fake).len(), 0);
}

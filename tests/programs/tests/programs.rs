//! The programs with heavy dependencies, each run as a process against the fake server.
#![allow(clippy::unwrap_used, reason = "a test states its expectation by unwrapping")]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};

use focus_fake::FakeFocus;

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
        .env("TOGGL_WORKSPACE_ID", fake.workspace_id().to_string());
    command
}

fn text(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_mirror_notices_changes_and_deleted_tasks_with_one_request_per_run() {
    let fake = FakeFocus::builder().tasks(50).hostile_names().start_blocking();
    let folder = tempfile::tempdir().unwrap();
    let mirror = || {
        let mut command = program("mirror_sqlite", &fake);
        text(&command.arg("tasks.sqlite").current_dir(&folder).output().unwrap())
    };
    let listed = |count: &str| format!("tasks.sqlite: {count}\n");
    let first = mirror();
    let count = fake.take_requests().len();
    assert_eq!(count, 1, "a mirror run takes one request");
    let tasks = first.split_whitespace().nth(1).unwrap().to_owned();
    assert_eq!(first, listed(&format!("{tasks} tasks, {tasks} new or changed, 0 gone")));
    assert_eq!(mirror(), listed(&format!("{tasks} tasks, 0 new or changed, 0 gone")));

    let id = fake.tasks()[0]["id"].clone();
    let path = format!(
        "{}/organizations/{}/workspaces/{}/tasks/{id}",
        fake.base_url(),
        fake.organization_id(),
        fake.workspace_id()
    );
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let response = runtime.block_on(reqwest::Client::new().delete(path).bearer_auth(fake.api_key()).send()).unwrap();
    assert!(response.status().is_success(), "{}", response.status());
    let left = tasks.parse::<u32>().unwrap() - 1;
    assert_eq!(mirror(), listed(&format!("{left} tasks, 0 new or changed, 1 gone")));
}

#[test]
fn a_file_that_is_not_a_database_is_named() {
    let fake = FakeFocus::builder().tasks(1).start_blocking();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("notes.txt"), "not a database, but long enough to be read as one".repeat(9))
        .unwrap();
    let output = program("mirror_sqlite", &fake).arg("notes.txt").current_dir(&folder).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(error.contains("notes.txt is not a database of this program"), "{error}");
    assert_eq!(fake.take_requests().len(), 0, "the file is opened before a request is sent");
}

/// A running service, which ends with this value.
struct Service(Child, String);

impl Drop for Service {
    fn drop(&mut self) {
        let _ended = self.0.kill().and_then(|()| self.0.wait());
    }
}

fn service(fake: &FakeFocus) -> Service {
    let mut command = program("axum_service", fake);
    let mut child = command.args(["--port", "0"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim().strip_prefix("listening on ").expect("the address is printed").to_owned();
    Service(child, url)
}

#[test]
fn the_service_maps_errors_to_statuses_and_ends_on_ctrl_c() {
    let fake = FakeFocus::builder().tasks(20).start_blocking();
    let mut service = service(&fake);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let http = reqwest::Client::new();
    let get = |path: &str| {
        let response = runtime.block_on(http.get(format!("{}{path}", service.1)).send()).unwrap();
        let status = response.status().as_u16();
        (status, runtime.block_on(response.text()).unwrap())
    };
    let (status, body) = get("/tasks?limit=3");
    assert_eq!((status, serde_json::from_str::<Vec<serde_json::Value>>(&body).unwrap().len()), (200, 3));
    assert_eq!(get("/tasks/1").0, 404);
    assert_eq!(get("/tasks/0").0, 422);
    fake.fault(focus_fake::Fault::quota_spent(std::time::Duration::from_secs(60)));
    assert_eq!(get("/tasks/1").0, 503);
    let new = serde_json::json!({ "name": "Call the printer" });
    let response = runtime.block_on(http.post(format!("{}/tasks", service.1)).json(&new).send()).unwrap();
    assert_eq!(response.status().as_u16(), 201);

    drop(http);
    let pid = service.0.id().to_string();
    assert!(Command::new("kill").args(["-s", "INT", &pid]).status().unwrap().success());
    assert_eq!(service.0.wait().unwrap().code(), Some(0));
}

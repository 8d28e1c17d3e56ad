//! `mirror_sqlite`: the changes of each run, and that a failed run changes nothing.

use std::path::PathBuf;
use std::process::Output;

use focus_fake::{FakeFocus, Fault};
use rusqlite::Connection;
use serde_json::json;
use tempfile::TempDir;

use super::{assert_fits, error, program, sent, text};

/// A mirror of a server, in a temporary folder.
struct Mirror<'a> {
    fake: &'a FakeFocus,
    folder: TempDir,
}

impl<'a> Mirror<'a> {
    fn of(fake: &'a FakeFocus) -> Self {
        Self { fake, folder: tempfile::tempdir().unwrap() }
    }

    fn output(&self) -> Output {
        program("mirror_sqlite", self.fake).arg("tasks.sqlite").current_dir(&self.folder).output().unwrap()
    }

    /// Runs the program and returns what it printed.
    fn run(&self) -> String {
        text(&self.output())
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("tasks.sqlite")
    }

    /// Returns the mirrored tasks: id, name, whether archived, whether gone.
    fn rows(&self) -> Vec<(i64, String, bool, bool)> {
        let database = Connection::open(self.file()).unwrap();
        let query = "SELECT id, name, archived_at IS NOT NULL, gone_at IS NOT NULL FROM tasks ORDER BY id";
        let mut statement = database.prepare(query).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)));
        rows.unwrap().map(Result::unwrap).collect()
    }

    fn runs(&self) -> i64 {
        let database = Connection::open(self.file()).unwrap();
        database.query_row("SELECT count(*) FROM runs", [], |row| row.get(0)).unwrap()
    }
}

/// Returns a workspace of three tasks, the third of which is archived.
fn workspace() -> FakeFocus {
    let fake = FakeFocus::builder().tasks(0).hide_archived(true).start_blocking();
    fake.insert_task(json!({ "id": 1, "name": "Plan" }));
    fake.insert_task(json!({ "id": 2, "name": "Build" }));
    fake.insert_task(json!({ "id": 3, "name": "Ship", "archived_at": "2026-02-01T10:00:00Z" }));
    fake
}

/// Changes a task by a request without the client.
fn request(fake: &FakeFocus, method: reqwest::Method, path: &str) {
    let (organization, workspace) = (fake.organization_id(), fake.workspace_id());
    let url = format!("{}/organizations/{organization}/workspaces/{workspace}/{path}", fake.base_url());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let request = reqwest::Client::new().request(method, url).bearer_auth(fake.api_key());
    let response = runtime.block_on(request.send()).unwrap();
    assert!(response.status().is_success(), "{}", response.status());
    let _ = fake.take_requests();
}

#[test]
fn a_second_run_changes_nothing_and_each_run_takes_two_requests() {
    let fake = FakeFocus::builder().tasks(50).hostile_names().start_blocking();
    let mirror = Mirror::of(&fake);
    assert_eq!(mirror.run(), "tasks.sqlite: 50 tasks, 50 new or changed, 0 gone\n");
    assert_eq!(
        sent(&fake),
        [
            "GET /tasks/stream?archived=false&include_project_completed=true",
            "GET /tasks/stream?archived=true&include_project_completed=true",
        ]
    );
    let rows = mirror.rows();
    assert_eq!(mirror.run(), "tasks.sqlite: 50 tasks, 0 new or changed, 0 gone\n");
    assert_eq!((mirror.rows(), mirror.runs()), (rows, 2));
}

#[test]
fn archived_tasks_stay_and_deleted_ones_are_marked_until_they_are_restored() {
    let fake = workspace();
    let mirror = Mirror::of(&fake);
    let row = |id, name: &str, archived, gone| (id, name.to_owned(), archived, gone);
    assert_eq!(mirror.run(), "tasks.sqlite: 3 tasks, 3 new or changed, 0 gone\n");
    assert_eq!(
        mirror.rows(),
        [row(1, "Plan", false, false), row(2, "Build", false, false), row(3, "Ship", true, false)]
    );

    request(&fake, reqwest::Method::DELETE, "tasks/1");
    request(&fake, reqwest::Method::POST, "tasks/2/archive");
    assert_eq!(mirror.run(), "tasks.sqlite: 2 tasks, 1 new or changed, 1 gone\n");
    assert_eq!(mirror.rows(), [row(1, "Plan", false, true), row(2, "Build", true, false), row(3, "Ship", true, false)]);
    assert_eq!(mirror.run(), "tasks.sqlite: 2 tasks, 0 new or changed, 0 gone\n");

    request(&fake, reqwest::Method::PATCH, "tasks/1/restore");
    assert_eq!(mirror.run(), "tasks.sqlite: 3 tasks, 1 new or changed, 0 gone\n");
    assert_eq!(mirror.rows()[0], row(1, "Plan", false, false));
}

#[test]
fn an_interrupted_run_changes_nothing() {
    let fake = workspace();
    let mirror = Mirror::of(&fake);
    mirror.run();
    let rows = mirror.rows();

    fake.insert_task(json!({ "id": 4, "name": "New" }));
    request(&fake, reqwest::Method::DELETE, "tasks/1");
    let of_the_second = |fault: Fault| fault.on("stream_tasks").after(1);
    let body = r#"[{"id":3,"name":"Renamed","archived_at":"2026-02-01T10:00:00Z"}"#;
    for fault in [
        Fault::status(500).always(),
        Fault::quota_spent(std::time::Duration::from_secs(60)),
        Fault::response().disconnect_after(40),
        Fault::status(200).body(body).content_length(),
    ] {
        fake.fault(of_the_second(fault));
        let error = error(&mirror.output());
        assert!(error.starts_with("mirror_sqlite: nothing was changed: stream_tasks: "), "{error}");
        assert_eq!((mirror.rows(), mirror.runs()), (rows.clone(), 1), "{error}");
        fake.clear_faults();
    }
    assert_eq!(mirror.run(), "tasks.sqlite: 3 tasks, 1 new or changed, 1 gone\n");
}

#[test]
fn a_run_with_an_undecodable_task_marks_no_task_as_gone() {
    let fake = workspace();
    let mirror = Mirror::of(&fake);
    mirror.run();
    fake.fault(Fault::response().replace_item(0, json!({ "name": "Plan" })).on("stream_tasks"));
    assert_eq!(
        mirror.run(),
        "skipped: a task without an id\n\
         tasks.sqlite: 2 tasks, 0 new or changed, 0 gone\n\
         1 could not be decoded, so tasks that are gone were not marked\n"
    );
    assert!(mirror.rows().iter().all(|(_, _, _, gone)| !gone));
}

#[test]
fn a_closed_pipe_does_not_undo_a_run() {
    let fake = workspace();
    let mirror = Mirror::of(&fake);
    fake.fault(Fault::response().replace_item(0, json!(7)).on("stream_tasks"));
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = program("mirror_sqlite", &fake);
    let output = command.arg("tasks.sqlite").current_dir(&mirror.folder).stdout(writer).output().unwrap();
    assert_eq!(text(&output), "");
    assert_eq!((mirror.rows().len(), mirror.runs()), (2, 1));
}

#[test]
fn sentences_fit_a_narrow_terminal() {
    let fake = workspace();
    let mirror = Mirror::of(&fake);
    fake.fault(Fault::response().replace_item(0, json!(7)).on("stream_tasks"));
    let mut command = program("mirror_sqlite", &fake);
    let output = command.arg("tasks.sqlite").current_dir(&mirror.folder).env("COLUMNS", "40").output().unwrap();
    assert_fits(&text(&output), 40);
    fake.fault(Fault::status(403));
    let output = command.output().unwrap();
    assert_fits(&error(&output), 40);
}

#[test]
fn an_empty_workspace_is_reported_as_empty() {
    let fake = FakeFocus::builder().tasks(0).start_blocking();
    assert_eq!(
        Mirror::of(&fake).run(),
        "nothing found: the workspace has no tasks\ntasks.sqlite: 0 tasks, 0 new or changed, 0 gone\n"
    );
}

#[test]
fn the_error_for_an_unusable_file_names_it_before_a_request_is_sent() {
    let fake = FakeFocus::builder().tasks(1).start_blocking();
    let mirror = Mirror::of(&fake);
    let folder = mirror.folder.path();
    let notes = "not a database, but long enough to be read as one".repeat(9);
    std::fs::write(folder.join("notes.txt"), notes).unwrap();
    let locked = Connection::open(folder.join("locked.sqlite")).unwrap();
    locked.execute_batch("BEGIN EXCLUSIVE").unwrap();
    for (file, expected) in [
        ("notes.txt", "cannot use notes.txt as the database: file is not a database"),
        ("missing/tasks.sqlite", "cannot use missing/tasks.sqlite as the database: unable to open"),
        ("locked.sqlite", "cannot use locked.sqlite as the database: database is locked"),
    ] {
        let output = program("mirror_sqlite", &fake).arg(file).current_dir(folder).output().unwrap();
        let error = error(&output).replace('\n', " ");
        assert!(error.starts_with(&format!("mirror_sqlite: {expected}")), "{error}");
    }
    assert_eq!(sent(&fake).len(), 0);
}

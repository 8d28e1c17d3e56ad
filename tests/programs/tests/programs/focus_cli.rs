//! `focus_cli`: the requests and the output of each command, at any width, to a terminal or a pipe.

use std::io::{BufRead, BufReader, Read};
use std::process::{Output, Stdio};

use focus_fake::FakeFocus;
use serde_json::{Value, json};

use super::{assert_fits, error, program, sent, text};

/// Runs the program with a standard output of 80 columns.
fn run(fake: &FakeFocus, arguments: &[&str]) -> Output {
    run_in(80, fake, arguments)
}

fn run_in(columns: usize, fake: &FakeFocus, arguments: &[&str]) -> Output {
    program("focus_cli", fake).args(arguments).env("COLUMNS", columns.to_string()).output().unwrap()
}

/// Runs the program and returns what it printed.
fn cli(fake: &FakeFocus, arguments: &[&str]) -> String {
    text(&run(fake, arguments))
}

/// Returns a workspace of three tasks, the first of which has all fields that the program prints.
fn workspace() -> FakeFocus {
    let fake = FakeFocus::builder().tasks(0).start_blocking();
    let world = fake.world();
    fake.insert_task(json!({
        "id": 11, "name": "看板の校正刷りを確認する", "priority": "high", "end_date": "2026-03-06", "notes": "by noon",
        "project_id": world.project("Website relaunch"), "status_id": world.status("Todo"),
        "tag_ids": [world.tag("urgent")],
    }));
    fake.insert_task(json!({ "id": 12, "name": "Call the printer", "status_id": world.status("Todo") }));
    fake.insert_task(json!({ "id": 13, "name": "Invoice", "status_id": world.status("Done") }));
    fake
}

#[test]
fn a_list_shows_the_columns_that_fit_the_terminal() {
    let fake = workspace();
    assert_eq!(
        cli(&fake, &["list"]),
        "11          2026-03-06  high    Website relaunch      看板の校正刷りを確認する\n\
         12          –           none                          Call the printer\n"
    );
    assert_eq!(
        text(&run_in(40, &fake, &["list"])),
        "11          2026-03-06  看板の校正刷り…\n\
         12          –           Call the printer\n"
    );
}

#[test]
fn filters_reach_the_service_and_a_project_is_found_by_name() {
    let fake = workspace();
    assert_eq!(cli(&fake, &["list", "--done"]), "13          –           none                          Invoice\n");
    assert_eq!(sent(&fake), ["GET /tasks/stream?archived=false&order_by=end_date&state=done"]);
    let arguments = ["list", "--project", "website relaunch", "--priority", "high", "--search", "校正", "--limit", "1"];
    assert!(cli(&fake, &arguments).starts_with("11  "));
    let project = fake.world().project("Website relaunch");
    assert_eq!(
        sent(&fake),
        [
            "GET /tasks/stream?include_project_completed=true".to_owned(),
            format!(
                "GET /tasks/stream?archived=false&name=%E6%A0%A1%E6%AD%A3&order_by=end_date&priority=high\
                 &project_id={project}&state=active"
            ),
        ]
    );
    assert!(cli(&fake, &["list", "--project", &project.to_string()]).starts_with("11  "));
    assert_eq!(sent(&fake).len(), 1, "a project id must not cost a request for the catalog");
    assert!(cli(&fake, &["list", "--due", "2026-03-06"]).starts_with("11  "));
    assert_eq!(cli(&fake, &["list", "--due", "2026-03-07"]), "nothing found\n");
}

#[test]
fn an_overdue_task_is_due_before_the_current_date() {
    let fake = FakeFocus::builder().tasks(0).start_blocking();
    let todo = fake.world().status("Todo");
    fake.insert_task(json!({ "id": 11, "name": "Call the printer", "end_date": "2000-01-01", "status_id": todo }));
    fake.insert_task(json!({ "id": 12, "name": "Celebrate", "end_date": "9999-12-31", "status_id": todo }));
    assert_eq!(text(&run_in(40, &fake, &["list", "--overdue"])), "11          2000-01-01  Call the printer\n");
}

#[test]
fn an_undecodable_task_does_not_hide_the_others() {
    let fake = workspace();
    fake.fault(focus_fake::Fault::response().set_item_field(0, "id", json!("eleven")));
    let output = run(&fake, &["list"]);
    let printed = String::from_utf8(output.stdout.clone()).unwrap();
    assert_eq!(printed, "12          –           none                          Call the printer\n");
    let error = error(&output).replace('\n', " ");
    assert!(error.starts_with("focus_cli: 1 listed, 1 cannot be decoded: stream_tasks: "), "{error}");
}

#[test]
fn a_limited_list_says_how_many_tasks_match() {
    let fake = workspace();
    assert_eq!(
        text(&run_in(40, &fake, &["list", "--limit", "1"])),
        "11          2026-03-06  看板の校正刷り…\n1 of 2 tasks; --limit shows more\n"
    );
    assert_eq!(cli(&fake, &["list", "--limit", "1", "--json"]).lines().count(), 1);
}

#[test]
fn an_empty_list_prints_that_nothing_was_found() {
    let fake = workspace();
    assert_eq!(cli(&fake, &["list", "--search", "no such task"]), "nothing found\n");
    assert_eq!(cli(&fake, &["list", "--search", "no such task", "--json"]), "");
}

#[test]
fn a_task_is_shown_field_by_field() {
    let fake = workspace();
    assert_eq!(
        cli(&fake, &["get", "11"]),
        "id        11\n\
         name      看板の校正刷りを確認する\n\
         project   Website relaunch\n\
         status    Todo\n\
         priority  high\n\
         due       2026-03-06\n\
         tags      urgent\n\
         notes     by noon\n"
    );
    let json: Value = serde_json::from_str(&cli(&fake, &["get", "11", "--json"])).unwrap();
    assert_eq!((&json["id"], &json["notes"]), (&json!(11), &json!("by noon")));
}

#[test]
fn each_change_is_applied_and_confirmed_in_the_output() {
    let fake = workspace();
    let added = cli(&fake, &["add", "Write the report", "--due", "2026-03-09", "--priority", "low"]);
    let id = added.strip_prefix("created task ").unwrap().trim_end();
    let task = || fake.task(id.parse().unwrap()).unwrap();
    assert_eq!(
        (&task()["name"], &task()["end_date"], &task()["priority"]),
        (&json!("Write the report"), &json!("2026-03-09"), &json!("low"))
    );

    let edited = cli(&fake, &["edit", id, "--name", "Send the report", "--project", "Website relaunch"]);
    assert_eq!(edited, format!("changed task {id}\n"));
    let project = fake.world().project("Website relaunch");
    assert_eq!((&task()["name"], &task()["project_id"]), (&json!("Send the report"), &json!(project)));
    assert_eq!(task()["end_date"], "2026-03-09", "fields that are not given must stay unchanged");

    assert_eq!(cli(&fake, &["done", id]), format!("completed task {id}\n"));
    assert_eq!(task()["status_id"], fake.world().status("Done"));

    let _ = fake.take_requests();
    let output = run(&fake, &["delete", id]);
    assert_eq!(error(&output), format!("focus_cli: task {id} was not deleted: repeat the command with --yes\n"));
    assert!(String::from_utf8(output.stdout).unwrap().contains("name      Send the report\n"));
    assert_eq!(sent(&fake), [format!("GET /tasks/{id}")]);
    assert_eq!(cli(&fake, &["delete", id, "--yes"]), format!("deleted task {id}\n"));
    assert_eq!(sent(&fake), [format!("DELETE /tasks/{id}")]);
    assert!(task()["deleted_at"].is_string());
}

#[test]
fn a_change_that_sets_nothing_is_refused_before_a_request() {
    let fake = workspace();
    assert_eq!(
        error(&run(&fake, &["edit", "12"])),
        "focus_cli: nothing to change: give an option, for example --name\n"
    );
    assert_eq!(sent(&fake).len(), 0);
}

/// Returns the first character that could control a terminal.
fn harmful(text: &str) -> Option<char> {
    text.chars().find(|letter| *letter != '\n' && !focus_api::printable(&letter.to_string()).starts_with(*letter))
}

#[test]
fn lines_fit_every_width_and_contain_no_raw_control_character() {
    let fake = FakeFocus::builder().tasks(400).hostile_names().start_blocking();
    for width in [40, 59, 80, 200] {
        let list = text(&run_in(width, &fake, &["list", "--limit", "400"]));
        assert!(list.lines().count() > 100, "{list}");
        assert_fits(&list, width);
        assert_eq!(harmful(&list), None, "{list:?}");
        assert!(list.contains('\u{fffd}'), "the list has none of the hostile names, so the test shows nothing: {list}");
    }
    let ids: Vec<String> = fake.tasks().iter().take(20).map(|task| task["id"].to_string()).collect();
    for id in &ids {
        let shown = run_in(40, &fake, &["delete", id]);
        let shown = String::from_utf8(shown.stdout).unwrap();
        assert_fits(&shown, 40);
        assert_eq!(harmful(&shown), None, "{shown:?}");
    }
}

#[test]
fn json_contains_the_original_names_without_raw_control_characters() {
    let fake = FakeFocus::builder().tasks(40).hostile_names().start_blocking();
    let list = cli(&fake, &["list", "--json"]);
    assert_eq!(harmful(&list), None, "{list:?}");
    for line in list.lines() {
        let task: Value = serde_json::from_str(line).unwrap();
        let stored = fake.task(task["id"].as_i64().unwrap()).unwrap();
        assert_eq!(task["name"], stored["name"]);
    }
    assert!(list.contains("\\u001b") && list.contains("\\u202e"), "{list}");
}

#[test]
fn a_closed_pipe_ends_the_program_without_an_error() {
    // More than the buffer of a pipe, so the program is still writing when the reader closes it.
    let fake = FakeFocus::builder().tasks(500).start_blocking();
    let mut command = program("focus_cli", &fake);
    command.args(["list", "--json", "--limit", "500"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with('{'), "{line}");
    let mut errors = String::new();
    child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
    assert_eq!((child.wait().unwrap().code(), errors.as_str()), (Some(0), ""));
}

#[test]
fn an_error_names_the_address_and_fits_the_terminal() {
    let fake = FakeFocus::builder().tasks(1).start_blocking();
    fake.refuse_connections();
    let error = error(&run_in(40, &fake, &["list"]));
    let address = fake.origin();
    let address = address.trim_start_matches("http://");
    assert!(error.starts_with("focus_cli: stream_tasks: "), "{error}");
    assert!(error.contains(address), "{address} is not in: {error}");
    assert_fits(&error, 40);
}

#[test]
fn errors_name_the_missing_task_and_the_nearest_project() {
    let fake = workspace();
    let missing = error(&run(&fake, &["get", "99"]));
    assert!(missing.replace('\n', " ").contains("there is no task 99"), "{missing}");
    let misspelt = error(&run(&fake, &["list", "--project", "Website relanch"]));
    assert!(misspelt.replace('\n', " ").contains("Website relaunch"), "{misspelt}");
    let usage = run(&fake, &["get", "eleven"]);
    assert_eq!(usage.status.code(), Some(2), "clap must exit with code 2 for wrong arguments");
}

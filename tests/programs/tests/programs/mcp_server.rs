//! `mcp_server`: a scripted client, which writes lines of JSON-RPC and compares the responses.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use focus_fake::FakeFocus;
use serde_json::{Value, json};

use super::{program, sent};

/// A session. Dropping it ends the server.
struct Session {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    id: u64,
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ended = self.child.kill().and_then(|()| self.child.wait());
    }
}

impl Session {
    /// Starts a server. Nothing is sent.
    fn start(fake: &FakeFocus) -> Self {
        let mut command = program("mcp_server", fake);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        Self { child, input, output, id: 0 }
    }

    /// Starts a server and initializes the session.
    fn initialized(fake: &FakeFocus) -> Self {
        let mut session = Self::start(fake);
        session.initialize();
        session
    }

    fn initialize(&mut self) -> Value {
        let client = json!({ "name": "scripted client", "version": "1" });
        let parameters = json!({ "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client });
        let result = self.request("initialize", parameters);
        self.write(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }));
        result
    }

    fn write(&mut self, message: &Value) {
        writeln!(self.input.as_mut().unwrap(), "{message}").unwrap();
    }

    /// Sends a request and returns the result.
    fn request(&mut self, method: &str, parameters: Value) -> Value {
        self.id += 1;
        self.write(&json!({ "jsonrpc": "2.0", "id": self.id, "method": method, "params": parameters }));
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        let mut response: Value = serde_json::from_str(&line).expect("a line of the server is JSON");
        assert_eq!((&response["jsonrpc"], &response["id"]), (&json!("2.0"), &json!(self.id)), "{response}");
        response["result"].take()
    }

    fn call(&mut self, tool: &str, arguments: Value) -> Value {
        self.request("tools/call", json!({ "name": tool, "arguments": arguments }))
    }

    /// Asserts that a call of a tool succeeds, and returns its structured result.
    fn result(&mut self, tool: &str, arguments: Value) -> Value {
        let mut result = self.call(tool, arguments);
        assert_eq!(result["isError"], false, "{result}");
        let text: Value = serde_json::from_str(result["content"][0]["text"].as_str().unwrap()).unwrap();
        assert_eq!(
            text, result["structuredContent"],
            "the text must be the structured result, for clients that read only the text"
        );
        result["structuredContent"].take()
    }

    /// Asserts that a call of a tool is refused, and returns the text for the model.
    fn refusal(&mut self, tool: &str, arguments: Value) -> String {
        let result = self.call(tool, arguments);
        assert_eq!(result["isError"], true, "{result}");
        result["content"][0]["text"].as_str().unwrap().to_owned()
    }
}

/// Returns a workspace of three tasks, two of which have a high priority.
fn workspace() -> FakeFocus {
    let fake = FakeFocus::builder().tasks(0).start_blocking();
    let world = fake.world();
    let (todo, done) = (world.status("Todo"), world.status("Done"));
    fake.insert_task(json!({
        "id": 11, "name": "Call \u{202e}the printer\u{1b}[2J\u{e0041}", "priority": "high", "end_date": "2026-03-06",
        "project_id": world.project("Website relaunch"), "status_id": todo,
    }));
    fake.insert_task(json!({ "id": 12, "name": "Plan", "priority": "high", "status_id": done }));
    fake.insert_task(json!({ "id": 13, "name": "Build", "priority": "low", "status_id": todo }));
    fake
}

/// Returns the expected result of `list_tasks` for the tasks with a high priority.
fn high(fake: &FakeFocus) -> Value {
    json!({ "matching": 2, "undecodable": 0, "tasks": [
        {
            "id": 11, "name": "Call the printer�[2J", "project": "Website relaunch",
            "project_id": fake.world().project("Website relaunch"), "status": "Todo", "priority": "high",
            "due": "2026-03-06",
        },
        {
            "id": 12, "name": "Plan", "project": null, "project_id": null, "status": "Done", "priority": "high",
            "due": null,
        },
    ] })
}

/// Returns all names of properties in a schema.
fn properties<'a>(schema: &'a Value, names: &mut Vec<&'a str>) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::Object(found)) = members.get("properties") {
                names.extend(found.keys().map(String::as_str));
            }
            members.values().for_each(|value| properties(value, names));
        }
        Value::Array(values) => values.iter().for_each(|value| properties(value, names)),
        _ => {}
    }
}

#[test]
fn a_session_begins_with_a_name_and_instructions_and_ends_when_its_input_is_closed() {
    let fake = workspace();
    let mut session = Session::start(&fake);
    let result = session.initialize();
    assert_eq!(result["serverInfo"]["name"], "focus");
    assert_eq!(result["protocolVersion"], "2025-06-18");
    assert_eq!(result["capabilities"], json!({ "tools": {} }));
    assert!(result["instructions"].as_str().unwrap().contains("dry run"), "{result}");
    session.input = None;
    assert_eq!(session.child.wait().unwrap().code(), Some(0));
    assert_eq!(sent(&fake).len(), 0, "starting a session must send no request to the service");
}

#[test]
fn the_tools_have_the_schemas_of_the_client_without_paging_parameters() {
    let fake = workspace();
    let tools = Session::initialized(&fake).request("tools/list", json!({}));
    let tools = tools["tools"].as_array().unwrap();
    let names: Vec<&str> = tools.iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["bulk_archive", "bulk_delete", "complete_task", "create_task", "list_tasks", "patch_task"]);
    for tool in tools {
        assert!(tool["description"].is_string(), "{tool}");
        assert_eq!(tool["inputSchema"]["type"], "object");
        assert_eq!(tool["inputSchema"]["additionalProperties"], false, "{}", tool["name"]);
        assert_eq!(tool["outputSchema"]["type"], "object");
        let mut names = Vec::new();
        properties(&tool["inputSchema"], &mut names);
        assert!(!names.contains(&"per_page") && !names.contains(&"page"), "{}: {names:?}", tool["name"]);
    }
    let filters = &tools[4]["inputSchema"];
    assert!(filters["properties"]["project_id"]["description"].is_string(), "{filters}");
    let hints = |tool: usize| &tools[tool]["annotations"];
    assert_eq!((&hints(1)["destructiveHint"], &hints(4)["readOnlyHint"]), (&json!(true), &json!(true)));
}

#[test]
fn a_list_takes_one_request_and_removes_invisible_characters_from_names() {
    let fake = workspace();
    let mut session = Session::initialized(&fake);
    let found = session.result("list_tasks", json!({ "priority": ["high"], "order_by": ["-priority"] }));
    assert_eq!(found, high(&fake));
    assert_eq!(sent(&fake), ["GET /tasks/stream?order_by=-priority&priority=high"]);
    let all = session.result("list_tasks", json!({}));
    assert_eq!(all["matching"], 3);
}

#[test]
fn a_long_list_is_truncated_but_counted_completely() {
    let fake = FakeFocus::builder().tasks(200).start_blocking();
    let found = Session::initialized(&fake).result("list_tasks", json!({ "has_dates": true }));
    assert!(found["matching"].as_u64().unwrap() > 100, "{}", found["matching"]);
    assert_eq!(found["tasks"].as_array().unwrap().len(), 50);
    assert_eq!(sent(&fake).len(), 1);
}

#[test]
fn the_error_for_an_unknown_filter_lists_the_known_filters() {
    let fake = workspace();
    let mut session = Session::initialized(&fake);
    let refusal = session.refusal("list_tasks", json!({ "per_page": 3 }));
    assert!(refusal.contains("unknown field `per_page`, expected one of `archived`"), "{refusal}");
    let refusal = session.refusal("bulk_delete", json!({ "filters": {}, "confirm": 3 }));
    assert!(refusal.contains("unknown field `filters`"), "{refusal}");
    assert_eq!(sent(&fake).len(), 0);
}

#[test]
fn a_task_is_created_patched_and_completed() {
    let fake = workspace();
    let mut session = Session::initialized(&fake);
    let created = session.result("create_task", json!({ "name": "Write the report", "end_date": "2026-03-09" }));
    let id = created["id"].as_i64().unwrap();
    let stored = || fake.task(id).unwrap();
    assert_eq!((&stored()["name"], &stored()["end_date"]), (&json!("Write the report"), &json!("2026-03-09")));

    let patch = json!({ "id": id, "patch": { "priority": "urgent", "end_date": null } });
    assert_eq!(session.result("patch_task", patch), json!({ "id": id }));
    assert_eq!((&stored()["priority"], &stored()["end_date"]), (&json!("urgent"), &Value::Null));

    let _ = fake.take_requests();
    for _ in 0..2 {
        assert_eq!(session.result("complete_task", json!({ "id": id })), json!({ "id": id }));
    }
    assert_eq!(stored()["status_id"], fake.world().status("Done"));
    let patch = format!("PATCH /tasks/{id}");
    assert_eq!(sent(&fake), ["GET /tasks/stream?include_project_completed=true", &patch, &patch]);
}

#[test]
fn errors_of_the_service_are_results_that_the_model_can_read() {
    let fake = workspace();
    let mut session = Session::initialized(&fake);
    let refusal = session.refusal("patch_task", json!({ "id": 99, "patch": { "name": "Gone" } }));
    assert!(refusal.starts_with("patch_task: the task does not exist (404 not_found)"), "{refusal}");
    let refusal = session.refusal("create_task", json!({ "name": " " }));
    assert!(refusal.starts_with("create_task: "), "{refusal}");
    let empty = session.refusal("patch_task", json!({ "id": 11, "patch": {} }));
    assert!(empty.starts_with("patch_task: "), "{empty}");
    assert_eq!(sent(&fake), ["PATCH /tasks/99"]);
}

#[test]
fn a_bulk_change_needs_the_number_of_selected_tasks_as_its_confirmation() {
    let fake = workspace();
    let mut session = Session::initialized(&fake);
    let filter = json!({ "priority": ["high"] });
    let before = fake.tasks();

    let dry = session.result("bulk_delete", json!({ "filter": filter, "dry_run": true, "confirm": 2 }));
    assert_eq!(dry, json!({ "selected": high(&fake), "outcome": "nothing was changed", "errors": [] }));
    for confirm in [Value::Null, json!(1), json!(3)] {
        let refusal = session.refusal("bulk_delete", json!({ "filter": filter, "confirm": confirm }));
        assert_eq!(
            refusal,
            "nothing was changed: 2 tasks are selected now. Call with dry_run: true, show the result to the user, then \
             call with confirm: 2"
        );
    }
    assert_eq!(fake.tasks(), before);
    assert_eq!(sent(&fake), ["GET /tasks/stream?priority=high"; 4]);

    let deleted = session.result("bulk_delete", json!({ "filter": filter, "confirm": 2 }));
    assert_eq!(deleted, json!({ "selected": high(&fake), "outcome": "2 of 2 done, 1 request", "errors": [] }));
    let is_deleted = |id| fake.task(id).unwrap()["deleted_at"].is_string();
    assert_eq!([11, 12, 13].map(is_deleted), [true, true, false]);
    assert_eq!(sent(&fake)[0], "GET /tasks/stream?priority=high");
}

#[test]
fn tasks_are_archived_with_a_confirmation_and_failures_are_named() {
    let fake = workspace();
    let mut session = Session::initialized(&fake);
    let filter = json!({ "state": ["active"], "archived": false });
    fake.fault(focus_fake::Fault::status(403).on("bulk_archive_tasks"));
    let failed = session.result("bulk_archive", json!({ "filter": filter, "confirm": 2 }));
    let outcome = failed["outcome"].as_str().unwrap();
    let expected = "0 of 2 done, 2 not sent, 1 request; stopped: bulk_archive_tasks: ";
    assert!(outcome.starts_with(expected) && outcome.contains("(403"), "{outcome}");

    let archived = session.result("bulk_archive", json!({ "filter": filter, "confirm": 2 }));
    assert_eq!((&archived["outcome"], &archived["errors"]), (&json!("2 of 2 done, 1 request"), &json!([])));
    let is_archived = |id| fake.task(id).unwrap()["archived_at"].is_string();
    assert_eq!([11, 12, 13].map(is_archived), [true, false, true]);
}

#[test]
fn a_selection_of_more_than_500_tasks_is_refused() {
    let fake = FakeFocus::builder().tasks(700).start_blocking();
    let mut session = Session::initialized(&fake);
    let found = session.result("list_tasks", json!({}));
    let refusal = session.refusal("bulk_archive", json!({ "filter": {}, "confirm": found["matching"] }));
    let count = found["matching"].as_u64().unwrap();
    assert_eq!(refusal, format!("nothing was changed: {count} tasks are selected, at most 500 are allowed"));
}

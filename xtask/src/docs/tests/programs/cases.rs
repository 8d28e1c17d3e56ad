//! Reads the cases of `cases.yaml` as the two contracts and the programs.

use serde_json::{Value, json};

use crate::docs::diff::impact::Impact;

const CASES: &str = include_str!("cases.yaml");

/// The effect of the change on a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Compiles,
    /// It does not compile.
    Breaks,
    /// It compiles, but the service no longer does what the program requests.
    Misbehaves,
}

pub(super) struct Case {
    /// The id of the operation, and the name of the program.
    pub(super) name: String,
    pub(super) fate: Fate,
    pub(super) before: Option<Side>,
    pub(super) after: Option<Side>,
    pub(super) program: String,
}

/// An operation of the contract: its path below the workspace's path, its method and its definition.
pub(super) struct Side {
    pub(super) path: String,
    pub(super) method: String,
    pub(super) operation: Value,
}

impl Case {
    /// Returns the mark that the report has to show.
    pub(super) fn impact(&self) -> Impact {
        if self.fate == Fate::Compiles { Impact::Additive } else { Impact::Breaking }
    }
}

pub(super) fn all() -> Vec<Case> {
    let cases: Vec<Value> = serde_saphyr::from_str(CASES).unwrap();
    cases.iter().map(case).collect()
}

/// Returns the operation that `base.yaml` already has.
pub(super) fn unchanged() -> Side {
    let properties = json!({
        "total": {"type": "integer"},
        "moment": {"type": "string", "format": "date-time"},
        "field_id": {"type": "integer"},
    });
    let page = json!({"description": "", "schema": {"type": "object", "properties": properties}});
    let operation = json!({"operationId": "list_tasks", "responses": {"200": page, "400": {"description": ""}}});
    Side { path: "tasks".to_owned(), method: "get".to_owned(), operation }
}

fn case(case: &Value) -> Case {
    let text = |member: &str| case[member].as_str().unwrap_or_else(|| panic!("a case without {member}: {case}"));
    let name = text("name");
    let fate = match text("fate") {
        "compiles" => Fate::Compiles,
        "breaks" => Fate::Breaks,
        "misbehaves" => Fate::Misbehaves,
        other => panic!("{name}: no program has the fate {other}"),
    };
    let [before, after] = ["before", "after"].map(|side| {
        let kinds = ["response", "body", "query", "statuses", "operation"];
        let (kind, sides) = kinds.iter().find_map(|kind| Some((*kind, case.get(kind)?))).unwrap();
        let value = sides[side].clone();
        (!value.is_null()).then(|| operation(name, kind, value))
    });
    Case { name: name.to_owned(), fate, before, after, program: text("program").to_owned() }
}

fn operation(name: &str, kind: &str, value: Value) -> Side {
    let done = json!({"204": {"description": ""}});
    let in_query = |mut parameters: Value| {
        for parameter in parameters.as_array_mut().into_iter().flatten() {
            parameter["in"] = json!("query");
        }
        parameters
    };
    let (method, parameters, responses) = match kind {
        "response" => ("get", json!([]), json!({"200": {"description": "", "schema": value}})),
        "body" => ("post", json!([{"name": "body", "in": "body", "schema": value}]), done),
        "query" => ("get", in_query(value), done),
        "statuses" => ("get", json!([]), value),
        _ => {
            let path = value["path"].as_str().unwrap();
            let ids = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
            let parameters: Vec<Value> = ids
                .map(|name| json!({"name": name, "in": "path", "required": true, "type": "integer"}))
                .chain([json!({"name": value["query"], "in": "query", "type": "string"})])
                .collect();
            let operation = json!({"operationId": name, "parameters": parameters, "responses": done});
            return Side { path: path.to_owned(), method: value["method"].as_str().unwrap().to_owned(), operation };
        }
    };
    let operation = json!({"operationId": name, "parameters": parameters, "responses": responses});
    Side { path: format!("tasks/{name}"), method: method.to_owned(), operation }
}

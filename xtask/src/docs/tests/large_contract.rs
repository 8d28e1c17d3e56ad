//! Tests `--all`: a contract of 400 operations is read, and a part that facts cannot express affects only its
//! operation.

use serde_json::{Map, Value, json};

use super::commands::{docs, write};
use super::*;

/// Returns a contract of operations that differ only in their paths; every tenth has a part that facts cannot express.
fn contract() -> Value {
    let mut paths = Map::new();
    for number in 0..400 {
        let group = ["plans", "reports", "teams", "users"][number % 4];
        let mut parameters = vec![
            json!({"name": "workspace_id", "in": "path", "required": true, "type": "integer"}),
            json!({"name": "page", "in": "query", "type": "integer"}),
        ];
        if number % 10 == 1 {
            // The same parameter again.
            parameters.push(parameters[1].clone());
        }
        let schema = match number % 10 {
            2 => json!({"type": "array", "items": {"type": "array", "items": {"type": "string"}}}),
            _ => json!({"$ref": "#/definitions/Thing"}),
        };
        let operation = json!({
            "operationId": format!("get-{group}-{number}"),
            "parameters": parameters,
            "responses": {"200": {"description": "", "schema": schema}},
        });
        paths.insert(format!("/workspaces/{{workspace_id}}/{group}/{number}"), json!({ "get": operation }));
    }
    let thing =
        json!({"type": "object", "properties": {"id": {"type": "integer"}, "above": {"$ref": "#/definitions/Thing"}}});
    json!({"swagger": "2.0", "paths": paths, "definitions": {"Thing": thing}})
}

#[test]
fn what_cannot_be_told_is_a_leftover_of_its_operation() {
    let page = page::read(contract().to_string().as_bytes(), &PathSelection::All).unwrap();
    assert_eq!(page.inventory.operations.len(), 360);
    assert_eq!(page.unrecognized.len(), 41);
    let leftovers: Vec<String> = page.unrecognized.iter().map(ToString::to_string).collect();
    let (definitions, leftovers): (Vec<_>, Vec<_>) = leftovers.into_iter().partition(|l| l.contains("/definitions/"));
    assert!(definitions[0].starts_with("JSON pointer /definitions/Thing: `a definition that contains itself`"));
    assert!(leftovers.iter().all(|text| text.contains("/get")), "each names its operation: {leftovers:#?}");
    let of_one = "JSON pointer /paths/~1workspaces~1{workspace_id}~1teams~12/get";
    assert!(leftovers.iter().any(|text| text.starts_with(of_one)), "{leftovers:#?}");
    assert_eq!(page.notes, ["merged: 40 parameters listed twice"]);
    let text = facts::to_text(&page.inventory);
    assert_eq!(facts::from_text(&text).unwrap(), page.inventory);
}

#[test]
fn an_operation_of_the_inventory_that_cannot_be_told_is_refused() {
    let known = ["/workspaces/{workspace_id}/teams/2".to_owned()];
    let error = page::read(contract().to_string().as_bytes(), &PathSelection::Known(&known)).unwrap_err();
    assert!(error.to_string().contains("an array whose items are not arrays"), "{error}");
}

#[test]
fn a_glob_selects_operations() {
    let count = |glob: &str| {
        let selection = PathSelection::Glob(glob.to_owned());
        page::read(contract().to_string().as_bytes(), &selection).map(|page| page.inventory.operations.len())
    };
    assert_eq!(count("/workspaces/*/plans/**"), Ok(80));
    assert_eq!(count("/workspaces/*/plans/4"), Ok(1));
    assert_eq!(count("**/reports/*"), Ok(100));
    assert!(count("/workspaces/*").is_err(), "a star is part of one step");
}

#[test]
fn the_commands_end_with_3_and_list_every_leftover() {
    let folder = tempfile::TempDir::new().unwrap();
    let (page, out) = (write(&folder, "contract.json", &contract().to_string()), write(&folder, "none", ""));
    let facts = out.replace("none", "plans.facts");
    let output = docs(&["import", &page, "--out", &facts, "--path", "/workspaces/*/plans/**"]);
    assert_eq!(output.code, 3, "{}", output.stderr);
    assert!(output.stdout.contains("80 operations"), "{}", output.stdout);
    assert_eq!(output.stderr.matches("not recognized: ").count(), 21);

    let output = docs(&["diff", &page, "--facts", &facts, "--spec", &out.replace("none", "none.yaml"), "--all"]);
    assert_eq!(output.code, 3, "{}", output.stdout);
    assert_eq!(output.stdout.matches("NOT RECOGNIZED: ").count(), 41);
    assert_eq!(output.stdout.matches("additive added    the operation GET ").count(), 280);
}

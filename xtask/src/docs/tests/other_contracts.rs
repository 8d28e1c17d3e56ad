//! Tests contracts as other tools write them: the same facts in another place or notation, and parts that are not read.

use serde_json::{Value, json};
use tempfile::TempDir;

use super::commands::{docs, write};
use super::inexpressible::{contract, told};
use super::*;

fn small_contract() -> Value {
    serde_json::from_str(&print(&small(), PrintForm::Swagger)).unwrap()
}

/// Returns the contract with other paths below another base path.
fn with_paths(base: Option<&str>, path: impl Fn(&str) -> String) -> Value {
    let mut contract = small_contract();
    contract["basePath"] = json!(base.unwrap_or_default());
    let paths = contract["paths"].as_object().unwrap();
    contract["paths"] = paths.iter().map(|(name, item)| (path(name), item.clone())).collect();
    contract
}

/// Returns what `diff` prints of the contract, compared with the small page, and its exit code.
fn diff(contract: &Value) -> (u8, String) {
    let folder = TempDir::new().unwrap();
    let (page, spec) = (write(&folder, "next.json", &contract.to_string()), write(&folder, "spec.yaml", FIXTURE_SPEC));
    let facts = write(&folder, "small.facts", FIXTURE);
    let output = docs(&["diff", &page, "--facts", &facts, "--spec", &spec]);
    (output.code, output.stdout)
}

#[test]
fn a_part_of_the_server_in_each_path_and_a_part_of_each_path_in_the_base_path_are_read() {
    let plain = read(&small_contract().to_string()).unwrap();
    let with_api = |name: &str| format!("/api{name}");
    let without = |name: &str| name.replacen("/organizations", "", 1);
    for contract in
        [with_paths(None, with_api), with_paths(Some("/"), with_api), with_paths(Some("/api/organizations"), without)]
    {
        let page = read(&contract.to_string()).unwrap();
        assert_eq!((page.inventory, page.unrecognized), (plain.inventory.clone(), Vec::new()));
    }
}

#[test]
fn operations_whose_path_parameters_have_other_names_are_read_as_the_known_ones() {
    let text = small_contract().to_string().replace("organization_id", "organizationId");
    let known: Vec<String> = small().operations.iter().map(|operation| operation.path.clone()).collect();
    let page = page::read(text.as_bytes(), &PathSelection::Known(&known)).unwrap();
    assert_eq!(page.inventory.operations.len(), known.len());
}

#[test]
fn a_moved_operation_has_no_changes_that_only_the_spec_could_state() {
    let (code, before) = diff(&small_contract());
    let (_, after) = diff(&with_paths(Some("/api"), |name| format!("{name}/")));
    let other = |line: &&str| !line.starts_with(' ') && !line.contains(" moved ") && !line.starts_with("note");
    let entries = |text: &str| text.lines().filter(other).filter(|l| !l.contains("edit")).count();
    assert_eq!((code, entries(&after)), (1, entries(&before)), "{before}\n{after}");
}

#[test]
fn a_parameter_or_a_field_that_cannot_be_read_is_reported_and_not_removed() {
    let mut contract = small_contract();
    let base = diff(&contract).1;
    let tasks = &mut contract["paths"]["/organizations/{organization_id}/workspaces/{workspace_id}/tasks"];
    let parameters = tasks["get"]["parameters"].as_array_mut().unwrap();
    let page = parameters.iter_mut().find(|parameter| parameter["name"] == "page").unwrap();
    page["type"] = json!(["integer", "string"]);
    for definition in contract["definitions"].as_object_mut().unwrap().values_mut() {
        if let Some(field) = definition["properties"].get_mut("start_date") {
            *field = json!({"type": "array", "items": {"type": "array", "items": {"type": "string"}}});
        }
    }
    let (code, text) = diff(&contract);
    assert_eq!(code, 3);
    assert!(text.contains("`type of parameter page`") && text.contains("`start_date: expected an array"), "{text}");
    assert_eq!(text.matches(" removed ").count(), base.matches(" removed ").count(), "{text}");
}

#[test]
fn a_difference_from_the_spec_that_a_page_does_not_show_is_a_change() {
    let mut contract = small_contract();
    contract["securityDefinitions"] = json!({"key": {"type": "apiKey", "in": "header", "name": "X-Key"}});
    contract["security"] = json!([{"key": []}]);
    let (code, text) = diff(&contract);
    assert_eq!(code, 1);
    assert!(text.lines().any(|line| line.starts_with("decide: ") && line.contains("x-key")), "{text}");
}

#[test]
fn null_marks_and_media_types_of_other_tools_are_read() {
    let schema = |mark: &str| json!({"type": "object", "properties": {"id": {"type": "integer", mark: true}}});
    let with = |mark: &str, kind: &str| {
        let body = json!([{"name": "body", "in": "body", "schema": schema(mark)}]);
        contract(json!({"put": {"consumes": [kind], "produces": [kind], "parameters": body}}))
    };
    let plain = told(&with("x-nullable", "application/json"));
    assert_eq!(told(&with("nullable", "application/json; charset=utf-8")), plain);
    let mut both = with("x-nullable", "application/json");
    both["paths"]["/things"]["put"]["consumes"] = json!(["application/json", "application/xml"]);
    let report = "JSON pointer /paths/~1things/put/consumes: `requests in other types besides JSON: application/xml` (1 line) \
                  is not a part of the page this reader knows";
    assert_eq!(told(&both), format!("{plain}\n{report}"));
}

#[test]
fn responses_with_any_other_status_are_reported_once() {
    let mut contract = contract(json!({"get": {}, "put": {}}));
    for method in ["get", "put"] {
        contract["paths"]["/things"][method]["responses"]["default"] = json!({"description": "A failure."});
    }
    assert_eq!(read(&contract.to_string()).unwrap().unrecognized.len(), 1);
}

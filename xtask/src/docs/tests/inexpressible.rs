//! Tests parts of a source that the words of a facts file cannot express: they are reported or refused, never written as
//! a line that cannot be read back.

use serde_json::{Map, Value, json};

use super::*;

/// Returns a contract with these operations of one path.
pub(super) fn contract(operations: Value) -> Value {
    let mut operations = operations;
    for operation in operations.as_object_mut().into_iter().flat_map(Map::values_mut) {
        if operation.get("responses").is_none() {
            operation["responses"] = json!({"200": {"description": ""}});
        }
    }
    json!({"swagger": "2.0", "paths": {"/things": operations}})
}

/// Returns the facts of a contract and its reported parts, one per line.
pub(super) fn told(contract: &Value) -> String {
    let page = read(&contract.to_string()).unwrap();
    let text = facts::to_text(&page.inventory);
    assert_eq!(facts::from_text(&text).unwrap(), page.inventory);
    let facts = text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned);
    facts.chain(page.unrecognized.iter().map(ToString::to_string)).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_content_type_is_one_word() {
    let body = json!([{"name": "body", "in": "body", "schema": {"type": "object"}}]);
    let both = contract(json!({
        "get": {"consumes": ["text/plain; charset=utf-8", "text/csv"], "parameters": body},
        "put": {"consumes": ["~01234567"], "parameters": body},
        "delete": {"consumes": ["text/csv"]},
    }));
    insta::assert_snapshot!(told(&both), @r"
    GET /things title
    GET /things example body object
    GET /things example content-type text/plain;charset=utf-8,text/csv
    GET /things status 200
    PUT /things title
    PUT /things example body object
    PUT /things status 200
    DELETE /things title
    DELETE /things status 200
    JSON pointer /paths/~1things/put/consumes: `~01234567` (1 line) is not a part of the page this reader knows
    ");
}

#[test]
fn a_header_with_the_key_is_one_word() {
    let mut contract = contract(json!({"get": {"security": [{"key": []}]}}));
    contract["securityDefinitions"] = json!({"key": {"type": "apiKey", "in": "header", "name": "X Key"}});
    insta::assert_snapshot!(told(&contract), @r"
    GET /things title
    GET /things status 200
    JSON pointer /paths/~1things/get/security: `security key` (1 line) is not a part of the page this reader knows
    ");
}

#[test]
fn the_spelling_of_an_array_is_one_word() {
    let colors = json!({"name": "colors", "in": "query", "type": "array", "items": {"type": "string"}, "collectionFormat": "by comma"});
    insta::assert_snapshot!(told(&contract(json!({"get": {"parameters": [colors]}}))), @r"
    GET /things title
    GET /things status 200
    JSON pointer /paths/~1things/get/parameters/0: `collectionFormat of parameter colors` (1 line) is not a part of the page this reader knows
    ");
}

#[test]
fn an_empty_list_is_a_default_and_no_enumeration() {
    let color = json!({"name": "color", "in": "query", "type": "string", "enum": [], "default": []});
    insta::assert_snapshot!(told(&contract(json!({"get": {"parameters": [color]}}))), @r"
    GET /things title
    GET /things query color string optional default=[]
    GET /things status 200
    JSON pointer /paths/~1things/get/parameters/0/enum: `enum` (1 line) is not a part of the page this reader knows
    ");
}

#[test]
fn a_status_has_three_digits() {
    let good = json!({"description": ""});
    let responses = json!({"200": good, "+200": good, "0200": good, "700": good});
    insta::assert_snapshot!(told(&contract(json!({"get": {"responses": responses}}))), @r"
    GET /things title
    GET /things status 200
    JSON pointer /paths/~1things/get/responses/+200: `+200` (1 line) is not a part of the page this reader knows
    JSON pointer /paths/~1things/get/responses/0200: `0200` (1 line) is not a part of the page this reader knows
    JSON pointer /paths/~1things/get/responses/700: `700` (1 line) is not a part of the page this reader knows
    ");
}

#[test]
fn a_long_name_is_reported() {
    let parameter = json!({"name": "n".repeat(129), "in": "query", "type": "string"});
    insta::assert_snapshot!(told(&contract(json!({"get": {"parameters": [parameter]}}))), @r"
    GET /things title
    GET /things status 200
    JSON pointer /paths/~1things/get/parameters/0: `query parameter nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn…` (1 line) is not a part of the page this reader knows
    ");
}

#[test]
fn a_path_with_an_empty_step_is_refused() {
    let page = print(&small(), PrintForm::Flat).replace("/tasks", "//tasks");
    let said = read(&page).unwrap_err().to_string();
    assert!(said.contains("an address that begins with"), "{said}");
    let contract = contract(json!({"get": {}})).to_string().replace("/things", "/things//paint");
    let known = ["/things//paint".to_owned()];
    let said = page::read(contract.as_bytes(), &PathSelection::Known(&known)).unwrap_err().to_string();
    assert!(said.contains("no empty step"), "{said}");
}

#[test]
fn references_that_fan_out_end_at_a_limit() {
    // Each definition names the next one eight times: without a limit, there are 8^20 schemas.
    let mut definitions = Map::new();
    for number in 0..20 {
        let next = json!({"$ref": format!("#/definitions/D{}", number + 1)});
        definitions.insert(format!("D{number}"), json!({"allOf": vec![next; 8]}));
    }
    definitions.insert("D20".to_owned(), json!({"type": "object"}));
    let schema = json!({"$ref": "#/definitions/D0"});
    let mut contract =
        contract(json!({"get": {"responses": {"200": {"description": "", "schema": schema}}}, "put": {}}));
    contract["definitions"] = Value::Object(definitions);
    let page = read(&contract.to_string()).unwrap();
    let ids: Vec<String> = page.inventory.operations.iter().map(Operation::id).collect();
    assert_eq!(ids, ["PUT /things"], "another operation is read");
    let [reported] = page.unrecognized.as_slice() else { panic!("{:?}", page.unrecognized) };
    assert!(reported.to_string().starts_with("JSON pointer /paths/~1things/get: "), "{reported}");
}

#[test]
fn a_page_that_ends_inside_a_table_is_refused() {
    let page = print(&small(), PrintForm::Html);
    let cut = page.rfind("</tbody>").unwrap();
    let said = read(&page[..cut]).unwrap_err().to_string();
    assert!(said.contains("it was cut off"), "{said}");
}

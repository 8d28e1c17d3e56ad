//! Tests parts of a contract that facts cannot express, or that another key states: each is read or reported.

use serde_json::{Value, json};

use super::inexpressible::{contract, told};
use super::*;

/// Returns the facts and the reports of a body with these properties, without those of the operation.
fn body(definitions: Value, properties: Value) -> String {
    let schema = json!({"type": "object", "properties": properties});
    let mut contract = contract(json!({"put": {"parameters": [{"name": "body", "in": "body", "schema": schema}]}}));
    contract["definitions"] = definitions;
    let told = told(&contract);
    let lines =
        told.lines().filter(|line| line.contains(" body ") && !line.contains(" example ") || line.contains("JSON"));
    lines.map(|line| line.replace("/paths/~1things/put/parameters/0/schema", "…")).collect::<Vec<_>>().join("\n")
}

/// Returns the facts and the reports of an operation with these parameters.
fn parameters(parameters: Value) -> String {
    told(&contract(json!({"get": {"parameters": parameters}})))
}

#[test]
fn a_part_of_all_of_that_is_a_text_gives_the_field_its_type_and_values() {
    let unit = json!({"Unit": {"type": "string", "enum": ["a", "b"]}});
    let part = json!([{"$ref": "#/definitions/Unit"}]);
    let fields = json!({
        "alone": {"description": "Its unit.", "allOf": part},
        "typed": {"type": "string", "allOf": part},
        "null": {"x-nullable": true, "allOf": part},
    });
    insta::assert_snapshot!(body(unit, fields), @r"
    PUT /things body alone string enum=a,b ~cfb6573b
    PUT /things body null string nullable enum=a,b
    PUT /things body typed string enum=a,b
    ");
}

#[test]
fn the_description_of_a_field_in_the_schema_itself_replaces_that_of_a_part() {
    let base = json!({"Base": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}});
    let own = json!({"allOf": [{"$ref": "#/definitions/Base"}], "properties": {"id": {"type": "integer"}}});
    insta::assert_snapshot!(body(base, json!({"thing": own})), @r"
    PUT /things body thing object
    PUT /things body thing.id integer required
    ");
}

#[test]
fn a_null_mark_beside_a_reference_is_read() {
    let thing = json!({"Thing": {"type": "object", "properties": {"id": {"type": "integer"}}}});
    let field = json!({"$ref": "#/definitions/Thing", "x-nullable": true});
    insta::assert_snapshot!(body(thing, json!({"thing": field})), @r"
    PUT /things body thing object nullable
    PUT /things body thing.id integer
    ");
}

#[test]
fn the_values_of_a_map_and_a_second_type_are_reported() {
    let map = json!({"type": "object", "additionalProperties": {"type": "integer"}});
    let free = json!({"type": "object", "additionalProperties": true});
    let fields = json!({"counts": map, "free": free, "either": {"type": ["string", "null", "integer"]}});
    insta::assert_snapshot!(body(json!({}), fields), @r"
    PUT /things body counts object
    PUT /things body either string nullable
    PUT /things body free object
    JSON pointer …/properties/counts/additionalProperties: `the values of a map: integer` (1 line) is not a part of the page this reader knows
    JSON pointer …/properties/either/type: `string or integer` (1 line) is not a part of the page this reader knows
    ");
}

#[test]
fn keys_of_a_parameter_without_a_fact_are_reported() {
    let list = json!([
        {"name": "page", "in": "query", "type": "integer", "maximum": 9, "exclusiveMaximum": true},
        {"name": "color", "in": "query", "type": "string", "allowEmptyValue": false, "deprecated": true},
        {"name": "why", "in": "formData", "type": "string"},
        {"name": "one", "in": "body", "schema": {"type": "object"}},
        {"name": "two", "in": "body", "schema": {"type": "object"}},
    ]);
    insta::assert_snapshot!(parameters(list), @r"
    GET /things title
    GET /things example body object
    GET /things query page integer optional maximum=9
    GET /things query color string optional
    GET /things status 200
    JSON pointer /paths/~1things/get/parameters/0/exclusiveMaximum: `exclusiveMaximum` (1 line) is not a part of the page this reader knows
    JSON pointer /paths/~1things/get/parameters/1/deprecated: `deprecated` (1 line) is not a part of the page this reader knows
    JSON pointer /paths/~1things/get/parameters/2: `form field why` (1 line) is not a part of the page this reader knows
    JSON pointer /paths/~1things/get/parameters/4: `another body two` (1 line) is not a part of the page this reader knows
    ");
}

#[test]
fn another_address_and_other_media_types_of_the_document_are_reported() {
    let mut contract = contract(json!({"get": {}, "put": {"produces": ["application/json"]}}));
    contract["basePath"] = json!("/api/v2");
    contract["produces"] = json!(["text/csv"]);
    insta::assert_snapshot!(told(&contract), @r"
    GET /things title
    GET /things status 200
    PUT /things title
    PUT /things status 200
    JSON pointer /basePath: `/api/v2` (1 line) is not a part of the page this reader knows
    JSON pointer /produces: `text/csv` (1 line) is not a part of the page this reader knows
    ");
    contract["basePath"] = json!("/api/");
    contract["produces"] = json!(["application/json"]);
    assert_eq!(read(&contract.to_string()).unwrap().unrecognized, []);
}

#[test]
fn a_part_of_a_path_that_is_not_described_is_reported_and_read_from_another_operation() {
    let id = json!([{"name": "id", "in": "path", "required": true, "type": "integer"}]);
    let ok = json!({"200": {"description": ""}});
    let operations = json!({"get": {"responses": ok}, "put": {"parameters": id, "responses": ok}});
    insta::assert_snapshot!(told(&json!({"swagger": "2.0", "paths": {"/things/{id}": operations}})), @r"
    GET /{id} title
    GET /{id} path id integer required
    GET /{id} status 200
    PUT /{id} title
    PUT /{id} path id integer required
    PUT /{id} status 200
    JSON pointer /paths/~1things~1{id}/get: `path parameter id, which is not described` (1 line) is not a part of the page this reader knows
    ");
}

#[test]
fn another_server_of_the_document_is_reported_unless_it_is_a_local_one() {
    let server = |host: &str, base: &str, scheme: &str| {
        let mut contract = contract(json!({"get": {}}));
        contract["host"] = json!(host);
        contract["basePath"] = json!(base);
        contract["schemes"] = json!([scheme]);
        let lines = told(&contract);
        lines.lines().filter(|line| line.contains("JSON")).map(str::to_owned).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(server("focus.toggl.com", "/api", "https"), "");
    assert_eq!(server("localhost:8080", "/api/", "http"), "");
    insta::assert_snapshot!(server("example.org", "/pi", "http"), @r"
    JSON pointer /host: `example.org` (1 line) is not a part of the page this reader knows
    JSON pointer /basePath: `/pi` (1 line) is not a part of the page this reader knows
    JSON pointer /schemes: `http` (1 line) is not a part of the page this reader knows
    ");
}

#[test]
fn other_ways_to_authenticate_and_none_are_reported() {
    let secured = |operation: Value, document: Value| {
        let mut contract = contract(json!({"get": {}}));
        let basic = json!({"type": "basic"});
        contract["securityDefinitions"] = json!({"one": basic, "two": basic, "three": basic});
        contract["security"] = document;
        contract["paths"]["/things"]["get"]["security"] = operation;
        told(&contract)
    };
    insta::assert_snapshot!(secured(json!([{"one": []}, {"two": [], "three": []}]), json!([])), @r"
    GET /things title
    GET /things example auth basic
    GET /things status 200
    JSON pointer /paths/~1things/get/security: `security besides one: three, two` (1 line) is not a part of the page this reader knows
    ");
    insta::assert_snapshot!(secured(json!([]), json!([{"one": []}])), @r"
    GET /things title
    GET /things status 200
    JSON pointer /paths/~1things/get/security: `an operation without authentication` (1 line) is not a part of the page this reader knows
    ");
}

#[test]
fn a_body_that_may_be_left_out_is_reported() {
    let body = |required: bool| {
        parameters(json!([{"name": "body", "in": "body", "required": required, "schema": {"type": "object"}}]))
    };
    assert!(!body(true).contains("JSON"));
    insta::assert_snapshot!(body(false), @r"
    GET /things title
    GET /things example body object
    GET /things status 200
    JSON pointer /paths/~1things/get/parameters/0/required: `a body that may be left out` (1 line) is not a part of the page this reader knows
    ");
}

#[test]
fn a_definition_inside_itself_and_an_enumeration_without_values_are_reported() {
    let node = json!({"type": "object", "properties": {
        "above": {"$ref": "#/definitions/Node"},
        "kind": {"type": "string", "enum": []},
    }});
    insta::assert_snapshot!(body(json!({"Node": node}), json!({"node": {"$ref": "#/definitions/Node"}})), @r"
    PUT /things body node object
    PUT /things body node.above object
    PUT /things body node.kind string
    JSON pointer /definitions/Node: `a definition that contains itself` (1 line) is not a part of the page this reader knows
    JSON pointer /definitions/Node/properties/kind/enum: `enum` (1 line) is not a part of the page this reader knows
    ");
}

#[test]
fn a_parameter_of_a_path_without_its_name_is_reported() {
    let list = json!([{"name": "id", "in": "path", "required": true, "type": "integer"}]);
    insta::assert_snapshot!(parameters(list), @r"
    GET /things title
    GET /things status 200
    JSON pointer /paths/~1things/get/parameters/0: `path parameter id, which the path does not have` (1 line) is not a part of the page this reader knows
    ");
}

#[test]
fn a_body_and_elements_that_may_be_null_are_reported() {
    let list = json!({"type": "array", "items": {"type": "integer", "x-nullable": true}});
    insta::assert_snapshot!(body(json!({}), json!({"list": list})), @r"
    PUT /things body list integer[]
    JSON pointer …/properties/list/items: `elements that may be null` (1 line) is not a part of the page this reader knows
    ");
    let schema = json!({"type": "object", "x-nullable": true, "properties": {"id": {"type": "integer"}}});
    insta::assert_snapshot!(parameters(json!([{"name": "body", "in": "body", "schema": schema}])), @r"
    GET /things title
    GET /things example body object
    GET /things body id integer
    GET /things status 200
    JSON pointer /paths/~1things/get/parameters/0/schema: `a body that may be null` (1 line) is not a part of the page this reader knows
    ");
}

#[test]
fn a_required_field_is_one_of_any_part_and_reported_without_a_description() {
    let base = json!({"Base": {"type": "object", "required": ["kind"], "properties": {"id": {"type": "string"}}}});
    let own = json!({"properties": {"kind": {"type": "string"}}, "required": ["ghost", "id"]});
    let parts = json!({"allOf": [{"$ref": "#/definitions/Base"}, own]});
    insta::assert_snapshot!(body(base, json!({"thing": parts})), @r"
    PUT /things body thing object
    PUT /things body thing.id string required
    PUT /things body thing.kind string required
    JSON pointer …/properties/thing/allOf/1/required: `required field ghost, which is not described` (1 line) is not a part of the page this reader knows
    ");
}

//! Tests the facts that the importer reads, in each form.

use super::*;
use crate::docs::inventory::{SourceKind, Type};

#[test]
fn a_printed_page_gives_the_same_facts_in_every_form_of_a_page() {
    for form in [PrintForm::Flat, PrintForm::Tabs, PrintForm::Html] {
        let page = reread(&small(), form);
        assert_eq!(page.inventory.without_wording(), small().without_wording(), "{form:?}");
        assert_eq!(page.unrecognized, [], "{form:?}");
    }
}

#[test]
fn the_facts_file_reads_back_as_it_was_written() {
    assert_eq!(facts::from_text(&facts::to_text(&small())).unwrap(), small());
}

#[test]
fn a_contract_states_constraints_and_says_what_kind_of_source_it_is() {
    let text = r##"{"swagger": "2.0", "paths": {"/organizations/{organization_id}/workspaces/{workspace_id}/a": {"get": {
        "parameters": [{"name": "page", "in": "query", "type": "integer", "minimum": 1}],
        "responses": {"200": {"description": "x", "schema": {"$ref": "#/definitions/T"}}}}}},
        "definitions": {"T": {"required": ["id"], "properties": {"id": {"type": "integer"}, "up": {"$ref": "#/definitions/T"},
        "kind": {"type": "string", "enum": ["a", "b c"]}}}}}"##;
    let inventory = read(text).unwrap().inventory;
    assert_eq!(inventory.source, SourceKind::Contract);
    let lines: Vec<String> = inventory.facts().iter().map(facts::Fact::plain).collect();
    assert_eq!(
        lines,
        [
            "GET /a title",
            "GET /a query page integer optional minimum=1",
            "GET /a status 200",
            "GET /a response 200 id integer required",
            "GET /a response 200 kind string enum=a,b%20;c",
            "GET /a response 200 up object"
        ]
    );
    assert_eq!(facts::from_text(&facts::to_text(&inventory)).unwrap(), inventory);
}

#[test]
fn types_are_a_closed_list() {
    for (cell, fact) in [("integer", "integer"), ("Array of object", "object[]"), ("file", "file")] {
        assert_eq!(Type::from_page(cell).unwrap().to_string(), fact);
        assert_eq!(Type::from_fact(fact).unwrap().on_page(), cell);
    }
}

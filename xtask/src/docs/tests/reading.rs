//! What the importer reads, in each form.

use super::*;
use crate::docs::inventory::{Method, Type};
use crate::docs::page::PageForm;

#[test]
fn a_printed_page_gives_the_same_facts_in_every_form() {
    for (name, inventory) in [("small", small()), ("committed", committed())] {
        for form in FORMS {
            let reading = reread(&inventory, form);
            assert_eq!(reading.inventory.without_wording(), inventory.without_wording(), "{name} {form:?}");
            assert_eq!(reading.unrecognized, [], "{name} {form:?}");
        }
    }
}

#[test]
fn all_forms_of_a_page_agree_also_in_the_hashes() {
    let flat = reread(&committed(), PrintForm::Flat).inventory;
    for form in FORMS {
        // In a Swagger document every schema may have a description, and the root of a bare array has no row of its own.
        assert_eq!(reread(&committed(), form).inventory, flat, "{form:?}");
    }
}

#[test]
fn a_description_is_hashed_where_the_page_has_one_and_nowhere_else() {
    let before = committed().facts();
    let after = reread(&committed(), PrintForm::Flat).inventory.facts();
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before.wording.0.is_some(), after.wording.0.is_some(), "{}", before.plain());
        assert_eq!(before.plain(), after.plain());
    }
}

#[test]
fn the_facts_file_reads_back_as_it_was_written() {
    let inventory = committed();
    assert_eq!(facts::to_text(&inventory), COMMITTED);
    assert_eq!(inventory.operations.len(), 21);
    assert_eq!(inventory.facts().len(), 1793);
}

#[test]
fn re_wrapping_a_page_changes_no_hash() {
    let text = print(&small(), PrintForm::Flat);
    let wide = text.replace("About ", "About\u{a0}  ").replace('\n', "\r\n");
    assert_eq!(read(&wide).unwrap().inventory, read(&text).unwrap().inventory);
}

#[test]
fn the_end_of_the_site_and_samples_in_other_languages_are_no_part_of_the_page() {
    let samples = "cURL\nGo\nRuby\ncurl -X GET https://x \\\n-u <email>:<password>\nreq, err := http.NewRequest(http.MethodGet,\n\treq.Header.Set(1)";
    let text = print(&small(), PrintForm::Flat);
    let start = text.find("curl -X GET").unwrap();
    let end = text.find("\n\nParameters").unwrap();
    let with_samples = format!("{}{samples}{}\n© A company\n", &text[..start], &text[end..]);
    let reading = read(&with_samples).unwrap();
    assert_eq!(reading.inventory, read(&text).unwrap().inventory);
    assert_eq!(reading.unrecognized, []);
}

#[test]
fn a_section_nobody_knows_is_reported_with_its_place_and_the_rest_is_read() {
    let text = print(&small(), PrintForm::Flat);
    let odd = text.replacen("\nResponse\n", "\nHeaders\n\nName\nIf-Match\n\nResponse\n", 1);
    let reading = read(&odd).unwrap();
    let line = odd.lines().position(|l| l == "Headers").unwrap() + 1;
    assert_eq!(reading.inventory, read(&text).unwrap().inventory);
    let unrecognized: Vec<String> = reading.unrecognized.iter().map(ToString::to_string).collect();
    assert_eq!(unrecognized, [format!("line {line}: `Headers` (3 lines) is no part of the page this reader knows")]);
}

#[test]
fn an_unknown_section_with_a_table_is_reported_whole() {
    let text = print(&small(), PrintForm::Html);
    let table =
        "<p>Headers</p><table><tr><th>Name</th><th>Value</th></tr><tr><td>a</td><td>b</td></tr></table><p>Response</p>";
    let reading = read(&text.replacen("<p>Response</p>", table, 1)).unwrap();
    assert_eq!(reading.unrecognized.len(), 1);
    assert_eq!((reading.unrecognized[0].heading.as_str(), reading.unrecognized[0].lines), ("Headers", 3));
}

#[test]
fn columns_that_run_together_are_split_where_only_one_split_makes_sense() {
    let mut page = print(&small(), PrintForm::Flat);
    page = page.replace("sourcestringfalse", "profile_stringstringtrue").replace(
        "totalinteger-",
        "profilestring-\nis_objectboolean-\ntypestringThe type of it\nteam_idsArray of integer-",
    );
    let inventory = read(&page).unwrap().inventory;
    let operation = inventory.operation(Method::Get, "/tasks").unwrap();
    let param = &operation.query[2];
    assert_eq!(
        (param.name.as_str(), param.ty.to_string(), param.required),
        ("profile_string", "string".to_owned(), true)
    );
    let fields: Vec<String> = operation.responses[0].fields.iter().map(|f| format!("{} {}", f.name, f.ty)).collect();
    assert_eq!(fields, ["data object[]", "profile string", "is_object boolean", "type string", "team_ids integer[]"]);
}

#[test]
fn a_table_goes_to_the_field_the_depth_limit_leaves_it() {
    // `options` is cut at the deeper place, so its only table belongs to the higher one.
    let reading = reread(&small(), PrintForm::Flat);
    let operation = reading.inventory.operation(Method::Get, "/tasks").unwrap();
    let with: Vec<String> = operation
        .facts()
        .iter()
        .filter(|f| f.key.name.ends_with("options[].name"))
        .map(|f| f.key.name.clone())
        .collect();
    assert_eq!(with, ["data[].project.options[].name"]);
}

#[test]
fn swagger_documents_are_cut_down_to_the_paths_asked_for() {
    let text = print(&small(), PrintForm::Swagger);
    let wanted = [small().operations[2].full_path()];
    let reading = page::read(text.as_bytes(), PathSelection::Paths(&wanted)).unwrap();
    assert_eq!(reading.form, PageForm::Swagger);
    assert_eq!(reading.inventory.operations.iter().map(|o| o.id()).collect::<Vec<_>>(), ["PATCH /tasks/bulk"]);
    assert!(reading.notes.iter().any(|n| n.starts_with("2 other paths")), "{:?}", reading.notes);
}

#[test]
fn a_recursive_swagger_schema_has_a_table_once() {
    let text = r##"{"swagger": "2.0", "paths": {"/organizations/{organization_id}/workspaces/{workspace_id}/a": {"get": {
        "responses": {"200": {"description": "x", "schema": {"$ref": "#/definitions/T"}}}}}},
        "definitions": {"T": {"properties": {"id": {"type": "integer"}, "up": {"$ref": "#/definitions/T"}}}}}"##;
    let inventory = read(text).unwrap().inventory;
    let lines: Vec<String> = inventory.facts().iter().map(facts::Fact::plain).collect();
    assert_eq!(
        lines,
        ["GET /a title", "GET /a status 200", "GET /a response 200 id integer", "GET /a response 200 up object"]
    );
}

#[test]
fn types_are_a_closed_list() {
    for (cell, fact) in [("integer", "integer"), ("Array of object", "object[]"), ("file", "file")] {
        assert_eq!(Type::from_page(cell).unwrap().to_string(), fact);
        assert_eq!(Type::from_fact(fact).unwrap().on_page(), cell);
    }
    for odd in ["int64", "Array of file", "array", "Integer", ""] {
        assert_eq!(Type::from_page(odd), None, "{odd}");
    }
}

#[test]
fn the_vendors_page_gives_the_committed_facts_where_a_copy_is_at_hand() {
    let Some(path) = std::env::var_os("FOCUS_DOCS_PAGE") else {
        println!("not run: FOCUS_DOCS_PAGE names no copy of the page");
        return;
    };
    let reading = page::read_file(path.as_ref(), PathSelection::All).unwrap();
    assert_eq!(facts::to_text(&reading.inventory), COMMITTED);
    assert_eq!(reading.unrecognized, []);
}

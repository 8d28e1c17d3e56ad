//! Pages that are not read, and what is said about them.

use super::*;
use crate::docs::inventory::{PREFIX, SERVER};

/// The refusal of the small page, printed and then damaged.
fn refusal(form: PrintForm, damage: impl FnOnce(String) -> String) -> String {
    read(&damage(print(&small(), form))).unwrap_err().to_string()
}

/// The number of the first line with this text.
fn line(page: &str, text: &str) -> usize {
    page.lines().position(|l| l.contains(text)).unwrap() + 1
}

#[test]
fn an_empty_page_is_refused() {
    for page in ["", "\n\n \t\n", "\u{feff}"] {
        assert_eq!(
            read(page).unwrap_err().to_string(),
            "the page: expected the text of the docs page, found `an empty file`"
        );
    }
}

#[test]
fn binary_files_are_refused_at_their_first_odd_line() {
    let bytes = |bytes: &[u8]| page::read(bytes, PathSelection::All).unwrap_err().to_string();
    assert_eq!(bytes(b"GET x\n\xff\xfe"), "line 2: expected UTF-8 text, found `bytes that are not UTF-8`");
    assert_eq!(bytes(b"a\nb\0c"), "line 2: expected text, not a binary file, found `control character U+0000`");
}

#[test]
fn an_enormous_page_is_refused_before_it_is_read() {
    let page = vec![b'a'; 17 * 1024 * 1024];
    assert_eq!(
        page::read(&page, PathSelection::All).unwrap_err().to_string(),
        "the page: expected at most 16 MiB, found `a larger file`"
    );
}

#[test]
fn text_without_operations_is_refused() {
    assert_eq!(
        read("Some\ntext").unwrap_err().to_string(),
        "line 2: expected a first operation: `GET Title` and its address on the next line after this line, found `the end of the page`"
    );
}

#[test]
fn a_page_that_begins_in_the_middle_is_refused() {
    let page = print(&small(), PrintForm::Flat);
    let middle = &page[page.find("page").unwrap()..];
    let said = read(middle).unwrap_err().to_string();
    assert!(said.starts_with("line 1: expected a first operation"), "{said}");
}

#[test]
fn a_page_cut_off_anywhere_is_refused_or_ends_with_a_whole_operation() {
    for form in [PrintForm::Flat, PrintForm::Tabs, PrintForm::Html, PrintForm::Swagger] {
        let page = print(&small(), form);
        // Building a tree of HTML takes longer than reading text; every eleventh place has to do there.
        let step = if form == PrintForm::Html { 11 } else { 1 };
        for end in (0..page.len()).step_by(step).filter(|i| page.is_char_boundary(*i)) {
            if let Ok(reading) = read(&page[..end]) {
                for operation in &reading.inventory.operations {
                    assert!(operation.responses.iter().any(|r| r.status >= 400), "{form:?} cut at {end}");
                }
            }
        }
    }
}

#[test]
fn another_server_or_prefix_is_refused() {
    let said = refusal(PrintForm::Flat, |p| {
        p.replacen("https://focus.toggl.com/api/organizations", "https://focus.toggl.com/api/v2/organizations", 1)
    });
    let expected = format!(
        "line 7: expected an address that begins with {SERVER}{PREFIX}/, found `{SERVER}/v2/organizations/{{organization_i…`"
    );
    assert_eq!(said, expected);
}

#[test]
fn a_row_whose_type_is_unknown_is_refused_with_its_line() {
    let page = print(&small(), PrintForm::Flat).replace("totalinteger-", "totalint64-");
    assert_eq!(
        read(&page).unwrap_err().to_string(),
        format!(
            "line {}: expected a row of name (lower case), type, description, where a type is integer, string, boolean, \
             number, object, file or `Array of` one of them, found `totalint64-`",
            line(&page, "totalint64")
        )
    );
    let html =
        refusal(PrintForm::Html, |p| p.replace("<td>total</td><td>integer</td>", "<td>total</td><td>int64</td>"));
    assert!(html.starts_with("HTML table 3, row 3: expected a row of name"), "{html}");
    let tabs = refusal(PrintForm::Tabs, |p| p.replace("total\tinteger\t-", "total\tinteger\t-\tmore"));
    assert!(tabs.ends_with("found `total integer - more`"), "{tabs}");
}

#[test]
fn a_row_that_can_be_read_in_two_ways_is_refused_with_both() {
    let page = print(&small(), PrintForm::Flat).replace("totalinteger-", "phonenumberstringsome text");
    assert_eq!(
        read(&page).unwrap_err().to_string(),
        format!(
            "line {}: expected columns that can be expected apart; this row reads as phone + number or as phonenumber + string; \
             save the page as HTML or copy it with tabs, found `phonenumberstringsome text`",
            line(&page, "phonenumber")
        )
    );
    let tabs = print(&small(), PrintForm::Tabs).replace("total\tinteger\t-", "phonenumber\tstring\tsome text");
    assert!(read(&tabs).is_ok());
}

#[test]
fn a_table_of_no_known_field_is_refused() {
    let page = print(&small(), PrintForm::Flat).replacen("\nparent\n", "\nmother\n", 1);
    assert_eq!(
        read(&page).unwrap_err().to_string(),
        format!(
            "line {}: expected a table named like an object field of the tables above it that has none yet, found `mother`",
            line(&page, "mother")
        )
    );
}

#[test]
fn a_table_that_two_fields_could_own_is_refused() {
    // Neither `a.x` nor `b.x` stands deeper than the other.
    let page = print(&small(), PrintForm::Flat).replacen("totalinteger-", "totalinteger-\naobject-\nbobject-", 1);
    let page = page.replacen("\n\n400", "\na\nNameTypeDescription\nxobject-\nb\nNameTypeDescription\nxobject-\nx\nNameTypeDescription\nidinteger-\n\n400", 1);
    assert!(read(&page).is_ok(), "behind b it can only be b.x");
    let page = print(&small(), PrintForm::Flat).replacen("totalinteger-", "totalinteger-\nxobject-\nyobject-", 1);
    let page = page.replacen("\n\n400", "\nx\nNameTypeDescription\nyobject-\nzobject-\ny\nNameTypeDescription\nzobject-\nz\nNameTypeDescription\nidinteger-\n\n400", 1);
    let said = read(&page).unwrap_err().to_string();
    assert!(said.contains("expected a table that can belong to one field only"), "{said}");
}

#[test]
fn doubled_things_are_refused() {
    let twice = refusal(PrintForm::Flat, |p| p.replace("totalinteger-", "totalinteger-\ntotalinteger-"));
    assert!(twice.ends_with("expected each field of a table once, found `total`"), "{twice}");
    let twice = refusal(PrintForm::Flat, |p| p.replace("\nQuery\n", "\nPath\n"));
    assert!(twice.ends_with("expected each section of an operation once, found `Path`"), "{twice}");
    let page = print(&small(), PrintForm::Flat);
    let operations = &page[page.find("GET About").unwrap()..];
    let twice = read(&format!("{page}\n{operations}")).unwrap_err().to_string();
    assert!(twice.ends_with("expected each operation once, found `GET /tasks`"), "{twice}");
}

#[test]
fn a_path_parameter_missing_in_the_table_is_refused() {
    let said = refusal(PrintForm::Flat, |p| p.replace("workspace_idintegertrue", "space_idintegertrue"));
    assert_eq!(
        said,
        "line 5: expected the path parameters organization_id, workspace_id below `Path`, as in the address, found `organization_id, space_id`"
    );
}

#[test]
fn a_row_that_lost_its_table_is_refused() {
    let said = refusal(PrintForm::Flat, |p| p.replacen("nametyperequireddescription\npageinteger", "pageinteger", 1));
    assert!(said.contains("expected the table header name, type, required, description"), "{said}");
}

#[test]
fn swagger_documents_are_refused_at_a_json_pointer() {
    let cut = refusal(PrintForm::Swagger, |p| p[..p.len() / 2].to_owned());
    assert!(cut.contains("expected a complete JSON document"), "{cut}");
    assert_eq!(
        read(r#"{"openapi": "3.0.3"}"#).unwrap_err().to_string(),
        "JSON pointer /swagger: expected \"2.0\", found `openapi \"3.0.3\"`"
    );
    let lost = refusal(PrintForm::Swagger, |p| p.replace("\"#/definitions/D0\"", "\"#/definitions/nowhere\""));
    assert!(
        lost.contains("/responses/200/schema") && lost.contains("expected a reference into this document"),
        "{lost}"
    );
    let odd = refusal(PrintForm::Swagger, |p| {
        p.replacen("\"type\": \"boolean\"", "\"type\": \"bool\"", 1).replacen(
            "\"type\": \"integer\"",
            "\"type\": \"int\"",
            1,
        )
    });
    assert!(odd.contains("expected") && odd.starts_with("JSON pointer /"), "{odd}");
}

#[test]
fn swagger_schemas_that_fan_out_are_bounded() {
    let mut definitions = serde_json::Map::new();
    for level in 0..20 {
        let next = serde_json::json!({"$ref": format!("#/definitions/L{}", level + 1)});
        let properties: serde_json::Map<_, _> = (0..9).map(|i| (format!("f{i}"), next.clone())).collect();
        definitions.insert(format!("L{level}"), serde_json::json!({"properties": properties}));
    }
    definitions.insert("L20".to_owned(), serde_json::json!({"type": "integer"}));
    let path = format!("{PREFIX}/a");
    let document = serde_json::json!({"swagger": "2.0", "definitions": definitions, "paths": {path: {"get": {"responses":
        {"200": {"schema": {"$ref": "#/definitions/L0"}}}}}}});
    let said = read(&document.to_string()).unwrap_err().to_string();
    assert!(said.contains("expected at most 100000 fields"), "{said}");
}

#[test]
fn html_that_is_deeper_than_any_page_is_refused_before_it_is_parsed() {
    let deep = format!("<html>{}", "<div>".repeat(100_000));
    assert_eq!(
        read(&deep).unwrap_err().to_string(),
        "line 1: expected at most 256 HTML elements inside each other, found `div`"
    );
    let many = format!("<html>{}", "<p>x</p>".repeat(200_000));
    assert_eq!(read(&many).unwrap_err().to_string(), "the page: expected at most 300000 HTML tags, found `more`");
}

#[test]
fn a_damaged_facts_file_is_refused_with_its_line() {
    let said = |text: &str| format!("{:#}", facts::from_text(text).unwrap_err());
    assert_eq!(said("GET /a title"), "no header line `# format 1, operations N, facts N`");
    assert_eq!(
        said("# format 1, operations 1, facts 2\nGET /a title"),
        "the header promises 1 operations and 2 facts, the lines hold 1 and 1"
    );
    assert!(
        said("# prefix /v2 (left out below)").starts_with("line 1: paths follow another prefix; this xtask knows /org")
    );
    assert_eq!(said("# format 2, operations 1, facts 2"), "line 1: facts of format 2; this xtask reads format 1");
    assert_eq!(
        said("GET /a body x integer"),
        "line 1: `GET /a body x integer`: expected `GET /a title` before other facts of this operation"
    );
    assert_eq!(
        said("GET /a title\nGET /a body x.y integer"),
        "line 2: `GET /a body x.y integer`: expected the object `x` just before its fields"
    );
    assert_eq!(
        said("GET /a title\nGET /a status 200\nGET /a status 200"),
        "line 3 says the same thing as line 2: `GET /a status 200`"
    );
}

//! Tests that text of a page outside of its tables is read, reported or refused, never dropped.

use super::*;
use crate::docs::inventory::SERVER;
use crate::docs::page::UnrecognizedSection;

/// Returns the headings of the reported sections.
fn headings(page: &ParsedPage) -> Vec<String> {
    page.unrecognized.iter().map(|section: &UnrecognizedSection| section.heading.clone()).collect()
}

fn changed(from: &str, to: &str) -> ParsedPage {
    let page = print(&small(), PrintForm::Flat);
    assert!(page.contains(from), "the printed page has no {from:?}: {page}");
    read(&page.replacen(from, to, 1)).unwrap()
}

fn example(page: &ParsedPage, operation: usize) -> String {
    let facts = page.inventory.operations[operation].facts();
    facts.iter().map(facts::Fact::plain).filter(|line| line.contains(" example ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_notice_between_the_example_and_its_parameters_is_reported() {
    let page = changed("\nParameters\n", "\nNeeds a larger plan.\n\nParameters\n");
    assert_eq!(headings(&page), ["Needs a larger plan."]);
    assert_eq!(page.inventory, reread(&small(), PrintForm::Flat).inventory);
}

#[test]
fn another_method_or_address_in_the_example_is_reported() {
    let page = changed("curl -X PATCH", "curl -X PUT");
    assert_eq!(headings(&page), ["the example sends PUT, not PATCH"]);
    let server = format!("curl -X PATCH {SERVER}");
    let page = changed(&server, &format!("{server}/v2"));
    assert_eq!(headings(&page), ["the example sends to another address than its operation"]);
    let page = changed("/tasks/bulk \\", "/tasks/many \\");
    assert_eq!(headings(&page), ["the example sends to another address than its operation"]);
}

#[test]
fn content_type_authentication_and_outermost_bracket_of_the_example_are_facts() {
    assert_eq!(example(&reread(&small(), PrintForm::Flat), 0), "GET /tasks example auth basic");
    let page = changed("-u <email>:<password>", "-H \"Authorization: Bearer <key>\"");
    assert_eq!(example(&page, 0), "GET /tasks example auth bearer");
    assert_eq!(example(&reread(&small(), PrintForm::Flat), 2), "PATCH /tasks/bulk example body array");
    let page = changed(r"-d '[\{\}]' \", "-H \"Content-Type: application/merge-patch+json\" \\\n-d '{}' \\");
    let expected =
        "PATCH /tasks/bulk example body object\nPATCH /tasks/bulk example content-type application/merge-patch+json";
    assert_eq!(example(&page, 2), expected);
}

#[test]
fn names_that_the_example_sends_and_no_table_lists_are_reported() {
    let payload = r#"-d '{"name":"string","position":0,"start_date":"string","tag_ids":[0],"team":0}' \"#;
    let page = changed(r"-d '\{\}' \", payload);
    assert_eq!(headings(&page), ["the example of POST /tasks sends team, which no table lists"]);
    let page = changed(r"-d '\{\}' \", r#"-d '{"name":"string","position":0,"tag_ids":[0]}' \"#);
    assert_eq!(headings(&page), ["the example of POST /tasks does not send start_date"]);
}

#[test]
fn a_header_that_the_example_sends_is_reported() {
    let page = changed(r"-d '[\{\}]' \", "-H \"X-Plan: large\" \\\n-d '[]' \\");
    assert_eq!(headings(&page), ["the example sends the header X-Plan"]);
}

#[test]
fn reordered_rows_and_operations_are_changes_of_the_page() {
    use crate::docs::diff::compare::compare;
    let expected = check::expected_facts::expected_facts(&Spec::parse(FIXTURE_SPEC).unwrap());
    let page = print(&small(), PrintForm::Flat);
    let (a, b) =
        ("pageintegerfalseAbout page, variant 00000005\n", "sourcestringfalseAbout source, variant 00000007\n");
    assert!(page.contains(a) && page.contains(b), "{page}");
    let swapped = page.replacen(a, "(there)", 1).replacen(b, a, 1).replacen("(there)", b, 1);
    let (before, after) = (read(&page).unwrap().inventory, read(&swapped).unwrap().inventory);
    let comparison = compare(&before, &after, &expected);
    assert_eq!((comparison.changes, comparison.reordered), (vec![], vec!["the parameters of GET /tasks".to_owned()]));
}

#[test]
fn a_page_without_its_last_line_is_reported() {
    let page = print(&small(), PrintForm::Flat).replace("© A company\n", "");
    let headings = headings(&read(&page).unwrap());
    assert_eq!(headings.len(), 1);
    assert!(headings[0].contains("it may have been cut off"), "{headings:?}");
}

#[test]
fn a_page_cut_off_at_any_line_is_refused_or_says_so() {
    for form in [PrintForm::Flat, PrintForm::Tabs] {
        let page = print(&small(), form);
        let lines: Vec<&str> = page.lines().collect();
        for end in 0..lines.len() - 1 {
            if let Ok(page) = read(&lines[..end].join("\n")) {
                assert!(!page.unrecognized.is_empty(), "{form:?}, cut behind line {end}, is read as complete");
            }
        }
    }
}

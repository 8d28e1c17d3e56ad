//! Each class of change is named, once, with the right mark.

use super::*;
use crate::docs::diff::compare::{Change, ChangeKind, Comparison, compare};
use crate::docs::page::SourceCoverage;

fn changes(new: &Inventory) -> Comparison {
    compare(&small(), new, SourceCoverage::default())
}

/// One line a change: what a reader of the report sees of it.
fn lines(comparison: &Comparison) -> Vec<String> {
    comparison.changes.iter().map(line).collect()
}

fn line(change: &Change) -> String {
    let what = match &change.kind {
        ChangeKind::Added { value } => format!("added {} {value}", change.key.subject()),
        ChangeKind::Removed { value } => format!("removed {} {value}", change.key.subject()),
        ChangeKind::Changed { before, after } => format!("changed {} {before} → {after}", change.key.subject()),
        ChangeKind::Reworded => format!("reworded {}", change.key.subject()),
    };
    let inside = if change.inside > 0 { format!(" +{}", change.inside) } else { String::new() };
    let rename = change.rename.as_ref().map_or(String::new(), |other| format!(" ~ {other}"));
    format!("{} {} {}{inside}{rename}", change.impact, change.key.operation(), what.trim_end())
}

#[track_caller]
fn shows(edits: &[(&str, &str)], expected: &[&str]) {
    assert_eq!(lines(&changes(&edited(edits))), expected);
}

#[test]
fn the_same_page_has_no_changes() {
    let comparison = changes(&small());
    assert_eq!((comparison.changes.len(), comparison.reordered), (0, false));
}

#[test]
fn an_optional_query_parameter_is_additive_and_a_required_one_breaking() {
    let behind = "GET /tasks query source string optional ~00000007";
    let with = |line: &str| format!("{behind}\nGET /tasks query {line}");
    shows(
        &[(behind, &with("team_id[] integer optional"))],
        &["additive GET /tasks added query team_id[] integer optional"],
    );
    shows(
        &[(behind, &with("team_id[] integer required"))],
        &["breaking GET /tasks added query team_id[] integer required"],
    );
    shows(
        &[("query source string optional", "query source string required")],
        &["breaking GET /tasks changed query source string optional → string required"],
    );
    shows(
        &[("query source string optional", "query source string optional legacy")],
        &["additive GET /tasks changed query source string optional → string optional legacy"],
    );
}

#[test]
fn a_dropped_parameter_or_field_is_breaking() {
    shows(
        &[("GET /tasks query page integer optional ~00000005\n", "")],
        &["breaking GET /tasks removed query page integer optional"],
    );
    shows(
        &[("GET /tasks response 200 total integer\n", "")],
        &["breaking GET /tasks removed response 200 total integer"],
    );
    shows(&[("POST /tasks body tag_ids integer[]\n", "")], &["breaking POST /tasks removed body tag_ids integer[]"]);
}

#[test]
fn a_changed_type_is_breaking() {
    shows(&[("total integer", "total number")], &["breaking GET /tasks changed response 200 total integer → number"]);
    shows(
        &[("query page integer", "query page string")],
        &["breaking GET /tasks changed query page integer optional → string optional"],
    );
}

#[test]
fn a_field_that_becomes_nullable_is_additive_and_one_that_stops_is_breaking() {
    shows(
        &[("body name string", "body name string nullable")],
        &["additive POST /tasks changed body name string → string nullable"],
    );
    shows(
        &[("position integer nullable", "position integer")],
        &["breaking POST /tasks changed body position integer nullable → integer"],
    );
}

#[test]
fn an_operation_comes_and_goes_as_one_change() {
    let new = "GET /tasks/one title\nGET /tasks/one path organization_id integer required\nGET /tasks/one path workspace_id integer required\nGET /tasks/one status 404 ~0000000a\nPOST /workflows/extract title";
    shows(&[("POST /workflows/extract title", new)], &["additive GET /tasks/one added title +3"]);
    let without: Vec<&str> = FIXTURE.lines().filter(|l| !l.starts_with("PATCH")).collect();
    let new = edit_facts(&without.join("\n"), &[]);
    assert_eq!(lines(&changes(&new)), ["breaking PATCH /tasks/bulk removed title +9"]);
}

#[test]
fn a_renamed_operation_is_two_changes_that_point_at_each_other() {
    shows(
        &[("PATCH /tasks/bulk", "PATCH /tasks/many")],
        &[
            "additive PATCH /tasks/many added title +9 ~ PATCH /tasks/bulk",
            "breaking PATCH /tasks/bulk removed title +9 ~ PATCH /tasks/many",
        ],
    );
}

#[test]
fn a_renamed_field_is_two_changes_that_point_at_each_other() {
    shows(
        &[("response 200 total integer", "response 200 count integer")],
        &[
            "additive GET /tasks added response 200 count integer ~ total",
            "breaking GET /tasks removed response 200 total integer ~ count",
        ],
    );
    shows(
        &[("data[].parent", "data[].above")],
        &[
            "additive GET /tasks added response 200 data[].above object +5 ~ data[].parent",
            "breaking GET /tasks removed response 200 data[].parent object +5 ~ data[].above",
        ],
    );
}

#[test]
fn only_a_changed_sentence_is_wording() {
    shows(&[("~00000009", "~ffffffff")], &["wording GET /tasks reworded response 200 data[].start_date"]);
    shows(&[("POST /tasks title ~0000000b", "POST /tasks title ~ffffffff")], &["wording POST /tasks reworded title"]);
}

#[test]
fn a_failing_status_is_additive_and_a_success_breaking() {
    shows(
        &[("GET /tasks status 400 ~0000000a", "GET /tasks status 400 ~0000000a\nGET /tasks status 404")],
        &["additive GET /tasks added status 404"],
    );
    shows(
        &[("PATCH /tasks/bulk status 204 ", "PATCH /tasks/bulk status 200 ")],
        &["breaking PATCH /tasks/bulk added status 200", "breaking PATCH /tasks/bulk removed status 204"],
    );
}

#[test]
fn an_object_with_its_fields_is_one_change() {
    let new = "GET /tasks response 200 stats object\nGET /tasks response 200 stats.a integer\nGET /tasks response 200 stats.b object\nGET /tasks response 200 stats.b.c string\nGET /tasks response 200 total integer";
    shows(
        &[("GET /tasks response 200 total integer", new)],
        &["additive GET /tasks added response 200 stats object +3"],
    );
    shows(
        &[
            ("data[].project object", "data[].project string"),
            (
                "GET /tasks response 200 data[].project.id integer\nGET /tasks response 200 data[].project.options object[]\nGET /tasks response 200 data[].project.options[].name string\nGET /tasks response 200 data[].project.value object\n",
                "",
            ),
        ],
        &["breaking GET /tasks changed response 200 data[].project object → string +4"],
    );
}

#[test]
fn free_json_that_gets_fields_is_breaking_but_a_table_the_depth_limit_hid_is_not() {
    let value = "GET /tasks response 200 data[].project.value object";
    let with_field = format!("{value}\nGET /tasks response 200 data[].project.value.x string");
    shows(&[(value, &with_field)], &["breaking GET /tasks added response 200 data[].project.value.x string"]);
    let options = "GET /tasks response 200 data[].parent.project.options object[]";
    let with_field = format!("{options}\nGET /tasks response 200 data[].parent.project.options[].name string");
    shows(
        &[(options, &with_field)],
        &["additive GET /tasks added response 200 data[].parent.project.options[].name string"],
    );
}

#[test]
fn another_order_is_noticed() {
    let mut new = small();
    new.operations.swap(0, 1);
    let comparison = changes(&new);
    assert_eq!((comparison.changes.len(), comparison.reordered), (0, true));
}

#[test]
fn what_a_swagger_document_says_beyond_the_page_is_passed_over() {
    let options = "GET /tasks response 200 data[].parent.project.options object[]";
    let more = format!("{options}\nGET /tasks response 200 data[].parent.project.options[].name string");
    let new = edited(&[(options, &more), ("position integer nullable", "position integer")]);
    let coverage = SourceCoverage { nullable: true, tables: true };
    let comparison = compare(&small(), &new, coverage);
    assert_eq!((lines(&comparison), comparison.passed_over), (vec![], 1));
}

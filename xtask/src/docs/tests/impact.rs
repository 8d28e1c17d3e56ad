//! Tests `docs diff`: each kind of change is reported once, with its impact on a user's program.

use super::*;
use crate::docs::check::expected_facts::expected_facts;
use crate::docs::diff::compare::{Change, ChangeKind, compare};

/// Formats a change in one line: its mark, its operation, its subject, the reason for its mark.
fn line(change: &Change) -> String {
    let subject = change.key.subject();
    let what = match &change.kind {
        ChangeKind::Added { value } => format!("added {subject} {value}"),
        ChangeKind::Removed { value } => format!("removed {subject} {value}"),
        ChangeKind::Changed { before, after } => format!("changed {subject} {before} → {after}"),
        ChangeKind::Moved { from } => format!("moved from {from}"),
        ChangeKind::Reworded => format!("reworded {subject}"),
    };
    let inside = if change.inside.is_empty() { String::new() } else { format!(" +{}", change.inside.len()) };
    format!("{} {} {}{inside}: {}", change.impact, change.key.operation(), what.trim_end(), change.why)
}

fn lines(old: &Inventory, new: &Inventory) -> String {
    let comparison = compare(old, new, &expected_facts(&Spec::parse(FIXTURE_SPEC).unwrap()));
    comparison.changes.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn changes(edits: &[(&str, &str)]) -> String {
    lines(&small(), &edited(edits))
}

#[test]
fn the_same_page_has_no_changes() {
    let comparison = compare(&small(), &small(), &expected_facts(&Spec::parse(FIXTURE_SPEC).unwrap()));
    assert_eq!((comparison.changes, comparison.reordered), (vec![], vec![]));
}

#[test]
fn a_moved_operation_is_one_change() {
    insta::assert_snapshot!(changes(&[("PATCH /tasks/bulk", "PATCH /tasks/many")]), @"additive PATCH /tasks/many moved from PATCH /tasks/bulk: the call keeps its name; only what is sent changes");
}

#[test]
fn another_order_of_operations_or_parameters_is_noticed() {
    let expected = expected_facts(&Spec::parse(FIXTURE_SPEC).unwrap());
    let mut new = small();
    new.operations.swap(0, 1);
    let comparison = compare(&small(), &new, &expected);
    assert_eq!((comparison.changes, comparison.reordered), (vec![], vec!["the operations".to_owned()]));
    let mut new = small();
    new.operations[0].query.swap(0, 1);
    let comparison = compare(&small(), &new, &expected);
    assert_eq!((comparison.changes, comparison.reordered), (vec![], vec!["the parameters of GET /tasks".to_owned()]));
}

#[test]
fn an_example_that_sends_something_else_is_a_change() {
    insta::assert_snapshot!(changes(&[("PATCH /tasks/bulk example body array", "PATCH /tasks/bulk example body object")]), @"breaking PATCH /tasks/bulk changed example body array → object: requests have to be sent in another form");
    insta::assert_snapshot!(changes(&[("GET /tasks example auth basic", "GET /tasks example auth bearer")]), @"breaking GET /tasks changed example auth basic → bearer: requests have to be sent in another form");
    insta::assert_snapshot!(changes(&[("GET /tasks example auth basic\n", "")]), @"breaking GET /tasks removed example auth basic: the example shows no authentication; check which one the operation accepts");
}

/// Returns the changes between two contracts, which state constraints.
fn constraint(before: &str, after: &str) -> String {
    let of = |constraint: &str| {
        let text = format!("# source contract\n{FIXTURE}");
        let from = "GET /tasks query source string optional ~00000007";
        edit_facts(&text, &[(from, &format!("GET /tasks query source string optional{constraint}"))])
    };
    lines(&of(before), &of(after))
}

#[test]
fn a_narrowed_enumeration_or_another_format_is_breaking_and_a_limit_additive() {
    insta::assert_snapshot!(constraint(" enum=a,b", " enum=a"), @"breaking GET /tasks changed query source string optional (gone: b) → string optional: a value is gone: its constant has nothing to name");
    insta::assert_snapshot!(constraint(" enum=a", " enum=a,b"), @"additive GET /tasks changed query source string optional → string optional (new: b): more values; the enumeration is open");
    insta::assert_snapshot!(constraint("", " enum=a"), @"breaking GET /tasks changed query source string optional → string optional enum=a: its type becomes an open enumeration");
    insta::assert_snapshot!(constraint(" enum=a", ""), @"breaking GET /tasks changed query source string optional enum=a → string optional: its type is no longer an enumeration");
    insta::assert_snapshot!(constraint("", " format=date"), @"breaking GET /tasks changed query source string optional → string optional format=date: its type in Rust changes with the format");
    insta::assert_snapshot!(constraint("", " maxLength=9"), @"additive GET /tasks changed query source string optional → string optional maxLength=9: a limit is stated; types stay, values outside it are refused");
}

#[test]
fn a_limit_that_both_state_is_breaking_if_it_is_narrower() {
    insta::assert_snapshot!(constraint(" maxLength=9", " maxLength=8"), @"breaking GET /tasks changed query source string optional maxLength=9 → string optional maxLength=8: a limit is narrower: values that were accepted are refused");
    insta::assert_snapshot!(constraint(" minLength=1", " minLength=2"), @"breaking GET /tasks changed query source string optional minLength=1 → string optional minLength=2: a limit is narrower: values that were accepted are refused");
    insta::assert_snapshot!(constraint(" maxLength=9 minLength=1", " maxLength=10"), @"additive GET /tasks changed query source string optional maxLength=9 minLength=1 → string optional maxLength=10: a limit is wider or gone");
    insta::assert_snapshot!(constraint(" default=a", " default=b"), @"breaking GET /tasks changed query source string optional default=a → string optional default=b: requests without it now mean another value");
    insta::assert_snapshot!(constraint("", " default=b"), @"additive GET /tasks changed query source string optional → string optional default=b: says what requests without it mean");
}

#[test]
fn an_optional_query_parameter_is_additive_and_a_required_one_breaking() {
    let behind = "GET /tasks query source string optional ~00000007";
    let with = |line: &str| format!("{behind}\nGET /tasks query {line}");
    insta::assert_snapshot!(changes(&[(behind, &with("team_id integer[] optional spelling=brackets"))]), @"additive GET /tasks added query team_id integer[] optional spelling=brackets: a new option");
    insta::assert_snapshot!(changes(&[(behind, &with("team_id integer[] required spelling=brackets"))]), @"breaking GET /tasks added query team_id integer[] required spelling=brackets: requests without it will be refused");
    insta::assert_snapshot!(changes(&[("query source string optional", "query source string required")]), @"breaking GET /tasks changed query source string optional → string required: requests without it will be refused, and the constructor takes it");
    insta::assert_snapshot!(changes(&[("query source string optional", "query source string optional legacy")]), @"additive GET /tasks changed query source string optional → string optional legacy: it is outdated: goes on working, with a deprecation warning");
}

#[test]
fn a_dropped_parameter_or_field_is_breaking() {
    insta::assert_snapshot!(changes(&[("GET /tasks query page integer optional ~00000005\n", "")]), @"breaking GET /tasks removed query page integer optional: the server ignores unknown names: the option would silently do nothing");
    insta::assert_snapshot!(changes(&[("GET /tasks response 200 total integer\n", "")]), @"breaking GET /tasks removed response 200 total integer: code that reads it has nothing to read");
    insta::assert_snapshot!(changes(&[("POST /tasks body tag_ids integer[]\n", "")]), @"breaking POST /tasks removed body tag_ids integer[]: what is sent there would silently be ignored");
}

#[test]
fn a_changed_type_is_breaking() {
    insta::assert_snapshot!(changes(&[("total integer", "total number")]), @"breaking GET /tasks changed response 200 total integer → number: its type in Rust changes");
    insta::assert_snapshot!(changes(&[("query page integer", "query page string")]), @"breaking GET /tasks changed query page integer optional → string optional: its type in Rust changes");
}

#[test]
fn a_field_that_becomes_nullable_is_additive_and_one_that_stops_is_breaking() {
    insta::assert_snapshot!(changes(&[("body name string", "body name string nullable")]), @"breaking POST /tasks changed body name string → string nullable: it can be cleared by sending null: its type becomes Nullable<T>");
    insta::assert_snapshot!(changes(&[("position integer nullable", "position integer")]), @"breaking POST /tasks changed body position integer nullable → integer: it can no longer be cleared by sending null");
}

#[test]
fn an_operation_comes_and_goes_as_one_change() {
    let new = "GET /tasks/one title\nGET /tasks/one path organization_id integer required\nGET /tasks/one path workspace_id integer required\nGET /tasks/one status 404 ~0000000a\nPOST /workflows/extract title";
    insta::assert_snapshot!(changes(&[("POST /workflows/extract title", new)]), @"additive GET /tasks/one added title +3: a new operation");
    let without: Vec<&str> = FIXTURE.lines().filter(|l| !l.starts_with("PATCH")).collect();
    let new = edit_facts(&without.join("\n"), &[]);
    insta::assert_snapshot!(lines(&small(), &new), @"breaking PATCH /tasks/bulk removed title +9: its method has nothing to call any more");
}

#[test]
fn only_a_changed_sentence_is_wording() {
    insta::assert_snapshot!(changes(&[("~00000009", "~ffffffff")]), @"wording GET /tasks reworded response 200 data[].start_date: read the source: the sentence may describe new behaviour");
    insta::assert_snapshot!(changes(&[("POST /tasks title ~0000000b", "POST /tasks title ~ffffffff")]), @"wording POST /tasks reworded title: read the source: the sentence may describe new behaviour");
}

#[test]
fn a_list_that_null_clears_keeps_its_type() {
    insta::assert_snapshot!(changes(&[("body tag_ids integer[]", "body tag_ids integer[] nullable")]), @"additive POST /tasks changed body tag_ids integer[] → integer[] nullable: its type in Rust stays: an empty list clears it");
}

#[test]
fn a_failing_status_is_additive_and_a_success_breaking() {
    insta::assert_snapshot!(changes(&[("GET /tasks status 400 ~0000000a", "GET /tasks status 400 ~0000000a\nGET /tasks status 401")]), @"additive GET /tasks added status 401: the spec has it already");
    insta::assert_snapshot!(changes(&[("GET /tasks status 400 ~0000000a", "GET /tasks status 400 ~0000000a\nGET /tasks status 404")]), @"additive GET /tasks added status 404: a failure is documented; every status is handled already");
    insta::assert_snapshot!(changes(&[("PATCH /tasks/bulk status 204 ", "PATCH /tasks/bulk status 200 ")]), @r#"
    breaking PATCH /tasks/bulk added status 200: a success that callers did not expect
    breaking PATCH /tasks/bulk removed status 204: success arrives in another form
    "#);
}

#[test]
fn an_object_with_its_fields_is_one_change() {
    let new = "GET /tasks response 200 stats object\nGET /tasks response 200 stats.a integer\nGET /tasks response 200 stats.b object\nGET /tasks response 200 stats.b.c string\nGET /tasks response 200 total integer";
    insta::assert_snapshot!(changes(&[("GET /tasks response 200 total integer", new)]), @"additive GET /tasks added response 200 stats object +3: one more value arrives; the structs are non-exhaustive");
    insta::assert_snapshot!(changes(&[
            ("data[].project object", "data[].project string"),
            (
                "GET /tasks response 200 data[].project.id integer\nGET /tasks response 200 data[].project.options object[]\nGET /tasks response 200 data[].project.options[].name string\nGET /tasks response 200 data[].project.value object\n",
                "",
            ),
        ]), @"breaking GET /tasks changed response 200 data[].project object → string +4: its type in Rust changes");
}

#[test]
fn free_json_that_gets_fields_is_breaking_but_a_table_that_the_page_cut_off_is_not() {
    let value = "GET /tasks response 200 data[].project.value object";
    let with_field = format!("{value}\nGET /tasks response 200 data[].project.value.x string");
    insta::assert_snapshot!(changes(&[(value, &with_field)]), @"breaking GET /tasks added response 200 data[].project.value.x string: was free-form JSON, becomes a struct");
    let options = "GET /tasks response 200 data[].parent.project.options object[]";
    let with_field = format!("{options}\nGET /tasks response 200 data[].parent.project.options[].name string");
    insta::assert_snapshot!(changes(&[(options, &with_field)]), @"additive GET /tasks added response 200 data[].parent.project.options[].name string: one more value arrives; the structs are non-exhaustive");
}

#[test]
fn a_body_that_a_status_gets_or_loses_is_one_change() {
    let kept: Vec<&str> = FIXTURE.lines().filter(|l| !l.starts_with("GET /tasks response 200")).collect();
    let kept = kept.join("\n").replace("GET /tasks status 200", "GET /tasks status 200 ~ffffffff");
    insta::assert_snapshot!(lines(&small(), &edit_facts(&kept, &[])), @r"
    breaking GET /tasks removed response 200 +15: code that reads it has nothing to read
    wording GET /tasks reworded status 200: read the source: the sentence may describe new behaviour
    ");
    insta::assert_snapshot!(changes(&[("PATCH /tasks/bulk status 204 ~00000010", "PATCH /tasks/bulk status 204 ~00000010\nPATCH /tasks/bulk response 204 id integer\nPATCH /tasks/bulk response 204 at object\nPATCH /tasks/bulk response 204 at.day string")]), @"breaking PATCH /tasks/bulk added response 204 +3: the method returns it, and returned nothing");
    insta::assert_snapshot!(changes(&[("POST /tasks status 400 ~0000000a", "POST /tasks status 400 ~0000000a\nPOST /tasks response 400 error string")]), @"additive POST /tasks added response 400 error string: one more value arrives; the structs are non-exhaustive");
}

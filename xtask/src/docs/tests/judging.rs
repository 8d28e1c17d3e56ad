//! Tests that `docs check` judges marks fact by fact, and that following its advice literally works.

use super::*;
use crate::docs::spec::step;

/// The lines of the failures that a contract describes and that the fixture's spec marks as unlisted.
const FAILURES: [&str; 4] = [
    "GET /tasks status 400 ~0000000a",
    "POST /tasks status 400 ~0000000a",
    "PATCH /tasks/bulk status 400 ~0000000a",
    "POST /workflows/extract status 400 ~0000000a",
];

/// Returns the page with a body for the failure of these operations.
fn with_failure_bodies(places: &[&str], field: &str) -> Inventory {
    let mut text = FIXTURE.to_owned();
    for line in places {
        let operation = line.split(" status").next().unwrap();
        text = text.replacen(line, &format!("{line}\n{operation} response 400 {field}"), 1);
    }
    edit_facts(&text, &[])
}

/// Adds a copy of the schema `Problem` with this prefix and these marks, and a response that has it as its body.
fn with_own_problem(spec: &str, prefix: &str, marks: &str) -> String {
    let response = format!(
        "    {prefix}BadRequest:\n      description: The request was not understood.\n      content:\n        application/json:\n          schema:\n            $ref: '#/components/schemas/{prefix}Problem'\n"
    );
    let schema = format!(
        "    {prefix}Problem:\n      type: object\n{marks}      properties:\n        error:\n          type: string\n"
    );
    spec.replacen("  responses:\n    BadRequest:\n", &format!("  responses:\n{response}    BadRequest:\n"), 1) + &schema
}

fn causes(report: &Report) -> Vec<(&str, &str, &str)> {
    let place = |cause: &'_ check::compare::Cause| cause.pointer.is_some();
    assert!(report.causes.iter().all(place), "every cause has its place: {report:?}");
    report.causes.iter().map(|c| (c.pointer.as_deref().unwrap(), c.what.as_str(), c.todo.as_str())).collect()
}

#[test]
fn the_fixture_holds() {
    let report = checked(FIXTURE_SPEC, &small());
    let text = check::render(&report, &Spec::parse(FIXTURE_SPEC).unwrap(), "spec.yaml");
    assert_eq!(text, "facts 56/56\nmarks 22/22\n");
}

#[test]
fn a_mark_that_every_place_contradicts_is_one_cause_and_removing_it_is_enough() {
    let page = with_failure_bodies(&FAILURES, "error string");
    let report = checked(FIXTURE_SPEC, &page);
    let expected =
        [("/components/schemas/Problem", "the mark x-docs.unlisted hides 4 facts of the source", "remove the mark")];
    assert_eq!(causes(&report), expected);
    assert_eq!((report.facts, report.failing), (60, 4));

    let mut spec = Spec::parse(FIXTURE_SPEC).unwrap();
    spec.remove(&step("/components/schemas/Problem/x-docs", "unlisted"));
    assert!(checked(&spec.text(), &page).is_clean(), "the advice was followed and does not work");
}

#[test]
fn a_fact_that_a_mark_hides_does_not_hold_because_other_operations_bear_the_mark_out() {
    let page = with_failure_bodies(&FAILURES[..1], "error string");
    let report = checked(FIXTURE_SPEC, &page);
    let expected = [(
        "/components/schemas/Problem",
        "the mark x-docs.unlisted is not true in GET /tasks; it is in other places",
        "give those a copy of `Problem` without the mark",
    )];
    assert_eq!(causes(&report), expected);
    assert_eq!(report.causes[0].facts, ["GET /tasks response 400 error string"]);
    assert_eq!((report.facts, report.failing, report.untrue.len()), (57, 1, 0));

    // This follows the advice: the operation gets a separate response with a copy of the schema.
    let spec = with_own_problem(
        &FIXTURE_SPEC.replacen("'#/components/responses/BadRequest'", "'#/components/responses/ListedBadRequest'", 1),
        "Listed",
        "",
    );
    let report = checked(&spec, &page);
    assert!(report.is_clean(), "the advice was followed and does not work: {:?}", report.causes);
}

#[test]
fn what_a_source_says_at_a_hidden_place_is_compared_as_well() {
    let page = with_failure_bodies(&FAILURES, "error integer");
    let report = checked(FIXTURE_SPEC, &page);
    let whats: Vec<&str> = report.causes.iter().map(|cause| cause.what.as_str()).collect();
    assert_eq!(
        whats,
        ["the mark x-docs.unlisted hides 4 facts of the source", "the spec says `string`, the source `integer`"]
    );
}

#[test]
fn a_mark_that_one_source_bears_out_at_the_same_place_stays() {
    let expected = check::expected_facts::expected_facts(&Spec::parse(FIXTURE_SPEC).unwrap());
    let (page, contract) = (small(), with_failure_bodies(&FAILURES, "error string"));
    let report = check::compare(&[&page, &contract], &expected);
    assert!(report.is_clean(), "{:?}", report.causes);
    assert_eq!((report.facts, report.failing), (116, 0));
}

#[test]
fn of_the_operations_that_a_mark_separates_the_fewer_get_a_copy() {
    let page = with_failure_bodies(&FAILURES[..3], "error string");
    let report = checked(FIXTURE_SPEC, &page);
    let expected = [(
        "/components/schemas/Problem",
        "the mark x-docs.unlisted is true only in POST /workflows/extract",
        "give those a copy of `Problem` with the mark, and remove it here",
    )];
    assert_eq!(causes(&report), expected);

    // This follows the advice.
    let extract = FIXTURE_SPEC.find("operationId: extract_tasks\n").unwrap();
    let (before, after) = FIXTURE_SPEC.split_at(extract);
    let after = after.replacen("'#/components/responses/BadRequest'", "'#/components/responses/UnlistedBadRequest'", 1);
    let mark = "      x-docs: {unlisted: true}\n";
    let unmarked = format!("{before}{after}").replacen(
        &format!("    Problem:\n      type: object\n{mark}"),
        "    Problem:\n      type: object\n",
        1,
    );
    let spec = with_own_problem(&unmarked, "Unlisted", mark);
    let report = checked(&spec, &page);
    assert!(report.is_clean(), "the advice was followed and does not work: {:?}", report.causes);
}

#[test]
fn what_a_source_lacks_says_nothing_about_marks_further_in() {
    // No operation lists a 401, so no source states whether its body is listed.
    let spec = FIXTURE_SPEC.replacen(
        "      description: The key is not valid.\n",
        "      description: The key is not valid.\n      content:\n        application/json:\n          schema:\n            $ref: '#/components/schemas/Problem'\n",
        1,
    );
    let page = with_failure_bodies(&FAILURES, "error string");
    let report = checked(&spec, &page);
    let untrue: Vec<&str> = report.untrue.iter().map(|mark| mark.pointer.as_str()).collect();
    assert_eq!(untrue, ["/components/schemas/Problem"]);
}

#[test]
fn a_null_mark_of_the_source_at_one_of_several_places_is_reported() {
    let spec = FIXTURE_SPEC.replacen(
        "    Project:\n      type: object\n",
        "    Project:\n      type: object\n      nullable: true\n      x-docs: {nullable: absent}\n",
        1,
    );
    let at = "GET /tasks response 200 data[].project object";
    let report = checked(&spec, &edited(&[(&format!("{at}\n"), &format!("{at} nullable\n"))]));
    let expected = [(
        "/components/schemas/Project",
        "the mark x-docs.nullable is not true in GET /tasks; it is in other places",
        "give those a copy of `Project` without the mark",
    )];
    assert_eq!(causes(&report), expected);
}

#[test]
fn an_unlisted_status_that_is_listed_loses_its_mark() {
    let old = "GET /tasks status 400 ~0000000a";
    let page = edited(&[(old, &format!("{old}\nGET /tasks status 401"))]);
    let report = checked(FIXTURE_SPEC, &page);
    let expected = [(
        "/components/responses/Unauthorized",
        "the mark x-docs.absent hides a fact of the source",
        "remove the mark",
    )];
    assert_eq!(causes(&report), expected);
}

#[test]
fn a_field_the_spec_lacks_is_one_cause() {
    let old = "GET /tasks response 200 total integer";
    let page = edited(&[(old, &format!("{old}\nGET /tasks response 200 zone string"))]);
    let report = checked(FIXTURE_SPEC, &page);
    let expected = [(
        "/components/schemas/TaskPage",
        "the spec has no field `zone` here",
        "add it; `cargo xtask docs diff --apply SOURCE` writes it",
    )];
    assert_eq!(causes(&report), expected);
}

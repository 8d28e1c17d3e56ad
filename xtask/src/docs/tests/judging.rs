//! `docs check`: every fact is held against the spec, and every mark against the sources that can see its place.

use super::*;

#[test]
fn the_fixture_holds() {
    let report = checked(FIXTURE_SPEC, &small());
    let text = check::render(&report, &Spec::parse(FIXTURE_SPEC).unwrap(), "spec.yaml");
    assert!(report.is_clean(), "{text}");
}

#[test]
fn a_mark_that_the_page_contradicts_is_one_cause_with_its_remedy() {
    let old = "GET /tasks status 400 ~0000000a";
    let page = edited(&[(old, &format!("{old}\nGET /tasks status 401"))]);
    let report = checked(FIXTURE_SPEC, &page);
    let causes: Vec<(&str, &str)> = report.causes.iter().map(|c| (c.what.as_str(), c.todo.as_str())).collect();
    assert_eq!(causes, [("the mark x-docs.absent hides a fact of the source", "remove the mark")]);
}

#[test]
fn a_field_the_spec_lacks_is_one_cause() {
    let old = "GET /tasks response 200 total integer";
    let page = edited(&[(old, &format!("{old}\nGET /tasks response 200 zone string"))]);
    let report = checked(FIXTURE_SPEC, &page);
    assert_eq!(report.causes.len(), 1);
    assert_eq!(report.causes[0].what, "the spec has no field `zone` here");
}

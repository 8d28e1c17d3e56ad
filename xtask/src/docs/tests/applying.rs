//! `docs diff --apply`: the plan makes the spec say what the source says, and a second plan is empty.

use super::*;
use crate::docs::diff::edits::plan;

/// Applies the plan for a changed page, checks the result and returns the spec.
#[track_caller]
fn applies(edits: &[(&str, &str)]) -> String {
    let new = edited(edits);
    assert!(!checked(FIXTURE_SPEC, &new).is_clean(), "the change asks for no edit");
    let first = plan(&Spec::parse(FIXTURE_SPEC).unwrap(), &small(), &new, &[]);
    assert_eq!(first.decisions, Vec::<String>::new());
    let text = first.spec.text();
    let report = checked(&text, &new);
    assert!(report.is_clean(), "{}\n{text}", check::render(&report, &Spec::parse(&text).unwrap(), "spec"));
    let second = plan(&Spec::parse(&text).unwrap(), &small(), &new, &[]);
    assert_eq!(second.edits, []);
    text
}

#[test]
fn a_parameter_comes_and_another_goes() {
    let old = "GET /tasks query source string optional ~00000007";
    let text = applies(&[(old, "GET /tasks query team string optional")]);
    assert!(text.contains("- name: team\n"), "{text}");
    assert!(!text.contains("- name: source\n"), "{text}");
}

#[test]
fn a_field_comes_and_another_goes() {
    let old = "GET /tasks response 200 total integer";
    let text = applies(&[(old, "GET /tasks response 200 count integer")]);
    assert!(text.contains("        count:\n"), "{text}");
}

#[test]
fn an_unlisted_status_that_is_listed_loses_its_mark() {
    let old = "GET /tasks status 400 ~0000000a";
    applies(&[(old, &format!("{old}\nGET /tasks status 401"))]);
}

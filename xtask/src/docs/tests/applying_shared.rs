//! Tests `docs diff --apply`: operations, and components with several uses.

use super::applying::{applies, applies_to, planned};
use super::*;

#[test]
fn a_parameter_another_operation_has_already_is_referred_to() {
    let behind = "PATCH /tasks/bulk path workspace_id integer required ~00000004";
    let text = applies(&[(behind, &format!("{behind}\nPATCH /tasks/bulk query page integer optional"))]);
    // Another operation of the spec already has both lines.
    assert_eq!(text, [""; 0]);
}

#[test]
fn a_parameter_shared_by_all_operations_is_changed_in_its_component() {
    let new = edited(&[("path workspace_id integer", "path workspace_id string")]);
    let (plan, _) = planned(&new);
    let pointers: Vec<&str> = plan.edits.iter().map(|edit| edit.pointer.as_str()).collect();
    assert_eq!(pointers, ["/components/parameters/WorkspaceId"]);
    applies_to(&new);
}

#[test]
fn a_field_of_a_schema_used_in_several_places_is_one_edit() {
    let kind = |line: &str| (format!("{line}.id integer"), format!("{line}.id integer\n{line}.kind string"));
    let (a, b) =
        (kind("GET /tasks response 200 data[].project"), kind("GET /tasks response 200 data[].parent.project"));
    let new = edited(&[(&a.0, &a.1), (&b.0, &b.1)]);
    let (plan, _) = planned(&new);
    let edits: Vec<(&str, usize)> = plan.edits.iter().map(|edit| (edit.pointer.as_str(), edit.keys.len())).collect();
    assert_eq!(edits, [("/components/schemas/Project/properties/kind", 2)]);
    applies_to(&new);
}

#[test]
fn a_field_that_changed_in_one_of_several_places_is_left_to_a_person_with_its_line() {
    let line = "GET /tasks response 200 data[].project.id integer";
    let new = page_with(line, "GET /tasks response 200 data[].project.kind string");
    let (plan, text) = planned(&new);
    let decisions: Vec<(usize, &str)> =
        plan.decisions.iter().map(|decision| (decision.line.unwrap(), decision.text.as_str())).collect();
    let line = text.lines().position(|line| line == "    Project:").unwrap() + 1;
    let expected = "components → schemas → Project: `kind` came in 1 of 2 places that use it, not in GET /tasks; give those \
                    that changed a schema of their own";
    assert_eq!(decisions, [(line, expected)]);
}

#[test]
fn what_check_would_report_after_all_edits_is_a_decision() {
    // A null mark for one of two uses of a schema.
    let spec = spec(
        "    Project:\n      type: object\n",
        "    Project:\n      type: object\n      nullable: true\n      x-docs: {nullable: absent}\n",
    );
    let new = edited(&[("data[].project object\n", "data[].project object nullable\n")]);
    let committed = Spec::parse(&spec).unwrap();
    let plan = crate::docs::diff::edits::plan(&committed, &committed, &small(), &new, &[]);
    let report = checked(&plan.spec.text(), &new);
    assert_eq!(plan.decisions.len(), report.causes.len(), "{:?}\n{:?}", plan.decisions, report.causes);
    assert!(plan.decisions[0].text.contains("give those a copy of `Project` without the mark"), "{:?}", plan.decisions);
}

#[test]
fn an_added_operation_on_a_new_path_and_on_a_known_one() {
    let old = "PATCH /tasks/bulk title ~0000000e";
    let new = |head: &str| {
        format!(
            "{head} title\n{head} example body object\n{head} path organization_id integer required\n{head} path workspace_id integer required\n\
             {head} query page integer optional\n{head} body name string\n{head} body start_date string nullable\n{head} status 200\n\
             {head} response 200 items object[]\n{head} response 200 items[].name string\n{head} status 400 ~0000000a\n{old}"
        )
    };
    let text = applies(&[(old, &new("POST /tasks/batch"))]);
    assert!(text.contains(&"operationId: post_tasks_batch".to_owned()), "{text:?}");
    applies(&[(old, &new("PATCH /tasks"))]);
}

#[test]
fn a_removed_operation_and_a_moved_one_that_keeps_its_text() {
    let without: Vec<&str> = FIXTURE.lines().filter(|l| !l.starts_with("PATCH")).collect();
    let text = applies_to(&edit_facts(&without.join("\n"), &[]));
    assert!(!text.contains("patch_tasks"), "{text}");

    let text = applies_to(&edited(&[("PATCH /tasks/bulk", "PATCH /tasks/many")]));
    assert!(text.contains("      operationId: patch_tasks\n      summary: Patch many tasks\n"), "{text}");
}

#[test]
fn a_dropped_object_takes_its_components_along() {
    let gone: Vec<&str> = FIXTURE.lines().filter(|l| !l.contains("data[].parent")).collect();
    let text = applies_to(&edit_facts(&gone.join("\n"), &[]));
    assert!(!text.contains("    Parent:\n"), "{text}");
}

#[test]
fn the_base_of_a_variant_for_null_stays_without_other_uses() {
    let task = "          x-docs: {absent: true}\n        start_date:\n          $ref: '#/components/schemas/Date'\n";
    let variant = "    DateOrNull:\n      type: string\n      format: date\n      nullable: true\n      x-docs: {type: string, nullable: absent}\n";
    let spec = spec(task, &task.replace("/Date'", "/DateOrNull'")) + variant;
    let new = edited(&[
        ("GET /tasks query start string optional legacy ~00000008\n", ""),
        ("POST /tasks body start_date string\n", ""),
    ]);
    let committed = Spec::parse(&spec).unwrap();
    holds(&checked(&spec, &small()));
    let plan = crate::docs::diff::edits::plan(&committed, &committed, &small(), &new, &[]);
    assert_eq!((plan.decisions.as_slice(), plan.gone.as_slice()), (&[][..], &[][..]));
    holds(&checked(&plan.spec.text(), &new));
}

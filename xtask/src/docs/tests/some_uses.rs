//! Tests elements that several operations use and that a source changes for some of them: `diff` and `check` give one
//! advice, in the same words, and it works.

use super::applying::planned;
use super::*;

/// Returns the decisions of `diff`, and the advice of `check` after its edits.
fn advice(new: &Inventory) -> (Vec<String>, Vec<String>) {
    let (plan, text) = planned(new);
    let decisions = plan.decisions.into_iter().map(|decision| {
        let (_, text) = decision.text.split_once(": ").unwrap();
        text.rsplit(" in the page: ").next().unwrap().to_owned()
    });
    let mut todos: Vec<String> = checked(&text, new).causes.into_iter().map(|cause| cause.todo).collect();
    todos.sort();
    todos.dedup();
    (decisions.collect(), todos)
}

#[track_caller]
fn is_advised(new: &Inventory, expected: &str) {
    assert_eq!(advice(new), (vec![expected.to_owned()], vec![expected.to_owned()]));
}

#[test]
fn check_gives_the_advice_of_diff_about_a_field_that_changed_for_one_of_two_uses() {
    let line = "GET /tasks response 200 data[].project.id integer";
    is_advised(
        &page_with(line, "GET /tasks response 200 data[].project.kind string"),
        "`kind` came in 1 of 2 places that use it, not in GET /tasks; give those that changed a schema of their own",
    );
    is_advised(
        &edited(&[("GET /tasks response 200 data[].parent.project.id integer\n", "")]),
        "`id` is not in 1 of 2 places that use it, such as GET /tasks; give those a schema of their own",
    );
    is_advised(
        &edited(&[(line, "GET /tasks response 200 data[].project.id string")]),
        "1 of 2 places that use it changed, such as GET /tasks; give those a schema of their own",
    );
}

#[test]
fn the_advice_about_one_of_two_uses_works() {
    let page = page_with(
        "GET /tasks response 200 data[].project.id integer",
        "GET /tasks response 200 data[].project.kind string",
    );
    let copy = "    OwnProject:\n      type: object\n      properties:\n        id:\n          $ref: '#/components/schemas/Id'\n        kind:\n          type: string\n        options:\n          type: array\n          items:\n            $ref: '#/components/schemas/Option'\n        value:\n          description: Any JSON.\n          x-docs: {type: object}\n";
    let task = "        project:\n          $ref: '#/components/schemas/Project'\n        secret:";
    let spec = spec(task, &task.replace("/Project'", "/OwnProject'"))
        .replace("          x-docs: {table: sometimes}\n", "")
        + copy;
    let left = reported(&checked(&spec, &page));
    assert!(!left.contains("kind") && !left.contains("OwnProject"), "{left}");
}

#[test]
fn a_parameter_of_a_path_that_changed_for_one_operation_is_a_decision_and_stays() {
    let new = edited(&[("POST /tasks path workspace_id integer", "POST /tasks path workspace_id string")]);
    let expected = "1 of 2 operations of the path changed `workspace_id`, such as POST /tasks; list it in each operation, \
                    not in the path";
    is_advised(&new, expected);
    assert_eq!(planned(&new).1, FIXTURE_SPEC, "nothing is edited");
}

#[test]
fn a_body_that_a_source_no_longer_describes_is_one_cause() {
    let without = |start: &str| -> Inventory {
        let lines: Vec<&str> = FIXTURE.lines().filter(|line| !line.starts_with(start)).collect();
        edit_facts(&lines.join("\n"), &[])
    };
    let response = without("GET /tasks response 200 ");
    insta::assert_snapshot!(reported(&checked(FIXTURE_SPEC, &response)), @"…/tasks/get/responses/200/content: no body of status 200 in the page: remove the content, or mark its media type with x-docs: {absent: true}");
    let (plan, _) = planned(&response);
    assert_eq!(plan.decisions.len(), 1, "{:?}", plan.decisions);
    insta::assert_snapshot!(reported(&checked(FIXTURE_SPEC, &without("POST /tasks body "))), @"…/tasks/post/requestBody/content/application~1json: no fields of the body in the page: let it have any members (additionalProperties: true), or mark each with x-docs: {absent: true}");
}

#[test]
fn a_body_that_one_of_the_operations_with_a_response_lacks_is_one_cause_with_its_advice() {
    let mut text = format!("# source contract\n{FIXTURE}");
    for operation in ["GET /tasks", "POST /tasks"] {
        let line = format!("{operation} status 400 ~0000000a\n");
        text = text.replace(&line, &format!("{line}{operation} response 400 error string\n"));
    }
    let report = reported(&checked(&spec("      x-docs: {unlisted: true}\n", ""), &edit_facts(&text, &[])));
    let about: Vec<&str> = report.lines().filter(|line| line.contains("status 400")).collect();
    insta::assert_snapshot!(about.join("\n"), @"/components/responses/BadRequest/content: no body of status 400 in the contract: 2 of 4 operations that use it have none, such as POST /workflows/extract; give those a response of their own");
}

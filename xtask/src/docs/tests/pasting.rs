//! The snippets of `docs diff`, pasted into the spec, make `docs check` whole again.

use super::*;
use crate::docs::diff::compare::compare;
use crate::docs::diff::edits::{Advice, Edit, Plan, all_edits, apply, plan};
use crate::docs::page::SourceCoverage;

fn planned(spec: &str, old: &Inventory, new: &Inventory) -> Plan {
    let changes = compare(old, new, SourceCoverage::default()).changes;
    plan(&Spec::parse(spec).unwrap(), old, new, &changes)
}

/// The spec after every edit of the plan.
fn pasted(spec: &str, plan: &Plan) -> String {
    let mut edits: Vec<Edit> = all_edits(&plan.advice);
    edits.extend(plan.unused.clone());
    let lines: Vec<String> = spec.lines().map(str::to_owned).collect();
    apply(&lines, &edits).join("\n")
}

#[track_caller]
fn whole(spec: &str, inventory: &Inventory) {
    let report = checked(spec, inventory);
    let text = check::render(&report, &Spec::parse(spec).unwrap(), "spec");
    assert!(report.is_clean(), "{text}\n{spec}");
}

/// Pastes what the plan says and checks; answers the lines that are new in the spec.
#[track_caller]
fn pastes(edits: &[(&str, &str)]) -> Vec<String> {
    let new = edited(edits);
    let plan = planned(FIXTURE_SPEC, &small(), &new);
    let by_hand: Vec<&Advice> = plan.advice.iter().filter(|a| matches!(a, Advice::ByHand(_))).collect();
    assert_eq!(by_hand, Vec::<&Advice>::new());
    assert!(!checked(FIXTURE_SPEC, &new).is_clean(), "the change asks for no edit");
    let spec = pasted(FIXTURE_SPEC, &plan);
    whole(&spec, &new);
    let old: Vec<&str> = FIXTURE_SPEC.lines().collect();
    spec.lines().filter(|l| !old.contains(l)).map(|l| l.trim().to_owned()).collect()
}

#[test]
fn the_fixture_is_whole_to_begin_with() {
    whole(FIXTURE_SPEC, &small());
}

#[test]
fn an_added_query_parameter() {
    let behind = "GET /tasks query source string optional ~00000007";
    let added = pastes(&[(behind, &format!("{behind}\nGET /tasks query team_id[] integer optional"))]);
    let expected =
        ["- name: team_id", "description: TODO in our own words.", "x-docs: {name: 'team_id[]'}", "type: integer"];
    assert_eq!(added, expected);
}

#[test]
fn a_parameter_another_operation_has_already_is_referred_to() {
    let behind = "PATCH /tasks/bulk path workspace_id integer required ~00000004";
    let with = |line: &str| format!("{behind}\nPATCH /tasks/bulk query {line}");
    let new = edited(&[(behind, &with("page integer optional"))]);
    let plan = planned(FIXTURE_SPEC, &small(), &new);
    let [Advice::Edits(edits)] = plan.advice.as_slice() else { panic!("{:?}", plan.advice) };
    assert_eq!(edits[0].snippet, ["      parameters:", "        - $ref: '#/components/parameters/Page'"]);
    whole(&pasted(FIXTURE_SPEC, &plan), &new);
}

#[test]
fn two_parameters_added_at_one_place_keep_their_order() {
    let behind = "GET /tasks query page integer optional ~00000005";
    let new = format!("{behind}\nGET /tasks query aa string optional\nGET /tasks query bb string required legacy");
    let names: Vec<String> = pastes(&[(behind, &new)])
        .into_iter()
        .filter(|l| l.starts_with("- name") || l.starts_with("required"))
        .collect();
    assert_eq!(names, ["- name: aa", "- name: bb", "required: true"]);
}

#[test]
fn a_removed_parameter_and_the_component_it_leaves_unused() {
    let new = edited(&[("GET /tasks query page integer optional ~00000005\n", "")]);
    let plan = planned(FIXTURE_SPEC, &small(), &new);
    assert_eq!(plan.unused.iter().map(|e| e.place.as_str()).collect::<Vec<_>>(), ["components → parameters → Page"]);
    whole(&pasted(FIXTURE_SPEC, &plan), &new);
}

#[test]
fn a_changed_parameter() {
    pastes(&[("query page integer optional", "query page string optional")]);
    pastes(&[("query source string optional", "query source integer required legacy")]);
    pastes(&[("query start string optional legacy", "query start string optional")]);
    pastes(&[("query order_by[] string", "query order_by[] integer")]);
}

#[test]
fn a_parameter_shared_by_all_operations_is_changed_in_its_component() {
    let new = edited(&[("path workspace_id integer", "path workspace_id string")]);
    let plan = planned(FIXTURE_SPEC, &small(), &new);
    let edits = all_edits(&plan.advice);
    assert_eq!(edits.len(), 1);
    assert_eq!(edits[0].place, "components → parameters → WorkspaceId");
    whole(&pasted(FIXTURE_SPEC, &plan), &new);
}

#[test]
fn a_dropped_field() {
    pastes(&[("GET /tasks response 200 total integer\n", "")]);
    pastes(&[("POST /tasks body tag_ids integer[]\n", "")]);
}

#[test]
fn a_dropped_object_takes_its_components_along() {
    let gone: Vec<&str> = FIXTURE.lines().filter(|l| !l.contains("data[].parent")).collect();
    let new = edit_facts(&gone.join("\n"), &[]);
    let plan = planned(FIXTURE_SPEC, &small(), &new);
    assert_eq!(plan.unused.iter().map(|e| e.place.as_str()).collect::<Vec<_>>(), ["components → schemas → Parent"]);
    let spec = pasted(FIXTURE_SPEC, &plan);
    // What is left is for people: the mark about the depth limit has nothing to be about any more.
    let report = checked(&spec, &new);
    assert_eq!(report.failing, []);
    assert_eq!(report.untrue.iter().map(|d| d.key).collect::<Vec<_>>(), ["table"]);
}

#[test]
fn a_field_of_a_schema_used_in_several_places_is_one_edit() {
    let new = edited(&[
        (
            "GET /tasks response 200 data[].project.id integer",
            "GET /tasks response 200 data[].project.id integer\nGET /tasks response 200 data[].project.kind string",
        ),
        (
            "GET /tasks response 200 data[].parent.project.id integer",
            "GET /tasks response 200 data[].parent.project.id integer\nGET /tasks response 200 data[].parent.project.kind string",
        ),
    ]);
    let plan = planned(FIXTURE_SPEC, &small(), &new);
    assert_eq!(all_edits(&plan.advice).len(), 1);
    assert_eq!(plan.advice[1], Advice::Same(0));
    whole(&pasted(FIXTURE_SPEC, &plan), &new);
}

#[test]
fn a_field_that_changed_in_one_of_several_places_is_left_to_people() {
    let new = edited(&[(
        "GET /tasks response 200 data[].project.id integer",
        "GET /tasks response 200 data[].project.id integer\nGET /tasks response 200 data[].project.kind string",
    )]);
    let plan = planned(FIXTURE_SPEC, &small(), &new);
    assert_eq!(
        plan.advice,
        [Advice::ByHand(
            "components → schemas → Project is shared by 2 places of the page and 1 of them did not change, \
             such as GET /tasks response 200 data[].parent.project.kind; give those that changed a schema of their own"
                .to_owned()
        )]
    );
}

#[test]
fn a_changed_type() {
    pastes(&[("response 200 total integer", "response 200 total number")]);
    pastes(&[("response 200 total integer", "response 200 total string[]")]);
}

#[test]
fn a_field_that_becomes_nullable_or_stops_being_so() {
    assert_eq!(pastes(&[("body tag_ids integer[]", "body tag_ids integer[] nullable")]), Vec::<String>::new());
    pastes(&[("position integer nullable", "position integer")]);
    // A named date has a named twin.
    let new = edited(&[("POST /tasks body start_date string", "POST /tasks body start_date string nullable")]);
    let plan = planned(FIXTURE_SPEC, &small(), &new);
    assert_eq!(all_edits(&plan.advice)[0].snippet[1].trim(), "$ref: '#/components/schemas/NullableDate'");
    whole(&pasted(FIXTURE_SPEC, &plan), &new);
}

#[test]
fn an_object_that_is_new_with_its_fields() {
    let new = "GET /tasks response 200 stats object\nGET /tasks response 200 stats.list object[]\nGET /tasks response 200 stats.list[].name string\nGET /tasks response 200 stats.ok boolean\nGET /tasks response 200 total integer";
    pastes(&[("GET /tasks response 200 total integer", new)]);
}

#[test]
fn an_added_operation_on_a_new_path_and_on_a_known_one() {
    let old = "PATCH /tasks/bulk title ~0000000e";
    let new = |head: &str| {
        format!(
            "{head} title\n{head} example object\n{head} path organization_id integer required\n{head} path workspace_id integer required\n\
             {head} query page integer optional\n{head} body name string\n{head} body start_date string nullable\n{head} status 200\n\
             {head} response 200 items object[]\n{head} response 200 items[].name string\n{head} status 400 ~0000000a\n{old}"
        )
    };
    pastes(&[(old, &new("POST /tasks/batch"))]);
    pastes(&[(old, &new("PATCH /tasks"))]);
}

#[test]
fn a_removed_operation() {
    let without: Vec<&str> = FIXTURE.lines().filter(|l| !l.starts_with("PATCH")).collect();
    let new = edit_facts(&without.join("\n"), &[]);
    let plan = planned(FIXTURE_SPEC, &small(), &new);
    whole(&pasted(FIXTURE_SPEC, &plan), &new);
}

#[test]
fn a_renamed_operation_keeps_its_text() {
    let new = edited(&[("PATCH /tasks/bulk", "PATCH /tasks/many")]);
    let plan = planned(FIXTURE_SPEC, &small(), &new);
    let spec = pasted(FIXTURE_SPEC, &plan);
    whole(&spec, &new);
    assert_eq!(spec.replace("/tasks/many:", "/tasks/bulk:"), FIXTURE_SPEC.trim_end());
}

#[test]
fn a_status_that_is_new_and_one_the_spec_had_as_unlisted() {
    let old = "GET /tasks status 400 ~0000000a";
    pastes(&[(old, &format!("{old}\nGET /tasks status 404"))]);
    pastes(&[(old, &format!("{old}\nGET /tasks status 401"))]);
    pastes(&[("PATCH /tasks/bulk status 204 ~00000010\n", "PATCH /tasks/bulk status 202 ~00000010\n")]);
}

#[test]
fn a_changed_sentence_asks_for_nothing() {
    let new = edited(&[("~00000009", "~ffffffff")]);
    let plan = planned(FIXTURE_SPEC, &small(), &new);
    assert_eq!(plan.advice, [Advice::Nothing]);
    whole(FIXTURE_SPEC, &new);
}

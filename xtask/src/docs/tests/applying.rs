//! Tests `docs diff --apply` on a page: after the plan, the spec agrees with the page, and a second plan is empty.

use super::*;
use crate::docs::diff::edits::{Plan, plan};
use crate::docs::inventory::{Constraints, Method, PREFIX, Param, Response, Scalar, SourceNames, Type, Wording};

/// Returns the plan for a changed page, and the spec after it.
pub(super) fn planned(new: &Inventory) -> (Plan, String) {
    let committed = Spec::parse(FIXTURE_SPEC).unwrap();
    let plan = plan(&committed, &committed, &small(), new, &[]);
    let text = plan.spec.text();
    (plan, text)
}

/// Applies the plan for a changed page, checks the result, plans again, and returns the new lines.
#[track_caller]
pub(super) fn applies(edits: &[(&str, &str)]) -> Vec<String> {
    let new = edited(edits);
    assert!(!checked(FIXTURE_SPEC, &new).is_clean(), "the change asks for no edit");
    let text = applies_to(&new);
    let old: Vec<&str> = FIXTURE_SPEC.lines().collect();
    text.lines().filter(|line| !old.contains(line)).map(|line| line.trim().to_owned()).collect()
}

#[track_caller]
pub(super) fn applies_to(new: &Inventory) -> String {
    let (first, text) = planned(new);
    assert_eq!(first.decisions, []);
    let report = checked(&text, new);
    assert!(report.is_clean(), "{}\n{text}", check::render(&report, &Spec::parse(&text).unwrap(), "spec"));
    assert_eq!(Spec::parse(&text).unwrap().value, first.spec.value, "the text and the value differ");
    let committed = Spec::parse(FIXTURE_SPEC).unwrap();
    let second = plan(&Spec::parse(&text).unwrap(), &committed, &small(), new, &[]);
    assert_eq!(second.edits, [], "a second plan has edits");
    text
}

#[test]
fn a_text_that_is_written_anew_has_quotes_only_if_yaml_needs_them() {
    let plain = [
        "Position, 1 or greater. With `null` the service chooses (it's the last).".to_owned(),
        "Color, for example `#e36a00`.".to_owned(),
    ];
    let quoted = ["Id of a person: not yet a user.", "One #2.", "`null` for none.", "Ends with:", "Für alle."];
    for text in plain.into_iter().chain(quoted.iter().map(|text| format!("'{text}'"))) {
        let before =
            format!("info:\n  description: {text}\n  title: a b\npaths:\n  /a:\n    get:\n      operationId: a\n");
        let mut spec = Spec::parse(&before).unwrap();
        spec.replace("/info", spec.value["info"].clone());
        assert_eq!(spec.text(), before);
    }
}

#[test]
fn a_key_on_the_line_of_its_dash_is_written_with_the_dash() {
    let text = "paths:\n  /a:\n    get:\n      allOf:\n        - $ref: '#/b'\n        - c: d\n          e: f\n";
    let edits: [fn(&mut Spec); 3] = [
        |spec| spec.replace("/paths/~1a/get/allOf/0/$ref", "#/other".into()),
        |spec| spec.remove("/paths/~1a/get/allOf/1/c"),
        |spec| spec.insert("/paths/~1a/get/allOf/1", "a", "b".into(), None, Some("c")),
    ];
    for edit in edits {
        let mut spec = Spec::parse(text).unwrap();
        edit(&mut spec);
        assert_eq!(Spec::parse(&spec.text()).unwrap().value, spec.value, "{}", spec.text());
    }
}

/// Returns an operation of a new path whose source calls it `show-thing`.
fn show_thing(method: Method, path_params: &[&str]) -> Operation {
    let mut operation = Operation::new(method, format!("{PREFIX}/things/{{thing_id}}"), Wording(None));
    operation.id_in_source = SourceNames(vec!["show-thing".to_owned()]);
    let param = |name: &&str| Param {
        name: (*name).to_owned(),
        ty: Type::one(Scalar::Integer),
        required: true,
        legacy: false,
        spelling: None,
        constraints: Constraints::default(),
        wording: Wording(None),
    };
    operation.path_params = path_params.iter().map(param).collect();
    operation.responses = vec![Response { status: 204, wording: Wording(None), fields: Vec::new() }];
    operation
}

#[test]
fn two_new_operations_with_one_id_get_two() {
    let mut new = small();
    let params = ["organization_id", "workspace_id", "thing_id"];
    new.operations.extend([Method::Get, Method::Delete].map(|method| show_thing(method, &params)));
    let text = applies_to(&new);
    for id in ["operationId: show_thing\n", "operationId: show_thing_2\n"] {
        assert_eq!(text.matches(id).count(), 1, "{id}");
    }
}

#[test]
fn a_path_that_one_of_its_operations_does_not_describe_keeps_its_parameters() {
    let mut new = small();
    new.operations.push(show_thing(Method::Get, &["organization_id", "workspace_id", "thing_id"]));
    new.operations.push(show_thing(Method::Delete, &[]));
    let (plan, text) = planned(&new);
    assert_eq!(Spec::parse(&text).unwrap().value, plan.spec.value, "{text}");
    assert_eq!(text.matches("name: thing_id").count(), 1, "{text}");
}

#[test]
fn a_parameter_comes_and_another_goes() {
    let old = "GET /tasks query source string optional ~00000007";
    let text = applies(&[(old, "GET /tasks query team integer[] optional spelling=brackets")]);
    let expected = [
        "- name: team",
        "style: form",
        "explode: true",
        "description: TODO in our own words.",
        "x-docs: {name: 'team[]'}",
        "type: integer",
    ];
    assert_eq!(text, expected);
}

#[test]
fn parameters_added_at_one_place_keep_their_order() {
    let behind = "GET /tasks query page integer optional ~00000005";
    let names: String =
        (b'a'..=b'z').map(|c| format!("\nGET /tasks query new_{} string optional", c as char)).collect();
    let added: Vec<String> =
        applies(&[(behind, &format!("{behind}{names}"))]).into_iter().filter(|l| l.starts_with("- name")).collect();
    let expected: Vec<String> = (b'a'..=b'z').map(|c| format!("- name: new_{}", c as char)).collect();
    assert_eq!(added, expected);
}

#[test]
fn a_removed_parameter_takes_its_component_along() {
    let text = applies_to(&edited(&[("GET /tasks query page integer optional ~00000005\n", "")]));
    assert!(!text.contains("    Page:\n"), "{text}");
}

#[test]
fn a_changed_parameter() {
    applies(&[("body position integer nullable", "body position integer")]);
    applies(&[("query source string optional", "query source integer required legacy")]);
    applies(&[("query start string optional legacy", "query start string optional")]);
    applies(&[("query order_by string[]", "query order_by integer[]")]);
    applies(&[("query source string optional", "query source string[] optional spelling=brackets")]);
}

#[test]
fn reordered_parameters_follow_the_page() {
    let mut new = small();
    new.operations[0].query.swap(0, 2);
    applies_to(&new);
}

#[test]
fn a_field_comes_and_another_goes() {
    let old = "GET /tasks response 200 total integer";
    let text = applies(&[(old, "GET /tasks response 200 count integer")]);
    assert_eq!(text, ["count:", "description: TODO in our own words."]);
    applies(&[("POST /tasks body tag_ids integer[]\n", "")]);
}

#[test]
fn a_changed_type() {
    applies(&[("response 200 total integer", "response 200 total number")]);
    applies(&[("response 200 total integer", "response 200 total string[]")]);
}

#[test]
fn a_field_that_becomes_nullable_or_stops_being_so() {
    applies(&[("body tag_ids integer[]", "body tag_ids integer[] nullable")]);
    applies(&[("position integer nullable", "position integer")]);
    let text = applies(&[("POST /tasks body start_date string", "POST /tasks body start_date string nullable")]);
    assert_eq!(text, [""; 0], "a named date has a named twin, which is used already");
}

#[test]
fn an_object_that_is_new_with_its_fields() {
    let new = "GET /tasks response 200 stats object\nGET /tasks response 200 stats.list object[]\nGET /tasks response 200 stats.list[].name string\nGET /tasks response 200 stats.ok boolean\nGET /tasks response 200 total integer";
    let text = applies(&[("GET /tasks response 200 total integer", new)]);
    assert!(text.contains(&"Stats:".to_owned()), "objects become components: {text:?}");
}

#[test]
fn a_status_that_is_new_and_one_the_spec_had_as_unlisted() {
    let old = "GET /tasks status 400 ~0000000a";
    applies(&[(old, &format!("{old}\nGET /tasks status 404"))]);
    let text = applies(&[(old, &format!("{old}\nGET /tasks status 401"))]);
    assert_eq!(text, [""; 0], "its mark goes, nothing comes");
    assert!(applies_to(&edited(&[(old, &format!("{old}\nGET /tasks status 401"))])).contains("    Unauthorized:"));
    applies(&[("PATCH /tasks/bulk status 204 ~00000010\n", "PATCH /tasks/bulk status 202 ~00000010\n")]);
}

#[test]
fn a_status_that_is_listed_now_refers_to_the_response_of_the_operations_that_list_it() {
    let listed = "    Denied:\n      description: The key is not valid.\n    Unauthorized:\n";
    let with_listed = spec("    Unauthorized:\n", listed).replace(
        "        '201':\n",
        "        '401':\n          $ref: '#/components/responses/Denied'\n        '201':\n",
    );
    let committed = Spec::parse(&with_listed).unwrap();
    let post = ("POST /tasks status 400 ~0000000a", "POST /tasks status 400 ~0000000a\nPOST /tasks status 401");
    let get = ("GET /tasks status 400 ~0000000a", "GET /tasks status 400 ~0000000a\nGET /tasks status 401");
    let plan = plan(&committed, &committed, &edited(&[post]), &edited(&[post, get]), &[]);
    let made: Vec<_> = plan.edits.iter().map(|edit| (edit.action, edit.pointer.rsplit('/').next().unwrap())).collect();
    assert_eq!(made, [("change", "401"), ("remove", "Unauthorized")]);
    let text = plan.spec.text();
    assert_eq!((text.matches("responses/Denied").count(), text.contains("Unauthorized")), (2, false), "{text}");
}

#[test]
fn a_description_of_what_changed_has_to_be_read_again() {
    let read = |edits: &[(&str, &str)]| planned(&edited(edits)).0.descriptions_to_read;
    let source = read(&[("query source string optional", "query source integer optional")]);
    assert_eq!(source, ["paths → …/tasks → get → parameters → 2"]);
    assert_eq!(read(&[("response 200 total integer", "response 200 count integer")]), [""; 0]);
}

#[test]
fn a_changed_sentence_asks_for_nothing() {
    let (plan, text) = planned(&edited(&[("~00000009", "~ffffffff")]));
    assert_eq!((plan.edits, plan.decisions), (vec![], vec![]));
    assert_eq!(text, FIXTURE_SPEC);
}

#[test]
fn a_schema_whose_type_is_named_by_hand_stays_without_its_marks() {
    let line = "GET /tasks response 200 data[].project.options[].name string\n";
    let field = line.replace("name string", "custom_field_id integer");
    let old = edited(&[(line, &format!("{line}{field}"))]);
    let committed = spec(
        "    Option:\n      type: object\n      properties:\n",
        "    CustomFieldId:\n      type: integer\n      format: int64\n      nullable: true\n      description: Id.\n      x-docs: {type: integer, nullable: absent}\n    \
         Option:\n      type: object\n      properties:\n        custom_field_id:\n          $ref: \
         '#/components/schemas/CustomFieldId'\n",
    );
    holds(&checked(&committed, &old));
    let parsed = Spec::parse(&committed).unwrap();
    let plan = plan(&parsed, &parsed, &old, &small(), &[]);
    let text = plan.spec.text();
    let kept = "    CustomFieldId:\n      type: integer\n      format: int64\n      description: Id.\n    Option:\n";
    assert!(text.contains(kept), "{text}");
    holds(&checked(&text, &small()));
    let actions: Vec<String> = plan.edits.iter().map(|edit| format!("{} {}", edit.action, edit.pointer)).collect();
    assert_eq!(
        actions,
        [
            "remove /components/schemas/Option/properties/custom_field_id",
            "remove /components/schemas/CustomFieldId/x-docs",
            "remove /components/schemas/CustomFieldId/nullable",
        ]
    );
}

#[test]
fn the_operation_that_is_implemented_by_hand_is_missed_only_if_it_was_there() {
    let named = FIXTURE_SPEC.replace("operationId: extract_tasks\n", "operationId: extract_tasks_from_image\n");
    let without = edited(&[]);
    let new = Inventory {
        operations: without.operations.into_iter().filter(|operation| !operation.path.ends_with("/extract")).collect(),
        ..Inventory::default()
    };
    let decisions = |spec: &str| -> Vec<String> {
        let committed = Spec::parse(spec).unwrap();
        let plan = plan(&committed, &committed, &small(), &new, &[]);
        plan.decisions.into_iter().map(|decision| decision.text).filter(|text| text.contains("implements")).collect()
    };
    assert_eq!(decisions(FIXTURE_SPEC), [""; 0]);
    let of_hand = decisions(&named);
    assert_eq!(of_hand.len(), 1, "{of_hand:?}");
    assert!(of_hand[0].contains("no operation `extract_tasks_from_image`"), "{of_hand:?}");
}

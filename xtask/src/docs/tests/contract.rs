//! Tests the steps from a contract to the spec: `docs diff`, `--apply`, and a spec that the generator accepts.
//!
//! `contract/` has a small API: its page, its spec, and the contract that follows, with each kind of change that the
//! vendor's contracts have had. All of it is invented.

use serde_json::json;

use super::*;
use crate::codegen;
use crate::docs::PLACEHOLDER;
use crate::docs::check::expected_facts::expected_facts;
use crate::docs::diff::causes::causes;
use crate::docs::diff::edits::{Plan, plan};
use crate::docs::diff::{Format, compare, render};
use crate::docs::inventory::SourceKind;

pub(super) const BEFORE: &str = include_str!("contract/before.facts");
pub(super) const SPEC: &str = include_str!("contract/spec.yaml");
const NEXT: &str = include_str!("contract/next.yaml");

fn before() -> Inventory {
    facts::from_text(BEFORE).unwrap()
}

/// Returns the contract in the form that the vendor publishes.
pub(super) fn next_json() -> String {
    let contract: serde_json::Value = serde_saphyr::from_str(NEXT).unwrap();
    contract.to_string()
}

fn next() -> ParsedPage {
    next_with(&|_| ())
}

/// Returns the contract with a change of its definitions.
fn next_with(change: &dyn Fn(&mut serde_json::Value)) -> ParsedPage {
    next_changed(&|contract| change(&mut contract["definitions"]))
}

/// Returns the contract with a change.
fn next_changed(change: &dyn Fn(&mut serde_json::Value)) -> ParsedPage {
    let known: Vec<String> = before().operations.iter().map(|operation| operation.path.clone()).collect();
    let mut contract: serde_json::Value = serde_saphyr::from_str(NEXT).unwrap();
    change(&mut contract);
    page::read(contract.to_string().as_bytes(), &PathSelection::Known(&known)).unwrap()
}

fn plan_from(spec: &str) -> Plan {
    let committed = Spec::parse(SPEC).unwrap();
    plan(&Spec::parse(spec).unwrap(), &committed, &before(), &next().inventory, &[])
}

/// Returns the spec with its descriptions written.
fn described(spec: &str) -> String {
    spec.replace(PLACEHOLDER, "Described by a person.")
}

fn report(spec: &str, plan: &Plan) -> String {
    let committed = Spec::parse(SPEC).unwrap();
    let page = next();
    let comparison = compare::compare(&before(), &page.inventory, &expected_facts(&committed));
    let entries = causes(&comparison.changes);
    let spec = Spec::parse(spec).unwrap();
    let report = render::Report {
        comparison: &comparison,
        entries: &entries,
        page: &page,
        plan: Some((&spec, plan)),
        spec: "openapi/focus.yaml",
        applied: false,
    };
    report.render(Format::Text)
}

#[test]
fn the_spec_holds_before_and_the_generator_accepts_it() {
    holds(&checked(SPEC, &before()));
    codegen::generate(SPEC).unwrap();
}

#[test]
fn the_contract_is_read_completely() {
    let page = next();
    assert_eq!(page.inventory.source, SourceKind::Contract);
    assert_eq!(page.unrecognized, []);
    assert_eq!(
        page.notes,
        ["left out: 1 other path of the contract (/other/things); --all reads every path, --path GLOB some of them"]
    );
}

#[test]
fn after_its_descriptions_are_written_check_holds_and_the_generator_accepts_the_spec() {
    let plan = plan_from(SPEC);
    assert_eq!(plan.decisions, []);
    let text = described(&plan.spec.text());
    holds(&checked(&text, &next().inventory));
    assert_eq!(codegen::unsupported(&Spec::parse(&text).unwrap().value), []);
    let code = codegen::generate(&text).unwrap();
    for expected in [
        // A new parameter whose method name is in use, beside the existing parameter.
        "pub fn client_value<V>(mut self, value: V) -> Self",
        "client => client_id: many(",
        // A member of one of the schemas that become one type.
        "pub confidence: ::std::option::Option<f64>",
        "pub next_cursor: ::std::option::Option<::std::string::String>",
        "pub struct BulkRestoreTasks<'a>",
        "pub struct DuplicateTask<'a>",
        "pub struct ListCalendarTasks<'a>",
    ] {
        assert!(code.contains(expected), "the code lacks `{expected}`");
    }
    assert_eq!(code.matches("pub phase: ").count(), 2, "a member of one patch is in both");
}

#[test]
fn what_the_contract_states_is_in_the_spec() {
    let text = plan_from(SPEC).spec.text();
    for expected in [
        // Objects are components; enumerations and dates refer to components.
        "    Participant:\n      type: object\n",
        "    Insights:\n      type: object\n",
        "    EffortUnit:\n      type: string\n      description: TODO in our own words.\n      enum: [hours, points]\n",
        "    NullableEffortUnit:\n      type: string\n      nullable: true\n      description: TODO in our own words.\n      enum: [hours, points, null]\n",
        "      pattern: '^-?(name|effort|pcf_[1-9][0-9]*)$'\n",
        "          maxItems: 50\n",
        "          minimum: 1\n",
        // The new parameter gets another method name; the existing one keeps its name.
        "        - name: client\n          in: query\n          x-rust-name: client_value\n",
        "          x-docs: {absent: true}\n",
        "      operationId: bulk_restore_tasks\n",
        "      operationId: list_calendar_tasks\n",
        "      operationId: duplicate_task\n",
    ] {
        assert!(text.contains(expected), "the spec lacks {expected:?}:\n{text}");
    }
    for gone in ["creator_id", "ghost", "Ghost", "timezone", "UserId", "client_id_value"] {
        assert!(!text.contains(gone), "the spec still has {gone}:\n{text}");
    }
}

#[test]
fn a_second_plan_has_no_edits_and_the_report_has_the_same_entries() {
    let first = plan_from(SPEC);
    let text = described(&first.spec.text());
    let second = plan_from(&text);
    assert_eq!((second.edits.as_slice(), second.decisions.as_slice()), (&[][..], &[][..]));
    assert_eq!(second.spec.text(), text);
    let entries = |report: &str| -> Vec<String> {
        let lines = report.lines().filter(|line| !line.trim_start().starts_with("edit: "));
        lines.take_while(|line| !line.contains(" breaking, ")).map(str::to_owned).collect()
    };
    assert_eq!(entries(&report(SPEC, &first)), entries(&report(&text, &second)));
}

#[test]
fn the_report_of_the_contract() {
    insta::assert_snapshot!("contract_report", report(SPEC, &plan_from(SPEC)));
}

#[test]
fn a_member_that_goes_from_one_of_two_patches_is_left_to_a_person() {
    let next = next_with(&|definitions| {
        definitions["m.BulkTaskPatch"]["properties"].as_object_mut().unwrap().remove("color");
    });
    let committed = Spec::parse(SPEC).unwrap();
    let plan = plan(&committed, &committed, &before(), &next.inventory, &[]);
    let texts: Vec<&str> = plan.decisions.iter().map(|decision| decision.text.as_str()).collect();
    assert_eq!(texts.len(), 1, "{texts:#?}");
    assert!(texts[0].contains("`TaskPatch.color` is not in `BulkTaskPatch`"), "{texts:?}");
    let line = plan.decisions[0].line.unwrap();
    assert_eq!(plan.spec.text().lines().nth(line - 1).unwrap().trim(), "color:");
}

#[test]
fn values_of_numbers_are_numbers_and_a_schema_has_a_name_for_rust() {
    let after = next_with(&|definitions| {
        definitions["m.HTTPError"] = json!({"type": "object", "properties": {"reason": {"type": "string"}}});
        definitions["m.Operation"] = json!({"type": "string", "enum": ["plan", "do"]});
        definitions["m.TaskPatch"]["properties"]["operation"] = json!({"$ref": "#/definitions/m.Operation"});
        definitions["m.Task"]["properties"]["failure"] = json!({"$ref": "#/definitions/m.HTTPError"});
        definitions["m.Self"] = json!({"type": "object", "properties": {"at": {"type": "string"}}});
        definitions["m.Task"]["properties"]["level"] = json!({"type": "integer", "enum": [1, 2]});
        definitions["m.Task"]["properties"]["self"] = json!({"$ref": "#/definitions/m.Self"});
    });
    let committed = Spec::parse(SPEC).unwrap();
    let plan = plan(&committed, &committed, &before(), &after.inventory, &[]);
    let text = described(&plan.spec.text());
    for expected in ["x-known-values: [1, 2]", "    SelfObject:\n", "    HttpError:\n", "    OperationKind:\n"] {
        assert!(text.contains(expected), "the spec lacks {expected:?}: {text}");
    }
    assert_eq!(codegen::unsupported(&plan.spec.value), []);
}

#[test]
fn sort_keys_that_are_no_pairs_become_an_enumeration() {
    let sorted_by = |values: serde_json::Value| {
        next_changed(&|contract| {
            for item in contract["paths"].as_object_mut().unwrap().values_mut() {
                let parameters = item.pointer_mut("/get/parameters").and_then(serde_json::Value::as_array_mut);
                for parameter in parameters.into_iter().flatten() {
                    if parameter["name"] == "order_by" {
                        parameter["items"]["enum"] = values.clone();
                    }
                }
            }
        })
        .inventory
    };
    let committed = Spec::parse(SPEC).unwrap();
    let plan_for = |after: &Inventory| plan(&committed, &committed, &before(), after, &[]);
    let after = sorted_by(json!(["name", "-name", "date"]));
    let plan = plan_for(&after);
    assert_eq!(plan.decisions, []);
    let text = described(&plan.spec.text());
    assert!(text.contains("      enum: [name, '-name', date]\n") && !text.contains("x-sort-keys"), "{text}");
    holds(&checked(&text, &after));
    codegen::generate(&text).unwrap();
    // The advice of `check` for the spec before.
    let keys = described(&plan_for(&sorted_by(json!(["name", "-name"]))).spec.text());
    assert!(keys.contains("x-sort-keys: [name]"), "{keys}");
    let report = reported(&checked(&keys, &after));
    assert!(report.contains("write enum: name,-name,date instead of `x-sort-keys` and `pattern`"), "{report}");
    let report = reported(&checked(&keys, &sorted_by(json!(["-date", "date"]))));
    assert!(report.contains("list date in `x-sort-keys` and in `pattern`"), "{report}");
}

#[test]
fn a_copied_member_follows_its_original() {
    let text = described(&plan_from(SPEC).spec.text());
    let nullable = "          type: string\n          nullable: true\n          description: Described by a person.\n          x-docs: {absent: true}\n";
    assert_eq!(text.matches(nullable).count(), 1, "{text}");
    let after = next_with(&|definitions| definitions["m.TaskPatch"]["properties"]["phase"] = json!({"type": "string"}));
    let committed = Spec::parse(&text).unwrap();
    let plan = plan(&committed, &committed, &next().inventory, &after.inventory, &[]);
    assert_eq!(plan.decisions, []);
    let after = plan.spec.text();
    assert!(after.contains(&nullable.replace("          nullable: true\n", "")), "{after}");
    assert_eq!(codegen::unsupported(&plan.spec.value), []);
}

#[test]
fn a_page_says_nothing_about_the_bodies_of_failures_beside_a_contract() {
    // The mark that these bodies have as long as all sources are pages.
    let committed = spec_with(
        "      description: Not understood.\n      content:\n        application/json:\n",
        "          x-docs: {absent: true}\n",
    );
    let parsed = Spec::parse(&committed).unwrap();
    holds(&checked(&committed, &before()));
    for glob in ["/tasks/bulk", "/tasks/recurring"] {
        // As `docs diff --path` does: the other operations are those of the page.
        let next = page::read(next_json().as_bytes(), &PathSelection::Glob(glob.to_owned())).unwrap().inventory;
        let (old, rest): (Vec<_>, Vec<_>) = before()
            .operations
            .into_iter()
            .partition(|operation| next.operation(operation.method, &operation.path).is_some());
        let [old, rest] = [old, rest].map(|operations| Inventory { operations, ..Inventory::default() });
        let plan = plan(&parsed, &parsed, &old, &next, std::slice::from_ref(&rest));
        let about_failures = |text: &str| text.contains("BadRequest") || text.contains("Problem");
        let decisions: Vec<_> = plan.decisions.iter().filter(|decision| about_failures(&decision.text)).collect();
        assert!(decisions.is_empty(), "{glob}: {decisions:#?}");
        let text = described(&plan.spec.text());
        assert!(!text.contains("application/json:\n          x-docs"), "the contract states the body: {text}");
        let expected = expected_facts(&Spec::parse(&text).unwrap());
        let report = reported(&check::compare(&[&next, &rest], &expected));
        assert!(!about_failures(&report), "{report}");
        // Without the contract, the page is the only evidence again.
        let alone = reported(&checked(&text, &before()));
        assert!(about_failures(&alone), "{alone}");
    }
}

/// Returns the spec with a line below some of its lines.
fn spec_with(lines: &str, added: &str) -> String {
    assert!(SPEC.contains(lines), "contract/spec.yaml has no {lines:?}: change the test with the fixture");
    SPEC.replacen(lines, &format!("{lines}{added}"), 1)
}

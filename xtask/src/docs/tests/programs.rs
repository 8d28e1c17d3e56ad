//! Checks the marks of the report with the compiler: a user's program for each kind of change.
//!
//! `docs diff --apply` writes the contract of `cases` before and after into a spec, a client is generated from each,
//! and the programs are checked against both clients: after a change that the report calls breaking, the program must
//! not compile; after an additive one, it must. `crates` writes the packages and calls cargo.

mod cases;
mod crates;

use std::collections::BTreeMap;

use serde_json::{Map, json};

use self::cases::{Case, Fate, Side};
use super::*;
use crate::codegen;
use crate::docs::PLACEHOLDER;
use crate::docs::check::expected_facts::expected_facts;
use crate::docs::diff::compare;
use crate::docs::diff::edits::plan;
use crate::docs::diff::impact::Impact;

const BASE: &str = include_str!("programs/base.yaml");
const WORKSPACE: &str = "/organizations/{organization_id}/workspaces/{workspace_id}";

/// Returns the contract of one side of all cases.
fn contract(side: fn(&Case) -> &Option<Side>, cases: &[Case]) -> Inventory {
    let unchanged = cases::unchanged();
    let mut paths = Map::new();
    for Side { path, method, operation } in cases.iter().filter_map(|case| side(case).as_ref()).chain([&unchanged]) {
        let mut operation = operation.clone();
        let own = operation["parameters"].as_array().cloned().unwrap_or_default();
        let scope = ["organization_id", "workspace_id"]
            .map(|name| json!({"name": name, "in": "path", "required": true, "type": "integer"}));
        operation["parameters"] = scope.into_iter().chain(own).collect();
        let known = paths.insert(format!("{WORKSPACE}/{path}"), json!({ method.as_str(): operation }));
        assert_eq!(known, None, "{path}: give each case a path of its own");
    }
    let contract = json!({"swagger": "2.0", "basePath": "/api", "paths": paths});
    let page = page::read(contract.to_string().as_bytes(), &PathSelection::All).unwrap();
    assert_eq!(page.unrecognized, []);
    page.inventory
}

/// Returns the spec that `--apply` writes for `new`, with its descriptions.
fn applied(spec: &str, old: &Inventory, new: &Inventory) -> String {
    let committed = Spec::parse(spec).unwrap();
    let plan = plan(&committed, &committed, old, new, &[]);
    assert_eq!(plan.decisions, []);
    plan.spec.text().replace(PLACEHOLDER, "Described by a person.")
}

/// Returns the mark of each operation in the report: that of its most severe change.
fn marks(old: &Inventory, new: &Inventory, spec: &str) -> BTreeMap<String, Impact> {
    let mut marks = BTreeMap::new();
    for change in compare::compare(old, new, &expected_facts(&Spec::parse(spec).unwrap())).changes {
        let mark = marks.entry(change.key.operation()).or_insert(change.impact);
        *mark = change.impact.min(*mark);
    }
    marks
}

#[test]
fn a_program_compiles_after_a_change_unless_its_mark_says_breaking() {
    let cases = cases::all();
    let (old, new) = (contract(|case| &case.before, &cases), contract(|case| &case.after, &cases));
    let before = applied(BASE, &old, &old);
    let after = applied(&before, &old, &new);

    let marks = marks(&old, &new, &before);
    let mut wrong = Vec::new();
    for case in &cases {
        let sides = [&case.before, &case.after].into_iter().flatten();
        let operations = sides.map(|side| format!("{} /{}", side.method.to_uppercase(), side.path));
        let mark = operations.filter_map(|operation| marks.get(&operation).copied()).min();
        if mark != Some(case.impact()) {
            wrong.push(format!("{}: the report says {mark:?}, the case {}", case.name, case.impact()));
        }
    }
    assert_eq!(
        wrong, [""; 0],
        "correct the mark in diff/impact.rs, or the case if the compiler agrees with the report"
    );

    let programs = |fate: fn(Fate) -> bool| -> Vec<(&str, &str)> {
        cases.iter().filter(|case| fate(case.fate)).map(|case| (case.name.as_str(), case.program.as_str())).collect()
    };
    let failures = crates::check(
        &codegen::generate(&before).unwrap(),
        &codegen::generate(&after).unwrap(),
        &programs(|_| true),
        &programs(|fate| fate != Fate::Breaks),
        &programs(|fate| fate == Fate::Breaks),
    );
    assert_eq!(failures, [""; 0], "correct the mark in diff/impact.rs, or the program");
}

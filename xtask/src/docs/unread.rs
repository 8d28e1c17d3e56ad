//! Keeps the facts of a contract that could not be read as they were.
//!
//! Each of them is reported as a leftover. Without its old fact, the comparison would say that it was removed, and its
//! edit would remove it from the spec.

use std::collections::BTreeSet;

use super::inventory::{Field, Inventory, Param};
use super::page::ParsedPage;

/// Adds what the old inventory has under the names that could not be read.
pub(super) fn keep(page: &mut ParsedPage, old: &Inventory) {
    let names = &page.unread;
    if names.is_empty() {
        return;
    }
    for operation in &mut page.inventory.operations {
        let Some(before) = old.operation(operation.method, &operation.path) else { continue };
        params(&mut operation.path_params, &before.path_params, names);
        params(&mut operation.query, &before.query, names);
        fields(&mut operation.body, &before.body, names);
        for response in &mut operation.responses {
            let before = before.responses.iter().find(|other| other.status == response.status);
            fields(&mut response.fields, before.map_or(&[], |before| &before.fields), names);
        }
    }
}

fn params(list: &mut Vec<Param>, before: &[Param], names: &BTreeSet<String>) {
    let missing = before.iter().filter(|p| names.contains(&p.name) && !list.iter().any(|own| own.name == p.name));
    let missing: Vec<Param> = missing.cloned().collect();
    list.extend(missing);
}

fn fields(list: &mut Vec<Field>, before: &[Field], names: &BTreeSet<String>) {
    for field in before {
        match list.iter_mut().find(|own| own.name == field.name) {
            Some(own) => fields(&mut own.table, &field.table, names),
            None if names.contains(&field.name) => list.push(field.clone()),
            None => {}
        }
    }
}

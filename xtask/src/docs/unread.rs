//! Keeps the facts of a contract that could not be read as they were.
//!
//! Each of them is reported as a leftover. Without its old fact, the comparison would say that it was removed, and its
//! edit would remove it from the spec.

use std::collections::BTreeSet;

use super::inventory::{Field, Inventory, Param};
use super::page::ParsedPage;

/// Adds what the old inventory has under the names that could not be read.
pub(super) fn keep(page: &mut ParsedPage, old: &Inventory) {
    for operation in &mut page.inventory.operations {
        let own = page.unread.iter().filter(|(method, path, _)| (*method, path) == (operation.method, &operation.path));
        let names: BTreeSet<&str> = own.map(|(_, _, name)| name.as_str()).collect();
        if names.is_empty() {
            continue;
        }
        let Some(before) = old.operation(operation.method, &operation.path) else { continue };
        params(&mut operation.path_params, &before.path_params, &names);
        params(&mut operation.query, &before.query, &names);
        fields(&mut operation.body, &before.body, &names);
        for response in &mut operation.responses {
            let before = before.responses.iter().find(|other| other.status == response.status);
            fields(&mut response.fields, before.map_or(&[], |before| &before.fields), &names);
        }
    }
}

fn params(list: &mut Vec<Param>, before: &[Param], names: &BTreeSet<&str>) {
    let missing =
        before.iter().filter(|p| names.contains(p.name.as_str()) && !list.iter().any(|own| own.name == p.name));
    let missing: Vec<Param> = missing.cloned().collect();
    list.extend(missing);
}

fn fields(list: &mut Vec<Field>, before: &[Field], names: &BTreeSet<&str>) {
    for field in before {
        match list.iter_mut().find(|own| own.name == field.name) {
            Some(own) => fields(&mut own.table, &field.table, names),
            None if names.contains(field.name.as_str()) => list.push(field.clone()),
            None => {}
        }
    }
}

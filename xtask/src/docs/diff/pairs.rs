//! Finds the previous version of an operation whose method, path or path parameters changed.

use std::collections::BTreeSet;

use crate::docs::inventory::{Inventory, Operation, path_shape};

/// Returns the operation of `old` that became `operation` of `new`, if exactly one candidate fits.
pub(crate) fn moved_from<'o>(operation: &Operation, old: &'o Inventory, new: &Inventory) -> Option<&'o Operation> {
    if old.operation(operation.method, &operation.path).is_some() {
        return None;
    }
    let gone: Vec<&Operation> = old.operations.iter().filter(|o| new.operation(o.method, &o.path).is_none()).collect();
    let came: Vec<&Operation> = new.operations.iter().filter(|o| old.operation(o.method, &o.path).is_none()).collect();
    let only = |fits: &dyn Fn(&Operation, &Operation) -> bool| -> Option<&'o Operation> {
        let mut candidates = gone.iter().copied().filter(|old| fits(old, operation));
        let candidate = candidates.next()?;
        let rivals = came.iter().filter(|new| fits(candidate, new)).count();
        (candidates.next().is_none() && rivals == 1).then_some(candidate)
    };
    // The most reliable criterion comes first.
    only(&|old, new| old.method == new.method && path_shape(&old.path) == path_shape(&new.path))
        .or_else(|| only(&|old, new| old.path == new.path && alike(old, new)))
        .or_else(|| only(&|old, new| old.title == new.title && old.title.0.is_some() && alike(old, new)))
        .or_else(|| only(&|old, new| old.method == new.method && same_names(old, new)))
}

/// Returns the names of parameters and fields, except those of the path.
fn names(operation: &Operation) -> BTreeSet<&str> {
    let fields = operation.body.iter().map(|field| field.name.as_str());
    let success = operation.responses.iter().filter(|r| r.status < 400).flat_map(|r| &r.fields);
    let params = operation.query.iter().map(|param| param.name.as_str());
    params.chain(fields).chain(success.map(|field| field.name.as_str())).collect()
}

/// Returns whether most names are in both operations.
fn alike(old: &Operation, new: &Operation) -> bool {
    let (old, new) = (names(old), names(new));
    let common = old.intersection(&new).count();
    common * 2 >= old.len().max(new.len())
}

fn same_names(old: &Operation, new: &Operation) -> bool {
    names(old) == names(new) && old.path_params.len() == new.path_params.len() && old.example == new.example
}

//! Assigns tables to fields.
//!
//! The page prints the table of an object field after the table that contains the field, depth first, with only the
//! field's name as its title. Below a certain depth it omits tables. So a table called `client` could belong to several
//! fields. This file finds every assignment that uses all tables in order, and accepts the result only if it is unique;
//! it never selects one because it was found first.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::{Location, ParseError};
use crate::docs::inventory::{Field, MAX_DEPTH};

/// A table of the page; the first one in a list has no name.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) at: Location,
    pub(super) name: String,
    pub(super) rows: Vec<Field>,
}

/// A real page needs a few hundred steps; a page made to be ambiguous is refused here.
const MAX_STEPS: usize = 100_000;
const MAX_READINGS: usize = 64;

/// A row of a table: (table, row).
type Owner = (usize, usize);

/// Object fields that may still get a table, innermost first.
#[derive(Debug)]
struct Pending {
    table: usize,
    /// Index into the table's object rows.
    next: usize,
    depth: usize,
    outer: Option<Rc<Pending>>,
}

/// A point for backtracking: the field at the head of `pending` could also have no table.
struct Choice {
    table: usize,
    pending: Option<Rc<Pending>>,
}

/// Assigns every table to its field. `tables` is not empty.
pub(super) fn nest(mut tables: Vec<Table>) -> Result<Vec<Field>, ParseError> {
    let owners = assign(&tables)?;
    // Owners precede their tables, so in reverse order every table is complete when it is moved.
    for (index, (table, row)) in owners.into_iter().enumerate().rev() {
        let rows = std::mem::take(&mut tables[index + 1].rows);
        tables[table].rows[row].table = rows;
    }
    Ok(tables.into_iter().next().map(|t| t.rows).unwrap_or_default())
}

/// Returns the owner of each table after the first.
fn assign(tables: &[Table]) -> Result<Vec<Owner>, ParseError> {
    let objects: Vec<Vec<usize>> =
        tables.iter().map(|t| (0..t.rows.len()).filter(|i| t.rows[*i].ty.has_fields()).collect()).collect();
    let mut solutions: Vec<Vec<Owner>> = Vec::new();
    let mut owners: Vec<Owner> = Vec::new();
    let mut choices: Vec<Choice> = Vec::new();
    let mut pending = Some(Rc::new(Pending { table: 0, next: 0, depth: 1, outer: None }));
    let mut furthest = 1;
    for _ in 0..MAX_STEPS {
        if solutions.len() >= MAX_READINGS {
            break;
        }
        let placed = owners.len() + 1;
        furthest = furthest.max(placed);
        let backtrack = match pending.clone() {
            _ if placed == tables.len() => {
                solutions.push(owners.clone());
                true
            }
            None => true,
            Some(here) => {
                match objects[here.table].get(here.next) {
                    None => pending.clone_from(&here.outer),
                    Some(&row) => {
                        let after = Rc::new(Pending {
                            table: here.table,
                            next: here.next + 1,
                            depth: here.depth,
                            outer: here.outer.clone(),
                        });
                        if tables[here.table].rows[row].name == tables[placed].name {
                            if here.depth >= MAX_DEPTH {
                                let expected = format!("tables at most {MAX_DEPTH} deep");
                                return Err(ParseError::new(tables[placed].at.clone(), expected, &tables[placed].name));
                            }
                            choices.push(Choice { table: owners.len(), pending: Some(after.clone()) });
                            owners.push((here.table, row));
                            let depth = here.depth + 1;
                            pending = Some(Rc::new(Pending { table: placed, next: 0, depth, outer: Some(after) }));
                        } else {
                            pending = Some(after);
                        }
                    }
                }
                false
            }
        };
        if backtrack {
            let Some(choice) = choices.pop() else { return settle(tables, solutions, furthest) };
            owners.truncate(choice.table);
            pending = choice.pending;
        }
    }
    let at = tables.get(furthest).or(tables.last()).map_or(Location::Page, |t| t.at.clone());
    Err(ParseError::new(at, "tables whose fields can be found in reasonable time", "too many possible readings"))
}

fn settle(tables: &[Table], mut solutions: Vec<Vec<Owner>>, furthest: usize) -> Result<Vec<Owner>, ParseError> {
    if solutions.len() > 1 && solutions.iter().any(|s| plausible(tables, s)) {
        solutions.retain(|s| plausible(tables, s));
    }
    let Some(first) = solutions.pop() else {
        let table = &tables[furthest.min(tables.len() - 1)];
        let expected = "a table named like an object field of the tables above it that has none yet";
        return Err(ParseError::new(table.at.clone(), expected, &table.name));
    };
    if let Some(other) = solutions.first() {
        let differs = first.iter().zip(other).position(|(a, b)| a != b).unwrap_or_default();
        let table = &tables[differs + 1];
        let expected = "a table that can belong to one field only; save the vendor's Swagger document instead";
        return Err(ParseError::new(table.at.clone(), expected, &table.name));
    }
    Ok(first)
}

/// Returns whether the depths are plausible: the page omits deep tables, so a field without a table has to be deeper
/// than every field of the same name with one.
fn plausible(tables: &[Table], owners: &[Owner]) -> bool {
    let mut depth = vec![0usize; tables.len()];
    let owned: HashSet<Owner> = owners.iter().copied().collect();
    let mut deepest_with: HashMap<&str, usize> = HashMap::new();
    for (index, owner) in owners.iter().enumerate() {
        depth[index + 1] = depth[owner.0] + 1;
        let deepest = deepest_with.entry(&tables[index + 1].name).or_default();
        *deepest = (*deepest).max(depth[owner.0]);
    }
    tables.iter().enumerate().all(|(table, t)| {
        t.rows.iter().enumerate().all(|(row, field)| {
            !field.ty.has_fields()
                || owned.contains(&(table, row))
                || deepest_with.get(field.name.as_str()).is_none_or(|with| *with < depth[table])
        })
    })
}

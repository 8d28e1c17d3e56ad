//! Reads the tables of `openapi/snapshots`: the operations and schemas of the document, so that a test can check the
//! client against all of them and name the missing ones.
//!
//! `cargo xtask regen` derives the tables from the document; the tests of the client read only the tables.

const OPERATIONS: &str = include_str!("../../openapi/snapshots/operations.txt");
const SCHEMAS: &str = include_str!("../../openapi/snapshots/schemas.txt");

/// A query parameter of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: &'static str,
    /// Its type, `[ProjectId] or empty` for example.
    pub kind: &'static str,
    /// Whether the parameter is kept for old clients only: the raw client has it, focus-api does not.
    pub superseded: bool,
}

/// Returns the query parameters of an operation.
#[must_use]
pub fn query_parameters(operation: &str) -> Vec<Parameter> {
    let rows = facts(operation).filter_map(|fact| fact.strip_prefix('?')).filter_map(|fact| fact.split_once(' '));
    rows.map(|(name, kind)| match kind.strip_suffix(" superseded") {
        Some(kind) => Parameter { name, kind, superseded: true },
        None => Parameter { name, kind, superseded: false },
    })
    .collect()
}

/// Returns the names of the query parameters that are not superseded.
#[must_use]
pub fn current_parameters(operation: &str) -> Vec<&'static str> {
    query_parameters(operation)
        .iter()
        .filter(|parameter| !parameter.superseded)
        .map(|parameter| parameter.name)
        .collect()
}

/// Returns the schema of an operation's request body: `TaskPatch`, `[BulkTaskPatch]`, `object as multipart/form-data`.
#[must_use]
pub fn body(operation: &str) -> Option<&'static str> {
    facts(operation).find_map(|fact| fact.strip_prefix("body "))
}

/// Returns the fields of a schema with their types; empty if the schema is not an object.
#[must_use]
pub fn fields(schema: &str) -> Vec<(&'static str, &'static str)> {
    let rows = lines(SCHEMAS).filter_map(|line| line.split_once('.'));
    rows.filter(|(owner, _)| *owner == schema).filter_map(|(_, row)| row.split_once(": ")).collect()
}

/// Returns the values of an enumeration.
#[must_use]
pub fn values(schema: &str) -> Vec<&'static str> {
    let rows = lines(SCHEMAS).filter_map(|line| line.split_once(" = "));
    rows.filter(|(owner, _)| *owner == schema).map(|(_, value)| value).collect()
}

/// Returns the names of all enumerations of the document.
#[must_use]
pub fn enumerations() -> Vec<&'static str> {
    let mut names: Vec<_> = lines(SCHEMAS).filter_map(|line| line.split_once(" = ")).map(|(owner, _)| owner).collect();
    names.dedup();
    names
}

fn facts(operation: &str) -> impl Iterator<Item = &'static str> {
    lines(OPERATIONS)
        .filter_map(|line| line.split_once(' '))
        .filter(move |(id, _)| *id == operation)
        .map(|(_, fact)| fact)
}

fn lines(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#'))
}

//! The tables of `openapi/snapshots`, read back: what the document lists, so that a test can hold the client against
//! all of it and name what is missing.
//!
//! The tables are derived from the document and checked against it elsewhere; the tests of the client read nothing else.

const OPERATIONS: &str = include_str!("../../openapi/snapshots/operations.txt");
const SCHEMAS: &str = include_str!("../../openapi/snapshots/schemas.txt");

/// A query parameter of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: &'static str,
    /// Its type, `[ProjectId] or empty` for example.
    pub kind: &'static str,
    /// Kept for old clients: reachable through the raw client only.
    pub superseded: bool,
}

/// The query parameters of an operation.
#[must_use]
pub fn query_parameters(operation: &str) -> Vec<Parameter> {
    let rows = facts(operation).filter_map(|fact| fact.strip_prefix('?')).filter_map(|fact| fact.split_once(' '));
    rows.map(|(name, kind)| match kind.strip_suffix(" superseded") {
        Some(kind) => Parameter { name, kind, superseded: true },
        None => Parameter { name, kind, superseded: false },
    })
    .collect()
}

/// The names of the query parameters an operation still wants to be used.
#[must_use]
pub fn current_parameters(operation: &str) -> Vec<&'static str> {
    query_parameters(operation)
        .iter()
        .filter(|parameter| !parameter.superseded)
        .map(|parameter| parameter.name)
        .collect()
}

/// The schema of an operation's request body: `TaskPatch`, `[BulkTaskPatch]`, `object as multipart/form-data`.
#[must_use]
pub fn body(operation: &str) -> Option<&'static str> {
    facts(operation).find_map(|fact| fact.strip_prefix("body "))
}

/// The fields of a schema with their types; none for one that is no object.
#[must_use]
pub fn fields(schema: &str) -> Vec<(&'static str, &'static str)> {
    let rows = lines(SCHEMAS).filter_map(|line| line.split_once('.'));
    rows.filter(|(owner, _)| *owner == schema).filter_map(|(_, row)| row.split_once(": ")).collect()
}

/// The values an enumeration lists.
#[must_use]
pub fn values(schema: &str) -> Vec<&'static str> {
    let rows = lines(SCHEMAS).filter_map(|line| line.split_once(" = "));
    rows.filter(|(owner, _)| *owner == schema).map(|(_, value)| value).collect()
}

/// The enumerations the document has.
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

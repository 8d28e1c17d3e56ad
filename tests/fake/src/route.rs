//! Routing: the operation of a method and a path, and the ids in the path.
//!
//! The table of operations is generated: `cargo xtask regen` writes `generated.rs`. Only the form of an address is checked
//! here; whether the ids exist is checked in `admission.rs` and by the store.

use http::Method;

use crate::error::ApiError;
use crate::generated::{self, Call, OPERATIONS};

/// An operation of the API, a row of [`OPERATIONS`](crate::OPERATIONS).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// Its name, `bulk_create_tasks` for example.
    pub id: &'static str,
    /// Its method, in capital letters.
    pub method: &'static str,
    /// Its path below that of the workspace, `tasks/{task_id}/archive` for example.
    pub path: &'static str,
}

impl Operation {
    /// Returns how many parts of a path are literally those of this operation; `None` if it has another path.
    fn literal_parts(&self, parts: &[&str]) -> Option<usize> {
        let own = || self.path.split('/');
        let same = own().count() == parts.len() && own().zip(parts).all(|(own, part)| own == *part || is_variable(own));
        same.then(|| own().filter(|part| !is_variable(part)).count())
    }
}

fn is_variable(part: &str) -> bool {
    part.starts_with('{')
}

/// A parsed path. The ids are text, so that each malformed id gets its own error.
#[derive(Debug)]
pub(crate) struct Address<'a> {
    pub(crate) organization: &'a str,
    pub(crate) workspace: &'a str,
    rest: Vec<&'a str>,
}

impl<'a> Address<'a> {
    /// Parses a path below the base URL; `None` if it is not the path of a workspace.
    pub(crate) fn parse(path: &'a str) -> Option<Self> {
        let mut parts = path.strip_prefix("/api/")?.split('/');
        let mut literal = |expected: &str| parts.next().filter(|part| *part == expected).and_then(|_| parts.next());
        let organization = literal("organizations")?;
        let workspace = literal("workspaces")?;
        Some(Self { organization, workspace, rest: parts.collect() })
    }

    /// Returns the operation of this address and a method, and what it is called with.
    pub(crate) fn call(&self, method: &Method) -> Result<(&'static Operation, Call), ApiError> {
        // `tasks/bulk` has the form of `tasks/{task_id}` too: the most literal path is meant.
        let literal = |operation: &Operation| operation.literal_parts(&self.rest);
        let most = OPERATIONS.iter().filter_map(literal).max().ok_or_else(ApiError::no_such_route)?;
        let mut here = OPERATIONS.iter().filter(|operation| literal(operation) == Some(most)).peekable();
        let path = here.peek().map_or("", |operation| operation.path);
        let variable = path.split('/').zip(&self.rest).filter(|(own, _)| is_variable(own));
        let ids = variable.map(|(name, part)| id(name, part)).collect::<Result<Vec<_>, _>>()?;
        let Some(operation) = here.clone().find(|operation| operation.method == method.as_str()) else {
            let methods: Vec<&str> = here.map(|operation| operation.method).collect();
            return Err(ApiError::method_not_allowed(&methods.join(", ")));
        };
        let call = generated::call(operation.id, &ids).ok_or_else(ApiError::no_such_route)?;
        Ok((operation, call))
    }
}

/// Parses the id that a path has in the place of `{task_id}`. A malformed one is 400, like a malformed organization id
/// [inferred]; the code is a guess.
fn id(name: &str, text: &str) -> Result<i64, ApiError> {
    let name = name.trim_matches(['{', '}']).replace('_', " ");
    positive(text).ok_or_else(|| ApiError::validation(format!("{name}: '{text}' is not a positive integer")))
}

/// Parses a positive 64-bit integer that consists of digits only.
pub(crate) fn positive(text: &str) -> Option<i64> {
    text.parse().ok().filter(|id| *id > 0 && text.bytes().all(|byte| byte.is_ascii_digit()))
}

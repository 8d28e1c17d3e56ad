//! [`Operation`]: what is known of an operation beyond its builder.
//!
//! The constants themselves, [`operations`](crate::operations) and [`OPERATIONS`](crate::OPERATIONS), are generated.

/// Describes one operation of the document.
///
/// ```
/// use focus_api_raw::{BodyShape, operations};
///
/// assert_eq!(operations::GET_TASK.method, "GET");
/// assert_eq!(operations::GET_TASK.documents(200), Some(BodyShape::Task));
/// assert_eq!(operations::GET_TASK.documents(202), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The operationId, `list_tasks` for example.
    pub id: &'static str,
    /// The request method, in capitals.
    pub method: &'static str,
    /// The path below the base URL, with its parameters in braces.
    pub path: &'static str,
    /// Query parameters that take several values, sorted.
    pub list_parameters: &'static [&'static str],
    /// The documented success responses, by status.
    pub success: &'static [Success],
}

/// Describes one documented success response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Success {
    /// The status, 200 to 299.
    pub status: u16,
    /// What the body holds.
    pub body: BodyShape,
}

/// Names what a documented response body holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BodyShape {
    /// No body.
    Empty,
    /// One task.
    Task,
    /// An array of tasks.
    TaskArray,
    /// A page: an object whose `data` is an array of tasks.
    TaskPage,
    /// Any other JSON object.
    Object,
    /// Any other JSON array.
    Array,
    /// A body of another kind.
    Other,
}

impl Operation {
    /// Returns the operation with this operationId.
    #[must_use]
    pub fn named(id: &str) -> Option<&'static Self> {
        let index = crate::OPERATIONS.binary_search_by_key(&id, |operation| operation.id).ok()?;
        crate::OPERATIONS.get(index).copied()
    }

    /// Returns whether the request changes nothing, so that it may be sent again.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.method == "GET"
    }

    /// Returns what the body of a response with this status holds, if the status is a documented success.
    #[must_use]
    pub fn documents(&self, status: u16) -> Option<BodyShape> {
        self.success.iter().find(|success| success.status == status).map(|success| success.body)
    }
}

//! [`Operation`]: method, path, list parameters and success responses of an operation.
//!
//! The constants, [`operations`](crate::operations) and [`OPERATIONS`](crate::OPERATIONS), are generated.

/// One operation of the OpenAPI document.
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
    /// The operationId, for example `list_tasks`.
    pub id: &'static str,
    /// The request method, in upper case.
    pub method: &'static str,
    /// The path below the base URL, with its parameters in braces.
    pub path: &'static str,
    /// Query parameters that take several values, sorted.
    pub list_parameters: &'static [&'static str],
    /// The documented success responses, by status.
    pub success: &'static [Success],
}

/// A documented success response. See the example of [`Operation`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Success {
    /// The status, 200 to 299.
    pub status: u16,
    /// The content of the body.
    pub body: BodyShape,
}

/// The content of a documented response body. See the example of [`Operation`].
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
    /// Any other body.
    Other,
}

impl Operation {
    /// Returns the operation with this operationId.
    #[must_use]
    pub fn named(id: &str) -> Option<&'static Self> {
        let index = crate::OPERATIONS.binary_search_by_key(&id, |operation| operation.id).ok()?;
        crate::OPERATIONS.get(index).copied()
    }

    /// Returns whether the operation only reads, so that its request may be repeated.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.method == "GET"
    }

    /// Returns the content of the body if `status` is a documented success.
    #[must_use]
    pub fn documents(&self, status: u16) -> Option<BodyShape> {
        self.success.iter().find(|success| success.status == status).map(|success| success.body)
    }
}

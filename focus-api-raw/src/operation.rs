//! What is known of an operation beyond its builder. The table itself, [`OPERATIONS`](crate::OPERATIONS), is generated.

/// One operation of the document, as the transport sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// Its operationId, `list_tasks` for example.
    pub id: &'static str,
    /// The request method, in capitals.
    pub method: &'static str,
    /// The path below the base URL, with its parameters in braces.
    pub path: &'static str,
    /// Query parameters that take several values, sorted.
    pub list_parameters: &'static [&'static str],
}

impl Operation {
    /// Looks an operation up by its operationId.
    #[must_use]
    pub fn named(id: &str) -> Option<&'static Self> {
        let index = crate::OPERATIONS.binary_search_by_key(&id, |operation| operation.id).ok()?;
        Some(&crate::OPERATIONS[index])
    }

    /// Whether the request changes nothing, so that it may be sent again.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.method == "GET"
    }
}

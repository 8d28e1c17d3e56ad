//! [`RecordedRequest`]: the record of one request.

use bytes::Bytes;
use http::HeaderMap;
use serde_json::Value;

/// A request as the fake received it, with its status and whether it was applied.
///
/// ```
/// # async fn example(fake: &focus_fake::FakeFocus) {
/// let sent = fake.take_requests();
/// assert_eq!(sent[0].operation, Some("list_tasks"));
/// assert_eq!(sent[0].query_values("project_id"), ["4100001", "4100002"]);
/// assert_eq!(sent[0].status, Some(200));
/// # }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The method in capitals.
    pub method: String,
    /// The path as sent, still percent-encoded.
    pub path: String,
    /// The query as sent, without its question mark; empty if there was none.
    pub raw_query: String,
    /// The query's pairs in order, decoded.
    pub query: Vec<(String, String)>,
    /// All headers.
    pub headers: HeaderMap,
    /// The complete body. Empty if it was larger than the limit.
    pub body: Bytes,
    /// Whether the body was read to its end: false if the client gave up while sending it, or a fault stopped reading.
    pub body_complete: bool,
    /// The number of its connection, counted from 1. Two requests with the same number used the same connection.
    pub connection: u64,
    /// The name of the operation, one of [`crate::OPERATIONS`]; `None` for an address or a method that the API does not
    /// have.
    pub operation: Option<&'static str>,
    /// The status that was sent; `None` while the request is in progress and if no complete head was sent.
    pub status: Option<u16>,
    /// Whether the operation ran and succeeded, regardless of the response that was sent. False for error responses and
    /// for faults that replace the operation.
    pub applied: bool,
}

impl RecordedRequest {
    /// Returns the body as JSON; [`Value::Null`] if it is not JSON.
    #[must_use]
    pub fn body_json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Returns a header's value as text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns all values of one query parameter, in order.
    #[must_use]
    pub fn query_values(&self, name: &str) -> Vec<&str> {
        self.query.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }
}

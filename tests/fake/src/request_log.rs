//! What the fake remembers of each request.

use axum::http::HeaderMap;
use bytes::Bytes;
use serde_json::Value;

/// One request as it arrived, and what became of it.
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
    /// The whole body. Empty also when it was refused for its size.
    pub body: Bytes,
    /// Which of the 21 operations this was; `None` for an address or method the API does not have.
    pub operation: Option<&'static str>,
    /// The status that was sent; `None` while the request is in progress and when the connection was closed instead.
    pub status: Option<u16>,
    /// Whether the operation itself ran: false for a refusal at the door and for faults that answer in its place.
    pub applied: bool,
}

impl RecordedRequest {
    /// The body as JSON, [`Value::Null`] if it is none.
    #[must_use]
    pub fn body_json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// A header's value as text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// All values of one query name, in order.
    #[must_use]
    pub fn query_values(&self, name: &str) -> Vec<&str> {
        self.query.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }
}

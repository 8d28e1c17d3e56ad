//! [`ApiError`]: error responses with the error object of the API, one constructor per reason.
//!
//! The texts are our own, except where the wording of the service is known from a live call (see
//! [`ApiError::pagination`]).

use http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use crate::wire::Response;

/// An error response before it is encoded.
#[derive(Debug, Clone)]
pub(crate) struct ApiError {
    pub(crate) status: StatusCode,
    code: &'static str,
    description: String,
    values: Option<Value>,
    /// The methods that the path has, for `Allow` of a 405.
    allow: Option<String>,
}

impl ApiError {
    fn new(status: StatusCode, code: &'static str, description: impl Into<String>) -> Self {
        Self { status, code, description: description.into(), values: None, allow: None }
    }

    /// Returns a 400 `validation`: the request is well-formed but has an invalid value [live code].
    pub(crate) fn validation(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "validation", description)
    }

    /// Returns a 400 in the wording of the service's validator, seen live for `per_page=200` (`PerPage`, `max`). The
    /// same wording for the lower bounds and for `Page` is inferred: all of them come from one validator.
    pub(crate) fn pagination(field: &str, rule: &str) -> Self {
        Self::validation(format!(
            "Key: 'Pagination.{field}' Error:Field validation for '{field}' failed on the '{rule}' tag"
        ))
    }

    /// Returns a 401 with the body that a published client keeps as a test fixture [client].
    pub(crate) fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_session", "the provided API key is invalid")
    }

    /// Returns a 402 for a spent quota. The status is documented, the code is not [unknown].
    pub(crate) fn quota_spent(resets_in: u64) -> Self {
        let text = format!("the hourly request quota is used up, it resets in {resets_in} seconds");
        Self::new(StatusCode::PAYMENT_REQUIRED, "quota_exceeded", text)
    }

    /// Returns a 402 for a feature outside the plan [doc status, unknown code].
    pub(crate) fn plan_lacks_feature() -> Self {
        Self::new(StatusCode::PAYMENT_REQUIRED, "feature_not_available", "your plan does not include this feature")
    }

    /// Returns a 400 for an organization id that is not a positive integer [live].
    pub(crate) fn malformed_organization() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_organization_id", "the organization id is not a positive integer")
    }

    /// Returns a 400 for a workspace id that is not a positive integer; the code follows that of the organization
    /// [inferred].
    pub(crate) fn malformed_workspace() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_workspace_id", "the workspace id is not a positive integer")
    }

    /// Returns a 403 for a well-formed id to which the key has no access [live status, unknown code].
    pub(crate) fn forbidden(what: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", format!("you have no access to this {what}"))
    }

    /// Returns a 404 for a task [doc status, unknown code].
    pub(crate) fn task_not_found(id: i64) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", format!("there is no task {id} in this workspace"))
    }

    /// Returns a 404 for an address outside the API.
    pub(crate) fn no_such_route() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "no operation has this address")
    }

    /// Returns a 405, with the methods that the address has.
    pub(crate) fn method_not_allowed(allow: &str) -> Self {
        let mut error =
            Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "this address has no such method");
        error.allow = Some(allow.to_owned());
        error
    }

    /// Returns a 501: an operation of the document for which the fake has no handler yet.
    pub(crate) fn no_handler(operation: &str) -> Self {
        let text = format!("add a handler for {operation} to tests/fake/src/operations.rs");
        Self::new(StatusCode::NOT_IMPLEMENTED, "not_implemented", text)
    }

    /// Returns a 413: a body beyond the configured limit. The real limit is unknown.
    pub(crate) fn too_large(limit: usize) -> Self {
        let text = format!("the body is larger than {limit} bytes");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", text)
    }

    /// Returns a 431: the headers are larger than the server's limit.
    pub(crate) fn head_too_large() -> Self {
        let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        Self::new(status, "headers_too_large", "the request's head is too large")
    }

    /// Returns the error for a scripted status.
    pub(crate) fn scripted(status: StatusCode) -> Self {
        let code = match status.as_u16() {
            400 => "validation",
            401 => "invalid_session",
            402 => "quota_exceeded",
            403 => "forbidden",
            404 => "not_found",
            422 => "required_fields_missing",
            429 => "too_many_requests",
            503 => "service_unavailable",
            _ => "internal_server_error",
        };
        Self::new(status, code, format!("scripted response with status {}", status.as_u16()))
    }

    /// Returns a 422 that names the missing required fields [live].
    pub(crate) fn required_fields(fields: &[&str]) -> Self {
        let mut error = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "required_fields_missing",
            format!("required: {}", fields.join(", ")),
        );
        error.values = Some(json!({ "fields": fields }));
        error
    }

    /// Adds the index of the item of a bulk body. Whether the service does so is unknown; it makes a failed test easier
    /// to read.
    pub(crate) fn at_item(mut self, index: usize) -> Self {
        let mut values = self.values.take().unwrap_or_else(|| json!({}));
        if let Some(values) = values.as_object_mut() {
            values.insert("index".to_owned(), json!(index));
        }
        self.values = Some(values);
        self.description = format!("item {index}: {}", self.description);
        self
    }

    /// Returns the documented error object.
    pub(crate) fn body(&self, trace_id: &str) -> Value {
        let mut body = json!({
            "error": self.code,
            "error_description": self.description,
            "trace_id": trace_id,
        });
        if let (Some(values), Some(body)) = (&self.values, body.as_object_mut()) {
            body.insert("error_values".to_owned(), values.clone());
        }
        body
    }

    pub(crate) fn into_response(self, trace_id: &str) -> Response {
        let mut response = Response::json(self.status, &self.body(trace_id));
        if let Some(allow) = self.allow.and_then(|allow| HeaderValue::from_str(&allow).ok()) {
            response.set_header(header::ALLOW, allow);
        }
        response
    }
}

/// Returns a trace id that depends only on the request's number.
pub(crate) fn trace_id(sequence: u64) -> String {
    // Two rounds of the splitmix64 finalizer: the id looks like a real one, differs between requests, and is the same
    // in every run.
    let mix = |seed: u64| {
        let z = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    let high = mix(sequence.wrapping_add(1));
    format!("{high:016x}{:016x}", mix(high))
}

//! Creates an [`Error`] for every kind of failure.

use std::error::Error as StdError;
use std::sync::Arc;

use focus_api_raw as raw;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::{
    BodyError, CallContext, Error, ErrorKind, FailureKind, Inner, Item, NamedError, Problem, TransportFailure,
};
use crate::policy::{Quota, retry_after};
use crate::redact::Redactor;

/// The number of bytes of a body that an error keeps.
const BODY_START: usize = 1024;

/// The number of bytes of an undecodable element that an error keeps.
const EXCERPT: usize = 200;

/// The number of bytes of an undecodable element from which secrets are removed before it is truncated to [`EXCERPT`].
const UNREDACTED_EXCERPT: usize = 1024;

/// The longest message, in characters.
const MESSAGE: usize = 1000;

impl Error {
    pub(super) fn empty(kind: ErrorKind, message: impl Into<String>) -> Inner {
        Inner {
            kind,
            operation: None,
            message: message.into(),
            status: None,
            problem: Problem::default(),
            headers: HeaderMap::new(),
            body_start: Vec::new(),
            quota: None,
            retry_after: None,
            attempts: 0,
            requests_sent: 0,
            outcome_unknown: false,
            item: None,
            redactor: None,
            source: None,
        }
    }

    fn of_call(context: &CallContext, kind: ErrorKind, message: impl Into<String>) -> Inner {
        Inner {
            operation: Some(context.operation.into()),
            quota: context.quota,
            attempts: context.attempts,
            requests_sent: context.requests_sent,
            redactor: Some(context.redactor.clone()),
            ..Self::empty(kind, message)
        }
    }

    pub(super) fn from_inner(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    /// The error of an invalid setting of the client.
    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self::from_inner(Self::empty(ErrorKind::Configuration, message))
    }

    /// As [`configuration`](Self::configuration), with the cause.
    pub(crate) fn configuration_from(
        message: impl Into<String>,
        source: impl StdError + Send + Sync + 'static,
    ) -> Self {
        Self::from_inner(Inner { source: Some(Arc::new(source)), ..Self::empty(ErrorKind::Configuration, message) })
    }

    /// The error of an invalid argument of an operation.
    pub(crate) fn invalid_argument(operation: &'static str, message: impl Into<String>) -> Self {
        Self::from_inner(Inner {
            operation: Some(operation.into()),
            ..Self::empty(ErrorKind::InvalidArgument, message)
        })
    }

    /// The error of an id below 1. `what` names it, for example `the task id`.
    pub(crate) fn invalid_id(operation: &'static str, what: &str, id: i64) -> Self {
        Self::invalid_argument(
            operation,
            match id {
                // The value of a number that is too large for an id.
                i64::MIN => format!("{what} must be at most {}, got a larger one", i64::MAX),
                _ => format!("{what} must be 1 or greater, got {id}"),
            },
        )
    }

    /// As [`invalid_argument`](Self::invalid_argument), with the cause.
    pub(crate) fn invalid_argument_from(
        operation: &'static str,
        message: impl Into<String>,
        source: impl StdError + Send + Sync + 'static,
    ) -> Self {
        let inner = Self::empty(ErrorKind::InvalidArgument, message);
        Self::from_inner(Inner { operation: Some(operation.into()), source: Some(Arc::new(source)), ..inner })
    }

    /// The error of a generated builder that refused its arguments.
    pub(crate) fn from_builder(operation: &'static str, error: &raw::Error) -> Self {
        Self::invalid_argument(operation, Redactor::default().line(&error.to_string(), MESSAGE))
    }

    /// The error of a call without a complete response.
    pub(crate) fn transport(context: &CallContext, failure: TransportFailure) -> Self {
        let authority = &context.authority;
        let (kind, message) = match failure.kind() {
            FailureKind::Build => (ErrorKind::InvalidArgument, "the request could not be built".to_owned()),
            FailureKind::NoTimeLeft => {
                (ErrorKind::Timeout, "the time-out or the deadline passed before the request was sent".to_owned())
            }
            FailureKind::Connect => (ErrorKind::Connect, format!("could not connect to {authority}")),
            FailureKind::ConnectTimeout => (ErrorKind::Timeout, format!("could not connect to {authority} in time")),
            FailureKind::Timeout => (ErrorKind::Timeout, format!("no complete response from {authority} in time")),
            FailureKind::Interrupted => {
                (ErrorKind::Connect, format!("the connection to {authority} ended before the response was complete"))
            }
        };
        let outcome_unknown = context.is_change && failure.was_sent();
        // The URL contains the ids of organization and workspace, and is not needed beside the operation.
        let source = failure.into_source().map(|error| Arc::new(error.without_url()) as _);
        Self::from_inner(Inner { outcome_unknown, source, ..Self::of_call(context, kind, message) })
    }

    /// The error of a response with a status other than 2xx.
    pub(crate) fn from_status(context: &CallContext, status: StatusCode, headers: HeaderMap, body: &[u8]) -> Self {
        let stated = Quota::from_headers(&headers);
        let is_spent = stated.is_some_and(|quota| quota.is_spent() || quota.remaining.is_none());
        let kind = match status.as_u16() {
            401 => ErrorKind::Authentication,
            402 if is_spent => ErrorKind::Quota,
            402 => ErrorKind::Plan,
            403 => ErrorKind::Permission,
            404 => ErrorKind::NotFound,
            408 => ErrorKind::Timeout,
            429 => ErrorKind::RateLimited,
            400..=499 => ErrorKind::Validation,
            _ => ErrorKind::Server,
        };
        let retry_after = match kind {
            // The header may have been in an earlier response only.
            ErrorKind::Quota => stated
                .and_then(|quota| quota.resets_in)
                .or_else(|| retry_after(&headers))
                .or(context.quota.and_then(|quota| quota.resets_in)),
            _ => retry_after(&headers),
        };
        // A 4xx means that nothing was changed. A 5xx or a redirect may come from a proxy.
        let is_unchanged = status.is_client_error() && status != StatusCode::REQUEST_TIMEOUT;
        Self::from_inner(Inner {
            status: Some(status),
            problem: Problem::read(body, &context.redactor),
            headers,
            body_start: body[..body.len().min(BODY_START)].to_vec(),
            retry_after,
            outcome_unknown: context.is_change && !is_unchanged,
            ..Self::of_call(context, kind, String::new())
        })
    }

    /// The error in the body of a 2xx response, if there is one. Beside content, such as a task, it may have followed a
    /// change.
    pub(crate) fn named_by_success(
        context: &CallContext,
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Option<Self> {
        let NamedError { problem, is_alone, has_id } = NamedError::read(body, &context.redactor)?;
        let kind = match problem.code.as_deref() {
            Some("invalid_session" | "unauthorized") => ErrorKind::Authentication,
            Some("forbidden") => ErrorKind::Permission,
            Some("not_found") => ErrorKind::NotFound,
            Some("validation" | "required_fields_missing" | "bad_request") => ErrorKind::Validation,
            Some(code) if code.starts_with("invalid_") => ErrorKind::Validation,
            _ => ErrorKind::Server,
        };
        Some(Self::from_inner(Inner {
            status: Some(status),
            problem,
            headers: headers.clone(),
            body_start: body[..body.len().min(BODY_START)].to_vec(),
            outcome_unknown: context.is_change && (has_id || !is_alone),
            ..Self::of_call(context, kind, "the response has a success status but names an error")
        }))
    }

    /// The error of a 2xx response that is not the documented success.
    pub(crate) fn undocumented_success(
        context: &CallContext,
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
        why: &str,
    ) -> Self {
        let message = format!("the response is not the documented success: {why}");
        Self::from_inner(Inner {
            status: Some(status),
            headers: headers.clone(),
            body_start: body[..body.len().min(BODY_START)].to_vec(),
            outcome_unknown: context.is_change,
            ..Self::of_call(context, ErrorKind::Decode, message)
        })
    }

    /// The error of a 2xx response with an incomplete body.
    pub(crate) fn incomplete_body(context: &CallContext, status: StatusCode, error: &BodyError) -> Self {
        let kind = match error {
            BodyError::TooLarge(_) => ErrorKind::Decode,
            _ if error.is_timeout() => ErrorKind::Timeout,
            _ => ErrorKind::Connect,
        };
        let what = match error {
            BodyError::Interrupted(error) if error.is_timeout() => "did not arrive in time".to_owned(),
            BodyError::Interrupted(_) => "ended before it was complete".to_owned(),
            BodyError::Idle(limit) => format!("stalled for more than {} s", limit.as_secs_f64()),
            BodyError::TooLarge(limit) => {
                format!("is larger than {limit} bytes: request less, or raise `max_response_bytes`")
            }
        };
        let message = if context.is_change {
            format!("the service confirmed the change, but the body of its response {what}")
        } else {
            format!("the body of the response {what}")
        };
        Self::from_inner(Inner {
            status: Some(status),
            outcome_unknown: context.is_change,
            ..Self::of_call(context, kind, message)
        })
    }

    /// The error of an undecodable response or list element.
    pub(crate) fn decode(operation: &'static str, index: Option<usize>, path: &str, bytes: &[u8], why: &str) -> Self {
        let subject = match index {
            Some(index) => format!("element {index} of the list"),
            None => "the response".to_owned(),
        };
        // Some gateways send an error with a success status. Its description is more useful than the decode error.
        let named = NamedError::read(bytes.trim_ascii(), &Redactor::default());
        let problem = named.map(|named| named.problem).filter(|problem| problem.code.is_some());
        let message = if problem.is_some() {
            format!("{subject} names an error instead")
        } else if path == "." || path.is_empty() {
            format!("{subject} cannot be decoded: {why}")
        } else {
            format!("{subject} cannot be decoded at {path}: {why}")
        };
        // Longer than the final excerpt, because only a complete secret is found. See `with_context`.
        let excerpt = String::from_utf8_lossy(&bytes[..bytes.len().min(UNREDACTED_EXCERPT)]).into_owned();
        let item = Some(Item { index, path: path.to_owned(), excerpt });
        let problem = problem.unwrap_or_default();
        Self::from_inner(Inner {
            operation: Some(operation.into()),
            problem,
            item,
            ..Self::empty(ErrorKind::Decode, message)
        })
    }

    /// The error of a list that contradicts its filter.
    pub(crate) fn filter_ignored(operation: &'static str, filter: &str, index: usize) -> Self {
        let message = format!("the service seems to ignore the filter `{filter}`: element {index} does not match it");
        Self::from_inner(Inner { operation: Some(operation.into()), ..Self::empty(ErrorKind::FilterIgnored, message) })
    }

    /// The error of a list that does not end, or whose numbers contradict its tasks.
    pub(crate) fn paging(operation: &'static str, message: impl Into<String>) -> Self {
        Self::from_inner(Inner { operation: Some(operation.into()), ..Self::empty(ErrorKind::Paging, message) })
    }

    /// The error of a change of a selection that was told to stop while it read the selection.
    pub(crate) fn stopped(operation: &'static str) -> Self {
        let message = "stopped on request before the selection was read; nothing was changed";
        Self::from_inner(Inner { operation: Some(operation.into()), ..Self::empty(ErrorKind::Stopped, message) })
    }

    /// The error of a streamed list whose connection failed.
    pub(crate) fn interrupted_list(context: &CallContext, count: usize, error: BodyError) -> Self {
        let (kind, what) = match &error {
            BodyError::TooLarge(limit) => (ErrorKind::Decode, format!("exceeded {limit} bytes")),
            BodyError::Idle(limit) => (ErrorKind::Timeout, format!("stalled for more than {} s", limit.as_secs_f64())),
            BodyError::Interrupted(error) if error.is_timeout() => (ErrorKind::Timeout, "timed out".to_owned()),
            BodyError::Interrupted(_) => (ErrorKind::Connect, "was interrupted".to_owned()),
        };
        let source = match error {
            BodyError::Interrupted(error) => Some(Arc::new(error.without_url()) as _),
            _ => None,
        };
        let message = format!("the list {what} after {count} tasks; the tasks before are complete");
        Self::from_inner(Inner { source, ..Self::of_call(context, kind, message) })
    }

    /// The error of a list that ends before its closing bracket.
    pub(crate) fn truncated_list(operation: &'static str, count: usize, why: &str) -> Self {
        let message = format!("the list ended after {count} tasks: {why}; the tasks before are complete");
        Self::from_inner(Inner { operation: Some(operation.into()), ..Self::empty(ErrorKind::Connect, message) })
    }

    /// The error of a change whose response does not say whether it was applied.
    pub(crate) fn outcome_unknown(operation: &'static str, message: impl Into<String>) -> Self {
        let inner = Self::empty(ErrorKind::Decode, message);
        Self::from_inner(Inner { operation: Some(operation.into()), outcome_unknown: true, ..inner })
    }

    /// The error in an element of a bulk response, if there is one, and whether it proves that the input was rejected.
    pub(crate) fn of_item(
        context: &CallContext,
        status: StatusCode,
        index: usize,
        body: &[u8],
    ) -> Option<(Self, bool)> {
        let NamedError { problem, is_alone, .. } = NamedError::read(body, &context.redactor)?;
        let message = format!("the response names an error for element {index}");
        let inner = Self::of_call(context, ErrorKind::Validation, message);
        Some((Self::from_inner(Inner { status: Some(status), problem, ..inner }), is_alone))
    }

    /// The error of an element of a multi-status response with an error status.
    pub(crate) fn item_status(context: &CallContext, status: StatusCode, index: usize, item_status: u64) -> Self {
        let message = format!("the response gives element {index} the status {item_status}");
        Self::from_inner(Inner { status: Some(status), ..Self::of_call(context, ErrorKind::Validation, message) })
    }

    /// The error of a request that was not sent because the quota is known to be spent.
    pub(crate) fn quota_known_to_be_spent(context: &CallContext, quota: Quota) -> Self {
        let message = "the quota is known to be spent; the request was not sent";
        let inner = Self::of_call(context, ErrorKind::Quota, message);
        Self::from_inner(Inner { quota: Some(quota), retry_after: quota.resets_in, ..inner })
    }

    /// Adds the data of the call to the error.
    pub(crate) fn with_context(mut self, context: &CallContext) -> Self {
        // A shared error already has its context.
        let Some(inner) = Arc::get_mut(&mut self.0) else { return self };
        let is_element = inner.item.as_ref().is_some_and(|item| item.index.is_some());
        inner.quota = inner.quota.or(context.quota);
        if inner.attempts == 0 && !is_element {
            inner.attempts = context.attempts;
            inner.requests_sent = context.requests_sent;
        }
        // A change whose response cannot be decoded may have been applied.
        let is_undecodable = matches!(inner.kind, ErrorKind::Decode | ErrorKind::Connect);
        inner.outcome_unknown |= context.is_change && is_undecodable && !is_element;
        if inner.redactor.is_none() {
            if let Some(item) = &mut inner.item {
                item.path = context.redactor.line(&item.path, EXCERPT);
                item.excerpt = context.redactor.excerpt(&item.excerpt, EXCERPT);
            }
            inner.problem.redact(&context.redactor);
            inner.redactor = Some(context.redactor.clone());
        }
        self
    }
}

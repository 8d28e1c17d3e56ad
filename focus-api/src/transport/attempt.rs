//! One attempt: sends one request in one tracing span, and reads the response as far as the call needs it.
//!
//! `transport/send.rs` decides what follows a failed attempt.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Request, StatusCode};
use tracing::field::Empty;
use tracing::{Instrument, Span};

use super::body::{self, BodyMode, ReceivedBody};
use super::{Call, Transport};
use crate::error::{BodyError, FailureKind, TransportFailure};
use crate::policy::Quota;

/// The number and the time limits of an attempt.
pub(super) struct AttemptPlan {
    pub(super) number: u32,
    /// The time-out from sending the request to the last byte of the body.
    pub(super) timeout: Option<Duration>,
    /// The time-out of the body of an error, which is read to its end or its size limit.
    pub(super) error_body_timeout: Option<Duration>,
    /// The time-out of each chunk of a streamed response.
    pub(super) idle_timeout: Option<Duration>,
}

/// A response as it was received.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(super) body: ReceivedBody,
}

/// An attempt that failed.
#[derive(Debug)]
pub(crate) enum AttemptError {
    /// No response, or an incomplete one.
    Transport(TransportFailure),
    /// A response with a status other than 2xx. Its body is buffered unless the mode of the call is `Unread`.
    Status(Box<Received>),
}

/// Counts a request when it is dropped, so that an attempt that the caller drops is counted too.
struct UnfinishedAttempt<'a>(Option<&'a AtomicU64>);

impl Drop for UnfinishedAttempt<'_> {
    fn drop(&mut self) {
        if let Some(count) = self.0 {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Transport {
    /// Sends a request once.
    pub(super) async fn attempt(
        &self,
        mut request: Request,
        call: &Call<'_>,
        plan: &AttemptPlan,
        requests_sent: &mut u32,
    ) -> Result<Received, AttemptError> {
        if [plan.timeout, plan.idle_timeout].into_iter().flatten().any(|limit| limit.is_zero()) {
            return Err(AttemptError::Transport(TransportFailure::new(FailureKind::NoTimeLeft)));
        }
        if let Some(timeout) = plan.timeout {
            *request.timeout_mut() = Some(timeout);
        }
        let span = tracing::debug_span!(
            "focus_api.request",
            operation = call.operation,
            attempt = plan.number,
            status = Empty,
            quota_remaining = Empty,
            elapsed_ms = Empty,
            error = Empty,
        );
        let begin = self.clock.now();
        let mut unfinished = UnfinishedAttempt(Some(&self.requests_sent));
        let result = self.send_once(request, call, plan).instrument(span.clone()).await;
        // The result shows whether a connection was made.
        if matches!(&result, Err(AttemptError::Transport(failure)) if !failure.was_sent()) {
            unfinished.0 = None;
        } else {
            *requests_sent = requests_sent.saturating_add(1);
        }
        drop(unfinished);
        if !span.is_disabled() {
            record(&span, &result, self.clock.now().saturating_duration_since(begin));
        }
        result
    }

    async fn send_once(&self, request: Request, call: &Call<'_>, plan: &AttemptPlan) -> Result<Received, AttemptError> {
        let is_read = *request.method() == reqwest::Method::GET;
        if !is_read {
            // If the program has blocked the runtime, it may not have noticed yet that the server closed an idle
            // connection. A write on that connection would have an unknown outcome. Yielding once lets the runtime drop
            // it.
            tokio::task::yield_now().await;
        }
        let sending = self.http.execute(request);
        let response = match plan.idle_timeout {
            Some(limit) => match tokio::time::timeout(limit, sending).await {
                Ok(result) => result,
                Err(_) => return Err(AttemptError::Transport(TransportFailure::new(FailureKind::Timeout))),
            },
            None => sending.await,
        };
        let mut response = response.map_err(|error| AttemptError::Transport(TransportFailure::from_http(error)))?;
        // Recorded before the body is read, which may fail.
        if let Some(quota) = Quota::from_headers(response.headers()) {
            self.quota.record(call.organization, quota, self.clock.now());
        }
        let status = response.status();
        if call.body == BodyMode::Unread {
            let headers = response.headers().clone();
            let received = Received { status, headers, body: ReceivedBody::Streaming(response) };
            return if status.is_success() { Ok(received) } else { Err(AttemptError::Status(Box::new(received))) };
        }
        let headers = std::mem::take(response.headers_mut());
        if !status.is_success() {
            let body = body::read_error_body(response, plan.error_body_timeout).await;
            return Err(AttemptError::Status(Box::new(Received {
                status,
                headers,
                body: ReceivedBody::Buffered(body),
            })));
        }
        if call.body == BodyMode::Streaming {
            return Ok(Received { status, headers, body: ReceivedBody::Streaming(response) });
        }
        let body = match body::read(response, self.settings.max_response_bytes).await {
            Ok(bytes) => ReceivedBody::Buffered(bytes),
            // Nothing was changed, so the request can be repeated.
            Err(BodyError::Interrupted(error)) if is_read => {
                return Err(AttemptError::Transport(TransportFailure::from_body(error)));
            }
            // The status already confirms the change.
            Err(error) => ReceivedBody::Incomplete(error),
        };
        Ok(Received { status, headers, body })
    }
}

/// Records the result of an attempt, without URL, headers and body.
fn record(span: &Span, result: &Result<Received, AttemptError>, elapsed: Duration) {
    span.record("elapsed_ms", u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX));
    let (status, headers) = match result {
        Ok(received) => (received.status, &received.headers),
        Err(AttemptError::Status(received)) => (received.status, &received.headers),
        Err(AttemptError::Transport(failure)) => {
            span.record("error", failure.kind().label());
            return;
        }
    };
    span.record("status", status.as_u16());
    if let Some(remaining) = Quota::from_headers(headers).and_then(|quota| quota.remaining) {
        span.record("quota_remaining", remaining);
    }
    if let Ok(Received { body: ReceivedBody::Incomplete(error), .. }) = result {
        span.record("error", error.label());
    }
}

//! [`Courier`]: takes a request out and brings the answer back, as often as the policy allows.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use focus_api_raw::{Middleware, MiddlewareFuture, Operation, unread};
use reqwest::header::HeaderMap;
use reqwest::{Body, Method, Request, Response};
use tracing::field::Empty;
use tracing::{Instrument, Span};
use url::Url;

use super::{Shared, encode};
use crate::policy::{CallOptions, Failure, Quota};

/// How the answer is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// As the generated method reads it: for whoever calls the raw client.
    Typed,
    /// Unread, with the whole body in memory, so that a broken-off body counts as a failed attempt of a read. A change
    /// that was made was made: there it is the reader of the body who learns of it.
    Whole,
    /// Unread, the body still arriving, for as long as it takes.
    Streaming,
}

/// The policy of one call, or of a raw client.
#[derive(Debug)]
pub(crate) struct Courier {
    shared: Arc<Shared>,
    options: CallOptions,
    query: Vec<(String, String)>,
    manner: Manner,
    counter: Counter,
}

/// How many requests left.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counter(Arc<AtomicU32>);

impl Counter {
    pub(crate) fn count(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    fn increment(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Courier {
    pub(crate) fn new(shared: Arc<Shared>, options: CallOptions, query: Vec<(String, String)>, manner: Manner) -> Self {
        Self { shared, options, query, manner, counter: Counter::default() }
    }

    pub(crate) fn counter(&self) -> Counter {
        self.counter.clone()
    }

    /// Every attempt, with the pauses between them.
    async fn deliver(
        &self,
        http: &reqwest::Client,
        mut request: Request,
        operation: &'static Operation,
    ) -> reqwest::Result<Response> {
        let pairs = self.query.iter().chain(&self.options.extra_query);
        encode::complete_query(request.url_mut(), pairs, operation.list_parameters, self.shared.arrays);
        encode::complete_body(&mut request, &self.options.extra_body);

        let clock = self.shared.clock.clone();
        // A deadline beyond what the clock can tell is none.
        let end = self.options.deadline.and_then(|deadline| clock.now().checked_add(deadline));
        let retry = self.options.retry.as_ref().unwrap_or(&self.shared.retry);
        let quota_policy = self.options.quota.unwrap_or(self.shared.quota_policy);
        // A body that is read from a stream can be sent only once.
        let Some(parcel) = Parcel::of(&request) else {
            return settle(self.attempt(http, request, operation, 1, end).await);
        };
        let mut pauses = retry.pauses();
        let mut patience = quota_policy.patience();
        let mut number = 0_u32;
        loop {
            number = number.saturating_add(1);
            let outcome = self.attempt(http, parcel.request(), operation, number, end).await;
            let Err(failure) = &outcome else { return settle(outcome) };
            let Some(pause) = retry.pause_after(failure, &mut pauses, &mut patience, operation) else {
                return settle(outcome);
            };
            let resume = clock.now().checked_add(pause);
            if end.is_some_and(|end| resume.is_none_or(|resume| resume >= end)) {
                return settle(outcome);
            }
            clock.sleep(pause).await;
        }
    }

    /// One request, in one span.
    async fn attempt(
        &self,
        http: &reqwest::Client,
        mut request: Request,
        operation: &'static Operation,
        number: u32,
        end: Option<Instant>,
    ) -> Result<Response, Failure> {
        self.counter.increment();
        let clock = &self.shared.clock;
        let default = (self.manner != Manner::Streaming).then_some(self.shared.timeout);
        let rest = end.map(|end| end.saturating_duration_since(clock.now()));
        let timeout = [self.options.timeout.or(default), rest].into_iter().flatten().min();
        if timeout.is_some() {
            *request.timeout_mut() = timeout;
        }
        let span = tracing::debug_span!(
            "focus_api.request",
            operation = operation.id,
            attempt = number,
            status = Empty,
            quota_remaining = Empty,
            elapsed_ms = Empty,
            error = Empty,
        );
        self.shared.requests.fetch_add(1, Ordering::Relaxed);
        let begin = clock.now();
        let result = self.exchange_once(http, request, operation).instrument(span.clone()).await;
        note(&span, &result, clock.now().saturating_duration_since(begin));
        match result {
            Ok(response) if response.status().is_success() => Ok(response),
            Ok(response) => Err(Failure::Refused(response)),
            Err(error) => Err(Failure::Lost(error)),
        }
    }

    async fn exchange_once(
        &self,
        http: &reqwest::Client,
        request: Request,
        operation: &Operation,
    ) -> reqwest::Result<Response> {
        let organization = encode::organization(request.url());
        let http = match self.manner {
            Manner::Streaming => self.shared.streaming.as_ref().unwrap_or(http),
            Manner::Typed | Manner::Whole => http,
        };
        let response = http.execute(request).await?;
        // Known from here on, whatever becomes of the body.
        if let Some(quota) = Quota::from_headers(response.headers()) {
            self.shared.quota.record(organization, quota, self.shared.clock.now());
        }
        let success = response.status().is_success();
        // An error's body is always read at once: it is part of the news, and short.
        if success && self.manner != Manner::Whole {
            return Ok(response);
        }
        let (mut parts, body) = http::Response::from(response).into_parts();
        match Response::from(http::Response::new(body)).bytes().await {
            Ok(bytes) => Ok(http::Response::from_parts(parts, bytes).into()),
            Err(error) if success && operation.is_read() => Err(error),
            // The status has said what happened: a refusal stays one, and a change that was made was made.
            Err(error) => {
                parts.extensions.insert(BrokenOff { timed_out: error.is_timeout() });
                Ok(http::Response::from_parts(parts, Bytes::new()).into())
            }
        }
    }
}

/// An answer is an answer, success or not.
fn settle(outcome: Result<Response, Failure>) -> reqwest::Result<Response> {
    match outcome {
        Ok(response) | Err(Failure::Refused(response)) => Ok(response),
        Err(Failure::Lost(error)) => Err(error),
    }
}

/// Writes down how an attempt ended. Never the address, a header or a body.
fn note(span: &Span, result: &reqwest::Result<Response>, elapsed: Duration) {
    span.record("elapsed_ms", u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX));
    match result {
        Ok(response) => {
            span.record("status", response.status().as_u16());
            if let Some(left) = Quota::from_headers(response.headers()).and_then(|quota| quota.remaining) {
                span.record("quota_remaining", left);
            }
            if response.extensions().get::<BrokenOff>().is_some() {
                span.record("error", "broken off");
            }
        }
        Err(error) if error.is_timeout() => _ = span.record("error", "timeout"),
        Err(error) if error.is_connect() => _ = span.record("error", "connect"),
        Err(_) => _ = span.record("error", "broken off"),
    }
}

/// What is needed to make the same request again.
struct Parcel {
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Option<Bytes>,
}

impl Parcel {
    /// `None` for a body that is not in memory.
    fn of(request: &Request) -> Option<Self> {
        let body = match request.body() {
            Some(body) => Some(Bytes::copy_from_slice(body.as_bytes()?)),
            None => None,
        };
        let (method, url, headers) = (request.method().clone(), request.url().clone(), request.headers().clone());
        Some(Self { method, url, headers, body })
    }

    fn request(&self) -> Request {
        let mut request = Request::new(self.method.clone(), self.url.clone());
        request.headers_mut().clone_from(&self.headers);
        *request.body_mut() = self.body.clone().map(Body::from);
        request
    }
}

/// Marks an answer whose status arrived and whose body did not.
#[derive(Clone, Copy, Debug)]
pub(super) struct BrokenOff {
    pub(super) timed_out: bool,
}

impl Middleware for Courier {
    fn handle<'a>(
        &'a self,
        http: &'a reqwest::Client,
        request: Request,
        operation: &'static Operation,
    ) -> MiddlewareFuture<'a> {
        Box::pin(async move {
            let response = self.deliver(http, request, operation).await?;
            Ok(if self.manner == Manner::Typed { response } else { unread::hide(response) })
        })
    }
}

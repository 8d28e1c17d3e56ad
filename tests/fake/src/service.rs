//! The steps of one request: it is recorded, a fault may apply, it is checked, and its operation runs.
//!
//! Bytes are read and written in `wire/`; the checks are in `admission.rs`, the operations in `operations/`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};

use crate::admission::admit;
use crate::error::{ApiError, trace_id};
use crate::fault::{ContentCoding, Delivery, Fault, HttpDateFormat, Phase, Source};
use crate::operations;
use crate::query::{self, Query};
use crate::quota;
use crate::request_log::RecordedRequest;
use crate::route::Address;
use crate::state::Shared;
use crate::wire::{Body, Outgoing, RequestHead, Response};

/// A request that passed the checks, as input of its operation.
pub(crate) struct Admitted<'a> {
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a Bytes,
    pub(crate) query: Query,
}

/// A request whose head has been read.
pub(crate) struct Received {
    shared: Arc<Shared>,
    request: RecordedRequest,
    method: Method,
    /// The fault that decides before the body is read.
    early_fault: Option<Fault>,
    /// Its number in the record, once it is recorded.
    sequence: u64,
    /// Whether the observer was called with it.
    observed: AtomicBool,
}

/// Accepts a request whose head has been read.
pub(crate) fn receive(shared: &Arc<Shared>, connection: u64, head: &RequestHead) -> Received {
    let called = Address::parse(&head.path).and_then(|address| address.call(&head.method).ok());
    let request = RecordedRequest {
        method: head.method.as_str().to_owned(),
        path: head.path.clone(),
        raw_query: head.raw_query.clone(),
        query: query::pairs(&head.raw_query),
        headers: head.headers.clone(),
        body: Bytes::new(),
        body_complete: false,
        connection,
        operation: called.map(|(operation, _)| operation.id),
        status: None,
        applied: false,
    };
    let early_fault = shared.lock().faults.take(&request, Phase::Head);
    Received {
        shared: Arc::clone(shared),
        request,
        method: head.method.clone(),
        early_fault,
        sequence: 0,
        observed: AtomicBool::new(false),
    }
}

impl Received {
    /// Returns how many bytes of the body to read, if a fault applies before the request is complete.
    pub(crate) fn upload_stops_after(&self) -> Option<u64> {
        self.early_fault.as_ref().and_then(|fault| fault.upload_stops_after)
    }

    /// Records a request whose body did not arrive.
    pub(crate) fn record_incomplete(&mut self) {
        self.sequence = self.shared.record(self.request.clone());
    }

    /// Returns the response and how to send it. A `body` of `None` was larger than the limit.
    pub(crate) async fn respond(&mut self, body: Option<Bytes>) -> (Outgoing, Delivery) {
        self.request.body = body.clone().unwrap_or_default();
        let fault = match self.early_fault.take() {
            Some(fault) => Some(fault),
            None => {
                self.request.body_complete = true;
                self.shared.lock().faults.take(&self.request, Phase::Complete)
            }
        };
        self.sequence = self.shared.record(self.request.clone());
        let trace = trace_id(self.sequence);
        let Some(fault) = fault else {
            let response = self.run(body, &trace, None).await;
            let response = self.compress(self.with_headers(response));
            return (Outgoing::Response { response, head_only: false }, Delivery::default());
        };
        let operations_response = if fault.applies {
            Some(self.run(body, &trace, Some(&fault)).await)
        } else {
            // A scripted response spends quota like a real one [live: failed requests count too]; a connection that is
            // closed without a response does not.
            if !matches!(fault.source, Source::Nothing) {
                let mut state = self.shared.lock();
                let now = state.clock.now();
                let _already_spent = state.quota.spend(now);
            }
            None
        };
        let response = match (&fault.source, operations_response) {
            (Source::Nothing, _) => None,
            (Source::Raw(bytes), _) => return (Outgoing::Raw(bytes.clone()), fault.delivery),
            (Source::Operation, response) => response,
            // The operation ran, but its response is not the one that is sent.
            (Source::Status(status), _) => Some(Fault::stub_response(*status, &trace)),
        };
        let outgoing = match response {
            Some(response) => {
                let response = self.compress(fault.apply(self.with_headers(response), &self.request));
                self.request.status = Some(response.status.as_u16());
                Outgoing::Response { response, head_only: false }
            }
            None => Outgoing::Nothing,
        };
        (outgoing, fault.delivery)
    }

    /// Records that the status is sent.
    pub(crate) fn record_status(&self) {
        let status = self.request.status;
        self.shared.update_record(self.sequence, |request| request.status = status);
        self.notify();
    }

    /// Calls the observer with the finished request, once.
    fn notify(&self) {
        if let Some(observer) = &self.shared.settings.on_request
            && !self.observed.swap(true, Ordering::Relaxed)
        {
            (observer.0)(&self.request);
        }
    }

    /// Calls the observer with a request that got no status.
    pub(crate) fn finish(&mut self) {
        if !self.observed.load(Ordering::Relaxed) {
            self.request.status = None;
        }
        self.notify();
    }

    /// Runs the operation, or returns the error response.
    async fn run(&mut self, body: Option<Bytes>, trace: &str, fault: Option<&Fault>) -> Response {
        let result = self.run_operation(body, fault).await;
        let response = result.unwrap_or_else(|error| error.into_response(trace));
        self.request.status = Some(response.status.as_u16());
        self.request.applied = response.status.is_success();
        // Recorded before anything is sent: the client may disconnect during a delay, but the operation was applied.
        let applied = self.request.applied;
        self.shared.update_record(self.sequence, |request| request.applied = applied);
        response
    }

    async fn run_operation(&self, body: Option<Bytes>, fault: Option<&Fault>) -> Result<Response, ApiError> {
        let request = &self.request;
        let address = Address::parse(&request.path);
        let call = address.as_ref().ok_or_else(ApiError::no_such_route).and_then(|address| address.call(&self.method));
        admit(&self.shared, &request.headers, address)?;
        let (_, call) = call?;
        let body = body.ok_or_else(|| ApiError::too_large(self.shared.settings.max_body_bytes))?;
        let mut pairs = request.query.clone();
        if let Some(fault) = fault {
            fault.apply_to_query(&mut pairs);
        }
        let query = Query::new(pairs, self.shared.settings.arrays);
        let admitted = Admitted { headers: &request.headers, body: &body, query };
        operations::run(call, &self.shared, &admitted).await
    }

    /// Adds the headers of every response: the virtual date and the state of the quota.
    fn with_headers(&self, mut response: Response) -> Response {
        let state = self.shared.lock();
        let now = state.clock.now();
        if let Ok(date) = HeaderValue::from_str(&HttpDateFormat::Fixdate.format(now)) {
            response.set_header(header::DATE, date);
        }
        if self.shared.settings.quota_headers {
            response.headers.insert(quota::REMAINING, state.quota.remaining(now).into());
            response.headers.insert(quota::RESETS_IN, state.quota.resets_in(now).into());
        }
        response
    }

    /// Compresses a response if the fake was built to and the client accepts gzip.
    fn compress(&self, mut response: Response) -> Response {
        let accepted = self.request.header("accept-encoding").is_some_and(|value| value.contains("gzip"));
        if !self.shared.settings.gzip || !accepted || response.headers.contains_key(header::CONTENT_ENCODING) {
            return response;
        }
        let body = response.body.collect();
        if !body.is_empty() {
            response.headers.insert(header::CONTENT_ENCODING, ContentCoding::Gzip.header());
        }
        let body = if body.is_empty() { body } else { ContentCoding::Gzip.encode(body) };
        Response { body: Body::Full(body), ..response }
    }
}

//! The way of one request through the fake: read, recorded, perhaps hit by a fault, checked at the door, handed to its
//! operation, and answered.
//!
//! The order of the checks at the door (key, quota, organization, workspace, address) is a choice: only that each of
//! them exists is known.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::{Body, BodyDataStream};
use axum::http::{HeaderValue, Request, Response, request::Parts};
use bytes::Bytes;
use futures_core::Stream;
use hyper::body::Incoming;

use crate::auth::Keys;
use crate::builder::Settings;
use crate::clock::Clock;
use crate::error::{ApiError, trace_id};
use crate::fault::{Fault, FaultQueue};
use crate::operations;
use crate::query;
use crate::quota::{self, Quota};
use crate::request_log::RecordedRequest;
use crate::route::{self, Address, Call};
use crate::store::Store;
use crate::world::World;

/// What all connections and the test share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) world: World,
    pub(crate) settings: Settings,
    state: Mutex<State>,
}

/// Everything that changes.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) clock: Clock,
    pub(crate) quota: Quota,
    pub(crate) keys: Keys,
    pub(crate) store: Store,
    pub(crate) faults: FaultQueue,
    pub(crate) requests: Vec<(u64, RecordedRequest)>,
    sequence: u64,
}

/// A request that made it through the door.
pub(crate) struct Admitted<'a> {
    pub(crate) parts: &'a Parts,
    pub(crate) body: &'a Bytes,
    pub(crate) query: query::Query,
}

/// Tells the connection to end without an answer.
#[derive(Debug)]
pub(crate) struct Hangup;

impl fmt::Display for Hangup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the script ends the connection here")
    }
}

impl std::error::Error for Hangup {}

impl Shared {
    pub(crate) fn new(world: World, settings: Settings, store: Store) -> Self {
        let quota = Quota::new(settings.quota);
        let state = State {
            clock: Clock::new(),
            quota,
            keys: Keys::new(),
            store,
            faults: FaultQueue::default(),
            requests: Vec::new(),
            sequence: 0,
        };
        Self { world, settings, state: Mutex::new(state) }
    }

    /// The state, also after a panic elsewhere: a failed assertion in one test thread must not fail the others.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn finish(&self, sequence: u64, status: Option<u16>, applied: bool) {
        let mut state = self.lock();
        // It may have been taken away meanwhile by `take_requests`.
        if let Some((_, record)) = state.requests.iter_mut().rev().find(|(number, _)| *number == sequence) {
            record.status = status;
            record.applied = applied;
        }
    }
}

/// Answers one request, or ends the connection.
pub(crate) async fn serve(shared: Arc<Shared>, request: Request<Incoming>) -> Result<Response<Body>, Hangup> {
    let (parts, body) = request.into_parts();
    let body = read(Body::new(body).into_data_stream(), shared.settings.max_body_bytes).await;
    let address = Address::parse(parts.uri.path());
    let call = address.as_ref().ok_or_else(ApiError::no_such_route).and_then(|address| address.call(&parts.method));
    let operation = call.as_ref().ok().map(|call| call.name());

    let (sequence, fault) = {
        let mut state = shared.lock();
        let sequence = state.sequence;
        state.sequence += 1;
        state.requests.push((sequence, record(&parts, body.clone().unwrap_or_default(), operation)));
        (sequence, state.faults.take(operation))
    };
    let trace = trace_id(sequence);

    let Some(fault) = fault else {
        let (response, applied) = answer(&shared, &parts, body, address, call, &trace).await;
        let response = with_quota(&shared, response);
        shared.finish(sequence, Some(response.status().as_u16()), applied);
        return Ok(response);
    };
    let (response, applied) = if fault.process {
        answer(&shared, &parts, body, address, call, &trace).await
    } else {
        (stub_response(&shared, &fault, &trace), false)
    };
    // Now already: during a delay the client may leave, and nothing after this point would run.
    shared.finish(sequence, None, applied);
    if !fault.delay.is_zero() {
        tokio::time::sleep(fault.delay).await;
    }
    if fault.hang_up {
        return Err(Hangup);
    }
    let response = fault.apply(with_quota(&shared, response)).await;
    shared.finish(sequence, Some(response.status().as_u16()), applied);
    Ok(response)
}

/// A scripted answer costs a request like a real one [live: failed calls cost too]; a closed connection never got in.
fn stub_response(shared: &Shared, fault: &Fault, trace: &str) -> Response<Body> {
    if !fault.hang_up {
        let mut state = shared.lock();
        let now = state.clock.now();
        let _already_spent = state.quota.spend(now);
    }
    fault.stub_response(trace)
}

/// The answer without faults, and whether the operation ran to get it.
async fn answer(
    shared: &Arc<Shared>,
    parts: &Parts,
    body: Result<Bytes, ApiError>,
    address: Option<Address<'_>>,
    call: Result<Call, ApiError>,
    trace: &str,
) -> (Response<Body>, bool) {
    let admitted = admit(shared, parts, address).and(call).and_then(|call| Ok((call, body?)));
    let (call, body) = match admitted {
        Ok(admitted) => admitted,
        Err(error) => return (error.into_response(trace), false),
    };
    let query = query::Query::parse(parts.uri.query().unwrap_or_default(), shared.settings.arrays);
    let admitted = Admitted { parts, body: &body, query };
    let response = operations::run(call, shared, &admitted).await;
    (response.unwrap_or_else(|error| error.into_response(trace)), true)
}

/// The checks every request has to pass, whatever it is about.
fn admit(shared: &Shared, parts: &Parts, address: Option<Address<'_>>) -> Result<(), ApiError> {
    let mut state = shared.lock();
    state.keys.check(&parts.headers)?;
    // The quota is counted per user and organization [doc], so a request without a valid key has nobody to charge;
    // every other one is charged, refused or not [live].
    let now = state.clock.now();
    state.quota.spend(now).map_err(ApiError::quota_spent)?;
    let address = address.ok_or_else(ApiError::no_such_route)?;
    let organization = route::positive(address.organization).ok_or_else(ApiError::malformed_organization)?;
    if organization != shared.world.organization_id {
        return Err(ApiError::forbidden("organization"));
    }
    let workspace = route::positive(address.workspace).ok_or_else(ApiError::malformed_workspace)?;
    if workspace != shared.world.workspace_id {
        // As for organizations: whether it exists is none of a stranger's business [inferred].
        return Err(ApiError::forbidden("workspace"));
    }
    Ok(())
}

fn with_quota(shared: &Shared, mut response: Response<Body>) -> Response<Body> {
    if shared.settings.quota_headers {
        let state = shared.lock();
        let now = state.clock.now();
        let headers = response.headers_mut();
        headers.insert(quota::REMAINING, HeaderValue::from(state.quota.remaining(now)));
        headers.insert(quota::RESETS_IN, HeaderValue::from(state.quota.resets_in(now)));
    }
    response
}

fn record(parts: &Parts, body: Bytes, operation: Option<&'static str>) -> RecordedRequest {
    let raw_query = parts.uri.query().unwrap_or_default();
    RecordedRequest {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        raw_query: raw_query.to_owned(),
        query: query::pairs(raw_query),
        headers: parts.headers.clone(),
        body,
        operation,
        status: None,
        applied: false,
    }
}

/// Reads a body up to a limit. What lies beyond is read too and dropped: a client that is still writing could not see
/// the refusal.
async fn read(mut stream: BodyDataStream, limit: usize) -> Result<Bytes, ApiError> {
    let mut body = Vec::new();
    let mut size = 0;
    while let Some(piece) = std::future::poll_fn(|context| Pin::new(&mut stream).poll_next(context)).await {
        // A client that gave up while sending. Nobody waits for the answer, but half a body must not be acted on.
        let piece = piece.map_err(|_| ApiError::validation("the body broke off"))?;
        size += piece.len();
        if size <= limit {
            body.extend_from_slice(&piece);
        }
    }
    if size > limit { Err(ApiError::too_large(limit)) } else { Ok(Bytes::from(body)) }
}

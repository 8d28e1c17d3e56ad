//! One connection: reads requests one after another, passes them to the service, and writes their responses.

use std::sync::Arc;
use std::time::Duration;

use http::Method;
use tokio::net::TcpStream;

use super::connections::IdleState;
use super::framing;
use super::read::{ReadError, Reader, RequestHead};
use super::write::{self, Next, Outgoing};
use crate::error::ApiError;
use crate::fault::{Delivery, Framing};
use crate::gate::Gate;
use crate::service;
use crate::state::Shared;

/// Serves a connection until it ends.
pub(crate) async fn run(stream: TcpStream, shared: Arc<Shared>) {
    // With Nagle's algorithm, small writes would be combined, and a body that is sent byte by byte would arrive at
    // once.
    let _best_effort = stream.set_nodelay(true);
    let number = shared.connections.register();
    let registered = Registered { shared: &shared, number };
    let next = serve(&stream, &shared, number).await;
    if next == Next::Reset {
        // Closing with this setting sends a reset and discards unsent bytes.
        let _best_effort = socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO));
    }
    drop(stream);
    drop(registered);
}

/// Removes a connection from the register after its socket was closed, also if its task panics.
struct Registered<'a> {
    shared: &'a Shared,
    number: u64,
}

impl Drop for Registered<'_> {
    fn drop(&mut self) {
        self.shared.connections.remove(self.number);
    }
}

async fn serve(stream: &TcpStream, shared: &Arc<Shared>, number: u64) -> Next {
    let mut reader = Reader::default();
    loop {
        if !reader.has_bytes()
            && let Err(next) = wait_for_request(stream, shared, number).await
        {
            return next;
        }
        let next = match reader.head(stream).await {
            Ok(head) => respond(stream, &mut reader, shared, number, head).await,
            Err(error) => {
                refuse(stream, shared, error).await;
                Next::Close
            }
        };
        if next != Next::KeepAlive || shared.settings.close_idle_after == Some(Duration::ZERO) {
            return if next == Next::KeepAlive { Next::Close } else { next };
        }
    }
}

/// Waits until bytes arrive on an idle connection. `Err` says how the connection ends instead.
async fn wait_for_request(stream: &TcpStream, shared: &Shared, number: u64) -> Result<(), Next> {
    let mut wake = shared.connections.subscribe();
    shared.connections.set_idle(number, Some(shared.lock().clock.now()));
    loop {
        if shared.connections.idle_state(number) == IdleState::Close {
            return Err(Next::Close);
        }
        tokio::select! {
            closed = is_closed(stream) => {
                shared.connections.set_idle(number, None);
                return match shared.connections.idle_state(number) {
                    _ if closed => Err(Next::Close),
                    IdleState::ResetOnUse => Err(Next::Reset),
                    IdleState::Wait | IdleState::Close => Ok(()),
                };
            }
            _ = wake.changed() => {}
        }
    }
}

/// Reads the rest of a request and writes its response.
async fn respond(
    stream: &TcpStream,
    reader: &mut Reader,
    shared: &Arc<Shared>,
    number: u64,
    head: RequestHead,
) -> Next {
    let mut received = service::receive(shared, number, &head);
    let stop_after = received.upload_stops_after();
    if stop_after.is_none() && head.headers.get("expect").is_some_and(|value| value == "100-continue") {
        let interim = framing::encode_head(http::StatusCode::CONTINUE, &http::HeaderMap::new());
        let delivery = Delivery::default();
        write::send(stream, Outgoing::Raw(interim.into()), &delivery, || {}, || {}).await;
    }
    let body = reader.body(stream, head.length, shared.settings.max_body_bytes, stop_after).await;
    let body = match body {
        Ok(body) => body,
        Err(error) => {
            received.record_incomplete();
            refuse(stream, shared, error).await;
            return Next::Close;
        }
    };
    // If the client disconnects, the response ends, also while a fault stalls it.
    let mut departure = Departure { stream, reader, keeps_bytes: stop_after.is_none() };
    let (outgoing, mut delivery) = tokio::select! {
        response = received.respond(body.into_bytes()) => response,
        () = departure.wait(None) => {
            received.finish();
            return Next::Close;
        }
    };
    if !head.is_http_1_1 {
        delivery.framing = Framing::ContentLength;
    }
    let outgoing = match outgoing {
        Outgoing::Response { response, .. } => Outgoing::Response { response, head_only: head.method == Method::HEAD },
        other => other,
    };
    let on_complete = || shared.connections.set_idle(number, Some(shared.lock().clock.now()));
    let next = tokio::select! {
        next = write::send(stream, outgoing, &delivery, || received.record_status(), on_complete) => {
            if head.keep_alive || next != Next::KeepAlive { next } else { Next::Close }
        }
        () = departure.wait(delivery.gate.as_ref()) => Next::Close,
    };
    received.finish();
    next
}

/// Responds to bytes that are not a request.
async fn refuse(stream: &TcpStream, shared: &Shared, error: ReadError) {
    let error = match error {
        ReadError::Disconnected => return,
        ReadError::Malformed(reason) => ApiError::validation(format!("not an HTTP request: {reason}")),
        ReadError::HeadTooLarge => ApiError::head_too_large(),
    };
    let response = error.into_response(&shared.next_trace_id());
    let outgoing = Outgoing::Response { response, head_only: false };
    write::send(stream, outgoing, &Delivery::closing(), || {}, || {}).await;
}

/// Notices during a response that the client leaves.
struct Departure<'a> {
    stream: &'a TcpStream,
    reader: &'a mut Reader,
    /// Whether bytes that arrive belong to a next request. The rest of a body that is not wanted stays unread, so that
    /// closing the connection resets it, as with common servers.
    keeps_bytes: bool,
}

impl Departure<'_> {
    /// Returns when the client has closed its side. A next request that has to wait behind a stalled response arrives at
    /// the gate of that response too.
    async fn wait(&mut self, mut gate: Option<&Gate>) {
        if self.keeps_bytes {
            while self.reader.read_ahead(self.stream).await {
                // The request may arrive in several parts.
                if let Some(gate) = gate.take() {
                    gate.arrive();
                }
            }
        } else if !is_closed(self.stream).await {
            std::future::pending::<()>().await;
        }
    }
}

/// Waits until the socket is readable, and returns whether the client has closed it.
async fn is_closed(stream: &TcpStream) -> bool {
    matches!(stream.peek(&mut [0]).await, Ok(0) | Err(_))
}

//! Scripted faults: what can go wrong with one request, said in one expression.
//!
//! This file says what a fault consists of and which request it is for. What it sends is in `fault/content.rs` and the
//! ready-made responses in `fault/presets.rs` and `fault/redirect.rs`, how it is sent in `fault/delivery.rs`. The queue
//! is in `fault/queue.rs`; `fault/apply.rs` changes a response.

mod apply;
mod coding;
mod content;
mod delivery;
mod presets;
mod queue;
mod redirect;
mod secrets;

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::StatusCode;

pub use coding::ContentCoding;
pub(crate) use content::{BodyEdit, HeaderEdit};
pub(crate) use delivery::{AfterResponse, Delivery, Framing, Interruption, Pieces, Position};
pub use presets::HttpDateForm;
pub(crate) use queue::{FaultQueue, Phase};
pub use redirect::RedirectTarget;
pub use secrets::secret_spellings;

use crate::request_log::RecordedRequest;

/// Something that goes wrong with a request.
///
/// ```
/// # use focus_fake::{FakeFocus, Fault};
/// # use serde_json::json;
/// # async fn example() {
/// let fake = FakeFocus::start().await;
/// // The next request is refused and told when to come back; the one after it works.
/// fake.fault(Fault::status(503).header("Retry-After", "2"));
/// // The next creation happens, but its response is lost.
/// fake.fault(Fault::lose_response().on("create_task"));
/// // The third list from now loses its connection after 700 bytes of the body.
/// fake.fault(Fault::response().on("list_tasks").after(2).disconnect_after(700));
/// // One task in an otherwise good response has a field of another type.
/// fake.fault(Fault::response().set_item_field(3, "estimated_mins", json!("soon")));
/// # }
/// ```
///
/// A fault is made by one function that decides what happens to the request, and refined by methods:
///
/// | function | the operation | the response |
/// |---|---|---|
/// | [`Fault::response`] | runs | its own, changed by the methods |
/// | [`Fault::status`] | does not run | the given status |
/// | [`Fault::raw`] | does not run | the given bytes |
/// | [`Fault::disconnect`], [`Fault::reset`] | does not run | none |
/// | [`Fault::lose_response`] | runs | none |
/// | [`Fault::interrupt_upload`] | does not run | none, the body is not read to its end |
///
/// [`Fault::applied`] makes the operation run where it would not. A fault is for one request unless [`Fault::times`] or
/// [`Fault::always`] says otherwise; faults are used up in the order in which they were scripted. To make connections
/// fail rather than requests, see [`crate::FakeFocus::refuse_connections`] and the methods after it.
#[derive(Debug, Clone)]
#[must_use = "a fault does nothing until it is given to a fake"]
pub struct Fault {
    pub(crate) operation: Option<&'static str>,
    pub(crate) condition: Option<Condition>,
    /// Requests still to be hit; `None` for all to come.
    pub(crate) left: Option<usize>,
    /// Matching requests to let pass first.
    pub(crate) skip: usize,
    pub(crate) source: Source,
    /// Whether the operation runs.
    pub(crate) applies: bool,
    /// Query parameters the operation sees instead of those that were sent; `None` takes one away.
    pub(crate) query: Vec<(String, Option<String>)>,
    pub(crate) body: Vec<BodyEdit>,
    pub(crate) coding: Option<ContentCoding>,
    pub(crate) headers: Vec<HeaderEdit>,
    pub(crate) delivery: Delivery,
    /// How much of the request's body is read, for faults that decide before it is complete.
    pub(crate) upload_stops_after: Option<u64>,
    /// Whether the response repeats the request's secret.
    pub(crate) echoes_secrets: bool,
}

/// What a fault sends.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    Operation,
    Status(StatusCode),
    Raw(Bytes),
    Nothing,
}

/// A question about a request.
pub(crate) type Condition = Callback<dyn Fn(&RecordedRequest) -> bool + Send + Sync>;
/// A function that sees each request.
pub(crate) type Observer = Callback<dyn Fn(&RecordedRequest) + Send + Sync>;

/// A function in a fault, which has no useful `Debug` form of its own.
pub(crate) struct Callback<F: ?Sized>(pub(crate) Arc<F>);

impl<F: ?Sized> Clone for Callback<F> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<F: ?Sized> fmt::Debug for Callback<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("function")
    }
}

impl Fault {
    fn new(source: Source, applies: bool) -> Self {
        Self {
            operation: None,
            condition: None,
            left: Some(1),
            skip: 0,
            source,
            applies,
            query: Vec::new(),
            body: Vec::new(),
            coding: None,
            headers: Vec::new(),
            delivery: Delivery::default(),
            upload_stops_after: None,
            echoes_secrets: false,
        }
    }

    /// Lets the operation run and respond; the methods then change the response or how it is sent.
    pub fn response() -> Self {
        Self::new(Source::Operation, true)
    }

    /// Responds with this status; the operation does not run. The body is the API's error object unless a method sets
    /// another one, and empty for 204 and 304.
    ///
    /// # Panics
    /// If the number is not an HTTP status (100 to 999).
    pub fn status(status: u16) -> Self {
        match StatusCode::from_u16(status) {
            Ok(status) => Self::new(Source::Status(status), false),
            Err(_) => panic!("{status} is not an HTTP status"),
        }
    }

    /// Sends these bytes instead of a response and closes the connection. They need not be HTTP. The operation does
    /// not run, and the methods that change status, headers or body have no effect.
    ///
    /// ```
    /// # use focus_fake::Fault;
    /// let fault = Fault::raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n[nul");
    /// # let _ = fault;
    /// ```
    pub fn raw(bytes: impl Into<Bytes>) -> Self {
        Self::new(Source::Raw(bytes.into()), false)
    }

    /// Closes the connection without a response. The operation does not run, and no quota is spent.
    pub fn disconnect() -> Self {
        Self::new(Source::Nothing, false)
    }

    /// As [`Fault::disconnect`], but with a TCP reset, which the client sees as an error rather than as an end.
    pub fn reset() -> Self {
        Self::disconnect().with_reset()
    }

    /// Runs the operation, then closes the connection without a response: the case in which a repeated POST creates
    /// twice.
    pub fn lose_response() -> Self {
        Self::new(Source::Nothing, true)
    }

    /// Closes the connection when this many bytes of the request's body have arrived. The operation does not run, and
    /// the request is recorded with [`RecordedRequest::body_complete`] false.
    pub fn interrupt_upload(bytes: u64) -> Self {
        let mut fault = Self::disconnect().with_reset();
        fault.upload_stops_after = Some(bytes);
        fault
    }

    /// Responds before the request's body is read, then closes the connection, as servers do that refuse an upload by
    /// its size. Only for faults in whose place the operation does not run.
    pub fn before_body(mut self) -> Self {
        self.upload_stops_after = Some(0);
        self.delivery.after = AfterResponse::Close;
        self
    }

    /// Is for requests of this operation only, one of [`crate::OPERATIONS`].
    ///
    /// # Panics
    /// If there is no such operation, since the fault would wait for ever.
    pub fn on(mut self, operation: &str) -> Self {
        match crate::OPERATIONS.iter().find(|name| **name == operation) {
            Some(name) => self.operation = Some(name),
            None => panic!("{operation:?} is not an operation: use a name of focus_fake::OPERATIONS"),
        }
        self
    }

    /// Is for requests that meet this condition only.
    ///
    /// ```
    /// # use focus_fake::Fault;
    /// let third_page = Fault::status(500).when(|request| request.query_values("page") == ["3"]);
    /// # let _ = third_page;
    /// ```
    ///
    /// A fault that decides before the request's body is read ([`Fault::interrupt_upload`], [`Fault::before_body`])
    /// sees the request without its body.
    pub fn when(mut self, condition: impl Fn(&RecordedRequest) -> bool + Send + Sync + 'static) -> Self {
        self.condition = Some(Callback(Arc::new(condition)));
        self
    }

    /// Is for this many requests instead of one.
    pub fn times(mut self, times: usize) -> Self {
        self.left = Some(times);
        self
    }

    /// Is for every request from now on, until [`crate::FakeFocus::clear_faults`].
    pub fn always(mut self) -> Self {
        self.left = None;
        self
    }

    /// Lets this many matching requests pass first. A fault that still waits leaves them to the faults behind it.
    pub fn after(mut self, requests: usize) -> Self {
        self.skip = requests;
        self
    }

    /// Runs the operation although the fault responds in its place: a gateway that gave up on a request which the
    /// service carried out.
    pub fn applied(mut self) -> Self {
        self.applies = true;
        self
    }

    /// Does not run the operation.
    pub fn not_applied(mut self) -> Self {
        self.applies = false;
        self
    }

    /// Whether a request is one this fault is for, counts aside.
    pub(crate) fn matches(&self, request: &RecordedRequest) -> bool {
        self.operation.is_none_or(|operation| request.operation == Some(operation))
            && self.condition.as_ref().is_none_or(|condition| (condition.0)(request))
    }
}

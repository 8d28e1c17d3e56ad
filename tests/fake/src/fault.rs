//! [`Fault`]: a scripted failure of one request.
//!
//! This file has the parts of a fault and the conditions on its request. The content of the response is in
//! `fault/content.rs`, ready-made responses are in `fault/presets.rs` and `fault/redirect.rs`, and how a response is
//! sent is in `fault/delivery.rs`. The queue is in `fault/queue.rs`; `fault/apply.rs` changes a response.

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
pub(crate) use delivery::{AfterResponse, Delivery, Framing, Interruption, Position, Splitting};
pub use presets::HttpDateFormat;
pub(crate) use queue::{FaultQueue, Phase};
pub use redirect::RedirectTarget;
pub use secrets::secret_spellings;

use crate::request_log::RecordedRequest;

/// A scripted failure of a request: an error status, a lost connection, a changed or delayed response.
///
/// ```
/// # use focus_fake::{FakeFocus, Fault};
/// # use serde_json::json;
/// # async fn example() {
/// let fake = FakeFocus::start().await;
/// // The next request gets a 503 with `Retry-After`; the second one succeeds.
/// fake.fault(Fault::status(503).header("Retry-After", "2"));
/// // The next task is created, but the client gets no response.
/// fake.fault(Fault::lose_response().on("create_task"));
/// // The connection of the third list request ends after 700 bytes of body.
/// fake.fault(
///     Fault::response().on("list_tasks").after(2).disconnect_after(700),
/// );
/// // One task in an otherwise valid response has a field of the wrong type.
/// fake.fault(Fault::response().set_item_field(
///     3,
///     "estimated_mins",
///     json!("soon"),
/// ));
/// # }
/// ```
///
/// One function creates a fault and decides what happens to the request; methods refine it:
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
/// [`Fault::applied`] makes the operation run although the fault replaces its response. A fault applies to one request
/// unless [`Fault::times`] or [`Fault::always`] is set; faults are used in the order in which they were scripted. To
/// make connections fail rather than requests, see [`crate::FakeFocus::refuse_connections`] and the methods after it.
#[derive(Debug, Clone)]
#[must_use = "a fault does nothing until it is given to a fake"]
pub struct Fault {
    pub(crate) operation: Option<&'static str>,
    pub(crate) condition: Option<Condition>,
    /// Number of requests that the fault still applies to; `None` for all later requests.
    pub(crate) left: Option<usize>,
    /// Number of matching requests to skip first.
    pub(crate) skip: usize,
    pub(crate) source: Source,
    /// Whether the operation runs.
    pub(crate) applies: bool,
    /// Query parameters that the operation sees instead of those that were sent; `None` removes one.
    pub(crate) query: Vec<(String, Option<String>)>,
    pub(crate) body: Vec<BodyEdit>,
    pub(crate) coding: Option<ContentCoding>,
    pub(crate) headers: Vec<HeaderEdit>,
    pub(crate) delivery: Delivery,
    /// How many bytes of the request's body are read, for faults that apply before it is complete.
    pub(crate) upload_stops_after: Option<u64>,
    /// Whether the response repeats the request's secret.
    pub(crate) echoes_secrets: bool,
}

/// The source of the response that a fault sends.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    Operation,
    Status(StatusCode),
    Raw(Bytes),
    Nothing,
}

/// A condition on a request.
pub(crate) type Condition = Callback<dyn Fn(&RecordedRequest) -> bool + Send + Sync>;
/// A function that is called with each request.
pub(crate) type Observer = Callback<dyn Fn(&RecordedRequest) + Send + Sync>;

/// A function in a fault. A function has no `Debug`, so this wrapper writes a fixed text.
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

    /// Runs the operation; the methods then change its response or how it is sent.
    pub fn response() -> Self {
        Self::new(Source::Operation, true)
    }

    /// Responds with this status; the operation does not run. The body is the API's error object unless a method
    /// replaces it, and empty for 204 and 304.
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

    /// As [`Fault::disconnect`], but with a TCP reset, which the client sees as an error rather than as the end of the
    /// stream.
    pub fn reset() -> Self {
        Self::disconnect().with_reset()
    }

    /// Runs the operation, then closes the connection without a response: a client that repeats the POST creates a
    /// second task.
    pub fn lose_response() -> Self {
        Self::new(Source::Nothing, true)
    }

    /// Closes the connection when this many bytes of the request's body have arrived. The operation does not run, and
    /// the recorded request has [`RecordedRequest::body_complete`] set to false.
    pub fn interrupt_upload(bytes: u64) -> Self {
        let mut fault = Self::disconnect().with_reset();
        fault.upload_stops_after = Some(bytes);
        fault
    }

    /// Responds before the request's body is read, then closes the connection, as servers do that refuse an upload
    /// because of its size. Meant for faults that replace the operation: an operation would run with an empty body.
    pub fn before_body(mut self) -> Self {
        self.upload_stops_after = Some(0);
        self.delivery.after = AfterResponse::Close;
        self
    }

    /// Restricts the fault to requests of this operation, one of [`crate::OPERATIONS`].
    ///
    /// # Panics
    /// If there is no such operation: the fault would never apply.
    pub fn on(mut self, operation: &str) -> Self {
        match crate::OPERATIONS.iter().find(|known| known.id == operation) {
            Some(known) => self.operation = Some(known.id),
            None => panic!("{operation:?} is not an operation: use an id of focus_fake::OPERATIONS"),
        }
        self
    }

    /// Restricts the fault to requests that meet this condition.
    ///
    /// ```
    /// # use focus_fake::Fault;
    /// let third_page = Fault::status(500)
    ///     .when(|request| request.query_values("page") == ["3"]);
    /// # let _ = third_page;
    /// ```
    ///
    /// A fault that applies before the request's body is read ([`Fault::interrupt_upload`], [`Fault::before_body`])
    /// checks the condition on the request without its body.
    pub fn when(mut self, condition: impl Fn(&RecordedRequest) -> bool + Send + Sync + 'static) -> Self {
        self.condition = Some(Callback(Arc::new(condition)));
        self
    }

    /// Applies the fault to this many requests instead of one.
    pub fn times(mut self, times: usize) -> Self {
        self.left = Some(times);
        self
    }

    /// Applies the fault to every request from now on, until [`crate::FakeFocus::clear_faults`].
    pub fn always(mut self) -> Self {
        self.left = None;
        self
    }

    /// Skips this many matching requests first. The faults scripted later can apply to the skipped requests.
    pub fn after(mut self, requests: usize) -> Self {
        self.skip = requests;
        self
    }

    /// Runs the operation although the fault replaces its response, like a gateway that times out on a request which
    /// the service completes.
    pub fn applied(mut self) -> Self {
        self.applies = true;
        self
    }

    /// Does not run the operation.
    pub fn not_applied(mut self) -> Self {
        self.applies = false;
        self
    }

    /// Returns whether the fault applies to a request, without regard to its counts.
    pub(crate) fn matches(&self, request: &RecordedRequest) -> bool {
        self.operation.is_none_or(|operation| request.operation == Some(operation))
            && self.condition.as_ref().is_none_or(|condition| (condition.0)(request))
    }
}

//! Scripted misbehaviour: what can go wrong with one request, said in one expression.
//!
//! What happens to which request is here, the methods that
//! describe the answer in `script.rs`, the queue in `queue.rs`, the bending of an answer in `bend.rs`.

mod apply;
mod queue;
mod script;

use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, StatusCode};
use bytes::Bytes;
use serde_json::Value;

use crate::quota;

pub(crate) use queue::FaultQueue;

/// Something that goes wrong with a request.
///
/// ```
/// # use std::time::Duration;
/// # use focus_fake::{FakeFocus, Fault};
/// # use serde_json::json;
/// # async fn example() {
/// let fake = FakeFocus::start().await;
/// // The next request is refused and told when to come back; the one after it works.
/// fake.fault(Fault::status(503).header("Retry-After", "2"));
/// // The next creation happens, but nobody hears of it.
/// fake.fault(Fault::lose_response().on("create_task"));
/// // The third list from now loses its connection in the middle of the body.
/// fake.fault(Fault::response().on("list_tasks").after(2).disconnect_after(700));
/// // One odd task in an otherwise good answer.
/// fake.fault(Fault::response().set_item_field(3, "estimated_mins", json!("soon")));
/// # }
/// ```
///
/// Three beginnings decide what happens to the request itself: [`Fault::status`] answers in place of the operation,
/// [`Fault::response`] lets it run and changes the answer, [`Fault::disconnect`] and [`Fault::lose_response`] end the
/// connection before or after it ran. Everything else adds to one of these. A fault hits one request unless
/// [`Fault::times`] says otherwise; faults are used up in the order they were scripted.
#[derive(Debug, Clone)]
pub struct Fault {
    pub(crate) on: Option<String>,
    /// Requests still to be hit; `None` for all to come.
    pub(crate) left: Option<usize>,
    /// Matching requests to let pass first.
    pub(crate) skip: usize,
    pub(crate) delay: Duration,
    pub(crate) status: Option<StatusCode>,
    pub(crate) process: bool,
    pub(crate) hang_up: bool,
    pub(crate) body: Option<Bytes>,
    pub(crate) headers: Vec<HeaderEdit>,
    pub(crate) items: Vec<ItemEdit>,
    pub(crate) ending: Ending,
    pub(crate) chunk: Option<usize>,
    pub(crate) pause: Duration,
}

#[derive(Debug, Clone)]
pub(crate) enum HeaderEdit {
    Set(HeaderName, HeaderValue),
    Drop(HeaderName),
    Rename(HeaderName, HeaderName),
}

#[derive(Debug, Clone)]
pub(crate) enum ItemEdit {
    Set(usize, String, Value),
    Remove(usize, String),
    Replace(usize, Value),
}

/// How a body ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    Whole,
    /// The connection breaks after so many bytes.
    Abort(usize),
    /// Well-formed HTTP, but only the first bytes of the content.
    Cut(usize),
    /// Nothing more comes after so many bytes, and the connection stays open.
    Stall(usize),
}

impl Fault {
    fn new(process: bool) -> Self {
        Self {
            on: None,
            left: Some(1),
            skip: 0,
            delay: Duration::ZERO,
            status: None,
            process,
            hang_up: false,
            body: None,
            headers: Vec::new(),
            items: Vec::new(),
            ending: Ending::Whole,
            chunk: None,
            pause: Duration::ZERO,
        }
    }

    /// Answers with this status; the operation does not run. The body is the API's error object unless one of the
    /// body methods sets another.
    ///
    /// # Panics
    /// If the number is no HTTP status (100 to 999).
    #[must_use]
    pub fn status(status: u16) -> Self {
        let mut fault = Self::new(false);
        fault.status = match StatusCode::from_u16(status) {
            Ok(status) => Some(status),
            Err(_) => panic!("{status} is not an HTTP status"),
        };
        fault
    }

    /// Lets the operation run and answer; the other methods then change the answer or its speed.
    #[must_use]
    pub fn response() -> Self {
        Self::new(true)
    }

    /// Closes the connection without an answer. The operation does not run, and no quota is spent.
    #[must_use]
    pub fn disconnect() -> Self {
        let mut fault = Self::new(false);
        fault.hang_up = true;
        fault
    }

    /// Runs the operation, then closes the connection without an answer: the case in which a repeated POST creates
    /// twice.
    #[must_use]
    pub fn lose_response() -> Self {
        let mut fault = Self::new(true);
        fault.hang_up = true;
        fault
    }

    /// Sends the client elsewhere with a 307. Other redirects: `Fault::status(302).header("Location", …)`.
    #[must_use]
    pub fn redirect(status: u16, location: &str) -> Self {
        Self::status(status).header("Location", location).empty_body()
    }

    /// 402 with the headers of a spent quota, whatever the fake's own quota says.
    #[must_use]
    pub fn quota_spent(resets_in: Duration) -> Self {
        let seconds = resets_in.as_secs();
        Self::status(402)
            .json(serde_json::json!({
                "error": "quota_exceeded",
                "error_description": format!("the hourly request quota is used up, it resets in {seconds} seconds"),
            }))
            .header(quota::REMAINING, "0")
            .header(quota::RESETS_IN, &seconds.to_string())
    }

    /// 402 because the plan has no such feature: waiting does not help, and the quota headers show requests left.
    #[must_use]
    pub fn plan_lacks_feature() -> Self {
        Self::status(402).json(crate::error::ApiError::plan_lacks_feature().body("0"))
    }

    /// Hits only requests of this operation, one of [`crate::OPERATIONS`].
    ///
    /// # Panics
    /// If there is no such operation: the fault would wait for ever.
    #[must_use]
    pub fn on(mut self, operation: &str) -> Self {
        assert!(crate::OPERATIONS.contains(&operation), "{operation:?} is not an operation");
        self.on = Some(operation.to_owned());
        self
    }

    /// Hits so many requests instead of one.
    #[must_use]
    pub fn times(mut self, times: usize) -> Self {
        self.left = Some(times);
        self
    }

    /// Hits every request from now on, until [`crate::FakeFocus::clear_faults`].
    #[must_use]
    pub fn always(mut self) -> Self {
        self.left = None;
        self
    }

    /// Lets so many matching requests pass first. A fault that still waits leaves them to the faults behind it.
    #[must_use]
    pub fn after(mut self, requests: usize) -> Self {
        self.skip = requests;
        self
    }

    /// Runs the operation although a [`Fault::status`] answers: a gateway that gave up on work that was done.
    #[must_use]
    pub fn applied(mut self) -> Self {
        self.process = true;
        self
    }
}

//! [`Error`]: what went wrong, in which operation, and what to do next.
//!
//! One opaque type for the whole crate. Errors are built in `error/build.rs`, from what is known of the call
//! (`error/context.rs`) and of the failure (`error/failure.rs`); their text is `error/display.rs`. What the body of an
//! error response says is read by `error/problem.rs`. Every text passes the sanitizer of `redact.rs`.

mod build;
mod context;
mod display;
mod failure;
mod kind;
mod problem;
mod stored;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::{Map, Value};

pub(crate) use context::CallContext;
pub(crate) use failure::{BodyError, FailureKind, TransportFailure};
pub use kind::ErrorKind;
use problem::Problem;

use crate::policy::Quota;
use crate::redact::Redactor;

/// The error of every fallible function of this crate.
///
/// ```no_run
/// # async fn example(tasks: focus_api::Tasks, id: focus_api::TaskId) -> Result<(), focus_api::Error> {
/// match tasks.get(id).await {
///     Ok(task) => println!("{:?}", task.name),
///     Err(error) if error.is_not_found() => println!("no such task"),
///     Err(error) if error.is_quota() => println!("try again in {:?}", error.retry_after()),
///     Err(error) => return Err(error),
/// }
/// # Ok(()) }
/// ```
///
/// [`kind`](Self::kind) classifies it; each [`ErrorKind`] documents what to do. The text names the operation, what is
/// wrong and the next step. `Display` leaves the cause to [`source`](std::error::Error::source); `Debug`, which `main`
/// prints, begins with the same text and adds the cause. No text shows credentials or the body, and every text is one
/// printable line.
///
/// Cloning is cheap: one failed request can be the error of a hundred tasks.
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    operation: Option<Cow<'static, str>>,
    /// What is wrong, where the status of a response does not say it.
    message: String,
    status: Option<StatusCode>,
    problem: Problem,
    headers: HeaderMap,
    body_start: Vec<u8>,
    quota: Option<Quota>,
    retry_after: Option<Duration>,
    attempts: u32,
    requests_sent: u32,
    outcome_unknown: bool,
    item: Option<Item>,
    /// Removes the client's secrets from every text. An error that concerns no call has none to remove.
    redactor: Option<Arc<Redactor>>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

/// The part of a response that could not be decoded.
#[derive(Clone, Debug)]
struct Item {
    /// Its index in the list; `None` where it is the response itself.
    index: Option<usize>,
    path: String,
    excerpt: String,
}

impl Error {
    /// Creates an error, for a test or a mock of the program that uses this crate.
    ///
    /// ```
    /// use focus_api::{Error, ErrorKind};
    ///
    /// let error = Error::new(ErrorKind::NotFound, "there is no task 1");
    /// assert!(error.is_not_found() && !error.is_transient());
    /// assert!(error.to_string().starts_with("there is no task 1"));
    /// ```
    ///
    /// An error with a status, a quota or a number of attempts can be read from JSON, as a stored report holds it.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self::from_inner(Self::empty(kind, message))
    }

    /// Returns the kind of the error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the operation, by its id in the API's document: `list_tasks` for example.
    #[must_use]
    pub fn operation(&self) -> Option<&str> {
        self.0.operation.as_deref()
    }

    /// Returns the status of the response, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// Returns the service's error code, `validation` for example.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.problem.code.as_deref()
    }

    /// Returns the service's description of the error.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.0.problem.description.as_deref()
    }

    /// Returns the details that the service gave, by name.
    #[must_use]
    pub fn values(&self) -> Option<&Map<String, Value>> {
        self.0.problem.values.as_ref()
    }

    /// Returns the id under which the vendor's support finds this failure.
    #[must_use]
    pub fn trace_id(&self) -> Option<&str> {
        self.0.problem.trace_id.as_deref()
    }

    /// Returns the headers of the response, none where there was no response.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// Returns the first KiB of the body of an error response. It is what the service sent, so it may hold personal data.
    #[must_use]
    pub fn body_start(&self) -> &[u8] {
        &self.0.body_start
    }

    /// Returns the quota as it was known after the failure.
    #[must_use]
    pub fn quota(&self) -> Option<Quota> {
        self.0.quota
    }

    /// Returns how long to wait before trying again, where the service said so: for a spent quota until it resets.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns how often the call was attempted, whether or not a connection was made.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns how many requests may have reached the service. Each of them counts against the quota.
    ///
    /// Attempts without a connection are not among them; redirects that were followed are.
    #[must_use]
    pub fn requests_sent(&self) -> u32 {
        self.0.requests_sent
    }

    /// Returns whether a change may have taken effect although it ended in this error.
    ///
    /// # Troubleshooting
    /// Check whether the change was applied before retrying: a repeated create makes a second task.
    #[must_use]
    pub fn is_outcome_unknown(&self) -> bool {
        self.0.outcome_unknown
    }

    /// Returns whether the same call may succeed later without any change: lost connections, time-outs, rate limits,
    /// a spent quota and failures of the service.
    ///
    /// For a change, see [`is_outcome_unknown`](Self::is_outcome_unknown) first.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self.kind() {
            ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::RateLimited | ErrorKind::Quota => true,
            ErrorKind::Server => self.status().is_none_or(|status| status.is_server_error()),
            _ => false,
        }
    }

    /// Returns the index, from 0, of the list element that could not be decoded.
    #[must_use]
    pub fn item_index(&self) -> Option<usize> {
        self.0.item.as_ref().and_then(|item| item.index)
    }

    /// Returns the path to the value that could not be decoded, `metadata.calendar_id` for example.
    #[must_use]
    pub fn json_path(&self) -> Option<&str> {
        self.0.item.as_ref().map(|item| item.path.as_str())
    }

    /// Returns the beginning of what could not be decoded, at most 200 bytes. It may hold personal data.
    #[must_use]
    pub fn excerpt(&self) -> Option<&str> {
        self.0.item.as_ref().map(|item| item.excerpt.as_str())
    }
}

//! The error type of the crate.
//!
//! Every fallible function returns [`Error`], one opaque type. [`Error::kind`] classifies it, and each [`ErrorKind`]
//! documents what to do.
//!
//! ```no_run
//! # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
//! use focus_api::ErrorKind;
//!
//! if let Err(error) = tasks.archive(4711).await {
//!     match error.kind() {
//!         ErrorKind::NotFound => println!("there is no task 4711"),
//!         ErrorKind::Quota => println!("retry in {:?}", error.retry_after()),
//!         _ if error.is_outcome_unknown() => {
//!             println!("check the task: {error}")
//!         }
//!         _ => return Err(error),
//!     }
//! }
//! # Ok(()) }
//! ```
//!
//! An error of a bulk change belongs to one input of the [`BulkReport`](crate::BulkReport). An undecodable task of a
//! list is an error with an [`item_index`](Error::item_index), and the list continues.

// This file has the type and its accessors. `build.rs` creates errors, from the data of the call (`context.rs`) and of
// the failure (`failure.rs`). `display.rs` writes the text, `kind.rs` has the kinds, `problem.rs` reads the body of an
// error response, `stored.rs` serializes errors. Every text passes the sanitizer of `redact.rs`.

mod build;
mod context;
mod display;
mod failure;
mod kind;
mod members;
mod named;
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
pub(crate) use members::{denies_success, names_error};
use named::NamedError;
pub(crate) use named::may_name_error;
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
///     Err(error) if error.is_quota() => {
///         println!("try again in {:?}", error.retry_after())
///     }
///     Err(error) => return Err(error),
/// }
/// # Ok(()) }
/// ```
///
/// [`kind`](Self::kind) classifies the error; each [`ErrorKind`] documents what to do. The text names the operation,
/// the problem and the next step. `Display` does not contain the cause, which is the
/// [`source`](std::error::Error::source). `Debug`, which `main` prints, begins with the same text and adds the cause.
/// No text contains credentials or the body, and every text is one printable line.
///
/// Cloning is cheap: a failed request can be the error of 100 tasks.
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    operation: Option<Cow<'static, str>>,
    /// The problem; empty if the status of a response describes it.
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
    /// Removes the client's secrets from every text. `None` for an error without a call, which contains none.
    redactor: Option<Arc<Redactor>>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

/// The part of a response that could not be decoded.
#[derive(Clone, Debug)]
struct Item {
    /// Its index in the list; `None` for the response itself.
    index: Option<usize>,
    path: String,
    excerpt: String,
}

/// # Details
///
/// ```
/// # fn example(error: &focus_api::Error) {
/// eprintln!("{error}");
/// eprintln!("status {:?}, code {:?}", error.status(), error.code());
/// eprintln!(
///     "{} requests sent, quota {:?}",
///     error.requests_sent(),
///     error.quota()
/// );
/// if let Some(path) = error.json_path() {
///     eprintln!("undecodable: {path} of element {:?}", error.item_index());
/// }
/// # }
/// ```
impl Error {
    /// Creates an error, for tests and mocks.
    ///
    /// ```
    /// use focus_api::{Error, ErrorKind};
    ///
    /// let error = Error::new(ErrorKind::NotFound, "there is no task 1");
    /// assert!(error.is_not_found() && !error.is_transient());
    /// assert!(error.to_string().starts_with("there is no task 1"));
    /// ```
    ///
    /// An error with a status, a quota or a number of attempts can be deserialized from the JSON of a stored report.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self::from_inner(Self::empty(kind, message))
    }

    /// Returns the kind of the error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the id of the operation, for example `list_tasks`.
    #[must_use]
    pub fn operation(&self) -> Option<&str> {
        self.0.operation.as_deref()
    }

    /// Returns the status of the response; `None` without a response, and for a value that could not be decoded.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// Returns the service's error code, for example `validation`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.problem.code.as_deref()
    }

    /// Returns the service's description of the error.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.0.problem.description.as_deref()
    }

    /// Returns the service's details of the error, by name; `None` also if they are longer than 4 KiB.
    #[must_use]
    pub fn values(&self) -> Option<&Map<String, Value>> {
        self.0.problem.values.as_ref()
    }

    /// Returns the trace id, with which the vendor's support can find the failure.
    #[must_use]
    pub fn trace_id(&self) -> Option<&str> {
        self.0.problem.trace_id.as_deref()
    }

    /// Returns the headers of an error response, or of a success that is not documented; empty for every other error.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// Returns the first KiB of the body, for the same errors as [`headers`](Self::headers). It is not redacted and may
    /// contain personal data.
    #[must_use]
    pub fn body_start(&self) -> &[u8] {
        &self.0.body_start
    }

    /// Returns the latest quota after the failure.
    #[must_use]
    pub fn quota(&self) -> Option<Quota> {
        self.0.quota
    }

    /// Returns the time to wait before a retry, if the service sent one. For a spent quota it is the time until the
    /// reset.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns the number of attempts, with or without a connection; 0 for an element of a list, whose call succeeded.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns the number of requests that may have reached the service, each of which counts against the quota.
    ///
    /// Attempts without a connection are not counted; redirects that were followed are. 0 for an element of a list.
    #[must_use]
    pub fn requests_sent(&self) -> u32 {
        self.0.requests_sent
    }

    /// Returns whether a change may have been applied although the call returned this error.
    ///
    /// # Troubleshooting
    /// Check whether the change was applied before retrying: a repeated create makes a second task.
    #[must_use]
    pub fn is_outcome_unknown(&self) -> bool {
        self.0.outcome_unknown
    }

    /// Returns whether the same call may succeed later: after a lost connection, a time-out, a rate limit, a spent
    /// quota or a failure of the service.
    ///
    /// Before a change is repeated, see [`is_outcome_unknown`](Self::is_outcome_unknown).
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

    /// Returns the path to the value that could not be decoded, for example `metadata.calendar_id`.
    #[must_use]
    pub fn json_path(&self) -> Option<&str> {
        self.0.item.as_ref().map(|item| item.path.as_str())
    }

    /// Returns the beginning of the undecodable JSON, at most 200 bytes. It may contain personal data.
    #[must_use]
    pub fn excerpt(&self) -> Option<&str> {
        self.0.item.as_ref().map(|item| item.excerpt.as_str())
    }
}

//! [`Error`]: what went wrong, where, and what to do now.
//!
//! One opaque type for the whole crate. Making one is for `error/make.rs`, its words are in `error/display.rs`; what a
//! body says of an error is read by `error/problem.rs`.

mod display;
mod kind;
mod make;
mod problem;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::{Map, Value};

pub use kind::ErrorKind;
pub(crate) use make::Lost;
use problem::Problem;

use crate::policy::Quota;

/// Everything that can go wrong, in one type.
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
/// [`kind`](Self::kind) says what happened; each kind documents what to do about it. The text is written for whoever
/// reads the log: it names the operation, what happened and the next step. Neither `Display` nor `Debug` ever shows the
/// key or the body; the start of a body is there on request, see [`body_start`](Self::body_start).
///
/// Cloning is cheap: one failed request can be the error of a hundred tasks.
#[derive(Clone)]
pub struct Error(Arc<Inner>);

pub(crate) struct Inner {
    kind: ErrorKind,
    operation: Option<&'static str>,
    /// What happened, where no answer of the service says it.
    what: String,
    status: Option<StatusCode>,
    problem: Problem,
    headers: HeaderMap,
    body_start: Bytes,
    quota: Option<Quota>,
    retry_after: Option<Duration>,
    requests: u32,
    outcome_unknown: bool,
    item: Option<Item>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// Which element of a list could not be read.
#[derive(Clone, Debug)]
struct Item {
    /// `None` where it is the answer as a whole.
    index: Option<usize>,
    path: String,
    excerpt: String,
}

impl Error {
    /// What happened.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation, by its id in the API's document: `list_tasks` for example.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// The status of the answer, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The service's code for what happened, `validation` for example.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.problem.code.as_deref()
    }

    /// The service's own words.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.0.problem.description.as_deref()
    }

    /// Details the service gave, by name.
    #[must_use]
    pub fn values(&self) -> Option<&Map<String, Value>> {
        self.0.problem.values.as_ref()
    }

    /// Names this failure to the vendor's support.
    #[must_use]
    pub fn trace_id(&self) -> Option<&str> {
        self.0.problem.trace_id.as_deref()
    }

    /// The headers of the answer, empty where there was none.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The first KiB of the answer's body, which may hold anything, personal data included.
    #[must_use]
    pub fn body_start(&self) -> &[u8] {
        &self.0.body_start
    }

    /// The quota as it stood after the failure.
    #[must_use]
    pub fn quota(&self) -> Option<Quota> {
        self.0.quota
    }

    /// How long to wait before trying again, where the service said so: for a spent quota until the new hour.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// How many requests were sent, repeated attempts included. Each counts against the quota.
    #[must_use]
    pub fn requests(&self) -> u32 {
        self.0.requests
    }

    /// Whether a change may have taken effect although its answer never arrived.
    ///
    /// # Troubleshooting
    /// Look before sending it again: a repeated create makes a second task.
    #[must_use]
    pub fn is_outcome_unknown(&self) -> bool {
        self.0.outcome_unknown
    }

    /// Of an element that could not be read: its place in the list, from 0.
    #[must_use]
    pub fn item_index(&self) -> Option<usize> {
        self.0.item.as_ref().and_then(|item| item.index)
    }

    /// Of something that could not be read: where in it, `metadata.calendar_id` for example.
    #[must_use]
    pub fn json_path(&self) -> Option<&str> {
        self.0.item.as_ref().map(|item| item.path.as_str())
    }

    /// Of an element that could not be read: its beginning, at most 200 bytes. It may hold personal data.
    #[must_use]
    pub fn excerpt(&self) -> Option<&str> {
        self.0.item.as_ref().map(|item| item.excerpt.as_str())
    }
}

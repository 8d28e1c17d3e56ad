//! Making an [`Error`] from each of the things that go wrong.

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use focus_api_raw::Operation;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::{Error, ErrorKind, Inner, Item, Problem};
use crate::policy::Quota;

/// How much of a body an error keeps.
const BODY_START: usize = 1024;

/// How much of an element that cannot be read is shown.
const EXCERPT: usize = 200;

/// An exchange that brought no success, with what is known around it.
#[derive(Clone, Copy)]
pub(crate) struct Lost {
    pub(crate) operation: &'static Operation,
    pub(crate) requests: u32,
    pub(crate) quota: Option<Quota>,
}

impl Error {
    pub(super) fn blank(kind: ErrorKind, what: impl Into<String>) -> Inner {
        Inner {
            kind,
            operation: None,
            what: what.into(),
            status: None,
            problem: Problem::default(),
            headers: HeaderMap::new(),
            body_start: Bytes::new(),
            quota: None,
            retry_after: None,
            requests: 0,
            outcome_unknown: false,
            item: None,
            source: None,
        }
    }

    pub(super) fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    /// Nothing was sent because `what` is wrong.
    pub(crate) fn configuration(what: impl Into<String>) -> Self {
        Self::new(Self::blank(ErrorKind::Configuration, what))
    }

    /// As [`configuration`](Self::configuration), with what caused it.
    pub(crate) fn configuration_from(what: impl Into<String>, source: impl StdError + Send + Sync + 'static) -> Self {
        Self::new(Inner { source: Some(Box::new(source)), ..Self::blank(ErrorKind::Configuration, what) })
    }

    /// As [`configuration`](Self::configuration), for an argument of an operation.
    pub(crate) fn argument(operation: &'static str, what: impl Into<String>) -> Self {
        Self::new(Inner { operation: Some(operation), ..Self::blank(ErrorKind::Configuration, what) })
    }

    /// No answer arrived.
    pub(crate) fn lost(lost: Lost, source: reqwest::Error) -> Self {
        let (kind, what) = if source.is_timeout() {
            (ErrorKind::Timeout, "no answer in time")
        } else if source.is_connect() {
            (ErrorKind::Connect, "no connection")
        } else if source.is_builder() || source.is_request() && lost.requests == 0 {
            (ErrorKind::Configuration, "the request could not be made")
        } else {
            (ErrorKind::Connect, "the connection broke off before the answer was complete")
        };
        Self::new(Inner {
            operation: Some(lost.operation.id),
            quota: lost.quota,
            requests: lost.requests,
            // A connection that was never made carried nothing; everything else may have arrived.
            outcome_unknown: !lost.operation.is_read() && kind != ErrorKind::Configuration && !source.is_connect(),
            // The address names organization and workspace; the operation says enough.
            source: Some(Box::new(source.without_url())),
            ..Self::blank(kind, what)
        })
    }

    /// An answer that is no success.
    pub(crate) fn refused(
        lost: Lost,
        status: StatusCode,
        headers: HeaderMap,
        body: &Bytes,
        retry_after: Option<Duration>,
    ) -> Self {
        let said = Quota::from_headers(&headers);
        let spent = said.is_some_and(|quota| quota.is_spent());
        let kind = match status.as_u16() {
            401 => ErrorKind::Authentication,
            402 if spent => ErrorKind::Quota,
            402 => ErrorKind::Plan,
            403 => ErrorKind::Permission,
            404 => ErrorKind::NotFound,
            408 => ErrorKind::Timeout,
            429 => ErrorKind::RateLimited,
            400..=499 => ErrorKind::Validation,
            _ => ErrorKind::Server,
        };
        let retry_after = match kind {
            // The header may be missing here and have come with an earlier answer.
            ErrorKind::Quota => said.or(lost.quota).and_then(|quota| quota.resets_in.or(lost.quota?.resets_in)),
            _ => retry_after,
        };
        Self::new(Inner {
            operation: Some(lost.operation.id),
            status: Some(status),
            problem: Problem::read(body),
            headers,
            body_start: body.slice(..body.len().min(BODY_START)),
            quota: lost.quota,
            retry_after,
            requests: lost.requests,
            outcome_unknown: !lost.operation.is_read() && (status.is_server_error() || status.as_u16() == 408),
            ..Self::blank(kind, String::new())
        })
    }

    /// An answer, or an element of it, that cannot be read.
    pub(crate) fn decode(operation: &'static str, index: Option<usize>, path: &str, bytes: &[u8], why: &str) -> Self {
        // Some gateways answer an error with status 200; its own words say more than what it lacks of a task.
        let problem = Problem::read(bytes);
        let what = match (&problem.code, index) {
            (Some(code), _) => {
                let description = problem.description.as_deref().unwrap_or("no description");
                format!("a success whose body is an error: {code}: {description}")
            }
            (None, Some(index)) => format!("element {index} of the list cannot be read: at {path}, {why}"),
            (None, None) => format!("the answer cannot be read: at {path}, {why}"),
        };
        let mut excerpt = String::from_utf8_lossy(&bytes[..bytes.len().min(EXCERPT)]).into_owned();
        // What is no text grew by being replaced.
        while excerpt.len() > EXCERPT {
            excerpt.pop();
        }
        let item = Item { index, path: path.to_owned(), excerpt };
        let item = Some(item);
        Self::new(Inner { operation: Some(operation), problem, item, ..Self::blank(ErrorKind::Decode, what) })
    }

    /// A list that contradicts its filter.
    pub(crate) fn filter_ignored(operation: &'static str, filter: &str, index: usize) -> Self {
        let what = format!("the filter `{filter}` seems to be ignored: element {index} of the list does not fit it");
        Self::new(Inner { operation: Some(operation), ..Self::blank(ErrorKind::FilterIgnored, what) })
    }

    /// A list that cannot be followed to its end.
    pub(crate) fn paging(operation: &'static str, what: impl Into<String>) -> Self {
        Self::new(Inner { operation: Some(operation), ..Self::blank(ErrorKind::Paging, what) })
    }

    /// A success whose body did not arrive whole; `rest` says how far it came. What was to be done was done.
    pub(crate) fn broken_off(lost: &Lost, rest: &str, timed_out: bool, source: Option<reqwest::Error>) -> Self {
        let (kind, what) = if timed_out {
            (ErrorKind::Timeout, format!("the answer came too slowly{rest}"))
        } else {
            (ErrorKind::Connect, format!("the answer broke off{rest}"))
        };
        Self::new(Inner {
            operation: Some(lost.operation.id),
            quota: lost.quota,
            requests: lost.requests,
            source: source.map(|source| Box::new(source.without_url()) as _),
            ..Self::blank(kind, what)
        })
    }

    /// A list that ends before its end.
    pub(crate) fn cut_short(operation: &'static str, count: usize, why: &str) -> Self {
        let what = format!("the answer broke off after {count} tasks: {why}; those that arrived are whole");
        Self::new(Inner { operation: Some(operation), ..Self::blank(ErrorKind::Connect, what) })
    }

    /// Adds what is known of the exchange in which the error came up.
    pub(crate) fn within(mut self, lost: &Lost) -> Self {
        // An error that is already shared was told before.
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.quota = inner.quota.or(lost.quota);
            let is_element = inner.item.as_ref().is_some_and(|item| item.index.is_some());
            if inner.requests == 0 && !is_element {
                inner.requests = lost.requests;
            }
        }
        self
    }

    /// A change of which it is unclear how far it got.
    pub(crate) fn unclear(operation: &'static str, what: impl Into<String>) -> Self {
        Self::new(Inner { operation: Some(operation), outcome_unknown: true, ..Self::blank(ErrorKind::Decode, what) })
    }
}

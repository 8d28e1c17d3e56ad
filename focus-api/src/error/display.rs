//! Writes the text of an error:
//! `<operation>: <what is wrong> (<status> <code>): <the service's description>. <next step>`.

use std::fmt::{self, Write as _};
use std::time::Duration;

use focus_api_raw::{Operation, operations};
use reqwest::StatusCode;

use super::{Error, ErrorKind, Inner};
use crate::redact::Redactor;

/// The longest text, in characters.
const LIMIT: usize = 2000;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.sanitize(&self.0.text()))
    }
}

impl fmt::Debug for Error {
    /// Writes the text of `Display`, the causes, and the most important fields.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        let mut text = inner.text();
        let mut source = std::error::Error::source(self);
        while let Some(cause) = source {
            let _ = write!(text, "; caused by: {cause}");
            source = cause.source();
        }
        f.write_str(&inner.sanitize(&text))?;
        write!(f, " [kind: {:?}", inner.kind)?;
        if inner.attempts > 0 {
            write!(f, ", attempts: {}, requests sent: {}", inner.attempts, inner.requests_sent)?;
        }
        if let Some(remaining) = inner.quota.and_then(|quota| quota.remaining) {
            write!(f, ", quota remaining: {remaining}")?;
        }
        f.write_str("]")
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

impl Inner {
    /// Sanitizes a text. Every text passes this function.
    fn sanitize(&self, text: &str) -> String {
        match &self.redactor {
            Some(redactor) => redactor.line(text, LIMIT),
            None => Redactor::default().line(text, LIMIT),
        }
    }

    fn text(&self) -> String {
        let mut text = String::new();
        if let Some(operation) = &self.operation {
            let _ = write!(text, "{operation}: ");
        }
        match self.status {
            Some(status) if self.message.is_empty() => text.push_str(status_text(self, status)),
            _ => text.push_str(&self.message),
        }
        self.push_status(&mut text);
        if let Some(description) = &self.problem.description {
            let _ = write!(text, ": {description}");
        }
        if let Some(trace_id) = &self.problem.trace_id {
            let _ = write!(text, " [trace {trace_id}]");
        }
        if self.attempts > 1 {
            let _ = write!(text, " (after {} attempts)", self.attempts);
        }
        if self.outcome_unknown {
            text.push_str(". The change may have been applied: check whether it was applied before retrying");
        }
        if let Some(advice) = advice(self) {
            let _ = write!(text, ". {advice}");
        }
        text
    }

    fn push_status(&self, text: &mut String) {
        let _ = match (self.status, &self.problem.code) {
            (Some(status), Some(code)) => write!(text, " ({} {code})", status.as_u16()),
            (Some(status), None) => write!(text, " ({})", status.as_u16()),
            (None, Some(code)) => write!(text, " ({code})"),
            (None, None) => Ok(()),
        };
    }

    /// Returns whether the request names one task; `true` without a request.
    fn is_about_one_task(&self) -> bool {
        let operation = self.operation.as_deref();
        operation.is_none_or(|id| Operation::named(id).is_some_and(|operation| operation.path.contains("{task_id}")))
    }

    /// Returns whether a 404 comes from another server than the service, whose errors have codes.
    fn is_foreign_not_found(&self) -> bool {
        self.status.is_some() && self.problem.code.is_none()
    }
}

fn status_text(inner: &Inner, status: StatusCode) -> &'static str {
    match inner.kind {
        ErrorKind::Authentication => "the API key was not accepted",
        ErrorKind::Permission => "not permitted",
        ErrorKind::NotFound if inner.is_foreign_not_found() => "nothing exists at this address",
        ErrorKind::NotFound if inner.is_about_one_task() => "the task does not exist",
        ErrorKind::NotFound => "something that the request names does not exist",
        ErrorKind::Quota => "the hourly quota is spent",
        ErrorKind::Plan => "the plan does not include this feature",
        ErrorKind::RateLimited => "too many requests in a short time",
        ErrorKind::Timeout => "the service timed out waiting for the request",
        ErrorKind::Validation => "the request was refused",
        _ if is_redirect(status) => "the service redirects to another address, which is not followed",
        _ if status.is_redirection() => "the service responded without content",
        _ => "the service failed",
    }
}

/// Returns whether a status names another address. Others between 300 and 399, for example 304, do not.
fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// Returns the next step. Every kind has one, except that no advice is to try again if a change may have been applied.
fn advice(inner: &Inner) -> Option<String> {
    let is_stream = inner.operation.as_deref() == Some(operations::STREAM_TASKS.id);
    let text = match inner.kind {
        ErrorKind::Authentication => {
            "The key may be mistyped, expired or revoked (creating a new key revokes the old one): copy the current key \
             from the settings of Toggl Focus"
        }
        ErrorKind::Permission => {
            "Check the organization id and the workspace id: they are the first and the second number in the address of \
             the web app"
        }
        ErrorKind::NotFound if inner.is_foreign_not_found() => "Check the base URL",
        ErrorKind::NotFound if inner.is_about_one_task() => "It may be deleted or belong to another workspace",
        ErrorKind::NotFound => "Check the ids in the request: each may be deleted or belong to another workspace",
        ErrorKind::Validation => "Correct the request; the same request will be refused again",
        ErrorKind::Quota => {
            return Some(match inner.retry_after {
                Some(time) => format!("It resets in {}; failed requests count too", duration(time)),
                None => "Wait for the next hour; failed requests count too".to_owned(),
            });
        }
        ErrorKind::Plan => {
            "Waiting does not help: the organization needs a plan with this feature (no quota header says that the quota \
             is spent)"
        }
        // After a redirect every further request needs the new address, whether or not the change was applied.
        ErrorKind::RateLimited | ErrorKind::Server | ErrorKind::Connect
            if inner.outcome_unknown && !inner.status.is_some_and(is_redirect) =>
        {
            return None;
        }
        ErrorKind::Timeout if inner.outcome_unknown => "Allow more time with `timeout` or `deadline`",
        ErrorKind::RateLimited | ErrorKind::Server => {
            return Some(match inner.retry_after {
                Some(time) => format!("Try again in {}", duration(time)),
                None if inner.status.is_some_and(is_redirect) => {
                    "Set the base URL to the address that the service has now".to_owned()
                }
                None if inner.status.is_some_and(|status| status.is_redirection()) => {
                    "Remove headers that make the request conditional, and check what responds at the base URL"
                        .to_owned()
                }
                None if inner.problem.trace_id.is_some() => {
                    "Try again later, and give the trace id to the vendor's support if it persists".to_owned()
                }
                None => "Try again later".to_owned(),
            });
        }
        ErrorKind::Connect => "Check network, proxy and base URL, then try again",
        // No connection was made in time, or no time was left to send the request.
        ErrorKind::Timeout if inner.attempts > 0 && inner.requests_sent == 0 => {
            "Try again, or allow more time with `connect_timeout`, `timeout` or `deadline`"
        }
        ErrorKind::Timeout if is_stream => {
            "Try again, request less at once, or allow more time with `timeout`, `deadline` or, between two chunks, \
             `idle_timeout`"
        }
        ErrorKind::Timeout => "Try again, request less at once, or allow more time with `timeout` or `deadline`",
        // Not a value that another type could read: the response is another one than documented, or too large.
        ErrorKind::Decode if inner.item.is_none() && inner.attempts > 0 => {
            "Check what responds at the base URL, or update focus-api"
        }
        ErrorKind::Decode => {
            "Update focus-api, decode into another type with `decode_as`, or check what responds at the base URL"
        }
        ErrorKind::FilterIgnored => {
            "Do not use this list for changes; try another array encoding, or turn the filter guard off if the check is \
             wrong"
        }
        ErrorKind::Paging if is_stream => "Try again, or read the list page by page",
        ErrorKind::Paging => "Continue from the pager's cursor, or use the stream",
        ErrorKind::Configuration => "Correct the setting; nothing was sent",
        ErrorKind::InvalidArgument => "Correct the argument; it was not sent",
        ErrorKind::Stopped => "Start the change again to complete it",
    };
    Some(text.to_owned())
}

/// Formats a duration as `12 s` or `3 min 05 s`. More than a year is not written as a number.
fn duration(time: Duration) -> String {
    let seconds = time.as_secs().saturating_add(u64::from(time.subsec_nanos() > 0));
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, seconds) if minutes < 60 * 24 * 365 => format!("{minutes} min {seconds:02} s"),
        _ => "more than a year".to_owned(),
    }
}

//! The words of an error: which operation, what happened, what to do now.

use std::fmt;
use std::time::Duration;

use super::{Error, ErrorKind, Inner};

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if let Some(operation) = inner.operation {
            write!(f, "{operation}: ")?;
        }
        match inner.status {
            Some(status) => write_answer(f, inner, status)?,
            None => f.write_str(&inner.what)?,
        }
        if let Some(trace_id) = &inner.problem.trace_id {
            write!(f, " [trace {trace_id}]")?;
        }
        if let Some(source) = &inner.source {
            write!(f, ": {}", innermost(&**source))?;
        }
        if inner.requests > 1 {
            write!(f, " (after {} requests)", inner.requests)?;
        }
        if inner.outcome_unknown {
            f.write_str(". The change may have taken effect: look before sending it again")?;
        }
        if let Some(advice) = advice(inner) {
            write!(f, ". {advice}")?;
        }
        Ok(())
    }
}

fn write_answer(f: &mut fmt::Formatter<'_>, inner: &Inner, status: reqwest::StatusCode) -> fmt::Result {
    let what = match inner.kind {
        ErrorKind::Authentication => "the key was not accepted",
        ErrorKind::Permission => "not permitted",
        // Something other than the service answers like this: a proxy, or the wrong path.
        ErrorKind::NotFound if inner.problem.code.is_none() => "there is nothing at this address",
        ErrorKind::NotFound => "no such task",
        ErrorKind::Quota => "the hour's requests are used up",
        ErrorKind::Plan => "the plan does not include this",
        ErrorKind::RateLimited => "too many requests in a short time",
        ErrorKind::Timeout => "the service gave up waiting for the request",
        ErrorKind::Validation => "the request was refused",
        _ if status.is_redirection() => "the service redirects to another place, which is not followed",
        _ => "the service failed",
    };
    write!(f, "{what} ({}", status.as_u16())?;
    if let Some(code) = &inner.problem.code {
        write!(f, " {code}")?;
    }
    f.write_str(")")?;
    if let Some(description) = &inner.problem.description {
        write!(f, ": {description}")?;
    }
    Ok(())
}

fn advice(inner: &Inner) -> Option<String> {
    let wait = |time: Duration| match (time.as_secs() / 60, time.as_secs() % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, seconds) => format!("{minutes} min {seconds:02} s"),
    };
    Some(match inner.kind {
        ErrorKind::Authentication => "The key may be mistyped, expired, or revoked: making a new key revokes the old \
             one. Take the current key from the settings of Toggl Focus"
            .to_owned(),
        ErrorKind::Permission => "Check the organization id: it is the first number in the address of the web app, \
             the workspace id the second"
            .to_owned(),
        ErrorKind::Quota => match inner.retry_after {
            Some(time) => format!("The next hour begins in {}; failed requests count too", wait(time)),
            None => "Wait for the next hour; failed requests count too".to_owned(),
        },
        ErrorKind::Plan => "Waiting will not help; the organization needs a plan with this feature. No quota header \
             said that the hour's requests are used up"
            .to_owned(),
        ErrorKind::RateLimited | ErrorKind::Server => format!("Try again in {}", wait(inner.retry_after?)),
        ErrorKind::NotFound if inner.problem.code.is_none() => "Check the base URL".to_owned(),
        ErrorKind::NotFound => "It may be deleted, or belong to another workspace".to_owned(),
        ErrorKind::FilterIgnored => "Do not use this list for changes; try another array encoding, or turn the filter \
             guard off if the check is wrong"
            .to_owned(),
        ErrorKind::Paging => "Continue from the pager's position, or use the stream".to_owned(),
        _ => return None,
    })
}

/// The last of the chain: the ones before it repeat "error sending request" in various words.
fn innermost<'a>(mut error: &'a (dyn std::error::Error + 'static)) -> &'a (dyn std::error::Error + 'static) {
    while let Some(source) = error.source() {
        error = source;
    }
    error
}

impl fmt::Debug for Error {
    /// Every field but the headers and the body, which may hold anything.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        f.debug_struct("Error")
            .field("kind", &inner.kind)
            .field("operation", &inner.operation)
            .field("status", &inner.status.map(|status| status.as_u16()))
            .field("message", &self.to_string())
            .field("quota", &inner.quota)
            .field("retry_after", &inner.retry_after)
            .field("requests", &inner.requests)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

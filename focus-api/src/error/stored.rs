//! Serializes an [`Error`] as part of a report, which another process can read.
//!
//! Headers and the start of the body are not stored, because they may contain secrets. Texts are stored as they are
//! printed.

use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Error, ErrorKind, Inner, Item, Problem};
use crate::policy::Quota;
use crate::redact::Redactor;

/// The longest text, in characters.
const TEXT: usize = 1000;

/// The stored form.
#[derive(Serialize, Deserialize)]
struct Stored {
    kind: String,
    operation: Option<String>,
    message: String,
    status: Option<u16>,
    #[serde(flatten)]
    problem: Problem,
    quota: Option<Quota>,
    retry_after: Option<Duration>,
    #[serde(default)]
    attempts: u32,
    #[serde(default)]
    requests_sent: u32,
    outcome_unknown: bool,
    item_index: Option<usize>,
    json_path: Option<String>,
    cause: Option<String>,
}

/// The cause of a deserialized error, of which only the text was stored.
#[derive(Debug)]
struct StoredCause(String);

impl std::fmt::Display for StoredCause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StoredCause {}

impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let inner = &*self.0;
        let line = |text: &str| match &inner.redactor {
            Some(redactor) => redactor.line(text, TEXT),
            None => Redactor::default().line(text, TEXT),
        };
        let stored = Stored {
            kind: inner.kind.as_str().to_owned(),
            operation: inner.operation.as_deref().map(str::to_owned),
            message: line(&inner.message),
            status: inner.status.map(|status| status.as_u16()),
            problem: inner.problem.clone(),
            quota: inner.quota,
            retry_after: inner.retry_after,
            attempts: inner.attempts,
            requests_sent: inner.requests_sent,
            outcome_unknown: inner.outcome_unknown,
            item_index: inner.item.as_ref().and_then(|item| item.index),
            json_path: inner.item.as_ref().map(|item| line(&item.path)),
            cause: inner.source.as_deref().map(|source| line(&source.to_string())),
        };
        stored.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Error {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::deserialize(deserializer)?;
        // `None` for a kind of a later version, which becomes `Server`.
        let kind = ErrorKind::ALL.iter().copied().find(|kind| kind.as_str() == stored.kind);
        // The file may have been edited.
        let line = |text: String| Redactor::default().line(&text, TEXT);
        let path = line(stored.json_path.unwrap_or_default());
        let item = (stored.item_index.is_some() || !path.is_empty()).then(|| Item {
            index: stored.item_index,
            path,
            excerpt: String::new(),
        });
        Ok(Self::from_inner(Inner {
            kind: kind.unwrap_or(ErrorKind::Server),
            operation: stored.operation.map(|operation| line(operation).into()),
            message: line(stored.message),
            status: stored.status.and_then(|status| StatusCode::from_u16(status).ok()),
            problem: stored.problem.printable(),
            headers: HeaderMap::new(),
            body_start: Vec::new(),
            quota: stored.quota,
            retry_after: stored.retry_after,
            attempts: stored.attempts,
            requests_sent: stored.requests_sent,
            outcome_unknown: stored.outcome_unknown,
            item,
            redactor: None,
            source: stored.cause.map(|cause| Arc::new(StoredCause(line(cause))) as _),
        }))
    }
}

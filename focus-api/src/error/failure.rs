//! [`TransportFailure`] and [`BodyError`]: classify failures without a complete response.

use std::time::Duration;

/// The failure of an attempt without a complete response.
#[derive(Debug)]
pub(crate) struct TransportFailure {
    kind: FailureKind,
    source: Option<reqwest::Error>,
}

/// The stage at which an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailureKind {
    /// The request could not be built.
    Build,
    /// The time limit had passed before the request was sent.
    NoTimeLeft,
    /// No connection was made.
    Connect,
    /// No connection was made in time.
    ConnectTimeout,
    /// No complete response arrived in time.
    Timeout,
    /// The connection ended before the response was complete.
    Interrupted,
}

impl FailureKind {
    /// Returns the value of the field `error` in traces.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Build => "build",
            Self::Connect => "connect",
            Self::NoTimeLeft | Self::ConnectTimeout | Self::Timeout => "timeout",
            Self::Interrupted => "incomplete",
        }
    }
}

impl TransportFailure {
    /// Creates a failure without an error of reqwest.
    pub(crate) fn new(kind: FailureKind) -> Self {
        Self { kind, source: None }
    }

    /// Classifies an error of sending a request.
    pub(crate) fn from_http(error: reqwest::Error) -> Self {
        let kind = match (error.is_connect(), error.is_timeout()) {
            (true, true) => FailureKind::ConnectTimeout,
            (true, false) => FailureKind::Connect,
            (false, true) => FailureKind::Timeout,
            (false, false) if error.is_builder() => FailureKind::Build,
            (false, false) => FailureKind::Interrupted,
        };
        Self { kind, source: Some(error) }
    }

    /// Classifies an error of reading the body of a response.
    pub(crate) fn from_body(error: reqwest::Error) -> Self {
        let kind = if error.is_timeout() { FailureKind::Timeout } else { FailureKind::Interrupted };
        Self { kind, source: Some(error) }
    }

    pub(crate) fn kind(&self) -> FailureKind {
        self.kind
    }

    /// Returns whether the request may have reached the service.
    pub(crate) fn was_sent(&self) -> bool {
        matches!(self.kind, FailureKind::Timeout | FailureKind::Interrupted)
    }

    pub(crate) fn into_source(self) -> Option<reqwest::Error> {
        self.source
    }
}

/// The failure of reading a body to its end.
#[derive(Debug)]
pub(crate) enum BodyError {
    /// The connection ended, or the time-out of the attempt passed.
    Interrupted(reqwest::Error),
    /// No further chunk arrived within this time.
    Idle(Duration),
    /// The body is larger than this number of bytes.
    TooLarge(usize),
}

impl BodyError {
    pub(crate) fn is_timeout(&self) -> bool {
        match self {
            Self::Interrupted(error) => error.is_timeout(),
            Self::Idle(_) => true,
            Self::TooLarge(_) => false,
        }
    }

    /// Returns the value of the field `error` in traces.
    pub(crate) fn label(&self) -> &'static str {
        match self {
            Self::TooLarge(_) => "too large",
            _ if self.is_timeout() => "timeout",
            _ => "incomplete",
        }
    }
}

//! [`CallContext`]: what is known of a call, for its response and for its errors.

use std::sync::Arc;

use crate::policy::Quota;
use crate::redact::Redactor;

/// What is known of a call.
#[derive(Clone)]
pub(crate) struct CallContext {
    /// The operation's id.
    pub(crate) operation: &'static str,
    /// Whether the request may change something.
    pub(crate) is_change: bool,
    /// Attempts made, with or without a connection.
    pub(crate) attempts: u32,
    /// Requests that may have reached the service.
    pub(crate) requests_sent: u32,
    /// The quota after the call.
    pub(crate) quota: Option<Quota>,
    pub(crate) redactor: Arc<Redactor>,
    /// Host and port of the service.
    pub(crate) authority: Arc<str>,
}

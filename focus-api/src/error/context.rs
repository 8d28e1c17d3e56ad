//! [`CallContext`]: the data of a call that its response and its errors contain.

use std::sync::Arc;

use crate::policy::Quota;
use crate::redact::Redactor;

/// The data of a call.
#[derive(Clone)]
pub(crate) struct CallContext {
    /// The operation's id.
    pub(crate) operation: &'static str,
    /// Whether the request may change data.
    pub(crate) is_change: bool,
    /// The number of attempts, with or without a connection.
    pub(crate) attempts: u32,
    /// The number of requests that may have reached the service.
    pub(crate) requests_sent: u32,
    /// The quota after the call.
    pub(crate) quota: Option<Quota>,
    pub(crate) redactor: Arc<Redactor>,
    /// Host and port of the service.
    pub(crate) authority: Arc<str>,
}

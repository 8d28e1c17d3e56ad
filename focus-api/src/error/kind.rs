//! [`ErrorKind`]: the kinds of errors, each with its documentation and a predicate.

use super::Error;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident, $name:literal, $predicate:ident;)*) => {
        /// Classifies an [`Error`]. More kinds may be added.
        ///
        /// ```
        /// use focus_api::{Error, ErrorKind};
        ///
        /// let error = Error::new(ErrorKind::Timeout, "the test timed out");
        /// assert_eq!(error.kind(), ErrorKind::Timeout);
        /// assert!(error.is_timeout());
        /// assert_eq!(error.kind().as_str(), "timeout");
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorKind {
            $($(#[$doc])* $kind,)*
        }

        /// # Names
        ///
        /// See the example of [`ErrorKind`].
        impl ErrorKind {
            /// Every kind of this version.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// Returns the name of the kind in snake case, which stored reports use.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }
        }

        /// # Kinds
        ///
        /// See the examples of [`Error`] and [`ErrorKind`].
        impl Error {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $predicate(&self) -> bool {
                    self.kind() == ErrorKind::$kind
                }
            )*
        }
    };
}

kinds! {
    /// The service did not accept the API key (401).
    ///
    /// # Troubleshooting
    /// A key is revoked when its user creates a new one, and it can expire. Create a key in the settings of Toggl Focus
    /// and replace the old one. A repeated request returns the same error and counts against the quota.
    Authentication, "authentication", is_authentication;
    /// The user has no permission for this request (403).
    ///
    /// # Troubleshooting
    /// Usually the organization id is mistyped or belongs to another user: both ids are part of the URL of the web app.
    /// Otherwise the user lacks a permission in the workspace or the project.
    Permission, "permission", is_permission;
    /// The task, or something else that the request names, does not exist (404).
    ///
    /// # Troubleshooting
    /// The task was deleted, or belongs to another workspace. A deleted task can be [restored](crate::Tasks::restore).
    NotFound, "not_found", is_not_found;
    /// The service refused the request as invalid (400, 422 and other 4xx).
    ///
    /// # Troubleshooting
    /// [`description`](Error::description) and [`values`](Error::values) describe the problem. The same request will
    /// fail again.
    Validation, "validation", is_validation;
    /// The quota of the hour is spent (402 with headers that say so).
    ///
    /// # Troubleshooting
    /// [`retry_after`](Error::retry_after) is the time until it resets. To wait for the reset, use
    /// [`QuotaPolicy::WaitUpTo`](crate::QuotaPolicy::WaitUpTo). To send fewer requests, use pages of 100 tasks, streams
    /// instead of pages, and bulk changes instead of single ones.
    Quota, "quota", is_quota;
    /// The plan of the organization lacks this feature (402 without a spent quota).
    ///
    /// # Troubleshooting
    /// Waiting does not help; the organization needs a plan with the feature.
    Plan, "plan", is_plan;
    /// Too many requests in a short time (429).
    ///
    /// # Troubleshooting
    /// Wait for [`retry_after`](Error::retry_after), then continue more slowly.
    RateLimited, "rate_limited", is_rate_limited;
    /// The service failed (5xx, or an error in the body of a success), or responded with a redirect that is not followed
    /// (3xx).
    ///
    /// # Troubleshooting
    /// GET requests were already retried after 502, 503 and 504. Try again later, and give the
    /// [`trace_id`](Error::trace_id) to the vendor's support if the error persists. After a change, see
    /// [`is_outcome_unknown`](Error::is_outcome_unknown).
    Server, "server", is_server;
    /// No connection was made, or it ended too early.
    ///
    /// # Troubleshooting
    /// Check network, proxy and base URL; the source of the error is the cause. After a change, see
    /// [`is_outcome_unknown`](Error::is_outcome_unknown).
    Connect, "connect", is_connect;
    /// No complete response arrived in time.
    ///
    /// # Troubleshooting
    /// Request less data at once, or allow more time with
    /// [`CallOptions::timeout`](crate::options::CallOptions::timeout) for one attempt, with
    /// [`CallOptions::deadline`](crate::options::CallOptions::deadline) for the call, and with
    /// [`ClientBuilder::connect_timeout`](crate::ClientBuilder::connect_timeout) for the connection. After a change, see
    /// [`is_outcome_unknown`](Error::is_outcome_unknown).
    Timeout, "timeout", is_timeout;
    /// A response, or one task in it, does not have the documented form.
    ///
    /// # Troubleshooting
    /// [`json_path`](Error::json_path) is the path to the value. The service changed, or a proxy sent the response. The
    /// other tasks of a list are not affected. Update this crate, or decode into a custom type with `decode_as`.
    Decode, "decode", is_decode;
    /// A list contains tasks that its filter excludes.
    ///
    /// # Troubleshooting
    /// The service seems to ignore the filter named in the message. Do not use the list for a change. Another
    /// [`ArrayEncoding`](crate::filters::ArrayEncoding) may help. If the check is wrong, turn it off with
    /// [`CallOptions::filter_guard`](crate::options::CallOptions::filter_guard).
    FilterIgnored, "filter_ignored", is_filter_ignored;
    /// A list does not end, repeats itself, or contradicts its own numbers.
    ///
    /// # Troubleshooting
    /// The tasks that were delivered are valid. Continue later from the pager's cursor, or use the stream.
    Paging, "paging", is_paging;
    /// A setting of the client is invalid; nothing was sent.
    ///
    /// # Troubleshooting
    /// The message names the setting.
    Configuration, "configuration", is_configuration;
    /// An argument of a request is invalid; nothing was sent.
    ///
    /// # Troubleshooting
    /// The message names the argument, the refused value and the allowed values.
    InvalidArgument, "invalid_argument", is_invalid_argument;
    /// A change of a selection was told to stop while it read the selection; nothing was changed.
    ///
    /// # Troubleshooting
    /// The future of [`BulkMatchingRun::stop_when`](crate::bulk::BulkMatchingRun::stop_when) completed. Start the change
    /// again to complete it.
    Stopped, "stopped", is_stopped;
}

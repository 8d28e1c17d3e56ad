//! [`ErrorKind`]: the kinds of errors, each with what to do about it, and a predicate for each.

use super::Error;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident, $name:literal, $predicate:ident;)*) => {
        /// Classifies an [`Error`]. More kinds may be added.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorKind {
            $($(#[$doc])* $kind,)*
        }

        impl ErrorKind {
            /// Every kind of this version.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// Returns the name of the kind in snake case, as stored reports spell it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }
        }

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
    /// Keys are revoked when their user creates a new one, and can expire. Create one in the settings of Toggl Focus and
    /// replace it everywhere. Repeating the request cannot help, and counts against the quota.
    Authentication, "authentication", is_authentication;
    /// The user has no permission for this request (403).
    ///
    /// # Troubleshooting
    /// Most often the organization id is mistyped or belongs to somebody else: both ids are part of the address of the web
    /// app. Otherwise the user lacks a right in the workspace or the project.
    Permission, "permission", is_permission;
    /// The task does not exist (404).
    ///
    /// # Troubleshooting
    /// It was deleted, or belongs to another workspace. A deleted task can be [restored](crate::Tasks::restore).
    NotFound, "not_found", is_not_found;
    /// The service refused the request as invalid (400, 422 and other 4xx).
    ///
    /// # Troubleshooting
    /// [`description`](Error::description) and [`values`](Error::values) name the rule. The same request will fail again.
    Validation, "validation", is_validation;
    /// The quota of the hour is spent (402 with headers that say so).
    ///
    /// # Troubleshooting
    /// [`retry_after`](Error::retry_after) says when it resets. To wait for that instead, use
    /// [`QuotaPolicy::WaitUpTo`](crate::QuotaPolicy::WaitUpTo). To need fewer requests: pages of 100, the stream instead
    /// of pages, bulk calls instead of single ones.
    Quota, "quota", is_quota;
    /// The plan of the organization lacks this feature (402 without a spent quota).
    ///
    /// # Troubleshooting
    /// Waiting does not help; the organization needs another plan, or the program another solution.
    Plan, "plan", is_plan;
    /// Too many requests in a short time (429).
    ///
    /// # Troubleshooting
    /// Wait for [`retry_after`](Error::retry_after), then continue more slowly.
    RateLimited, "rate_limited", is_rate_limited;
    /// The service failed (5xx), or responded with a redirect that is not followed (3xx).
    ///
    /// # Troubleshooting
    /// GET requests were already retried. Try later; give the [`trace_id`](Error::trace_id) to support if it persists.
    /// After a change, see [`is_outcome_unknown`](Error::is_outcome_unknown).
    Server, "server", is_server;
    /// No connection was made, or it ended too early.
    ///
    /// # Troubleshooting
    /// Check network, proxy and base URL; the error's source says what failed. After a change, see
    /// [`is_outcome_unknown`](Error::is_outcome_unknown).
    Connect, "connect", is_connect;
    /// No complete response arrived in time.
    ///
    /// # Troubleshooting
    /// Request less at once or allow more time: [`CallOptions::timeout`](crate::options::CallOptions::timeout). After a
    /// change, see [`is_outcome_unknown`](Error::is_outcome_unknown).
    Timeout, "timeout", is_timeout;
    /// A response, or one task in it, is not what the API documents.
    ///
    /// # Troubleshooting
    /// [`json_path`](Error::json_path) says where. The service changed, or something between it and you responds in its
    /// name. The other tasks of a list still arrive. Update this crate, or decode into a type of your own with
    /// `decode_as`.
    Decode, "decode", is_decode;
    /// A list holds tasks that its filter excludes.
    ///
    /// # Troubleshooting
    /// The service seems to ignore the filter named in the message. Do not use the list for a change. Another
    /// [`ArrayEncoding`](crate::filters::ArrayEncoding) may help; where the check itself is wrong, turn it off with
    /// [`CallOptions::filter_guard`](crate::options::CallOptions::filter_guard).
    FilterIgnored, "filter_ignored", is_filter_ignored;
    /// A list does not end, repeats itself, or contradicts its own numbers.
    ///
    /// # Troubleshooting
    /// The tasks delivered so far are valid. Continue from the pager's cursor later, or use the stream.
    Paging, "paging", is_paging;
    /// A setting of the client is wrong; nothing was sent.
    ///
    /// # Troubleshooting
    /// The message names the setting.
    Configuration, "configuration", is_configuration;
    /// An argument of a request is wrong; nothing was sent.
    ///
    /// # Troubleshooting
    /// The message names the argument, the refused value and what is allowed.
    InvalidArgument, "invalid_argument", is_invalid_argument;
}

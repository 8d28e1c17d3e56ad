//! The kinds of errors, each with what to do about it, and a predicate for each.

use super::Error;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident, $predicate:ident;)*) => {
        /// What went wrong. More kinds may come.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorKind {
            $($(#[$doc])* $kind,)*
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
    /// The key was not accepted (401).
    ///
    /// # Troubleshooting
    /// Keys are revoked when their user makes a new one, and can expire. Make one in the settings of Toggl Focus and
    /// replace it everywhere. Repeating the request cannot help, and counts against the quota.
    Authentication, is_authentication;
    /// This user may not do this (403).
    ///
    /// # Troubleshooting
    /// Most often the organization id is somebody else's or mistyped: both ids stand in the address of the web app. Else
    /// the user lacks a right in the workspace or the project.
    Permission, is_permission;
    /// There is no such task (404).
    ///
    /// # Troubleshooting
    /// It was deleted, or lives in another workspace. A deleted task can be [restored](crate::Tasks::restore).
    NotFound, is_not_found;
    /// The request breaks a rule of the service (400, 422 and other 4xx).
    ///
    /// # Troubleshooting
    /// [`description`](Error::description) and [`values`](Error::values) name the rule. The same request will fail again.
    Validation, is_validation;
    /// The hour's requests are used up (402 with headers that say so).
    ///
    /// # Troubleshooting
    /// [`retry_after`](Error::retry_after) says when the hour starts anew. To wait for it instead, use
    /// [`QuotaPolicy::WaitUpTo`](crate::QuotaPolicy::WaitUpTo). To need fewer requests: pages of 100, the stream instead
    /// of pages, bulk calls instead of single ones.
    Quota, is_quota;
    /// The plan lacks this feature (402 without a spent quota).
    ///
    /// # Troubleshooting
    /// Waiting does not help; the organization needs another plan, or the program another way.
    Plan, is_plan;
    /// Too many requests in a short time (429).
    ///
    /// # Troubleshooting
    /// Wait for [`retry_after`](Error::retry_after), then continue more slowly.
    RateLimited, is_rate_limited;
    /// The service failed (5xx), or answered with a redirect that is not followed (3xx).
    ///
    /// # Troubleshooting
    /// Reads were already tried again. Try later; give the [`trace_id`](Error::trace_id) to support if it stays. After a
    /// change, see [`is_outcome_unknown`](Error::is_outcome_unknown).
    Server, is_server;
    /// No connection, or it broke off.
    ///
    /// # Troubleshooting
    /// Check network, proxy and base URL; the error's source says what failed. After a change, see
    /// [`is_outcome_unknown`](Error::is_outcome_unknown).
    Connect, is_connect;
    /// No answer in time.
    ///
    /// # Troubleshooting
    /// Ask for less at once or allow more time: [`CallOptions::timeout`](crate::CallOptions::timeout). After a change, see
    /// [`is_outcome_unknown`](Error::is_outcome_unknown).
    Timeout, is_timeout;
    /// An answer, or one task in it, was not what it should be.
    ///
    /// # Troubleshooting
    /// [`json_path`](Error::json_path) says where. The service changed, or something between it and you answers in its
    /// place. Neighbours of an odd task still arrive. Update this crate, or read the answer into a type of your own with
    /// `decode_as`.
    Decode, is_decode;
    /// A list holds tasks that its filter excludes.
    ///
    /// # Troubleshooting
    /// The service seems to ignore the filter named in the message. Do not feed the list into a change. Another
    /// [`ArrayEncoding`](crate::ArrayEncoding) may help; where the check itself is wrong, turn it off with
    /// [`CallOptions::filter_guard`](crate::CallOptions::filter_guard).
    FilterIgnored, is_filter_ignored;
    /// A list does not end, or sends the same page again.
    ///
    /// # Troubleshooting
    /// Nothing was lost up to here. Continue from the pager's position later, or use the stream.
    Paging, is_paging;
    /// The request cannot be made from what it was given; nothing was sent.
    ///
    /// # Troubleshooting
    /// The message names the setting or argument.
    Configuration, is_configuration;
}

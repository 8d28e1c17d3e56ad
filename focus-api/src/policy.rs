//! What the client decides by itself: when to send again, how long to wait, when to distrust a list.
//!
//! Values and pure decisions; nothing here sends, and nothing here knows a response type. Sending is `transport`.

mod budget;
mod clock;
mod conditions;
mod filter_guard;
mod options;
mod quota;
mod retry;
mod retry_after;
mod wait;

pub(crate) use budget::RequestBudget;
pub use clock::{Clock, SystemClock};
pub(crate) use conditions::{Condition, Conditions};
pub(crate) use filter_guard::FilterGuard;
pub use options::CallOptions;
pub(crate) use quota::QuotaTracker;
pub use quota::{Quota, QuotaPolicy};
pub use retry::RetryPolicy;
pub(crate) use retry::{FailedAttempt, RetryState};
pub(crate) use retry_after::retry_after;
pub(crate) use wait::{Delay, OnWait};
pub use wait::{Wait, WaitReason};

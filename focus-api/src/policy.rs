//! The decisions of the client: when to retry, how long to wait, when a list contradicts its filters.
//!
//! It contains values and pure functions, without I/O and without response types. `transport` sends requests.

mod budget;
mod clock;
mod conditions;
mod filter_guard;
mod options;
mod quota;
mod retry;
mod retry_after;
mod stop;
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
pub(crate) use retry_after::{response_time, retry_after};
pub(crate) use stop::StopSignal;
pub(crate) use wait::{Delay, OnWait};
pub use wait::{Wait, WaitReason};

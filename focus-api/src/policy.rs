//! What the client decides on its own: when to send again, when to wait, when to distrust an answer.
//!
//! The rules live here, as values and pure functions; sending itself is `transport`.

mod filter_guard;
mod options;
mod quota;
mod retry;

// Named in the hidden part of a public trait, so public; nobody outside can reach the module.
#[allow(unreachable_pub)]
pub use filter_guard::FilterGuard;
pub use options::CallOptions;
pub(crate) use quota::QuotaLog;
pub use quota::{Quota, QuotaPolicy};
pub use retry::RetryPolicy;
pub(crate) use retry::{Failure, retry_after};

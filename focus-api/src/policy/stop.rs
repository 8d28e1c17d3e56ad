//! [`StopSignal`]: the future that ends a bulk change early.
//!
//! It is asked before every request, and ends a wait before the next attempt. `bulk/run.rs` creates it.

use std::fmt;
use std::future::Future;

use futures_util::future::{BoxFuture, Either, FutureExt, Shared, select};
use sync_wrapper::SyncFuture;

/// A future that several calls share. It is complete when the user wants to stop.
#[derive(Clone)]
pub(crate) struct StopSignal(Shared<SyncFuture<BoxFuture<'static, ()>>>);

impl StopSignal {
    pub(crate) fn new(stop: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(SyncFuture::new(stop.boxed()).shared())
    }

    pub(crate) fn is_complete(&self) -> bool {
        self.0.clone().now_or_never().is_some()
    }

    /// Waits for `wait`. Returns `false` if the signal completed first.
    pub(crate) async fn allows(&self, wait: impl Future<Output = ()> + Unpin) -> bool {
        matches!(select(wait, self.0.clone()).await, Either::Left(_))
    }
}

impl fmt::Debug for StopSignal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StopSignal")
    }
}

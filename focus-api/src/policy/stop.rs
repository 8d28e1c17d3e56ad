//! [`StopSignal`]: the future that ends a bulk change early.
//!
//! It is asked before every request, and ends a wait before the next attempt and the reading of a selection.
//! `bulk/run.rs` creates it.

use std::fmt;
use std::future::Future;
use std::pin::pin;

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

    /// Runs a future to its end. Returns `None` if the signal completed first; the future is then dropped.
    pub(crate) async fn run<T>(&self, future: impl Future<Output = T>) -> Option<T> {
        match select(pin!(future), self.0.clone()).await {
            Either::Left((value, _)) => Some(value),
            Either::Right(_) => None,
        }
    }
}

impl fmt::Debug for StopSignal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StopSignal")
    }
}

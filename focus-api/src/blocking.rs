//! The client without `async`: the same requests, lists and bulk changes, which block the calling thread.
//!
//! Every request is created and configured as in the rest of the crate. The two traits of this module replace the last
//! step, `.await`.
//!
//! ```no_run
//! use focus_api::blocking::{IterBlocking, SendBlocking};
//!
//! # fn main() -> Result<(), focus_api::Error> {
//! let client = focus_api::Client::from_env()?;
//! let tasks = client.workspace(1234, 5678).tasks();
//!
//! let task = tasks.get(4711).send_blocking()?;
//! println!("{:?}", task.name);
//! for task in tasks.list().project(7).items().iter_blocking() {
//!     println!("{:?}", task?.name);
//! }
//! let report = tasks.bulk().archive([1, 2, 3]).send_blocking()?;
//! # let _ = report; Ok(()) }
//! ```
//!
//! The first blocking call starts a background thread, which all clients of the program share and which owns their
//! connections. Inside an asynchronous runtime a blocking call would block a thread of that runtime, so it returns
//! [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) there; await the request instead.

use std::pin::Pin;
use std::sync::OnceLock;

use futures_core::Stream;
use tokio::runtime::{Builder, Handle, Runtime};

use crate::bulk::BulkReport;
use crate::error::Error;

/// Sends a request, a bulk change, or any other future of this crate, and blocks until it completes.
///
/// Implemented for everything that can be awaited and whose output is a `Result` of this crate or a [`BulkReport`].
///
/// ```no_run
/// use focus_api::blocking::SendBlocking;
///
/// # fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
/// tasks.archive(4711).send_blocking()?;
/// let catalog = tasks.catalog().send_blocking()?;
/// # let _ = catalog; Ok(()) }
/// ```
pub trait SendBlocking {
    /// The value of a success.
    type Value;

    /// Sends the request and blocks until its result is known.
    ///
    /// # Errors
    /// Those of the request, and [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) inside an asynchronous
    /// runtime.
    ///
    /// # Requests
    /// Those of the request.
    fn send_blocking(self) -> Result<Self::Value, Error>;
}

impl<R> SendBlocking for R
where
    R: IntoFuture,
    R::Output: BlockingOutput,
{
    type Value = <R::Output as BlockingOutput>::Value;

    fn send_blocking(self) -> Result<Self::Value, Error> {
        let future = self.into_future();
        runtime()?.block_on(future).into_result()
    }
}

/// Converts a list or a stream to an iterator.
///
/// ```no_run
/// use focus_api::blocking::{IterBlocking, SendBlocking};
///
/// # fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
/// let everything: Vec<_> =
///     tasks
///         .stream()
///         .send_blocking()?
///         .iter_blocking()
///         .collect::<Result<_, _>>()?;
/// # let _ = everything; Ok(()) }
/// ```
pub trait IterBlocking: Sized {
    /// Returns an iterator over the elements, which blocks until the next one has arrived.
    fn iter_blocking(self) -> BlockingIter<Self>;
}

impl<S: Stream<Item = Result<T, Error>>, T> IterBlocking for S {
    fn iter_blocking(self) -> BlockingIter<S> {
        BlockingIter { stream: Box::pin(self), is_refused: false }
    }
}

/// An iterator over a list or a stream. Created by [`IterBlocking::iter_blocking`].
///
/// ```no_run
/// use focus_api::blocking::IterBlocking;
///
/// # fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
/// let mut items = tasks.list().items().iter_blocking();
/// for task in items.by_ref() {
///     println!("{}", task?.id);
/// }
/// assert!(items.get_ref().is_complete());
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "nothing is read until the iterator is used"]
pub struct BlockingIter<S> {
    stream: Pin<Box<S>>,
    /// Whether the error of a call inside a runtime was returned, which ends the iterator.
    is_refused: bool,
}

/// # State
///
/// See the example of [`BlockingIter`].
impl<S> BlockingIter<S> {
    /// Returns the list or stream, for its cursor and counters.
    #[must_use]
    pub fn get_ref(&self) -> &S {
        &self.stream
    }
}

impl<S: Stream<Item = Result<T, Error>>, T> Iterator for BlockingIter<S> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_refused {
            return None;
        }
        match runtime() {
            Ok(runtime) => {
                let stream = &mut self.stream;
                runtime.block_on(std::future::poll_fn(|context| stream.as_mut().poll_next(context)))
            }
            Err(error) => {
                self.is_refused = true;
                Some(Err(error))
            }
        }
    }
}

/// An output that [`SendBlocking`] can return. Implemented for `Result<T, Error>` and [`BulkReport`].
pub trait BlockingOutput: sealed::Sealed {
    /// The value of a success.
    type Value;

    /// Returns the value, or the error of the request.
    #[doc(hidden)]
    fn into_result(self) -> Result<Self::Value, Error>;
}

impl<T> BlockingOutput for Result<T, Error> {
    type Value = T;

    fn into_result(self) -> Self {
        self
    }
}

impl<I, O> BlockingOutput for BulkReport<I, O> {
    type Value = Self;

    fn into_result(self) -> Result<Self, Error> {
        Ok(self)
    }
}

mod sealed {
    pub trait Sealed {}
    impl<T> Sealed for Result<T, crate::error::Error> {}
    impl<I, O> Sealed for crate::bulk::BulkReport<I, O> {}
}

/// Returns the runtime of all blocking calls. It owns the connections, so it exists as long as the program.
fn runtime() -> Result<&'static Runtime, Error> {
    static RUNTIME: OnceLock<Result<Runtime, String>> = OnceLock::new();
    if Handle::try_current().is_ok() {
        return Err(Error::configuration(
            "a blocking call inside an asynchronous runtime would block the runtime: await the request, or make the call \
             from a thread started with `std::thread::spawn`",
        ));
    }
    let start = || {
        Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("focus-api-blocking")
            .enable_all()
            .build()
            .map_err(|error| error.to_string())
    };
    RUNTIME.get_or_init(start).as_ref().map_err(|error| {
        Error::configuration(format!("the background thread of blocking calls cannot be started: {error}"))
    })
}

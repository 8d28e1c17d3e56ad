//! [`TaskStream`]: decodes tasks while the response is still arriving.
//!
//! `decode/incremental.rs` finds the elements; this file reads the body, checks filters and detects the end.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use focus_api_raw::types::Task;
use futures_core::{FusedStream, Stream};
use futures_util::{StreamExt, TryStreamExt};
use serde::de::DeserializeOwned;

use super::collect::collect_readable;
use crate::decode::{self, ElementReader, Layout, Next};
use crate::error::{CallContext, Error};
use crate::policy::{Conditions, FilterGuard, response_time};
use crate::transport::{BodyStream, Response};

/// The tasks of a workspace, decoded while they arrive. Created by [`Tasks::stream`](crate::Tasks::stream).
///
/// ```no_run
/// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
/// let mut stream = tasks.stream().send().await?;
/// while let Some(task) = stream.next().await {
///     println!("{:?}", task?.name);
/// }
/// # Ok(()) }
/// ```
///
/// It is a [`Stream`] that is `Send`, `Sync` and `'static`; [`next`](Self::next) and [`try_collect`](Self::try_collect)
/// need no extension trait. It keeps the largest task and one chunk of the response in memory, for a response of any
/// length.
///
/// A task that cannot be decoded is an error at its position, and the stream continues. A response that ends too early
/// is an error with the number of tasks that had arrived, and the stream ends.
#[must_use = "tasks are read only while the stream is polled"]
pub struct TaskStream<T = Task> {
    context: CallContext,
    /// The time of the response on the service's clock.
    responded_at: DateTime<Utc>,
    elements: ElementStream<T, BodyStream>,
}

/// # Reading the stream
///
/// See the example of [`TaskStream`].
impl<T: DeserializeOwned + 'static> TaskStream<T> {
    pub(crate) fn new(
        response: Response,
        idle_timeout: Option<Duration>,
        guard: FilterGuard,
        conditions: Conditions,
        max_item_bytes: usize,
    ) -> Self {
        let context = response.context.clone();
        let responded_at = response_time(&response.headers);
        let body = response.into_stream(idle_timeout);
        let elements = ElementStream::new(context.operation, body, guard, conditions, max_item_bytes);
        Self { elements, context, responded_at }
    }

    /// Returns the next task, an error instead of the task, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        StreamExt::next(self).await
    }

    /// Returns whether the stream was read to its end without an error that ended it early. It is not complete either if
    /// the service sent an error in place of a task, or a total above the number of tasks.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.elements.is_complete
    }

    /// Returns the time up to which all changes are known, which is the argument of the next
    /// [`changed_since`](crate::Tasks::changed_since).
    ///
    /// It is the latest `updated_at` of all tasks of the stream, on the service's clock, but not after the time of the
    /// response: the time of one task may be wrong, and later changes would then be missed. `None` until the stream is
    /// [complete](Self::is_complete), and for a stream that was not created by `changed_since`.
    #[must_use]
    pub fn changes_until(&self) -> Option<DateTime<Utc>> {
        let elements = &self.elements;
        let since = elements.conditions.changed_since().filter(|_| elements.is_complete)?;
        elements.latest_change.map(|latest| latest.min(self.responded_at).max(since))
    }

    /// Collects all tasks.
    ///
    /// # Errors
    /// The first error, even if it concerns a single task. [`collect_readable`](Self::collect_readable) also returns
    /// the other tasks.
    pub async fn try_collect(self) -> Result<Vec<T>, Error> {
        TryStreamExt::try_collect(self).await
    }

    /// Collects all tasks that can be decoded, and the errors of the others.
    ///
    /// # Errors
    /// An error that ended the stream early, or an error of the service in place of a task: tasks are missing then.
    pub async fn collect_readable(self) -> Result<(Vec<T>, Vec<Error>), Error> {
        collect_readable(self).await
    }
}

impl<T: DeserializeOwned + 'static> Stream for TaskStream<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        this.elements.poll(cx, |count, failure| match failure {
            Failure::Element(error) => error.with_context(&this.context),
            Failure::Body(error) => Error::interrupted_list(&this.context, count, error),
        })
    }
}

impl<T: DeserializeOwned + 'static> FusedStream for TaskStream<T> {
    fn is_terminated(&self) -> bool {
        self.elements.body.is_none()
    }
}

impl<T> fmt::Debug for TaskStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskStream").field("is_over", &self.elements.body.is_none()).finish_non_exhaustive()
    }
}

/// The white space between two elements that is always accepted, in bytes.
const MAX_WHITE_SPACE: usize = 64 * 1024;

/// The elements of a list whose body arrives in chunks.
struct ElementStream<T, B> {
    operation: &'static str,
    /// `None` once the stream is over.
    body: Option<B>,
    reader: ElementReader,
    guard: FilterGuard,
    conditions: Conditions,
    /// The latest `updated_at` of all tasks so far, if changes were requested.
    latest_change: Option<DateTime<Utc>>,
    /// The bytes since the last element, without the rest of its chunk. White space is not limited by the size of a task.
    bytes_without_element: usize,
    max_bytes_without_element: usize,
    is_complete: bool,
    /// Whether an element was an error of the service instead of a task, as in the last line of JSON lines.
    names_error: bool,
    /// Whether an element of JSON lines has an id. Otherwise the body is an object of another kind.
    has_task: bool,
    decodes: PhantomData<fn() -> T>,
}

/// The failure of reading an element.
enum Failure<E> {
    /// The element or the list is invalid.
    Element(Error),
    /// The body could not be read to its end.
    Body(E),
}

impl<T: DeserializeOwned + 'static, B> ElementStream<T, B> {
    fn new(
        operation: &'static str,
        body: Option<B>,
        guard: FilterGuard,
        conditions: Conditions,
        max_item_bytes: usize,
    ) -> Self {
        let reader = ElementReader::new(operation, Layout::Stream, max_item_bytes);
        let latest_change = conditions.changed_since();
        Self {
            operation,
            body,
            reader,
            guard,
            conditions,
            latest_change,
            bytes_without_element: 0,
            max_bytes_without_element: max_item_bytes.saturating_add(MAX_WHITE_SPACE),
            is_complete: false,
            names_error: false,
            has_task: false,
            decodes: PhantomData,
        }
    }

    /// Returns the number of elements that were found.
    fn count(&self) -> usize {
        self.reader.count()
    }

    /// Returns the next element. All elements that have arrived are returned before the body is polled, and before its
    /// error.
    ///
    /// `describe` makes the error of a failure after a number of elements. It is called here because a task is large,
    /// and each conversion of the result would move it once more.
    fn poll<E>(
        &mut self,
        cx: &mut Context<'_>,
        describe: impl Fn(usize, Failure<E>) -> Error,
    ) -> Poll<Option<Result<T, Error>>>
    where
        B: Stream<Item = Result<Bytes, E>> + Unpin,
    {
        let failed = |this: &Self, failure| Poll::Ready(Some(Err(describe(this.count(), failure))));
        loop {
            let Some(body) = &mut self.body else { return Poll::Ready(None) };
            match decode::next(self.operation, &mut self.reader) {
                Next::Element(element) => {
                    self.bytes_without_element = 0;
                    let error = match self.accepts(&element) {
                        Ok(false) => continue,
                        Ok(true) => match element {
                            Ok(value) => return Poll::Ready(Some(Ok(value))),
                            Err(error) => error,
                        },
                        Err(error) => error,
                    };
                    return failed(self, Failure::Element(error));
                }
                Next::End => {
                    self.body = None;
                    let Some(error) = self.contradiction() else {
                        self.is_complete = !self.names_error;
                        return Poll::Ready(None);
                    };
                    return failed(self, Failure::Element(error));
                }
                Next::Failed(error) => {
                    self.body = None;
                    return failed(self, Failure::Element(error));
                }
                Next::NeedMore if self.bytes_without_element > self.max_bytes_without_element => {
                    self.body = None;
                    let why = format!("{} bytes arrived without a task", self.bytes_without_element);
                    let error = Error::decode(self.operation, None, ".", &[], &why);
                    return failed(self, Failure::Element(error));
                }
                Next::NeedMore => {}
            }
            match ready!(Pin::new(body).poll_next(cx)) {
                Some(Ok(chunk)) => {
                    self.bytes_without_element = self.bytes_without_element.saturating_add(chunk.len());
                    self.reader.push(chunk);
                }
                Some(Err(error)) if !self.reader.is_malformed() => {
                    self.body = None;
                    return failed(self, Failure::Body(error));
                }
                Some(Err(_)) | None => self.reader.finish(),
            }
        }
    }

    /// Returns the error of a list that ended: it has a total, as a service sends it that has begun to divide the stream
    /// into pages, or an error beside it, or it is an object of another kind.
    fn contradiction(&self) -> Option<Error> {
        let (count, members) = (self.count(), self.reader.members());
        // An object with an error is also a list of one line, which was returned as an error.
        if members.names_error && !self.names_error {
            let what = format!("the service reports an error beside the list, which ends after {count} tasks");
            return Some(Error::paging(self.operation, what));
        }
        if self.reader.is_json_lines() && !self.has_task && !self.names_error {
            return Some(Error::decode(
                self.operation,
                None,
                ".",
                &[],
                "it is an object, but neither a list nor a task",
            ));
        }
        let total = members.total.filter(|total| *total > count as u64)?;
        let what = format!("the total of the list is {total} tasks, but it ends after {count}");
        Some(Error::paging(self.operation, what))
    }

    /// Returns whether the element meets the conditions, which an undecodable one does. An element that contradicts a
    /// filter ends the stream.
    fn accepts(&mut self, element: &Result<T, Error>) -> Result<bool, Error> {
        if self.reader.is_json_lines() && !self.has_task {
            self.has_task = decode::task_id(self.reader.element()).is_some();
        }
        if let Some(filter) = decode::contradicted_filter(&self.guard, element, self.reader.element()) {
            self.body = None;
            return Err(Error::filter_ignored(self.operation, filter, self.reader.count() - 1));
        }
        let value = match element {
            Ok(value) => value,
            Err(error) => {
                self.names_error |= error.code().is_some();
                return Ok(true);
            }
        };
        if self.conditions.is_empty() {
            return Ok(true);
        }
        let Self { operation, reader, conditions, latest_change, .. } = self;
        let index = reader.count() - 1;
        decode::with_task(
            operation,
            index,
            value,
            reader.element(),
            || conditions.members(),
            |task| {
                *latest_change =
                    latest_change.map(|latest| task.updated_at.map_or(latest, |changed| changed.max(latest)));
                conditions.accept(task)
            },
        )
    }
}

#[cfg(test)]
mod tests;

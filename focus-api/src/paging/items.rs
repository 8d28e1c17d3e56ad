//! [`Items`]: the tasks of a list, one by one, across its pages.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use focus_api_raw::types::Task;
use futures_core::{FusedStream, Stream};
use futures_util::{StreamExt, TryStreamExt};

use super::PageCursor;
use super::collect::collect_readable;
use super::page::DecodedPage;
use super::pager::Pager;
use crate::error::Error;

/// The tasks of a list, one by one. Created by the method `items` of a list request.
///
/// ```no_run
/// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
/// let mut items = tasks.list().pinned(true).items();
/// while let Some(task) = items.next().await {
///     println!("{:?}", task?.name);
/// }
/// # Ok(()) }
/// ```
///
/// It is a [`Stream`] that is `Send`, `Sync` and `'static`; [`next`](Self::next) and [`try_collect`](Self::try_collect)
/// need no extension trait. It continues after a task that could not be decoded. It ends after the error of a page;
/// then [`cursor`](Self::cursor) is its position.
#[must_use = "nothing is requested until the stream is read"]
pub struct Items<T = Task> {
    pager: Pager<T>,
    page: VecDeque<Result<T, Error>>,
    cursor: PageCursor,
    left: Option<u64>,
    skip: u32,
    is_over: bool,
}

// The tasks in the buffer are never pinned.
impl<T> Unpin for Items<T> {}

/// # Reading the list
///
/// See the example of [`Items`].
impl<T: Send + 'static> Items<T> {
    pub(crate) fn new(pager: Pager<T>) -> Self {
        let (skip, max_items) = (pager.limits().skip(), pager.limits().max_items);
        let cursor = PageCursor { skip, ..pager.cursor() };
        Self { pager, page: VecDeque::new(), cursor, left: max_items, skip, is_over: false }
    }

    /// Returns the next task, an error instead of the task, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        StreamExt::next(self).await
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
    /// An error that ended the list early, or an error of the service in place of a task: tasks are missing then.
    pub async fn collect_readable(self) -> Result<(Vec<T>, Vec<Error>), Error> {
        collect_readable(self).await
    }

    /// Returns the position in the list, from which another pager can [resume](crate::requests::ListTasks::resume).
    #[must_use]
    pub fn cursor(&self) -> PageCursor {
        self.cursor
    }

    /// Returns whether the list was read to its end, and its total agrees with the number of tasks. It is not complete
    /// either if the service sent an error in place of a task.
    ///
    /// `false` after an error or a limit; then [`cursor`](Self::cursor) is the position to continue at. A list that
    /// contains a task twice changed while it was read, and ends with an error of the kind
    /// [`Paging`](crate::ErrorKind::Paging). If tasks are removed while a list is read, others can move to a page that
    /// was already read. The responses do not show that, so it is not detected. [`changed_since`] does not depend on
    /// pages.
    ///
    /// [`changed_since`]: crate::Tasks::changed_since
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.page.is_empty() && self.pager.is_complete()
    }

    /// Returns the number of matching tasks on all pages, if the list has a total and the first page has arrived.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.pager.total()
    }

    /// Returns an error if the list ended at its limit on requests.
    pub(crate) fn require_end(&self) -> Result<(), Error> {
        if self.left == Some(0) {
            return Ok(());
        }
        self.pager.require_end()
    }

    fn begin_page(&mut self, page: DecodedPage<T>) {
        // The requested number, even if the response has another one.
        self.cursor = PageCursor { page: self.pager.delivered(), skip: 0, per_page: page.per_page };
        self.page = page.elements.into();
        // Only the first page of a resumed list was returned in part.
        let skipped = self.page.len().min(std::mem::take(&mut self.skip) as usize);
        self.page.drain(..skipped);
        self.cursor.skip = u32::try_from(skipped).unwrap_or(u32::MAX);
        if self.page.is_empty() {
            self.cursor = self.pager.cursor_after(self.cursor);
        }
    }
}

impl<T: Send + 'static> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if this.is_over || this.left == Some(0) {
                this.is_over = true;
                return Poll::Ready(None);
            }
            if let Some(task) = this.page.pop_front() {
                this.cursor.skip += 1;
                this.left = this.left.map(|left| left - 1);
                if this.page.is_empty() {
                    this.cursor = this.pager.cursor_after(this.cursor);
                }
                this.pager.poll_prefetch(cx);
                return Poll::Ready(Some(task));
            }
            match ready!(this.pager.poll_page(cx)) {
                Some(Ok(page)) => this.begin_page(page),
                Some(Err(error)) => {
                    this.is_over = true;
                    return Poll::Ready(Some(Err(error)));
                }
                None => this.is_over = true,
            }
        }
    }
}

impl<T: Send + 'static> FusedStream for Items<T> {
    fn is_terminated(&self) -> bool {
        self.is_over
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("cursor", &self.cursor).field("is_over", &self.is_over).finish_non_exhaustive()
    }
}

//! [`Pages`]: the pages of a list, one by one.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use focus_api_raw::types::Task;
use futures_core::{FusedStream, Stream};
use futures_util::{StreamExt, TryStreamExt};

use super::PageCursor;
use super::page::Page;
use super::pager::Pager;
use crate::error::Error;

/// The pages of a list, one by one. Created by the method `pages` of a list request. It is a [`Stream`] with the same
/// properties as [`Items`](super::Items).
///
/// ```no_run
/// # async fn example(tasks: focus_api::Tasks) -> Result<(), focus_api::Error> {
/// let mut pages = tasks.list().per_page(50).pages();
/// while let Some(page) = pages.next().await {
///     let page = page?;
///     println!("page {}: {} tasks", page.number, page.len());
/// }
/// # Ok(()) }
/// ```
#[must_use = "nothing is requested until the stream is read"]
pub struct Pages<T = Task> {
    pager: Pager<T>,
    cursor: PageCursor,
    /// The number of tasks of the next page that were returned before.
    skip: u32,
    is_over: bool,
}

/// # Reading the list
///
/// See the example of [`Pages`].
impl<T: Send + 'static> Pages<T> {
    pub(crate) fn new(pager: Pager<T>) -> Self {
        let skip = pager.limits().skip();
        let cursor = PageCursor { skip, ..pager.cursor() };
        Self { pager, cursor, skip, is_over: false }
    }

    /// Returns the next page, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Page<T>, Error>> {
        StreamExt::next(self).await
    }

    /// Collects all pages.
    ///
    /// # Errors
    /// The first error of a page. Errors of undecodable tasks are in [`Page::decode_errors`].
    pub async fn try_collect(self) -> Result<Vec<Page<T>>, Error> {
        TryStreamExt::try_collect(self).await
    }

    /// Returns the position in the list, from which another pager can [resume](crate::requests::ListTasks::resume).
    #[must_use]
    pub fn cursor(&self) -> PageCursor {
        self.cursor
    }

    /// Returns whether the list was read to its end, and its total agrees with the number of tasks.
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
        self.pager.is_complete()
    }

    /// Returns the number of matching tasks on all pages, if the list has a total and the first page has arrived.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.pager.total()
    }
}

impl<T: Send + 'static> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let mut next = ready!(self.pager.poll_page(cx));
        self.is_over = !matches!(next, Some(Ok(_)));
        if let Some(Ok(page)) = &mut next {
            let count = u32::try_from(page.elements.len()).unwrap_or(u32::MAX);
            let end = PageCursor { page: self.pager.delivered(), skip: count, per_page: page.per_page };
            self.cursor = self.pager.cursor_after(end);
            let returned = page.elements.len().min(std::mem::take(&mut self.skip) as usize);
            page.elements.drain(..returned);
        }
        self.pager.poll_prefetch(cx);
        Poll::Ready(next.map(|page| page.map(Page::from)))
    }
}

impl<T: Send + 'static> FusedStream for Pages<T> {
    fn is_terminated(&self) -> bool {
        self.is_over
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("is_over", &self.is_over).finish_non_exhaustive()
    }
}

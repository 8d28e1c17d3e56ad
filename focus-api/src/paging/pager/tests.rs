//! Tests the pager without a server: lists with too many pages for one, and the number of requested pages.

use std::future::{poll_fn, ready};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::*;
use crate::Client;

/// Returns a page with one task.
fn page(number: u32, total: Option<u64>) -> DecodedPage<()> {
    DecodedPage { elements: vec![Ok(())], ids: vec![Some(TaskId(number.into()))], number, per_page: 1, total }
}

fn pager(fetch: Fetch<()>, first: u32, limits: PagerLimits) -> Pager<()> {
    let client = Client::builder().base_url("http://localhost").api_key("toggl_sk_0123456789abcdef0123456789abcdef");
    Pager::new("list_tasks", fetch, first, 1, limits, client.build().unwrap().workspace(1, 2))
}

fn next_page(pager: &mut Pager<()>) -> Option<Fetched<()>> {
    let next = poll_fn(|cx| pager.poll_page(cx));
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(next)
}

/// Reads a list without a total from this page on. The pages after `last` are empty. Returns the number of tasks, and
/// the text of the error that ended the list.
fn read(first: u32, last: u32) -> (usize, Option<String>) {
    let fetch = move |number| {
        let empty = || DecodedPage { elements: Vec::new(), ids: Vec::new(), ..page(number, None) };
        Box::pin(ready(Ok(if number <= last { page(number, None) } else { empty() }))) as BoxFuture<'static, _>
    };
    let mut pager = pager(Box::new(fetch), first, PagerLimits::default());
    let mut count = 0;
    loop {
        match next_page(&mut pager) {
            Some(Ok(page)) => count += page.elements.len(),
            Some(Err(error)) => return (count, Some(error.to_string())),
            None => return (count, None),
        }
    }
}

#[test]
fn a_list_ends_within_ten_thousand_pages_or_with_an_error() {
    assert_eq!(read(1, 9_999), (9_999, None), "page 10,000 is empty and ends the list");
    let (count, error) = read(1, u32::MAX);
    assert_eq!(count, 9_999);
    assert!(error.unwrap().contains("the list did not end within 10000 pages"));
}

#[test]
fn no_page_is_requested_after_the_largest_page_number() {
    assert_eq!(read(u32::MAX - 2, u32::MAX - 1), (2, None));
    let (count, error) = read(u32::MAX - 2, u32::MAX);
    assert_eq!(count, 2);
    assert!(error.unwrap().contains("the list did not end before the largest page number"));
}

#[test]
fn no_page_is_requested_after_a_failed_one() {
    let requested = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&requested);
    let fetch = move |number| {
        count.fetch_add(1, Ordering::Relaxed);
        let page = if number == 2 { Err(Error::configuration("broken")) } else { Ok(page(number, Some(10))) };
        Box::pin(ready(page)) as BoxFuture<'static, _>
    };
    let mut pager = pager(Box::new(fetch), 1, PagerLimits { prefetch: 2, ..PagerLimits::default() });
    let mut next = || {
        let next = next_page(&mut pager).map(|page| page.is_ok());
        pager.poll_prefetch(&mut Context::from_waker(std::task::Waker::noop()));
        (next, requested.load(Ordering::Relaxed))
    };
    assert_eq!([next(), next(), next()], [(Some(true), 3), (Some(false), 3), (None, 3)]);
}

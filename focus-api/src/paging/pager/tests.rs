//! Tests the pager with lists that have too many pages for a server.

use std::future::poll_fn;

use super::*;
use crate::Client;

/// Reads a list without a total, of one task per page, from this page on. The pages after `last` are empty. Returns the
/// number of tasks, and the text of the error that ended the list.
fn read(first: u32, last: u32) -> (u32, Option<String>) {
    let fetch = move |number: u32| {
        let elements = if number <= last { vec![Ok(())] } else { Vec::new() };
        let ids = elements.iter().map(|_| Some(TaskId(number.into()))).collect();
        let page = DecodedPage { elements, ids, number, per_page: 1, total: None };
        Box::pin(std::future::ready(Ok(page))) as BoxFuture<'static, _>
    };
    let client = Client::builder().base_url("http://localhost").api_key("toggl_sk_0123456789abcdef0123456789abcdef");
    let workspace = client.build().unwrap().workspace(1, 2);
    let mut pager = Pager::new("list_tasks", Box::new(fetch), first, 1, PagerLimits::default(), workspace);
    let read = async {
        let mut count = 0;
        while let Some(page) = poll_fn(|cx| pager.poll_page(cx)).await {
            match page {
                Ok(page) => count += page.elements.len() as u32,
                Err(error) => return (count, Some(error.to_string())),
            }
        }
        (count, None)
    };
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(read)
}

#[test]
fn a_list_ends_after_ten_thousand_pages_or_with_an_error() {
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

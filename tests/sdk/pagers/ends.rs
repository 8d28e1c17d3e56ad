//! The end of a list: every list ends, without requests whose result is already known.

use focus_api::paging::{Items, Pages};
use focus_api::{ErrorKind, Task};
use focus_fake::{FakeFocus, Fault};
use focus_tests::{fake_of, ids, ids_of, insert, lines, tasks};
use futures::stream::FusedStream;
use futures::{StreamExt, TryStreamExt};
use serde_json::json;

/// Returns the expected requests for these pages of a list.
fn page_requests(list: &str, per_page: u32, pages: std::ops::RangeInclusive<u32>) -> Vec<String> {
    pages.map(|page| format!("GET {list}?page={page}&per_page={per_page}")).collect()
}

const TOTAL: &str = "/tasks";
const NO_TOTAL: &str = "/tasks/recurring";

async fn all(fake: &FakeFocus) -> Vec<i64> {
    ids(&tasks(fake).list().items().try_collect().await.unwrap())
}

async fn all_without_total(fake: &FakeFocus) -> Vec<i64> {
    ids(&tasks(fake).recurring().items().try_collect().await.unwrap())
}

#[tokio::test]
async fn a_list_is_requested_in_pages_of_a_hundred_up_to_its_total() {
    let fake = fake_of(250).await;
    assert_eq!(all(&fake).await, ids_of(0..250));
    assert_eq!(lines(&fake.take_requests()), page_requests(TOTAL, 100, 1..=3));
}

#[tokio::test]
async fn a_list_without_total_ends_at_its_first_short_page() {
    let fake = fake_of(250).await;
    assert_eq!(all_without_total(&fake).await, ids_of(0..250));
    assert_eq!(lines(&fake.take_requests()), page_requests(NO_TOTAL, 100, 1..=3));
}

#[tokio::test]
async fn an_exact_multiple_of_the_page_size_costs_one_more_request_only_without_a_total() {
    let fake = fake_of(200).await;
    assert_eq!(all(&fake).await, ids_of(0..200));
    assert_eq!(lines(&fake.take_requests()), page_requests(TOTAL, 100, 1..=2));
    assert_eq!(all_without_total(&fake).await, ids_of(0..200));
    assert_eq!(
        lines(&fake.take_requests()),
        page_requests(NO_TOTAL, 100, 1..=3),
        "the third page is empty and ends the list"
    );
}

#[tokio::test]
async fn an_empty_list_costs_one_request() {
    let fake = fake_of(0).await;
    assert_eq!(all(&fake).await, [0; 0]);
    assert_eq!(all_without_total(&fake).await, [0; 0]);
    assert_eq!(
        lines(&fake.take_requests()),
        ["GET /tasks?page=1&per_page=100", "GET /tasks/recurring?page=1&per_page=100"]
    );
    let pages = tasks(&fake).list().pages().try_collect().await.unwrap();
    assert_eq!((pages.len(), pages[0].is_empty(), pages[0].total), (1, true, Some(0)));
}

#[tokio::test]
async fn a_single_page_is_requested_with_its_size_and_reports_its_total() {
    let fake = fake_of(7).await;
    let page = tasks(&fake).list().page(2).per_page(3).send().await.unwrap();
    assert_eq!((ids(&page.tasks), page.number, page.per_page, page.total), (ids_of(3..6), 2, 3, Some(7)));
    let page = tasks(&fake).recurring().await.unwrap();
    assert_eq!((page.len(), page.number, page.per_page, page.total), (7, 1, 100, None));
    assert_eq!(lines(&fake.take_requests()), ["GET /tasks?page=2&per_page=3", "GET /tasks/recurring?per_page=100"]);
}

#[tokio::test]
async fn the_requested_page_size_and_first_page_are_kept() {
    let fake = fake_of(10).await;
    let found = tasks(&fake).list().page(2).per_page(4).items().try_collect().await.unwrap();
    assert_eq!(ids(&found), ids_of(4..10));
    assert_eq!(lines(&fake.take_requests()), page_requests(TOTAL, 4, 2..=3));
}

#[tokio::test]
async fn a_list_that_shrinks_while_it_is_read_ends_without_a_request_beyond_its_new_end() {
    let fake = fake_of(9).await;
    let tasks = tasks(&fake);
    let mut pages = tasks.list().per_page(3).pages();
    assert_eq!(ids(&pages.next().await.unwrap().unwrap().tasks), ids_of(0..3));
    tasks.bulk().delete(ids_of(3..8)).await.into_result().unwrap();
    // Four tasks are left: the second page has the last of them, although the total of the first page announced a
    // third.
    let rest = pages.try_collect().await.unwrap();
    assert_eq!(rest.iter().map(|page| ids(&page.tasks)).collect::<Vec<_>>(), [ids_of(8..9)]);
    assert_eq!(fake.take_requests().iter().filter(|request| request.method == "GET").count(), 2);
}

#[tokio::test]
async fn a_list_that_becomes_empty_ends_with_an_empty_page() {
    let fake = fake_of(9).await;
    let tasks = tasks(&fake);
    let mut items = tasks.list().per_page(3).items();
    for _ in 0..3 {
        assert!(items.next().await.unwrap().is_ok());
    }
    tasks.bulk().delete(ids_of(0..9)).await.into_result().unwrap();
    assert!(items.next().await.is_none(), "an empty page must end the list without an error");
}

#[tokio::test]
async fn a_list_that_grows_while_it_is_read_is_read_to_its_new_end() {
    let fake = fake_of(6).await;
    let mut items = tasks(&fake).list().per_page(3).items();
    let mut found = vec![items.next().await.unwrap().unwrap()];
    insert(&fake, 4);
    found.extend(items.try_collect().await.unwrap());
    assert_eq!(ids(&found), ids_of(0..10));
    assert_eq!(lines(&fake.take_requests()), page_requests(TOTAL, 3, 1..=4));
}

#[tokio::test]
async fn a_short_page_below_the_total_does_not_end_the_list() {
    let fake = fake_of(6).await;
    let body = json!({ "data": [{ "id": 1 }], "page": 1, "per_page": 3, "total": 6 });
    fake.fault(Fault::response().json(body).on("list_tasks"));
    let mut items = tasks(&fake).list().per_page(3).items();
    let mut found = Vec::new();
    let error = loop {
        match items.next().await.expect("a list with fewer tasks than its total must end with an error") {
            Ok(task) => found.push(task),
            Err(error) => break error,
        }
    };
    assert_eq!(ids(&found), [[1].as_slice(), &ids_of(3..6)].concat());
    assert!(error.is_paging() && !items.is_complete(), "{error}");
}

#[tokio::test]
async fn a_pager_stops_at_its_limit_of_tasks_or_requests() {
    let fake = fake_of(10).await;
    let tasks = tasks(&fake);
    assert_eq!(ids(&tasks.list().per_page(3).max_items(4).items().try_collect().await.unwrap()), ids_of(0..4));
    assert_eq!(lines(&fake.take_requests()), page_requests(TOTAL, 3, 1..=2));
    assert_eq!(ids(&tasks.list().per_page(3).max_items(3).items().try_collect().await.unwrap()), ids_of(0..3));
    assert_eq!(lines(&fake.take_requests()), page_requests(TOTAL, 3, 1..=1));
    assert_eq!(tasks.list().max_items(0).items().try_collect().await.unwrap().len(), 0);
    assert_eq!(lines(&fake.take_requests()), [""; 0], "a limit of zero tasks must send no request");
    assert_eq!(ids(&tasks.list().per_page(3).max_requests(2).items().try_collect().await.unwrap()), ids_of(0..6));
    assert_eq!(lines(&fake.take_requests()), page_requests(TOTAL, 3, 1..=2));
    assert_eq!(tasks.recurring().per_page(3).max_requests(2).pages().try_collect().await.unwrap().len(), 2);
    assert_eq!(lines(&fake.take_requests()), page_requests(NO_TOTAL, 3, 1..=2));
    let all = tasks.list().max_items(u64::MAX).prefetch(2).items().try_collect().await.unwrap();
    assert_eq!(all.len(), 10, "the largest number must not limit the list");
}

#[tokio::test]
async fn a_page_without_new_tasks_is_an_error() {
    let fake = fake_of(6).await;
    let body = json!({ "data": [{ "id": 1 }, { "id": 2 }, { "id": 3 }], "page": 1, "per_page": 3 });
    fake.fault(Fault::response().json(body).on("list_recurring_tasks").always());
    let mut items = tasks(&fake).recurring().per_page(3).items();
    for id in 1..=3 {
        assert_eq!(items.next().await.unwrap().unwrap().id.0, id);
    }
    let error = items.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Paging);
    insta::assert_snapshot!(error, @"list_recurring_tasks: page 2 contains no task that was not on the pages before it. Continue from the pager's cursor, or use the stream");
    assert!(items.next().await.is_none(), "the error must end the list");
    assert_eq!(fake.take_requests().len(), 2);
}

#[tokio::test]
async fn a_pager_yields_nothing_after_its_end_and_after_an_error() {
    let fake = fake_of(3).await;
    let mut items = tasks(&fake).list().items();
    assert!(!items.is_terminated());
    while let Some(task) = items.next().await {
        task.unwrap();
    }
    assert!(items.is_terminated());
    assert!(items.next().await.is_none());

    fake.fault(Fault::status(400));
    let mut pages = tasks(&fake).list().pages();
    assert!(!pages.is_terminated());
    assert!(pages.next().await.unwrap().unwrap_err().is_validation());
    assert!(pages.is_terminated());
    assert!(pages.next().await.is_none());
    assert_eq!(fake.take_requests().len(), 2, "no request may be sent after the end");
}

#[tokio::test]
async fn an_invalid_page_is_refused_before_a_request() {
    let fake = fake_of(3).await;
    for request in [tasks(&fake).list().page(0), tasks(&fake).list().per_page(0), tasks(&fake).list().per_page(101)] {
        assert!(request.clone().await.unwrap_err().is_invalid_argument());
        let mut items = request.items();
        assert!(items.next().await.unwrap().unwrap_err().is_invalid_argument());
        assert!(items.next().await.is_none());
    }
    assert_eq!(lines(&fake.take_requests()), [""; 0]);
}

#[tokio::test]
async fn pagers_implement_stream() {
    const fn sent_anywhere<T: Send + Unpin + 'static>() {}
    const { sent_anywhere::<Items>() };
    const { sent_anywhere::<Pages<Task>>() };

    let fake = fake_of(5).await;
    let items = tasks(&fake).list().per_page(2).items();
    let sum = StreamExt::map(items, Result::unwrap).fold(0, |sum, _| async move { sum + 1 });
    assert_eq!(tokio::spawn(sum).await.unwrap(), 5);
    let pages: Vec<_> = TryStreamExt::try_collect(tasks(&fake).list().per_page(2).pages()).await.unwrap();
    assert_eq!(pages.len(), 3);
}

#[tokio::test]
async fn a_pager_distinguishes_its_end_from_a_limit_and_an_error() {
    let fake = fake_of(250).await;
    let tasks = tasks(&fake);
    let list = || tasks.list().per_page(100);

    let mut limited = list().max_requests(2).items();
    while limited.next().await.is_some() {}
    assert!(!limited.is_complete(), "50 tasks follow the two pages");

    let mut cut = list().max_items(249).items();
    while cut.next().await.is_some() {}
    assert!(!cut.is_complete(), "the last task was not delivered");

    let mut just_enough = list().max_requests(3).pages();
    while just_enough.next().await.is_some() {}
    assert!(just_enough.is_complete(), "the list has three pages only");

    fake.fault(Fault::status(500).after(1));
    let mut failed = list().items();
    while failed.next().await.is_some() {}
    assert!(!failed.is_complete(), "the second page did not arrive");
}

#[tokio::test]
async fn a_page_with_tasks_is_not_empty() {
    let page = tasks(&fake_of(1).await).list().await.unwrap();
    assert_eq!((page.is_empty(), page.len()), (false, 1));
}

#[tokio::test]
async fn a_page_is_iterated_in_the_order_of_its_tasks() {
    let page = tasks(&fake_of(3).await).list().await.unwrap();
    let mut borrowed = Vec::new();
    for task in &page {
        borrowed.push(task.id.0);
    }
    assert_eq!(borrowed, ids_of(0..3));
    assert_eq!(page.into_iter().map(|task| task.id.0).collect::<Vec<_>>(), ids_of(0..3));
}

//! The cursor of a pager: a list that is resumed from a stored cursor neither omits nor repeats a task.

use std::pin::pin;
use std::task::Poll;

use focus_api::Tasks;
use focus_api::paging::{Items, PageCursor};
use focus_fake::{FakeFocus, Fault};
use focus_tests::{fake_of, ids, ids_of, insert, lines, tasks};

/// Returns the next `count` ids.
async fn take(items: &mut Items, count: usize) -> Vec<i64> {
    let mut found = Vec::new();
    for _ in 0..count {
        found.push(items.next().await.expect("the list has more tasks").expect("the task can be decoded").id.0);
    }
    found
}

/// Returns the remaining ids of a list that is resumed from a stored cursor.
async fn rest(tasks: &Tasks, cursor: PageCursor) -> Vec<i64> {
    let kept = serde_json::to_string(&cursor).unwrap();
    let cursor = serde_json::from_str(&kept).unwrap();
    ids(&tasks.list().resume(cursor).items().try_collect().await.unwrap())
}

#[tokio::test]
async fn a_pager_that_stopped_anywhere_resumes_at_the_next_task() {
    let fake = fake_of(8).await;
    let tasks = tasks(&fake);
    for stop in 0..=8 {
        let mut items = tasks.list().per_page(3).items();
        let found = take(&mut items, stop).await;
        let cursor = items.cursor();
        let found = [found, rest(&tasks, cursor).await].concat();
        assert_eq!(found, ids_of(0..8), "stopped after {stop} tasks, at {cursor:?}");
    }
}

#[tokio::test]
async fn pages_omit_the_tasks_of_the_first_page_that_items_had_read() {
    let fake = fake_of(8).await;
    let tasks = tasks(&fake);
    let mut items = tasks.list().per_page(3).items();
    let found = take(&mut items, 4).await;
    let pages = tasks.list().resume(items.cursor()).pages().try_collect().await.unwrap();
    let rest = pages.iter().flat_map(|page| ids(&page.tasks));
    assert_eq!(found.into_iter().chain(rest).collect::<Vec<_>>(), ids_of(0..8));
}

#[tokio::test]
async fn a_list_without_total_resumes_at_the_next_task() {
    let fake = fake_of(6).await;
    let tasks = tasks(&fake);
    for stop in 0..=6 {
        let mut items = tasks.recurring().per_page(3).items();
        let found = take(&mut items, stop).await;
        let items = tasks.recurring().resume(items.cursor()).items();
        assert_eq!([found, ids(&items.try_collect().await.unwrap())].concat(), ids_of(0..6), "stopped after {stop}");
    }
}

#[tokio::test]
async fn a_cursor_keeps_the_page_size_and_requests_no_page_twice() {
    let fake = fake_of(8).await;
    let tasks = tasks(&fake);
    let mut items = tasks.list().per_page(3).items();
    take(&mut items, 3).await;
    assert_eq!(items.cursor(), PageCursor { page: 2, skip: 0, per_page: 3 });
    take(&mut items, 2).await;
    assert_eq!(serde_json::to_string(&items.cursor()).unwrap(), r#"{"page":2,"skip":2,"per_page":3}"#);
    let _ = fake.take_requests();
    assert_eq!(rest(&tasks, items.cursor()).await, ids_of(5..8));
    assert_eq!(lines(&fake.take_requests()), ["GET /tasks?page=2&per_page=3", "GET /tasks?page=3&per_page=3"]);
}

#[tokio::test]
async fn a_list_resumed_after_an_error_neither_omits_nor_repeats_a_task() {
    let fake = fake_of(8).await;
    let tasks = tasks(&fake);
    for ahead in [0, 2] {
        fake.fault(Fault::status(400).after(2));
        let mut items = tasks.list().per_page(2).prefetch(ahead).items();
        let found = take(&mut items, 4).await;
        assert!(items.next().await.unwrap().is_err());
        assert_eq!(items.cursor(), PageCursor { page: 3, skip: 0, per_page: 2 });
        assert_eq!([found, rest(&tasks, items.cursor()).await].concat(), ids_of(0..8), "{ahead} pages ahead");
    }
}

#[tokio::test]
async fn a_single_page_at_a_cursor_has_only_the_tasks_after_it() {
    let fake = fake_of(8).await;
    let tasks = tasks(&fake);
    for (skip, expected) in [(0, 3..6), (1, 4..6), (3, 6..6)] {
        let cursor = PageCursor { page: 2, skip, per_page: 3 };
        let page = tasks.list().resume(cursor).await.unwrap();
        assert_eq!(page.iter().map(|task| task.id.0).collect::<Vec<_>>(), ids_of(expected), "{cursor:?}");
        let found = tasks.list().resume(cursor).decode_as::<serde_json::Value>().await.unwrap();
        assert_eq!(found.len(), page.len());
    }
    drop(fake.take_requests());
    let cursor = PageCursor { page: 2, skip: 1, per_page: 3 };
    assert!(tasks.list().resume(cursor).per_page(2).await.unwrap_err().is_invalid_argument());
    assert_eq!(fake.requests().len(), 0);
}

#[tokio::test]
async fn an_error_on_a_resumed_page_keeps_the_cursor() {
    let fake = fake_of(8).await;
    let cursor = PageCursor { page: 2, skip: 1, per_page: 3 };
    fake.fault(Fault::status(500));
    let mut items = tasks(&fake).list().resume(cursor).items();
    assert!(items.next().await.unwrap().is_err());
    assert_eq!(items.cursor(), cursor);
}

#[tokio::test]
async fn tasks_beyond_a_limit_can_be_read_later() {
    let fake = fake_of(8).await;
    let tasks = tasks(&fake);
    let mut found = Vec::new();
    let mut cursor = PageCursor { page: 1, skip: 0, per_page: 3 };
    for _ in 0..3 {
        let mut items = tasks.list().resume(cursor).max_requests(1).items();
        while let Some(task) = items.next().await {
            found.push(task.unwrap().id.0);
        }
        cursor = items.cursor();
    }
    assert_eq!(found, ids_of(0..8));
    assert_eq!(fake.take_requests().len(), 3);

    let mut items = tasks.list().per_page(3).max_items(4).items();
    let found = take(&mut items, 4).await;
    assert!(items.next().await.is_none());
    assert_eq!([found, rest(&tasks, items.cursor()).await].concat(), ids_of(0..8));
}

#[tokio::test]
async fn a_pager_resumed_at_the_end_finds_tasks_added_since() {
    let fake = fake_of(7).await;
    let tasks = tasks(&fake);
    let mut items = tasks.list().per_page(3).items();
    take(&mut items, 7).await;
    assert!(items.next().await.is_none());
    let mut pages = tasks.list().per_page(3).pages();
    while pages.next().await.is_some() {}
    assert_eq!(pages.cursor(), items.cursor(), "the last page is not full");
    assert_eq!(rest(&tasks, items.cursor()).await, [0; 0]);
    insert(&fake, 4);
    for cursor in [items.cursor(), pages.cursor()] {
        assert_eq!(rest(&tasks, cursor).await, ids_of(7..11));
    }
}

#[tokio::test]
async fn a_page_whose_tasks_were_all_returned_before_is_behind_the_cursor() {
    let fake = fake_of(7).await;
    let list = || tasks(&fake).list().resume(PageCursor { page: 2, skip: 3, per_page: 3 }).max_requests(1);
    let (mut items, mut pages) = (list().items(), list().pages());
    assert!(items.next().await.is_none());
    assert!(pages.next().await.unwrap().unwrap().is_empty() && pages.next().await.is_none());
    let next = PageCursor { page: 3, skip: 0, per_page: 3 };
    assert_eq!([items.cursor(), pages.cursor()], [next; 2], "the next run would request the same page again");
}

#[tokio::test]
async fn pages_resume_after_the_last_page_that_arrived() {
    let fake = fake_of(5).await;
    let tasks = tasks(&fake);
    let mut pages = tasks.list().per_page(2).pages();
    assert_eq!(pages.cursor(), PageCursor { page: 1, skip: 0, per_page: 2 });
    pages.next().await.unwrap().unwrap();
    fake.fault(Fault::status(400));
    assert!(pages.next().await.unwrap().is_err());
    assert_eq!(pages.cursor(), PageCursor { page: 2, skip: 0, per_page: 2 });
    assert_eq!(rest(&tasks, pages.cursor()).await, ids_of(2..5));
}

#[tokio::test]
async fn a_dropped_wait_for_the_next_task_loses_no_task() {
    let fake: FakeFocus = fake_of(5).await;
    let mut items = tasks(&fake).list().per_page(2).items();
    let mut found = Vec::new();
    loop {
        // Polled once and dropped: the pager keeps the request.
        if let Poll::Ready(Some(task)) = futures::poll!(pin!(items.next())) {
            found.push(task.unwrap().id.0);
        }
        match items.next().await {
            Some(task) => found.push(task.unwrap().id.0),
            None => break,
        }
    }
    assert_eq!(found, ids_of(0..5));
    assert_eq!(fake.take_requests().len(), 3, "a dropped wait must not request its page again");
}

#[tokio::test]
async fn a_page_size_that_differs_from_the_one_of_the_cursor_is_refused() {
    let fake = fake_of(8).await;
    let tasks = tasks(&fake);
    let mut items = tasks.list().per_page(3).items();
    take(&mut items, 4).await;
    let cursor = items.cursor();
    let sent = fake.requests().len();
    for list in [
        tasks.list().resume(cursor).per_page(2),
        tasks.list().resume(cursor).per_page(100),
        tasks.list().resume(cursor).page(1),
    ] {
        let error = list.clone().items().try_collect().await.unwrap_err();
        assert_eq!(error.kind(), focus_api::ErrorKind::InvalidArgument, "{error}");
        assert!(error.to_string().contains("continues on page 2 with `per_page` 3"), "{error}");
        assert!(list.pages().next().await.unwrap().is_err(), "`pages` would omit tasks");
    }
    assert_eq!(fake.requests().len(), sent, "nothing is sent");
    // Set before, it is replaced by that of the cursor.
    assert_eq!(ids(&tasks.list().per_page(100).resume(cursor).items().try_collect().await.unwrap()), ids_of(4..8));
}

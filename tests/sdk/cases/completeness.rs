//! A list is complete only if its numbers agree with the tasks that arrived.

use focus_api::Error;
use focus_api::paging::{Items, PageCursor};
use focus_fake::{FakeFocus, Fault};
use focus_tests::{fake_of, ids_of, tasks};
use serde_json::{Value, json};

/// Returns the ids that arrived, the errors, and whether the list is complete.
async fn read(mut items: Items) -> (Vec<i64>, Vec<Error>, bool) {
    let (mut ids, mut errors) = (Vec::new(), Vec::new());
    while let Some(item) = items.next().await {
        match item {
            Ok(task) => ids.push(task.id.0),
            Err(error) => errors.push(error),
        }
    }
    (ids, errors, items.is_complete())
}

#[tokio::test]
async fn an_empty_page_below_the_total_ends_the_list_with_an_error() {
    for (total, prefetch) in [(2500, 0), (2500, 3), (3, 0)] {
        let fake = fake_of(2).await;
        fake.fault(Fault::response().set_field("total", json!(total)).always());
        let (ids, errors, complete) = read(tasks(&fake).list().per_page(2).prefetch(prefetch).items()).await;
        assert_eq!((ids, complete), (ids_of(0..2), false));
        assert!(errors.len() == 1 && errors[0].is_paging(), "{errors:?}");
        assert!(fake.requests().len() <= 2 + prefetch, "{} requests for two tasks", fake.requests().len());
    }
}

#[tokio::test]
async fn a_total_below_the_number_of_received_tasks_is_ignored() {
    // A wrong total that equals the tasks of one full page cannot be recognized without another request.
    for total in [json!(0), json!(1), json!(3), json!(-1), json!("5"), json!(1.5), Value::Null] {
        let fake = fake_of(5).await;
        fake.fault(Fault::response().set_field("total", total.clone()).always());
        let (ids, errors, complete) = read(tasks(&fake).list().per_page(2).items()).await;
        assert_eq!((ids, errors.len(), complete), (ids_of(0..5), 0, true), "total {total}: {errors:?}");
    }
}

#[tokio::test]
async fn a_page_size_above_the_requested_one_is_ignored() {
    for per_page in [json!(1000), json!(101), json!(u64::MAX), json!(0), json!("100")] {
        let fake = fake_of(250).await;
        fake.fault(Fault::response().set_field("per_page", per_page.clone()).remove_field("total").always());
        let (ids, errors, complete) = read(tasks(&fake).list().items()).await;
        assert_eq!((ids.len(), errors.len(), complete), (250, 0, true), "per_page {per_page}: {errors:?}");
    }
}

#[tokio::test]
async fn a_page_without_a_new_id_is_an_error() {
    for (count, per_page) in [(1, 1), (2, 2), (5, 2)] {
        let fake = FakeFocus::builder().tasks(0).start().await;
        let parent = fake.insert_task(json!({ "name": "Parent" }));
        for _ in 0..count {
            fake.insert_task(json!({ "name": "Child", "parent_task_id": parent }));
        }
        fake.fault(Fault::response().override_query("page", Some("1")).always());
        for items in [
            tasks(&fake).children(parent).per_page(per_page).items(),
            tasks(&fake).list().parent([focus_api::TaskId(parent)]).per_page(per_page).items(),
        ] {
            let (ids, errors, complete) = read(items).await;
            let requests = fake.take_requests().len();
            if complete {
                assert_eq!((ids.len() as u32, errors.len()), (count, 0), "a complete list must contain all tasks");
            } else {
                assert!(errors.len() == 1 && errors[0].is_paging(), "{errors:?}");
            }
            assert!(requests <= 2, "{requests} requests for a page that repeats itself");
        }
    }
}

#[tokio::test]
async fn an_invalid_cursor_is_refused_or_costs_at_most_one_request() {
    for cursor in [
        r#"{"page":1,"skip":4294967295,"per_page":100}"#,
        r#"{"page":4294967295,"skip":0,"per_page":100}"#,
        r#"{"page":1,"skip":101,"per_page":100}"#,
        r#"{"page":0,"skip":0,"per_page":0}"#,
        r#"{"page":1,"skip":0,"per_page":4294967295}"#,
        r#"{"page":4294967295,"skip":4294967295,"per_page":4294967295}"#,
    ] {
        let fake = fake_of(3).await;
        let Ok(cursor) = serde_json::from_str::<PageCursor>(cursor) else { continue };
        let (_, errors, _) = read(tasks(&fake).list().resume(cursor).items()).await;
        assert!(fake.requests().len() <= 1 && errors.len() <= 1, "{cursor:?}: {errors:?}");
    }
}

#[tokio::test]
async fn an_undecodable_task_does_not_affect_other_tasks_of_lists_and_streams() {
    for body in [
        &b"[{\"id\":1},{\"id\":7,\"name\":\"\xff\"},{\"id\":2}]"[..],
        b"[{\"id\":1},{\"id\":7,\"name\":3},{\"id\":2}]",
        b"[{\"id\":1},null,{\"id\":2}]",
        b"[{\"id\":1},\"x\",{\"id\":2}]",
        b"[{\"id\":1},{\"id\":7,\"name\":\"\\ud800\"},{\"id\":2}]",
    ] {
        let fake = FakeFocus::builder().tasks(0).start().await;
        fake.fault(Fault::response().body(body.to_vec()).always());
        let (ids, errors, _) = read(tasks(&fake).list().items()).await;
        assert_eq!((ids, errors.len()), (vec![1, 2], 1), "list of {}", String::from_utf8_lossy(body));
        let (streamed, lost) = tasks(&fake).stream().send().await.unwrap().collect_readable().await.unwrap();
        let streamed: Vec<i64> = streamed.iter().map(|task| task.id.0).collect();
        assert_eq!((streamed, lost.len()), (vec![1, 2], 1), "stream of {}", String::from_utf8_lossy(body));
    }
}

#[tokio::test]
async fn a_list_requests_the_largest_page_by_default() {
    let fake = fake_of(120).await;
    let tasks = tasks(&fake);
    assert_eq!(tasks.list().await.unwrap().len(), 100);
    assert_eq!(tasks.recurring().await.unwrap().len(), 100);
}

#[tokio::test]
async fn pages_and_lists_without_total_follow_the_same_rules() {
    let fake = fake_of(3).await;
    let tasks = tasks(&fake);
    fake.fault(Fault::response().set_field("total", json!(9)).always());
    let mut pages = tasks.list().per_page(2).pages();
    let (mut count, mut errors) = (0, 0);
    while let Some(page) = pages.next().await {
        match page {
            Ok(page) => count += page.len(),
            Err(error) => errors += usize::from(error.is_paging()),
        }
    }
    assert_eq!((count, errors, pages.is_complete()), (3, 1, false), "page by page");
    assert!(tasks.list().per_page(2).items().try_collect().await.is_err(), "collected");
    assert!(tasks.bulk().allow_unfiltered(true).delete_matching(tasks.list().per_page(2)).await.is_err(), "selected");
    assert_eq!(fake.tasks().len(), 3, "a list with contradictory numbers must not select tasks for a change");
    fake.clear_faults();

    // A list without a total that repeats its first, full page.
    fake.fault(Fault::response().override_query("page", Some("1")).always());
    let (ids, errors, complete) = read_recurring(tasks.recurring().per_page(2).items()).await;
    assert_eq!((ids, errors, complete), (ids_of(0..2), 1, false));
}

async fn read_recurring(items: Items) -> (Vec<i64>, usize, bool) {
    let (ids, errors, complete) = read(items).await;
    (ids, errors.iter().filter(|error| error.is_paging()).count(), complete)
}

#[tokio::test]
async fn a_total_that_changes_between_pages_is_compared_with_the_received_tasks() {
    for (totals, expected, is_complete) in [([5, 5, 5], 5, true), ([5, 9, 5], 5, true), ([5, 5, 9], 5, false)] {
        let fake = fake_of(5).await;
        for total in totals {
            fake.fault(Fault::response().set_field("total", json!(total)));
        }
        // A short page below its total is not an end; the page after it is empty and ends the list.
        fake.fault(Fault::response().set_field("total", json!(totals[2])).always());
        let (ids, errors, complete) = read(tasks(&fake).list().per_page(2).items()).await;
        assert_eq!((ids.len(), complete), (expected, is_complete), "totals {totals:?}: {errors:?}");
        assert_eq!(errors.len(), usize::from(!is_complete), "totals {totals:?}: {errors:?}");
    }
}

#[tokio::test]
async fn a_list_in_which_tasks_arrive_twice_is_not_complete() {
    // Pages of two tasks: a task was inserted before them, or the server repeats tasks.
    let lists: [&[&[i64]]; 4] =
        [&[&[1, 2], &[2, 3]], &[&[1, 2], &[2, 3], &[4]], &[&[1, 1], &[2]], &[&[1, 2], &[3, 1], &[4]]];
    for (pages, has_total) in lists.into_iter().flat_map(|pages| [(pages, true), (pages, false)]) {
        let fake = fake_of(0).await;
        let sent: usize = pages.iter().map(|page| page.len()).sum();
        for page in pages.iter().copied().chain([&[] as &[i64]]) {
            let data: Vec<Value> = page.iter().map(|id| json!({ "id": id, "name": "Task" })).collect();
            let mut body = json!({ "data": data, "page": 1, "per_page": 2 });
            if has_total {
                body["total"] = json!(sent);
            }
            fake.fault(Fault::status(200).json(body));
        }
        let (ids, errors, complete) = read(tasks(&fake).list().per_page(2).items()).await;
        let expected: Vec<i64> = pages.iter().flat_map(|page| page.iter().copied()).collect();
        assert_eq!((ids, complete), (expected, false), "{pages:?}, with a total: {has_total}");
        assert!(errors.len() == 1 && errors[0].is_paging(), "{pages:?}, with a total: {has_total}: {errors:?}");
    }
}

#[tokio::test]
async fn a_page_size_below_the_number_of_tasks_on_the_page_is_ignored() {
    for (prefetch, has_total) in [(0, true), (8, true), (0, false)] {
        let fake = fake_of(250).await;
        let fault = Fault::response().set_field("per_page", json!(1));
        fake.fault(if has_total { fault } else { fault.remove_field("total") }.always());
        let mut items = tasks(&fake).list().prefetch(prefetch).items();
        assert!(items.next().await.unwrap().is_ok());
        assert_eq!(items.cursor(), serde_json::from_value(json!({ "page": 1, "skip": 1, "per_page": 100 })).unwrap());
        let (ids, errors, complete) = read(items).await;
        assert_eq!((ids.len(), errors.len(), complete), (249, 0, true), "{errors:?}");
        assert_eq!(fake.requests().len(), 3, "prefetch {prefetch}, with a total: {has_total}");
    }
}

#[tokio::test]
async fn a_stream_that_contradicts_its_total_or_ends_with_an_error_is_not_complete() {
    let fake = fake_of(0).await;
    for (body, count, error_count, is_complete) in [
        (r#"{"data":[{"id":1}],"total":500}"#, 1, 1, false),
        (r#"{"total":500,"page":1,"per_page":1,"data":[{"id":1}]}"#, 1, 1, false),
        (r#"{"data":null,"total":5}"#, 0, 1, false),
        (r#"{"data":[{"id":1}],"total":1}"#, 1, 0, true),
        (r#"{"data":[{"id":1}],"total":0}"#, 1, 0, true),
        (r#"{"data":[{"id":1}],"total":"many"}"#, 1, 0, true),
        (r#"{"data":[{"id":1}],"error":"timeout"}"#, 1, 1, false),
        (r#"{"error":{"code":"timeout"},"items":[{"id":1}]}"#, 1, 1, false),
        (r#"{"data":[{"id":1}],"error":null}"#, 1, 0, true),
        (r#"{"data":[{"id":1}],"error":{ },"errors":[ ],"ok":null}"#, 1, 0, true),
        (r#"{"data":[{"id":1}],"error":"\u200b"}"#, 1, 0, true),
        (r#"{"success":"false","data":[{"id":1}]}"#, 1, 1, false),
        ("{\"id\":1}\n{\"error\":\"internal\"}\n", 1, 1, false),
        (r#"[{"id":1},{"error":"internal"}]"#, 1, 1, false),
        (r#"[{"id":1},{"name":7}]"#, 1, 1, true),
        ("null", 0, 0, true),
    ] {
        fake.fault(Fault::status(200).json(1).body(body));
        let mut stream = tasks(&fake).stream().send().await.unwrap();
        let (mut ids, mut errors) = (0, Vec::new());
        while let Some(task) = stream.next().await {
            match task {
                Ok(_) => ids += 1,
                Err(error) => errors.push(error),
            }
        }
        assert_eq!((ids, errors.len(), stream.is_complete()), (count, error_count, is_complete), "{body}: {errors:?}");
    }
}

#[tokio::test]
async fn a_list_with_an_error_in_place_of_a_task_is_not_complete() {
    let fake = fake_of(0).await;
    for (second, is_complete) in [(json!({ "error": "internal" }), false), (json!({ "name": 7 }), true)] {
        fake.fault(Fault::status(200).json(json!({ "data": [{ "id": 1 }, second], "total": 2 })));
        let (ids, errors, complete) = read(tasks(&fake).list().items()).await;
        assert_eq!((ids, errors.len(), complete), (vec![1], 1, is_complete), "{errors:?}");
    }
}

#[tokio::test]
async fn a_last_page_with_the_number_of_its_tasks_as_its_size_ends_the_list() {
    for prefetch in [0, 10] {
        let fake = fake_of(103).await;
        fake.fault(
            Fault::response()
                .edit_json(|page| page["per_page"] = json!(page["data"].as_array().unwrap().len()))
                .always(),
        );
        let (ids, errors, complete) = read(tasks(&fake).list().prefetch(prefetch).items()).await;
        assert_eq!((ids.len(), errors.len(), complete), (103, 0, true), "{errors:?}");
        assert_eq!(fake.requests().len(), 2, "prefetch {prefetch}");
    }
}

#[tokio::test]
async fn the_total_of_a_page_is_not_below_its_tasks() {
    let fake = fake_of(0).await;
    let (two, none) = (json!([{ "id": 1 }, { "id": 2 }]), json!([]));
    for (page, per_page, data, total, expected) in [
        (1, 2, &two, 0, None),
        (1, 2, &two, 1, None),
        (1, 2, &two, 2, Some(2)),
        (3, 2, &two, 5, None),
        (3, 2, &two, 6, Some(6)),
        (3, 2, &none, 0, Some(0)),
        (u32::MAX, 100, &two, 9, None),
    ] {
        fake.fault(Fault::status(200).json(json!({ "data": data, "total": total, "page": page })).times(2));
        let list = || tasks(&fake).list().page(page).per_page(per_page);
        let found = [list().await.unwrap().total, list().pages().next().await.unwrap().unwrap().total];
        assert_eq!(found, [expected; 2], "page {page} of {per_page}, total {total}");
    }
}

#[tokio::test]
async fn the_cursor_of_pages_is_that_of_the_list_before_them() {
    let fake = fake_of(5).await;
    let cursor: PageCursor = serde_json::from_value(json!({ "page": 1, "skip": 3, "per_page": 5 })).unwrap();
    let mut pages = tasks(&fake).list().resume(cursor).pages();
    assert_eq!(pages.cursor(), cursor);
    fake.fault(Fault::status(500));
    assert!(pages.next().await.unwrap().is_err());
    assert_eq!(pages.cursor(), cursor, "the tasks before it are not returned again after an error");
    let mut pages = tasks(&fake).list().resume(pages.cursor()).pages();
    assert_eq!(pages.next().await.unwrap().unwrap().len(), 2);
    assert_eq!((pages.cursor().page, pages.cursor().skip), (2, 0));
}

#[tokio::test]
async fn a_page_without_a_total_does_not_end_a_list_before_the_total_of_earlier_pages() {
    let first = json!({ "data": [{ "id": 1 }, { "id": 2 }], "total": 4 });
    let last = json!({ "data": [{ "id": 3 }, { "id": 4 }] });
    for (second, count, is_complete) in
        [(Value::Null, 2, false), (json!([]), 2, false), (json!({ "data": [{ "id": 3 }] }), 3, false), (last, 4, true)]
    {
        for prefetch in [0, 3] {
            let fake = fake_of(0).await;
            fake.fault(Fault::status(200).json(first.clone()));
            fake.fault(Fault::status(200).json(second.clone()));
            let (ids, errors, complete) = read(tasks(&fake).list().per_page(2).prefetch(prefetch).items()).await;
            assert_eq!((ids.len(), complete), (count, is_complete), "{second}: {errors:?}");
            assert!(errors.len() == usize::from(!is_complete) && errors.iter().all(Error::is_paging), "{errors:?}");
            assert_eq!(fake.requests().len(), 2, "{second}");
        }
    }
}

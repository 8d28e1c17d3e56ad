//! Prefetch: pages are requested in advance only on request, are yielded in order, and never exceed the known quota.

use std::time::Duration;

use focus_api::RetryPolicy;
use focus_fake::{FakeFocus, Fault, Gate};
use focus_tests::{ManualClock, builder, fake_of, ids, ids_of, lines, seeded, settle, tasks, tasks_of};

/// Returns the pages that were requested, in the order in which the requests arrived. Concurrent requests may arrive in
/// any order.
fn pages(fake: &FakeFocus) -> Vec<u32> {
    fake.requests().iter().map(|request| request.query_values("page")[0].parse().unwrap()).collect()
}

#[tokio::test]
async fn without_prefetch_a_page_is_requested_only_when_it_is_needed() {
    let fake = fake_of(9).await;
    let mut items = tasks(&fake).list().per_page(3).items();
    for _ in 0..3 {
        items.next().await.unwrap().unwrap();
    }
    assert_eq!(pages(&fake), [1]);
    items.next().await.unwrap().unwrap();
    assert_eq!(pages(&fake), [1, 2]);
}

#[tokio::test]
async fn prefetched_pages_are_yielded_in_order_and_requested_once() {
    let fake = fake_of(20).await;
    // The second page is the slowest, so later pages arrive before it.
    fake.fault(Fault::response().delay(Duration::from_millis(100)).after(1));
    let found = tasks(&fake).list().per_page(2).prefetch(3).items().try_collect().await.unwrap();
    assert_eq!(ids(&found), ids_of(0..20));
    let mut requested = pages(&fake);
    requested.sort_unstable();
    assert_eq!(requested, (1..=10).collect::<Vec<_>>());
}

#[tokio::test]
async fn prefetched_pages_are_requested_while_the_current_one_is_processed() {
    let fake = fake_of(90).await;
    let mut items = tasks(&fake).list().per_page(30).prefetch(2).items();
    items.next().await.unwrap().unwrap();
    for _ in 1..30 {
        items.next().await.unwrap().unwrap();
        tokio::task::yield_now().await;
    }
    // The pager has yielded all tasks of the first page and none of the second.
    let arrival = async {
        while pages(&fake).len() < 2 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), arrival)
        .await
        .expect("the next page must be requested before it is needed");
    assert_eq!(ids(&items.try_collect().await.unwrap()), ids_of(30..90));
    assert_eq!(pages(&fake).len(), 3, "no page may be requested twice");
}

#[tokio::test]
async fn a_list_without_total_is_never_prefetched() {
    let fake = fake_of(7).await;
    let found = tasks(&fake).recurring().per_page(3).prefetch(5).items().try_collect().await.unwrap();
    assert_eq!(ids(&found), ids_of(0..7));
    assert_eq!(pages(&fake), [1, 2, 3], "no page beyond the end may be requested");
}

#[tokio::test]
async fn prefetch_requests_no_more_pages_than_the_known_quota_allows() {
    // The quota allows five requests: the first page leaves four, for nineteen more pages.
    let fake = seeded(FakeFocus::builder().quota(5), 40).await;
    let mut items = tasks(&fake).list().per_page(2).prefetch(10).items();
    for _ in 0..10 {
        items.next().await.unwrap().unwrap();
    }
    let mut requested = pages(&fake);
    requested.sort_unstable();
    assert_eq!(requested, [1, 2, 3, 4, 5], "prefetch must not request more pages than the quota allows");
    assert!(items.next().await.unwrap().unwrap_err().is_quota());
}

#[tokio::test]
async fn the_quota_of_an_expired_hour_does_not_limit_prefetch() {
    let fake = seeded(FakeFocus::builder().quota(2), 12).await;
    let clock = ManualClock::default();
    let tasks = tasks_of(&fake, builder(&fake).clock(std::sync::Arc::new(clock.clone())));
    let mut items = tasks.list().per_page(2).prefetch(3).items();
    items.next().await.unwrap().unwrap();
    fake.advance(Duration::from_secs(3600));
    fake.set_quota(100);
    clock.advance(Duration::from_secs(3601));
    for _ in 1..12 {
        items.next().await.unwrap().unwrap();
    }
    assert_eq!(pages(&fake).len(), 6);
}

#[tokio::test]
async fn pages_beyond_a_limit_are_not_prefetched() {
    let fake = fake_of(40).await;
    let found = tasks(&fake).list().per_page(2).max_items(7).prefetch(9).items().try_collect().await.unwrap();
    assert_eq!(ids(&found), ids_of(0..7));
    let mut requested = pages(&fake);
    requested.sort_unstable();
    assert_eq!(requested, [1, 2, 3, 4]);
    let _ = fake.take_requests();
    let found = tasks(&fake).list().per_page(2).max_requests(2).prefetch(9).items().try_collect().await.unwrap();
    assert_eq!(ids(&found), ids_of(0..4));
    assert_eq!(lines(&fake.take_requests()), ["GET /tasks?page=1&per_page=2", "GET /tasks?page=2&per_page=2"]);
}

#[tokio::test]
async fn a_prefetched_page_beyond_a_moved_end_is_not_part_of_the_list() {
    for beyond in [Fault::status(500).text("broken"), Fault::status(200).json(7), Fault::status(404).error("x", "y")] {
        let fake = fake_of(8).await;
        // The total of the first page announces four pages, that of the second page only two.
        fake.fault(Fault::response().set_field("total", serde_json::json!(4)).after(1).times(1));
        fake.fault(beyond.after(2).always());
        let tasks = tasks_of(&fake, builder(&fake).retry(RetryPolicy::none()));
        let mut items = tasks.list().per_page(2).prefetch(3).items();
        let mut found = Vec::new();
        while let Some(task) = items.next().await {
            found.push(task.expect("a page beyond the end must not fail the list").id.0);
        }
        assert_eq!((found, items.is_complete()), (ids_of(0..4), true));
    }
}

#[tokio::test]
async fn as_many_pages_are_requested_in_advance_as_the_known_quota_allows() {
    for (quota, concurrent) in [(40, 5), (5, 3)] {
        let fake = seeded(FakeFocus::builder().quota(quota), 20).await;
        let tasks = tasks(&fake);
        // Two responses report the quota; the second is the first page.
        tasks.get(ids_of(0..1)[0]).await.unwrap();
        let mut items = tasks.list().per_page(2).prefetch(4).items();
        let gate = Gate::new();
        fake.fault(Fault::response().stall_before_head().until(&gate).after(1).always());
        items.next().await.unwrap().unwrap();
        let rest = async { items.try_collect().await };
        let stalled = async {
            gate.arrivals(concurrent).await;
            settle().await;
            let arrived = gate.arrived();
            gate.open();
            arrived
        };
        let (_, arrived) = tokio::join!(rest, stalled);
        assert_eq!(arrived, concurrent, "with a quota of {quota}");
    }
}
